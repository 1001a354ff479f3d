//! Embeds (Message Resource, Embed Limits).

use serde_json::Value;

use super::media::{PAGE, PICTURE, check_url};
use super::report::{Report, Text, length, present};

/// Most units over title, description, fields, footer and author of all embeds of one message.
const TOTAL: usize = 6000;

/// Checks the `embeds` of a message, each one and all together.
pub(super) fn check_embeds(report: &mut Report, body: &Value) {
    let embeds = report.list(body, "embeds", 0..=10);
    report.inside("embeds", |report| {
        for (at, embed) in embeds.iter().enumerate() {
            report.inside(at, |report| check_embed(report, embed));
        }
        if embeds.iter().map(counted).sum::<usize>() > TOTAL {
            report.add("MAX_EMBED_SIZE_EXCEEDED", format!("Embed size exceeds maximum size of {TOTAL}"));
        }
    });
}

fn check_embed(report: &mut Report, embed: &Value) {
    if !embed.is_object() {
        report.add("DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType");
        return;
    }
    report.text(embed, "title", Text::optional(256).trimmed());
    report.text(embed, "description", Text::optional(4096).trimmed());
    check_url(report, embed, "url", PAGE);
    report.integer(embed, "color", 0..=0xFF_FFFF);
    check_timestamp(report, embed);
    check_part(report, embed, FOOTER);
    check_part(report, embed, AUTHOR);
    for key in ["image", "thumbnail"] {
        check_picture(report, embed, key);
    }
    check_fields(report, embed);
    if !shows_something(embed) {
        report.missing("description");
    }
}

/// A part of an embed that is one text with a picture and perhaps an address.
#[derive(Clone, Copy)]
struct Part {
    key: &'static str,
    text: &'static str,
    max: usize,
}

const FOOTER: Part = Part { key: "footer", text: "text", max: 2048 };
const AUTHOR: Part = Part { key: "author", text: "name", max: 256 };

fn check_part(report: &mut Report, embed: &Value, part: Part) {
    let Some(value) = present(embed, part.key) else {
        return;
    };
    report.inside(part.key, |report| {
        report.text(value, part.text, Text::required(1, part.max).trimmed());
        check_url(report, value, "icon_url", PICTURE);
        check_url(report, value, "url", PAGE);
    });
}

fn check_picture(report: &mut Report, embed: &Value, key: &str) {
    let Some(picture) = present(embed, key) else {
        return;
    };
    report.inside(key, |report| {
        if present(picture, "url").is_none() {
            report.missing("url");
        }
        check_url(report, picture, "url", PICTURE);
    });
}

fn check_fields(report: &mut Report, embed: &Value) {
    let fields = report.list(embed, "fields", 0..=25);
    report.inside("fields", |report| {
        for (at, field) in fields.iter().enumerate() {
            report.inside(at, |report| {
                report.text(field, "name", Text::required(1, 256).trimmed());
                report.text(field, "value", Text::required(1, 1024).trimmed());
                report.boolean(field, "inline");
            });
        }
    });
}

fn check_timestamp(report: &mut Report, embed: &Value) {
    let Some(at) = present(embed, "timestamp") else {
        return;
    };
    if at.as_str().is_none_or(|at| chrono::DateTime::parse_from_rfc3339(at).is_err()) {
        report.add_at(
            "timestamp",
            "DATE_TIME_TYPE_PARSE",
            format!("Could not parse {at}. Should be ISO8601."),
        );
    }
}

fn shows_something(embed: &Value) -> bool {
    let filled = |key: &str| match present(embed, key) {
        Some(Value::String(text)) => !text.trim().is_empty(),
        Some(Value::Array(items)) => !items.is_empty(),
        other => other.is_some(),
    };
    ["title", "description", "fields", "footer", "author", "image", "thumbnail"].into_iter().any(filled)
}

