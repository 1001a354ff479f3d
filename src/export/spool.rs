//! A file without a name that an export is written to before it travels: a reader of the database never waits for a
//! network or a pipe, and no reader's words are left lying on the disk, whatever happens.

use std::fs::File;
use std::io::{self, BufWriter, Seek as _, Write};

/// A temporary file that takes so many bytes and no more.
pub struct Spool {
    file: BufWriter<File>,
    left: u64,
}

impl Spool {
    /// A file that takes at most so many bytes; one more is refused with [`io::ErrorKind::FileTooLarge`].
    ///
    /// # Errors
    /// When no temporary file can be made.
    pub fn new(most: u64) -> io::Result<Self> {
        Ok(Self { file: BufWriter::new(tempfile::tempfile()?), left: most })
    }

    /// The file, to be read from its beginning.
    ///
    /// # Errors
    /// When what is still buffered cannot be written.
    pub fn into_file(self) -> io::Result<File> {
        let mut file = self.file.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.rewind()?;
        Ok(file)
    }
}

impl Write for Spool {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let wanted = bytes.len() as u64;
        if wanted > self.left {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        let written = self.file.write(bytes)?;
        self.left -= written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use std::io::Read as _;

    use super::*;

    #[test]
    fn it_takes_what_fits_to_the_last_byte_and_gives_it_back() {
        let mut spool = Spool::new(5).unwrap();
        spool.write_all(b"abc").unwrap();
        spool.write_all(b"de").unwrap();
        assert_eq!(spool.write_all(b"f").unwrap_err().kind(), io::ErrorKind::FileTooLarge);
        let mut text = String::new();
        spool.into_file().unwrap().read_to_string(&mut text).unwrap();
        assert_eq!(text, "abcde");
    }
}
