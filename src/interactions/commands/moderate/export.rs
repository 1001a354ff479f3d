//! `/moderate export`: which entries are asked for. The file itself is written and sent after the answer.

use chrono::{Datelike as _, NaiveDate};

use crate::domain::decision::{Act, Decision, Key, Moment};
use crate::domain::effect::{Effect, Planned, ReplyTo, SendExport};
use crate::domain::entry::EntryKind;
use crate::domain::entry::rules::{self, Reader};
use crate::domain::export::{Authors, Format, Query};
use crate::domain::ids::{GuildId, ResourceKey, UserId};
use crate::domain::refusal::Refusal;
use crate::domain::reply::{Audience, Reply};
use crate::domain::state::State;
use crate::export::range::Range;
use crate::interactions::command::{Outcome, Step, outdated};
use crate::interactions::custom_id::CustomId;
use crate::interactions::desk::{Desk, key};
use crate::interactions::gate;
use crate::interactions::named::{self, Named};
use crate::interactions::request::{Ask, Options, Press};
use crate::interactions::words::escape;
use crate::library::resource::{Resource, Slug};

use super::EXPORT;

/// What was asked besides the resource.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Wish {
    format: Format,
    authors: Authors,
    kind: Option<EntryKind>,
    range: Range,
}

/// Answers `/moderate export`.
pub(super) fn called(desk: &Desk<'_>, ask: &Ask, options: &Options) -> Outcome {
    let wish = Wish::read(options, desk.now)?;
    check_authors(ask, &wish)?;
    match options.text("resource").map(|it| named::resolve(desk, it)) {
        None => Ok(go(ask, wish, None, Reply::Later(Audience::Asker))),
        Some(Named::One(resource)) => Ok(go(ask, wish, Some(&resource), Reply::Later(Audience::Asker))),
        Some(Named::Several(several)) => {
            let id = |slug: &Slug| CustomId::new(EXPORT, wish.arguments(slug));
            Ok(Step::say(named::did_you_mean_by(&several, id)))
        }
        Some(Named::EmptyLibrary) => {
            Err(Refusal::new("The library is empty. Leave out `resource` to export what was said before."))
        }
    }
}

/// Answers a did-you-mean button: the export goes on with what was asked.
pub(super) fn pressed(desk: &Desk<'_>, ask: &Ask, press: &Press) -> Outcome {
    let wish = Wish::decode(&press.id.arguments).ok_or_else(outdated)?;
    check_authors(ask, &wish)?;
    let resource = desk.resource(press.id.argument(0))?;
    Ok(go(ask, wish, Some(&resource), Reply::UpdateLater))
}

/// Names need more than the command does, at every step: who may press is not who was asked.
fn check_authors(ask: &Ask, wish: &Wish) -> Result<(), Refusal> {
    if wish.authors == Authors::Names && !gate::is_manager(&ask.member) {
        return Err(Refusal::new(
            "An export with names needs the permission Manage Server. Without `authors: names` everyone \
             appears under a pseudonym that is the same in all exports of this server.",
        ));
    }
    Ok(())
}

fn go(ask: &Ask, wish: Wish, resource: Option<&Resource>, reply: Reply) -> Step {
    Step::act(AskExport {
        reader: ask.reader(),
        interaction: ask.interaction,
        at: ask.at,
        reply_to: ask.reply_to.clone(),
        most_bytes: ask.most_bytes,
        asked: wish.in_words(resource),
        query: wish.query(resource.map(key)),
        reply,
    })
}

impl Wish {
    fn read(options: &Options, now: i64) -> Result<Self, Refusal> {
        let range = Range::read(options.text("since"), options.text("until"), now)
            .map_err(|it| Refusal::new(format!("{it}.")))?;
        let kind =
            options.text("kind").map(|it| EntryKind::from_name(it).ok_or_else(outdated)).transpose()?;
        let format = match options.text("format") {
            Some("jsonl") => Format::Jsonl,
            _ => Format::Csv,
        };
        let authors = match options.text("authors") {
            Some("names") => Authors::Names,
            _ => Authors::Pseudonyms,
        };
        Ok(Self { format, authors, kind, range })
    }

    fn query(&self, resource: Option<ResourceKey>) -> Query {
        Query {
            format: self.format,
            authors: self.authors,
            resource,
            kind: self.kind,
            since: self.range.first(),
            before: self.range.before(),
        }
    }

    fn in_words(&self, resource: Option<&Resource>) -> String {
        let about =
            resource.map_or("the whole library".to_owned(), |it| format!("**{}**", escape(&it.title)));
        let kind = self.kind.map_or("every kind".to_owned(), |it| format!("only “{}”", it.words()));
        format!("{about} · {kind} · {}", self.range)
    }

