//! What is counted for the operator, as Prometheus reads it. `docs/metrics.md` has every name.
//!
//! No label holds a guild, a person or a text: the values of each are a handful of words known at compile time, or
//! the statuses that Discord answers with.

use std::fmt::Write as _;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

/// A label and its value.
type Label = (&'static str, &'static str);

/// Answers of Discord to the bot's calls, by status; `none` for a call that was not answered.
pub type Requests = Family<[(&'static str, String); 1], Counter>;

/// Bounds of the histogram, in seconds; Discord waits 3 s.
const SECONDS: [f64; 10] = [0.001, 0.002_5, 0.005, 0.01, 0.025, 0.1, 0.5, 1.0, 2.0, 3.0];

/// How an interaction ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// With what was asked for.
    Answered,
    /// With a reason that the member can mend.
    Refused,
    /// With a reference to the log.
    Failed,
    /// With "later": what was asked for takes longer than people wait.
    Later,
    /// The answer did not reach Discord.
    Undelivered,
}

/// Why a request to the endpoint was turned away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TurnedAway {
    /// Its signature is not Discord's.
    Signature,
    /// It is signed, but its time is too far from this host's.
    Time,
    /// It is signed, but cannot be read.
    Body,
    /// It is larger than any interaction, or came too slowly.
    Size,
}

/// What is told of memory that is behind the log.
pub const BEHIND: &str = "memory is behind the log";
/// How many events a batch may bring.
const LAG: i64 = 512;
/// How long memory may stand still while the log goes on. It looks every second, and again after a look that failed.
const STILL: Duration = Duration::from_secs(5);

/// What is looked up when somebody asks.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sample {
    /// The end of the log; `None` if the database does not answer.
    pub head: Option<i64>,
    /// How far memory follows the log.
    pub followed: i64,
    /// How long it has stood there without being known to be at the log's end.
    pub stood_still: Duration,
    /// Effects that wait.
    pub planned: i64,
    /// Effects that wait for a person.
    pub parked: i64,
    /// Shards of the gateway that are connected.
    pub shards: u32,
}

impl Sample {
    /// Whether memory is further behind the log than one batch that was committed a moment ago, or behind it at all and
    /// comes no nearer.
    pub fn is_behind(&self) -> bool {
        self.lag() > LAG || self.still() >= STILL
    }

    fn lag(&self) -> i64 {
        self.head.map_or(0, |head| (head - self.followed).max(0))
    }

    /// How long memory has stood still although the log went on.
    fn still(&self) -> Duration {
        if self.lag() > 0 { self.stood_still } else { Duration::ZERO }
    }
}

/// Everything that is counted. Counting never waits.
pub struct Metrics {
    registry: Registry,
    interactions: Family<[Label; 2], Counter>,
    seconds: Family<[Label; 1], Histogram, fn() -> Histogram>,
    turned_away: Family<[Label; 1], Counter>,
    unreadable: Family<[Label; 1], Counter>,
    contradicted: Counter,
    export_rows: Counter,
    sampled: Sampled,
}

#[derive(Default)]
struct Sampled {
    database: Gauge,
    head: Gauge,
    lag: Gauge,
    still: Gauge<f64, AtomicU64>,
    effects: Family<[Label; 1], Gauge>,
    shards: Gauge,
}

impl Ending {
    const ALL: [Self; 5] = [Self::Answered, Self::Refused, Self::Failed, Self::Later, Self::Undelivered];

    fn word(self) -> &'static str {
        match self {
            Self::Answered => "answered",
            Self::Refused => "refused",
            Self::Failed => "failed",
            Self::Later => "later",
            Self::Undelivered => "undelivered",
        }
    }
}

impl TurnedAway {
    const ALL: [Self; 4] = [Self::Signature, Self::Time, Self::Body, Self::Size];

    fn word(self) -> &'static str {
        match self {
            Self::Signature => "signature",
            Self::Time => "time",
            Self::Body => "body",
            Self::Size => "size",
        }
    }
}

