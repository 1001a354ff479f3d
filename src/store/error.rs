//! What can go wrong with the database, sorted by what a caller can do about it.

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
    /// Anything else that the engine says.
    #[error("the database refused a statement")]
    Engine(#[source] sqlx::Error),
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
        let code = err
            .as_database_error()
            .and_then(sqlx::error::DatabaseError::code)
            .and_then(|it| it.parse::<i32>().ok());
        // SQLite's extended codes carry the primary code in the low byte.
        match code.map(|it| it & 0xff) {
            Some(13) => Self::Full(err),
            Some(10) => Self::Disk(err),
            Some(5 | 6) => Self::Busy(err),
            _ => Self::Engine(err),
        }
    }
}
