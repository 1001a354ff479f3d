//! Makes calls: when to send, what to make of the answer, whether to try again.
//!
//! A 429 is waited out and tried again. A call that never left is tried again. A call whose answer was lost is tried
//! again only if doing it twice comes to the same; a POST is handed back as ambiguous, for its effect knows how to
//! look first. The endpoints are in the sibling modules, one file per family.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use reqwest::header::{AUTHORIZATION, HeaderValue};
use reqwest::{Client, RequestBuilder};
use serde::de::DeserializeOwned;

use super::answer::{Answer, Outcome};
use super::base::Base;
use super::breaker::{Breaker, BreakerOptions};
use super::call::{Call, Credentials};
use super::pace::Pace;
use super::signals::Signals;
use super::token::BotToken;
use super::turnstile::{TooLong, Turnstile};
use super::{Error, Lost, client};
use crate::metrics::Requests;

/// The client. Clones share connections, limits and the breaker.
#[derive(Clone)]
pub struct Rest(Arc<Shared>);

/// What a client is made of.
pub struct RestOptions {
    /// Where Discord is.
    pub base: Base,
    /// Who calls.
    pub token: BotToken,
    /// The address in the `User-Agent` that Discord asks for (Discord: API Reference, User Agent).
    pub home: String,
    /// How often one call is sent at most; at least 1.
    pub attempts: u32,
    /// The longest single wait for a limit; a longer one is handed to the caller as `TooMany`.
    pub longest_wait: Duration,
    /// How long a connection may take.
    pub connect_timeout: Duration,
    /// How long a call may take from connecting to the last byte of the answer.
    pub timeout: Duration,
    /// When to stop calling.
    pub breaker: BreakerOptions,
    /// How to wait.
    pub pace: Pace,
}

struct Shared {
    client: Client,
    base: Base,
    authorization: HeaderValue,
    attempts: u32,
    longest_wait: Duration,
    turnstile: Turnstile,
    breaker: Mutex<Breaker>,
    pace: Pace,
    /// The time at the other end when it last answered, in epoch milliseconds; 0 before.
    date: AtomicI64,
    requests: Requests,
}

impl RestOptions {
    /// The usual limits, for a base and a token.
    #[must_use]
    pub fn new(base: Base, token: BotToken) -> Self {
        Self {
            base,
            token,
            home: "https://athenaeum.example".into(),
            attempts: 4,
            longest_wait: Duration::from_secs(15),
            connect_timeout: Duration::from_secs(5),
            timeout: Duration::from_secs(20),
            breaker: BreakerOptions::default(),
            pace: Pace::real(),
        }
    }
}

impl Rest {
    /// A client that has connected to nothing yet.
    ///
    /// # Errors
    /// If the machine's TLS or the `home` of the options cannot be used.
    pub fn new(options: RestOptions) -> Result<Self, Error> {
        let client = client::build(&options).map_err(|error| Error::Unreachable(error.without_url()))?;
        let mut authorization = HeaderValue::try_from(format!("Bot {}", options.token.expose()))
            .expect("a bot token holds only visible ASCII");
        authorization.set_sensitive(true);
        Ok(Self(Arc::new(Shared {
            client,
            base: options.base,
            authorization,
            attempts: options.attempts.max(1),
            longest_wait: options.longest_wait,
            turnstile: Turnstile::default(),
            breaker: Mutex::new(Breaker::new(options.breaker)),
            pace: options.pace,
            date: AtomicI64::new(0),
            requests: Requests::default(),
        })))
    }

    /// Where this client's Discord is.
    #[must_use]
    pub fn base(&self) -> &Base {
        &self.0.base
    }

    /// The time at the other end when it last answered, in epoch milliseconds, if it ever said it.
    #[must_use]
    pub fn date(&self) -> Option<i64> {
        Some(self.0.date.load(Ordering::Relaxed)).filter(|it| *it != 0)
    }

    /// The answers so far, by status.
    #[must_use]
    pub fn requests(&self) -> Requests {
        self.0.requests.clone()
    }

    /// Makes a call and reads its answer.
    pub(super) async fn ask<T: DeserializeOwned>(&self, call: Call) -> Result<T, Error> {
        self.make(&call).await?.read()
    }

