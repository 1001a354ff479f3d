//! What can go wrong with the database, sorted by what a caller can do about it.

use super::engine::Trouble;
use super::reached::End;

/// A database failure.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The disk is full: nothing was saved, reading goes on, writing resumes by itself when there is space.
    #[error("the disk that holds the database is full")]
    Full(#[source] sqlx::Error),
    /// The disk failed beneath a write: whether it was saved is unknown until the next start looks.
    #[error("the disk that holds the database failed")]
    Disk(#[source] sqlx::Error),
    /// Somebody else held the database for too long; trying again may succeed.
    #[error("the database was busy for too long")]
    Busy(#[source] sqlx::Error),
    /// The server that holds the database went away. A write that was being committed may have been saved or not, until
    /// somebody looks; anything else was not.
    #[error("the database cannot be reached")]
    Gone(#[source] sqlx::Error),
    /// The server went away amid a commit and did not come back: what was saved is unknown until the next start looks.
    #[error("the database went away while it was saving, and did not come back")]
    Unsettled(#[source] Box<Self>),
    /// The log is not the one that this process followed: a standby that lacked its end took over, or an older copy was
    /// put in place.
    #[error(
        "the database's log is not the one that was followed: that had {}, this one has {}; a standby that lacked the \
         end of it may have taken over, or an older copy may have been put in place",
        .0.0, .0.1
    )]
    Behind(Box<(End, End)>),
    /// Events are missing.
    #[error("after event {after} the log goes on with event {found}; athenaeum database verify says more")]
    Gap {
        /// The last one before the gap.
        after: i64,
        /// The next one that is there, or that the log's end names.
        found: i64,
    },
    /// Anything else that the engine says.
    #[error("the database refused a statement")]
    Engine(#[source] sqlx::Error),
    /// An event is not of the shape that this release knows.
    #[error("event {pos} cannot be read")]
    Event {
        /// Its position.
        pos: i64,
        /// Why not.
        #[source]
        source: serde_json::Error,
    },
    /// A stored value is not of the shape that this release knows.
    #[error("a stored {what} cannot be read")]
    Shape {
        /// What was being read.
        what: &'static str,
        /// Why not.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

/// What a database call gives.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// A stored value that cannot be read.
    pub fn shape(what: &'static str) -> impl FnOnce(serde_json::Error) -> Self {
        move |source| Self::Shape { what, source: Box::new(source) }
    }

    /// A panic outside of any one act's deciding.
    pub fn fold(stop: super::log::Stop) -> Self {
        Self::Shape { what: "event", source: Box::new(stop) }
    }

    /// A log that ended at `was` cannot end where it was found to.
    pub fn behind(was: End, found: End) -> Self {
        Self::Behind(Box::new((was, found)))
    }

    /// Whether no process may go on after it.
    pub fn is_fatal(&self) -> bool {
        matches!(self, Self::Disk(_) | Self::Unsettled(_) | Self::Behind(_) | Self::Gap { .. })
    }

    /// Whether one act may be at fault, so that the others in its batch could still be written.
    pub fn is_of_one_act(&self) -> bool {
        matches!(self, Self::Engine(_) | Self::Shape { .. })
    }

    /// A stored name that this release does not know.
    pub fn unknown(what: &'static str, name: &str) -> Self {
        Self::Shape { what, source: format!("{name:?} is not known").into() }
    }
}

impl From<sqlx::Error> for Error {
    fn from(err: sqlx::Error) -> Self {
        match Trouble::of(&err) {
            Trouble::Full => Self::Full(err),
            Trouble::Disk => Self::Disk(err),
            Trouble::Busy => Self::Busy(err),
            Trouble::Gone => Self::Gone(err),
            Trouble::Other => Self::Engine(err),
        }
    }
}
