//! The log by itself: what is acknowledged lasts, what is repeated is done once, what is damaged is named.

mod alone;
pub mod between;
mod commits;
mod exported;
mod moving;
mod outages;
mod parked;
mod rebuilding;
mod replicas;
mod told;
mod trusted;
mod unfiltered;
mod walls;

use std::error::Error as _;
use std::sync::Arc;

use athenaeum::clock::Clock;
use athenaeum::domain::decision::{Act, Decision, Happening, Key, Moment, Needs};
use athenaeum::domain::entry::rules::{Beginning, Filling, Reader, Target, draw, fill, needs};
use athenaeum::domain::entry::{Rating, Source};
use athenaeum::domain::ids::{GuildId, ResourceKey, UserId};
use athenaeum::domain::refusal::Refusal;
use athenaeum::domain::reply::Reply;
use athenaeum::domain::shelf::ResourceWritten;
use athenaeum::domain::state::State;
use athenaeum::library::resource::{Resource, Slug};
use athenaeum::store::engine::sqlite::OpenError;
use athenaeum::store::log::Follower;
use athenaeum::store::open::{self, Failure};
use athenaeum::store::rows::Changed;
use athenaeum::store::verify::Fault;
use athenaeum::store::{Db, Log, Stop, backup, rebuild, snapshot, verify};

use crate::support::Home;
use crate::support::home::needs_a_file;

const GUILD: GuildId = GuildId::new(700);

struct Nobody;

impl Follower for Nobody {
    fn follow(&self, _state: &State, _changed: &Changed) {}
}

/// A log by itself.
struct Shop {
    home: Home,
    db: Db,
    log: Log,
}

impl Shop {
    async fn open() -> Self {
        Self::at(Home::new().await).await
    }

    async fn at(home: Home) -> Self {
        let db = open::open(home.address()).await.unwrap().db;
        let (log, _) = Log::start(db.clone(), Clock::settable(1_790_000_000_000).0, Arc::new(Nobody));
        let shop = Self { home, db, log };
        shop.log.write(Shelve).await.unwrap();
        shop
    }

    async fn events(&self) -> i64 {
        verify::run(&self.db, |_| {}).await.unwrap().events
    }

    async fn close(self) -> Home {
        drop(self.log);
        self.db.close().await;
        self.home
    }
}

fn book() -> ResourceKey {
    ResourceKey::shared(Slug::try_from("deep-work").unwrap())
}

/// Puts one resource on the shelf.
struct Shelve;

impl Act for Shelve {
    fn guild(&self) -> GuildId {
        GuildId::DEPLOYMENT
    }

    fn key(&self) -> Key {
        Key::import("deep-work", 0, "first")
    }

    fn fingerprint(&self) -> String {
        String::new()
    }

    fn needs(&self, _people: &State) -> Needs {
        Needs { resources: vec![book()], ..Needs::default() }
    }

    fn decide(&self, _state: &State, _moment: &Moment) -> Result<Decision, Refusal> {
        let resource = Arc::new(Resource::bare(book().slug, "Deep Work"));
        Ok(Decision::quiet().then(Happening::seen(ResourceWritten {
            revision: 1,
            file_hash: None,
            resource,
        })))
    }
}

/// Rates the resource.
#[derive(Clone)]
struct Rate {
    guild: GuildId,
    interaction: u64,
    user: u64,
    rating: Rating,
    comment: Option<&'static str>,
    panics: bool,
}

impl Rate {
    fn new(interaction: u64, user: u64) -> Self {
        Self { guild: GUILD, interaction, user, rating: Rating::Useful, comment: None, panics: false }
    }

    fn reader(&self) -> Reader {
        Reader {
            guild: self.guild,
            user: UserId::new(self.user),
            name: format!("reader {}", self.user),
            joined_at: None,
        }
    }

    fn target(&self) -> Target {
        Target::Fresh(Beginning {
            resource: book(),
            title: "Deep Work".to_owned(),
            anonymous: false,
            source: Source::Panel,
            message: None,
            panel: None,
            lots: draw([1, 2, 3]),
        })
    }
}

impl Act for Rate {
    fn guild(&self) -> GuildId {
        self.guild
    }

    fn key(&self) -> Key {
        Key::interaction(self.interaction)
    }

    fn fingerprint(&self) -> String {
        format!("{} {:?}", self.user, self.rating)
    }

    fn people(&self) -> Vec<UserId> {
        vec![UserId::new(self.user)]
    }

    fn needs(&self, people: &State) -> Needs {
        needs(people, &self.reader(), &self.target())
    }

