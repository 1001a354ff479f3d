//! `athenaeum database`: rebuild what is folded from the log, copy the database, walk the log's chain, move it.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::{Args, Subcommand};

use super::environment::DatabaseAt;
use super::progress::Progress;
use super::terminal::{count, in_full, say, warn};
use super::{Done, block_on};
use crate::clock::Clock;
use crate::store::transfer::{self, Moved};
use crate::store::{Db, backup, open, rebuild, restore, verify};
use crate::telemetry;

/// Look after the database.
#[derive(Debug, Subcommand)]
#[command(after_help = "\
Example: a copy every night, trusted only if it reads back
  athenaeum database backup backups/$(date +%F).db && athenaeum database verify")]
pub(super) enum Database {
    /// Fold everything that is shown from the log anew, and say what had been otherwise.
    ///
    /// Needs the database for itself: stop the bot first. Everything happens in one transaction, so that a failure leaves
    /// the database as it was. Ends with 1 if anything had to be mended.
    #[command(after_help = "Example:\n  athenaeum database rebuild --database sqlite:data/athenaeum.db")]
    Rebuild(Rebuild),
    /// Copy the database into a new file, also while the bot serves, and read the copy back.
    #[command(after_help = "\
Example:
  athenaeum database backup /backups/athenaeum-monday.db

To go back to a copy: athenaeum database restore.")]
    Backup(Backup),
    /// Go back to a copy: read it from end to end, then put it in the database's place.
    ///
    /// Stop the bot first. What was in its place is kept beside it. What happened since the copy was made is lost to the
    /// database, but not on Discord: the bot finds discussions that it opened meanwhile again, opens none a second time,
    /// and answers nobody twice.
    #[command(after_help = "\
Example:
  athenaeum database restore /backups/athenaeum-monday.db --replace")]
    Restore(Restore),
    /// Walk the log's chain of hashes, also while the bot serves, and name the first event that is not as it was written.
    #[command(
        after_help = "Example:\n  athenaeum database verify --database sqlite:/backups/athenaeum-monday.db"
    )]
    Verify(Verify),
    /// Take everything from one database over to another: from SQLite to Postgres when a community outgrows one machine,
    /// or back.
    ///
    /// Stop the bot first. The target must be empty. The source is left as it is; what arrived is compared with it. A
    /// move that was cut off goes on when it is run again; until it is whole no bot starts on the target.
    #[command(after_help = "\
Example:
  athenaeum database move --from sqlite:data/athenaeum.db --to postgres://athenaeum@db.example.org/athenaeum

Afterwards set DATABASE_URL to the new place and start the bot.")]
    Move(Move),
}

#[derive(Debug, Args)]
pub(super) struct Move {
    /// The database to take everything from.
    #[arg(long, value_name = "URL")]
    from: String,
    /// The database to take it to.
    #[arg(long, value_name = "URL")]
    to: String,
}

#[derive(Debug, Args)]
pub(super) struct Rebuild {
    #[command(flatten)]
    database: DatabaseAt,
}

#[derive(Debug, Args)]
pub(super) struct Backup {
    /// The file to write; it must not be there yet.
    file: PathBuf,
    #[command(flatten)]
    database: DatabaseAt,
}

#[derive(Debug, Args)]
pub(super) struct Restore {
    /// The copy; it stays as it is.
    file: PathBuf,
    /// Let a database that is there give way; it is kept beside the new one.
    #[arg(long)]
    replace: bool,
    #[command(flatten)]
    database: DatabaseAt,
}

#[derive(Debug, Args)]
pub(super) struct Verify {
    #[command(flatten)]
    database: DatabaseAt,
}

impl Database {
    pub(super) fn perform(self) -> Done {
        telemetry::start()?;
        block_on(async {
            match self {
                Self::Rebuild(it) => it.perform().await,
                Self::Backup(it) => it.perform().await,
                Self::Restore(it) => it.perform().await,
                Self::Verify(it) => it.perform().await,
                Self::Move(it) => it.perform().await,
            }
        })?
    }
}

