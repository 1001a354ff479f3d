//! How frames look on the wire: plain JSON, or one zlib stream over all of a connection's frames ("Gateway", encoding and
//! compression).

use axum::extract::ws::{Message, Utf8Bytes};
use flate2::{Compress, Compression, FlushCompress};
use serde::Deserialize;

/// The query of a gateway address, as the client filled it in.
#[derive(Debug, Default, Deserialize)]
pub struct Wish {
    v: Option<String>,
    encoding: Option<String>,
    compress: Option<String>,
}

/// How one connection is spoken to.
pub enum Speech {
    Plain,
    /// `zlib-stream`.
    Zlib(Box<Compress>),
}

/// Why a wish is not granted.
#[derive(Debug, PartialEq, Eq)]
pub struct Refused {
    pub code: u16,
    pub reason: &'static str,
    /// For the scene, which is to know that Discord might have granted it.
    pub why: String,
}

impl Speech {
    /// What the client wishes for, if the simulator speaks it: version 10, JSON, plain or as a zlib stream.
    pub fn agree(wish: &Wish) -> Result<Self, Refused> {
        if let Some(version) = wish.v.as_deref().filter(|version| *version != "10") {
            let why = format!("a connection asked for version {version}; the simulator speaks 10");
            return Err(Refused { code: 4012, reason: "Invalid API version", why });
        }
        let unknown = |what: &str| {
            let why = format!("a connection asked for {what}, which the simulator does not speak");
            Err(Refused { code: 4002, reason: "Decode error", why })
        };
        match (wish.encoding.as_deref(), wish.compress.as_deref()) {
            (Some(other), _) if other != "json" => unknown(&format!("encoding {other}")),
            (_, None | Some("")) => Ok(Self::Plain),
            (_, Some("zlib-stream")) => Ok(Self::Zlib(Box::new(Compress::new(Compression::fast(), true)))),
            (_, Some(other)) => unknown(&format!("compression {other}")),
        }
    }

    /// A frame in this speech.
    pub fn say(&mut self, text: Utf8Bytes) -> Message {
        match self {
            Self::Plain => Message::Text(text),
            Self::Zlib(stream) => Message::Binary(flushed(stream, text.as_bytes()).into()),
        }
    }
}

/// The next piece of the stream. It ends with a sync flush, `00 00 FF FF`, by which clients know that a frame is whole.
fn flushed(stream: &mut Compress, mut rest: &[u8]) -> Vec<u8> {
    let mut piece = Vec::with_capacity(rest.len() / 2 + 64);
    loop {
        let before = stream.total_in();
        stream
            .compress_vec(rest, &mut piece, FlushCompress::Sync)
            .expect("a compressor that is never finished takes any input");
        let taken = usize::try_from(stream.total_in() - before).unwrap_or(rest.len());
        rest = &rest[taken..];
        // Room that is left over means that everything, flush included, is out.
        if rest.is_empty() && piece.len() < piece.capacity() {
            return piece;
        }
        piece.reserve(256);
    }
}

#[cfg(test)]
mod tests {
    use flate2::{Decompress, FlushDecompress};

    use super::*;

    fn wish(encoding: &str, compress: &str) -> Wish {
        Wish {
            v: Some("10".to_owned()),
            encoding: Some(encoding.to_owned()),
            compress: Some(compress.to_owned()),
        }
    }

    #[test]
    fn a_stream_is_read_back_frame_by_frame() {
        let mut speech = Speech::agree(&wish("json", "zlib-stream")).expect("it is spoken");
        let mut stream = Decompress::new(true);
        for length in [0, 1, 63, 64, 65, 5_000, 300_000] {
            let frame: String =
                (0..length).map(|at: u32| char::from(b'a' + (at.wrapping_mul(at) % 23) as u8)).collect();
            let Message::Binary(piece) = speech.say(frame.clone().into()) else {
                panic!("compressed frames are binary");
            };
            assert_eq!(piece[piece.len() - 4..], [0, 0, 0xff, 0xff], "{length}");
            let mut read = Vec::with_capacity(frame.len() + 64);
            stream.decompress_vec(&piece, &mut read, FlushDecompress::Sync).expect("a stream");
            assert_eq!(read, frame.as_bytes());
        }
    }

    #[test]
    fn what_nobody_speaks_is_refused() {
        let code = |wish: &Wish| Speech::agree(wish).err().map(|refused| refused.code);
        assert_eq!(code(&wish("json", "")), None);
        assert_eq!(code(&wish("etf", "")), Some(4002));
        assert_eq!(code(&wish("json", "zstd-stream")), Some(4002));
        assert_eq!(code(&Wish { v: Some("6".to_owned()), ..Wish::default() }), Some(4012));
    }
}
