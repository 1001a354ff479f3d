//! The bot itself: where its gateway is, what application it is, which guilds it is in, its commands.

use reqwest::Method;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serenity::model::id::{ApplicationId, GuildId, UserId};

use super::body::Body;
use super::call::Call;
use super::{Error, Rest};

/// Guilds on one page (Discord: User Resource, Get Current User Guilds).
const GUILDS_A_PAGE: usize = 200;

/// Where and how to connect to the gateway (Discord: Gateway, Get Gateway Bot).
#[derive(Clone, Debug, Deserialize)]
pub struct GatewayBot {
    /// The WebSocket address.
    pub url: String,
    /// How many shards Discord wants; at least 1.
    #[serde(default = "one")]
    pub shards: u32,
    /// How many sessions may still be begun.
    #[serde(default)]
    pub session_start_limit: Option<SessionStartLimit>,
}

/// How many sessions may still be begun; one too many and Discord resets the token.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct SessionStartLimit {
    /// Sessions left.
    pub remaining: u32,
    /// Milliseconds until the count begins anew.
    pub reset_after: u64,
}

/// The application behind the bot (Discord: Application Resource).
#[derive(Clone, Debug, Deserialize)]
pub struct Application {
    /// Its id.
    pub id: ApplicationId,
    /// The name that people see.
    #[serde(default)]
    pub name: String,
    /// What it was granted (Discord: Application Resource, Application Flags).
    #[serde(default)]
    pub flags: u64,
    /// Where Discord posts interactions, instead of sending them through the gateway.
    #[serde(default)]
    pub interactions_endpoint_url: Option<String>,
    /// Whether inviting the bot takes a full `OAuth2` code grant.
    #[serde(default)]
    pub bot_require_code_grant: bool,
    /// The key that signs what Discord sends to an endpoint, in hex.
    #[serde(default)]
    pub verify_key: String,
}

/// The bot's own user.
#[derive(Clone, Debug, Deserialize)]
pub struct CurrentUser {
    /// Its id; owner of the threads that the bot opens.
    pub id: UserId,
    /// The name of the account.
    #[serde(default)]
    pub username: String,
}

/// A guild that the bot is in.
#[derive(Clone, Debug, Deserialize)]
pub struct JoinedGuild {
    /// Its id.
    pub id: GuildId,
    /// Its name.
    #[serde(default)]
    pub name: String,
}

impl Rest {
    /// Where and how to connect to the gateway; also the first proof that the token is good.
    ///
    /// # Errors
    /// As every call.
    pub async fn gateway_bot(&self) -> Result<GatewayBot, Error> {
        self.ask(Call::new(Method::GET, "/gateway/bot", &[])).await
    }

    /// The application that the token belongs to.
    ///
    /// # Errors
    /// As every call.
    pub async fn current_application(&self) -> Result<Application, Error> {
        self.ask(Call::new(Method::GET, "/applications/@me", &[])).await
    }

    /// The bot's own user.
    ///
    /// # Errors
    /// As every call.
    pub async fn current_user(&self) -> Result<CurrentUser, Error> {
        self.ask(Call::new(Method::GET, "/users/@me", &[])).await
    }

    /// All guilds that the bot is in, page by page.
    ///
    /// # Errors
    /// As every call.
    pub async fn current_guilds(&self) -> Result<Vec<JoinedGuild>, Error> {
        let mut guilds: Vec<JoinedGuild> = Vec::new();
        loop {
            let mut call = Call::new(Method::GET, "/users/@me/guilds", &[]).asking("limit", &GUILDS_A_PAGE);
            if let Some(last) = guilds.last() {
                call = call.asking("after", &last.id);
            }
            let page: Vec<JoinedGuild> = self.ask(call).await?;
            let is_last = page.len() < GUILDS_A_PAGE;
            guilds.extend(page);
            if is_last {
                return Ok(guilds);
            }
        }
    }

    /// The global commands as Discord has them, with their translations (Discord: Application Commands).
    ///
    /// # Errors
    /// As every call.
    pub async fn commands(&self, application: ApplicationId) -> Result<Vec<Value>, Error> {
        let call = Call::new(Method::GET, "/applications/{}/commands", &[application.get()]);
        self.ask(call.asking("with_localizations", &true)).await
    }

    /// Makes the global commands exactly these; what is not among them is deleted.
    ///
    /// # Errors
    /// As every call.
    pub async fn overwrite_commands(
        &self,
        application: ApplicationId,
        commands: &impl Serialize,
    ) -> Result<Vec<Value>, Error> {
        let call = Call::new(Method::PUT, "/applications/{}/commands", &[application.get()]);
        self.ask(call.carrying(Body::json(commands)?)).await
    }
}

fn one() -> u32 {
    1
}