    /// Makes a call whose answer says nothing more than that it was done.
    pub(super) async fn tell(&self, call: Call) -> Result<(), Error> {
        self.make(&call).await.map(drop)
    }

    async fn make(&self, call: &Call) -> Result<Answer, Error> {
        let mut attempt = 1;
        loop {
            let error = match self.attempt(call).await {
                Ok(answer) => return Ok(answer),
                Err(error) => error,
            };
            tracing::debug!(http.method = %call.method, http.route = call.route, attempt, %error, "a call failed");
            match self.pause_after(&error, call, attempt) {
                Some(pause) => self.0.pace.wait(pause).await,
                None => return Err(error),
            }
            attempt += 1;
        }
    }

    /// How long to wait before trying again; `None` to give up.
    fn pause_after(&self, error: &Error, call: &Call, attempt: u32) -> Option<Duration> {
        if attempt >= call.haste.map_or(self.0.attempts, |haste| haste.attempts) {
            return None;
        }
        match error {
            Error::TooMany { retry_after, .. } => {
                Some(*retry_after).filter(|wait| *wait <= self.longest_wait(call))
            }
            Error::Unreachable(error) => (!error.is_builder()).then(|| backoff(attempt)),
            Error::Unanswered(Lost::Connection(_) | Lost::Status(_)) if call.is_repeatable() => {
                Some(backoff(attempt))
            }
            _ => None,
        }
    }

    async fn attempt(&self, call: &Call) -> Result<Answer, Error> {
        let lane = call.lane();
        let passage = self.0.turnstile.enter(&lane, &self.0.pace, self.longest_wait(call)).await;
        let passage =
            passage.map_err(|TooLong { wait, global }| Error::TooMany { retry_after: wait, global })?;
        // Asked after the wait: the breaker may have opened meanwhile.
        if let Some(retry_after) = self.breaker().closed_in(self.0.pace.now()) {
            return Err(Error::Breaker { retry_after });
        }
        let response = self.request(call).send().await.map_err(|error| self.unanswered(error))?;
        let signals = Signals::read(response.headers());
        if let Some(date) = signals.date {
            self.0.date.store(date, Ordering::Relaxed);
        }
        let outcome = Outcome::read(response, signals).await;
        let now = self.0.pace.now();
        passage.learn(&outcome.signals, now);
        self.note(call, &outcome, now);
        outcome.result
    }

    fn longest_wait(&self, call: &Call) -> Duration {
        call.haste.map_or(self.0.longest_wait, |haste| haste.longest_wait)
    }

    fn request(&self, call: &Call) -> RequestBuilder {
        let mut request = self.0.client.request(call.method.clone(), call.url(&self.0.base));
        if call.credentials == Credentials::Bot {
            request = request.header(AUTHORIZATION, self.0.authorization.clone());
        }
        if let Some(haste) = call.haste {
            request = request.timeout(haste.timeout);
        }
        call.body.put_into(request.query(&call.query))
    }

    fn unanswered(&self, error: reqwest::Error) -> Error {
        self.0.requests.get_or_create(&[("status", "none".to_owned())]).inc();
        unsent_or_lost(error)
    }

    fn note(&self, call: &Call, outcome: &Outcome, now: Instant) {
        self.0.requests.get_or_create(&[("status", outcome.status.to_string())]).inc();
        tracing::debug!(http.method = %call.method, http.route = call.route, http.status = outcome.status, "answered");
        if outcome.is_invalid() && self.breaker().count(now) {
            tracing::error!(
                "too many invalid calls to Discord: none is sent for some minutes, lest it bans this host"
            );
        }
    }

    fn breaker(&self) -> MutexGuard<'_, Breaker> {
        self.0.breaker.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Exponential from 250 ms, up to half as much again at random, so that many callers do not return as one.
fn backoff(attempt: u32) -> Duration {
    let base = Duration::from_millis(250) * 4_u32.saturating_pow(attempt - 1).min(64);
    let random = getrandom::u32().map_or(0.0, |random| f64::from(random) / f64::from(u32::MAX));
    base.mul_f64(1.0 + random / 2.0)
}

fn unsent_or_lost(error: reqwest::Error) -> Error {
    let error = error.without_url();
    if error.is_connect() || error.is_builder() {
        Error::Unreachable(error)
    } else {
        Error::Unanswered(Lost::Connection(error))
    }
}
