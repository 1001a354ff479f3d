//! Discord did it and we did not hear of it: every kind of effect, every way of losing the answer. In the end it is
//! there once, and whoever asked is told.

use std::time::Duration;

use athenaeum::store::outbox::{self, LEASE};
use discord_simulator::Answer;
use discord_simulator::faults::{Hold, Loss, RateLimited, Scope};
use discord_simulator::permissions::{MANAGE_THREADS, SEND_MESSAGES};

use crate::stories::eventually::{pass, pass_until, until};
use crate::support::{BOT_PERMISSIONS, Room};

const POST_MESSAGE: &str = "POST /channels/*/messages";
const START_THREAD: &str = "POST /channels/*/messages/*/threads";
const MAKE_POST: &str = "POST /channels/*/threads";
const EDIT_REPLY: &str = "PATCH /webhooks/*/*/messages/@original";
const DELETE_POST: &str = "DELETE /channels/*";
const MINUTE: Duration = Duration::from_secs(60);

/// How an answer is lost.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Way {
    Lost(Loss),
    /// The connection drops; the work is done only when the asker has long been told.
    VeryLate,
    /// 429 first, done when it is asked for again.
    Limited,
}

const WAYS: [Way; 7] = [
    Way::Lost(Loss::Dropped),
    Way::Lost(Loss::Status(500)),
    Way::Lost(Loss::Empty),
    Way::Lost(Loss::Page),
    Way::Lost(Loss::Late(Duration::ZERO)),
    Way::VeryLate,
    Way::Limited,
];

impl Way {
    /// Loses the answer of the route's next call.
    fn strike(self, room: &Room, route: &str) -> Option<Hold> {
        let faults = room.discord.faults();
        match self {
            Self::Lost(how) => faults.lose(route, 1, how),
            Self::VeryLate => return Some(faults.late(route)),
            Self::Limited => {
                let retry_after = Duration::from_millis(10);
                faults.limit(route, 1, RateLimited { retry_after, scope: Scope::Shared });
            }
        }
        None
    }

    /// Waits until what was late has come, and comes no more.
    async fn is_over(self, room: &Room, late: Option<Hold>) {
        drop(late);
        let belated = matches!(self, Self::Lost(Loss::Late(_)) | Self::VeryLate);
        let over = async || room.discord.faults().belated() == u64::from(belated);
        until("what was late has come", over).await;
    }
}

async fn room() -> Room {
    let room = Room::open().await;
    room.guild.set_role("Athenaeum", BOT_PERMISSIONS | MANAGE_THREADS);
    room
}

async fn room_with_forum() -> Room {
    let room = room().await;
    room.guild.forum("reading", &[]);
    room.gil.slash("general", "/settings discussions channel:reading").await.settled().await.text();
    quiet(&room).await;
    room
}

/// Waits until nothing is under way, and lets time pass to what comes next; whether there was anything.
async fn next(room: &Room) -> bool {
    let app = &room.bot.app;
    let due = async || outbox::next_due(&app.db).await.unwrap().map(|it| it - app.clock.now());
    // While an attempt is under way, what comes next is the end of its lease.
    let settled = async || due().await.is_none_or(|it| it > 0 && it != LEASE);
    until("nothing is under way", settled).await;
    let Some(wait) = due().await else { return false };
    pass(room, Duration::from_millis(u64::try_from(wait).unwrap()));
    true
}

/// Lets time pass until nothing is left to do.
async fn quiet(room: &Room) {
    // More steps than anything needs: what never ends must not end the test's patience either.
    for _ in 0..100 {
        if !next(room).await {
            return;
        }
    }
    panic!("it never ends:\n{}", room.discord.calls().join("\n"));
}

/// Lets time pass until whoever asked has been told.
async fn told(room: &Room) {
    while !room.discord.thinking().is_empty() && next(room).await {}
}

/// Asks for something that leads to an effect while the answer of one of its calls is lost; what the asker reads.
async fn asked(room: &Room, (way, route): (Way, &str), line: &str) -> String {
    let late = way.strike(room, route);
    let answer: Answer = room.mo.slash("general", line).await;
    told(room).await;
    let text = answer.settled().await.text();
    way.is_over(room, late).await;
    quiet(room).await;
    answer.text();
    text
}

/// A discussion is there once, the asker was led there, and the log tells it once.
async fn is_discussed(room: Room, told: &str, case: &str) {
    assert!(told.contains("is discussed here"), "{case}: {told}");
    let open = room.guild.threads().into_iter().filter(|it| !it.archived()).count();
    assert_eq!(open, 1, "{case}");
    assert_eq!(room.count("SELECT COUNT(*) FROM event WHERE kind = 'discussion.opened'").await, 1, "{case}");
    for thread in room.guild.threads() {
        thread.text();
    }
    room.ann.sees("general");
    room.gil.sees("general");
    room.close().await;
}

#[tokio::test]
async fn a_discussion_in_a_channel_is_opened_once_whatever_is_lost() {
    for way in WAYS {
        for route in [POST_MESSAGE, START_THREAD, EDIT_REPLY] {
            let room = room().await;
            if route == START_THREAD && way != Way::Limited {
                room.discord.expect_error(160_004);
            }
            let words = asked(&room, (way, route), "/discuss name:deep-work").await;
            is_discussed(room, &words, &format!("{route} {way:?}")).await;
        }
    }
}

#[tokio::test]
async fn a_discussion_in_a_forum_is_opened_once_whatever_is_lost() {
    for way in WAYS {
        for route in [MAKE_POST, EDIT_REPLY] {
            let room = room_with_forum().await;
            let words = asked(&room, (way, route), "/discuss name:deep-work").await;
            is_discussed(room, &words, &format!("{route} {way:?}")).await;
        }
    }
}

