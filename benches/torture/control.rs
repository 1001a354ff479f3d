//! The page that the driver shares with `disk.c` within the bot: what its disk, its clock and its death do.

use std::fs::File;
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};

/// A word of the page, by its place; the same list stands in `disk.c`.
#[derive(Clone, Copy, Debug)]
pub enum Word {
    /// How far the bot's clock is ahead, in milliseconds.
    ClockMs = 0,
    /// Not zero: every write meets a full disk.
    Full = 1,
    /// Not zero: every sync fails.
    SyncFails = 2,
    /// Not zero: the write-ahead log is never synced, as with `synchronous = NORMAL`.
    NoWalSync = 3,
    /// The call at which the bot is killed: a [`Call`], or 0.
    KillAt = 4,
    /// At which of these calls, counted down.
    KillIn = 5,
}

/// A call on the database's files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Call {
    /// Before a write.
    Write = 1,
    /// Amid a write, when half of it is in the file.
    HalfWrite = 2,
    /// Before an fsync.
    Sync = 3,
    /// After an fsync.
    Synced = 4,
    /// Before an ftruncate.
    Truncate = 5,
    /// Before an unlink.
    Unlink = 6,
    /// Before an open.
    Open = 7,
}

/// The page.
pub struct Control {
    file: File,
    path: PathBuf,
}

impl Control {
    /// A page of zeros in a new file. The bot maps it; writing through the file reaches the mapping at once.
    pub fn new(folder: &Path) -> Self {
        let path = folder.join("control");
        let file = File::options().create(true).truncate(true).read(true).write(true).open(&path).unwrap();
        file.set_len(4_096).unwrap();
        Self { file, path }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Sets a word.
    pub fn set(&self, word: Word, value: i64) {
        self.file.write_all_at(&value.to_ne_bytes(), word as u64 * 8).unwrap();
    }

    /// Reads a word.
    pub fn get(&self, word: Word) -> i64 {
        let mut bytes = [0; 8];
        self.file.read_exact_at(&mut bytes, word as u64 * 8).unwrap();
        i64::from_ne_bytes(bytes)
    }

    /// From now on nothing strikes; the clock stays where it is.
    pub fn calm(&self) {
        for word in [Word::Full, Word::SyncFails, Word::NoWalSync, Word::KillAt, Word::KillIn] {
            self.set(word, 0);
        }
    }

    /// Kills the bot at the `nth` of these calls from now on.
    pub fn kill_at(&self, call: Call, nth: i64) {
        self.set(Word::KillIn, nth);
        self.set(Word::KillAt, call as i64);
    }
}
