//! Where a discussion is opened, and what keeps it from being opened there.

use discord_simulator::permissions::{
    CREATE_PUBLIC_THREADS, EMBED_LINKS, READ_MESSAGE_HISTORY, SEND_MESSAGES, SEND_MESSAGES_IN_THREADS,
    VIEW_CHANNEL,
};

use super::{NAME, discuss, here, log, until_all_done, until_quiet, words};
use crate::support::Room;

/// Opens a room with a channel set for discussions.
async fn room_with(place: &str, make: impl FnOnce(&Room)) -> Room {
    let room = Room::open().await;
    make(&room);
    set(&room, place).await;
    room
}

async fn set(room: &Room, place: &str) {
    let line = format!("/settings discussions channel:{place}");
    room.gil.slash("general", &line).await.settled().await.text();
    until_quiet(room).await;
    room.gil.sees("general");
}

#[tokio::test]
async fn in_a_thread_the_discussion_is_opened_beside_it() {
    let room = Room::open().await;
    room.ann.slash("general", "/discuss name:accelerate").await.settled().await.text();
    discuss(&room.bo, "Accelerate · Nicole Forsgren et al.").await.text();
    assert_eq!(room.guild.thread(NAME).parent(), "general");
    room.ann.sees("general");
    room.close().await;
}

#[tokio::test]
async fn in_an_announcement_channel_it_is_a_thread_there() {
    let room = Room::open().await;
    room.guild.announcement_channel("news");
    assert_eq!(words(&discuss(&room.bo, "news").await), here());
    let thread = room.guild.thread(NAME);
    assert_eq!((thread.parent(), thread.json()["type"].as_u64()), ("news".to_owned(), Some(10)));
    room.ann.sees("news");
    room.close().await;
}

#[tokio::test]
async fn a_guild_with_as_many_threads_as_discord_allows_is_told_so() {
    let room = Room::open().await;
    room.guild.text_channel("busy");
    room.guild.fill_with_threads("busy");
    room.discord.expect_error(160_006);
    let told = discuss(&room.ann, "general").await;
    assert!(words(&told).contains("as many open threads as Discord allows"), "{}", told.text());
    until_quiet(&room).await;
    let left = room.bo.sees("general");
    assert!(!left.contains("Thinking in Systems"), "no opening is left without its thread:\n{left}");
    room.guild.thread("One of many").archive();
    assert_eq!(words(&discuss(&room.ann, "general").await), here());
    assert_eq!(room.guild.thread(NAME).parent(), "general");
    room.ann.sees("general");
    room.close().await;
}

#[tokio::test]
async fn in_a_forum_it_is_a_post_with_the_tags_of_its_topics() {
    let tags = ["feedback dynamics", "Cooking", "Thinking Systems", "!Mental Models"];
    let room = room_with("reading", |room| _ = room.guild.forum("reading", &tags)).await;
    assert_eq!(words(&discuss(&room.ann, "general").await), here());
    let post = room.guild.thread(NAME);
    assert_eq!(post.parent(), "reading");
    let text = post.text();
    assert!(text.contains("What has been quietly accumulating around you"), "{text}");
    let mut tags = post.tags();
    tags.sort();
    assert_eq!(tags, ["Thinking Systems", "feedback dynamics"], "one may only be set by moderators");
    assert_eq!(words(&discuss(&room.bo, "general").await), here());
    assert_eq!(room.guild.threads().len(), 1);
    room.close().await;
}

#[tokio::test]
async fn a_forum_that_requires_a_tag_and_has_none_that_fits_is_refused_with_that_reason() {
    let make = |room: &Room| {
        room.guild.forum("reading", &["Cooking", "!Thinking Systems"]);
        room.guild.require_tag("reading");
    };
    let room = room_with("reading", make).await;
    let answer = discuss(&room.ann, "general").await;
    assert_eq!(
        words(&answer),
        "**Thinking in Systems** has no discussion yet. The forum #reading takes no post without a tag, and it has none \
         for this work's topics that I may set. A moderator can add one, or make tags optional there."
    );
    assert!(room.guild.threads().is_empty());
    room.close().await;
}

#[tokio::test]
async fn a_new_place_is_for_new_discussions_only() {
    let room = Room::open().await;
    discuss(&room.ann, "general").await.text();
    room.guild.text_channel("reading");
    set(&room, "reading").await;
    assert_eq!(words(&discuss(&room.ann, "general").await), here());
    assert_eq!(room.guild.thread(NAME).parent(), "general");
    room.ann.slash("general", "/discuss name:accelerate").await.settled().await.text();
    assert_eq!(room.guild.thread("Accelerate · Nicole Forsgren et al.").parent(), "reading");
    room.ann.sees("general");
    room.ann.sees("reading");
    room.close().await;
}

#[tokio::test]
async fn who_may_not_open_threads_is_told_what_a_moderator_can_set() {
    let room = Room::open().await;
    room.guild.overwrite("general", "@everyone", 0, CREATE_PUBLIC_THREADS);
    room.guild.overwrite("general", "Moderator", CREATE_PUBLIC_THREADS, 0);
    room.guild.overwrite("general", "Athenaeum", CREATE_PUBLIC_THREADS, 0);
    let answer = discuss(&room.ann, "general").await;
    assert_eq!(
        words(&answer),
        "**Thinking in Systems** has no discussion yet, and you cannot open one here: you lack **Create Public Threads** \
         in this channel. A moderator can set a place for discussions with `/settings discussions`."
    );
    assert!(room.guild.threads().is_empty());
    assert_eq!(words(&discuss(&room.mo, "general").await), here());
    assert_eq!(words(&discuss(&room.ann, "general").await), here(), "one that is there is for everyone");
    room.ann.sees("general");
    room.close().await;
}

