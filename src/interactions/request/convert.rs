//! Discord's payloads into requests. What cannot be read is told apart from what is not for us.

use std::collections::BTreeMap;

use serenity::model::application::{
    ActionRowComponent, CommandDataOption, CommandDataOptionValue, CommandDataResolved, CommandInteraction,
    CommandType, ComponentInteraction, ComponentInteractionDataKind, Interaction, ModalInteraction,
};
use serenity::model::channel::{ChannelType, MessageFlags, MessageType, PartialChannel};
use serenity::model::guild::Member as DiscordMember;

use crate::domain::draft::Author;
use crate::domain::effect::ReplyTo;
use crate::domain::ids::{ChannelId, GuildId, MessageId, MessagePlace, RoleId, UserId, snowflake_time};
use crate::interactions::custom_id::CustomId;
use crate::interactions::words::copied;

use super::{
    Ask, Call, CallOn, Member, Options, Picked, Place, PlaceKind, Press, Request, Target, Typing, Value,
};

/// Why an interaction cannot be answered in substance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// It is a PING, which the door answers by itself.
    #[error("a ping")]
    Ping,
    /// It came from outside of any guild.
    #[error("not from a guild")]
    Outside,
    /// It is of a kind or shape that this release does not know.
    #[error("of an unknown shape")]
    Shape,
    /// A button, select or form from an older or foreign message.
    #[error("from a component that is not ours")]
    Component,
}

/// Reads an interaction; `lots` are random numbers for whoever draws.
///
/// # Errors
/// See [`Unreadable`].
pub fn read(interaction: &Interaction, lots: [u64; 3]) -> Result<(Ask, Request), Unreadable> {
    match interaction {
        Interaction::Ping(_) => Err(Unreadable::Ping),
        Interaction::Command(it) => Ok((ask_by_command(it, lots)?, called(it)?)),
        Interaction::Autocomplete(it) => Ok((ask_by_command(it, lots)?, typing(it)?)),
        Interaction::Component(it) => Ok((ask_by_component(it, lots)?, pressed(it)?)),
        Interaction::Modal(it) => Ok((ask_by_form(it, lots)?, submitted(it)?)),
        _ => Err(Unreadable::Shape),
    }
}

/// Writes the ask of one of serenity's three interaction types, which share their fields but no trait.
macro_rules! ask {
    ($it:expr, $lots:expr) => {{
        let it = $it;
        let member = it.member.as_deref_or_none().ok_or(Unreadable::Outside)?;
        Ask {
            interaction: it.id.get(),
            at: snowflake_time(it.id.get()),
            reply_to: ReplyTo { interaction: it.id.get(), token: it.token.clone() },
            application: it.application_id.get(),
            guild: GuildId::new(it.guild_id.ok_or(Unreadable::Outside)?.get()),
            channel: place(it.channel_id.get(), it.channel.as_ref()),
            member: read_member(member),
            own_permissions: it.app_permissions.unwrap_or_default(),
            most_bytes: u64::from(it.attachment_size_limit),
            lots: $lots,
        }
    }};
}

/// serenity boxes the member of some interactions and not of others.
trait MaybeMember {
    fn as_deref_or_none(&self) -> Option<&DiscordMember>;
}

impl MaybeMember for Option<Box<DiscordMember>> {
    fn as_deref_or_none(&self) -> Option<&DiscordMember> {
        self.as_deref()
    }
}

impl MaybeMember for Option<DiscordMember> {
    fn as_deref_or_none(&self) -> Option<&DiscordMember> {
        self.as_ref()
    }
}

fn ask_by_command(it: &CommandInteraction, lots: [u64; 3]) -> Result<Ask, Unreadable> {
    Ok(ask!(it, lots))
}

fn ask_by_component(it: &ComponentInteraction, lots: [u64; 3]) -> Result<Ask, Unreadable> {
    Ok(ask!(it, lots))
}

fn ask_by_form(it: &ModalInteraction, lots: [u64; 3]) -> Result<Ask, Unreadable> {
    Ok(ask!(it, lots))
}

fn place(id: u64, channel: Option<&PartialChannel>) -> Place {
    let kind = channel.map_or(PlaceKind::Other, |it| place_kind(it.kind));
    let parent = channel.and_then(|it| it.parent_id).map(|it| ChannelId::new(it.get()));
    Place { id: ChannelId::new(id), kind, parent }
}

fn place_kind(kind: ChannelType) -> PlaceKind {
    match kind {
        ChannelType::Text | ChannelType::News => PlaceKind::Text,
        ChannelType::Forum => PlaceKind::Forum,
        ChannelType::PublicThread | ChannelType::PrivateThread | ChannelType::NewsThread => PlaceKind::Thread,
        _ => PlaceKind::Other,
    }
}

/// What an id that names a channel leads to among what came with it.
fn picked(id: serenity::model::id::ChannelId, resolved: &CommandDataResolved) -> Picked {
    let kind = resolved.channels.get(&id).map_or(PlaceKind::Other, |it| place_kind(it.kind));
    Picked { id: ChannelId::new(id.get()), kind }
}

fn read_member(member: &DiscordMember) -> Member {
    Member {
        user: UserId::new(member.user.id.get()),
        name: member.display_name().to_owned(),
        roles: member.roles.iter().map(|it| RoleId::new(it.get())).collect(),
        permissions: member.permissions.unwrap_or_default(),
        joined_at: member.joined_at.map(|it| it.timestamp_millis()),
    }
}

