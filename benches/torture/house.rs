//! A community with its bot: the simulator, people who give feedback and ask for discussions, and the real binary as a
//! process of its own, which is killed and started again on the same database.

use std::fs::File;
use std::os::unix::process::{CommandExt as _, ExitStatusExt as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use athenaeum::discord::permissions::ASKED_FOR;
use discord_simulator::{Application, Guild, Simulator, permissions};
use tempfile::TempDir;

use crate::control::{Control, Word};
use crate::invariants::{self, Acknowledged, Moment, Scene};
use crate::power;

/// How long a bot may take to leave or to die.
const LEAVES_WITHIN: Duration = Duration::from_secs(30);

/// How long a bot may take to come or to be gone.
const COMES_WITHIN: Duration = Duration::from_secs(60);

/// The community.
pub struct House {
    /// Discord.
    pub discord: Simulator,
    /// The bot's application.
    pub application: Application,
    /// What strikes the bot.
    pub control: Control,
    /// What members were told is done.
    pub acknowledged: Arc<Mutex<Vec<Acknowledged>>>,
    folder: TempDir,
    database: String,
}

/// Whether somebody is connected to the gateway.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    Online,
    Offline,
}

/// The bot's process.
pub struct Bot {
    process: Child,
    /// How long it took to be there.
    pub took: Duration,
}

impl House {
    /// An empty Discord and an empty folder.
    pub async fn new() -> Self {
        Self::over(None).await
    }

    /// The same over a server's database instead of a file.
    pub async fn over(server: Option<String>) -> Self {
        let discord = Simulator::start().await.unwrap();
        let application = discord.application("Athenaeum");
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("undo")).unwrap();
        let control = Control::new(folder.path());
        let file = || format!("sqlite:{}", folder.path().join("athenaeum.db").display());
        let database = server.unwrap_or_else(file);
        Self { discord, application, control, acknowledged: Arc::default(), folder, database }
    }

    /// A guild with the channel `general`, the forum `reading`, and the bot.
    pub fn guild(&self, name: &str) -> Guild {
        let guild = self.discord.guild(name);
        guild.text_channel("general");
        guild.forum("reading", &[]);
        guild.role("Steward", permissions::MANAGE_GUILD | permissions::MANAGE_MESSAGES);
        guild.install(&self.application, ASKED_FOR.bits() | permissions::MANAGE_THREADS);
        guild
    }

    /// The folder of the database.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Where the writes are noted that were not synced.
    pub fn undo(&self) -> PathBuf {
        self.folder.path().join("undo")
    }

    /// The database's address.
    pub fn database(&self) -> &str {
        &self.database
    }

    /// How many acts were acknowledged so far.
    pub fn told(&self) -> u64 {
        self.acknowledged.lock().unwrap().len() as u64
    }

    /// Moves the clocks of Discord and of the bot.
    pub fn advance(&self, by: Duration) {
        self.discord.clock().advance(by);
        let ahead = self.control.get(Word::ClockMs) + i64::try_from(by.as_millis()).unwrap();
        self.control.set(Word::ClockMs, ahead);
    }

    /// Starts the bot. `Err` with how it ended if it never came to serve.
    pub async fn start(&self) -> Result<Bot, ExitStatus> {
        power::forget(&self.undo());
        let mut bot = self.spawn(&mut self.command());
        let begun = Instant::now();
        tokio::select! {
            () = self.comes_to_be(Presence::Online) => {}
            status = bot.ended() => return Err(status),
        }
        bot.took = begun.elapsed();
        Ok(bot)
    }

    /// How a bot is started, in every role.
    pub fn command(&self) -> Command {
        let mut command = Command::new(binary());
        command
            .arg("run")
            .current_dir(self.folder.path())
            .env_clear()
            .env("DISCORD_API_URL", self.discord.url())
            .env("DISCORD_TOKEN", self.application.token())
            .env("DATABASE_URL", self.database())
            .env("LD_PRELOAD", std::env::var_os("TORTURE_DISK").expect("scripts/torture names the library"))
            .env("TORTURE_CONTROL", self.control.path())
            .env("TORTURE_UNDO", self.undo());
        command
    }

    /// Starts a process, whose words go to a file beside the database.
    pub fn spawn(&self, command: &mut Command) -> Bot {
        let log = File::options().create(true).append(true).open(self.log()).unwrap();
        let process = command
            .stdin(Stdio::null())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            // A Ctrl-C in the terminal is for the driver, which ends its bots itself.
            .process_group(0)
            .spawn()
            .unwrap();
        Bot { process, took: Duration::ZERO }
    }

    /// Waits until somebody is connected, or nobody: on a machine that has much else to do longer than a scene would.
    pub async fn comes_to_be(&self, wanted: Presence) {
        let begun = Instant::now();
        while self.application.is_online() != (wanted == Presence::Online) {
            assert!(begun.elapsed() < COMES_WITHIN, "not {wanted:?}:\n{}", self.last_words());
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }

    /// After a bot's death: nobody is connected, and its session is over.
    pub async fn mourn(&self) {
        self.comes_to_be(Presence::Offline).await;
        self.discord.end_sessions();
    }

    /// What does not hold. No bot may be running.
    pub async fn broken(&self, moment: Moment) -> Vec<String> {
        let acknowledged = self.acknowledged.lock().unwrap().clone();
        let scene = Scene {
            database: self.database(),
            acknowledged: &acknowledged,
            discord: Some((&self.discord, &self.application)),
            moment,
        };
        invariants::broken(&scene).await
    }

    /// Whether a bot of this house has ever logged this.
    pub fn has_said(&self, text: &str) -> bool {
        self.words().contains(text)
    }

    /// What the bot said last, for whoever looks for the reason of a finding.
    pub fn last_words(&self) -> String {
        let words = self.words();
        let lines: Vec<&str> = words.lines().collect();
        lines[lines.len().saturating_sub(15)..].join("\n")
    }

    /// All that bots of this house have logged.
    fn words(&self) -> String {
        std::fs::read_to_string(self.log()).unwrap_or_default()
    }

    fn log(&self) -> PathBuf {
        self.folder.path().join("bot.log")
    }
}

