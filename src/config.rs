//! The configuration file: what an operator says about the community. Everything has a default; unknown keys are
//! errors; secrets come from the environment and never stand in it.

use serde::Deserialize;

/// The whole file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// What the cards say about the community.
    pub library: Community,
}

/// Whose library it is: the footer of every card, and where people can go from Discord.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Community {
    /// The library's name.
    pub name: Option<String>,
    /// Who keeps it.
    pub by: Option<String>,
    /// The address of its website.
    pub site: Option<String>,
    /// The address at which people join the community.
    pub invite: Option<String>,
}

impl Community {
    /// One line under a card: `Name · by Who`; `None` when nothing was said.
    pub fn footer(&self) -> Option<String> {
        match (&self.name, &self.by) {
            (Some(name), Some(by)) => Some(format!("{name} · by {by}")),
            (Some(name), None) => Some(name.clone()),
            (None, Some(by)) => Some(format!("by {by}")),
            (None, None) => None,
        }
    }
}
