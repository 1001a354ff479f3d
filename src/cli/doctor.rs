//! `athenaeum doctor`: looks everything over and says what is wrong, each with its mending.

use std::net::SocketAddr;
use std::process::ExitCode;

use anstyle::{AnsiColor, Style};
use clap::Args;

use super::environment::{self, ConfigAt, DatabaseAt, LibraryAt, Unreadable};
use super::progress::Progress;
use super::terminal::{count, harmless, say};
use super::{Done, block_on};
use crate::clock::Clock;
use crate::discord::{Rest, RestOptions};
use crate::doctor::found::{Absent, Discord, Found, GuildFound, Process};
use crate::doctor::gather::{self, Called, Wish};
use crate::doctor::{Finding, Verdict, examine, processes};
use crate::domain::guild::Guild;
use crate::domain::ids::GuildId;
use crate::interactions::registry;
use crate::library::load::{self, Library};
use crate::store::checkup::{self, Checkup};
use crate::store::{self, Db, open, verify};
use crate::telemetry::{self, WithCauses};

/// Look everything over: token, commands, permissions, database, library, processes. Says how to mend what is wrong.
///
/// Only reads, also beside a bot that serves. What is missing is said, and the rest is looked at all the same. Ends with 0
/// when nothing is wrong, and with 1 when something is; what is only doubtful (a warning) is no reason to end with 1.
/// The log is folded in memory, as `database rebuild` does it: about a gigabyte for a million entries.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  athenaeum doctor
  athenaeum doctor --json | jq '.[] | select(.verdict == \"wrong\")'")]
pub(super) struct Doctor {
    /// As JSON: a list of findings.
    #[arg(long)]
    json: bool,
    /// Ask the process that listens here how far it follows the log; may be repeated [default: the address that
    /// `ATHENAEUM_LISTEN` or the configuration names]
    #[arg(long, value_name = "ADDRESS:PORT")]
    ask: Vec<SocketAddr>,
    #[command(flatten)]
    database: DatabaseAt,
    #[command(flatten)]
    library: LibraryAt,
    #[command(flatten)]
    config: ConfigAt,
}

impl Doctor {
    pub(super) fn perform(self) -> Done {
        telemetry::start()?;
        block_on(async {
            let found = self.look().await;
            let findings = examine(&found);
            if self.json {
                say(serde_json::to_string_pretty(&findings)?);
            } else {
                tell(&findings, &found.guilds);
            }
            let is_wrong = findings.iter().any(|it| it.verdict == Verdict::Wrong);
            Ok(if is_wrong { ExitCode::FAILURE } else { ExitCode::SUCCESS })
        })?
    }

    async fn look(&self) -> Found {
        let library = load::load(&self.library.source());
        let database = self.database().await;
        let _progress = Progress::unknown("asking Discord, and whoever serves");
        let (discord, guilds) = match rest() {
            Ok(rest) => {
                let key = self.config.public_key();
                discord(&rest, database.as_ref().ok(), library.as_ref().ok(), key.as_deref()).await
            }
            Err(absent) => (Err(absent), Vec::new()),
        };
        Found {
            now: Clock::system().now(),
            discord,
            database,
            library: match library {
                Ok(it) => Ok((it.resources.len(), it.warnings.len())),
                Err(err) => Err(Absent::wrong(
                    err.to_string().lines().next().unwrap_or_default().trim_end_matches(':').to_owned(),
                    "`athenaeum library check` names every mistake and how to mend it",
                )),
            },
            processes: self.processes().await,
            guilds,
        }
    }

    async fn processes(&self) -> Result<Vec<Process>, Absent> {
        let known =
            if self.ask.is_empty() { self.config.listen().into_iter().collect() } else { self.ask.clone() };
        if known.is_empty() {
            return Err(Absent::unasked(
                "how far a running bot follows the log was not asked: no address is known (ATHENAEUM_LISTEN, or --ask)",
            ));
        }
        Ok(futures_util::future::join_all(known.into_iter().map(processes::ask)).await)
    }

