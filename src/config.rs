//! The configuration file: what an operator says about the community. Everything has a default; unknown keys are
//! errors, with all other mistakes of the file told in one run; secrets come from the environment and never stand in it.

#[cfg(test)]
mod tests;

use std::fmt::Display;
use std::net::SocketAddr;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::library::diagnostic::Diagnostic;
use crate::library::fields::{Document, Fields};
use crate::library::source::{Source, SourceFile};
use crate::transport::gateway::Shards;
use crate::transport::http::PublicKey;

/// The whole file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// What the cards say about the community.
    pub library: Community,
    /// The HTTP door.
    pub http: Http,
    /// The gateway.
    pub gateway: Gateway,
}

/// The HTTP door: health, metrics and, with a key, Discord's signed interactions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Http {
    /// The address and port to listen on.
    pub listen: Option<SocketAddr>,
    /// The application's public key.
    pub public_key: Option<PublicKey>,
}

/// The gateway.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Gateway {
    /// Which shards this process keeps; all, if nothing is said.
    pub shards: Option<Shards>,
}

/// Whose library it is: the footer of every card, and where people can go from Discord.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Community {
    /// The library's name, at most 100 UTF-16 code units.
    pub name: Option<String>,
    /// Who keeps it, at most 100 UTF-16 code units.
    pub by: Option<String>,
    /// The address of its website, http or https.
    pub site: Option<String>,
    /// The address at which people join the community, http or https.
    pub invite: Option<String>,
}

/// The file with every key, its default and a sentence about it.
pub const EXAMPLE: &str = include_str!("../config/athenaeum.example.toml");

const TABLES: [&str; 3] = ["library", "http", "gateway"];
const LIBRARY_KEYS: [&str; 4] = ["name", "by", "site", "invite"];
const HTTP_KEYS: [&str; 2] = ["listen", "public_key"];
const GATEWAY_KEYS: [&str; 1] = ["shards"];
/// Together they are a footer of 2,048 at most (Discord: Message Resource, Embed Limits), and one that a phone shows.
const NAME_MAX: usize = 100;
/// Characters in a line of a card on a phone.
const PHONE_LINE: usize = 38;

impl Config {
    /// Reads the file.
    ///
    /// # Errors
    /// All its mistakes.
    pub fn parse(file: &SourceFile) -> Result<Self, Vec<Diagnostic>> {
        let mut source = Source::decode(file);
        let text = source.text().to_owned();
        let document = Document::parse(&text, 0, &mut source);
        let mut fields = document.fields(&mut source, 0..0);
        fields.only(&TABLES);
        let library = fields.table("library").map(|table| Community::read(&mut fields.inner(&table)));
        let http = fields.table("http").map(|table| Http::read(&mut fields.inner(&table)));
        let gateway = fields.table("gateway").map(|table| Gateway::read(&mut fields.inner(&table)));
        let config = Self {
            library: library.unwrap_or_default(),
            http: http.unwrap_or_default(),
            gateway: gateway.unwrap_or_default(),
        };
        if source.has_errors() { Err(source.into_diagnostics()) } else { Ok(config) }
    }
}

impl Community {
    /// One line under a card: `Name · by Who · site · invite`; `None` when nothing was said.
    pub fn footer(&self) -> Option<String> {
        let by = self.by.as_ref().map(|it| format!("by {it}"));
        let [site, invite] = [&self.site, &self.invite].map(|it| it.as_deref().and_then(spoken));
        let parts: Vec<String> = [self.name.clone(), by, site, invite].into_iter().flatten().collect();
        (!parts.is_empty()).then(|| parts.join(" · "))
    }

    fn read(fields: &mut Fields<'_, '_>) -> Self {
        fields.only(&LIBRARY_KEYS);
        Self {
            name: fields.line("name", NAME_MAX).map(|it| it.value),
            by: fields.line("by", NAME_MAX).map(|it| it.value),
            site: fields.address("site").map(|it| it.value),
            invite: fields.address("invite").map(|it| it.value),
        }
    }
}

/// An address as people say it, for Discord makes no link of it there. One that takes more than a line of a phone is left
/// to the buttons of `/help`.
fn spoken(address: &str) -> Option<String> {
    let bare = address.split_once("://").map_or(address, |it| it.1);
    let bare = bare.trim_start_matches("www.").trim_end_matches('/');
    (bare.chars().count() <= PHONE_LINE).then(|| bare.to_owned())
}

impl Http {
    fn read(fields: &mut Fields<'_, '_>) -> Self {
        fields.only(&HTTP_KEYS);
        Self {
            listen: parsed(fields, "listen", "write an address and a port, for example 127.0.0.1:8080"),
            public_key: parsed(fields, "public_key", "copy it from your application's page"),
        }
    }
}

impl Gateway {
    fn read(fields: &mut Fields<'_, '_>) -> Self {
        fields.only(&GATEWAY_KEYS);
        Self { shards: parsed(fields, "shards", "write for example 0-3/16") }
    }
}

/// A text that stands for something else.
fn parsed<T: FromStr<Err: Display>>(fields: &mut Fields<'_, '_>, key: &str, mend: &str) -> Option<T> {
    let found = fields.line(key, NAME_MAX)?;
    match found.value.parse() {
        Ok(value) => Some(value),
        Err(err) => {
            fields.source.error(found.span, format!("`{key}` cannot be used: {err}"), mend);
            None
        }
    }
}