impl Metrics {
    /// Nothing counted yet. Everything of which the labels are known stands at zero from the start, so that a first
    /// failure is a change that an alert can see.
    pub fn new(requests: Requests, commands: &[&'static str]) -> Self {
        let mut metrics = Self {
            registry: Registry::with_prefix("athenaeum"),
            interactions: Family::default(),
            seconds: Family::new_with_constructor(|| Histogram::new(SECONDS)),
            turned_away: Family::default(),
            unreadable: Family::default(),
            contradicted: Counter::default(),
            export_rows: Counter::default(),
            sampled: Sampled::default(),
        };
        metrics.register(requests);
        for command in commands {
            drop(metrics.seconds.get_or_create(&[("command", command)]));
            for ending in Ending::ALL {
                let labels = [("command", *command), ("outcome", ending.word())];
                drop(metrics.interactions.get_or_create(&labels));
            }
        }
        for why in TurnedAway::ALL {
            drop(metrics.turned_away.get_or_create(&[("reason", why.word())]));
        }
        for kind in ["interaction", "other"] {
            drop(metrics.unreadable.get_or_create(&[("kind", kind)]));
        }
        metrics
    }

    /// An interaction came to its end, so many seconds after it had come in.
    pub fn ended(&self, command: &'static str, ending: Ending, seconds: f64) {
        self.interactions.get_or_create(&[("command", command), ("outcome", ending.word())]).inc();
        self.seconds.get_or_create(&[("command", command)]).observe(seconds);
    }

    /// A request to the endpoint was turned away.
    pub fn turned_away(&self, why: TurnedAway) {
        self.turned_away.get_or_create(&[("reason", why.word())]).inc();
    }

    /// An event came through the gateway that could not be read; its kind is Discord's name for it.
    pub fn unreadable(&self, kind: Option<&str>) {
        let kind = if kind == Some("INTERACTION_CREATE") { "interaction" } else { "other" };
        self.unreadable.get_or_create(&[("kind", kind)]).inc();
    }

    /// An act was refused: its id had come before with another content.
    pub fn contradicted(&self) {
        self.contradicted.inc();
    }

    /// So many entries went out in an export.
    pub fn exported(&self, rows: u64) {
        self.export_rows.inc_by(rows);
    }

    /// Everything, in the text format that Prometheus reads (`OpenMetrics` 1.0).
    pub fn text(&self, sample: &Sample) -> String {
        self.sampled.take(sample);
        let mut text = String::new();
        if encode(&mut text, &self.registry).is_err() {
            // Writing to a String does not fail; what a scraper makes of an empty page is an alert.
            text.clear();
            let _ = text.write_str("# EOF\n");
        }
        text
    }

    fn register(&mut self, requests: Requests) {
        let Self { registry: all, interactions, seconds, turned_away, unreadable, sampled, .. } = self;
        all.register("interactions", "Interactions by command and outcome", interactions.clone());
        all.register("interaction_seconds", "From taking an interaction to answering it", seconds.clone());
        all.register(
            "requests_turned_away",
            "Requests to the endpoint refused, by reason",
            turned_away.clone(),
        );
        all.register("unreadable_events", "Gateway events that could not be read", unreadable.clone());
        all.register("discord_requests", "Calls to Discord by the status of their answer", requests);
        let twice = "Acts refused because their id had come before with another content";
        all.register("acts_contradicted", twice, self.contradicted.clone());
        all.register("export_rows", "Entries that went out in exports", self.export_rows.clone());
        all.register("database_up", "1 while the database answers", sampled.database.clone());
        all.register("log_position", "The number of the last event", sampled.head.clone());
        all.register("follower_lag", "Events that memory has not heard of yet", sampled.lag.clone());
        let still = "Seconds for which memory has stood still although the log went on";
        all.register("follower_still_seconds", still, sampled.still.clone());
        all.register("effects", "Effects that wait, by state", sampled.effects.clone());
        all.register("gateway_shards", "Shards that are connected", sampled.shards.clone());
    }
}

impl Sampled {
    fn take(&self, sample: &Sample) {
        self.database.set(i64::from(sample.head.is_some()));
        self.shards.set(i64::from(sample.shards));
        // What a database that does not answer would say stays as it was.
        let Some(head) = sample.head else { return };
        self.head.set(head);
        self.lag.set(sample.lag());
        self.still.set(sample.still().as_secs_f64());
        for (state, count) in [("planned", sample.planned), ("parked", sample.parked)] {
            self.effects.get_or_create(&[("state", state)]).set(count);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_known_stands_at_zero_and_counts_from_there() {
        let metrics = Metrics::new(Requests::default(), &["resource"]);
        let before = metrics.text(&Sample::default());
        assert!(before.contains("athenaeum_interactions_total{command=\"resource\",outcome=\"failed\"} 0"));
        assert!(before.contains("athenaeum_database_up 0"), "{before}");
        metrics.ended("resource", Ending::Failed, 0.002);
        metrics.unreadable(Some("INTERACTION_CREATE"));
        metrics.unreadable(Some("SOMETHING_NEW"));
        metrics.exported(3);
        let sample = Sample { head: Some(9), followed: 7, planned: 2, ..Sample::default() };
        let after = metrics.text(&sample);
        for line in [
            "athenaeum_interactions_total{command=\"resource\",outcome=\"failed\"} 1",
            "athenaeum_interaction_seconds_bucket{le=\"0.0025\",command=\"resource\"} 1",
            "athenaeum_unreadable_events_total{kind=\"other\"} 1",
            "athenaeum_export_rows_total 3",
            "athenaeum_follower_lag 2",
            "athenaeum_effects{state=\"planned\"} 2",
        ] {
            assert!(after.contains(line), "no {line} in\n{after}");
        }
    }

    #[test]
    fn who_stands_still_while_the_log_goes_on_is_behind_however_little_that_is() {
        let sample = |lag: i64, seconds: u64| Sample {
            head: Some(1_000),
            followed: 1_000 - lag,
            stood_still: Duration::from_secs(seconds),
            ..Sample::default()
        };
        assert!(!sample(512, 1).is_behind(), "one batch, just now");
        assert!(sample(513, 0).is_behind());
        assert!(sample(1, 5).is_behind(), "nothing comes any more");
        assert!(!sample(0, 3_600).is_behind(), "there is nothing to come");
        assert!(
            !Sample { head: None, ..sample(9, 9) }.is_behind(),
            "the database does not answer, which is told"
        );
    }
}
