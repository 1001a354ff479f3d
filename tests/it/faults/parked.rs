//! Ten thousand wishes before one closed door: one notice, a few calls an hour, and all of them granted once it is open.

use std::time::Duration;

use athenaeum::domain::decision::{Act, Decision, Key, Moment as Now};
use athenaeum::domain::effect::{Asker, Discuss, Effect, Planned};
use athenaeum::domain::ids::{ChannelId, GuildId, ResourceKey, UserId};
use athenaeum::domain::refusal::Refusal;
use athenaeum::domain::state::State;
use athenaeum::store::outbox;
use discord_simulator::permissions::SEND_MESSAGES;

use crate::stories::eventually::until;
use crate::support::Room;

const WISHES: usize = 10_000;
const HOUR: Duration = Duration::from_secs(60 * 60);

/// So many wishes for discussions in a channel, of one work after the other.
struct Wishes {
    guild: GuildId,
    channel: ChannelId,
    works: Vec<ResourceKey>,
}

impl Act for Wishes {
    fn guild(&self) -> GuildId {
        self.guild
    }

    fn key(&self) -> Key {
        Key::interaction(1)
    }

    fn fingerprint(&self) -> String {
        String::new()
    }

    fn decide(&self, _state: &State, _now: &Now) -> Result<Decision, Refusal> {
        let mut decision = Decision::quiet();
        for (n, resource) in (1..=WISHES).zip(self.works.iter().cycle()) {
            let asker = Asker { user: UserId::new(n as u64), roles: Vec::new(), moderator: false };
            let (resource, order) = (resource.clone(), format!("discuss:{}:{}", self.guild, resource.slug));
            let asked_in = self.channel;
            let effect =
                Effect::Discuss(Discuss { resource, set: Some(asked_in), asked_in, asker, anew: false });
            decision.effects.push(Planned { effect, order, reply_to: None });
        }
        Ok(decision)
    }
}

async fn in_state(room: &Room, state: &str) -> i64 {
    let mut tx = room.bot.app.db.read().await.unwrap();
    let states = outbox::by_state(&mut tx).await.unwrap();
    states.iter().find(|(it, _)| it == state).map_or(0, |(_, count)| *count)
}

#[tokio::test]
async fn ten_thousand_wishes_before_a_closed_door_are_one_notice_and_all_granted_when_it_opens() {
    let mut room = Room::open().await;
    room.bot.expect_logged(
        "no discussion can be opened in this channel until the bot is given what it lacks there",
    );
    let attic = room.guild.text_channel("attic");
    room.guild.text_channel("mods");
    room.guild.updates_channel("mods");
    room.guild.overwrite("attic", "Athenaeum", 0, SEND_MESSAGES);
    let catalogue = room.bot.views().catalogue();
    let works: Vec<_> = catalogue.iter().map(|it| ResourceKey::shared(it.slug.clone())).collect();
    let count = works.len();
    let (guild, channel) = (GuildId::new(room.guild.id().0), ChannelId::new(attic.0));
    let app = std::sync::Arc::clone(&room.bot.app);
    let before = room.discord.calls().len();
    app.log.write(Wishes { guild, channel, works }).await.unwrap();
    let all = i64::try_from(WISHES).unwrap();
    until("all wait", async || in_state(&room, "parked").await == all).await;
    let first = room.discord.calls().len() - before;
    assert!(first <= 10 * count, "{first} calls for {count} works");

    let before = room.discord.calls().len();
    for half_hour in 0..48 {
        room.advance(HOUR / 2);
        // As a role does whose colour changes.
        room.guild.overwrite("attic", "@everyone", 0, half_hour % 2);
        app.log.promised().notify_waiters();
        let due = async || outbox::next_due(&app.db).await.unwrap() > Some(app.clock.now());
        until("it was looked at", due).await;
    }
    let told = room.mo.sees("mods");
    assert_eq!(told.matches("For moderators").count(), 1, "{told}");
    assert!(told.contains("10000 wishes are waiting"), "{told}");
    let calls = room.discord.calls().len() - before;
    assert!(calls <= 48 * 6 + 10, "{calls} calls in a day and a night");

    room.advance(HOUR);
    room.guild.overwrite("attic", "Athenaeum", 0, 0);
    app.log.promised().notify_waiters();
    until("all are granted", async || in_state(&room, "parked").await == 0).await;
    until("all are done", async || in_state(&room, "planned").await <= 1).await;
    assert_eq!(room.guild.threads().len(), count);
    let told = room.mo.sees("mods");
    assert_eq!(told.matches("For moderators").count(), 1, "{told}");
    room.guild.threads().iter().for_each(|it| drop(it.text()));
    room.ann.sees("attic");
    drop(app);
    room.close().await;
}
