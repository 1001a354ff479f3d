//! The mark by which an opening is known again: in the message's nonce, and at the end of its first button's
//! `custom_id`, where it can be read years later. Who reads the button passes over it.

use crate::domain::reply::{Message, Press, Row};
use crate::interactions::custom_id;
use crate::store::outbox::Leased;

/// The stamp of everything that attempts at an effect open. At most 21 characters: a nonce takes 25 (Discord: Message,
/// Create Message). The time is in it because effects of a fresh database are numbered from 1 again.
pub(in crate::worker) fn of(first: &Leased) -> String {
    let seconds = first.planned_at.div_euclid(1_000).cast_unsigned();
    format!("{}-{}", base36(first.id.get()), base36(seconds))
}

/// Puts the stamp on a message's first button, if it has one with room for it.
pub(in crate::worker) fn put(message: &mut Message, stamp: &str) {
    let buttons = message.rows.iter_mut().filter_map(|row| match row {
        Row::Buttons(buttons) => Some(buttons),
        _ => None,
    });
    let first = buttons.flatten().find_map(|it| match &mut it.press {
        Press::Send(id) => Some(id),
        Press::Open(_) => None,
    });
    if let Some(id) = first.filter(|it| it.chars().count() + 1 + stamp.len() <= custom_id::LONGEST) {
        id.push(':');
        id.push_str(stamp);
    }
}

/// Whether a message's buttons carry the stamp.
pub(super) fn is_on(message: &crate::discord::Message, stamp: &str) -> bool {
    message.custom_ids().iter().any(|id| id.rsplit_once(':').is_some_and(|(_, last)| last == stamp))
}

fn base36(mut number: u64) -> String {
    let mut digits = Vec::new();
    loop {
        let digit = u32::try_from(number % 36).unwrap_or_default();
        digits.extend(char::from_digit(digit, 36));
        number /= 36;
        if number == 0 {
            return digits.iter().rev().collect();
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use serde_json::{from_value, json};

    use super::*;
    use crate::domain::reply::Button;
    use crate::interactions::render;

    #[test]
    fn numbers_are_written_short() {
        assert_eq!([0, 35, 36, u64::MAX].map(base36), ["0", "z", "10", "3w5e11264sgsf"]);
    }

    #[test]
    fn a_stamp_is_put_on_the_first_button_and_found_again() {
        let row = Row::Buttons(vec![
            Button::link("Go", "https://a.example"),
            Button::plain("A", "a.b:1:x"),
            Button::plain("B", "b.b:1:x"),
        ]);
        let mut message = Message::open("Hello").row(row);
        put(&mut message, "1-a");
        let mut body = render::message(&message).unwrap();
        body["id"] = json!("1");
        body["channel_id"] = json!("2");
        body["author"] = json!({ "id": "3" });
        let sent: crate::discord::Message = from_value(body).unwrap();
        assert_eq!(sent.custom_ids(), ["a.b:1:x:1-a", "b.b:1:x"]);
        assert!(is_on(&sent, "1-a"));
        assert!(!is_on(&sent, "1-b") && !is_on(&sent, "x:1-a"));
    }

    #[test]
    fn a_full_custom_id_stays_as_it_is() {
        let id = "i".repeat(97);
        let mut message = Message::open("Hello").row(Row::Buttons(vec![Button::plain("A", id.clone())]));
        put(&mut message, "1-a");
        assert_eq!(message.rows, [Row::Buttons(vec![Button::plain("A", id)])]);
    }
}
