//! Names and settings of threads and channels (Channel Resource, Start Thread).

use serde_json::Value;

use super::Violation;
use super::report::{Report, Text, present};

/// Minutes of silence after which Discord archives a thread; no other number is accepted.
const ARCHIVE_AFTER: [i64; 4] = [60, 1440, 4320, 10080];

/// Checks the name of a channel or thread: 1 to 100 units, not only white space.
pub fn check_channel_name(name: &str) -> Vec<Violation> {
    Report::of(|report| report.inside("name", |report| report.text_length(name, NAME)))
}

/// Checks the body that starts a thread, with or without a message to start from.
pub fn check_thread(body: &Value) -> Vec<Violation> {
    Report::of(|report| check_settings(report, body))
}

const NAME: Text = Text::required(1, 100).trimmed();

/// Name, archiving, slow mode and tags, as every way of starting a thread takes them.
pub(super) fn check_settings(report: &mut Report, body: &Value) {
    report.text(body, "name", NAME);
    if let Some(minutes) = present(body, "auto_archive_duration")
        && !minutes.as_i64().is_some_and(|minutes| ARCHIVE_AFTER.contains(&minutes))
    {
        let message = "Value must be one of (60, 1440, 4320, 10080).";
        report.add_at("auto_archive_duration", "BASE_TYPE_CHOICES", message);
    }
    report.integer(body, "rate_limit_per_user", 0..=21600);
    let tags = report.list(body, "applied_tags", 0..=5);
    report.inside("applied_tags", |report| {
        for (at, tag) in tags.iter().enumerate() {
            report.inside(at, |report| report.snowflake(tag));
        }
    });
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::testing::brief;
    use super::*;

    #[test]
    fn names_have_one_to_a_hundred_units() {
        assert!(check_channel_name("Thinking in Systems · Meadows").is_empty());
        assert!(check_channel_name(&"x".repeat(100)).is_empty());
        assert_eq!(brief(&check_channel_name(&"x".repeat(101))), ["name BASE_TYPE_BAD_LENGTH"]);
        assert_eq!(brief(&check_channel_name("  ")), ["name BASE_TYPE_REQUIRED"]);
    }

    #[test]
    fn settings_take_only_discords_values() {
        let good = json!({"name": "n", "type": 11, "auto_archive_duration": 1440, "applied_tags": ["1", 2]});
        assert!(check_thread(&good).is_empty());
        let bad = json!({
            "auto_archive_duration": 100, "rate_limit_per_user": 21601, "applied_tags": ["1", "2", "3", "4", "5", "six"],
        });
        let expected = [
            "name BASE_TYPE_REQUIRED",
            "auto_archive_duration BASE_TYPE_CHOICES",
            "rate_limit_per_user NUMBER_TYPE_MAX",
            "applied_tags BASE_TYPE_MAX_LENGTH",
            "applied_tags.5 NUMBER_TYPE_COERCE",
        ];
        assert_eq!(brief(&check_thread(&bad)), expected);
    }
}
