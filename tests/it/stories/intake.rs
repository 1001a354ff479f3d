//! What people do besides asking the bot: they write, delete, archive, throw it out.

use athenaeum::domain::decision::{Act, Decision, Key, Moment, Needs};
use athenaeum::domain::entry::Source;
use athenaeum::domain::entry::rules::{self, Beginning, Filling, Reader, Target};
use athenaeum::domain::ids::{ChannelId, EntryNumber, GuildId, MessageId, MessagePlace, ResourceKey, UserId};
use athenaeum::domain::refusal::Refusal;
use athenaeum::domain::state::State;
use athenaeum::library::resource::Slug;
use athenaeum::store::scope::Scope;
use discord_simulator::Said;
use serde_json::json;
use serenity::model::id as theirs;

use super::eventually::{log, until};
use crate::support::{BOT_PERMISSIONS, Room};

const NAME: &str = "Thinking in Systems · Donella H. Meadows";

fn guild(room: &Room) -> GuildId {
    GuildId::new(room.guild.id().0)
}

fn work() -> ResourceKey {
    ResourceKey::shared(Slug::try_from("thinking-in-systems").unwrap())
}

async fn room_with_discussion() -> Room {
    let room = Room::open().await;
    room.ann.slash("general", "/discuss name:thinking in systems").await.settled().await.text();
    room.ann.sees("general");
    // What is written in a thread is heard by whoever keeps the gateway, which may not be whoever opened the thread.
    room.bot.views();
    room
}

fn talking(room: &Room) -> u64 {
    room.bot.views().guild(guild(room)).tally(&work()).talking
}

#[tokio::test]
async fn whoever_writes_in_a_discussion_is_counted_once() {
    let room = room_with_discussion().await;
    room.discord.faults().redeliver("MESSAGE_CREATE", 2);
    room.ann.says(NAME, "A bathtub, really").await;
    room.ann.says(NAME, "With two taps").await;
    room.bo.says("general", "This is not the discussion").await;
    let thread = theirs::ChannelId::new(room.guild.thread(NAME).id().0);
    let by_a_bot = json!({ "content": "Bots do not talk", "allowed_mentions": { "parse": [] } });
    room.bot.app.rest.create_message(thread, &by_a_bot, Vec::new()).await.unwrap();
    room.guild.thread(NAME).text();
    room.bo.says(NAME, "And a drain").await;
    until("two are talking", async || talking(&room) == 2).await;
    let room = room.crash().await;
    room.ann.says(NAME, "Still here").await;
    room.mo.says(NAME, "Me too").await;
    until("three are talking", async || talking(&room) == 3).await;
    let joined = log(&room).await.iter().filter(|it| *it == "discussion.joined").count();
    assert_eq!(joined, 3);
    room.close().await;
}

#[tokio::test]
async fn a_message_that_is_deleted_takes_its_kept_words_along() {
    let room = room_with_discussion().await;
    let kept = room.ann.says(NAME, "Delays are where it goes wrong").await;
    let other = room.ann.says(NAME, "This one stays out").await;
    let number = keep(&room, &kept).await;
    let scope = Scope::new(room.bot.app.db.clone(), guild(&room));
    assert!(scope.entry(number).await.unwrap().unwrap().words.is_some());

    room.discord.faults().redeliver("MESSAGE_DELETE", 2);
    room.ann.deletes(&other).await;
    room.ann.deletes(&kept).await;
    until("the words are gone", async || scope.entry(number).await.unwrap().unwrap().words.is_none()).await;
    let events = log(&room).await;
    assert_eq!(events.iter().filter(|it| *it == "entry.erased").count(), 1);
    let stored = scope.entry(number).await.unwrap().unwrap();
    assert_eq!(stored.entry.words, None);
    room.close().await;
}

#[tokio::test]
async fn of_messages_deleted_together_the_kept_one_takes_its_words_along() {
    let room = room_with_discussion().await;
    let kept = room.ann.says(NAME, "Delays are where it goes wrong").await;
    let other = room.bo.says(NAME, "This one was never kept").await;
    let number = keep(&room, &kept).await;
    let scope = Scope::new(room.bot.app.db.clone(), guild(&room));
    room.discord.faults().redeliver("MESSAGE_DELETE_BULK", 1);
    room.mo.deletes_together(&[&other, &kept]);
    until("the words are gone", async || scope.entry(number).await.unwrap().unwrap().words.is_none()).await;
    let erased = log(&room).await.iter().filter(|it| *it == "entry.erased").count();
    assert_eq!(erased, 1);
    room.close().await;
}

