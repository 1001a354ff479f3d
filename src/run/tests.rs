//! A bot that is started, looked at, stopped and started again, against the simulator.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::path::Path;
use std::time::Duration;

use discord_simulator::Simulator;

use super::*;
use crate::store::{open, snapshot};

/// See channels, write, show cards, read on, open threads and write there.
const BITS: u64 = 1 << 10 | 1 << 11 | 1 << 14 | 1 << 16 | 1 << 35 | 1 << 38;

struct Place {
    discord: Simulator,
    bot: discord_simulator::Application,
    folder: tempfile::TempDir,
}

async fn place() -> Place {
    // Whoever is first installs it for the whole process.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let discord = Simulator::start().await.unwrap();
    let bot = discord.application("Athenaeum");
    Place { discord, bot, folder: tempfile::tempdir().unwrap() }
}

impl Place {
    fn options(&self) -> Options {
        Options {
            database: format!("sqlite:{}", self.database().display()),
            library: LibrarySource::Sample,
            config: Config::default(),
            api: self.discord.url().parse().unwrap(),
            token: BotToken::parse(&self.bot.token()).unwrap(),
            clock: Clock::system(),
            role: Role::All,
        }
    }

    fn database(&self) -> PathBuf {
        self.folder.path().join("data/athenaeum.db")
    }

    async fn refused(&self, options: Options) -> String {
        match start(options).await {
            Ok(_) => panic!("it started"),
            Err(err) => err.to_string(),
        }
    }
}

fn is_empty(folder: &Path) -> bool {
    std::fs::read_dir(folder).unwrap().next().is_none()
}

#[tokio::test]
async fn it_waits_for_a_guild_and_starts_again_with_what_it_has() {
    let place = place().await;
    let mut running = start(place.options()).await.unwrap();
    assert_eq!((running.found.imported.added.len(), running.found.guilds.len()), (28, 0));
    place.bot.connected().await;

    let harbour = place.discord.guild("Harbour");
    harbour.install(&place.bot, BITS);
    assert!(matches!(running.news().await, News::Joined(name) if name == "Harbour"));
    let kept_by_somebody = Arc::clone(&running.app);
    running.stop().await;
    place.bot.disconnected().await;

    let running = start(place.options()).await.unwrap();
    assert_eq!(running.found.imported, Imported::default(), "unchanged files write nothing");
    assert_eq!(running.found.guilds[0].name, "Harbour");
    assert_eq!(running.found.registered, Registered::Same);
    assert_eq!(running.app.views.catalogue().len(), 28);
    drop(kept_by_somebody);
    running.stop().await;
    assert_eq!(place.discord.finish(), Vec::<String>::new());
}

#[tokio::test]
async fn a_wrong_token_is_told_before_anything_is_written() {
    let place = place().await;
    place.discord.expect_error(0);
    let token = BotToken::parse("wrong").unwrap();
    let told = place.refused(Options { token, ..place.options() }).await;
    assert!(told.contains("does not accept the bot token") && told.contains("DISCORD_TOKEN"), "{told}");
    assert!(is_empty(place.folder.path()));
}

#[tokio::test]
async fn a_missing_library_is_told_before_discord_is_called() {
    let place = place().await;
    let library = LibrarySource::Folder(place.folder.path().join("library"));
    let told = place.refused(Options { library, ..place.options() }).await;
    assert!(told.starts_with("cannot read ") && told.ends_with("library"), "{told}");
    assert_eq!(place.discord.calls(), Vec::<String>::new());
    assert!(is_empty(place.folder.path()));
}

#[tokio::test]
async fn what_cannot_be_shared_or_reached_is_told_before_discord_is_called() {
    let place = place().await;
    let nowhere = Http { listen: None, public_key: place.bot.public_key().parse().ok() };
    let nowhere = Config { http: nowhere, ..Config::default() };
    for (options, told) in [
        (Options { role: Role::Gateway, ..place.options() }, "role gateway shares its database"),
        (Options { role: Role::Worker, ..place.options() }, "which SQLite does not allow"),
        (Options { role: Role::Web, ..place.options() }, "set ATHENAEUM_LISTEN"),
        (Options { config: nowhere, ..place.options() }, "DISCORD_PUBLIC_KEY is set, but"),
    ] {
        let refused = place.refused(options).await;
        assert!(refused.contains(told), "{refused}");
    }
    assert_eq!(place.discord.calls(), Vec::<String>::new());
    assert!(is_empty(place.folder.path()));
}

