//! `/settings`: somebody sets the reading room up.

use discord_simulator::permissions;

use crate::support::{BOT_PERMISSIONS, Room};

#[tokio::test]
async fn a_fresh_server_is_told_what_is_set_and_asks_nothing_of_discord() {
    let room = Room::open().await;
    let before = room.discord.calls().len();
    let shown = room.gil.slash("general", "/settings show").await;
    let text = shown.text();
    assert!(shown.is_private());
    assert!(text.contains("**New discussions open** in the channel where somebody asks"), "{text}");
    assert!(text.contains("I have every permission that I need in #general"), "{text}");
    assert!(text.contains("**Moderators** are those who may manage messages."), "{text}");
    let calls = room.discord.calls().split_off(before);
    assert_eq!(calls.len(), 1, "only the answer: {calls:?}");
    room.close().await;
}

#[tokio::test]
async fn a_place_and_a_role_are_set_by_commands_and_remembered_after_a_crash() {
    let room = Room::open().await;
    room.guild.forum("books", &[]);
    let set = room.gil.slash("general", "/settings discussions channel:books").await.settled().await;
    let text = set.text();
    assert!(text.contains("This is for new discussions only."), "{text}");
    assert!(text.contains("**New discussions open in** #books"), "{text}");
    assert!(text.contains("I have every permission that I need in #books"), "{text}");

    let set = room.gil.slash("general", "/settings moderators role:Moderator").await.settled().await;
    assert!(set.text().contains("@Moderator moderates from now on"), "{}", set.text());
    assert!(set.text().contains("Server Settings → Integrations"), "{}", set.text());
    assert!(set.pings().is_empty());

    let room = room.crash().await;
    let shown = room.gil.slash("general", "/settings show").await.settled().await;
    assert!(shown.text().contains("#books") && shown.text().contains("@Moderator"), "{}", shown.text());
    room.close().await;
}

#[tokio::test]
async fn the_panel_sets_and_clears() {
    let room = Room::open().await;
    room.guild.text_channel("shelf");
    room.guild.role("Keeper", 0);
    let panel = room.gil.slash("general", "/settings show").await;
    panel.pick("Where discussions open", "shelf").await.settled().await;
    assert!(panel.text().contains("**New discussions open in** #shelf"), "{}", panel.text());
    panel.pick("Who else moderates", "Keeper").await.settled().await;
    assert!(panel.text().contains("and @Keeper"), "{}", panel.text());
    panel.press("No role").await.settled().await;
    assert!(panel.text().contains("no role moderates any more"), "{}", panel.text());
    panel.press("Where people ask").await.settled().await;
    assert!(panel.text().contains("in the channel where somebody asks"), "{}", panel.text());
    room.close().await;
}

#[tokio::test]
async fn each_missing_permission_is_named_with_its_channel() {
    let room = Room::open().await;
    room.guild.text_channel("shelf");
    room.guild.overwrite(
        "shelf",
        "Athenaeum",
        0,
        permissions::SEND_MESSAGES | permissions::CREATE_PUBLIC_THREADS,
    );
    let set = room.gil.slash("general", "/settings discussions channel:shelf").await.settled().await;
    let text = set.text();
    for name in ["Send Messages", "Create Public Threads"] {
        assert!(text.contains(&format!("I lack **{name}** in #shelf")), "{name}: {text}");
    }
    assert_eq!(text.matches("I lack").count(), 2, "{text}");

    room.guild.overwrite("shelf", "Athenaeum", 0, permissions::VIEW_CHANNEL);
    room.discord.expect_error(50_001);
    let shown = room.gil.slash("general", "/settings show").await.settled().await;
    assert!(shown.text().contains("I lack **View Channel** in #shelf"), "{}", shown.text());

    room.guild.overwrite("general", "Athenaeum", 0, permissions::EMBED_LINKS);
    let cleared = shown.press("Where people ask").await.settled().await;
    assert!(cleared.text().contains("I lack **Embed Links** in #general"), "{}", cleared.text());
    room.close().await;
}

