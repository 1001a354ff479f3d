//! One work that the community learns from, as the log stores it and the card shows it.
//!
//! Every type reads back from JSON with unknown fields ignored and absent ones empty, because an event
//! written a year ago must still read.

mod kind;
mod name;
mod shift;
mod slug;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::library::topics::TopicKey;

pub use kind::Kind;
pub use name::{cut_at_word, utf16};
pub use shift::{Shift, Side};
pub use slug::{InvalidSlug, Slug};

/// A book, talk, paper … with all that its page says about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resource {
    /// Its permanent name.
    pub slug: Slug,
    /// Title without subtitle.
    pub title: String,
    /// What stands after the colon on the cover.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subtitle: Option<String>,
    /// In the order of the cover; a page from a file has at least one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub authors: Vec<String>,
    /// Absent when nobody said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<Kind>,
    /// Of first publication; negative before the common era.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub year: Option<i32>,
    /// Publisher of a book, venue of a talk.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publisher: Option<String>,
    /// Address of the work itself, http or https.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Address of its page on the community's site.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<String>,
    /// Address of a picture of the work.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
    /// What the picture shows, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image_alt: Option<String>,
    /// Address of a picture of the author.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub portrait: Option<String>,
    /// One or two sentences for the card.
    #[serde(default)]
    pub summary: String,
    /// One line above the description.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tagline: Option<String>,
    /// The sentence that opens the discussion.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub question: Option<String>,
    /// Home domain.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub domain: Option<TopicKey>,
    /// Further topics.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub topics: Vec<TopicKey>,
    /// Works that belong beside this one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub related: Vec<Related>,
    /// Other names under which people ask for it, former slugs among them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// Kept for what hangs on it, no longer offered.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub retired: bool,
    /// Paragraphs in the Markdown that Discord shows.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub description: Vec<String>,
    /// Why it belongs in this library.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<Why>,
    /// About its authors.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub about: Vec<About>,
}

/// A link from one resource to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Related {
    /// The other resource.
    pub slug: Slug,
    /// Why the two belong together; without it the catalogue finds a reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub because: Option<String>,
}

/// Why a resource belongs here: prose and lists in the order of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Why {
    /// Each prose part is one paragraph.
    #[serde(default)]
    pub parts: Vec<WhyPart>,
}

/// One piece of [`Why`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WhyPart {
    /// One paragraph.
    Prose(String),
    /// What it moves a reader away from.
    Away(Vec<String>),
    /// What it moves a reader toward.
    Toward(Vec<String>),
    /// What it gives a reader.
    Provides {
        /// The start of the sentence that each item ends; may be empty.
        #[serde(default)]
        lead_in: String,
        /// The endings.
        #[serde(default)]
        items: Vec<String>,
    },
}

/// A few words on an author.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// Whom it is about, when there are several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Paragraphs in the Markdown that Discord shows.
    #[serde(default)]
    pub paragraphs: Vec<String>,
}

impl Resource {
    /// A resource with a slug and a title and nothing else.
    #[must_use]
    pub fn bare(slug: Slug, title: impl Into<String>) -> Resource {
        Resource {
            slug,
            title: title.into(),
            subtitle: None,
            authors: Vec::new(),
            kind: None,
            year: None,
            publisher: None,
            url: None,
            page: None,
            image: None,
            image_alt: None,
            portrait: None,
            summary: String::new(),
            tagline: None,
            question: None,
            domain: None,
            topics: Vec::new(),
            related: Vec::new(),
            aliases: Vec::new(),
            retired: false,
            description: Vec::new(),
            why: None,
            about: Vec::new(),
        }
    }

    /// What it moves a reader away from.
    pub fn away(&self) -> impl Iterator<Item = &str> {
        self.items(|part| match part {
            WhyPart::Away(items) => Some(items),
            _ => None,
        })
    }

    /// What it moves a reader toward.
    pub fn toward(&self) -> impl Iterator<Item = &str> {
        self.items(|part| match part {
            WhyPart::Toward(items) => Some(items),
            _ => None,
        })
    }

