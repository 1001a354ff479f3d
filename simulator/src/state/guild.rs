//! Guilds, their roles and members.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::{World, merged};
use crate::gateway::session::Session;
use crate::permissions::{ADMINISTRATOR, ALL, ORDINARY};
use crate::snowflake::{Id, timestamp};

/// A community.
pub struct Guild {
    pub id: Id,
    pub name: String,
    pub owner: Id,
    /// By id; `@everyone` has the guild's own id.
    pub roles: BTreeMap<Id, Role>,
    pub members: BTreeMap<Id, Membership>,
    /// Commands that the guild's administrators opened to everyone, by name ("Application Commands", permissions).
    pub opened_commands: BTreeSet<String>,
    /// Where moderators of a community are told what Discord has for them (Server Settings, Community).
    pub updates_channel: Option<Id>,
}

/// A role of a guild.
pub struct Role {
    pub id: Id,
    pub name: String,
    pub permissions: u64,
    pub mentionable: bool,
    /// The application whose own role this is.
    pub managed_by: Option<Id>,
}

/// What a guild knows of a user in it.
pub struct Membership {
    pub roles: BTreeSet<Id>,
    /// Epoch milliseconds.
    pub joined_at: i64,
}

impl Guild {
    /// A member's bits before any channel has its say.
    pub fn base_permissions(&self, user: Id) -> u64 {
        let Some(member) = self.members.get(&user) else {
            return 0;
        };
        let roles = member.roles.iter().chain([&self.id]);
        let bits =
            roles.filter_map(|role| self.roles.get(role)).fold(0, |bits, role| bits | role.permissions);
        if self.owner == user || bits & ADMINISTRATOR != 0 { ALL } else { bits }
    }

    pub fn role_named(&self, name: &str) -> Option<&Role> {
        self.roles.values().find(|role| role.name == name)
    }

    pub fn roles_json(&self) -> Vec<Value> {
        self.roles.values().enumerate().map(|(position, role)| role.json(position)).collect()
    }

    /// The guild as REST answers it. `GUILD_CREATE` adds to this.
    pub fn json(&self) -> Value {
        merged(self.own_json(), unused_features())
    }

    fn own_json(&self) -> Value {
        json!({
            "id": self.id, "name": self.name, "owner_id": self.owner, "roles": self.roles_json(), "emojis": [],
            "stickers": [], "features": ["COMMUNITY"], "region": "deprecated", "preferred_locale": "en-US",
            "afk_timeout": 300, "verification_level": 0, "default_message_notifications": 1, "mfa_level": 0,
            "explicit_content_filter": 0, "system_channel_flags": 0, "premium_tier": 0, "nsfw_level": 0,
            "premium_subscription_count": 0, "max_members": 500_000, "max_video_channel_users": 25,
            "max_stage_video_channel_users": 50, "widget_enabled": false, "nsfw": false,
            "premium_progress_bar_enabled": false, "public_updates_channel_id": self.updates_channel,
        })
    }
}

impl Role {
    fn json(&self, position: usize) -> Value {
        let mut role = json!({
            "id": self.id, "name": self.name, "permissions": self.permissions.to_string(), "position": position,
            "color": 0, "colors": {"primary_color": 0, "secondary_color": null, "tertiary_color": null},
            "hoist": false, "managed": self.managed_by.is_some(), "mentionable": self.mentionable, "icon": null,
            "unicode_emoji": null, "flags": 0, "description": null,
        });
        if let Some(bot) = self.managed_by {
            role["tags"] = json!({"bot_id": bot});
        }
        role
    }
}

/// Keys that Discord always sends and that nothing here ever fills.
fn unused_features() -> Value {
    json!({
        "icon": null, "icon_hash": null, "splash": null, "discovery_splash": null, "home_header": null,
        "afk_channel_id": null, "widget_channel_id": null, "application_id": null, "system_channel_id": null,
        "rules_channel_id": null, "max_presences": null, "vanity_url_code": null, "description": null, "banner": null,
        "safety_alerts_channel_id": null, "incidents_data": null, "hub_type": null,
        "premium_progress_bar_enabled_user_updated_at": null, "latest_onboarding_question_id": null,
    })
}

impl World {
    /// A new guild with an owner nobody plays and the ordinary permissions for everyone.
    pub fn add_guild(&mut self, name: &str) -> Id {
        let owner = self.add_person(&format!("owner of {name}"));
        let id = self.id();
        let everyone = Role {
            id,
            name: "@everyone".to_owned(),
            permissions: ORDINARY,
            mentionable: false,
            managed_by: None,
        };
        let guild = Guild {
            id,
            name: name.to_owned(),
            owner,
            roles: BTreeMap::from([(id, everyone)]),
            members: BTreeMap::new(),
            opened_commands: BTreeSet::new(),
            updates_channel: None,
        };
        self.guilds.insert(id, guild);
        self.join(id, owner);
        id
    }