#[tokio::test]
async fn the_doctor_says_what_is_wrong_here_and_how_to_mend_it() {
    let room = Room::open().await;
    let well = room.gil.slash("general", "/settings doctor").await.settled().await;
    assert!(well.is_private() && well.text().contains("All is well here."), "{}", well.text());
    room.guild.forum("books", &[]);
    room.gil.slash("general", "/settings discussions channel:books").await.settled().await.text();
    room.guild.overwrite("books", "Athenaeum", 0, permissions::EMBED_LINKS);
    let ill = room.gil.slash("general", "/settings doctor").await.settled().await;
    let text = ill.text();
    assert!(text.contains("This is how it stands here."), "{text}");
    assert!(text.contains("✗ I lack Embed Links in #books"), "{text}");
    assert!(text.contains("→ in the channel's settings, under Permissions"), "{text}");
    assert!(text.contains("⚠ #books does not have every tag"), "{text}");
    room.guild.overwrite("books", "Athenaeum", 0, 0);
    let mended = room.gil.slash("general", "/settings doctor").await.settled().await;
    assert!(!mended.text().contains('✗'), "{}", mended.text());
    room.close().await;
}

#[tokio::test]
async fn a_deleted_channel_is_said_to_be_deleted() {
    let room = Room::open().await;
    room.guild.text_channel("shelf");
    room.gil.slash("general", "/settings discussions channel:shelf").await.settled().await.text();
    room.guild.delete_channel("shelf");
    room.discord.expect_error(10_003);
    let shown = room.gil.slash("general", "/settings show").await.settled().await;
    assert!(shown.text().contains("That channel was deleted"), "{}", shown.text());
    room.close().await;
}

#[tokio::test]
async fn everyone_cannot_be_made_moderators() {
    let room = Room::open().await;
    let answer = room.gil.slash("general", &format!("/settings moderators role:{}", room.guild.id())).await;
    assert!(answer.text().contains("That role is everyone's"), "{}", answer.text());
    let export = room.ann.try_slash("general", "/moderate export").await;
    assert!(export.is_err(), "Discord does not even offer it");
    room.close().await;
}

#[tokio::test]
async fn one_guild_s_settings_are_not_another_s() {
    let room = Room::open().await;
    let pier = room.discord.guild("Pier");
    pier.text_channel("general");
    pier.install(&room.application, BOT_PERMISSIONS);
    pier.role("Steward", permissions::MANAGE_GUILD);
    let pia = pier.member_with("pia", &["Steward"]);
    room.gil.slash("general", "/settings moderators role:Moderator").await.settled().await.text();
    let shown = pia.slash("general", "/settings show").await.settled().await;
    assert!(shown.text().contains("**Moderators** are those who may manage messages."), "{}", shown.text());
    room.close().await;
}

#[tokio::test]
async fn a_new_place_leaves_open_discussions_where_they_are() {
    let room = Room::open().await;
    room.guild.forum("books", &[]);
    room.ann.slash("general", "/discuss name:deep-work").await.settled().await.text();
    assert_eq!(room.guild.threads().len(), 1);
    let set = room.gil.slash("general", "/settings discussions channel:books").await.settled().await;
    assert!(
        set.text().contains("for new discussions only; 1 that lives elsewhere stays there."),
        "{}",
        set.text()
    );
    room.ann.slash("general", "/discuss name:team-topologies").await.settled().await.text();
    room.ann.sees("general");
    for thread in room.guild.threads() {
        room.ann.sees(&thread.name());
    }
    assert_eq!(room.guild.threads().len(), 2);
    let set = room.gil.slash("general", "/settings discussions channel:general").await.settled().await;
    assert!(set.text().contains("1 that lives elsewhere"), "{}", set.text());
    room.close().await;
}