impl Rebuild {
    async fn perform(self) -> Done {
        let opened = open::open_existing(&self.database.address()?).await?;
        if let Some(copy) = &opened.copied_to {
            say(format_args!("upgraded; as it was before: {}", in_full(copy)));
        }
        let progress = Progress::of(verify::length(&opened.db).await?.unsigned_abs(), "events");
        let rebuilt = rebuild::run(&opened.db, |pos| progress.at(pos.unsigned_abs())).await;
        drop(progress);
        opened.db.close().await;
        let rebuilt = rebuilt?;
        say(format_args!("folded {}", events(rebuilt.events)));
        if !rebuilt.skipped.is_empty() {
            let skipped = count(rebuilt.skipped.len() as u64, "event", "events");
            warn(format_args!(
                "warning: skipped {skipped} of kinds that only a newer release knows; run that one"
            ));
        }
        if rebuilt.differed.is_empty() {
            say("everything was as the log says");
            return Ok(ExitCode::SUCCESS);
        }
        warn(format_args!("mended what was not as the log says: {}", rebuilt.differed.join(", ")));
        Ok(ExitCode::FAILURE)
    }
}

impl Backup {
    async fn perform(self) -> Done {
        let db = open::look(&self.database.address()?).await?;
        let progress = Progress::unknown("copying, and reading the copy back");
        let made = backup::make(&db, &self.file).await;
        drop(progress);
        db.close().await;
        let made = made?;
        say(format_args!("copied {} to {}", events(made.verdict.events), in_full(&made.path)));
        Ok(told(made.verdict.fault.as_ref()))
    }
}

impl Restore {
    async fn perform(self) -> Done {
        let address = self.database.address()?;
        let database = open::file(&address).context(
            "only a database file can be restored; for a server use its own tools (pg_restore), then start the bot",
        )?;
        let wish = restore::Wish { copy: self.file, database: database.clone(), replace: self.replace };
        let progress = Progress::of(0, "events");
        let restored = restore::run(&wish, Clock::system(), |pos| progress.at(pos.unsigned_abs())).await;
        drop(progress);
        let restored = restored?;
        say(format_args!(
            "{} of {} are now at {}",
            events(restored.events),
            in_full(&wish.copy),
            in_full(&database)
        ));
        if let Some(kept) = &restored.kept {
            say(format_args!("what was there is kept at {}", in_full(kept)));
        }
        say(
            "discussions opened since are found again when somebody asks for them; `athenaeum doctor` says how it stands",
        );
        Ok(ExitCode::SUCCESS)
    }
}

impl Verify {
    async fn perform(self) -> Done {
        let db = open::look(&self.database.address()?).await?;
        let progress = Progress::of(verify::length(&db).await?.unsigned_abs(), "events");
        let verdict = verify::run(&db, |pos| progress.at(pos.unsigned_abs())).await;
        drop(progress);
        db.close().await;
        let verdict = verdict?;
        if verdict.fault.is_none() {
            say(format_args!("{}, each as it was written", events(verdict.events)));
        }
        Ok(told(verdict.fault.as_ref()))
    }
}

impl Move {
    async fn perform(self) -> Done {
        anyhow::ensure!(
            !open::is_same(&self.from, &self.to),
            "--from and --to are the same database; name an empty one to take everything to"
        );
        let from = open::open_existing(&self.from).await?.db;
        let moved = self.take_over(&from).await;
        from.close().await;
        let moved = moved?;
        let rows = count(moved.rows.unsigned_abs(), "other row", "other rows");
        say(format_args!("moved {} and {rows}; compared: nothing is missing", events(moved.events)));
        Ok(ExitCode::SUCCESS)
    }

    async fn take_over(&self, from: &Db) -> anyhow::Result<Moved> {
        let to = open::open_target(&self.to).await?.db;
        let progress = Progress::of(verify::length(from).await?.unsigned_abs(), "events");
        let moved = transfer::run(from, &to, |pos| progress.at(pos.unsigned_abs())).await;
        drop(progress);
        to.close().await;
        Ok(moved?)
    }
}

fn events(many: i64) -> String {
    count(many.unsigned_abs(), "event", "events")
}

fn told(fault: Option<&verify::Fault>) -> ExitCode {
    match fault {
        None => ExitCode::SUCCESS,
        Some(fault) => {
            warn(format_args!(
                "error: {fault}; what was written before that can be trusted. Go back to a copy, see `athenaeum \
                 database backup --help`"
            ));
            ExitCode::FAILURE
        }
    }
}
