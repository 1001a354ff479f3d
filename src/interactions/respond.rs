//! The way of one interaction: read, routed, let through the gate, looked up or written, said.
//!
//! `respond` never fails and never sends: whichever door the interaction came by carries the reply.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use serenity::model::application::Interaction;

use crate::app::App;
use crate::chance;
use crate::domain::ids::GuildId;
use crate::domain::refusal::Refusal;
use crate::domain::reply::{Audience, Button, Message, Reply, Row};
use crate::metrics::Ending;
use crate::store::scope::Scope;
use crate::store::{Error, Stop};
use crate::telemetry;

use super::command::{Command, Outcome, Policy, Step, outdated};
use super::request::{Ask, Request, Unreadable, read};
use super::words::{asked_for, to_copy};
use super::{gate, registry};

/// How long a member waits before they are told that it takes longer.
const PATIENCE: Duration = Duration::from_secs(2);

/// Reading steps that one interaction may take before it acts or answers.
const MOST_STEPS: usize = 4;

/// What an interaction is answered with.
pub struct Said {
    /// The reply.
    pub reply: Reply,
    /// The command that it is from.
    pub command: &'static str,
    /// How it ended.
    pub ending: Ending,
    /// Whether it came from memory alone and shows nothing that everybody could not ask for: only such a reply may go
    /// to whoever sent the request.
    pub open: bool,
}

/// An interaction that was read and routed.
pub enum Begun {
    /// It could be answered from memory.
    Said(Said),
    /// Something must be read or written first.
    Going(Box<Going>),
}

/// What is still to be done for an answer.
pub struct Going {
    ask: Ask,
    request: Request,
    step: Step,
    command: &'static str,
}

/// Answers an interaction; `None` for a PING, which the door answers by itself.
pub async fn respond(app: &Arc<App>, interaction: &Interaction) -> Option<Reply> {
    Some(begin(app, interaction)?.finish(app).await.reply)
}

/// Answers an interaction as far as memory goes; `None` for a PING.
pub fn begin(app: &Arc<App>, interaction: &Interaction) -> Option<Begun> {
    let (ask, request) = match read(interaction, chance::lots()) {
        Ok(read) => read,
        Err(Unreadable::Ping) => return None,
        Err(Unreadable::Outside) => {
            return Some(Begun::nobodys(Reply::aside("I work in servers only: please use me there.")));
        }
        Err(Unreadable::Component) => return Some(Begun::nobodys(refused(outdated()))),
        Err(Unreadable::Shape) => {
            tracing::warn!(interaction.id = interaction.id().get(), "an interaction of an unknown shape");
            return Some(Begun::nobodys(Reply::aside("I do not know that kind of request yet.")));
        }
    };
    let Some((command, policy)) = route(&request) else { return Some(Begun::nobodys(refused(outdated()))) };
    let name = command.shape().name;
    let decided = || decide(app, (command, policy), (&ask, &request));
    let step = std::panic::catch_unwind(AssertUnwindSafe(decided));
    let (reply, ending) = match step {
        Ok(Ok(Step::Reply(reply))) => (reply, Ending::Answered),
        Ok(Ok(step)) => return Some(Begun::Going(Box::new(Going { ask, request, step, command: name }))),
        Ok(Err(refusal)) => (refused(refusal), Ending::Refused),
        Err(panic) => (refused(app.failed(&Stop::Panicked(panicked(&*panic)))), Ending::Failed),
    };
    let open = policy == Policy::Everyone && is_open(&reply);
    Some(Begun::Said(Said { reply, command: name, ending, open }))
}

impl Begun {
    /// Reads and writes what the answer needs.
    pub async fn finish(self, app: &Arc<App>) -> Said {
        match self {
            Self::Said(said) => said,
            Self::Going(going) => {
                let command = going.command;
                let (reply, ending) = perform(app, *going).await;
                Said { reply, command, ending, open: false }
            }
        }
    }

    fn nobodys(reply: Reply) -> Self {
        Self::Said(Said { reply, command: registry::NOBODYS, ending: Ending::Refused, open: false })
    }
}

/// What everybody in the channel sees, or what everybody can be suggested.
fn is_open(reply: &Reply) -> bool {
    match reply {
        Reply::Say(message) => message.audience == Audience::Everyone,
        Reply::Suggest(_) => true,
        Reply::Later(_) | Reply::UpdateLater | Reply::Update(_) | Reply::Ask(_) => false,
    }
}

/// The command that answers a request, and who may.
fn route(request: &Request) -> Option<(&'static dyn Command, Policy)> {
    let called = |name: &str| registry::by_name(name).map(|command| (command, command.policy()));
    match request {
        Request::Call(it) => called(&it.name),
        Request::CallOn(it) => called(&it.name),
        Request::Type(it) => called(&it.name),
        Request::Press(it) => registry::by_route(&it.id.kind),
    }
}

/// Gates and lets the command answer; synchronous, from memory alone.
fn decide(app: &App, (command, policy): (&dyn Command, Policy), (ask, request): (&Ask, &Request)) -> Outcome {
    let desk = app.desk(ask.guild);
    let passed = gate::pass(policy, &ask.member, &desk.settings);
    match request {
        // A choice cannot say no in words: whoever may not ask gets nothing to choose from.
        Request::Type(_) if passed.is_err() => Ok(Step::Reply(Reply::Suggest(Vec::new()))),
        Request::Type(it) => Ok(Step::Reply(Reply::Suggest(command.suggest(&desk, ask, it)))),
        Request::Call(it) => passed.and_then(|()| command.called(&desk, ask, it)),
        Request::CallOn(it) => passed.and_then(|()| command.called_on(&desk, ask, it)),
        Request::Press(it) => passed.and_then(|()| command.pressed(&desk, ask, it)),
    }
}

