//! What a page can ask for, and what comes of each.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

use super::failed::{self, Unanswered};
use super::{Site, switches};
use crate::scene::by_id::{Called, NewPost};
use crate::scene::{Answer, Filled, Member, Said, Stuck, What};
use crate::snowflake::Id;
use crate::state::World;

/// An ask, as the page sends it. To open a channel is none of these: it is a matter of the page's own sight.
#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Ask {
    Say { channel: Id, words: String },
    Edit { channel: Id, message: Id, words: String },
    Delete { channel: Id, message: Id },
    Post(Post),
    Tend { channel: Id, archived: Option<bool>, locked: Option<bool> },
    RemoveThread { channel: Id },
    Command(Command),
    Suggest(Command),
    MessageCommand { channel: Id, message: Id, command: Id },
    UserCommand { channel: Id, user: Id, command: Id },
    Press { channel: Id, message: Id, custom_id: String },
    Pick { channel: Id, message: Id, custom_id: String, values: Vec<String> },
    Submit { interaction: Id, fields: BTreeMap<String, Filled> },
    Dismiss { message: Id },
    Fault { name: String, on: bool },
}

#[derive(Deserialize)]
pub struct Post {
    forum: Id,
    title: String,
    words: String,
    #[serde(default)]
    tags: Vec<Id>,
}

#[derive(Deserialize)]
pub struct Command {
    channel: Id,
    command: Id,
    #[serde(default)]
    options: Vec<Value>,
}

