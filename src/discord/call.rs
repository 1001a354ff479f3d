//! One call, described before it is made.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::sync::LazyLock;
use std::time::Duration;

use reqwest::{Method, Url};

use super::base::Base;
use super::body::Body;
use super::limits::Lane;
use super::token::InteractionToken;

/// One call. `route` is what may be logged; the path that is called holds ids and perhaps a token.
#[derive(Clone)]
pub(super) struct Call {
    pub(super) method: Method,
    pub(super) route: &'static str,
    pub(super) query: Vec<(&'static str, String)>,
    pub(super) body: Body,
    pub(super) credentials: Credentials,
    pub(super) haste: Option<Haste>,
    segments: Vec<String>,
    major: u64,
}

/// What proves the caller's right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Credentials {
    /// The bot's token, in a header.
    Bot,
    /// The interaction's token, in the path. The bot's token is not shown where it is not needed.
    Interaction,
}

/// Bounds of a call that is worth nothing when it comes late; they stand in for those of the client.
#[derive(Clone, Copy, Debug)]
pub(super) struct Haste {
    pub(super) timeout: Duration,
    pub(super) attempts: u32,
    pub(super) longest_wait: Duration,
}

impl Call {
    /// A call with the bot's token. Each `{}` of `route` is filled with the next of `ids`; the first of them is the
    /// call's major parameter.
    pub(super) fn new(method: Method, route: &'static str, ids: &[u64]) -> Self {
        Self {
            major: if has_major(route) { HASHER.hash_one(ids[0]) } else { 0 },
            segments: fill(route, ids.iter().map(u64::to_string)),
            method,
            route,
            query: Vec::new(),
            body: Body::Nothing,
            credentials: Credentials::Bot,
            haste: None,
        }
    }

    /// A call with an interaction's token; `route` begins with an id and the token.
    pub(super) fn with_token(method: Method, route: &'static str, id: u64, token: &InteractionToken) -> Self {
        let segments = fill(route, [id.to_string(), token.expose().to_owned()].into_iter());
        let major = HASHER.hash_one((id, token.expose()));
        Self {
            major,
            segments,
            method,
            route,
            query: Vec::new(),
            body: Body::Nothing,
            credentials: Credentials::Interaction,
            haste: None,
        }
    }

    pub(super) fn carrying(mut self, body: Body) -> Self {
        self.body = body;
        self
    }

    pub(super) fn asking(mut self, key: &'static str, value: &impl ToString) -> Self {
        self.query.push((key, value.to_string()));
        self
    }

    pub(super) fn in_haste(mut self, haste: Haste) -> Self {
        self.haste = Some(haste);
        self
    }

    /// Whether doing it twice comes to the same as doing it once.
    pub(super) fn is_repeatable(&self) -> bool {
        self.method != Method::POST
    }

    pub(super) fn url(&self, base: &Base) -> Url {
        let mut url = base.api();
        if let Ok(mut path) = url.path_segments_mut() {
            // Segment by segment: whatever a token holds stays within its own segment.
            path.extend(&self.segments);
        }
        url
    }

    pub(super) fn lane(&self) -> Lane {
        Lane {
            method: method_name(&self.method),
            route: self.route,
            major: self.major,
            counts_globally: self.credentials == Credentials::Bot,
        }
    }
}

/// Keyed anew in every process, so that a hash tells nobody the token.
static HASHER: LazyLock<RandomState> = LazyLock::new(RandomState::new);

/// Whether the first id of a route has limits of its own (Discord: Rate Limits, Top-Level Resources).
fn has_major(route: &str) -> bool {
    route.starts_with("/channels/{}") || route.starts_with("/guilds/{}")
}

fn fill(route: &'static str, mut with: impl Iterator<Item = String>) -> Vec<String> {
    let segments = route.trim_start_matches('/').split('/').map(|segment| match segment {
        "{}" => with.next().expect("a route has as many holes as ids"),
        other => other.to_owned(),
    });
    segments.collect()
}

fn method_name(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        _ => "POST",
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    fn base() -> Base {
        "http://127.0.0.1:1".parse().unwrap()
    }

    #[test]
    fn a_route_is_filled_in_order() {
        let call = Call::new(Method::GET, "/channels/{}/messages/{}", &[7, 8]);
        assert_eq!(call.url(&base()).path(), "/api/v10/channels/7/messages/8");
    }

    #[test]
    fn a_token_cannot_leave_its_segment() {
        let token = InteractionToken::from("a/../b?c#d");
        let call = Call::with_token(Method::POST, "/webhooks/{}/{}", 7, &token);
        assert_eq!(call.url(&base()).as_str(), "http://127.0.0.1:1/api/v10/webhooks/7/a%2F..%2Fb%3Fc%23d");
    }

    #[test]
    fn limits_are_kept_apart_by_channel_guild_or_webhook_only() {
        let lane = |route, ids: &[u64]| Call::new(Method::GET, route, ids).lane();
        assert_ne!(lane("/channels/{}", &[1]), lane("/channels/{}", &[2]));
        assert_ne!(lane("/guilds/{}", &[1]), lane("/guilds/{}", &[2]));
        assert_eq!(lane("/channels/{}/messages/{}", &[1, 2]), lane("/channels/{}/messages/{}", &[1, 3]));
        assert_eq!(lane("/applications/{}/commands", &[1]), lane("/applications/{}/commands", &[2]));

        let hook = |token: &str| Call::with_token(Method::POST, "/webhooks/{}/{}", 1, &token.into()).lane();
        assert_ne!(hook("a"), hook("b"));
        assert!(!hook("a").counts_globally);
    }
}
