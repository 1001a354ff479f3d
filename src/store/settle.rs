//! After a commit without an answer: was it saved? An error is not a "no".

use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::answers::Fresh;
use super::engine::Db;
use super::error::{Error, Result};
use super::head::Head;

/// How long the log waits for a server that went away amid a commit. Members' replies can be given for fifteen minutes.
const WAITS: Duration = Duration::from_secs(5 * 60);

/// How long until it asks again.
const PAUSE: Duration = Duration::from_millis(500);

/// Looks whether a batch was saved whose commit ended with an error; when it was, that was no error.
///
/// # Errors
/// The commit's own error when nothing was saved; [`Error::Unsettled`] when nobody can tell.
pub(super) async fn was_saved(db: &Db, answers: &[Fresh], err: Error) -> Result<()> {
    if !matches!(err, Error::Gone(_)) {
        return Err(err);
    }
    tracing::warn!(
        error = &err as &dyn std::error::Error,
        "a commit was not answered; looking whether it was saved"
    );
    let until = Instant::now() + WAITS;
    loop {
        match look(db, answers).await {
            Ok(true) => return Ok(()),
            Ok(false) => return Err(err),
            Err(Error::Gone(_) | Error::Busy(_)) if Instant::now() < until => sleep(PAUSE).await,
            Err(unknown) => return Err(Error::Unsettled(Box::new(unknown))),
        }
    }
}

/// A batch is saved whole or not at all, so one of its answers tells of all.
async fn look(db: &Db, answers: &[Fresh]) -> Result<bool> {
    let Some(first) = answers.first() else { return Ok(false) };
    let mut writer = db.writer().await;
    let mut tx = writer.begin().await?;
    // The server may still be at the commit that it did not answer: it holds the head until then.
    let (_, found) = Head::hold(&mut tx, &[(first.guild, &first.key)]).await?;
    tx.rollback().await?;
    Ok(!found.is_empty())
}
