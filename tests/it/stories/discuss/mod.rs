//! `/discuss`: one thread for each work, whatever happens on the way.

mod closed;
mod faults;
mod places;
mod threads;

use athenaeum::domain::ids::{ChannelId, GuildId, ResourceKey};
use athenaeum::library::resource::Slug;
use athenaeum::store::outbox;
use discord_simulator::{Answer, Member};

use super::eventually::{log, pass, pass_until, until, until_all_done, until_looked_again, until_swept};
use crate::support::Room;

const LINE: &str = "/discuss name:thinking in systems";
const NAME: &str = "Thinking in Systems · Donella H. Meadows";

fn here() -> String {
    format!("**Thinking in Systems** is discussed here: #{NAME}\n[Go to the discussion ↗]")
}

/// Asks for the discussion and waits for what the asker is told in the end.
async fn discuss(who: &Member, channel: &str) -> Answer {
    who.slash(channel, LINE).await.settled().await
}

/// What an answer says, without what it answers to and the note that only its asker sees it.
fn words(answer: &Answer) -> String {
    let text = answer.text();
    assert!(answer.is_private(), "everyone sees this:\n{text}");
    let around = |it: &&str| it.to_lowercase().starts_with("(only you") || it.starts_with('╭');
    text.lines().filter(|it| !around(it)).collect::<Vec<_>>().join("\n")
}

fn guild(room: &Room) -> GuildId {
    GuildId::new(room.guild.id().0)
}

fn work() -> ResourceKey {
    ResourceKey::shared(Slug::try_from("thinking-in-systems").unwrap())
}

/// The thread that the bot takes for the discussion, and whether it takes it for archived, locked, gone.
fn known(room: &Room) -> (ChannelId, bool, bool, bool) {
    let row = room.bot.views().guild(guild(room)).discussion(&work()).unwrap();
    (row.thread, row.archived, row.locked, row.gone)
}

/// Waits until the bot has put its work off, and moves the clocks to when it falls due.
async fn until_due(room: &Room) {
    let app = &room.bot.app;
    let wait = async || outbox::next_due(&app.db).await.unwrap().map_or(0, |it| it - app.clock.now());
    // While an attempt is under way, what comes next is the end of its lease.
    until("work is put off", async || !matches!(wait().await, i64::MIN..=0 | outbox::LEASE)).await;
    let wait = u64::try_from(wait().await).unwrap();
    pass(room, std::time::Duration::from_millis(wait));
}

/// Waits until nothing is left to do on Discord.
async fn until_quiet(room: &Room) {
    let app = &room.bot.app;
    until("nothing is left to do", async || outbox::next_due(&app.db).await.unwrap().is_none()).await;
}

/// How often a call was made.
fn calls(room: &Room, method: &str, ending: &str) -> usize {
    room.discord.calls().iter().filter(|it| it.starts_with(method) && it.ends_with(ending)).count()
}