impl Bot {
    /// Waits for its end.
    pub async fn ended(&mut self) -> ExitStatus {
        loop {
            if let Some(status) = self.process.try_wait().unwrap() {
                return status;
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }

    /// Kills it at once.
    pub async fn kill(mut self) {
        self.process.kill().unwrap();
        self.ended().await;
    }

    /// Waits for its end, and kills it when that does not come in time.
    pub async fn dies_within(mut self, time: Duration) {
        if tokio::time::timeout(time, self.ended()).await.is_err() {
            self.kill().await;
        }
    }

    /// Stops it as an operator would; how it ended.
    pub async fn stop(mut self) -> ExitStatus {
        self.ask_to_stop();
        match tokio::time::timeout(LEAVES_WITHIN, self.ended()).await {
            Ok(status) => status,
            Err(_) => {
                self.process.kill().unwrap();
                self.ended().await
            }
        }
    }

    /// Tells it to stop.
    pub fn ask_to_stop(&self) {
        let told = Command::new("kill").arg("-TERM").arg(self.process.id().to_string()).status().unwrap();
        assert!(told.success(), "the bot could not be told to stop");
    }
}

impl Drop for Bot {
    fn drop(&mut self) {
        // Whatever ends the driver leaves no bot behind.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The program: what was just built, or what `TORTURE_BOT` names.
fn binary() -> PathBuf {
    std::env::var_os("TORTURE_BOT").map_or_else(|| env!("CARGO_BIN_EXE_athenaeum").into(), PathBuf::from)
}

/// Whether a process was killed.
pub fn was_killed(status: ExitStatus) -> bool {
    status.signal() == Some(9)
}