    fn decide(&self, state: &State, moment: &Moment) -> Result<Decision, Refusal> {
        assert!(!self.panics, "a rule with a bug");
        let mut decision = Decision::quiet();
        let filling = Filling {
            rating: Some(self.rating),
            comment: self.comment.map(str::to_owned),
            ..Filling::default()
        };
        let entry = fill(state, moment, &self.reader(), (&self.target(), &filling), &mut decision)?;
        decision.reply = Reply::aside(format!("#{}", entry.number));
        Ok(decision)
    }
}

#[tokio::test]
async fn the_same_act_twice_is_done_once_and_answered_twice() {
    let shop = Shop::open().await;
    let first = shop.log.write(Rate::new(1, 10)).await.unwrap();
    let events = shop.events().await;
    let second = shop.log.write(Rate::new(1, 10)).await.unwrap();
    assert_eq!((first.reply, first.repeated), (Reply::aside("#1"), false));
    assert_eq!((second.reply, second.repeated), (Reply::aside("#1"), true));
    assert_eq!(shop.events().await, events);
}

#[tokio::test]
async fn the_same_key_with_another_request_is_refused() {
    let shop = Shop::open().await;
    shop.log.write(Rate::new(1, 10)).await.unwrap();
    let other = Rate { rating: Rating::NotForMe, ..Rate::new(1, 10) };
    assert!(matches!(shop.log.write(other).await, Err(Stop::Changed)));
}

#[tokio::test]
async fn acts_that_come_together_see_each_other() {
    let shop = Shop::open().await;
    let acts = (1..=100).map(|it| {
        let log = shop.log.clone();
        tokio::spawn(async move { log.write(Rate::new(it, 1_000 + it)).await })
    });
    let mut numbers = Vec::new();
    for act in acts.collect::<Vec<_>>() {
        numbers.push(act.await.unwrap().unwrap().reply);
    }
    let wanted: Vec<_> = (1..=100).map(|it| Reply::aside(format!("#{it}"))).collect();
    assert_eq!(numbers, wanted, "every entry has a number of its own, in order");
    let tally = snapshot::load(&shop.db).await.unwrap().tallies.remove(0).1;
    assert_eq!((tally.readers(), tally.rated(Rating::Useful)), (100, 100));
}

#[tokio::test]
async fn a_new_reader_who_acts_twice_at_once_counts_once() {
    let shop = Shop::open().await;
    let (one, two) = tokio::join!(shop.log.write(Rate::new(1, 10)), shop.log.write(Rate::new(2, 10)));
    assert_eq!((one.unwrap().reply, two.unwrap().reply), (Reply::aside("#1"), Reply::aside("#2")));
    let tally = snapshot::load(&shop.db).await.unwrap().tallies.remove(0).1;
    assert_eq!(tally.readers(), 1);
}

#[tokio::test]
async fn a_refusal_and_a_panic_cost_nobody_else_theirs() {
    let shop = Shop::open().await;
    for it in 1..=3 {
        shop.log.write(Rate::new(it, 10)).await.unwrap();
    }
    let (too_fast, bug, fine) = tokio::join!(
        shop.log.write(Rate::new(4, 10)),
        shop.log.write(Rate { panics: true, ..Rate::new(5, 11) }),
        shop.log.write(Rate::new(6, 12)),
    );
    assert!(matches!(too_fast, Err(Stop::Refused(_))), "{too_fast:?}");
    assert!(matches!(&bug, Err(Stop::Panicked(what)) if what == "a rule with a bug"), "{bug:?}");
    assert_eq!(fine.unwrap().reply, Reply::aside("#4"));
}

#[tokio::test]
async fn rebuilding_gives_the_same_views() {
    let shop = Shop::open().await;
    for it in 1..=20 {
        let rating = Rating::ALL[usize::try_from(it % 5).unwrap()];
        shop.log.write(Rate { rating, comment: Some("it stays"), ..Rate::new(it, it % 7) }).await.unwrap();
    }
    let before = rebuild::fingerprint(&shop.db).await.unwrap();
    let rebuilt = rebuild::run(&shop.db, |_| {}).await.unwrap();
    assert_eq!(rebuilt.differed, Vec::<&str>::new());
    assert_eq!(rebuild::fingerprint(&shop.db).await.unwrap(), before);
}

#[tokio::test]
async fn a_rebuild_names_the_view_that_was_wrong_and_mends_it() {
    let shop = Shop::open().await;
    shop.log.write(Rate::new(1, 10)).await.unwrap();
    let right = rebuild::fingerprint(&shop.db).await.unwrap();
    shop.home.tamper(&shop.db, "UPDATE tally SET body = '{}'").await;
    assert_eq!(rebuild::run(&shop.db, |_| {}).await.unwrap().differed, ["tally"]);
    assert_eq!(rebuild::fingerprint(&shop.db).await.unwrap(), right);
}

