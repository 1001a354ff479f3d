//! What the bot says, before any transport carries it.
//!
//! A reply is plain values: it can be stored with the act that made it, compared in a test, and turned into Discord's
//! JSON by whichever door the question came through.

use serde::{Deserialize, Serialize};

use super::ids::UserId;

/// The answer to one interaction (Discord: Receiving and Responding to Interactions).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reply {
    /// A new message.
    Say(Message),
    /// The message that the pressed component sits on, made anew.
    Update(Message),
    /// A form to fill in; only for commands and presses.
    Ask(Form),
    /// Choices under the option that is being typed.
    Suggest(Vec<Choice>),
    /// "Thinking…" until an effect edits it.
    Later(Audience),
    /// Nothing visible now; an effect may edit the message the component sits on.
    UpdateLater,
}

impl Reply {
    /// A message that only the asker sees.
    pub fn aside(text: impl Into<String>) -> Self {
        Self::Say(Message::aside(text))
    }

    /// The message that this reply shows at once, if it shows one.
    pub fn message(&self) -> Option<&Message> {
        match self {
            Self::Say(message) | Self::Update(message) => Some(message),
            Self::Ask(_) | Self::Suggest(_) | Self::Later(_) | Self::UpdateLater => None,
        }
    }
}

/// Who sees a message.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Audience {
    /// Everyone in the channel.
    #[default]
    Everyone,
    /// Only the person who asked.
    Asker,
}

/// A message with everything that it may carry.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Message {
    /// Markdown; at most 2,000 UTF-16 units.
    pub text: String,
    /// At most ten, together at most 6,000 units.
    pub embeds: Vec<Embed>,
    /// At most five.
    pub rows: Vec<Row>,
    /// Who sees it.
    pub audience: Audience,
    /// The one person whom it may notify; nobody else is ever mentioned.
    pub mention: Option<UserId>,
    /// Whether it arrives without a notification.
    pub quiet: bool,
}

impl Message {
    /// A message for everyone.
    pub fn open(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// A message that only the asker sees.
    pub fn aside(text: impl Into<String>) -> Self {
        Self { text: text.into(), audience: Audience::Asker, ..Self::default() }
    }

    /// The same message with an embed more.
    #[must_use]
    pub fn embed(mut self, embed: Embed) -> Self {
        self.embeds.push(embed);
        self
    }

    /// The same message with a row more; an empty row of buttons is left out.
    #[must_use]
    pub fn row(mut self, row: Row) -> Self {
        if !matches!(&row, Row::Buttons(buttons) if buttons.is_empty()) {
            self.rows.push(row);
        }
        self
    }
}

/// A framed block beside a bar of colour (Discord: Message, Embed).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Embed {
    /// At most 256 units.
    pub title: Option<String>,
    /// Where the title leads.
    pub url: Option<String>,
    /// Markdown; at most 4,096 units.
    pub text: Option<String>,
    /// 0xRRGGBB.
    pub colour: Option<u32>,
    /// At most 25.
    pub fields: Vec<Field>,
    /// At most 2,048 units, no Markdown.
    pub footer: Option<String>,
    /// Address of a large picture.
    pub image: Option<String>,
    /// Address of a small picture at the side.
    pub thumbnail: Option<String>,
}

/// A titled part of an embed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    /// At most 256 units.
    pub name: String,
    /// At most 1,024 units.
    pub text: String,
    /// Whether it may stand beside its neighbour.
    pub inline: bool,
}

/// One row under a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Row {
    /// At most five.
    Buttons(Vec<Button>),
    /// A list to pick one from.
    Select(Select),
    /// A picker of text and forum channels.
    PickChannel(Picker),
    /// A picker of roles.
    PickRole(Picker),
}

/// A button.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Button {
    /// At most 80 units.
    pub label: String,
    /// What pressing it does.
    pub press: Press,
    /// How it looks.
    pub style: Style,
    /// Greyed out.
    pub disabled: bool,
}

impl Button {
    /// A grey button that sends `id` back.
    pub fn plain(label: impl Into<String>, id: impl Into<String>) -> Self {
        Self { label: label.into(), press: Press::Send(id.into()), style: Style::Secondary, disabled: false }
    }

    /// A button that opens an address.
    pub fn link(label: impl Into<String>, url: impl Into<String>) -> Self {
        Self { label: label.into(), press: Press::Open(url.into()), style: Style::Secondary, disabled: false }
    }

    /// The same button in another style.
    #[must_use]
    pub fn styled(mut self, style: Style) -> Self {
        self.style = style;
        self
    }
}

/// What a button does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Press {
    /// Sends this `custom_id` (at most 100 characters) back to the bot.
    Send(String),
    /// Opens this http or https address in the reader's browser.
    Open(String),
}

/// How a button looks (Discord: Component Reference, Button Styles).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Style {
    /// The one thing most people want.
    Primary,
    /// Everything else.
    Secondary,
    /// A choice that is in force.
    Success,
    /// Something that takes away.
    Danger,
}

/// A list to pick from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Select {
    /// The `custom_id` sent back with the picked values.
    pub id: String,
    /// What stands there while nothing is picked; at most 150 units.
    pub placeholder: String,
    /// 1 to 25.
    pub options: Vec<SelectOption>,
}

/// One line of a [`Select`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SelectOption {
    /// At most 100 units.
    pub label: String,
    /// Sent back; at most 100 characters.
    pub value: String,
    /// A second, smaller line; at most 100 units.
    pub note: Option<String>,
    /// Whether it is picked already.
    pub chosen: bool,
}

/// A picker that Discord fills with channels or roles.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picker {
    /// The `custom_id` sent back with the picked id.
    pub id: String,
    /// What stands there while nothing is picked.
    pub placeholder: String,
    /// The id picked before.
    pub chosen: Option<u64>,
}

/// A form; Discord shows it in front of everything else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Form {
    /// The `custom_id` sent back with the answers.
    pub id: String,
    /// At most 45 units.
    pub title: String,
    /// 1 to 5.
    pub inputs: Vec<Input>,
}

/// One line or box of a [`Form`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Input {
    /// Its name in the answer.
    pub id: String,
    /// At most 45 units.
    pub label: String,
    /// A grey example; at most 100 units.
    pub placeholder: String,
    /// What stands in it at first.
    pub value: Option<String>,
    /// Most characters that it takes; 1 to 4,000.
    pub most: u16,
    /// Whether it may not stay empty.
    pub required: bool,
    /// Whether it has several lines.
    pub tall: bool,
}

/// One autocomplete choice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// What people read; at most 100 units.
    pub name: String,
    /// What comes back; at most 100 characters.
    pub value: String,
}
