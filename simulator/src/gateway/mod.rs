//! The gateway: one task per WebSocket ("Gateway").
//!
//! The task only carries frames, in the words that `speech` agreed on. What they mean is decided in the world: `session`
//! for the protocol, `dispatch` for who hears of what.

pub mod dispatch;
pub mod faults;
mod members;
mod pace;
pub mod ready;
pub mod session;
mod shard;
pub mod speech;

use std::sync::Arc;

use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::sync::mpsc;

use crate::server::Shared;
use pace::Pace;
use session::{Frame, Line};
use speech::{Speech, Wish};

/// Milliseconds between heartbeats, as Discord usually asks.
const HEARTBEAT_MS: u64 = 41_250;
/// A frame from the client may not be longer, in bytes ("Gateway", sending events).
const FRAME_LIMIT: usize = 4096;

/// Speaks with one client until either side closes.
pub(crate) async fn converse(socket: WebSocket, shared: Arc<Shared>, wish: Wish) {
    let (mut sink, mut stream) = socket.split();
    let (sender, mut queue) = mpsc::unbounded_channel();
    let line = Line::new(sender);
    let Some(mut speech) = begin(&shared, &line, &wish).await else { return };
    let mut pace = Pace::default();
    let code = loop {
        let frame = tokio::select! {
            () = shared.stop.cancelled() => break None,
            Some(frame) = queue.recv() => frame,
            heard = stream.next() => match heard {
                Some(Ok(Message::Text(text))) => { hear(&shared, (&line, &mut pace), &text); continue }
                Some(Ok(Message::Close(frame))) => break frame.map(|frame| frame.code),
                Some(Ok(_)) => continue,
                Some(Err(_)) | None => break None,
            },
        };
        let closing = !matches!(frame, Frame::Text(_));
        let sent = match frame {
            Frame::Text(text) => sink.send(speech.say(text)).await,
            Frame::Close(code, reason) => sink.send(Message::Close(Some(close(code, reason)))).await,
            Frame::Cut => break None,
        };
        if sent.is_err() || closing {
            break None;
        }
    };
    shared.change(|world| world.hang_up(line.id, code));
}

/// Says hello, when the gate for it is open; to one who wishes for a speech that nobody here speaks, goodbye. `None` when
/// Discord stops meanwhile.
async fn begin(shared: &Shared, line: &Line, wish: &Wish) -> Option<Speech> {
    let speech = match Speech::agree(wish) {
        Ok(speech) => speech,
        Err(refused) => {
            shared.change(|world| world.journal.gateway.push(refused.why));
            line.close(refused.code, refused.reason);
            return Some(Speech::Plain);
        }
    };
    let (heartbeat, hello) = shared.change(|world| world.gateway.greeting());
    if let Some(gate) = hello {
        gate.arrived.notify_one();
        tokio::select! {
            () = gate.open.notified() => {}
            () = shared.stop.cancelled() => return None,
        }
    }
    line.send(&json!({"op": 10, "d": {"heartbeat_interval": heartbeat, "_trace": []}, "s": null, "t": null}));
    Some(speech)
}

fn hear(shared: &Shared, (line, pace): (&Line, &mut Pace), text: &str) {
    let frame = if text.len() > FRAME_LIMIT { None } else { serde_json::from_str::<Value>(text).ok() };
    shared.change(|world| match frame {
        _ if pace.is_exceeded_at(world.now()) => {
            world.journal.gateway.push("more than 120 frames within sixty seconds".to_owned());
            line.close(4008, "Rate limited.");
        }
        Some(frame) if frame["op"].is_u64() => world.hear(line, &frame),
        _ => {
            world.journal.gateway.push(format!("a frame of {} bytes that is no payload", text.len()));
            line.close(4002, "Decode error");
        }
    });
}

fn close(code: u16, reason: &'static str) -> CloseFrame {
    CloseFrame { code, reason: Utf8Bytes::from_static(reason) }
}
