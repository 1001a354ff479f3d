//! What no client of Discord's would send: components, forms and options of a member's own making.

use serde_json::{Value, json};

use super::answer::What;
use super::{Answer, Choice, Member, Said, Stuck};
use crate::snowflake::Id;
use crate::state::World;
use crate::state::command::CHAT_INPUT;
use crate::state::interaction::Kind;

const BUTTON: u64 = 2;
const TEXT_INPUT: u64 = 4;

impl Member {
    /// Presses what may not be there: sends a component's `custom_id` of one's own making with a real message.
    pub async fn forges_press(&self, on: &Said, custom_id: &str) -> Answer {
        let body = json!({"custom_id": custom_id, "component_type": BUTTON, "id": 1});
        self.forges(on, Kind::Component, body).await
    }

    /// Chooses in a select that may not be there what it may not offer. `kind` is the component's type: 3 of texts,
    /// 5 to 8 of users, roles, both, channels; nothing is resolved.
    pub async fn forges_pick(&self, on: &Said, custom_id: &str, (kind, values): (u64, &[&str])) -> Answer {
        let body = json!({"custom_id": custom_id, "component_type": kind, "values": values, "id": 1});
        self.forges(on, Kind::Component, body).await
    }

    /// Sends a form that was never opened, with any fields: names and texts.
    pub async fn forges_form(&self, on: &Said, custom_id: &str, fields: &[(&str, &str)]) -> Answer {
        let row = |(name, text): &(&str, &str)| {
            let input = json!({"type": TEXT_INPUT, "custom_id": name, "value": text, "id": 2});
            json!({"type": 1, "id": 1, "components": [input]})
        };
        let rows: Vec<Value> = fields.iter().map(row).collect();
        self.forges(on, Kind::Submit, json!({"custom_id": custom_id, "components": rows})).await
    }

    /// Sends a command with `options` of one's own making, whatever it offers and to whom.
    ///
    /// # Errors
    /// There is no such command or channel.
    pub async fn forges_command(&self, channel: &str, name: &str, options: Value) -> Result<Answer, Stuck> {
        self.forges_on_command(Kind::Command, (channel, name), options).await
    }

    /// Types in an option, whatever the command offers and to whom: the one with `"focused": true`.
    ///
    /// # Errors
    /// There is no such command or channel.
    pub async fn forges_typing(
        &self,
        channel: &str,
        name: &str,
        options: Value,
    ) -> Result<Vec<Choice>, Stuck> {
        match self.forges_on_command(Kind::Autocomplete, (channel, name), options).await?.into_what() {
            What::Choices(choices) => Ok(choices.iter().map(Choice::from_json).collect()),
            _ => Err(Stuck("Loading options failed".to_owned())),
        }
    }

    async fn forges_on_command(
        &self,
        kind: Kind,
        (channel, name): (&str, &str),
        options: Value,
    ) -> Result<Answer, Stuck> {
        let opening = self.shared().read(|world| {
            let channel = self.place(world, channel)?;
            let known = world.commands.iter().find(|it| it.name() == name && it.kind() == CHAT_INPUT);
            let known = known.ok_or_else(|| Stuck(format!("there is no command /{name}")))?;
            let body = json!({"id": known.id, "name": name, "type": CHAT_INPUT, "options": options});
            Ok(self.opening(known.application, channel, kind, body))
        })?;
        Ok(self.interact(opening).await)
    }

    async fn forges(&self, on: &Said, kind: Kind, body: Value) -> Answer {
        let author = self.shared().read(|world| author(world, on));
        let mut opening = self.opening(author.unwrap_or(self.id()), on.channel, kind, body);
        opening.message = Some((on.channel, on.id));
        self.interact(opening).await
    }
}

fn author(world: &World, on: &Said) -> Option<Id> {
    world.messages.get(&(on.channel, on.id)).map(|message| message.author)
}