#[tokio::test]
async fn another_applications_key_and_a_taken_port_are_told_before_anything_is_written() {
    let place = place().await;
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let other = place.discord.application("Other").public_key();
    for (listen, key, told) in [
        ("127.0.0.1:0".parse().unwrap(), other, "is not the key of this application"),
        (taken.local_addr().unwrap(), place.bot.public_key(), "cannot listen on 127.0.0.1:"),
    ] {
        let http = Http { listen: Some(listen), public_key: key.parse().ok() };
        let config = Config { http, ..Config::default() };
        let refused = place.refused(Options { config, ..place.options() }).await;
        assert!(refused.contains(told), "{refused}");
    }
    assert!(is_empty(place.folder.path()));
}

#[tokio::test]
async fn one_database_serves_one_bot() {
    let place = place().await;
    let first = start(place.options()).await.unwrap();
    let told = place.refused(place.options()).await;
    assert!(told.contains("in use by another athenaeum"), "{told}");
    first.stop().await;
    start(place.options()).await.unwrap().stop().await;
}

#[tokio::test]
async fn a_part_that_ends_is_told_and_the_rest_can_still_be_stopped() {
    let place = place().await;
    let mut running = start(place.options()).await.unwrap();
    place.bot.connected().await;
    running.tasks.log.writing.abort();
    assert!(matches!(running.stopped().await, Failure::Broken("writing task")));
    running.stop().await;
}

#[tokio::test]
async fn what_is_in_hand_is_finished_and_written_down_before_it_leaves() {
    let place = place().await;
    let harbour = place.discord.guild("Harbour");
    harbour.text_channel("general");
    harbour.install(&place.bot, BITS);
    let ann = harbour.member("ann");
    let running = start(place.options()).await.unwrap();
    place.bot.connected().await;
    ann.slash("general", "/resource name:deep-work").await.text();

    let hold = place.discord.faults().hold("POST /channels/*/messages");
    let asked = ann.slash("general", "/discuss name:deep-work").await;
    hold.arrived().await;
    let app = Arc::clone(&running.app);
    let stopping = tokio::spawn(running.stop());
    while !app.tasks.is_closed() {
        tokio::task::yield_now().await;
    }
    hold.release();
    stopping.await.unwrap();
    assert!(app.tasks.is_empty(), "it left with work in hand");
    assert!(asked.settled().await.text().contains("Deep Work"));
    ann.sees("general");

    let db = open::look(&place.options().database).await.unwrap();
    let kept = snapshot::load(&db).await.unwrap();
    assert_eq!(kept.discussions.len(), 1, "the thread that was being opened");
    let recent = kept.tallies.iter().find(|((_, key), _)| key.slug.as_str() == "deep-work");
    assert!(recent.is_some(), "what was looked up");
    db.close().await;
    assert_eq!(place.discord.finish(), Vec::<String>::new());
}

#[tokio::test]
async fn it_leaves_in_time_though_the_database_is_still_being_read() {
    let place = place().await;
    let running = start(place.options()).await.unwrap();
    place.bot.connected().await;
    let kept_open = running.app.db.read().await.unwrap();
    let Running { app, tasks, .. } = running;
    tasks.stop(&app, Duration::ZERO).await;
    place.bot.disconnected().await;
    drop(kept_open);
    app.db.close().await;
    start(place.options()).await.unwrap().stop().await;
}

/// Asks whether the bot is ready until it says so, or says why not.
async fn until_ready(listening: SocketAddr, status: u16) -> String {
    loop {
        let answer = reqwest::get(format!("http://{listening}/readyz")).await.unwrap();
        if answer.status().as_u16() == status {
            return answer.text().await.unwrap();
        }
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn it_is_not_ready_while_nothing_can_reach_it() {
    let place = place().await;
    let http = Http { listen: "127.0.0.1:0".parse().ok(), public_key: None };
    let config = Config { http, ..Config::default() };
    // A connection that gives no sign of life is taken for lost after two beats.
    place.discord.gateway().beat_every(Duration::from_millis(100));
    let running = start(Options { config, ..place.options() }).await.unwrap();
    let listening = running.found.listening.unwrap();
    place.bot.connected().await;
    until_ready(listening, 200).await;

    let hello = place.discord.gateway().hold_hello();
    place.discord.gateway().drop();
    let told = until_ready(listening, 503).await;
    assert!(told.contains("the gateway is not connected"), "{told}");
    hello.release();
    until_ready(listening, 200).await;
    running.stop().await;
    assert_eq!(place.discord.finish(), Vec::<String>::new());
}