#[tokio::test]
async fn a_surplus_post_goes_once_whatever_is_lost() {
    for way in WAYS {
        let room = room_with_forum().await;
        let late = room.discord.faults().late(MAKE_POST);
        let answer = room.mo.slash("general", "/discuss name:deep-work").await;
        late.arrived().await;
        told(&room).await;
        let words = answer.settled().await.text();
        let again = way.strike(&room, DELETE_POST);
        late.release();
        until("the first call comes through", async || room.guild.threads().len() == 2).await;
        // What has been deleted is not there to be deleted again.
        if !matches!(way, Way::Lost(Loss::Empty) | Way::Limited) {
            room.discord.expect_error(10003);
        }
        quiet(&room).await;
        drop(again);
        let belated = 1 + u64::from(matches!(way, Way::Lost(Loss::Late(_)) | Way::VeryLate));
        until("what was late has come", async || room.discord.faults().belated() == belated).await;
        until("it has gone", async || room.guild.threads().len() == 1).await;
        is_discussed(room, &words, &format!("{DELETE_POST} {way:?}")).await;
    }
}

#[tokio::test]
async fn settings_are_shown_whatever_is_lost() {
    for way in WAYS {
        let room = room().await;
        // Of another channel than this one the bot must find out what it may do there.
        room.guild.text_channel("hall");
        let late = way.strike(&room, EDIT_REPLY);
        let answer = room.gil.slash("general", "/settings discussions channel:hall").await;
        told(&room).await;
        let text = answer.settled().await.text();
        way.is_over(&room, late).await;
        quiet(&room).await;
        answer.text();
        assert!(text.contains("#hall"), "{way:?}: {text}");
        room.close().await;
    }
}

#[tokio::test]
async fn an_export_is_one_file_and_one_memory_of_it_whatever_is_lost() {
    for way in WAYS {
        let room = room().await;
        room.ann.slash("general", "/feedback name:deep-work rating:4").await.text();
        let late = way.strike(&room, EDIT_REPLY);
        let answer = room.mo.slash("general", "/moderate export").await;
        told(&room).await;
        let told = answer.settled().await;
        assert_eq!(told.files().len(), 1, "{way:?}: {}", told.text());
        way.is_over(&room, late).await;
        quiet(&room).await;
        assert_eq!(answer.files().len(), 1, "{way:?}");
        let made = "SELECT COUNT(*) FROM event WHERE kind = 'export.made'";
        assert_eq!(room.count(made).await, 1, "{way:?}");
        room.close().await;
    }
}

#[tokio::test]
async fn a_guild_is_looked_over_whatever_is_lost() {
    let examined = async |room: &Room| {
        let answer: Answer = room.gil.slash("general", "/settings doctor").await;
        told(room).await;
        answer.settled().await.text()
    };
    let room = room().await;
    let whole = examined(&room).await;
    for way in WAYS {
        let late = way.strike(&room, EDIT_REPLY);
        assert_eq!(examined(&room).await, whole, "{way:?}");
        drop(late);
    }
    quiet(&room).await;
    until("what was late has come", async || room.discord.faults().belated() == 2).await;
    room.close().await;
}

#[tokio::test]
async fn moderators_are_told_once_whatever_is_lost() {
    for way in WAYS {
        let room = closed_room().await;
        let late = way.strike(&room, POST_MESSAGE);
        room.ann.slash("attic", "/discuss name:deep-work").await.settled().await.text();
        pass_until(&room, MINUTE, ("moderators are told", async || is_told(&room) == 1)).await;
        way.is_over(&room, late).await;
        opens_and_ends(room, way).await;
    }
}

#[tokio::test]
async fn a_channel_is_looked_at_again_whatever_is_lost() {
    for way in WAYS {
        for route in ["GET /channels/*", "GET /guilds/*"] {
            let room = closed_room().await;
            room.ann.slash("attic", "/discuss name:deep-work").await.settled().await.text();
            pass_until(&room, MINUTE, ("moderators are told", async || is_told(&room) == 1)).await;
            let late = way.strike(&room, route);
            pass(&room, 61 * MINUTE);
            way.is_over(&room, late).await;
            opens_and_ends(room, way).await;
        }
    }
}

/// A room with a channel that the bot may not write in, and one in which moderators are told so.
async fn closed_room() -> Room {
    let room = Room::open().await;
    room.guild.text_channel("attic");
    room.guild.overwrite("attic", "Athenaeum", 0, SEND_MESSAGES);
    room.guild.text_channel("mods");
    room.guild.updates_channel("mods");
    room
}

fn is_told(room: &Room) -> usize {
    room.guild.text("mods").matches("For moderators").count()
}

/// What waited goes on once the channel is open; nobody was told twice.
async fn opens_and_ends(room: Room, way: Way) {
    room.guild.overwrite("attic", "Athenaeum", 0, 0);
    let opened = async || room.guild.threads().len() == 1;
    pass_until(&room, 31 * MINUTE, ("it is opened", opened)).await;
    let waiting =
        "SELECT COUNT(*) FROM effect WHERE state = 'parked' OR kind = 'discuss' AND state = 'planned'";
    until("the asker is told", async || room.count(waiting).await == 0).await;
    assert_eq!(is_told(&room), 1, "{way:?}");
    room.guild.threads().iter().for_each(|it| drop(it.text()));
    room.mo.sees("mods");
    room.ann.sees("attic");
    room.close().await;
}
