//! The taxonomy: domains, each with practice areas, as `config/topics.toml` lists them.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::diagnostic::{Diagnostic, nearest};
use super::fields::{Document, Fields, Found};
use super::resource::Slug;
use super::source::{Source, SourceFile};

/// The path of a node: `thinking-systems` or `thinking-systems/metacognition`. Names alone are not
/// unique across levels.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TopicKey(String);

/// The text is not one or two slugs joined by `/`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a topic key such as `domain` or `domain/area`")]
pub struct InvalidTopicKey(String);

/// A domain or a practice area.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Topic {
    /// Its path.
    pub key: TopicKey,
    /// Its name for people.
    pub name: String,
    /// What it is about, in one line.
    pub line: String,
    /// `0xRRGGBB`; an area without its own has its domain's.
    pub colour: u32,
    /// Shown before the name.
    pub emoji: Option<String>,
    /// Name of the tag in a forum channel, at most 20 characters.
    /// <https://docs.discord.com/developers/resources/channel#forum-tag-object>
    pub forum_tag: Option<String>,
}

/// All topics, domains followed by their areas, in the order of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Topics {
    nodes: Vec<Topic>,
    places: BTreeMap<TopicKey, usize>,
}

const DOMAIN_KEYS: [&str; 7] = ["key", "name", "line", "colour", "emoji", "forum_tag", "area"];
const AREA_KEYS: [&str; 6] = ["key", "name", "line", "colour", "emoji", "forum_tag"];
const FORUM_TAG_MAX: usize = 20;

impl TopicKey {
    /// The path as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The key of its domain; a domain's own key is its domain.
    #[must_use]
    pub fn domain(&self) -> TopicKey {
        TopicKey(self.0.split('/').next().unwrap_or_default().to_owned())
    }

    /// Whether it names a domain, not an area.
    #[must_use]
    pub fn is_domain(&self) -> bool {
        !self.0.contains('/')
    }
}

impl Topics {
    /// The tags that topics name for posts in a forum, each once.
    #[must_use]
    pub fn forum_tags(&self) -> Vec<String> {
        let mut tags: Vec<String> = self.nodes.iter().filter_map(|it| it.forum_tag.clone()).collect();
        tags.sort();
        tags.dedup();
        tags
    }

    /// Reads `topics.toml`.
    ///
    /// # Errors
    /// All mistakes of the file.
    pub fn parse(file: &SourceFile) -> Result<Topics, Vec<Diagnostic>> {
        let mut source = Source::decode(file);
        let text = source.text().to_owned();
        let document = Document::parse(&text, 0, &mut source);
        let mut topics = Topics::default();
        let mut fields = document.fields(&mut source, 0..0);
        fields.only(&["domain"]);
        for table in fields.tables("domain") {
            topics.read_domain(&mut fields.inner(&table));
        }
        if source.has_errors() { Err(source.into_diagnostics()) } else { Ok(topics) }
    }

    /// The topic with that key.
    #[must_use]
    pub fn find(&self, key: &TopicKey) -> Option<&Topic> {
        self.places.get(key).map(|&at| &self.nodes[at])
    }

    /// All topics: each domain, followed by its areas.
    pub fn iter(&self) -> impl Iterator<Item = &Topic> {
        self.nodes.iter()
    }

    /// The domains.
    pub fn domains(&self) -> impl Iterator<Item = &Topic> {
        self.iter().filter(|topic| topic.key.is_domain())
    }

    /// The practice areas of a domain.
    pub fn areas(&self, domain: &TopicKey) -> impl Iterator<Item = &Topic> {
        let domain = domain.domain();
        self.iter().filter(move |topic| !topic.key.is_domain() && topic.key.domain() == domain)
    }

    /// The key that someone probably meant.
    #[must_use]
    pub fn nearest(&self, key: &str) -> Option<&str> {
        let area =
            self.iter().map(|topic| topic.key.as_str()).find(|known| known.ends_with(&format!("/{key}")));
        area.or_else(|| nearest(key, self.iter().map(|topic| topic.key.as_str())))
    }

    fn read_domain(&mut self, fields: &mut Fields<'_, '_>) {
        fields.only(&DOMAIN_KEYS);
        fields.must_have("colour", "add the line colour = \"#rrggbb\"");
        let Some(domain) = self.read_node(fields, None) else {
            return;
        };
        for area in fields.tables("area") {
            let mut inner = fields.inner(&area);
            inner.only(&AREA_KEYS);
            self.read_node(&mut inner, Some(&domain));
        }
    }

    fn read_node(&mut self, fields: &mut Fields<'_, '_>, domain: Option<&Topic>) -> Option<Topic> {
        let key = fields.needed("key", Slug::MAX);
        let name = fields.needed("name", 100);
        let line = fields.needed("line", 200);
        let colour = read_colour(fields).or(domain.map(|domain| domain.colour));
        let emoji = fields.line("emoji", 32).map(|found| found.value);
        let forum_tag = fields.line("forum_tag", FORUM_TAG_MAX);
        let key = self.read_key(fields, &key?, domain)?;
        self.check_tag(fields, forum_tag.as_ref());
        let topic = Topic {
            key,
            name: name?.value,
            line: line?.value,
            colour: colour.unwrap_or_default(),
            emoji,
            forum_tag: forum_tag.map(|found| found.value),
        };
        self.places.insert(topic.key.clone(), self.nodes.len());
        self.nodes.push(topic.clone());
        Some(topic)
    }