fn called(it: &CommandInteraction) -> Result<Request, Unreadable> {
    match it.data.kind {
        CommandType::ChatInput => {
            let (sub, options) = unfold(&it.data.options);
            Ok(Request::Call(Call {
                name: it.data.name.clone(),
                sub,
                options: read_options(options, &it.data.resolved),
            }))
        }
        CommandType::Message => {
            let target = it.data.target_id.ok_or(Unreadable::Shape)?.to_message_id();
            let message = it.data.resolved.messages.get(&target).ok_or(Unreadable::Shape)?;
            Ok(Request::CallOn(CallOn { name: it.data.name.clone(), message: read_target(message) }))
        }
        _ => Err(Unreadable::Shape),
    }
}

fn read_target(message: &serenity::model::channel::Message) -> Target {
    let name = message.author.global_name.as_deref().unwrap_or(&message.author.name);
    Target {
        place: MessagePlace {
            channel: ChannelId::new(message.channel_id.get()),
            message: MessageId::new(message.id.get()),
        },
        author: Author { user: UserId::new(message.author.id.get()), name: name.to_owned() },
        by_bot: message.author.bot || message.webhook_id.is_some(),
        system: !matches!(message.kind, MessageType::Regular | MessageType::InlineReply),
        text: message.content.clone(),
    }
}

/// A subcommand and what is filled in beneath it.
fn unfold(options: &[CommandDataOption]) -> (Option<String>, &[CommandDataOption]) {
    match options {
        [CommandDataOption { name, value: CommandDataOptionValue::SubCommand(inner), .. }] => {
            (Some(name.clone()), inner)
        }
        _ => (None, options),
    }
}

fn read_options(options: &[CommandDataOption], resolved: &CommandDataResolved) -> Options {
    let read = |it: &CommandDataOption| Some((it.name.clone(), read_value(&it.value, resolved)?));
    Options(options.iter().filter_map(read).collect())
}

fn read_value(value: &CommandDataOptionValue, resolved: &CommandDataResolved) -> Option<Value> {
    match value {
        CommandDataOptionValue::String(text) => Some(Value::Text(text.clone())),
        CommandDataOptionValue::Integer(number) => Some(Value::Int(*number)),
        CommandDataOptionValue::Boolean(flag) => Some(Value::Flag(*flag)),
        CommandDataOptionValue::User(id) => Some(Value::Id(id.get())),
        CommandDataOptionValue::Channel(id) => Some(Value::Channel(picked(*id, resolved))),
        CommandDataOptionValue::Role(id) => Some(Value::Id(id.get())),
        _ => None,
    }
}

fn typing(it: &CommandInteraction) -> Result<Request, Unreadable> {
    let (sub, options) = unfold(&it.data.options);
    let focused = options.iter().find_map(|it| match &it.value {
        CommandDataOptionValue::Autocomplete { value, .. } => Some((it.name.clone(), value.clone())),
        _ => None,
    });
    let (option, typed) = focused.ok_or(Unreadable::Shape)?;
    Ok(Request::Type(Typing {
        name: it.data.name.clone(),
        sub,
        option,
        typed,
        options: read_options(options, &it.data.resolved),
    }))
}

fn pressed(it: &ComponentInteraction) -> Result<Request, Unreadable> {
    let values = match &it.data.kind {
        ComponentInteractionDataKind::StringSelect { values } => values.clone(),
        ComponentInteractionDataKind::ChannelSelect { values } => {
            values.iter().map(ToString::to_string).collect()
        }
        ComponentInteractionDataKind::RoleSelect { values } => {
            values.iter().map(ToString::to_string).collect()
        }
        ComponentInteractionDataKind::UserSelect { values } => {
            values.iter().map(ToString::to_string).collect()
        }
        _ => Vec::new(),
    };
    let channel = match &it.data.kind {
        ComponentInteractionDataKind::ChannelSelect { values } => {
            values.first().map(|id| picked(*id, &it.data.resolved))
        }
        _ => None,
    };
    Ok(Request::Press(Press {
        id: CustomId::parse(&it.data.custom_id).ok_or(Unreadable::Component)?,
        values,
        channel,
        fields: BTreeMap::new(),
        words: handed_back(&it.message),
        message: Some(MessageId::new(it.message.id.get())),
        aside: is_aside(&it.message),
    }))
}

fn submitted(it: &ModalInteraction) -> Result<Request, Unreadable> {
    let inputs = it.data.components.iter().flat_map(|row| &row.components);
    let fields = inputs
        .filter_map(|it| match it {
            ActionRowComponent::InputText(input) => {
                Some((input.custom_id.clone(), input.value.clone().unwrap_or_default()))
            }
            _ => None,
        })
        .collect();
    Ok(Request::Press(Press {
        id: CustomId::parse(&it.data.custom_id).ok_or(Unreadable::Component)?,
        values: Vec::new(),
        channel: None,
        fields,
        words: it.message.as_deref().and_then(handed_back),
        message: it.message.as_ref().map(|it| MessageId::new(it.id.get())),
        aside: it.message.as_deref().is_some_and(is_aside),
    }))
}

/// A button sits on nobody's message but the bot's own, so what reads like words handed back are such.
fn handed_back(message: &serenity::model::channel::Message) -> Option<String> {
    let aside = Some(message).filter(|it| is_aside(it))?;
    aside.embeds.iter().find_map(|it| copied(it.title.as_deref()?, it.description.as_deref()?))
}

fn is_aside(message: &serenity::model::channel::Message) -> bool {
    message.flags.is_some_and(|it| it.contains(MessageFlags::EPHEMERAL))
}
