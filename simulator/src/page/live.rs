//! The socket that a page holds: asks come in, each is answered by one `done` or `stuck`, and whatever the person sees
//! change goes out meanwhile.

use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket};
use futures_util::stream::SplitSink;
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until, timeout};

use super::asks::{self, Ask, Done};
use super::rows::Beside;
use super::sight::{Part, Sight};
use super::{Site, people};
use crate::scene::{Member, Stuck};

/// A frame of a page may not be longer, in bytes.
pub const FRAME_LIMIT: usize = 64 * 1024;
/// The frame `world` goes out at most this often: it is large, and every message changes it.
const WORLD_EVERY: Duration = Duration::from_millis(50);
/// A page that takes nothing for this long is gone.
const PATIENCE: Duration = Duration::from_secs(30);
/// Asks that one page may have under way.
const ASKS: usize = 32;

/// What a page has sent.
enum Heard {
    Open(Part),
    Ask(Ask),
}

/// An ask that is over: its number, and what came of it.
struct Outcome {
    ask: Value,
    came: Result<Done, Stuck>,
}

/// What a conversation with a page consists of.
struct Visit {
    site: Site,
    member: Member,
    sight: Sight,
    sink: SplitSink<WebSocket, Message>,
    /// When the frame `world` is to be looked at again.
    due: Option<Instant>,
    last: Option<Instant>,
    under_way: usize,
}

/// Why a conversation ends.
#[derive(Debug)]
enum End {
    /// The page is gone.
    Gone,
    /// The page is too slow to be told everything; it may come again.
    Behind,
}

/// Speaks with one page until either side closes.
pub async fn converse(socket: WebSocket, site: Site, wish: people::Wish) {
    let mut bell = site.shared.bell();
    let (sink, mut stream) = socket.split();
    let (sender, mut over) = mpsc::unbounded_channel();
    let Some((guild, user)) = site.shared.read(|world| people::chosen(world, &wish)) else { return };
    let member = Member::new(site.shared.clone(), guild, user);
    let sight = site.shared.read(|world| Sight::new(world, member.clone()));
    let stop = site.shared.stop.clone();
    let mut visit = Visit { site, member, sight, sink, due: None, last: None, under_way: 0 };
    let mut going = visit.tell().await;
    while going.is_ok() {
        let due = visit.due.unwrap_or_else(|| Instant::now() + PATIENCE);
        going = tokio::select! {
            () = stop.cancelled() => break,
            Ok(()) = bell.changed() => visit.tell().await,
            () = sleep_until(due), if visit.due.is_some() => visit.tell().await,
            Some(outcome) = over.recv() => {
                visit.under_way -= 1;
                visit.conclude(outcome).await
            }
            heard = stream.next() => match heard {
                Some(Ok(Message::Text(text))) => visit.hear(&text, &sender).await,
                Some(Ok(Message::Binary(_))) => visit.hear("", &sender).await,
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => Ok(()),
                Some(Ok(Message::Close(_)) | Err(_)) | None => Err(End::Gone),
            },
        };
    }
    visit.part(going).await;
}

impl Visit {
    /// Tells what changed; the frame `world` only if it is time for it.
    async fn tell(&mut self) -> Result<(), End> {
        let now = Instant::now();
        let next = self.last.map_or(now, |last| last + WORLD_EVERY);
        if next <= now {
            self.last = Some(now);
            self.due = None;
            let beside = Beside::of(&*self.site.host);
            let frame = self.site.shared.read(|world| self.sight.world(world, &beside));
            self.send(frame).await?;
        } else {
            self.due = Some(next);
        }
        self.tell_changes().await
    }

    async fn tell_changes(&mut self) -> Result<(), End> {
        let frames = self.site.shared.change_quietly(|world| self.sight.changes(world));
        self.send(frames.ok_or(End::Behind)?).await
    }

    /// Reads an ask and does it, at once or beside the conversation.
    async fn hear(&mut self, text: &str, over: &mpsc::UnboundedSender<Outcome>) -> Result<(), End> {
        let (number, heard) = read(text);
        let came = match heard {
            Err(stuck) => Err(stuck),
            Ok(Heard::Open(part)) => {
                let opened = self.site.shared.change_quietly(|world| self.sight.open(world, &part));
                return self.answer(number, opened).await;
            }
            Ok(Heard::Ask(ask)) if ask.is_at_once() => asks::perform(&self.site, &self.member, ask).await,
            Ok(Heard::Ask(_)) if self.under_way >= ASKS => {
                Err(Stuck("too much at once; wait for what is under way".to_owned()))
            }
            Ok(Heard::Ask(ask)) => {
                self.under_way += 1;
                let (site, member, over) = (self.site.clone(), self.member.clone(), over.clone());
                tokio::spawn(async move {
                    let came = asks::perform(&site, &member, ask).await;
                    // A page that has left does not hear of it.
                    let _ = over.send(Outcome { ask: number, came });
                });
                return Ok(());
            }
        };
        self.conclude(Outcome { ask: number, came }).await
    }

    /// Says that an ask is over, after everything that it changed.
    async fn conclude(&mut self, outcome: Outcome) -> Result<(), End> {
        self.tell_changes().await?;
        let Outcome { ask, came } = outcome;
        let came = match came {
            Ok(Done { frames, more }) => {
                self.send(frames).await?;
                Ok(more.map_or(json!({}), |(key, value)| json!({key: value})))
            }
            Err(stuck) => Err(stuck),
        };
        self.answer(ask, came).await
    }

    async fn answer(&mut self, ask: Value, came: Result<Value, Stuck>) -> Result<(), End> {
        let mut frame = match came {
            Ok(mut more) => {
                more["type"] = json!("done");
                more
            }
            Err(Stuck(why)) => json!({"type": "stuck", "why": why}),
        };
        frame["ask"] = ask;
        self.send([frame]).await
    }

    async fn send(&mut self, frames: impl IntoIterator<Item = Value>) -> Result<(), End> {
        for frame in frames {
            let sent = timeout(PATIENCE, self.sink.send(Message::text(frame.to_string()))).await;
            sent.ok().and_then(Result::ok).ok_or(End::Gone)?;
        }
        Ok(())
    }

    async fn part(mut self, end: Result<(), End>) {
        // 1001 going away, 1013 try again later ("RFC 6455", status codes).
        let (code, reason) = match end {
            Err(End::Gone) => return,
            Err(End::Behind) => (1013, "too far behind"),
            Ok(()) => (1001, "the simulator stops"),
        };
        let frame = CloseFrame { code, reason: Utf8Bytes::from_static(reason) };
        // Whether it hears of it or not, it is over.
        let _ = timeout(PATIENCE, self.sink.send(Message::Close(Some(frame)))).await;
    }
}

/// The number of an ask (`null` if it has none) and what is asked for.
fn read(text: &str) -> (Value, Result<Heard, Stuck>) {
    let Ok(frame) = serde_json::from_str::<Value>(text) else {
        return (Value::Null, Err(Stuck("this is no JSON".to_owned())));
    };
    let number = frame["ask"].as_u64().map_or(Value::Null, Value::from);
    if number.is_null() {
        return (number, Err(Stuck("every ask has a number: \"ask\"".to_owned())));
    }
    let heard = if frame["type"] == "open" {
        serde_json::from_value(frame).map(Heard::Open)
    } else {
        serde_json::from_value(frame).map(Heard::Ask)
    };
    (number, heard.map_err(|error| Stuck(format!("this cannot be asked for: {error}"))))
}
