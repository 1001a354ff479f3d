//! A log without a bot around it, and an act that can be told apart and counted.

use std::sync::Arc;

use athenaeum::clock::Clock;
use athenaeum::domain::decision::{Act, Decision, Happening, Key, Moment as Now, Needs};
use athenaeum::domain::ids::{GuildId, ResourceKey};
use athenaeum::domain::refusal::Refusal;
use athenaeum::domain::reply::Reply;
use athenaeum::domain::shelf::LookupsCounted;
use athenaeum::domain::state::State;
use athenaeum::library::resource::Slug;
use athenaeum::store::log::Follower;
use athenaeum::store::rows::Changed;
use athenaeum::store::{Db, Log, open};

use crate::support::Home;
use crate::support::invariants::{self, Acknowledged, Moment, Scene};

/// Whose log it is.
pub const GUILD: GuildId = GuildId::new(700);

/// Nobody follows.
pub struct Nobody;

impl Follower for Nobody {
    fn follow(&self, _state: &State, _changed: &Changed) {}
}

/// A log in a database of its own.
pub struct Shop {
    pub db: Db,
    pub log: Log,
    pub home: Home,
}

impl Shop {
    pub async fn open() -> Self {
        Self::open_in(Home::new().await).await
    }

    /// One in a file, whatever the tests run over.
    pub async fn in_a_file() -> Self {
        Self::open_in(Home::in_a_file()).await
    }

    pub async fn open_in(home: Home) -> Self {
        let db = open::open(home.address()).await.unwrap().db;
        let (log, _) = Log::start(db.clone(), Clock::settable(1_790_000_000_000).0, Arc::new(Nobody));
        Self { db, log, home }
    }

    /// Closes the database, which stays where it is.
    pub async fn close(self) -> Home {
        drop(self.log);
        self.db.close().await;
        self.home
    }

    /// Leaves the database after the runtime that it was opened on has gone. A file's lock goes with its process; what a
    /// server holds for a connection goes when that breaks.
    pub async fn leave(self) -> Home {
        if !self.db.is_shared() {
            return self.close().await;
        }
        self.home
    }

    /// Closes the database after these acts were acknowledged, and says what does not hold.
    pub async fn broken(self, done: impl IntoIterator<Item = u64>) -> Vec<String> {
        let home = self.close().await;
        broken(&home, done).await
    }

    /// The number that a statement gives.
    pub async fn count(&self, sql: &'static str) -> i64 {
        let mut tx = self.db.read().await.unwrap();
        tx.fetch_one(sql, Vec::new()).await.unwrap().int(0).unwrap()
    }
}

/// What does not hold of a closed database.
pub async fn broken(home: &Home, done: impl IntoIterator<Item = u64>) -> Vec<String> {
    let acknowledged: Vec<Acknowledged> =
        done.into_iter().map(|it| (GUILD.as_i64(), Key::interaction(it).as_str().to_owned())).collect();
    let database = home.address();
    let scene = Scene { database, acknowledged: &acknowledged, discord: None, moment: Moment::Amid };
    invariants::broken(&scene).await
}

/// Counts so many lookups of a work, as the n-th interaction.
#[derive(Clone, Copy, Debug)]
pub struct Count {
    pub interaction: u64,
    pub times: u32,
}

impl Count {
    pub fn new(interaction: u64) -> Self {
        Self { interaction, times: 1 }
    }
}

fn work() -> Slug {
    Slug::try_from("deep-work").unwrap()
}

impl Act for Count {
    fn guild(&self) -> GuildId {
        GUILD
    }

    fn key(&self) -> Key {
        Key::interaction(self.interaction)
    }

    fn fingerprint(&self) -> String {
        self.times.to_string()
    }

    fn needs(&self, _people: &State) -> Needs {
        Needs { tallies: vec![ResourceKey::shared(work())], ..Needs::default() }
    }

    fn decide(&self, _state: &State, _now: &Now) -> Result<Decision, Refusal> {
        let counts = [(work(), u64::from(self.times))].into();
        let decision = Decision::reply(Reply::aside(format!("{} more", self.times)));
        Ok(decision.then(Happening::seen(LookupsCounted { counts })))
    }
}