    /// What it gives a reader.
    pub fn provides(&self) -> impl Iterator<Item = &str> {
        self.items(|part| match part {
            WhyPart::Provides { items, .. } => Some(items),
            _ => None,
        })
    }

    /// The paragraphs of prose on why it belongs here, without the lists.
    pub fn why_prose(&self) -> impl Iterator<Item = &str> {
        self.why.iter().flat_map(|why| &why.parts).filter_map(|part| match part {
            WhyPart::Prose(text) => Some(text.as_str()),
            _ => None,
        })
    }

    /// All shifts: away first, then toward, each in the order of the file.
    #[must_use]
    pub fn shifts(&self) -> Vec<Shift> {
        let away = self.away().map(|text| Shift::new(Side::Away, text));
        let toward = self.toward().map(|text| Shift::new(Side::Toward, text));
        away.chain(toward).collect()
    }

    /// Title with its subtitle.
    #[must_use]
    pub fn full_title(&self) -> String {
        match &self.subtitle {
            Some(subtitle) => format!("{}: {subtitle}", self.title),
            None => self.title.clone(),
        }
    }

    /// SHA-256 in hex over the canonical JSON: keys sorted, empty fields left out, so that neither the
    /// order of fields in this file nor a field added later changes the hash of an unchanged resource.
    ///
    /// # Panics
    ///
    /// Never: a resource holds only strings, numbers, lists and string keys.
    #[must_use]
    pub fn content_hash(&self) -> String {
        let mut value = serde_json::to_value(self).expect("a resource is plain JSON");
        value.sort_all_objects();
        hex(&Sha256::digest(value.to_string().as_bytes()))
    }

    fn items<'a>(
        &'a self,
        pick: impl Fn(&'a WhyPart) -> Option<&'a Vec<String>>,
    ) -> impl Iterator<Item = &'a str> {
        let parts = self.why.iter().flat_map(|why| &why.parts);
        parts.filter_map(pick).flatten().map(String::as_str)
    }
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    fn sample() -> Resource {
        let mut resource = Resource::bare(Slug::try_from("a-b").unwrap(), "A B");
        resource.why = Some(Why {
            parts: vec![
                WhyPart::Prose("First.".into()),
                WhyPart::Toward(vec!["streams".into()]),
                WhyPart::Away(vec!["pipelines".into(), "requests".into()]),
                WhyPart::Provides { lead_in: "ground".into(), items: vec!["memory".into()] },
            ],
        });
        resource
    }

    #[test]
    fn an_event_with_unknown_and_absent_fields_still_reads() {
        let resource: Resource = serde_json::from_str(r#"{"slug":"a","title":"A","colour":"red"}"#).unwrap();
        assert_eq!(resource, Resource::bare(Slug::try_from("a").unwrap(), "A"));
    }

    #[test]
    fn json_goes_there_and_back() {
        let text = serde_json::to_string(&sample()).unwrap();
        assert_eq!(serde_json::from_str::<Resource>(&text).unwrap(), sample());
    }

    #[test]
    fn lists_are_found_whatever_their_order() {
        assert_eq!(sample().away().collect::<Vec<_>>(), ["pipelines", "requests"]);
        assert_eq!(sample().provides().collect::<Vec<_>>(), ["memory"]);
        assert_eq!(sample().why_prose().collect::<Vec<_>>(), ["First."]);
        let shifts = sample().shifts();
        assert_eq!(shifts.len(), 3);
        assert_eq!(shifts[2].side, Side::Toward);
    }

    /// The hash is stored with each import; a change of its rule would import every file anew.
    #[test]
    fn the_content_hash_never_changes_its_rule() {
        let resource = Resource::bare(Slug::try_from("a").unwrap(), "A");
        let canonical = r#"{"slug":"a","summary":"","title":"A"}"#;
        assert_eq!(resource.content_hash(), hex(&Sha256::digest(canonical.as_bytes())));
        assert_ne!(resource.content_hash(), sample().content_hash());
    }
}
