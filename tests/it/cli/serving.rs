//! `run` from the first minute to the last: invited, stopped, started again.

use std::io::{BufRead as _, BufReader, Lines, Read as _};
use std::process::{Child, ChildStdout, Command, ExitStatus};

use discord_simulator::{Application, Simulator};

use super::Desk;
use crate::stories::eventually::until;
use crate::support::BOT_PERMISSIONS;
use crate::support::home::is_on_a_server;

/// A running bot, of which every line is read.
pub(super) struct Serving {
    process: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Serving {
    pub(super) fn begin(desk: &Desk) -> Self {
        Self::of(desk, &["run"])
    }

    pub(super) fn of(desk: &Desk, arguments: &[&str]) -> Self {
        Self::by(&mut desk.command(arguments))
    }

    pub(super) fn by(command: &mut Command) -> Self {
        let mut process = command.spawn().unwrap();
        let lines = BufReader::new(process.stdout.take().unwrap()).lines();
        Self { process, lines }
    }

    /// The lines up to one that begins so.
    pub(super) fn until(&mut self, start: &str) -> String {
        let mut read = Vec::new();
        for line in self.lines.by_ref() {
            read.push(line.unwrap());
            if read.last().unwrap().starts_with(start) {
                return read.join("\n");
            }
        }
        let mut err = String::new();
        self.process.stderr.take().unwrap().read_to_string(&mut err).unwrap();
        panic!("no line begins with {start:?}: {read:?}\n{err}");
    }

    pub(super) fn signal(&self, name: &str) {
        let sent = Command::new("kill").args([name, &self.process.id().to_string()]).status().unwrap();
        assert!(sent.success());
    }

    /// Waits for the end; what was said meanwhile, and on stderr.
    pub(super) fn end(mut self) -> (ExitStatus, String, String) {
        let rest: Vec<String> = self.lines.by_ref().map(Result::unwrap).collect();
        let mut err = String::new();
        self.process.stderr.take().unwrap().read_to_string(&mut err).unwrap();
        (self.process.wait().unwrap(), rest.join("\n"), err)
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // A test that failed leaves no process behind; one that ended is not there to be killed.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

pub(super) fn desk_before(discord: &Simulator) -> (Desk, Application) {
    let application = discord.application("Athenaeum");
    let desk = Desk::furnished().with_a_database().set("DISCORD_API_URL", &discord.url());
    desk.write(".env", format!("DISCORD_TOKEN={}\n", application.token()));
    (desk, application)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_ten_minutes() {
    let discord = Simulator::start().await.unwrap();
    let (desk, application) = desk_before(&discord);
    let mut bot = Serving::begin(&desk);
    let told = desk.without_folder(&bot.until("          https://"));
    let told = if is_on_a_server() {
        let line = told.lines().find(|it| it.starts_with("database")).unwrap();
        assert!(line.contains("postgres://athenaeum@/test_"), "{line}");
        told.replace(line, "database  DESK/data/athenaeum.db")
    } else {
        told
    };
    let told = told.replace(&application.id().to_string(), "APPLICATION");
    insta::assert_snapshot!(told, @r"
    athenaeum 0.1.0 serves as Athenaeum
    library   3 resources from DESK/config/library
              3 new: deep-work, designing-data-intensive-applications, thinking-in-systems
    database  DESK/data/athenaeum.db
    config    DESK/config/athenaeum.toml
    commands  registered anew
    guilds    none yet. Invite the bot with this link; it waits here:
              https://discord.com/oauth2/authorize?client_id=APPLICATION&scope=bot%20applications.commands&permissions=309237763072
    ");
    application.connected().await;

    discord.guild("Har\u{1b}[2Jbour").install(&application, BOT_PERMISSIONS);
    assert_eq!(bot.until("joined"), "joined Har[2Jbour; next: /settings show");
    bot.signal("-TERM");
    let (status, rest, err) = bot.end();
    assert_eq!(status.code(), Some(0), "{err}");
    assert_eq!(rest, "stopping: finishing what is in hand\nstopped");
    application.disconnected().await;

    let mut again = Serving::begin(&desk);
    let told = again.until("guilds");
    assert!(told.ends_with("guilds    1: Har[2Jbour"), "{told}");
    assert!(!told.contains("new:") && !told.contains("anew"), "nothing has changed: {told}");
    application.connected().await;
    again.signal("-INT");
    assert_eq!(again.end().0.code(), Some(0));
    assert_eq!(discord.finish(), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_changed_in_the_files_is_told() {
    let discord = Simulator::start().await.unwrap();
    let (desk, _application) = desk_before(&discord);
    let mut first = Serving::begin(&desk);
    first.until("          https://");
    first.signal("-TERM");
    first.end();

    std::fs::remove_file(desk.path("config/library/deep-work.md")).unwrap();
    let page = desk.read("config/library/thinking-in-systems.md");
    desk.write("config/library/thinking-in-systems.md", page.replace("kind = \"book\"", "kind = \"essay\""));
    assert_eq!(desk.does(&["library", "new", "Another One"]).code, 0);
    let written = desk.read("config/library/another-one.md");
    let written =
        written.replace("authors = []", "authors = [\"A\"]").replace("summary = \"\"", "summary = \"S.\"");
    desk.write("config/library/another-one.md", written);

    let mut second = Serving::begin(&desk);
    let told = second.until("database");
    assert!(told.contains("1 new: another-one\n"), "{told}");
    assert!(
        told.contains("1 retired, for their files are gone and nothing hangs on them: deep-work\n"),
        "{told}"
    );
    assert!(told.contains("1 changed: thinking-in-systems\n"), "{told}");
    second.signal("-TERM");
    assert_eq!(second.end().0.code(), Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_work_that_was_spoken_about_is_served_without_its_file() {
    let discord = Simulator::start().await.unwrap();
    let (desk, application) = desk_before(&discord);
    let harbour = discord.guild("Harbour");
    harbour.text_channel("general");
    harbour.install(&application, BOT_PERMISSIONS);
    let mut first = Serving::begin(&desk);
    first.until("guilds    1");
    application.connected().await;
    let ann = harbour.member("ann");
    ann.slash("general", "/feedback name:deep-work rating:4").await.text();
    first.signal("-TERM");
    first.end();
    application.disconnected().await;

    std::fs::remove_file(desk.path("config/library/deep-work.md")).unwrap();
    let mut second = Serving::begin(&desk);
    second.until("guilds    1");
    application.connected().await;
    let card = ann.slash("general", "/resource name:deep-work private:true").await.text();
    assert!(card.contains("Deep Work"), "{card}");
    second.signal("-TERM");
    let (_, _, err) = second.end();
    assert!(
        err.contains("warning: deep-work has no file any more, but 1 entry; it is served as last known."),
        "{err}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn one_database_serves_one_bot_and_can_be_copied_meanwhile() {
    if is_on_a_server() {
        return;
    }
    let discord = Simulator::start().await.unwrap();
    let (desk, application) = desk_before(&discord);
    let mut bot = Serving::begin(&desk);
    bot.until("          https://");
    application.connected().await;

    let second = desk.does(&["run"]);
    assert_eq!(second.code, 1);
    assert!(
        second.err.contains("athenaeum.db is in use by another athenaeum; stop that one first"),
        "{}",
        second.err
    );
    let rebuild = desk.does(&["database", "rebuild"]);
    assert!(rebuild.err.contains("in use by another athenaeum"), "{}", rebuild.err);

    let copied = desk.does(&["database", "backup", "copies/now.db"]);
    assert_eq!((copied.code, copied.err.as_str()), (0, ""));
    assert_eq!(copied.out, "copied 3 events to DESK/copies/now.db\n");
    let verified = desk.does(&["database", "verify", "--database", "sqlite:copies/now.db"]);
    assert_eq!(
        (verified.code, verified.out.as_str()),
        (0, "3 events, each as it was written\n"),
        "{}",
        verified.err
    );
    assert_eq!(desk.does(&["library", "check"]).code, 0);

    bot.signal("-TERM");
    assert_eq!(bot.end().0.code(), Some(0));
}

/// What a process says of its readiness.
async fn readiness(address: &str) -> (u16, String) {
    let response = reqwest::get(format!("http://{address}/readyz")).await.unwrap();
    (response.status().as_u16(), response.text().await.unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn without_its_gateway_only_who_is_posted_to_is_ready() {
    let discord = Simulator::start().await.unwrap();
    let (desk, application) = desk_before(&discord);
    discord.guild("Harbour").install(&application, BOT_PERMISSIONS);
    for key in [None, Some(application.public_key())] {
        let mut run = desk.command(&["run", "--listen", "127.0.0.1:0"]);
        let mut bot = Serving::by(run.envs(key.as_ref().map(|it| ("DISCORD_PUBLIC_KEY", it))));
        let told = bot.until("http ");
        let address =
            told.lines().last().unwrap().split_whitespace().nth(1).unwrap().trim_end_matches(':').to_owned();
        application.connected().await;
        until("it is ready", async || readiness(&address).await.0 == 200).await;
        discord.gateway().turn_away(4000, u32::MAX);
        discord.gateway().end_sessions();
        until("the loss is seen", async || readiness(&address).await.1.contains("\"gateway_shards\":0"))
            .await;
        let (status, body) = readiness(&address).await;
        if key.is_some() {
            assert_eq!(status, 200, "what Discord posts is answered: {body}");
        } else {
            assert_eq!(status, 503, "{body}");
            assert!(body.contains("the gateway is not connected"), "{body}");
        }
        discord.gateway().turn_away(4000, 1);
        bot.signal("-TERM");
        assert!(bot.end().0.success());
        application.disconnected().await;
    }
}