/// What an ask came to: frames for this page alone, and what is added to `done`.
#[derive(Default)]
pub struct Done {
    pub frames: Vec<Value>,
    pub more: Option<(&'static str, Value)>,
}

impl Ask {
    /// Whether nothing is waited for: such asks are done in the order in which they come.
    pub fn is_at_once(&self) -> bool {
        matches!(
            self,
            Self::Say { .. }
                | Self::Edit { .. }
                | Self::Delete { .. }
                | Self::Post(_)
                | Self::Tend { .. }
                | Self::RemoveThread { .. }
                | Self::Dismiss { .. }
        )
    }
}

/// Does what is asked for.
pub async fn perform(site: &Site, member: &Member, ask: Ask) -> Result<Done, Stuck> {
    let on = |channel, id| Said { channel, id };
    match ask {
        Ask::Say { channel, words } => member.say_in(channel, &words).map(|_| Done::default()),
        Ask::Edit { channel, message, words } => {
            member.reword(on(channel, message), &words).map(|()| Done::default())
        }
        Ask::Delete { channel, message } => member.take_back(on(channel, message)).map(|()| Done::default()),
        Ask::Post(it) => post(member, &it),
        Ask::Tend { channel, archived, locked } => tend(member, channel, (archived, locked)),
        Ask::RemoveThread { channel } => member.removes(channel).map(|()| Done::default()),
        Ask::Dismiss { message } => dismiss(member, message).map(|()| Done::default()),
        Ask::Command(it) => command(member, &it).await,
        Ask::Suggest(it) => suggest(member, &it).await,
        Ask::MessageCommand { channel, message, command } => {
            let answer = member.call_on(on(channel, message), command).await?;
            Ok(told(member, answer, |world| unanswered(world, member, (channel, command))))
        }
        Ask::UserCommand { channel, user, command } => {
            let answer = member.call_on_user(channel, user, command).await?;
            Ok(told(member, answer, |world| unanswered(world, member, (channel, command))))
        }
        Ask::Press { channel, message, custom_id } => {
            let answer = member.press_id(on(channel, message), &custom_id).await?;
            Ok(told(member, answer, |world| failed::component(world, on(channel, message))))
        }
        Ask::Pick { channel, message, custom_id, values } => {
            let values: Vec<&str> = values.iter().map(String::as_str).collect();
            let answer = member.pick_id(on(channel, message), &custom_id, &values).await?;
            Ok(told(member, answer, |world| failed::component(world, on(channel, message))))
        }
        Ask::Submit { interaction, fields } => submit(member, interaction, &fields).await,
        Ask::Fault { name, on } => fault(site, &name, on).await,
    }
}

fn post(member: &Member, it: &Post) -> Result<Done, Stuck> {
    let new = NewPost { forum: it.forum, title: &it.title, words: &it.words, tags: &it.tags };
    Ok(Done { more: Some(("channel", json!(member.post(&new)?))), ..Done::default() })
}

/// Says only what is asked for: whoever may close a thread may not lock it.
fn tend(
    member: &Member,
    thread: Id,
    (archived, locked): (Option<bool>, Option<bool>),
) -> Result<Done, Stuck> {
    let mut change = json!({});
    for (key, wanted) in [("archived", archived), ("locked", locked)] {
        if let Some(wanted) = wanted {
            change[key] = json!(wanted);
        }
    }
    member.tends(thread, &change).map(|()| Done::default())
}

async fn command(member: &Member, it: &Command) -> Result<Done, Stuck> {
    let answer = member.call(it.called()).await?;
    Ok(told(member, answer, |world| unanswered(world, member, (it.channel, it.command))))
}

async fn suggest(member: &Member, it: &Command) -> Result<Done, Stuck> {
    let choices = member.suggestions(it.called()).await?;
    Ok(Done { more: Some(("choices", json!(choices))), ..Done::default() })
}

async fn submit(member: &Member, form: Id, fields: &BTreeMap<String, Filled>) -> Result<Done, Stuck> {
    let fields = fields.iter().map(|(custom_id, filled)| (custom_id.as_str(), filled));
    let answer = member.open_form(form)?.send(fields).await?;
    if answer.is_silence() {
        // The form stays open, with everything that was typed.
        return Err(Stuck("Something went wrong. Try again.".to_owned()));
    }
    Ok(told(member, answer, |_| None))
}

async fn fault(site: &Site, name: &str, on: bool) -> Result<Done, Stuck> {
    if !site.shared.change(|world| switches::switch(world, name, on)) {
        site.host.switch(name, on).await?;
    }
    // The host's switches stand in the world's frame, too.
    site.shared.ring();
    Ok(Done::default())
}

/// Only what nobody else sees can be dismissed; what this page alone knows is none of the world's business.
fn dismiss(member: &Member, id: Id) -> Result<(), Stuck> {
    member.shared().change(|world| {
        let found = world.messages.values().find(|it| it.id == id && it.audience == Some(member.id()));
        if let Some(channel) = found.map(|it| it.channel) {
            world.feed.dismiss(channel, id, member.id());
            return Ok(());
        }
        let seen_by_others = world.messages.values().any(|it| it.id == id && it.audience.is_none());
        if seen_by_others { Err(Stuck("only what only you see can be dismissed".to_owned())) } else { Ok(()) }
    })
}

/// What came of an interaction: messages come by the feed, a form and a failure go to this page alone.
fn told(member: &Member, answer: Answer, failure: impl FnOnce(&mut World) -> Option<Value>) -> Done {
    let interaction = answer.interaction();
    let frame = match answer.into_what() {
        What::Form(form) => Some(json!({"type": "form", "interaction": interaction, "form": form})),
        What::Silence => member.shared().change(failure),
        What::Message { .. } | What::Choices(_) => None,
    };
    Done { frames: frame.into_iter().collect(), ..Done::default() }
}

fn unanswered(world: &mut World, member: &Member, (channel, command): (Id, Id)) -> Option<Value> {
    let known = world.commands.iter().find(|it| it.id == command)?;
    let (application, name) = (known.application, known.name().to_owned());
    Some(failed::command(world, member, &Unanswered { channel, application, command: &name }))
}

impl Command {
    fn called(&self) -> Called<'_> {
        Called { channel: self.channel, command: self.command, options: &self.options }
    }
}
