//! Writes an export and puts it in place of "thinking…".
//!
//! The file is finished before the first byte travels: the database is read at its own pace, whatever the network's.
//! Sending it again replaces it, so that an attempt whose answer was lost leaves one file.

mod words;

use std::io::{self, Read as _};
use std::sync::Arc;

use tokio_util::bytes::Bytes;

use crate::app::App;
use crate::discord::{self, Code, File};
use crate::domain::decision::{Act, Decision, Happening, Key, Moment};
use crate::domain::effect::{Effect, ReplyTo, SendExport};
use crate::domain::export::ExportMade;
use crate::domain::ids::{EffectId, GuildId};
use crate::domain::refusal::Refusal;
use crate::domain::reply::Message;
use crate::domain::state::State;
use crate::export::{self, Export, Spool, Written};
use crate::interactions::render;
use crate::store::Stop;
use crate::store::exported::Counted;
use crate::store::outbox::{Leased, Outcome};
use crate::store::scope::Scope;

use super::Outcomes;
use super::edit_reply::{after, edit};

/// How long an export waits when others have taken all places, in milliseconds.
const NO_PLACE_AGAIN_AFTER: i64 = 1_000;

/// How long to wait before an export is sent and recorded again, in milliseconds.
const RECORD_AGAIN_AFTER: i64 = 5_000;

pub(super) async fn perform(app: &Arc<App>, group: &[Leased]) -> Outcomes {
    let mut outcomes = Vec::with_capacity(group.len());
    for effect in group {
        let outcome = match (&effect.effect, &effect.reply_to) {
            (Effect::SendExport(asked), Some(to)) => export(app, effect, (asked, to)).await,
            // Without a token there is nobody left to hand the file to.
            _ => Outcome::Done,
        };
        outcomes.push((effect.id, outcome));
    }
    outcomes
}

async fn export(app: &Arc<App>, effect: &Leased, (asked, to): (&SendExport, &ReplyTo)) -> Outcome {
    // Not waited for: a lease that runs out while its holder waits would be taken by another.
    let Ok(_place) = app.exports.try_acquire() else {
        return Outcome::Later(app.clock.now() + NO_PLACE_AGAIN_AFTER);
    };
    let Written { counted, guarded, out: content } = match write(app, effect.guild, asked).await {
        Ok(written) => written,
        Err(export::Error::Write(err)) if err.kind() == io::ErrorKind::FileTooLarge => {
            return edit(app, effect, to, &words::too_large(effect.guild, asked)).await;
        }
        Err(err) => return edit(app, effect, to, &Message::aside(app.unsaid(&err))).await,
    };
    if counted.given == 0 {
        return match edit(app, effect, to, &words::nothing(asked, counted)).await {
            Outcome::Done => record(app, effect, asked, counted).await,
            other => other,
        };
    }
    match send(app, to, words::sent(asked, counted, guarded), file(app, asked, content)).await {
        Ok(()) => record(app, effect, asked, counted).await,
        Err(err) if matches!(err.code(), Some(Code::TOO_LARGE | Code::FILE_TOO_LARGE)) => {
            edit(app, effect, to, &words::too_large(effect.guild, asked)).await
        }
        // Nothing but a person's mending helps: the asker is not left waiting for it.
        Err(err @ discord::Error::Refused { .. }) if !is_about_the_reply(&err) => {
            edit(app, effect, to, &Message::aside(app.unsaid(&err))).await
        }
        Err(err) => after(app, effect, Err(err)),
    }
}

/// Whether a refusal is of the reply itself, which another edit would meet as well.
fn is_about_the_reply(err: &discord::Error) -> bool {
    let of_the_reply = [
        Code::UNKNOWN_WEBHOOK,
        Code::UNKNOWN_INTERACTION,
        Code::UNKNOWN_MESSAGE,
        Code::INVALID_WEBHOOK_TOKEN,
    ];
    err.code().is_some_and(|it| of_the_reply.contains(&it))
}

/// Writes the whole file and reads it back; nothing is larger than what Discord takes.
async fn write(app: &App, guild: GuildId, asked: &SendExport) -> Result<Written<Bytes>, export::Error> {
    let scope = Scope::new(app.db.clone(), guild);
    let library = app.views.catalogue();
    let export = Export { scope: &scope, query: &asked.query, library: &library };
    let Written { counted, guarded, out } =
        export::to_writer(&export, Spool::new(asked.most_bytes)?, |_| {}).await?;
    let mut content = Vec::new();
    out.into_file()?.read_to_end(&mut content)?;
    Ok(Written { counted, guarded, out: content.into() })
}

fn file(app: &App, asked: &SendExport, content: Bytes) -> File {
    let today = chrono::DateTime::from_timestamp_millis(app.clock.now()).unwrap_or_default().date_naive();
    File { name: format!("feedback-{today}.{}", asked.query.format.name()), content }
}

async fn send(app: &App, to: &ReplyTo, message: Message, file: File) -> Result<(), discord::Error> {
    app.answered.wait(to.interaction).await;
    let mut body = render::edit(&message)
        .map_err(|_| discord::Error::Unfit("the words beside an export are too long"))?;
    // Named in full: what an earlier attempt left there goes (Discord: API Reference, Editing Message Attachments).
    body["attachments"] = serde_json::json!([{ "id": 0, "filename": file.name }]);
    let to = app.reply_to(to.interaction, &to.token);
    app.rest.edit_original(&to, &body, vec![file]).await.map(|_| ())
}

/// Remembers who took what. Until that lasts, the effect does: it is sent again rather than forgotten.
async fn record(app: &App, effect: &Leased, asked: &SendExport, counted: Counted) -> Outcome {
    let act =
        RecordExport { effect: effect.id, guild: effect.guild, asked: asked.clone(), rows: counted.given };
    match app.log.write(act).await {
        Ok(_) | Err(Stop::Before) => {
            app.metrics.exported(counted.given);
            Outcome::Done
        }
        Err(stop) => {
            tracing::warn!(error = &stop as &dyn std::error::Error, "an export could not be recorded");
            Outcome::Later(app.clock.now() + RECORD_AGAIN_AFTER)
        }
    }
}

struct RecordExport {
    effect: EffectId,
    guild: GuildId,
    asked: SendExport,
    rows: u64,
}

impl Act for RecordExport {
    fn guild(&self) -> GuildId {
        self.guild
    }

    fn key(&self) -> Key {
        // The same for every attempt: an export is one event, however often it had to be sent.
        Key::result(self.effect, 0)
    }

    fn fingerprint(&self) -> String {
        "export made".to_owned()
    }

    fn decide(&self, _state: &State, _moment: &Moment) -> Result<Decision, Refusal> {
        let made = ExportMade { query: self.asked.query.clone(), rows: self.rows };
        let mut decision = Decision::quiet().then(Happening::by(self.asked.actor, made));
        decision.settled.push(self.effect);
        Ok(decision)
    }
}