#[tokio::test]
async fn who_may_not_write_opens_no_discussion_either() {
    let room = Room::open().await;
    room.guild.overwrite("general", "@everyone", 0, SEND_MESSAGES);
    room.guild.overwrite("general", "Moderator", SEND_MESSAGES, 0);
    room.guild.overwrite("general", "Athenaeum", SEND_MESSAGES, 0);
    let answer = discuss(&room.ann, "general").await;
    assert_eq!(
        words(&answer),
        "**Thinking in Systems** has no discussion yet, and you cannot open one here: you lack **Send Messages** in this \
         channel. A moderator can set a place for discussions with `/settings discussions`."
    );
    assert!(room.guild.threads().is_empty());
    assert_eq!(words(&discuss(&room.mo, "general").await), here());
    assert_eq!(words(&discuss(&room.ann, "general").await), here(), "one that is there is for everyone");
    room.ann.sees("general");
    room.close().await;
}

#[tokio::test]
async fn in_a_place_that_is_set_nobody_needs_to_be_able_to_open_threads() {
    let room = room_with("reading", |room| {
        room.guild.text_channel("reading");
        room.guild.overwrite("reading", "@everyone", 0, CREATE_PUBLIC_THREADS | SEND_MESSAGES);
        room.guild.overwrite("reading", "Athenaeum", CREATE_PUBLIC_THREADS | SEND_MESSAGES, 0);
    })
    .await;
    assert_eq!(words(&discuss(&room.ann, "general").await), here());
    room.ann.sees("reading");
    room.close().await;
}

#[tokio::test]
async fn who_cannot_see_the_channel_is_told_so() {
    let room = room_with("staff", |room| {
        room.guild.text_channel("staff");
        room.guild.overwrite("staff", "@everyone", 0, VIEW_CHANNEL);
        room.guild.overwrite("staff", "Moderator", VIEW_CHANNEL, 0);
        room.guild.overwrite("staff", "Athenaeum", VIEW_CHANNEL, 0);
    })
    .await;
    assert_eq!(words(&discuss(&room.mo, "general").await), here());
    let unseen = "**Thinking in Systems** has its discussion in a channel that you cannot see. A moderator can let you in.";
    assert_eq!(words(&discuss(&room.ann, "general").await), unseen);
    room.mo.sees("staff");
    room.close().await;
}

#[tokio::test]
async fn what_the_bot_lacks_is_named_with_its_channel_and_asking_again_goes_on() {
    let room = Room::open().await;
    let lacking = CREATE_PUBLIC_THREADS | EMBED_LINKS | SEND_MESSAGES_IN_THREADS | READ_MESSAGE_HISTORY;
    room.guild.overwrite("general", "Athenaeum", 0, lacking);
    let answer = discuss(&room.ann, "general").await;
    assert_eq!(
        words(&answer),
        "I cannot open the discussion of **Thinking in Systems** in #general: I lack **Create Public Threads**, \
         **Send Messages in Threads**, **Embed Links** and **Read Message History** there. A moderator can give me that \
         in the channel's settings, under Permissions; then it is opened by itself."
    );
    assert_eq!(room.guild.threads().len(), 0);
    room.guild.overwrite("general", "Athenaeum", 0, 0);
    assert_eq!(words(&discuss(&room.ann, "general").await), here());
    until_all_done(&room).await;
    room.ann.sees("general");
    room.close().await;
}

#[tokio::test]
async fn a_place_that_the_bot_cannot_see_is_named() {
    let room = room_with("reading", |room| _ = room.guild.text_channel("reading")).await;
    room.guild.overwrite("reading", "Athenaeum", 0, VIEW_CHANNEL);
    room.discord.expect_error(50001);
    let answer = discuss(&room.ann, "general").await;
    assert!(words(&answer).contains("in #reading: I lack **View Channel** there."), "{}", answer.text());
    room.guild.overwrite("reading", "Athenaeum", 0, 0);
    assert_eq!(words(&discuss(&room.bo, "general").await), here());
    until_all_done(&room).await;
    assert_eq!(words(&answer), here(), "and who asked before is told, too");
    room.ann.sees("reading");
    room.close().await;
}

#[tokio::test]
async fn a_discussion_that_the_bot_can_no_longer_see_is_named() {
    let room = room_with("reading", |room| _ = room.guild.text_channel("reading")).await;
    discuss(&room.ann, "general").await.text();
    room.ann.sees("reading");
    room.guild.overwrite("reading", "Athenaeum", 0, VIEW_CHANNEL);
    room.discord.expect_error(50001);
    let answer = discuss(&room.ann, "general").await;
    assert!(words(&answer).contains("in #reading, which I can no longer see."), "{}", answer.text());
    assert_eq!(
        log(&room).await.last().map(String::as_str),
        Some("discussion.opened"),
        "it is not taken for gone"
    );
    room.close().await;
}

#[tokio::test]
async fn a_place_that_was_deleted_is_said_to_be_gone() {
    let room = room_with("reading", |room| _ = room.guild.text_channel("reading")).await;
    room.guild.delete_channel("reading");
    room.discord.expect_error(10003);
    let answer = discuss(&room.ann, "general").await;
    assert_eq!(
        words(&answer),
        "**Thinking in Systems** has no discussion yet, and the channel set for discussions no longer exists. A moderator \
         can set a place with `/settings discussions`."
    );
    room.close().await;
}
