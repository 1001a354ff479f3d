//! What must hold after every fault, as one function that scenes, tests of faults and the torture program all call.
//!
//! I1: every acknowledged event is in the log exactly once. I2: folding the log from its beginning gives the tables
//! that are served. I3: the log has no gap, its head is its end, its chain is whole. I4: every effect happened at most
//! once on Discord, and exactly once when things are quiet.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use athenaeum::interactions::commands::settings::DOCTOR;
use athenaeum::store::engine::Row;
use athenaeum::store::{Db, open, rebuild, snapshot, verify};
use discord_simulator::{Application, MadeMessage, Simulator};

/// An act whose asker was told that it is done: guild and key.
pub type Acknowledged = (i64, String);

/// When is looked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// Right after a fault: promises may still wait.
    Amid,
    /// Nothing is left to do.
    Quiet,
}

/// What is looked at. No process may serve the database meanwhile.
pub struct Scene<'a> {
    /// The database's address.
    pub database: &'a str,
    /// What members were told is done.
    pub acknowledged: &'a [Acknowledged],
    /// The Discord that the bot was on, if it was on one.
    pub discord: Option<(&'a Simulator, &'a Application)>,
    /// When.
    pub moment: Moment,
}

/// Everything that does not hold, one line each.
pub async fn broken(scene: &Scene<'_>) -> Vec<String> {
    let db = match open::open(scene.database).await {
        Ok(opened) => opened.db,
        Err(err) => return vec![format!("the database does not open: {err}")],
    };
    let mut findings = doubled_events(&db).await;
    findings.extend(lost_acts(&db, scene.acknowledged).await);
    findings.extend(gaps(&db).await);
    let rebuilt = rebuild::run(&db, |_| {}).await.unwrap();
    findings.extend(rebuilt.differed.iter().map(|it| format!("I2: the view {it} is not what the log says")));
    if scene.moment == Moment::Quiet {
        findings.extend(unkept(&db).await);
    }
    if let Some((discord, bot)) = scene.discord {
        findings.extend(doubled_messages(&discord.messages_made_by(bot), scene.moment));
        findings.extend(strange_threads(&db, (discord, bot), scene.moment).await);
    }
    db.close().await;
    findings
}

/// I1: no event is there twice, and none without the memory of the act that made it.
async fn doubled_events(db: &Db) -> Vec<String> {
    let mut tx = db.read().await.unwrap();
    let doubled = "SELECT guild, key, n, COUNT(*) FROM event WHERE key IS NOT NULL GROUP BY guild, key, n \
                   HAVING COUNT(*) > 1";
    let rows = tx.fetch_all(doubled, Vec::new()).await.unwrap();
    let mut findings: Vec<String> = rows
        .iter()
        .map(|row| {
            let (guild, key, times) = (row.int(0).unwrap(), row.text(1).unwrap(), row.int(3).unwrap());
            format!("I1: the act {key} of guild {guild} is in the log {times} times")
        })
        .collect();
    let forgotten = "SELECT COUNT(*) FROM event WHERE key IS NOT NULL AND NOT EXISTS \
                     (SELECT 1 FROM answer WHERE answer.guild = event.guild AND answer.key = event.key)";
    let forgotten = tx.fetch_one(forgotten, Vec::new()).await.unwrap().int(0).unwrap();
    if forgotten > 0 {
        findings.push(format!("I1: {forgotten} events would be written again if they were asked for again"));
    }
    findings
}

/// I1: what members were told is done is there.
async fn lost_acts(db: &Db, acknowledged: &[Acknowledged]) -> Vec<String> {
    if acknowledged.is_empty() {
        return Vec::new();
    }
    let mut tx = db.read().await.unwrap();
    // Not the events': an act that changes nothing is done as well, and remembered in the same transaction.
    let mut there = HashSet::new();
    tx.fetch_each("SELECT guild, key FROM answer", Vec::new(), |row| {
        there.insert((row.int(0)?, row.text(1)?));
        Ok(())
    })
    .await
    .unwrap();
    let lost = acknowledged.iter().filter(|it| !there.contains(*it));
    lost.map(|(guild, key)| format!("I1: {key} of guild {guild} was acknowledged and is lost")).collect()
}

