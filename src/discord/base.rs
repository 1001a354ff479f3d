//! Where Discord is: the address that every call and the search for the gateway go to.

use std::fmt;
use std::str::FromStr;

use reqwest::Url;

/// The version of the API that the bot speaks (Discord: API Reference, API Versioning).
const API: &str = "/api/v10";

/// The address of Discord, of the simulator, or of a REST proxy; `/api/v10` is appended to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Base {
    url: Url,
}

/// Why a text cannot be the address.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum BadBase {
    /// Not a URL, or one without a host.
    #[error("it is not an address such as https://discord.com or http://127.0.0.1:3001")]
    NotAnAddress,
    /// Neither http nor https.
    #[error("it must begin with https:// or http://")]
    Scheme,
    /// A user name, a query or a fragment.
    #[error("it may hold a scheme, a host, a port and a path, nothing else")]
    Extra,
    /// Discord over plain http, which would send the token unprotected.
    #[error("Discord itself is reached over https only; plain http would show the bot token to the network")]
    PlainDiscord,
}

impl Base {
    /// Discord itself.
    ///
    /// # Panics
    /// Never: the address is a constant.
    #[must_use]
    pub fn discord() -> Self {
        "https://discord.com".parse().expect("the address of Discord is well formed")
    }

    /// Whether this is Discord itself rather than something that stands in for it.
    #[must_use]
    pub fn is_discord(&self) -> bool {
        self.url.host_str().is_some_and(is_discord_host)
    }

    /// Whether the address names this machine by number, so that reaching it needs no name look-up and leaves
    /// nothing to the network. `localhost` is a name and does not count.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        match self.url.host_str() {
            Some(host) => host
                .trim_start_matches('[')
                .trim_end_matches(']')
                .parse()
                .is_ok_and(|address: std::net::IpAddr| address.is_loopback()),
            None => false,
        }
    }

    /// The address that the paths of calls are appended to.
    pub(super) fn api(&self) -> Url {
        let mut url = self.url.clone();
        let prefix = url.path().trim_end_matches('/').to_owned();
        url.set_path(&format!("{prefix}{API}"));
        url
    }
}

impl FromStr for Base {
    type Err = BadBase;

    /// Reads `DISCORD_API_URL`. Plain http is taken for every host but Discord's: a simulator or a REST proxy is
    /// commonly a neighbour without a certificate, and which network it stands in is the operator's knowledge.
    fn from_str(raw: &str) -> Result<Self, BadBase> {
        let mut url = Url::parse(raw.trim()).map_err(|_| BadBase::NotAnAddress)?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(BadBase::Scheme);
        }
        let host = url.host_str().ok_or(BadBase::NotAnAddress)?;
        if url.scheme() == "http" && is_discord_host(host) {
            return Err(BadBase::PlainDiscord);
        }
        let has_user = !url.username().is_empty() || url.password().is_some();
        if has_user || url.query().is_some() || url.fragment().is_some() {
            return Err(BadBase::Extra);
        }
        let path = url.path().trim_end_matches('/').to_owned();
        url.set_path(path.strip_suffix(API).unwrap_or(&path));
        Ok(Self { url })
    }
}

impl fmt::Display for Base {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.url.as_str().trim_end_matches('/'))
    }
}

fn is_discord_host(host: &str) -> bool {
    let host = host.trim_end_matches('.');
    ["discord.com", "discordapp.com"]
        .iter()
        .any(|known| host == *known || host.strip_suffix(known).is_some_and(|sub| sub.ends_with('.')))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    fn base(raw: &str) -> Base {
        raw.parse().unwrap()
    }

    #[test]
    fn every_call_goes_below_the_versioned_path() {
        for (raw, called) in [
            ("https://discord.com", "https://discord.com/api/v10"),
            ("https://discord.com/", "https://discord.com/api/v10"),
            ("https://discord.com/api/v10", "https://discord.com/api/v10"),
            (" http://127.0.0.1:3001\n", "http://127.0.0.1:3001/api/v10"),
            ("http://proxy.example/discord/", "http://proxy.example/discord/api/v10"),
        ] {
            assert_eq!(base(raw).api().as_str(), called);
        }
    }

    #[test]
    fn discord_is_told_from_what_stands_in_for_it() {
        assert!(Base::discord().is_discord());
        assert!(base("https://canary.discord.com").is_discord());
        assert!(!base("https://notdiscord.com").is_discord());
        assert!(!base("http://127.0.0.1:3001").is_discord());
    }

    #[test]
    fn only_a_numbered_address_is_loopback() {
        assert!(base("http://127.0.0.1:3001").is_loopback());
        assert!(base("http://[::1]:3001").is_loopback());
        assert!(!base("http://localhost:3001").is_loopback());
        assert!(!base("http://10.0.0.1").is_loopback());
    }

    #[test]
    fn an_address_that_would_mislead_is_refused() {
        for (raw, why) in [
            ("discord.com", BadBase::NotAnAddress),
            ("", BadBase::NotAnAddress),
            ("ftp://127.0.0.1", BadBase::Scheme),
            ("http://discord.com", BadBase::PlainDiscord),
            ("http://discord.com.", BadBase::PlainDiscord),
            ("http://me:secret@127.0.0.1", BadBase::Extra),
            ("http://127.0.0.1?a=b", BadBase::Extra),
            ("http://127.0.0.1/#a", BadBase::Extra),
        ] {
            assert_eq!(raw.parse::<Base>().unwrap_err(), why, "{raw}");
        }
    }
}
