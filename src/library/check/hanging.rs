//! Resources that readers have already spoken about but that no file has any more.

use crate::library::diagnostic::{Diagnostic, Place};
use crate::library::resource::{Resource, Slug};

use super::Checked;

/// What the log knows of a resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hanging {
    /// Its slug.
    pub slug: Slug,
    /// How many entries readers gave, in all guilds.
    pub entries: u64,
    /// Whether any guild has a discussion of it.
    pub discussion: bool,
}

/// An error for each resource on which something hangs and that neither a file nor an alias names.
/// `folder` is where its file would be.
#[must_use]
pub fn left_hanging(checked: &Checked, known: &[Hanging], folder: &str) -> Vec<Diagnostic> {
    let gone =
        known.iter().filter(|known| !checked.slugs.contains(&known.slug) && !is_alias(checked, &known.slug));
    let held = gone.filter(|known| known.entries > 0 || known.discussion);
    held.map(|known| diagnostic(known, folder)).collect()
}

fn is_alias(checked: &Checked, slug: &Slug) -> bool {
    let has = |resource: &Resource| resource.aliases.iter().any(|alias| alias == slug.as_str());
    checked.resources.iter().any(|resource| has(resource))
}

fn diagnostic(known: &Hanging, folder: &str) -> Diagnostic {
    let Hanging { slug, .. } = known;
    let message = format!("no file has `{slug}`, but {} on it", what_hangs(known));
    let mend = format!(
        "if the file was renamed, add aliases = [\"{slug}\"] to the new one; \
         otherwise bring {slug}.md back, with retired = true if it should no longer be offered"
    );
    Diagnostic::error(Place::file(&format!("{folder}/{slug}.md")), message, mend)
}

fn what_hangs(known: &Hanging) -> String {
    let entries = match known.entries {
        0 => None,
        1 => Some("1 entry".to_owned()),
        many => Some(format!("{many} entries")),
    };
    match (entries, known.discussion) {
        (Some(entries), true) => format!("{entries} and a discussion hang"),
        (Some(entries), false) if known.entries == 1 => format!("{entries} hangs"),
        (Some(entries), false) => format!("{entries} hang"),
        (None, _) => "a discussion hangs".to_owned(),
    }
}