/// Reads and writes, and says so if that takes longer than people wait.
async fn perform(app: &Arc<App>, Going { ask, request, step, .. }: Going) -> (Reply, Ending) {
    // In a task of its own: whoever stops waiting, be it us or the door, cancels nothing.
    let (worker, guild) = (Arc::clone(app), ask.guild);
    let mut work = app.tasks.spawn(async move { finish(&worker, guild, step).await });
    match tokio::time::timeout(PATIENCE, &mut work).await {
        Ok(Ok(done)) => done,
        Ok(Err(panic)) => (refused(app.failed(&panic)), Ending::Failed),
        Err(_) => {
            app.edit_when_done(&ask, work);
            (deferred(&request), Ending::Later)
        }
    }
}

/// How to say "later": on a panel nothing moves, elsewhere the asker alone sees "thinking…".
fn deferred(request: &Request) -> Reply {
    match request {
        Request::Press(it) if it.aside => Reply::UpdateLater,
        _ => Reply::Later(Audience::Asker),
    }
}

async fn finish(app: &App, guild: GuildId, mut step: Step) -> (Reply, Ending) {
    for _ in 0..MOST_STEPS {
        step = match step {
            Step::Reply(reply) => return (reply, Ending::Answered),
            Step::Act(act) => {
                let typed = act.typed();
                return match app.log.write_boxed(act).await {
                    Ok(answer) => (answer.reply, Ending::Answered),
                    Err(stop) => {
                        let ending = ending(&stop);
                        (refused(stopped(app, stop).handing_back(typed)), ending)
                    }
                };
            }
            Step::Read(reading) => match reading(Scope::new(app.db.clone(), guild)).await {
                Ok(next) => next,
                Err(stop) => {
                    let ending = ending(&stop);
                    return (refused(stopped(app, stop)), ending);
                }
            },
        };
    }
    let endless = Stop::Panicked("a command reads without end".to_owned());
    (refused(app.failed(&endless)), Ending::Failed)
}

fn ending(stop: &Stop) -> Ending {
    match stop {
        Stop::Refused(_) | Stop::Before => Ending::Refused,
        _ => Ending::Failed,
    }
}

/// What a member is told when an act was not done.
fn stopped(app: &App, stop: Stop) -> Refusal {
    match stop {
        Stop::Refused(refusal) => refusal,
        Stop::Busy => {
            Refusal::new("So much is going on that nothing was saved. Please try again in a minute.")
        }
        Stop::Before => Refusal::new("That is done already."),
        Stop::Changed => {
            app.metrics.contradicted();
            app.failed(&stop)
        }
        Stop::Failed(err) if matches!(*err, Error::Full(_)) => {
            tracing::error!(error = &*err as &dyn std::error::Error, "the disk is full: nothing is saved");
            Refusal::new(
                "There is no space left where I keep things; nothing was saved. The people who run me see it in their log.",
            )
        }
        // The one failure after which nobody knows: the commit may have reached the disk or not.
        Stop::Failed(err) if matches!(*err, Error::Disk(_) | Error::Unsettled(_)) => Refusal::new(format!(
            "My disk failed while I wrote this, so I cannot say whether it was saved (ref {}). Please look with `/my \
             feedback` once I am back, before you repeat it.",
            telemetry::failure(&*err, "the disk failed")
        )),
        other => app.failed(&other),
    }
}

/// What is shown in place of a reply that comes after "later" was said.
pub fn belated(reply: Reply) -> Option<Message> {
    match reply {
        Reply::Say(message) | Reply::Update(message) => Some(message),
        // Discord opens a form only as the first answer (Receiving and Responding, Interaction Callback Type).
        Reply::Ask(_) => Some(Message::aside("Opening the form took too long. Please press once more.")),
        Reply::Suggest(_) | Reply::Later(_) | Reply::UpdateLater => None,
    }
}

/// A refusal as the asker sees it, with their words handed back.
pub fn refused(refusal: Refusal) -> Reply {
    let mut message = Message::aside(refusal.why);
    message.embeds.extend(refusal.words.as_deref().map(to_copy));
    message.embeds.extend(refusal.asked.map(asked_for));
    message.rows.extend(refusal.again.map(try_again));
    Reply::Say(message)
}

fn try_again(custom_id: String) -> Row {
    Row::Buttons(vec![Button::plain("Try again", custom_id)])
}

fn panicked(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|it| (*it).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "a panic".to_owned())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use crate::domain::reply::Form;

    #[test]
    fn a_form_that_comes_too_late_says_how_to_go_on() {
        let form = Form { id: "form:1".to_owned(), title: "Form".to_owned(), inputs: Vec::new() };
        let shown = belated(Reply::Ask(form)).unwrap();
        assert_eq!(shown.text, "Opening the form took too long. Please press once more.");
        let message = Message::aside("Recorded.");
        assert_eq!(belated(Reply::Update(message.clone())), Some(message));
        assert_eq!(belated(Reply::UpdateLater), None);
    }
}
