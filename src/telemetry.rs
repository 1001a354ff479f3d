//! The log: what is written, where, and what never is.
//!
//! Our own lines follow the operator's filter. Those of libraries are capped in code, below whatever the filter says:
//! serenity prints payloads, tokens included, at its lower levels, and the WebSocket library prints the token that
//! opens the session. Nothing bridges the `log` crate, so libraries that write to it are not heard at all.

use std::error::Error;
use std::fmt;
use std::io::{self, IsTerminal};

use tracing::level_filters::LevelFilter;
use tracing::{Dispatch, Metadata};
use tracing_subscriber::filter::FilterExt;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::{EnvFilter, Layer, Registry, filter};

/// Where the filter is looked for, in this order.
const VARIABLES: [&str; 2] = ["ATHENAEUM_LOG", "RUST_LOG"];
/// What is logged if nobody asks for anything else.
const USUAL: &str = "info";
/// Crates of this repository: no cap.
const OWN: [&str; 2] = ["athenaeum", "discord_simulator"];
/// What libraries may say at most; the first that fits counts, and all others may warn. serenity's shards and its
/// WebSocket print what they could not read, readers' words included, as warnings.
const CAPS: [(&str, LevelFilter); 4] = [
    ("serenity::gateway::ws", LevelFilter::ERROR),
    ("serenity::gateway::shard", LevelFilter::ERROR),
    ("tungstenite", LevelFilter::OFF),
    ("tokio_tungstenite", LevelFilter::OFF),
];

/// A filter that cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("the log filter in {variable} cannot be read; write for example info, or athenaeum=debug")]
pub struct BadFilter {
    variable: &'static str,
    #[source]
    why: filter::ParseError,
}

/// What a member is told of a failure, and the operator finds in the log: `ref 7f3a`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reference(u16);

/// Logs to stderr from now on, for the whole process: what `ATHENAEUM_LOG` asks for, else `RUST_LOG`, else `info`.
/// In colour on a terminal unless `NO_COLOR` is set.
///
/// # Errors
/// If the filter cannot be read.
pub fn start() -> Result<(), BadFilter> {
    let colour =
        io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    let log = subscriber(|variable| std::env::var(variable).ok(), colour, io::stderr)?;
    // A second start in one process keeps the first subscriber.
    let _ = tracing::dispatcher::set_global_default(log);
    Ok(())
}

/// The subscriber that `start` makes the process's own, writing to `writer`.
///
/// # Errors
/// If the filter cannot be read.
pub fn subscriber<W>(
    environment: impl Fn(&str) -> Option<String>,
    colour: bool,
    writer: W,
) -> Result<Dispatch, BadFilter>
where
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    let asked = asked(environment)?;
    let lines = tracing_subscriber::fmt::layer()
        .with_ansi(colour)
        .with_writer(writer)
        .with_filter(asked.and(filter::filter_fn(is_allowed)));
    Ok(Dispatch::new(Registry::default().with(lines)))
}

/// Logs a failure with all its causes, once, and returns what to tell whoever waited. `doing` says what failed, in
/// words that hold nothing personal.
pub fn failure(error: &(dyn Error + 'static), doing: &'static str) -> Reference {
    let reference = Reference::new();
    tracing::error!(%reference, error = %WithCauses(error), "{doing}");
    reference
}

impl Reference {
    /// One at random: references are looked up within a log, not collected.
    #[must_use]
    pub fn new() -> Self {
        Self(getrandom::u32().map_or(0, |random| (random & 0xffff) as u16))
    }
}

impl Default for Reference {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04x}", self.0)
    }
}

/// An error with its causes, each of which says its own part only.
pub struct WithCauses<'a>(pub &'a (dyn Error + 'static));

impl fmt::Display for WithCauses<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)?;
        let mut cause = self.0.source();
        while let Some(error) = cause {
            write!(f, ": {error}")?;
            cause = error.source();
        }
        Ok(())
    }
}

fn asked(environment: impl Fn(&str) -> Option<String>) -> Result<EnvFilter, BadFilter> {
    let set = VARIABLES.into_iter().find_map(|variable| {
        let value = environment(variable).filter(|value| !value.trim().is_empty())?;
        Some((variable, value))
    });
    let (variable, value) = set.unwrap_or((VARIABLES[0], USUAL.into()));
    EnvFilter::builder().parse(value).map_err(|why| BadFilter { variable, why })
}

fn is_allowed(metadata: &Metadata<'_>) -> bool {
    let target = metadata.target();
    OWN.iter().any(|own| is_within(target, own)) || *metadata.level() <= cap(target)
}

fn cap(target: &str) -> LevelFilter {
    CAPS.iter().find(|(of, _)| is_within(target, of)).map_or(LevelFilter::WARN, |(_, cap)| *cap)
}

fn is_within(target: &str, module: &str) -> bool {
    target.strip_prefix(module).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

#[cfg(test)]
pub(crate) mod capture;
#[cfg(test)]
mod tests;