fn counted(embed: &Value) -> usize {
    let of = |text: Option<&Value>| text.and_then(Value::as_str).map_or(0, |text| length(text.trim()));
    let fields = embed.get("fields").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let alone = ["/title", "/description", "/footer/text", "/author/name"].map(|at| of(embed.pointer(at)));
    let listed = fields.iter().map(|field| of(field.get("name")) + of(field.get("value")));
    alone.into_iter().chain(listed).sum()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::needless_pass_by_value, reason = "tests hand over literals")]

    use serde_json::json;

    use super::super::testing::brief;
    use super::*;

    fn check(embeds: Value) -> Vec<String> {
        brief(&Report::of(|report| {
            check_embeds(report, &json!({"embeds": embeds}));
        }))
    }

    fn of(length: usize) -> String {
        "x".repeat(length)
    }

    #[test]
    fn a_full_embed_passes() {
        let embed = json!({
            "title": of(256), "description": of(4096), "url": "https://example.org", "color": 0xFF_FFFF,
            "timestamp": "2026-11-22T18:00:00Z", "footer": {"text": of(500), "icon_url": "https://example.org/a.png"},
            "author": {"name": of(100)}, "image": {"url": "attachment://cover.png"},
            "fields": [{"name": "a", "value": of(1000), "inline": true}],
        });
        assert_eq!(check(json!([embed])), Vec::<String>::new());
    }

    #[test]
    fn each_part_has_its_limit() {
        let cases = [
            (json!({"title": of(257)}), "embeds.0.title BASE_TYPE_MAX_LENGTH"),
            (json!({"description": of(4097)}), "embeds.0.description BASE_TYPE_MAX_LENGTH"),
            (json!({"footer": {"text": of(2049)}}), "embeds.0.footer.text BASE_TYPE_BAD_LENGTH"),
            (json!({"author": {"name": of(257)}}), "embeds.0.author.name BASE_TYPE_BAD_LENGTH"),
            (json!({"author": {}}), "embeds.0.author.name BASE_TYPE_REQUIRED"),
            (json!({"title": "t", "color": 0x100_0000}), "embeds.0.color NUMBER_TYPE_MAX"),
            (json!({"title": "t", "timestamp": "soon"}), "embeds.0.timestamp DATE_TIME_TYPE_PARSE"),
            (json!({"title": "t", "url": "ftp://x"}), "embeds.0.url URL_TYPE_INVALID_SCHEME"),
            (json!({"image": {}}), "embeds.0.image.url BASE_TYPE_REQUIRED"),
            (
                json!({"fields": [{"name": of(257), "value": "v"}]}),
                "embeds.0.fields.0.name BASE_TYPE_BAD_LENGTH",
            ),
            (
                json!({"fields": [{"name": "n", "value": of(1025)}]}),
                "embeds.0.fields.0.value BASE_TYPE_BAD_LENGTH",
            ),
            (json!({"fields": [{"name": " ", "value": "v"}]}), "embeds.0.fields.0.name BASE_TYPE_REQUIRED"),
            (
                json!({"fields": vec![json!({"name": "n", "value": "v"}); 26]}),
                "embeds.0.fields BASE_TYPE_MAX_LENGTH",
            ),
            (json!({"title": "  "}), "embeds.0.description BASE_TYPE_REQUIRED"),
            (json!("x"), "embeds.0 DICT_TYPE_CONVERT"),
        ];
        for (embed, expected) in cases {
            assert_eq!(check(json!([embed])), [expected], "{embed}");
        }
    }

    #[test]
    fn white_space_around_does_not_count() {
        assert!(check(json!([{"title": format!("  {}  ", of(256))}])).is_empty());
    }

    #[test]
    fn the_total_is_over_all_embeds() {
        let full = json!({"description": of(3000)});
        assert!(check(json!([full, full])).is_empty());
        assert_eq!(check(json!([full, full, {"title": "x"}])), ["embeds MAX_EMBED_SIZE_EXCEEDED"]);
        assert_eq!(check(json!(vec![json!({"title": "x"}); 11])), ["embeds BASE_TYPE_MAX_LENGTH"]);
    }
}
