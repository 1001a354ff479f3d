//! The bot where nothing can be written but its volume and a folder for what is forgotten, as its image and its service are
//! meant to be run.

use std::io::Write as _;
use std::process::Command;

use discord_simulator::Simulator;

use super::serving::{Serving, desk_before};
use crate::support::BOT_PERMISSIONS;

/// Makes everything read-only but two folders, sees that it is, and becomes the bot. What runs in a namespace of its own
/// needs no root.
const WITHIN: &str = "set -e; mount --make-rprivate /; mount --bind \"$VOLUME\" \"$VOLUME\"; \
    mount --bind \"$TMPDIR\" \"$TMPDIR\"; mount -o remount,bind,ro /; \
    if touch \"$BESIDE\" 2>/dev/null; then echo 'it can be written to'; exit 99; fi; cd \"$VOLUME\"; exec \"$@\"";

fn can_be_made_read_only() -> bool {
    let tried = "mount --make-rprivate / && mount -o remount,bind,ro /";
    let tried = Command::new("unshare").args(["-Urm", "sh", "-c", tried]).output();
    if tried.is_ok_and(|it| it.status.success()) {
        return true;
    }
    // Straight to the terminal: what a passing test prints is not shown.
    let _ = writeln!(std::io::stderr(), "not tried: no read-only root: unshare -Urm is not possible here");
    false
}

#[tokio::test(flavor = "multi_thread")]
async fn it_serves_and_exports_where_nothing_but_its_volume_can_be_written() {
    if !can_be_made_read_only() {
        return;
    }
    let discord = Simulator::start().await.unwrap();
    let (desk, application) = desk_before(&discord);
    let harbour = discord.guild("Harbour");
    harbour.text_channel("general");
    harbour.role("Moderator", discord_simulator::permissions::MANAGE_MESSAGES);
    harbour.install(&application, BOT_PERMISSIONS);
    let (volume, passing) = (desk.path("volume"), desk.path("passing"));
    for folder in [&volume, &passing] {
        std::fs::create_dir(folder).unwrap();
    }
    let run = desk.command(&["run"]);
    let mut command = Command::new("unshare");
    command.args(["-Urm", "sh", "-c", WITHIN, "sh"]).arg(run.get_program()).arg("run");
    command.env("VOLUME", &volume).env("TMPDIR", &passing).env("BESIDE", desk.path("beside"));
    command.env("DISCORD_API_URL", discord.url()).env("DISCORD_TOKEN", application.token());
    command.env(
        "DATABASE_URL",
        desk.environment.get("DATABASE_URL").map_or("sqlite:athenaeum.db", String::as_str),
    );
    command.env("ATHENAEUM_LIBRARY", desk.path("config/library"));
    command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
    let mut bot = Serving::by(&mut command);
    bot.until("guilds    1");
    application.connected().await;
    let (ann, mo) = (harbour.member("ann"), harbour.member_with("mo", &["Moderator"]));
    ann.slash("general", "/feedback name:deep-work rating:4 comment:It held.").await.text();
    assert_eq!(mo.slash("general", "/moderate export").await.settled().await.files().len(), 1);
    bot.signal("-TERM");
    let (status, _, err) = bot.end();
    assert_eq!(status.code(), Some(0), "{err}");
    assert_eq!(std::fs::read_dir(&passing).unwrap().count(), 0, "what is forgotten is left behind");
}
