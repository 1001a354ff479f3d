//! Users, and the applications behind those of them that are bots.

use ed25519_dalek::SigningKey;
use serde_json::{Value, json};

use super::{World, merged};
use crate::endpoint::hex;
use crate::snowflake::Id;

/// A person or a bot.
pub struct User {
    pub id: Id,
    pub name: String,
    pub bot: bool,
}

impl User {
    pub fn json(&self) -> Value {
        let mut user = json!({
            "id": self.id, "username": self.name, "discriminator": "0", "global_name": null, "avatar": null,
            "banner": null, "accent_color": null, "public_flags": 0, "flags": 0, "avatar_decoration_data": null,
            "collectibles": null, "primary_guild": null, "clan": null,
        });
        if self.bot {
            user["bot"] = json!(true);
        }
        user
    }
}

/// An application. Its bot user has the same id, as with every application made since 2016.
pub struct Application {
    pub id: Id,
    pub name: String,
    pub token: String,
    /// Privileged intents switched on in the portal.
    pub privileged: u64,
    /// Signs what is posted to the endpoint.
    pub key: SigningKey,
    /// Where interactions are posted instead of going over the gateway.
    pub endpoint: Option<String>,
    /// Whether an invitation needs a code grant, which no invite link has.
    pub code_grant: bool,
}

impl Application {
    pub fn partial_json(&self) -> Value {
        json!({"id": self.id, "flags": 0})
    }

    /// The flags by which the portal's intents show; those of a bot that is in few guilds ("Application Resource",
    /// application flags: `GATEWAY_PRESENCE_LIMITED`, `GATEWAY_GUILD_MEMBERS_LIMITED`,
    /// `GATEWAY_MESSAGE_CONTENT_LIMITED`).
    fn flags(&self) -> u64 {
        let shown = [(1 << 8, 1 << 13), (1 << 1, 1 << 15), (1 << 15, 1 << 19)];
        shown.iter().filter(|(intent, _)| self.privileged & intent != 0).map(|(_, flag)| flag).sum()
    }

    /// The key that its posts are signed with, in hex.
    pub fn public_key(&self) -> String {
        hex(self.key.verifying_key().as_bytes())
    }

    pub fn json(&self, bot: &User) -> Value {
        let flags = self.flags();
        let own = json!({
            "id": self.id, "name": self.name, "icon": null, "description": "", "summary": "", "type": null,
            "bot": bot.json(), "owner": bot.json(), "verify_key": self.public_key(), "flags": flags,
            "flags_new": flags.to_string(), "bot_public": true, "bot_require_code_grant": self.code_grant, "hook": true, "redirect_uris": [], "team": null,
            "interactions_endpoint_url": self.endpoint, "approximate_guild_count": 0, "approximate_user_install_count": 0,
            "approximate_user_authorization_count": 0, "integration_types_config": {"0": {}},
        });
        merged(own, portal_settings())
    }
}

/// What the developer portal sets and nothing here ever changes.
fn portal_settings() -> Value {
    json!({
        "is_monetized": false, "is_verified": false, "is_discoverable": false, "storefront_available": false,
        "role_connections_verification_url": null, "event_webhooks_url": null, "event_webhooks_status": 1,
        "explicit_content_filter": 0, "max_participants": null, "integration_public": true,
        "integration_require_code_grant": false, "discoverability_state": 1, "discovery_eligibility_flags": 0,
        "store_application_state": 1, "rpc_application_state": 0, "verification_state": 1, "interactions_version": 1,
        "interactions_event_types": [], "monetization_state": 1, "monetization_eligibility_flags": 0,
        "internal_guild_restriction": 1, "eligible_oauth2_scopes": [],
    })
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Nature {
    Person,
    Bot,
}

impl World {
    /// A new person.
    pub fn add_person(&mut self, name: &str) -> Id {
        let id = self.id();
        self.add_user(id, name, Nature::Person)
    }

    fn add_user(&mut self, id: Id, name: &str, nature: Nature) -> Id {
        let bot = nature == Nature::Bot;
        self.users.insert(id, User { id, name: name.to_owned(), bot });
        id
    }

    pub fn add_application(&mut self, name: &str) -> Id {
        let id = self.id();
        self.add_user(id, name, Nature::Bot);
        // The shape of a token, so that whatever looks for tokens in logs finds this one too.
        let token = format!("simulated{id}.Sim{:03}.{:0>38}", self.applications.len(), id.0 ^ 0x5eed);
        let mut seed = [0x5e; 32];
        seed[..8].copy_from_slice(&id.0.to_le_bytes());
        let key = SigningKey::from_bytes(&seed);
        let application = Application {
            id,
            name: name.to_owned(),
            token,
            privileged: 0,
            key,
            endpoint: None,
            code_grant: false,
        };
        self.applications.insert(id, application);
        id
    }

    pub fn application_by_token(&self, token: &str) -> Option<&Application> {
        self.applications.values().find(|application| application.token == token)
    }

    pub fn user_json(&self, id: Id) -> Value {
        self.users
            .get(&id)
            .map_or_else(|| json!({"id": id, "username": "Deleted User", "discriminator": "0"}), User::json)
    }

    pub fn user_name(&self, id: Id) -> String {
        self.users.get(&id).map_or_else(|| format!("user {id}"), |user| user.name.clone())
    }
}