/// I3: the log is whole.
async fn gaps(db: &Db) -> Vec<String> {
    let verdict = verify::run(db, |_| {}).await.unwrap();
    let mut findings: Vec<String> =
        verdict.fault.iter().map(|it| format!("I3: the log is broken: {it}")).collect();
    let mut tx = db.read().await.unwrap();
    let sql = "SELECT COUNT(*), COALESCE(MAX(pos), 0), (SELECT pos FROM log_head WHERE one = 1) FROM event";
    let row = tx.fetch_one(sql, Vec::new()).await.unwrap();
    let (count, last, head) = (row.int(0).unwrap(), row.int(1).unwrap(), row.int(2).unwrap());
    if count != last || last != head {
        findings.push(format!("I3: {count} events, the last is {last}, the head says {head}"));
    }
    let sql = "SELECT guild FROM event GROUP BY guild HAVING COUNT(*) <> MAX(guild_seq)";
    let rows = tx.fetch_all(sql, Vec::new()).await.unwrap();
    findings.extend(rows.iter().map(|it| format!("I3: guild {} has a gap", it.int(0).unwrap())));
    findings
}

/// I4: nothing that was promised still waits. Looking after closed channels ends by itself, a day after it began.
async fn unkept(db: &Db) -> Vec<String> {
    let sql = "SELECT kind, state, COUNT(*), MAX(attempts) FROM effect WHERE state <> 'done' AND kind <> 'knock' \
               GROUP BY kind, state";
    let rows = db.read().await.unwrap().fetch_all(sql, Vec::new()).await.unwrap();
    let line = |row: &Row| {
        let (kind, state) = (row.text(0).unwrap(), row.text(1).unwrap());
        let (count, attempts) = (row.int(2).unwrap(), row.int(3).unwrap());
        format!("I4: {count} effects {kind} are {state} after {attempts} attempts")
    };
    rows.iter().map(line).collect()
}

/// I4: no opening and no notice to moderators was posted twice, and in the end no opening stands without its thread. Each
/// carries a stamp of its own at the end of its first button's `custom_id`.
fn doubled_messages(messages: &[MadeMessage], moment: Moment) -> Vec<String> {
    let mut seen = BTreeMap::new();
    let mut findings = Vec::new();
    for message in messages {
        let Some(stamped) = message.custom_ids.first() else { continue };
        *seen.entry((message.channel, stamped)).or_insert(0) += 1;
        let is_notice = stamped.starts_with(DOCTOR);
        if moment == Moment::Quiet && !message.has_thread && !is_notice {
            findings.push(format!("I4: the opening {} has no thread ({stamped})", message.id));
        }
    }
    let doubled = seen.into_iter().filter(|(_, times)| *times > 1);
    findings.extend(doubled.map(|((_, stamped), times)| format!("I4: {stamped} was posted {times} times")));
    findings
}

/// I4: every discussion has its thread, and in the end no other thread is open, save one that people have written in.
async fn strange_threads(db: &Db, discord: (&Simulator, &Application), moment: Moment) -> Vec<String> {
    let known = snapshot::load(db).await.unwrap().discussions;
    let known: BTreeSet<u64> =
        known.iter().filter(|(_, it)| !it.gone).map(|(_, it)| it.thread.get()).collect();
    let threads = discord.0.threads_made_by(discord.1);
    let there: BTreeSet<u64> = threads.iter().map(|it| it.id.0).collect();
    let missing = known.difference(&there).map(|it| format!("I4: the discussion {it} has no thread"));
    let surplus = threads
        .iter()
        .filter(|it| moment == Moment::Quiet && !it.archived && !it.has_people && !known.contains(&it.id.0));
    let surplus = surplus.map(|it| format!("I4: nobody knows the thread {} ({})", it.id, it.name));
    missing.chain(surplus).collect()
}