    fn read_key(
        &self,
        fields: &mut Fields<'_, '_>,
        own: &Found<String>,
        domain: Option<&Topic>,
    ) -> Option<TopicKey> {
        let path = match domain {
            Some(domain) => format!("{}/{}", domain.key, own.value),
            None => own.value.clone(),
        };
        let key = TopicKey::try_from(path).ok().filter(|_| !own.value.contains('/'));
        match key {
            Some(key) if self.find(&key).is_none() => Some(key),
            Some(key) => {
                fields.source.error(
                    own.span.clone(),
                    format!("`{key}` is listed twice"),
                    "give one another key",
                );
                None
            }
            None => {
                let mend = "use 1 to 64 of a-z, 0-9 and -; an area's key does not repeat its domain";
                fields.source.error(own.span.clone(), format!("`{}` is not a key", own.value), mend);
                None
            }
        }
    }

    fn check_tag(&self, fields: &mut Fields<'_, '_>, tag: Option<&Found<String>>) {
        let Some(tag) = tag else { return };
        if self.iter().any(|topic| topic.forum_tag.as_ref() == Some(&tag.value)) {
            let message = format!("two topics have the forum tag `{}`", tag.value);
            fields.source.error(tag.span.clone(), message, "give one of them another");
        }
    }
}

impl TryFrom<String> for TopicKey {
    type Error = InvalidTopicKey;

    fn try_from(text: String) -> Result<TopicKey, InvalidTopicKey> {
        let slugs = text.split('/').map(Slug::try_from).filter_map(Result::ok).count();
        if slugs == text.split('/').count() && slugs <= 2 {
            Ok(TopicKey(text))
        } else {
            Err(InvalidTopicKey(text))
        }
    }
}

impl TryFrom<&str> for TopicKey {
    type Error = InvalidTopicKey;

    fn try_from(text: &str) -> Result<TopicKey, InvalidTopicKey> {
        TopicKey::try_from(text.to_owned())
    }
}

impl From<TopicKey> for String {
    fn from(key: TopicKey) -> String {
        key.0
    }
}

impl fmt::Display for TopicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn read_colour(fields: &mut Fields<'_, '_>) -> Option<u32> {
    let found = fields.line("colour", 7)?;
    let digits = found.value.strip_prefix('#').filter(|digits| digits.len() == 6);
    let colour = digits
        .filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
        .and_then(|digits| u32::from_str_radix(digits, 16).ok());
    if colour.is_none() {
        fields.source.error(
            found.span,
            format!("`{}` is not a colour", found.value),
            "write it as \"#3366cc\"",
        );
    }
    colour
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    const GOOD: &str = r##"
[[domain]]
key = "thinking-systems"
name = "Thinking Systems"
line = "How we think."
colour = "#3366cc"
emoji = "🧠"
forum_tag = "Thinking"

[[domain.area]]
key = "metacognition"
name = "Metacognition"
line = "Thinking about thinking."
forum_tag = "Metacognition"
"##;

    fn mistakes(text: &str) -> Vec<String> {
        let found = Topics::parse(&SourceFile::new("config/topics.toml", text)).unwrap_err();
        found.iter().map(Diagnostic::to_string).collect()
    }

    #[test]
    fn domains_and_areas_are_read() {
        let topics = Topics::parse(&SourceFile::new("topics.toml", GOOD)).unwrap();
        let area = TopicKey::try_from("thinking-systems/metacognition").unwrap();
        assert_eq!(topics.find(&area).unwrap().colour, 0x33_66cc);
        assert_eq!(topics.find(&area.domain()).unwrap().emoji.as_deref(), Some("🧠"));
        assert_eq!(topics.domains().count(), 1);
        assert_eq!(topics.areas(&area).count(), 1);
        assert_eq!(topics.nearest("metacognition"), Some("thinking-systems/metacognition"));
        assert_eq!(topics.nearest("thinking-sistems"), Some("thinking-systems"));
    }

    #[test]
    fn every_mistake_is_told_at_once() {
        let text = GOOD
            .replace("\"#3366cc\"", "\"blue\"")
            .replace("Metacognition\"\nline", "Metacognition\"\nlien")
            .replace("forum_tag = \"Metacognition\"", "forum_tag = \"Thinking\"");
        insta::assert_snapshot!(mistakes(&text).join("\n"), @r##"
        config/topics.toml:6:10: `blue` is not a colour (write it as "#3366cc")
        config/topics.toml:10:1: `line` is missing (add the line line = "…")
        config/topics.toml:13:1: unknown key `lien` (did you mean `line`?)
        config/topics.toml:14:13: two topics have the forum tag `Thinking` (give one of them another)
        "##);
    }

    #[test]
    fn a_key_is_a_slug_and_unique() {
        assert!(mistakes(&GOOD.replace("\"metacognition\"", "\"a/b\""))[0].contains("not a key"));
        assert!(mistakes(&GOOD.replace("\"metacognition\"", "\"Meta\""))[0].contains("not a key"));
        assert!(mistakes(&format!("{GOOD}{GOOD}"))[0].contains("listed twice"));
        for bad in ["", "a/", "/a", "a//b", "a/b/c", "A"] {
            assert!(TopicKey::try_from(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn a_forum_tag_fits_discord() {
        let long = GOOD.replace("\"Metacognition\"", "\"Metacognition and so on\"");
        assert!(mistakes(&long).iter().any(|found| found.contains("at most 20")), "{:?}", mistakes(&long));
    }

    proptest::proptest! {
        #[test]
        fn flipped_bits_never_panic(flips in proptest::collection::vec((0..GOOD.len(), 0..8u8), 1..6)) {
            let mut bytes = GOOD.as_bytes().to_vec();
            for (at, bit) in flips {
                bytes[at] ^= 1 << bit;
            }
            if let Ok(topics) = Topics::parse(&SourceFile::new("topics.toml", bytes)) {
                proptest::prop_assert!(topics.iter().all(|topic| topics.find(&topic.key) == Some(topic)));
            }
        }
    }
}
