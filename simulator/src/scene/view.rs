//! Channels as people see them, in plain text.

use crate::snowflake::Id;
use crate::state::World;
use crate::state::message::{Message, THREAD_CREATED, THREAD_STARTER};
use crate::text::{self, Names};

struct Known<'a>(&'a World);

impl Names for Known<'_> {
    fn user(&self, id: &str) -> Option<String> {
        self.0.users.get(&id.parse().ok()?).map(|user| user.name.clone())
    }

    fn role(&self, id: &str) -> Option<String> {
        let id: Id = id.parse().ok()?;
        self.0.guilds.values().find_map(|guild| guild.roles.get(&id)).map(|role| role.name.clone())
    }

    fn channel(&self, id: &str) -> Option<String> {
        self.0.channels.get(&id.parse().ok()?).map(|channel| channel.name.clone())
    }
}

/// One message without its author.
pub fn message_text(world: &World, message: &Message) -> String {
    text::message_text(&world.message_json(message), &Known(world))
}

/// A channel as one person sees it; without a person, what everyone can see.
pub fn channel_text(world: &World, channel: Id, viewer: Option<Id>) -> String {
    let mut lines = Vec::new();
    for message in world.messages_of(channel).filter(|message| seen_by(message, viewer)) {
        let author = world.user_name(message.author);
        match message.kind {
            THREAD_STARTER => lines.push(starter_line(world, message)),
            THREAD_CREATED => {
                lines.push(format!("— {author} started a thread: {}", message.content));
            }
            _ => lines.push(told(world, message, &author)),
        }
    }
    lines.join("\n")
}

/// All channels, for a scene that failed.
pub fn everything(world: &World) -> String {
    let shown = |channel: &crate::state::channel::Channel| {
        let text = channel_text(world, channel.id, None);
        (!text.is_empty()).then(|| format!("── #{} ──\n{text}\n", channel.name))
    };
    world.channels.values().filter_map(shown).collect()
}

/// Notes that somebody looked at a channel.
pub fn look_at(world: &mut World, channel: Id, viewer: Option<Id>) {
    for message in
        world.messages.range_mut((channel, Id(0))..=(channel, Id(u64::MAX))).map(|(_, message)| message)
    {
        message.looked_at |= seen_by(message, viewer) && !message.loading();
    }
}

fn seen_by(message: &Message, viewer: Option<Id>) -> bool {
    match viewer {
        Some(viewer) => message.audience.is_none_or(|audience| audience == viewer),
        None => message.audience.is_none(),
    }
}

fn told(world: &World, message: &Message, author: &str) -> String {
    let bot = if world.applications.contains_key(&message.author) { " [bot]" } else { "" };
    let edited = if message.edited.is_some() { " (edited)" } else { "" };
    let text = message_text(world, message);
    if bot.is_empty() && !text.contains('\n') {
        return format!("{author}: {text}{edited}");
    }
    format!("{author}{bot}{edited}:\n{}", indented(&text))
}

/// The first line of a thread made from a message shows that message again.
fn starter_line(world: &World, message: &Message) -> String {
    let origin = world.channels.get(&message.channel).and_then(|thread| thread.parent);
    let origin = origin.and_then(|parent| world.messages.get(&(parent, message.channel)));
    let text =
        origin.map_or_else(|| "(the message was deleted)".to_owned(), |origin| message_text(world, origin));
    format!("— thread from:\n{}", indented(&text))
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("  {line}").trim_end().to_owned()).collect::<Vec<_>>().join("\n")
}
