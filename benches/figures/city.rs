//! A Discord with a guild in it, and bots that run in processes of their own.

use std::fs::File;
use std::path::Path;
use std::process::{Child, Command};

use discord_simulator::{Application, Member, Simulator, permissions};

/// A guild with one bot in it.
pub struct Quarter {
    /// The bot's application.
    pub application: Application,
    /// Somebody who asks.
    pub member: Member,
}

/// A process that is ended with its scene.
pub struct Process(pub Child);

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended by itself, which whoever waited for it has noticed.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Quarter {
    /// A guild of its own for an application of that name.
    pub fn new(discord: &Simulator, name: &str) -> Self {
        let application = discord.application(name);
        let guild = discord.guild(name);
        guild.text_channel("general");
        guild.install(&application, permissions::ORDINARY);
        let member = guild.member("ann");
        Self { application, member }
    }

    /// Starts the bot as an operator does, with a folder of works and a database in `folder`.
    pub fn bot(&self, discord: &Simulator, folder: &Path) -> Process {
        let mut command = Command::new(env!("CARGO_BIN_EXE_athenaeum"));
        command.arg("run").current_dir(folder).env("DATABASE_URL", "sqlite:athenaeum.db");
        command.env("ATHENAEUM_LIBRARY", "library").env_remove("ATHENAEUM_CONFIG");
        self.start(discord, folder, command)
    }

    /// Starts this program once more, as the bare client.
    pub fn bare(&self, discord: &Simulator, folder: &Path) -> Process {
        let mut command = Command::new(std::env::current_exe().expect("this program has a path"));
        command.arg("bare");
        self.start(discord, folder, command)
    }

    /// The bot with its HTTP door at an address.
    pub fn bot_at(&self, discord: &Simulator, (folder, address): (&Path, &str)) -> Process {
        let mut command = Command::new(env!("CARGO_BIN_EXE_athenaeum"));
        command.arg("run").current_dir(folder).env("DATABASE_URL", "sqlite:athenaeum.db");
        command.env("ATHENAEUM_LIBRARY", "library").env_remove("ATHENAEUM_CONFIG");
        self.listen(&mut command, address);
        self.start(discord, folder, command)
    }

    /// The bare endpoint at an address.
    pub fn bare_at(&self, discord: &Simulator, (folder, address): (&Path, &str)) -> Process {
        let mut command = Command::new(std::env::current_exe().expect("this program has a path"));
        command.arg("bare-http");
        self.listen(&mut command, address);
        self.start(discord, folder, command)
    }

    fn listen(&self, command: &mut Command, address: &str) {
        command.env("ATHENAEUM_LISTEN", address).env("DISCORD_PUBLIC_KEY", self.application.public_key());
    }

    fn start(&self, discord: &Simulator, folder: &Path, mut command: Command) -> Process {
        command.env("DISCORD_API_URL", discord.url()).env("DISCORD_TOKEN", self.application.token());
        command.env_remove("DISCORD_TOKEN_FILE").env("ATHENAEUM_LOG", "warn");
        let log = File::create(folder.join("stdout")).expect("a file for what is printed");
        Process(command.stdout(log).spawn().expect("the bot starts"))
    }
}