#[tokio::test]
async fn with_a_channel_its_discussions_are_gone() {
    let room = Room::open().await;
    room.guild.text_channel("reading");
    room.ann.slash("reading", "/discuss name:thinking in systems").await.settled().await.text();
    room.ann.sees("reading");
    room.guild.delete_channel("reading");
    let gone = async || room.bot.views().guild(guild(&room)).discussion(&work()).unwrap().gone;
    until("the discussion is gone", gone).await;
    let answer = room.ann.slash("general", "/discuss name:thinking in systems").await.settled().await;
    assert!(answer.text().contains("was deleted"), "{}", answer.text());
    room.close().await;
}

#[tokio::test]
async fn events_that_come_twice_do_nothing_twice() {
    let room = room_with_discussion().await;
    room.discord.faults().redeliver("THREAD_UPDATE", 4);
    room.discord.faults().redeliver("THREAD_DELETE", 1);
    let thread = room.guild.thread(NAME);
    thread.lock();
    thread.archive();
    thread.unarchive();
    thread.unlock();
    thread.delete();
    let row = || room.bot.views().guild(guild(&room)).discussion(&work()).unwrap();
    until("the discussion is gone", async || row().gone).await;
    let expected = [
        "guild.joined",
        "discussion.opened",
        "discussion.changed",
        "discussion.changed",
        "discussion.changed",
        "discussion.changed",
        "discussion.gone",
    ];
    assert_eq!(log(&room).await, expected);
    assert!(!row().locked && !row().archived, "the last of the changes stands");
    room.close().await;
}

#[tokio::test]
async fn coming_and_going_is_remembered_once_each() {
    let room = Room::open().await;
    let present = || room.bot.views().guild(guild(&room)).settings().present;
    until("the bot is there", async || present()).await;
    room.discord.faults().redeliver("GUILD_DELETE", 1);
    room.guild.uninstall(&room.application);
    until("the bot is gone", async || !present()).await;
    room.discord.faults().redeliver("GUILD_CREATE", 1);
    room.guild.install(&room.application, BOT_PERMISSIONS);
    until("the bot is back", async || present()).await;
    let room = room.crash().await;
    room.ann.slash("general", "/discuss name:accelerate").await.settled().await.text();
    room.ann.sees("general");
    let expected = ["guild.joined", "guild.left", "guild.joined", "discussion.opened"];
    assert_eq!(log(&room).await, expected);
    room.close().await;
}

#[tokio::test]
async fn a_guild_that_put_the_bot_out_while_it_was_away_is_noted_as_left() {
    let room = Room::open().await;
    let present = |room: &Room| room.bot.views().guild(guild(room)).settings().present;
    until("the bot is there", async || present(&room)).await;
    let (harbour, application) = (room.guild.clone(), room.application.clone());
    let room = room.away(move || harbour.uninstall(&application)).await;
    until("the bot is gone", async || !present(&room)).await;
    assert_eq!(log(&room).await, ["guild.joined", "guild.left"]);
    room.discord.restart_gateway();
    room.guild.install(&room.application, BOT_PERMISSIONS);
    until("the bot is back", async || present(&room)).await;
    room.close().await;
}

/// Keeps a message as its author's feedback.
async fn keep(room: &Room, said: &Said) -> EntryNumber {
    let reader = Reader {
        guild: guild(room),
        user: UserId::new(room.ann.id().0),
        name: "ann".to_owned(),
        joined_at: None,
    };
    let place = MessagePlace { channel: ChannelId::new(said.channel.0), message: MessageId::new(said.id.0) };
    let act = Keep { reader, place };
    room.bot.app.log.write(act).await.unwrap();
    let entries = Scope::new(room.bot.app.db.clone(), guild(room));
    let own = entries.own_entries(UserId::new(room.ann.id().0)).await.unwrap();
    own[0].entry.number
}

struct Keep {
    reader: Reader,
    place: MessagePlace,
}

impl Keep {
    fn target(&self) -> Target {
        Target::Fresh(Beginning {
            resource: work(),
            title: "Thinking in Systems".to_owned(),
            anonymous: false,
            source: Source::Message,
            message: Some(self.place),
            panel: None,
            lots: rules::draw([1, 2, 3]),
        })
    }
}

impl Act for Keep {
    fn guild(&self) -> GuildId {
        self.reader.guild
    }

    fn key(&self) -> Key {
        Key::interaction(1)
    }

    fn fingerprint(&self) -> String {
        String::new()
    }

    fn people(&self) -> Vec<UserId> {
        vec![self.reader.user]
    }

    fn needs(&self, people: &State) -> Needs {
        rules::needs(people, &self.reader, &self.target())
    }

    fn decide(&self, state: &State, moment: &Moment) -> Result<Decision, Refusal> {
        let mut decision = Decision::quiet();
        let filling =
            Filling { comment: Some("Delays are where it goes wrong".to_owned()), ..Filling::default() };
        rules::fill(state, moment, &self.reader, (&self.target(), &filling), &mut decision)?;
        Ok(decision)
    }
}