    /// Puts a user into a guild, a year ago by the clock.
    pub fn join(&mut self, guild: Id, user: Id) {
        let joined_at = self.now() - 365 * 86_400_000;
        if let Some(guild) = self.guilds.get_mut(&guild) {
            guild.members.insert(user, Membership { roles: BTreeSet::new(), joined_at });
        }
    }

    pub fn add_role(&mut self, guild: Id, role: Role) -> Id {
        let id = role.id;
        if let Some(guild) = self.guilds.get_mut(&guild) {
            guild.roles.insert(id, role);
        }
        self.tell_role("GUILD_ROLE_CREATE", guild, id);
        id
    }

    /// Tells the bots in the guild about one of its roles.
    pub fn tell_role(&mut self, event: &'static str, guild: Id, role: Id) {
        let Some(known) = self.guilds.get(&guild) else {
            return;
        };
        let Some(position) = known.roles.keys().position(|id| *id == role) else {
            return;
        };
        let payload = json!({"guild_id": guild, "role": known.roles[&role].json(position)});
        self.tell_guild(event, guild, &payload);
    }

    /// Takes a role away, from whoever has it and from every channel that names it.
    pub fn remove_role(&mut self, guild: Id, role: Id) {
        let Some(known) = self.guilds.get_mut(&guild) else { return };
        known.roles.remove(&role);
        for member in known.members.values_mut() {
            member.roles.remove(&role);
        }
        for channel in self.channels.values_mut().filter(|it| it.guild == guild) {
            channel.overwrites.remove(&role);
        }
        self.tell_guild("GUILD_ROLE_DELETE", guild, &json!({"guild_id": guild, "role_id": role}));
    }

    /// A member object; `null` for one who is not in the guild.
    pub fn member_json(&self, guild: Id, user: Id) -> Value {
        let Some(mut member) = self.partial_member_json(guild, user) else {
            return Value::Null;
        };
        member["user"] = self.user_json(user);
        member
    }

    /// A member object without its user, as messages and resolved entities carry it.
    pub fn partial_member_json(&self, guild: Id, user: Id) -> Option<Value> {
        let member = self.guilds.get(&guild)?.members.get(&user)?;
        Some(json!({
            "nick": null, "avatar": null, "banner": null, "roles": member.roles, "joined_at": timestamp(member.joined_at),
            "premium_since": null, "deaf": false, "mute": false, "flags": 0, "pending": false,
            "communication_disabled_until": null, "unusual_dm_activity_until": null, "avatar_decoration_data": null,
            "collectibles": null,
        }))
    }

    /// Gives or takes a member's roles. Only the bot's own change is told without the members intent.
    pub fn change_roles(&mut self, guild: Id, user: Id, change: impl FnOnce(&mut BTreeSet<Id>)) {
        let Some(member) = self.guilds.get_mut(&guild).and_then(|guild| guild.members.get_mut(&user)) else {
            return;
        };
        change(&mut member.roles);
        let mut payload = self.member_json(guild, user);
        payload["guild_id"] = json!(guild);
        self.tell_member_update(guild, user, &payload);
    }

    /// Takes a bot out of a guild, with its own role, and tells it (a `GUILD_DELETE` without `unavailable`).
    pub fn remove_bot(&mut self, guild: Id, application: Id) {
        let hears = |it: &Session| it.application == application && it.shard.hears(Some(guild));
        let sessions = self.sessions.iter().filter(|(_, session)| hears(session));
        let sessions: Vec<String> = sessions.map(|(id, _)| id.clone()).collect();
        if let Some(guild) = self.guilds.get_mut(&guild) {
            guild.members.remove(&application);
            guild.roles.retain(|_, role| role.managed_by != Some(application));
        }
        for session in sessions {
            self.tell_session(&session, "GUILD_DELETE", &json!({"id": guild}));
        }
    }

    /// Puts a bot into a guild with a role of its own that has these bits ("`OAuth2`", bot authorization flow).
    pub fn install(&mut self, guild: Id, application: Id, permissions: u64) {
        self.join(guild, application);
        let name = self.user_name(application);
        let role =
            Role { id: self.id(), name, permissions, mentionable: false, managed_by: Some(application) };
        let role = self.add_role(guild, role);
        if let Some(member) =
            self.guilds.get_mut(&guild).and_then(|guild| guild.members.get_mut(&application))
        {
            member.roles.insert(role);
        }
        let hears = |it: &Session| it.application == application && it.shard.hears(Some(guild));
        let sessions = self.sessions.iter().filter(|(_, session)| hears(session));
        let sessions: Vec<(String, u64)> =
            sessions.map(|(id, session)| (id.clone(), session.intents)).collect();
        for (session, intents) in sessions {
            let payload = self.guild_create_json(guild, (application, intents));
            self.tell_session(&session, "GUILD_CREATE", &payload);
        }
    }
}
