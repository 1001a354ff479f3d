//! The end of the log, for the page: what was appended, and the interaction that it came of.

use std::collections::BTreeMap;

use discord_simulator::Id;
use discord_simulator::page::Event;
use serde_json::{Value, json};

use crate::store::events::{self, Stored};
use crate::store::{self, Db};

/// Events read at once.
const AT_ONCE: i64 = 500;
/// Events whose interaction is remembered, for what they cause.
const REMEMBERED: usize = 2_000;

/// How far the log was told.
#[derive(Default)]
pub struct Tail {
    at: i64,
    came_of: BTreeMap<i64, Id>,
}

impl Tail {
    /// Passes over what is there, such as a library that was just imported.
    pub async fn skip(&mut self, db: &Db) -> store::Result<()> {
        while !self.news(db).await?.is_empty() {}
        Ok(())
    }

    /// What was appended since the last time; more of it the next time, if there is much.
    pub async fn news(&mut self, db: &Db) -> store::Result<Vec<Event>> {
        let stored = events::after(db, self.at, AT_ONCE).await?;
        Ok(stored.iter().map(|it| self.event(it)).collect())
    }

    fn event(&mut self, stored: &Stored) -> Event {
        self.at = stored.pos;
        let caused = stored.cause.and_then(|it| self.came_of.get(&it).copied());
        let interaction = stored.key.as_deref().and_then(interaction_of).or(caused);
        if let Some(id) = interaction {
            self.came_of.insert(stored.pos, id);
        }
        if self.came_of.len() > REMEMBERED {
            self.came_of.pop_first();
        }
        let mut body = json!(stored);
        // As JSON within JSON nobody would read it.
        body["body"] = serde_json::from_str(&stored.body).unwrap_or(Value::Null);
        Event { title: format!("#{} {}", stored.pos, stored.kind), body, interaction }
    }
}

/// `i:<interaction>`, with or without a step behind it, is the key of what a member did.
fn interaction_of(key: &str) -> Option<Id> {
    key.strip_prefix("i:")?.split(':').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stored(pos: i64, key: Option<&str>, cause: Option<i64>) -> Stored {
        Stored {
            pos,
            guild: 7,
            guild_seq: pos,
            subject: "entry:1".to_owned(),
            kind: "EntryGiven".to_owned(),
            ver: 1,
            actor: None,
            key: key.map(str::to_owned),
            n: 0,
            cause,
            at_source: 0,
            at: 0,
            body: r#"{"number":1}"#.to_owned(),
            content_ref: None,
            hash: "00".to_owned(),
        }
    }

    #[test]
    fn what_an_interaction_caused_belongs_to_it_too() {
        let mut tail = Tail::default();
        let asked = tail.event(&stored(1, Some("i:42:2"), None));
        let done = tail.event(&stored(2, Some("r:9:1"), Some(1)));
        let other = tail.event(&stored(3, None, None));
        let of = [&asked, &done, &other].map(|it| it.interaction);
        assert_eq!(of, [Some(Id(42)), Some(Id(42)), None]);
        assert_eq!((asked.title.as_str(), &asked.body["body"]), ("#1 EntryGiven", &json!({"number": 1})));
        assert_eq!(tail.at, 3);
    }
}
