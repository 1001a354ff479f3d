//! Texts in the reader's language (API Reference, Locales; Application Commands, Localization).

use serde_json::Value;

use super::report::{Report, length, present};

/// Every locale that a dictionary may name. `ar` and `he` are missing in the documentation's table and present in
/// the machine-readable specification.
const LOCALES: [&str; 34] = [
    "ar", "bg", "cs", "da", "de", "el", "en-GB", "en-US", "es-419", "es-ES", "fi", "fr", "he", "hi", "hr",
    "hu", "id", "it", "ja", "ko", "lt", "nl", "no", "pl", "pt-BR", "ro", "ru", "sv-SE", "th", "tr", "uk",
    "vi", "zh-CN", "zh-TW",
];

/// Checks a dictionary of localised texts under `key`, each of them with `check`.
pub(super) fn check_each(report: &mut Report, of: &Value, key: &str, check: impl Fn(&mut Report, &str)) {
    let Some(texts) = present(of, key) else {
        return;
    };
    report.inside(key, |report| {
        let Some(texts) = texts.as_object() else {
            report.add("DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType");
            return;
        };
        for (locale, text) in texts {
            report.inside(locale, |report| {
                if !LOCALES.contains(&locale.as_str()) {
                    report.add("BASE_TYPE_CHOICES", "Not a locale that Discord knows.");
                }
                match text {
                    Value::Null => {}
                    Value::String(text) => check(report, text),
                    other => report
                        .add("STRING_TYPE_CONVERT", format!("Could not interpret \"{other}\" as string.")),
                }
            });
        }
    });
}

/// The longest of a text and its localisations, in UTF-16 units: what counts toward a command's total.
pub(super) fn longest(of: &Value, key: &str) -> usize {
    let own = of.get(key).and_then(Value::as_str).map_or(0, length);
    let localized = of.get(format!("{key}_localizations")).and_then(Value::as_object);
    let others = localized.into_iter().flat_map(|texts| texts.values()).filter_map(Value::as_str).map(length);
    others.fold(own, usize::max)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::testing::brief;
    use super::*;

    #[test]
    fn locales_are_known_and_texts_checked() {
        let body = json!({"name_localizations": {"de": "buch", "xx": "b", "fr": 5, "no": null}});
        let found = Report::of(|report| {
            check_each(report, &body, "name_localizations", |report, text| {
                if text == "buch" {
                    report.add("SEEN", "");
                }
            });
        });
        let expected = [
            "name_localizations.de SEEN",
            "name_localizations.fr STRING_TYPE_CONVERT",
            "name_localizations.xx BASE_TYPE_CHOICES",
        ];
        assert_eq!(brief(&found), expected);
    }

    #[test]
    fn the_longest_counts() {
        assert_eq!(
            longest(&json!({"name": "abc", "name_localizations": {"de": "abcde", "fr": "a"}}), "name"),
            5
        );
        assert_eq!(longest(&json!({"name": "abc"}), "name"), 3);
        assert_eq!(longest(&json!({}), "name"), 0);
    }
}
