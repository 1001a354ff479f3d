//! A bot whose guilds are shared out among several sessions with Discord: in one process, and in several over one
//! database.

use athenaeum::clock::Clock;
use athenaeum::config::{Config, Gateway};
use athenaeum::discord::BotToken;
use athenaeum::run::{self, LibrarySource, Options, Role, Running};
use discord_simulator::{Application, Guild, Member, Simulator, WorldView};

use crate::support::home::is_on_a_server;
use crate::support::{BOT_PERMISSIONS, Home};

/// A Discord that wants two sessions, and a guild for each of them.
struct Pair {
    discord: Simulator,
    application: Application,
    home: Home,
    readers: Vec<(Guild, Member)>,
}

impl Pair {
    async fn open() -> Self {
        let discord = Simulator::start().await.unwrap();
        let application = discord.application("Athenaeum");
        discord.gateway().recommend_shards(2);
        let shard = |guild: &Guild| (guild.id().0 >> 22) % 2;
        let mut guilds = vec![discord.guild("Harbour")];
        while guilds.iter().all(|it| shard(it) == shard(&guilds[0])) {
            discord.clock().advance(std::time::Duration::from_millis(1));
            guilds.truncate(1);
            guilds.push(discord.guild("Lighthouse"));
        }
        let settle = |guild: Guild| {
            guild.text_channel("general");
            guild.install(&application, BOT_PERMISSIONS);
            let reader = guild.member("reader");
            (guild, reader)
        };
        let readers = guilds.into_iter().map(settle).collect();
        Self { home: Home::new().await, discord, application, readers }
    }

    async fn start(&self, role: Role, shards: Option<&str>) -> Running {
        let gateway = Gateway { shards: shards.map(|it| it.parse().unwrap()) };
        run::start(Options {
            database: self.home.address().to_owned(),
            library: LibrarySource::Sample,
            config: Config { gateway, ..Config::default() },
            api: self.discord.url().parse().unwrap(),
            token: BotToken::parse(&self.application.token()).unwrap(),
            clock: Clock::system(),
            role,
        })
        .await
        .unwrap()
    }

    /// Every guild's reader opens the same work's discussion; each guild gets one of its own.
    async fn discuss(&self) {
        for (guild, reader) in &self.readers {
            let told = reader.slash("general", "/discuss name:deep-work").await.settled().await.text();
            assert!(told.contains("Deep Work"), "{told}");
            assert_eq!(guild.threads().len(), 1);
            reader.sees("general");
        }
        assert_eq!(self.discord.finish(), Vec::<String>::new());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_process_keeps_as_many_sessions_as_discord_wants() {
    let pair = Pair::open().await;
    let running = pair.start(Role::All, None).await;
    pair.application.sessions(2).await;
    pair.discuss().await;
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_are_begun_at_the_pace_that_discord_asks_for_also_when_all_end_at_once() {
    let pair = Pair::open().await;
    pair.discord.gateway().insist_on_pace();
    let running = pair.start(Role::All, None).await;
    pair.application.sessions(2).await;
    pair.discord.gateway().end_sessions();
    for begun in 3..=4 {
        let at_pace = |world: &WorldView<'_>| {
            assert_eq!(world.hurried(), 0, "Discord sends such a session away");
            world.identified() == begun
        };
        pair.discord.until(at_pace).await;
    }
    pair.application.sessions(2).await;
    pair.discuss().await;
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_process_keeps_its_own_session_and_serves_its_own_guilds() {
    if !is_on_a_server() {
        return;
    }
    let pair = Pair::open().await;
    pair.start(Role::All, None).await.stop().await;
    let worker = pair.start(Role::Worker, None).await;
    let first = pair.start(Role::Gateway, Some("0/2")).await;
    let second = pair.start(Role::Gateway, Some("1/2")).await;
    pair.application.sessions(2).await;
    pair.discuss().await;

    // What one process keeps, the other one's absence does not touch.
    let [here, there] = [0, 1].map(|shard| {
        let own = |(guild, _): &&(Guild, Member)| (guild.id().0 >> 22) % 2 == shard;
        pair.readers.iter().find(own).unwrap()
    });
    second.stop().await;
    pair.application.sessions(1).await;
    assert!(here.1.slash("general", "/resource name:deep-work").await.text().contains("Deep Work"));
    assert!(there.1.slash("general", "/resource name:deep-work").await.is_silence());
    first.stop().await;
    worker.stop().await;
}