#[tokio::test]
async fn a_changed_event_is_named() {
    let shop = Shop::open().await;
    for it in 1..=5 {
        shop.log.write(Rate::new(it, 10 + it)).await.unwrap();
    }
    shop.home.tamper(&shop.db, "UPDATE event SET at = at + 1 WHERE pos = 4").await;
    assert_eq!(verify::run(&shop.db, |_| {}).await.unwrap().fault, Some(Fault::Changed { pos: 4 }));
}

#[tokio::test]
async fn a_missing_event_is_named() {
    let shop = Shop::open().await;
    for it in 1..=5 {
        shop.log.write(Rate::new(it, 10 + it)).await.unwrap();
    }
    shop.home.tamper(&shop.db, "DELETE FROM event WHERE pos = 3").await;
    assert_eq!(
        verify::run(&shop.db, |_| {}).await.unwrap().fault,
        Some(Fault::Gap { expected: 3, found: 4 })
    );
}

#[tokio::test]
async fn events_are_never_updated_or_deleted() {
    let shop = Shop::open().await;
    for sql in ["UPDATE event SET at = 0", "DELETE FROM event"] {
        let mut writer = shop.db.writer().await;
        let mut tx = writer.begin().await.unwrap();
        let refused = tx.execute(sql, Vec::new()).await.unwrap_err();
        let said = refused.source().unwrap().to_string();
        assert!(said.contains("append-only") || said.contains("permission denied for table event"), "{said}");
        tx.rollback().await.unwrap();
    }
}

#[tokio::test]
async fn a_second_process_is_refused() {
    if !needs_a_file("a_second_process_is_refused", "a server lets many in, and the log's head is the lock") {
        return;
    }
    let shop = Shop::open().await;
    let refused = open::open(shop.home.address()).await.err().unwrap();
    assert!(matches!(refused, Failure::Open(OpenError::Taken(_))), "{refused}");
}

#[tokio::test]
async fn a_database_from_a_newer_release_is_refused_and_the_copy_named() {
    if !needs_a_file(
        "a_database_from_a_newer_release_is_refused_and_the_copy_named",
        "there are no copies beside a server",
    ) {
        return;
    }
    let shop = Shop::open().await;
    let later = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES (9, 'later', 1, x'00', 0)";
    shop.home.tamper(&shop.db, later).await;
    let copy = backup::place(&backup::folder(&shop.home.file()), 9).unwrap();
    std::fs::write(&copy, "an older state").unwrap();
    let home = shop.close().await;
    let refused = open::open(home.address()).await.err().unwrap().to_string();
    assert!(
        refused.contains("newer athenaeum") && refused.contains(&copy.display().to_string()),
        "{refused}"
    );
}

#[tokio::test]
async fn a_database_from_a_newer_release_is_refused() {
    let shop = Shop::open().await;
    let later = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
                 VALUES (9, 'later', (1 = 1), '', 0)";
    shop.home.tamper(&shop.db, later).await;
    let home = shop.close().await;
    let refused = open::open(home.address()).await.err().unwrap();
    assert!(matches!(refused, Failure::Newer { found: 9, copy: None, .. }), "{refused}");
}

#[tokio::test]
async fn a_backup_made_while_serving_is_read_back_whole() {
    if !needs_a_file(
        "a_backup_made_while_serving_is_read_back_whole",
        "pg_dump makes copies of a server's database",
    ) {
        return;
    }
    let shop = Shop::open().await;
    for it in 1..=5 {
        shop.log.write(Rate { comment: Some("kept"), ..Rate::new(it, 10 + it) }).await.unwrap();
    }
    let target = shop.home.folder().join("copies/one.db");
    let made = backup::make(&shop.db, &target).await.unwrap();
    assert_eq!((made.verdict.events, made.verdict.fault), (shop.events().await, None));
    let copy = open::open(&format!("sqlite:{}", target.display())).await.unwrap().db;
    assert_eq!(rebuild::fingerprint(&copy).await.unwrap(), rebuild::fingerprint(&shop.db).await.unwrap());
    assert!(matches!(backup::make(&shop.db, &target).await, Err(backup::Failure::Exists(_))));
}

#[tokio::test]
async fn the_database_is_for_its_owner_alone() {
    if !needs_a_file("the_database_is_for_its_owner_alone", "its files are the server's") {
        return;
    }
    use std::os::unix::fs::PermissionsExt as _;
    let shop = Shop::open().await;
    let copy = shop.home.folder().join("copy.db");
    backup::make(&shop.db, &copy).await.unwrap();
    for file in [shop.home.file(), copy] {
        let mode = std::fs::metadata(&file).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{}", file.display());
    }
}
