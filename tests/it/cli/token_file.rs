//! `DISCORD_TOKEN_FILE`: the token is where an operator keeps secrets, and nowhere else.

use discord_simulator::{Application, Simulator};

use super::Desk;
use super::serving::Serving;
use crate::support::BOT_PERMISSIONS;

/// A desk with the token in a file, as a secret's mount leaves it there, and a bot that is in a guild.
fn desk_with_a_secret(discord: &Simulator) -> (Desk, Application) {
    let application = discord.application("Athenaeum");
    let guild = discord.guild("Harbour");
    guild.text_channel("general");
    guild.install(&application, BOT_PERMISSIONS);
    let desk = Desk::furnished()
        .set("DISCORD_API_URL", &discord.url())
        .set("DISCORD_TOKEN_FILE", "secrets/discord-token");
    desk.write("secrets/discord-token", format!("{}\n", application.token()));
    (desk, application)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_bot_starts_with_the_token_of_a_file() {
    let discord = Simulator::start().await.unwrap();
    let (desk, application) = desk_with_a_secret(&discord);
    let mut bot = Serving::begin(&desk);
    let told = bot.until("guilds    1: Harbour");
    assert!(told.contains("serves as Athenaeum"), "{told}");
    application.connected().await;

    let came = desk.does(&["doctor"]);
    assert_eq!(came.code, 0, "{came:?}");
    assert!(came.out.contains("ok       token"), "{}", came.out);
    assert!(!came.out.contains(&application.token()), "the token is shown");
    bot.signal("-TERM");
    let (status, _, err) = bot.end();
    assert!(status.success(), "{err}");
    assert!(!err.contains(&application.token()), "the token is logged: {err}");
}
