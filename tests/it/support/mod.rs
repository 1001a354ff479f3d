//! A reading room in a small Discord: the bot over a fresh database, a guild with its people, a clock set by hand.
//!
//! A scene begins with [`Room::open`] and ends with [`Room::close`], which fails on anything nobody asked for: a
//! message that no scene looked at, a promise that was not kept, a logged warning, a log that does not add up.

mod bot;
mod database;
mod door;
pub mod dropped;
mod fleet;
pub mod home;
pub mod invariants;
mod logged;
mod people;

use std::path::Path;
use std::time::Duration;

use athenaeum::discord::permissions::ASKED_FOR;
use athenaeum::library::load::LibrarySource;
use athenaeum::store::outbox;
use discord_simulator::{Application, Guild, Member, Simulator, permissions};

use invariants::{Acknowledged, Moment, Scene};

pub use bot::Bot;
pub use door::Door;
pub use home::Home;
pub use logged::Logged;

/// What the bot has in a guild: what its invite link asks for, and nothing more.
pub const BOT_PERMISSIONS: u64 = ASKED_FOR.bits();

/// A guild with a bot in it.
pub struct Room {
    /// Discord.
    pub discord: Simulator,
    /// The bot's application.
    pub application: Application,
    /// The guild, with the channel `general` and the role `Moderator`.
    pub guild: Guild,
    /// A reader.
    pub ann: Member,
    /// Another reader.
    pub bo: Member,
    /// May manage messages.
    pub mo: Member,
    /// May manage the guild, and moderates.
    pub gil: Member,
    /// The running bot.
    pub bot: Bot,
    library: LibrarySource,
    home: Home,
    door: Door,
}

impl Room {
    /// Opens the room with the sample library.
    pub async fn open() -> Self {
        Self::open_with(LibrarySource::Sample).await
    }

    /// Opens the room with a library.
    pub async fn open_with(library: LibrarySource) -> Self {
        Self::open_logging(library, Logged::warnings(), Door::asked()).await
    }

    /// Opens the room with the sample library, and hears all that the bot can be made to log.
    pub async fn open_overheard() -> Self {
        Self::open_logging(LibrarySource::Sample, Logged::everything(), Door::asked()).await
    }

    /// Opens the room with the sample library behind a door.
    pub async fn open_behind(door: Door) -> Self {
        Self::open_logging(LibrarySource::Sample, Logged::warnings(), door).await
    }

    /// The folder that the bot's database lies in.
    pub fn folder(&self) -> &Path {
        self.home.folder()
    }

    async fn open_logging(library: LibrarySource, logged: Logged, door: Door) -> Self {
        let discord = Simulator::start().await.unwrap();
        let application = discord.application("Athenaeum");
        let guild = discord.guild("Harbour");
        guild.text_channel("general");
        guild.role("Moderator", permissions::MANAGE_MESSAGES);
        guild.role("Steward", permissions::MANAGE_GUILD);
        guild.install(&application, BOT_PERMISSIONS);
        let home = Home::new().await;
        let bot = Bot::start(&discord, (&application, door), (&library, home.address()), logged).await;
        Self {
            ann: guild.member("ann"),
            bo: guild.member("bo"),
            mo: guild.member_with("mo", &["Moderator"]),
            gil: guild.member_with("gil", &["Moderator", "Steward"]),
            discord,
            application,
            guild,
            bot,
            library,
            home,
            door,
        }
    }

    /// The address of the database.
    pub fn database(&self) -> String {
        self.home.address().to_owned()
    }

    /// Moves the clocks of Discord and of the bot.
    pub fn advance(&self, by: Duration) {
        self.discord.clock().advance(by);
        self.bot.hand.advance(by);
    }

    /// Ends the bot without a word and starts it again on the same database.
    pub async fn crash(self) -> Self {
        self.away(|| ()).await
    }

    /// Ends the bot without a word and starts it again after something has happened that it heard nothing of.
    pub async fn away(self, meanwhile: impl FnOnce()) -> Self {
        let Self { discord, application, guild, ann, bo, mo, gil, bot, library, home, door } = self;
        // What a process says while it is killed is nobody's concern.
        let logged = bot.logged().anew();
        bot.kill().await;
        application.disconnected().await;
        // The session is over as well: what happens now is not told when the bot comes back.
        discord.end_sessions();
        meanwhile();
        if home::is_on_a_server() {
            // Others may be at work there: what the last process had taken is free again when its leases end.
            discord.clock().advance(Duration::from_millis(outbox::LEASE.unsigned_abs()));
        }
        let bot = Bot::start(&discord, (&application, door), (&library, home.address()), logged).await;
        Self { discord, application, guild, ann, bo, mo, gil, bot, library, home, door }
    }

    /// Stops the bot as an operator would and starts it again; what nobody asked for of it.
    pub async fn restart(self) -> (Self, Vec<String>) {
        let Self { discord, application, guild, ann, bo, mo, gil, bot, library, home, door } = self;
        let logged = bot.logged().anew();
        let findings = bot.finish_at(None, Moment::Amid).await;
        application.disconnected().await;
        let bot = Bot::start(&discord, (&application, door), (&library, home.address()), logged).await;
        (Self { discord, application, guild, ann, bo, mo, gil, bot, library, home, door }, findings)
    }

    /// Stops the bot; what does not hold after these acts were acknowledged.
    pub async fn broken_after(self, acknowledged: &[Acknowledged]) -> Vec<String> {
        let database = self.database();
        let mut findings = self.bot.finish_at(None, Moment::Amid).await;
        let discord = Some((&self.discord, &self.application));
        let scene = Scene { database: &database, acknowledged, discord, moment: Moment::Quiet };
        findings.extend(invariants::broken(&scene).await);
        findings
    }

    /// Ends the scene.
    ///
    /// # Panics
    /// On anything nobody asked for.
    pub async fn close(self) {
        let mut findings = self.bot.finish_at(Some((&self.discord, &self.application)), Moment::Quiet).await;
        findings.extend(self.discord.finish());
        assert!(findings.is_empty(), "nobody asked for this:\n- {}", findings.join("\n- "));
    }
}
