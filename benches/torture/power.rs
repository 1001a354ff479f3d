//! What a power cut does to the database's files: undoes writes that were never synced, all of them or some, and leaves
//! rubbish where they were.

use std::fs::File;
use std::os::unix::fs::FileExt as _;
use std::path::Path;

use crate::lots::Lots;

/// A write that had not reached the disk, as `disk.c` notes it.
struct Write {
    offset: u64,
    length: u64,
    size_before: u64,
    was: Vec<u8>,
}

/// How the unsynced writes of a file end.
#[derive(Clone, Copy, Debug)]
pub enum Cut {
    /// None of them is there.
    All,
    /// Each is there or not.
    Some,
    /// None of them is there, and where they were is rubbish.
    Scribbled,
}

/// Cuts the power: `undo` holds the notes, `folder` the database. How many writes were lost.
pub fn cut(folder: &Path, undo: &Path, how: Cut, lots: &mut Lots) -> u64 {
    let mut lost = 0;
    for (notes, name) in [("wal", "athenaeum.db-wal"), ("db", "athenaeum.db")] {
        let writes = read(&undo.join(notes));
        let Ok(file) = File::options().read(true).write(true).open(folder.join(name)) else { continue };
        for write in writes.iter().rev() {
            if matches!(how, Cut::Some) && lots.any().is_multiple_of(2) {
                continue;
            }
            lost += 1;
            undo_one(&file, write);
        }
        if let (Cut::All | Cut::Scribbled, Some(first)) = (how, writes.first()) {
            file.set_len(first.size_before.min(file.metadata().unwrap().len())).unwrap();
        }
        // Rubbish in the log only: a page of the file itself is written anew from the log, whose checksums tell.
        if let (Cut::Scribbled, "wal") = (how, notes) {
            scribble(&file, &writes, lots);
        }
    }
    // Nothing of shared memory outlives a power cut.
    let _ = std::fs::remove_file(folder.join("athenaeum.db-shm"));
    lost
}

/// Forgets all notes, before a bot starts.
pub fn forget(undo: &Path) {
    for notes in ["wal", "db"] {
        let _ = std::fs::remove_file(undo.join(notes));
    }
}

fn undo_one(file: &File, write: &Write) {
    let mut bytes = write.was.clone();
    // Where the file had not reached yet, a size that was kept without its content reads as zeros.
    bytes.resize(usize::try_from(write.length).unwrap(), 0);
    file.write_all_at(&bytes, write.offset).unwrap();
}

fn scribble(file: &File, writes: &[Write], lots: &mut Lots) {
    for write in writes {
        let rubbish: Vec<u8> = (0..write.length.min(512)).map(|_| lots.any().to_le_bytes()[0]).collect();
        file.write_all_at(&rubbish, write.offset).unwrap();
    }
}

fn read(path: &Path) -> Vec<Write> {
    let bytes = std::fs::read(path).unwrap_or_default();
    let mut writes = Vec::new();
    let mut rest = &bytes[..];
    // A kill may have torn the last note; its write had not begun then.
    while let Some((head, more)) = rest.split_at_checked(32) {
        let word = |at: usize| u64::from_ne_bytes(head[at * 8..at * 8 + 8].try_into().unwrap());
        let Some((was, more)) = more.split_at_checked(usize::try_from(word(3)).unwrap()) else { break };
        writes.push(Write { offset: word(0), length: word(1), size_before: word(2), was: was.to_vec() });
        rest = more;
    }
    writes
}