    /// What a button carries. As little text as will do: a `custom_id` has a hundred characters, and a slug may take 64
    /// of them.
    fn arguments(&self, slug: &Slug) -> [String; 4] {
        let format = if self.format == Format::Csv { 'c' } else { 'j' };
        let authors = if self.authors == Authors::Pseudonyms { 'p' } else { 'n' };
        let kind = EntryKind::ALL.iter().position(|it| Some(*it) == self.kind);
        let kind = kind.map_or("-".to_owned(), |it| it.to_string());
        let day =
            |it: Option<NaiveDate>| it.map_or(String::new(), |it| format!("{:x}", it.num_days_from_ce()));
        let flags = format!("{format}{authors}{kind}");
        [slug.to_string(), flags, day(self.range.since), day(self.range.until)]
    }

    /// Reads what [`Wish::arguments`] wrote.
    fn decode(arguments: &[String]) -> Option<Self> {
        let [_, flags, since, until] = arguments else { return None };
        let mut flags = flags.chars();
        let format = if flags.next()? == 'j' { Format::Jsonl } else { Format::Csv };
        let authors = if flags.next()? == 'n' { Authors::Names } else { Authors::Pseudonyms };
        let kind = match flags.next()?.to_digit(10) {
            Some(at) => Some(*EntryKind::ALL.get(at as usize)?),
            None => None,
        };
        let day = |text: &String| -> Option<Option<NaiveDate>> {
            if text.is_empty() {
                return Some(None);
            }
            let days = i32::from_str_radix(text, 16).ok()?;
            NaiveDate::from_num_days_from_ce_opt(days).map(Some)
        };
        Some(Self { format, authors, kind, range: Range { since: day(since)?, until: day(until)? } })
    }
}

/// Somebody asks for an export.
struct AskExport {
    reader: Reader,
    interaction: u64,
    at: i64,
    reply_to: ReplyTo,
    query: Query,
    most_bytes: u64,
    asked: String,
    reply: Reply,
}

impl Act for AskExport {
    fn guild(&self) -> GuildId {
        self.reader.guild
    }

    fn key(&self) -> Key {
        Key::interaction(self.interaction)
    }

    fn fingerprint(&self) -> String {
        format!("export {:?}", self.query)
    }

    fn at_source(&self) -> Option<i64> {
        Some(self.at)
    }

    fn people(&self) -> Vec<UserId> {
        vec![self.reader.user]
    }

    fn decide(&self, state: &State, moment: &Moment) -> Result<Decision, Refusal> {
        let person = rules::person(state, moment, &self.reader);
        let mut decision = Decision::reply(self.reply.clone());
        decision.effects.push(Planned {
            effect: Effect::SendExport(SendExport {
                query: self.query.clone(),
                actor: person.actor,
                most_bytes: self.most_bytes,
                asked: self.asked.clone(),
            }),
            order: format!("reply:{}", self.interaction),
            reply_to: Some(self.reply_to.clone()),
        });
        decision.people.push(person);
        Ok(decision)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use crate::interactions::custom_id::LONGEST;

    #[test]
    fn what_was_asked_survives_a_button_even_beside_the_longest_slug() {
        let last = NaiveDate::from_ymd_opt(9_999, 12, 31);
        let first = NaiveDate::from_ymd_opt(1, 1, 1);
        let range = |since, until| Range { since, until };
        for wish in [
            Wish::default(),
            Wish { format: Format::Jsonl, authors: Authors::Names, ..Wish::default() },
            Wish { kind: Some(EntryKind::Suggestion), range: range(last, last), ..Wish::default() },
            Wish { kind: Some(EntryKind::Insight), range: range(first, None), ..Wish::default() },
        ] {
            let slug = Slug::try_from("s".repeat(64)).unwrap();
            let id = CustomId::new(EXPORT, wish.arguments(&slug)).to_string();
            assert!(id.len() <= LONGEST, "{} characters: {id}", id.len());
            let read = CustomId::parse(&id).unwrap();
            assert_eq!(Wish::decode(&read.arguments), Some(wish), "{id}");
        }
    }

    #[test]
    fn a_button_with_anything_else_is_not_read() {
        for text in ["a", "a:c", "a:cp9::", "a:cp-:zz:", "a:cp-::7fffffff", "a:cp-::-1:x"] {
            let id = CustomId::parse(&format!("{EXPORT}:1:{text}")).unwrap();
            assert_eq!(Wish::decode(&id.arguments), None, "{text}");
        }
    }
}
