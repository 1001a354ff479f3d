//! Guilds: what the bot reads to work out permissions (Discord: Guild Resource).

use reqwest::Method;
use serde::Deserialize;
use serenity::model::Permissions;
use serenity::model::id::{ChannelId, GuildId, RoleId, UserId};

use super::call::Call;
use super::{Channel, Error, Rest, User};

/// A guild.
#[derive(Clone, Debug, Deserialize)]
pub struct Guild {
    /// Its id, which is also that of its @everyone role.
    pub id: GuildId,
    /// Its name.
    #[serde(default)]
    pub name: String,
    /// Who owns it, and may do everything.
    pub owner_id: UserId,
    /// Where Discord itself tells moderators what concerns them; only communities have such a channel.
    #[serde(default)]
    pub public_updates_channel_id: Option<ChannelId>,
    /// Where Discord greets those who join.
    #[serde(default)]
    pub system_channel_id: Option<ChannelId>,
}

/// A role of a guild.
#[derive(Clone, Debug, Deserialize)]
pub struct Role {
    /// Its id.
    pub id: RoleId,
    /// Its name.
    #[serde(default)]
    pub name: String,
    /// What its members may do.
    pub permissions: Permissions,
}

/// A member of a guild.
#[derive(Clone, Debug, Deserialize)]
pub struct Member {
    /// Who, if Discord says.
    #[serde(default)]
    pub user: Option<User>,
    /// Roles besides @everyone.
    #[serde(default)]
    pub roles: Vec<RoleId>,
    /// Until when the member is timed out (ISO 8601), which leaves only reading.
    #[serde(default)]
    pub communication_disabled_until: Option<String>,
}

impl Rest {
    /// A guild.
    ///
    /// # Errors
    /// As every call.
    pub async fn guild(&self, guild: GuildId) -> Result<Guild, Error> {
        self.ask(Call::new(Method::GET, "/guilds/{}", &[guild.get()])).await
    }

    /// The channels of a guild; threads are not among them.
    ///
    /// # Errors
    /// As every call.
    pub async fn guild_channels(&self, guild: GuildId) -> Result<Vec<Channel>, Error> {
        self.ask(Call::new(Method::GET, "/guilds/{}/channels", &[guild.get()])).await
    }

    /// The roles of a guild, @everyone included.
    ///
    /// # Errors
    /// As every call.
    pub async fn guild_roles(&self, guild: GuildId) -> Result<Vec<Role>, Error> {
        self.ask(Call::new(Method::GET, "/guilds/{}/roles", &[guild.get()])).await
    }

    /// A member of a guild.
    ///
    /// # Errors
    /// As every call; `UNKNOWN_MEMBER` if that user is not in it, `UNKNOWN_USER` if nobody has that id.
    pub async fn guild_member(&self, guild: GuildId, user: UserId) -> Result<Member, Error> {
        self.ask(Call::new(Method::GET, "/guilds/{}/members/{}", &[guild.get(), user.get()])).await
    }

    /// Leaves a guild.
    ///
    /// # Errors
    /// As every call.
    pub async fn leave_guild(&self, guild: GuildId) -> Result<(), Error> {
        self.tell(Call::new(Method::DELETE, "/users/@me/guilds/{}", &[guild.get()])).await
    }
}