    async fn database(&self) -> Result<Checkup, Absent> {
        let unusable = |err: &(dyn std::error::Error + 'static)| {
            Absent::wrong(
                WithCauses(err).to_string(),
                "see what it says; a copy can take its place: `athenaeum database restore --help`",
            )
        };
        let address = self.database.address().map_err(|err| unusable(&err))?;
        let db = open::look(&address).await.map_err(|err| match err {
            open::Failure::Missing(path) => Absent::wrong(
                format!("there is none at {}", path.display()),
                "set DATABASE_URL to where it is, or start the bot once, which makes it: `athenaeum run`",
            ),
            open::Failure::Unfinished(_) => Absent::wrong(
                err.to_string(),
                "run the same `athenaeum database move` again: it goes on where it was",
            ),
            err => unusable(&err),
        })?;
        let checked = checked(&db).await;
        db.close().await;
        checked.map_err(|err| unusable(&err))
    }
}

async fn checked(db: &Db) -> store::Result<Checkup> {
    let events = verify::length(db).await?.unsigned_abs();
    let progress = Progress::of(checkup::READINGS * events, "events, each read twice");
    checkup::run(db, |read| progress.at(read)).await
}

fn rest() -> Result<Rest, Absent> {
    let token = environment::token().map_err(|err| match err {
        Unreadable::NoToken => Absent::wrong(
            "there is none, so nothing was asked of Discord",
            "put it into DISCORD_TOKEN, or its file's path into DISCORD_TOKEN_FILE, or both into .env",
        ),
        err => Absent::wrong(err.to_string(), "see `athenaeum run --help`"),
    })?;
    let api =
        environment::api().map_err(|err| Absent::wrong(err.to_string(), "see `athenaeum run --help`"))?;
    Rest::new(RestOptions::new(api, token))
        .map_err(|err| Absent::wrong(err.to_string(), "see the certificates of this machine"))
}

async fn discord(
    rest: &Rest,
    database: Option<&Checkup>,
    library: Option<&Library>,
    key: Option<&str>,
) -> (Result<Discord, Absent>, Vec<GuildFound>) {
    let gathered = gather::discord(rest, &registry::registration(), key).await;
    let (discord, joined) = match gathered {
        Ok(found) => found,
        Err(absent) => return (Err(absent), Vec::new()),
    };
    let tags = library.map(|it| it.topics.forum_tags()).unwrap_or_default();
    let mut guilds = Vec::with_capacity(joined.len());
    for guild in joined {
        let id = GuildId::new(guild.id.get());
        let settings = database.and_then(|it| it.guilds.iter().find(|it| it.0 == id));
        let settings = settings.map_or_else(Guild::default, |it| it.1.clone());
        let wish = Wish { guild: id, settings: &settings, tags: &tags, called: Called::ByName };
        guilds.push(gather::guild(rest, &wish).await);
    }
    (Ok(discord), guilds)
}

fn tell(findings: &[Finding], guilds: &[GuildFound]) {
    let named = |id: &str| guilds.iter().find(|it| it.id.to_string() == id).map(|it| harmless(&it.name));
    for it in findings {
        let (word, colour) = match it.verdict {
            Verdict::Fine => ("ok", AnsiColor::Green),
            Verdict::Unknown => ("-", AnsiColor::BrightBlack),
            Verdict::Doubtful => ("warning", AnsiColor::Yellow),
            Verdict::Wrong => ("wrong", AnsiColor::Red),
        };
        let style = Style::new().bold().fg_color(Some(colour.into()));
        let whose = it.guild.as_deref().map_or_else(String::new, |id| {
            format!("{}: ", named(id).filter(|it| !it.is_empty()).unwrap_or_else(|| format!("guild {id}")))
        });
        say(format_args!("{style}{word:<8}{style:#} {:<12} {whose}{}", it.about, harmless(&it.told)));
        if let Some(mend) = &it.mend {
            say(format_args!("{:>22}{}", "→ ", harmless(mend)));
        }
    }
    let wrong = findings.iter().filter(|it| it.verdict == Verdict::Wrong).count() as u64;
    let doubtful = findings.iter().filter(|it| it.verdict == Verdict::Doubtful).count() as u64;
    say(match (wrong, doubtful) {
        (0, 0) => "nothing is wrong".to_owned(),
        (0, some) => format!("nothing is wrong, {}", count(some, "warning", "warnings")),
        (some, 0) => format!("{} wrong", count(some, "thing is", "things are")),
        (some, more) => {
            format!("{} wrong, {}", count(some, "thing is", "things are"), count(more, "warning", "warnings"))
        }
    });
}
