//! How an interaction begins: a member does something, and the application's gateway session gets an
//! `INTERACTION_CREATE` with every key that Discord sends ("Receiving and Responding", interaction structure).

use std::sync::Arc;

use serde_json::{Value, json};

use super::World;
use super::command::USER;
use super::file::FILE_LIMIT;
use super::interaction::{Interaction, Kind, Response, TOKEN_LIFE_MS};
use super::wire::{self, Note};
use crate::endpoint::Post;
use crate::snowflake::Id;

/// What a member does.
pub struct Opening {
    pub application: Id,
    pub user: Id,
    pub channel: Id,
    pub kind: Kind,
    /// The interaction's `data`.
    pub body: Value,
    /// The message whose component was used, directly or to open the form that is now submitted.
    pub message: Option<(Id, Id)>,
    /// The interaction that led to this one, for a submitted form.
    pub cause: Option<Id>,
}

impl Opening {
    /// What the member did, in a few words.
    fn title(&self) -> String {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        match self.kind {
            Kind::Command if self.body["target_id"].is_string() => {
                format!("Apps › {}", text(&self.body["name"]))
            }
            Kind::Command => format!("/{}", command_path(&self.body)),
            Kind::Autocomplete => format!("/{} (typing)", command_path(&self.body)),
            Kind::Component if self.body["values"].is_array() => {
                format!("pick in {}", text(&self.body["custom_id"]))
            }
            Kind::Component => format!("press {}", text(&self.body["custom_id"])),
            Kind::Submit => format!("submit {}", text(&self.body["custom_id"])),
        }
    }
}

/// A command with its subcommands, as it is typed.
fn command_path(body: &Value) -> String {
    let mut path = body["name"].as_str().unwrap_or_default().to_owned();
    let mut inner = &body["options"][0];
    // SUB_COMMAND and SUB_COMMAND_GROUP.
    while matches!(inner["type"].as_u64(), Some(1 | 2)) {
        path = format!("{path} {}", inner["name"].as_str().unwrap_or_default());
        inner = &inner["options"][0];
    }
    path
}

impl World {
    /// Opens an interaction; `None` if the application has neither an endpoint nor a session that could hear of it.
    pub fn open_interaction(&mut self, opening: &Opening) -> Option<Id> {
        let guild = self.channels.get(&opening.channel)?.guild;
        let application = self.applications.get(&opening.application)?;
        let endpoint = application.endpoint.clone().map(|url| (url, application.key.clone()));
        let session = self.session_for(opening.application, guild);
        if endpoint.is_none() && session.is_none() {
            return None;
        }
        self.forget_old_interactions();
        let id = self.id();
        // Long and unlike an id, as Discord's are: whatever looks for tokens in logs must be able to find it.
        let token = format!(
            "aW50ZXJhY3Rpb246{:x}{:0>64x}",
            id.0,
            u128::from(id.0).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c)
        );
        let payload = self.interaction_json(id, &token, guild, opening);
        let metadata = self.metadata(id, guild, opening);
        self.tokens.insert(token.clone(), id);
        let interaction = Interaction {
            id,
            token: token.clone(),
            application: opening.application,
            kind: opening.kind,
            guild,
            channel: opening.channel,
            user: opening.user,
            at: self.now(),
            source: opening.message,
            metadata,
            response: Response::None,
            touched: false,
            given_up: false,
            follow_ups: Vec::new(),
            bell: Arc::default(),
        };
        self.interactions.insert(id, interaction);
        self.note_opening(id, opening, &payload);
        match (endpoint, session) {
            (Some((url, key)), _) => {
                self.posts.push(Post { url, key, interaction: id, token, body: payload.to_string() });
            }
            (None, Some(session)) => self.tell_session(&session, "INTERACTION_CREATE", &payload),
            (None, None) => {}
        }
        Some(id)
    }

    fn interaction_json(&self, id: Id, token: &str, guild: Id, opening: &Opening) -> Value {
        let bits = self.permissions(opening.user, opening.channel);
        let app_bits = self.permissions(opening.application, opening.channel);
        let mut member = self.member_json(guild, opening.user);
        member["permissions"] = json!(bits.to_string());
        let channel = self.channels.get(&opening.channel).map(|channel| channel.partial_json(bits));
        let mut payload = json!({
            "id": id, "application_id": opening.application, "type": opening.kind.number(), "token": token, "version": 1,
            "guild_id": guild, "guild": {"id": guild, "locale": "en-US", "features": ["COMMUNITY"]},
            "channel_id": opening.channel, "channel": channel, "member": member,
            "app_permissions": app_bits.to_string(), "locale": "en-US", "guild_locale": "en-US", "entitlements": [],
            "authorizing_integration_owners": {"0": guild}, "context": 0, "attachment_size_limit": FILE_LIMIT,
            "data": opening.body,
        });
        if let Some(message) = opening.message.and_then(|key| self.messages.get(&key)) {
            payload["message"] = self.message_json(message);
        }
        payload
    }

    /// `interaction_metadata` for the messages that this interaction will produce ("Message", interaction metadata).
    fn metadata(&self, id: Id, guild: Id, opening: &Opening) -> Value {
        let mut metadata = json!({
            "id": id, "type": opening.kind.number(), "user": self.user_json(opening.user),
            "authorizing_integration_owners": {"0": guild},
        });
        match opening.kind {
            Kind::Component => {
                metadata["interacted_message_id"] = json!(opening.message.map(|(_, id)| id));
            }
            Kind::Submit => {
                let cause = opening.cause.and_then(|cause| self.interactions.get(&cause));
                metadata["triggering_interaction_metadata"] =
                    cause.map_or(Value::Null, |it| it.metadata.clone());
            }
            Kind::Command => {
                let target = &opening.body["target_id"];
                if opening.body["type"] == USER {
                    let user = target.as_str().unwrap_or_default();
                    metadata["target_user"] = opening.body["resolved"]["users"][user].clone();
                } else if target.is_string() {
                    metadata["target_message_id"] = target.clone();
                }
                // With its subcommands, as Discord is seen to say it; its documentation does not list the key.
                metadata["name"] = json!(command_path(&opening.body));
            }
            Kind::Autocomplete => {}
        }
        metadata
    }

    fn note_opening(&mut self, id: Id, opening: &Opening, payload: &Value) {
        if !self.feed.watched {
            return;
        }
        let note = Note {
            kind: wire::Kind::Interaction,
            title: opening.title(),
            status: None,
            body: payload.clone(),
            interaction: Some(id),
            message: opening.message.map(|(_, id)| id),
            channel: Some(opening.channel),
        };
        self.note_on_wire(note);
    }

    /// Interactions whose tokens have been dead for long; nothing can refer to them but by being refused. Swept when
    /// their number has doubled, so that a benchmark does not pay for it at every call.
    fn forget_old_interactions(&mut self) {
        let count = self.interactions.len();
        if count >= 16_384 && count.is_power_of_two() {
            let before = self.now() - 2 * TOKEN_LIFE_MS;
            self.interactions.retain(|_, interaction| interaction.at >= before);
            self.tokens.retain(|_, id| self.interactions.contains_key(id));
        }
    }
}
