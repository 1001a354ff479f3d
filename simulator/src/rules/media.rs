//! Addresses and emoji, as they occur in embeds, buttons and select options.

use serde_json::Value;

use super::report::{Report, Text, is_snowflake, present};

/// Endings of uploaded files that an embed can show (API Reference, Uploading Files).
const PICTURES: [&str; 5] = ["jpg", "jpeg", "png", "webp", "gif"];

/// Checks an optional address under `key`: at most `max` units, one of `schemes`, something after it.
pub(super) fn check_url(report: &mut Report, of: &Value, key: &str, rule: UrlRule) {
    let Some(url) = report.text(of, key, Text::optional(rule.max)) else {
        return;
    };
    report.inside(key, |report| check_address(report, url, rule.schemes));
}

/// What an address must be like.
#[derive(Clone, Copy)]
pub(super) struct UrlRule {
    /// Longest address, in UTF-16 units.
    pub(super) max: usize,
    /// Allowed schemes, without `://`.
    pub(super) schemes: &'static [&'static str],
}

/// A page to open.
pub(super) const PAGE: UrlRule = UrlRule { max: 2048, schemes: &["http", "https"] };
/// A picture of an embed: on the web or uploaded with the message.
pub(super) const PICTURE: UrlRule = UrlRule { max: 2048, schemes: &["http", "https", "attachment"] };
/// The target of a link button (Component Reference, Button).
pub(super) const BUTTON: UrlRule = UrlRule { max: 512, schemes: &["http", "https", "discord"] };

fn check_address(report: &mut Report, url: &str, schemes: &[&str]) {
    let Some((scheme, rest)) = url.split_once("://") else {
        report.add("URL_TYPE_INVALID_URL", "Not a well formed URL.");
        return;
    };
    let scheme = scheme.to_ascii_lowercase();
    if !schemes.contains(&scheme.as_str()) {
        let message = format!(
            "Scheme \"{scheme}\" is not supported. Scheme must be one of ('{}').",
            schemes.join("', '")
        );
        report.add("URL_TYPE_INVALID_SCHEME", message);
    } else if rest.is_empty() || url.chars().any(|c| c.is_whitespace() || c.is_control()) {
        report.add("URL_TYPE_INVALID_URL", "Not a well formed URL.");
    } else if scheme == "attachment" && !is_picture(rest) {
        report.add("EMBED_ATTACHMENT_NOT_A_PICTURE", "Only jpg, jpeg, png, webp and gif files can be shown.");
    }
}

fn is_picture(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, ending)| PICTURES.contains(&ending.to_ascii_lowercase().as_str()))
}

/// Checks an optional `emoji`: a custom one by `id`, or a Unicode one by `name`.
pub(super) fn check_emoji(report: &mut Report, of: &Value) {
    let Some(emoji) = present(of, "emoji") else {
        return;
    };
    report.inside("emoji", |report| {
        let known = match present(emoji, "id") {
            Some(id) => is_snowflake(id),
            None => emoji.get("name").and_then(Value::as_str).is_some_and(is_unicode_emoji),
        };
        if !known {
            report.add("COMPONENT_INVALID_EMOJI", "Invalid emoji");
        }
    });
}

/// A Unicode emoji never has a letter, space or colon of ASCII; `:star:` is what people wrongly send here. Whether
/// the remaining characters are a known emoji is not decided.
fn is_unicode_emoji(name: &str) -> bool {
    !name.is_ascii() && !name.chars().any(|c| c.is_ascii_alphabetic() || c.is_whitespace() || c == ':')
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::testing::brief;
    use super::*;

    fn url(address: &str, rule: UrlRule) -> Vec<String> {
        let body = json!({"url": address});
        brief(&Report::of(|report| check_url(report, &body, "url", rule)))
    }

    #[test]
    fn addresses_need_a_known_scheme() {
        assert!(url("https://example.org/a?b=c", PAGE).is_empty());
        assert!(url("HTTP://example.org", PAGE).is_empty());
        assert_eq!(url("javascript://x", PAGE), ["url URL_TYPE_INVALID_SCHEME"]);
        assert_eq!(url("attachment://a.png", PAGE), ["url URL_TYPE_INVALID_SCHEME"]);
        assert_eq!(url("example.org", PAGE), ["url URL_TYPE_INVALID_URL"]);
        assert_eq!(url("https://", PAGE), ["url URL_TYPE_INVALID_URL"]);
        assert_eq!(url("https://a b", PAGE), ["url URL_TYPE_INVALID_URL"]);
        assert!(url("discord://-/channels/1", BUTTON).is_empty());
        assert_eq!(url(&format!("https://{}", "a".repeat(505)), BUTTON), ["url BASE_TYPE_MAX_LENGTH"]);
    }

    #[test]
    fn only_pictures_are_shown_from_uploads() {
        assert!(url("attachment://a.PNG", PICTURE).is_empty());
        assert_eq!(url("attachment://a.svg", PICTURE), ["url EMBED_ATTACHMENT_NOT_A_PICTURE"]);
    }

    #[test]
    fn emoji_are_custom_or_unicode() {
        let check = |emoji: Value| {
            brief(&Report::of(|report| {
                check_emoji(report, &json!({"emoji": emoji}));
            }))
        };
        assert!(check(json!({"name": "📚"})).is_empty());
        assert!(check(json!({"name": "1️⃣"})).is_empty());
        assert!(check(json!({"id": "123", "name": "owl"})).is_empty());
        assert!(check(Value::Null).is_empty());
        for wrong in [
            json!({"name": ":book:"}),
            json!({"name": "book"}),
            json!({"name": ""}),
            json!({"id": "owl"}),
            json!({}),
        ] {
            assert_eq!(check(wrong.clone()), ["emoji COMPONENT_INVALID_EMOJI"], "{wrong}");
        }
    }
}
