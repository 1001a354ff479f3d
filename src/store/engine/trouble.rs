//! What an engine's error means for whoever meets it. Each engine has codes of its own.

use std::io::ErrorKind;

use sqlx::postgres::PgDatabaseError;

/// Kinds of trouble, by what can be done about them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// No space is left.
    Full,
    /// The disk failed beneath a write.
    Disk,
    /// Somebody else held what was needed.
    Busy,
    /// There is nobody to talk to any more, or nobody who may write.
    Gone,
    /// Anything else.
    Other,
}

impl Trouble {
    /// Sorts an error.
    pub fn of(err: &sqlx::Error) -> Self {
        match err {
            sqlx::Error::Database(said) => match said.try_downcast_ref::<PgDatabaseError>() {
                Some(said) => Self::of_postgres(said.code()),
                None => Self::of_sqlite(said.code().as_deref()),
            },
            sqlx::Error::PoolTimedOut => Self::Busy,
            sqlx::Error::Io(err) if is_of_a_connection(err.kind()) => Self::Gone,
            sqlx::Error::Tls(_) | sqlx::Error::Protocol(_) => Self::Gone,
            _ => Self::Other,
        }
    }

    /// See <https://sqlite.org/rescode.html>; extended codes carry the primary code in the low byte.
    fn of_sqlite(code: Option<&str>) -> Self {
        match code.and_then(|it| it.parse::<i32>().ok()).map(|it| it & 0xff) {
            Some(13) => Self::Full,
            Some(10) => Self::Disk,
            Some(5 | 6) => Self::Busy,
            _ => Self::Other,
        }
    }

    /// See <https://www.postgresql.org/docs/current/errcodes-appendix.html>. A disk that fails beneath Postgres stops
    /// the server, which settles by its own journal; so nothing here is [`Trouble::Disk`].
    fn of_postgres(code: &str) -> Self {
        match code {
            "53100" => Self::Full,
            // Serialization failure, deadlock, lock not available, statement timeout.
            "40001" | "40P01" | "55P03" | "57014" => Self::Busy,
            // Shutdown, crash, start, too many connections, a session that idled, a standby that cannot write.
            "57P01" | "57P02" | "57P03" | "57P05" | "53300" | "25P03" | "25006" => Self::Gone,
            code if code.starts_with("08") => Self::Gone,
            _ => Self::Other,
        }
    }
}

/// Errors of files have other kinds; those stay what they are. What is not found is a server's socket, which goes with
/// the server: SQLite has a code of its own for a file that it cannot open.
fn is_of_a_connection(kind: ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::NotFound
            | ErrorKind::ConnectionRefused
            | ErrorKind::ConnectionReset
            | ErrorKind::ConnectionAborted
            | ErrorKind::NotConnected
            | ErrorKind::BrokenPipe
            | ErrorKind::UnexpectedEof
            | ErrorKind::TimedOut
            | ErrorKind::HostUnreachable
            | ErrorKind::NetworkUnreachable
            | ErrorKind::NetworkDown
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_that_went_away_is_not_a_refused_statement() {
        let broken = sqlx::Error::Io(ErrorKind::ConnectionReset.into());
        assert_eq!(Trouble::of(&broken), Trouble::Gone);
        assert_eq!(Trouble::of(&sqlx::Error::Io(ErrorKind::NotFound.into())), Trouble::Gone, "of a socket");
        assert_eq!(Trouble::of(&sqlx::Error::Io(ErrorKind::PermissionDenied.into())), Trouble::Other);
        assert_eq!(Trouble::of_postgres("57P01"), Trouble::Gone);
        assert_eq!(Trouble::of_postgres("08006"), Trouble::Gone);
        assert_eq!(Trouble::of_postgres("23505"), Trouble::Other);
    }

    #[test]
    fn codes_of_one_engine_are_not_read_as_another_ones() {
        // As a number of SQLite, 40P01 is none, and the low byte of 53514 is that of a failing disk.
        assert_eq!(Trouble::of_postgres("53514"), Trouble::Other);
        assert_eq!(Trouble::of_sqlite(Some("1034")), Trouble::Disk);
        assert_eq!(Trouble::of_sqlite(Some("517")), Trouble::Busy);
        assert_eq!(Trouble::of_sqlite(Some("13")), Trouble::Full);
    }
}
