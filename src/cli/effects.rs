//! `athenaeum effects`: what is promised to Discord and not done yet; an operator can have it tried again, or give it up.

use std::process::ExitCode;

use clap::{Args, Subcommand};

use super::environment::DatabaseAt;
use super::terminal::{count, harmless, say, warn};
use super::{Done, block_on};
use crate::clock::Clock;
use crate::domain::ids::EffectId;
use crate::store::{Db, open, promises};
use crate::telemetry;

/// See what is promised to Discord and not done yet, and take it in hand.
#[derive(Debug, Subcommand)]
#[command(after_help = "\
Example: after the bot got its permissions back
  athenaeum effects list
  athenaeum effects retry --all")]
pub(super) enum Effects {
    /// List what is not done, oldest first, also while the bot serves.
    ///
    /// What is parked waits for a person: the reason says for what. What is planned is tried again by itself.
    #[command(after_help = "\
Example:
  athenaeum effects list
  athenaeum effects list --json | jq '.[] | select(.state == \"parked\")'")]
    List(List),
    /// Have parked effects tried again. Each looks at Discord first, so that nothing is done twice.
    ///
    /// A database file serves one process at a time: stop the bot first. Ends with 1 if one of them was not parked.
    #[command(after_help = "Example:\n  athenaeum effects retry 17 18\n  athenaeum effects retry --all")]
    Retry(Chosen),
    /// Give effects up: they are never done, and what they say is erased.
    ///
    /// A database file serves one process at a time: stop the bot first. Ends with 1 if one of them is not there any more.
    #[command(after_help = "Example:\n  athenaeum effects drop 17")]
    Drop(Chosen),
}

#[derive(Debug, Args)]
pub(super) struct List {
    /// As JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    database: DatabaseAt,
}

#[derive(Debug, Args)]
pub(super) struct Chosen {
    /// Their numbers, as `athenaeum effects list` shows them.
    #[arg(value_name = "ID", required_unless_present = "all", conflicts_with = "all")]
    ids: Vec<u32>,
    /// All that are parked.
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    database: DatabaseAt,
}

/// What is to become of the chosen ones.
#[derive(Clone, Copy)]
enum Wish {
    Retry,
    Drop,
}

impl Effects {
    pub(super) fn perform(self) -> Done {
        telemetry::start()?;
        block_on(async {
            match self {
                Self::List(it) => it.perform().await,
                Self::Retry(it) => it.perform(Wish::Retry).await,
                Self::Drop(it) => it.perform(Wish::Drop).await,
            }
        })?
    }
}

impl List {
    async fn perform(self) -> Done {
        let db = open::look(&self.database.address()?).await?;
        let found = listed(&db).await;
        db.close().await;
        let found = found?;
        if self.json {
            say(serde_json::to_string_pretty(&found)?);
        } else if found.is_empty() {
            say("nothing is promised that is not done");
        } else {
            table(&found);
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl Chosen {
    async fn perform(self, wish: Wish) -> Done {
        let opened = open::open_existing(&self.database.address()?).await?;
        let done = self.change(&opened.db, wish).await;
        opened.db.close().await;
        let (wanted, changed) = done?;
        let many = count(changed.len() as u64, "effect", "effects");
        say(match wish {
            Wish::Retry => format!("{many} will be tried again once the bot serves"),
            Wish::Drop => format!("{many} given up"),
        });
        let missed: Vec<String> =
            wanted.iter().filter(|it| !changed.contains(it)).map(ToString::to_string).collect();
        if missed.is_empty() {
            return Ok(ExitCode::SUCCESS);
        }
        let missed = missed.join(", ");
        warn(match wish {
            Wish::Retry => format!("not parked, so left alone: {missed}; see `athenaeum effects list`"),
            Wish::Drop => format!("not there, or done already: {missed}; see `athenaeum effects list`"),
        });
        Ok(ExitCode::FAILURE)
    }

    async fn change(&self, db: &Db, wish: Wish) -> anyhow::Result<(Vec<EffectId>, Vec<EffectId>)> {
        let now = Clock::system().now();
        let wanted = if self.all {
            let parked = listed(db).await?.into_iter().filter(|it| it.state == "parked");
            parked.map(|it| EffectId::new(it.id)).collect()
        } else {
            self.ids.iter().map(|it| EffectId::new(u64::from(*it))).collect::<Vec<_>>()
        };
        let changed = match wish {
            Wish::Retry => promises::retry(db, &wanted, now).await?,
            Wish::Drop => promises::give_up(db, &wanted, now).await?,
        };
        Ok((wanted, changed))
    }
}

async fn listed(db: &Db) -> crate::store::Result<Vec<promises::Open>> {
    let mut tx = db.read().await?;
    promises::open(&mut tx).await
}

fn table(found: &[promises::Open]) {
    let now = Clock::system().now();
    say(format_args!(
        "{:>6}  {:<20}  {:<14}  {:<8}  {:>6}  {}",
        "ID", "GUILD", "KIND", "STATE", "AGE", "REASON"
    ));
    for it in found {
        let reason = harmless(it.reason.as_deref().unwrap_or_default());
        say(format!(
            "{:>6}  {:<20}  {:<14}  {:<8}  {:>6}  {reason}",
            it.id,
            it.guild,
            it.kind,
            it.state,
            age(now - it.planned_at)
        )
        .trim_end());
    }
}

/// How long ago something was, in the largest unit that fits.
fn age(millis: i64) -> String {
    let seconds = millis.max(0) / 1_000;
    match seconds {
        0..60 => format!("{seconds}s"),
        60..3_600 => format!("{}m", seconds / 60),
        3_600..86_400 => format!("{}h", seconds / 3_600),
        _ => format!("{}d", seconds / 86_400),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_are_told_in_one_unit() {
        let ages = [-5, 59_999, 60_000, 7_200_000, 90_000_000, 864_000_000].map(age);
        assert_eq!(ages, ["0s", "59s", "1m", "2h", "1d", "10d"]);
    }
}
