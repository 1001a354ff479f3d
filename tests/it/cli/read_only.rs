//! The bot where nothing can be written but its volume and a folder for what is forgotten, as its image and its service are
//! meant to be run; and where that folder is full.

use std::io::Write as _;
use std::process::{Command, Stdio};

use discord_simulator::{Application, Guild, Simulator, permissions};

use super::Desk;
use super::serving::{Serving, desk_before};
use crate::support::BOT_PERMISSIONS;

/// Makes everything read-only but two folders, sees that it is, and becomes the bot. What runs in a namespace of its own
/// needs no root.
const WITHIN: &str = "set -e; mount --make-rprivate /; mount --bind \"$VOLUME\" \"$VOLUME\"; \
    mount -t tmpfs -o size=$ROOM none \"$TMPDIR\"; mount -o remount,bind,ro /; \
    if touch \"$BESIDE\" 2>/dev/null; then echo 'it can be written to'; exit 99; fi; cd \"$VOLUME\"; exec \"$@\"";

/// What the folder for what is forgotten takes.
#[derive(Clone, Copy)]
enum Room {
    Plenty,
    /// A few pages of memory.
    Little,
}

fn can_be_made_read_only() -> bool {
    let tried = "mount --make-rprivate / && mount -t tmpfs none /tmp && mount -o remount,bind,ro /";
    let tried = Command::new("unshare").args(["-Urm", "sh", "-c", tried]).output();
    if tried.is_ok_and(|it| it.status.success()) {
        return true;
    }
    // Straight to the terminal: what a passing test prints is not shown.
    let _ = writeln!(std::io::stderr(), "not tried: no read-only root: unshare -Urm is not possible here");
    false
}

/// A guild with a moderator's role.
fn harbour(discord: &Simulator, application: &Application) -> Guild {
    let harbour = discord.guild("Harbour");
    harbour.text_channel("general");
    harbour.role("Moderator", permissions::MANAGE_MESSAGES);
    harbour.install(application, BOT_PERMISSIONS);
    harbour
}

async fn serving(desk: &Desk, (discord, application): (&Simulator, &Application), room: Room) -> Serving {
    let (volume, passing) = (desk.path("volume"), desk.path("passing"));
    for folder in [&volume, &passing] {
        std::fs::create_dir(folder).unwrap();
    }
    let mut command = Command::new("unshare");
    command.args(["-Urm", "sh", "-c", WITHIN, "sh", env!("CARGO_BIN_EXE_athenaeum"), "run"]);
    command.env("VOLUME", &volume).env("TMPDIR", &passing).env("BESIDE", desk.path("beside"));
    command.env(
        "ROOM",
        match room {
            Room::Plenty => "8m",
            Room::Little => "16k",
        },
    );
    command.env("DISCORD_API_URL", discord.url()).env("DISCORD_TOKEN", application.token());
    let database = desk.environment.get("DATABASE_URL");
    command.env("DATABASE_URL", database.map_or("sqlite:athenaeum.db", String::as_str));
    command.env("ATHENAEUM_LIBRARY", desk.path("config/library"));
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut bot = Serving::by(&mut command);
    bot.until("guilds    1");
    application.connected().await;
    bot
}

#[tokio::test(flavor = "multi_thread")]
async fn it_serves_and_exports_where_nothing_but_its_volume_can_be_written() {
    if !can_be_made_read_only() {
        return;
    }
    let discord = Simulator::start().await.unwrap();
    let (desk, application) = desk_before(&discord);
    let harbour = harbour(&discord, &application);
    let bot = serving(&desk, (&discord, &application), Room::Plenty).await;
    let (ann, mo) = (harbour.member("ann"), harbour.member_with("mo", &["Moderator"]));
    ann.slash("general", "/feedback name:deep-work rating:4 comment:It held.").await.text();
    assert_eq!(mo.slash("general", "/moderate export").await.settled().await.files().len(), 1);
    bot.signal("-TERM");
    let (status, _, err) = bot.end();
    assert_eq!(status.code(), Some(0), "{err}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_for_which_there_is_no_room_is_refused_and_a_smaller_one_goes() {
    if !can_be_made_read_only() {
        return;
    }
    let discord = Simulator::start().await.unwrap();
    let (desk, application) = desk_before(&discord);
    let harbour = harbour(&discord, &application);
    let bot = serving(&desk, (&discord, &application), Room::Little).await;
    let mo = harbour.member_with("mo", &["Moderator"]);
    for n in 0..20 {
        let comment = "It held, and then it held again. ".repeat(28);
        let said = format!("/feedback name:deep-work rating:4 comment:{comment}");
        harbour.member(&format!("reader{n}")).slash("general", &said).await.text();
    }
    let few = "/feedback name:thinking-in-systems rating:4 comment:Short.";
    harbour.member("bo").slash("general", few).await.text();
    let refused = mo.slash("general", "/moderate export").await.settled().await;
    assert!(refused.files().is_empty() && refused.text().contains("That did not work"), "{}", refused.text());
    let small = mo.slash("general", "/moderate export resource:thinking-in-systems").await.settled().await;
    assert_eq!(small.files().len(), 1, "what was begun before takes no room any more: {}", small.text());
    bot.signal("-TERM");
    let (status, _, err) = bot.end();
    assert_eq!(status.code(), Some(0), "{err}");
    assert!(err.contains("No space left on device"), "the operator is told why: {err}");
}
