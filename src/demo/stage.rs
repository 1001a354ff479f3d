//! The stage: two guilds with their people, and a bot that can be killed and started again.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use discord_simulator::{Application, Guild, Member, Simulator, permissions};
use tokio::runtime::Runtime;

use crate::app::App;
use crate::clock::Clock;
use crate::config::{Community, Config};
use crate::discord::BotToken;
use crate::discord::permissions::ASKED_FOR;
use crate::run::{self, Failure, LibrarySource, Options, Role, Running};

use super::Error;

/// A small Discord with the bot in it.
pub struct Stage {
    discord: Simulator,
    application: Application,
    /// The guild where most of it happens.
    pub harbour: Guild,
    cast: Vec<(&'static str, Member)>,
    folder: PathBuf,
    library: LibrarySource,
    bot: Option<Bot>,
}

/// What a stage is set with.
pub struct Setting {
    /// The small Discord, still empty.
    pub discord: Simulator,
    /// Where the database is to lie.
    pub folder: PathBuf,
    /// What the bot serves.
    pub library: LibrarySource,
}

/// The bot on a runtime of its own, so that it can be ended in the middle of anything.
struct Bot {
    runtime: Option<Runtime>,
    running: Option<Running>,
}

impl Bot {
    fn parts(mut self) -> Option<(Runtime, Running)> {
        self.runtime.take().zip(self.running.take())
    }
}

impl Drop for Bot {
    fn drop(&mut self) {
        // A runtime must not be waited for from within another one; a story that got stuck drops it here.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

impl Stage {
    /// Sets the stage: everybody is there, the bot is connected.
    pub async fn set(setting: Setting) -> Result<Self, Error> {
        let Setting { discord, folder, library } = setting;
        let application = discord.application("Athenaeum");
        let harbour = guild(&discord, &application, "Harbour");
        // Another guild, which must learn nothing of the first.
        let orchard = guild(&discord, &application, "Orchard");
        harbour.role("Moderator", permissions::MANAGE_MESSAGES | permissions::MANAGE_THREADS);
        harbour.role("Steward", permissions::MANAGE_GUILD);
        let cast = vec![
            ("reader1", harbour.member("reader1")),
            ("reader2", harbour.member("reader2")),
            ("reader3", harbour.member("reader3")),
            ("moderator", harbour.member_with("moderator", &["Moderator"])),
            ("steward", harbour.member_with("steward", &["Moderator", "Steward"])),
            ("neighbour", orchard.member("neighbour")),
        ];
        let mut stage = Self { discord, application, harbour, cast, folder, library, bot: None };
        stage.start_bot().await?;
        Ok(stage)
    }

    /// The small Discord, to make something go wrong there.
    #[cfg(test)]
    pub fn discord(&self) -> &Simulator {
        &self.discord
    }

    /// A person by name.
    pub fn person(&self, name: &str) -> Option<&Member> {
        self.cast.iter().find(|(known, _)| *known == name).map(|(_, member)| member)
    }

    /// The names of everybody.
    pub fn names(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.cast.iter().map(|(name, _)| *name)
    }

    /// Where the database lies, and what the story leaves behind.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// How many works the bot serves.
    pub fn works(&self) -> usize {
        let running = self.bot.as_ref().and_then(|it| it.running.as_ref());
        running.map_or(0, |it| it.app.views.catalogue().len())
    }

    /// Kills the bot as `kill -9` would and starts it again on its database.
    pub async fn crash(&mut self) -> Result<(), Error> {
        self.kill().await?;
        self.start_bot().await
    }

    /// Kills the bot as `kill -9` would; Discord has noticed when this is over.
    pub async fn kill(&mut self) -> Result<(), Error> {
        if let Some((runtime, running)) = self.bot.take().and_then(Bot::parts) {
            let db = running.app.db.clone();
            runtime.shutdown_background();
            drop(running);
            db.close().await;
        }
        Ok(self.discord.try_until(|world| !world.connected(&self.application)).await?)
    }

    /// The running bot; `None` where it could not be started again.
    pub fn app(&self) -> Option<&Arc<App>> {
        self.bot.as_ref()?.running.as_ref().map(|it| &it.app)
    }

    /// Waits until the bot cannot go on. Then it must be killed before it is waited for again.
    pub async fn failed(&mut self) -> Failure {
        match self.bot.as_mut().and_then(|it| it.running.as_mut()) {
            Some(running) => running.stopped().await,
            None => std::future::pending().await,
        }
    }

    /// Stops the bot in good order.
    pub async fn strike(mut self) {
        if let Some((runtime, running)) = self.bot.take().and_then(Bot::parts) {
            let stopped = runtime.spawn(running.stop()).await;
            if stopped.is_err() {
                tracing::warn!("the bot did not stop in good order");
            }
            runtime.shutdown_background();
        }
    }

    async fn start_bot(&mut self) -> Result<(), Error> {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
        let community = Community { name: Some("The Harbour Library".to_owned()), ..Community::default() };
        let options = Options {
            database: format!("sqlite:{}", self.folder.join("athenaeum.db").display()),
            library: self.library.clone(),
            config: Config { library: community, ..Config::default() },
            api: self.discord.url().parse().expect("the simulator gives an address"),
            token: BotToken::parse(&self.application.token()).expect("the simulator gives a token"),
            clock: Clock::system(),
            role: Role::All,
        };
        let starting = runtime.spawn(run::start(options));
        // From here on the runtime is in the care of something that may be dropped anywhere.
        let mut bot = Bot { runtime: Some(runtime), running: None };
        bot.running = Some(starting.await.expect("starting does not panic")?);
        self.bot = Some(bot);
        self.discord.try_until(|world| world.connected(&self.application)).await?;
        Ok(())
    }
}

fn guild(discord: &Simulator, application: &Application, name: &str) -> Guild {
    let guild = discord.guild(name);
    guild.text_channel("general");
    guild.install(application, ASKED_FOR.bits());
    guild
}
