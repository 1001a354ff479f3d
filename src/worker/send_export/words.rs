//! What the asker of an export reads.

use chrono::{DateTime, NaiveDate};

use crate::domain::effect::SendExport;
use crate::domain::export::{Authors, Query};
use crate::domain::ids::GuildId;
use crate::domain::reply::Message;
use crate::export;
use crate::interactions::words::count;
use crate::store::exported::Counted;

/// Beside the file; so many of its texts got an apostrophe.
pub(super) fn sent(asked: &SendExport, counted: Counted, guarded: u64) -> Message {
    let entries = count(counted.given, "entry", "entries");
    let authors = match asked.query.authors {
        Authors::Pseudonyms => "Authors go by pseudonyms (`reader-…`).",
        Authors::Names => "Authors are named.",
    };
    let apostrophes = export::apostrophes(guarded, "`format:JSON Lines`");
    let apostrophes = apostrophes.map(|it| format!(" {it}.")).unwrap_or_default();
    Message::aside(format!("**{entries}** · {}{}\n{authors}{apostrophes}", asked.asked, left_out(counted)))
}

/// In place of a file without entries.
pub(super) fn nothing(asked: &SendExport, counted: Counted) -> Message {
    Message::aside(format!(
        "There is nothing to export: no entry fits.\nAsked for: {}{}",
        asked.asked,
        left_out(counted)
    ))
}

/// In place of a file that Discord does not take.
pub(super) fn too_large(guild: GuildId, asked: &SendExport) -> Message {
    Message::aside(format!(
        "That export is larger than the {} MiB that Discord takes here. A shorter time, by `since` and `until`, or a \
         single `resource` makes it smaller. All of it can be had from those who run me, with this command:\n```\n{}\n```",
        asked.most_bytes / (1024 * 1024),
        command_line(guild, &asked.query)
    ))
}

fn left_out(counted: Counted) -> String {
    if counted.withdrawn + counted.removed == 0 {
        return "\nNothing was left out.".to_owned();
    }
    format!("\nLeft out: {} withdrawn, {} removed.", counted.withdrawn, counted.removed)
}

/// The same export on the command line.
fn command_line(guild: GuildId, query: &Query) -> String {
    const DAY: i64 = 86_400_000;
    let mut line = format!("athenaeum feedback export --guild {guild} --format {}", query.format.name());
    let mut option = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            line.push_str(&format!(" --{name} {value}"));
        }
    };
    option("resource", query.resource.as_ref().map(|it| it.slug.to_string()));
    option("since", query.since.and_then(day).map(|it| it.to_string()));
    option("until", query.before.and_then(|it| day(it - DAY)).map(|it| it.to_string()));
    option("kind", query.kind.map(|it| it.name().to_owned()));
    option("authors", (query.authors == Authors::Names).then(|| "names".to_owned()));
    option("out", Some(format!("feedback.{}", query.format.name())));
    line
}

fn day(millis: i64) -> Option<NaiveDate> {
    Some(DateTime::from_timestamp_millis(millis)?.date_naive())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use crate::domain::entry::EntryKind;
    use crate::domain::export::Format;
    use crate::domain::ids::{ActorId, ResourceKey};
    use crate::export::range::Range;
    use crate::library::resource::Slug;

    fn asked(query: Query) -> SendExport {
        SendExport {
            query,
            actor: ActorId::new(1),
            most_bytes: 10 * 1024 * 1024,
            asked: "everything".to_owned(),
        }
    }

    #[test]
    fn the_command_line_asks_for_the_same_days_and_filters() {
        let range = Range::read(Some("2026-11-01"), Some("2026-11-22"), 0).unwrap();
        let query = Query {
            format: Format::Jsonl,
            authors: Authors::Names,
            resource: Some(ResourceKey::shared(Slug::try_from("deep-work").unwrap())),
            kind: Some(EntryKind::Question),
            since: range.first(),
            before: range.before(),
        };
        let text = too_large(GuildId::new(77), &asked(query)).text;
        assert!(text.contains("10 MiB"), "{text}");
        let line = "athenaeum feedback export --guild 77 --format jsonl --resource deep-work --since 2026-11-01 \
                    --until 2026-11-22 --kind question --authors names --out feedback.jsonl";
        assert!(text.contains(line), "{text}");
    }

    #[test]
    fn what_was_left_out_is_counted() {
        let counted = Counted { given: 1, withdrawn: 2, removed: 3 };
        let text = sent(&asked(Query::default()), counted, 0).text;
        assert!(text.contains("**1 entry** · everything\nLeft out: 2 withdrawn, 3 removed."), "{text}");
        assert!(text.ends_with("\nAuthors go by pseudonyms (`reader-…`)."), "{text}");
        let exact = Query { format: Format::Jsonl, authors: Authors::Names, ..Query::default() };
        assert!(sent(&asked(exact), counted, 0).text.ends_with("3 removed.\nAuthors are named."));
        assert!(nothing(&asked(Query::default()), Counted::default()).text.contains("Nothing was left out"));
    }

    #[test]
    fn apostrophes_are_told_of_where_there_are_some() {
        let text = |guarded| sent(&asked(Query::default()), Counted::default(), guarded).text;
        assert!(!text(0).contains("apostrophe"), "{}", text(0));
        let one = " 1 text that a spreadsheet would take for a formula begins with an apostrophe; `format:JSON Lines` has \
                   it as it was given.";
        assert!(text(1).ends_with(&format!("(`reader-…`).{one}")), "{}", text(1));
        assert!(text(12).contains(" 12 texts that "), "{}", text(12));
    }
}
