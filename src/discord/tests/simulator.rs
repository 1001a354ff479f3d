//! The client against the simulator, which holds every call against Discord's rules.

use discord_simulator::faults::{RateLimited, Scope};
use discord_simulator::{Guild as Place, Id, Simulator, permissions};
use std::time::Duration;

use serde_json::json;
use serenity::model::id::UserId;

use super::*;

struct Scene {
    discord: Simulator,
    harbour: Place,
    rest: Rest,
    general: ChannelId,
    shelf: ChannelId,
    guild: GuildId,
}

async fn scene() -> Scene {
    let discord = Simulator::start().await.unwrap();
    let app = discord.application("Athenaeum");
    let harbour = discord.guild("Harbour");
    let general = ChannelId::new(number(harbour.text_channel("general")));
    let shelf = ChannelId::new(number(harbour.forum("shelf", &["Systems"])));
    harbour.install(&app, permissions::ORDINARY | permissions::MANAGE_THREADS | permissions::MANAGE_CHANNELS);
    let token = BotToken::parse(&app.token()).unwrap();
    let options = RestOptions::new(discord.url().parse().unwrap(), token);
    let rest = Rest::new(RestOptions { pace: Pace::jumping(), ..options }).unwrap();
    let guild = GuildId::new(number(harbour.id()));
    Scene { discord, harbour, rest, general, shelf, guild }
}

impl Scene {
    /// Nothing was sent that nobody looked at, nothing unknown was called, no rule was broken.
    fn end(self) {
        let reader = self.harbour.member("reader");
        for place in ["general", "shelf"] {
            reader.sees(place);
        }
        for thread in self.harbour.threads() {
            thread.text();
        }
        assert_eq!(self.discord.finish(), Vec::<String>::new());
    }
}

fn number(id: Id) -> u64 {
    id.to_string().parse().unwrap()
}

fn card(nonce: &str) -> Value {
    json!({
        "content": "A card", "nonce": nonce, "enforce_nonce": true, "allowed_mentions": { "parse": [] },
        "components": [{ "type": 1, "components": [
            { "type": 2, "style": 1, "label": "Discuss", "custom_id": "discuss:1" }
        ]}]
    })
}

#[tokio::test]
async fn the_bot_learns_who_and_where_it_is() {
    let scene = scene().await;
    let rest = &scene.rest;
    let application = rest.current_application().await.unwrap();
    let me = rest.current_user().await.unwrap();
    assert_eq!((application.name.as_str(), me.username.as_str()), ("Athenaeum", "Athenaeum"));
    let guilds = rest.current_guilds().await.unwrap();
    assert_eq!((guilds.len(), guilds[0].id, guilds[0].name.as_str()), (1, scene.guild, "Harbour"));
    assert!(rest.gateway_bot().await.unwrap().url.starts_with("ws://127.0.0.1:"));

    assert!(rest.guild(scene.guild).await.unwrap().owner_id.get() > 0);
    let channels = rest.guild_channels(scene.guild).await.unwrap();
    assert!(channels.iter().any(|channel| channel.id == scene.shelf && channel.available_tags.len() == 1));
    let roles = rest.guild_roles(scene.guild).await.unwrap();
    let mine = rest.guild_member(scene.guild, me.id).await.unwrap().roles;
    assert!(roles.iter().any(|role| mine.contains(&role.id) && role.permissions.manage_threads()));
    scene.discord.expect_error(Code::UNKNOWN_USER.0);
    let error = rest.guild_member(scene.guild, UserId::new(1)).await.unwrap_err();
    assert_eq!(error.code(), Some(Code::UNKNOWN_USER));

    let commands = json!([{ "name": "resource", "description": "Look a resource up", "type": 1 }]);
    rest.overwrite_commands(application.id, &commands).await.unwrap();
    let kept = rest.commands(application.id).await.unwrap();
    assert_eq!((kept.len(), &kept[0]["name"]), (1, &json!("resource")));
    rest.leave_guild(scene.guild).await.unwrap();
    assert_eq!(rest.current_guilds().await.unwrap().len(), 0);
    scene.end();
}

