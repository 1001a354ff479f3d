//! Puts a message in place of "thinking…", for every effect that ends so. Repeatable.

use std::sync::Arc;

use crate::app::App;
use crate::discord::{Code, Error, InteractionRef};
use crate::domain::effect::ReplyTo;
use crate::domain::reply::Message;
use crate::interactions::render;
use crate::store::outbox::{Leased, Outcome};

/// How long Discord takes an interaction's token, in milliseconds (Discord: Receiving and Responding).
pub const TOKEN_LIVES: i64 = 15 * 60 * 1_000;

/// How long to wait before the second try, in milliseconds; before each further one twice as long, up to a minute. Of an
/// answer that Discord never took there is nothing to edit, and too many calls in vain are punished (Discord: Rate Limits,
/// Invalid Request Limit).
const AGAIN_AFTER: i64 = 2_000;
const AGAIN_WITHIN: i64 = 60_000;

/// Edits the reply that an effect belongs to.
pub(super) async fn edit(app: &Arc<App>, effect: &Leased, to: &ReplyTo, message: &Message) -> Outcome {
    app.answered.wait(to.interaction).await;
    let body = match render::edit(message) {
        Ok(body) => body,
        Err(err) => return Outcome::Parked(err.to_string()),
    };
    let to = app.reply_to(to.interaction, &to.token);
    match app.rest.edit_original(&to, &body, Vec::new()).await {
        Err(err) if is_unfit(&err) => apologise(app, effect, &to, &err).await,
        sent => after(app, effect, sent.map(|_| ())),
    }
}

/// Whether Discord objects to what was said, not to where or when.
fn is_unfit(err: &Error) -> bool {
    matches!(err, Error::Refused { status: 400, .. })
}

/// Tells the asker that it did not work: what Discord refuses once it refuses again, but "thinking…" must not stay.
async fn apologise(app: &Arc<App>, effect: &Leased, to: &InteractionRef, err: &Error) -> Outcome {
    let sorry = Message::aside(app.unsaid(err));
    let body = match render::edit(&sorry) {
        Ok(body) => body,
        Err(overflow) => return Outcome::Parked(overflow.to_string()),
    };
    after(app, effect, app.rest.edit_original(to, &body, Vec::new()).await.map(|_| ()))
}

/// What an attempt to reach the asker means for the effect.
pub(super) fn after(app: &Arc<App>, effect: &Leased, sent: Result<(), Error>) -> Outcome {
    let Err(err) = sent else { return Outcome::Done };
    let over = app.clock.now() - effect.planned_at >= TOKEN_LIVES;
    match err.code() {
        // The token is dead, or the reply was deleted: nobody waits any more.
        Some(Code::INVALID_WEBHOOK_TOKEN | Code::UNKNOWN_MESSAGE) => Outcome::Done,
        _ if over => Outcome::Done,
        Some(code) if code != Code::UNKNOWN_WEBHOOK => Outcome::Parked(err.to_string()),
        _ => {
            let asked = err.retry_after().map_or(0, |it| it.as_millis().try_into().unwrap_or(AGAIN_WITHIN));
            Outcome::Later(app.clock.now() + asked.max(wait(effect.attempt)))
        }
    }
}

/// How long to wait after so many attempts, in milliseconds.
fn wait(attempts: i64) -> i64 {
    (AGAIN_AFTER << (attempts.clamp(1, 10) - 1)).min(AGAIN_WITHIN)
}
