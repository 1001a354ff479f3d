//! Channels in which the bot has just found that it may not open anything. Whoever asks meanwhile is told so from memory:
//! a crowd before a closed door knocks twice a minute, not once each.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serenity::model::Permissions;

use crate::domain::ids::ChannelId;

/// Two looks may begin within this time, in milliseconds: a moderator who mends something and asks again is not told
/// what was true before.
const TWO_LOOKS_WITHIN: i64 = 60_000;
/// How often operators hear of one door, in milliseconds.
const TOLD_EVERY: i64 = 60 * 60_000;

/// The closed doors.
#[derive(Default)]
pub struct Doors(Mutex<HashMap<ChannelId, Closed>>);

/// What was found at one.
struct Closed {
    missing: Permissions,
    last: i64,
    before: i64,
    told: Option<i64>,
}

impl Doors {
    /// What the bot lacks in a channel, if that was looked at often enough just now.
    pub fn lacking(&self, channel: ChannelId, now: i64) -> Option<Permissions> {
        let doors = self.lock();
        let door = doors.get(&channel)?;
        (now - door.before < TWO_LOOKS_WITHIN).then_some(door.missing)
    }

    /// What the bot lacks in a channel, if that was looked at since an instant.
    pub fn seen_since(&self, channel: ChannelId, since: i64) -> Option<Permissions> {
        let doors = self.lock();
        doors.get(&channel).filter(|it| it.last >= since).map(|it| it.missing)
    }

    /// Notes that the bot lacks something in a channel; whether operators should hear of it now.
    pub fn closed(&self, channel: ChannelId, missing: Permissions, now: i64) -> bool {
        let mut doors = self.lock();
        doors.retain(|_, it| now - it.last < TOLD_EVERY);
        let door = doors.entry(channel).or_insert(Closed {
            missing,
            last: i64::MIN / 2,
            before: i64::MIN / 2,
            told: None,
        });
        door.before = door.last;
        door.last = now;
        door.missing = missing;
        let is_shut = now - door.before < TWO_LOOKS_WITHIN;
        let is_due = is_shut && door.told.is_none_or(|it| now - it >= TOLD_EVERY);
        if is_due {
            door.told = Some(now);
        }
        is_due
    }

    /// Notes that the bot may open things in a channel.
    pub fn open(&self, channel: ChannelId) {
        self.lock().remove(&channel);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<ChannelId, Closed>> {
        // Doors are noted whole: a panic elsewhere leaves none of them half noted.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: i64 = 60_000;
    const DOOR: ChannelId = ChannelId::new(5);

    #[test]
    fn two_looks_a_minute_and_no_more() {
        let doors = Doors::default();
        let mut looks = 0;
        for second in 0..600 {
            let now = second * 1_000;
            if doors.lacking(DOOR, now).is_none() {
                looks += 1;
                doors.closed(DOOR, Permissions::SEND_MESSAGES, now);
            }
            assert_eq!(doors.lacking(ChannelId::new(6), now), None, "other channels are as they were");
        }
        assert_eq!(looks, 20);
    }

    #[test]
    fn operators_hear_of_a_door_once_an_hour() {
        let doors = Doors::default();
        let told = (0..180).filter(|it| doors.closed(DOOR, Permissions::empty(), it * MINUTE / 2)).count();
        assert_eq!(told, 2, "an hour and a half");
    }

    #[test]
    fn a_door_that_opens_is_forgotten() {
        let doors = Doors::default();
        doors.closed(DOOR, Permissions::empty(), 0);
        doors.closed(DOOR, Permissions::empty(), 1);
        assert!(doors.lacking(DOOR, 2).is_some());
        doors.open(DOOR);
        assert_eq!(doors.lacking(DOOR, 2), None);
    }
}
