//! Names of things: Discord's snowflakes and our own numbers, each a type of its own so that one cannot pass for another.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::library::resource::Slug;

macro_rules! number {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(u64);

        impl $name {
            /// Wraps a number that Discord or the log gave us.
            pub const fn new(id: u64) -> Self {
                Self(id)
            }

            /// The bare number.
            pub const fn get(self) -> u64 {
                self.0
            }

            /// The number as the database keeps it. Snowflakes stay below 2^63 until the year 2154.
            pub const fn as_i64(self) -> i64 {
                self.0.cast_signed()
            }

            /// Reads a number as the database keeps it.
            pub const fn from_i64(id: i64) -> Self {
                Self(id.cast_unsigned())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    )+};
}

number! {
    /// A guild; 0 stands for the deployment itself, which owns the shared library.
    GuildId,
    /// A Discord account.
    UserId,
    /// A channel or a thread.
    ChannelId,
    /// A message.
    MessageId,
    /// A role.
    RoleId,
    /// The random number that stands for a person in the log; only the `person` table joins it to an account.
    ActorId,
    /// The number of an entry within its guild, as people see it.
    EntryNumber,
    /// The number of a kept draft within its guild.
    DraftNumber,
    /// The number of an effect in the outbox.
    EffectId,
    /// A place in the log, counted from 1 without gaps.
    Pos,
}

impl GuildId {
    /// The owner of the library that files describe; every guild sees it.
    pub const DEPLOYMENT: Self = Self(0);
}

/// What a resource is known by for good: who owns it, and its slug.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ResourceKey {
    /// The guild that owns it, or [`GuildId::DEPLOYMENT`].
    pub owner: GuildId,
    /// Its permanent name within the owner's library.
    pub slug: Slug,
}

impl ResourceKey {
    /// The key of a resource from the deployment's own files.
    pub fn shared(slug: Slug) -> Self {
        Self { owner: GuildId::DEPLOYMENT, slug }
    }
}

impl fmt::Display for ResourceKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.owner, self.slug)
    }
}

/// A message and the channel it stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct MessagePlace {
    /// The channel or thread.
    pub channel: ChannelId,
    /// The message.
    pub message: MessageId,
}

impl MessagePlace {
    /// The address at which a Discord client jumps to the message.
    pub fn url(self, guild: GuildId) -> String {
        format!("https://discord.com/channels/{guild}/{}/{}", self.channel, self.message)
    }
}

/// The moment at which Discord made a snowflake, in epoch milliseconds (Discord: Reference, Snowflakes).
pub const fn snowflake_time(id: u64) -> i64 {
    const DISCORD_EPOCH: i64 = 1_420_070_400_000;
    (id >> 22).cast_signed() + DISCORD_EPOCH
}
