//! `/moderate missed`: what people looked for and did not find, for whoever can add it to the library.

use std::sync::Arc;

use crate::domain::reply::Message;
use crate::interactions::command::Step;
use crate::interactions::words::escape;
use crate::store::Stop;
use crate::store::missed::{KEPT_DAYS, SHOWN_FROM};

/// Most texts told at once; each has 64 characters at most, all of which may have to be escaped.
const MOST: i64 = 12;

/// Shows what was missed most.
pub(super) fn show() -> Step {
    Step::read(|scope| async move {
        let missed = scope.missed(MOST).await.map_err(|err| Stop::Failed(Arc::new(err)))?;
        Ok(Step::say(Message::aside(told(&missed))))
    })
}

fn told(missed: &[(String, i64)]) -> String {
    if missed.is_empty() {
        return format!(
            "Nothing yet. What at least {SHOWN_FROM} people look for within {KEPT_DAYS} days without finding it will \
             stand here; who looked is not remembered."
        );
    }
    let lines: Vec<String> =
        missed.iter().map(|(text, askers)| format!("- {}: {askers} people", escape(text))).collect();
    format!(
        "Looked for and not found within {KEPT_DAYS} days, by at least {SHOWN_FROM} people each:\n{}",
        lines.join("\n")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_texts_fit_discord() {
        let text = "*".repeat(64);
        let most: Vec<_> = (0..MOST).map(|_| (text.clone(), i64::from(u32::MAX))).collect();
        assert!(told(&most).encode_utf16().count() <= 2_000, "{}", told(&most).len());
    }
}