#[tokio::test]
async fn a_discussion_is_opened_found_and_closed_in_a_channel() {
    let scene = scene().await;
    let (rest, general) = (&scene.rest, scene.general);
    let message = rest.create_message(general, &card("a"), Vec::new()).await.unwrap();
    assert_eq!(message.custom_ids(), ["discuss:1"]);
    let edit = json!({ "content": "A better card", "allowed_mentions": { "parse": [] } });
    rest.edit_message((general, message.id), &edit).await.unwrap();
    assert_eq!(rest.message(general, message.id).await.unwrap().id, message.id);
    for (window, expected) in
        [(Window::Latest, 1), (Window::Before(message.id), 0), (Window::After(message.id), 0)]
    {
        assert_eq!(rest.messages(general, window, 10).await.unwrap().len(), expected);
    }
    let around = rest.messages(general, Window::Around(message.id), 10).await.unwrap();
    assert!(around.iter().any(|other| other.id == message.id));

    let from = (general, message.id);
    let thread = rest.start_thread(from, &json!({ "name": "A discussion" })).await.unwrap();
    assert_eq!(thread.id.get(), message.id.get());
    scene.discord.expect_error(Code::THREAD_EXISTS.0);
    let error = rest.start_thread(from, &json!({ "name": "A discussion" })).await.unwrap_err();
    assert_eq!(error.code(), Some(Code::THREAD_EXISTS));
    let active = rest.active_threads(scene.guild).await.unwrap();
    assert_eq!(active.threads.iter().map(|thread| thread.id).collect::<Vec<_>>(), [thread.id]);

    rest.delete_message(general, message.id).await.unwrap();
    rest.delete_channel(thread.id).await.unwrap();
    scene.discord.expect_error(Code::UNKNOWN_CHANNEL.0);
    assert_eq!(rest.channel(thread.id).await.unwrap_err().code(), Some(Code::UNKNOWN_CHANNEL));
    scene.end();
}

#[tokio::test]
async fn a_discussion_is_opened_archived_and_found_in_a_forum() {
    let scene = scene().await;
    let rest = &scene.rest;
    let tag = rest.channel(scene.shelf).await.unwrap().available_tags[0].id;
    let opening = json!({ "content": "A card", "allowed_mentions": { "parse": [] } });
    let post = json!({ "name": "A discussion", "applied_tags": [tag.to_string()], "message": opening });
    let opened = rest.create_post(scene.shelf, &post, Vec::new()).await.unwrap();
    assert_eq!(opened.applied_tags, [tag]);
    assert_eq!(opened.owner_id, Some(rest.current_user().await.unwrap().id));
    assert_eq!(opened.message.unwrap().id.get(), opened.id.get());

    let changed = rest.modify_channel(opened.id, &json!({ "archived": true })).await.unwrap();
    let archived = rest.archived_threads(scene.shelf, None).await.unwrap();
    assert_eq!((archived.threads.len(), archived.has_more), (1, false));
    let stamp = changed.thread_metadata.unwrap().archive_timestamp;
    assert_eq!(rest.archived_threads(scene.shelf, Some(&stamp)).await.unwrap().threads.len(), 0);
    scene.end();
}

#[tokio::test]
async fn a_message_whose_answer_was_lost_is_the_same_one_when_sent_again() {
    let scene = scene().await;
    scene.discord.faults().lose_response("POST /channels/*/messages", 1);
    let error = scene.rest.create_message(scene.general, &card("a"), Vec::new()).await.unwrap_err();
    assert!(error.is_ambiguous(), "{error:?}");
    let message = scene.rest.create_message(scene.general, &card("a"), Vec::new()).await.unwrap();
    let there = scene.rest.messages(scene.general, Window::Latest, 10).await.unwrap();
    assert_eq!(there.iter().map(|message| message.id).collect::<Vec<_>>(), [message.id]);
    scene.end();
}

#[tokio::test]
async fn limits_and_failures_of_a_moment_do_not_show() {
    let scene = scene().await;
    for scope in [Scope::User, Scope::Global, Scope::Shared] {
        let limited = RateLimited { retry_after: Duration::from_secs(2), scope };
        scene.discord.faults().limit("GET /channels/*", 2, limited);
        scene.rest.channel(scene.general).await.unwrap();
    }
    scene.discord.faults().fail("GET /channels/*", 2, 502);
    scene.rest.channel(scene.general).await.unwrap();
    scene.discord.faults().drop_connection("PATCH /channels/*", 1);
    scene.rest.modify_channel(scene.general, &json!({ "topic": "Books" })).await.unwrap();
    scene.end();
}
