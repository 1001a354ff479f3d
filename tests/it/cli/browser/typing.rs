//! The commands that `/help`, the README and the terminal show, typed into the page key by key.

use super::driver::{Browser, Kind, Visit, in_every_browser};

use super::{Desk, Place, comes};

in_every_browser!(
    what_help_and_readme_show_is_typed_key_by_key,
    a_moderator_types_what_an_export_is_to_hold,
    a_reader_is_told_that_an_export_is_not_theirs,
    a_step_is_taken_by_pressing_what_it_says_to_type
);

/// Types a command letter by letter, wherever the focus is by then; nothing was sent, and all of it is the command's.
async fn keys(visit: &Visit, line: &str) {
    visit.until("document.getElementById('line').value === '' && !document.querySelector('.call')").await;
    visit.focus("textbox", "Message").await;
    visit.keys(line).await;
    visit.until("document.querySelector('.call') && document.getElementById('line').value === ''").await;
}

/// The fields of the command hold just this, as `name=value`, in any order.
async fn holds(visit: &Visit, fields: &str) {
    let told = "[...document.querySelectorAll('.option-field')].map((it) => `${it.querySelector('label').firstChild.textContent}=${it.querySelector('input').value}`).join(' | ')";
    visit.until(&format!("{told} === '{fields}'")).await;
}

/// Sends it; a list that is open takes the first Enter.
async fn sends(visit: &Visit) {
    while visit.eval("document.querySelector('.call') !== null").await == true {
        visit.key("Enter").await;
    }
}

/// Nobody but the bot has written anything.
async fn said_nothing(visit: &Visit) {
    let own = "[...document.querySelectorAll('#log .author-button')].filter((it) => /^(reader|moderator)/.test(it.textContent)).length";
    assert_eq!(visit.eval(own).await, 0);
}

async fn what_help_and_readme_show_is_typed_key_by_key(browser: Browser) {
    let place = Place::open(Desk::new());
    let reader = comes(&browser, &place).await;
    keys(&reader, "/resource name:desining data").await;
    holds(&reader, "name=desining data").await;
    sends(&reader).await;
    reader.sees("a log of events as the record").await;
    keys(&reader, "/feedback name:Thinking in Systems rating:Changed how I think").await;
    holds(&reader, "name=Thinking in Systems | rating=Changed how I think").await;
    sends(&reader).await;
    reader.sees("your feedback #1").await;
    keys(&reader, "/discuss deep").await;
    holds(&reader, "name=deep").await;
    sends(&reader).await;
    reader.sees("Deep Work").await;
    said_nothing(&reader).await;
    reader.leave().await;
    place.close();
}

async fn a_moderator_types_what_an_export_is_to_hold(browser: Browser) {
    let place = Place::open(Desk::new());
    let moderator = comes(&browser, &place).await;
    moderator.focus("combobox", "You are").await;
    moderator.key("m").await;
    moderator.until("document.getElementById('person').selectedOptions[0].label === 'moderator'").await;
    moderator.sees("This is the beginning").await;
    keys(&moderator, "/feedback name:Thinking in Systems rating:Changed how I think").await;
    sends(&moderator).await;
    moderator.sees("your feedback #1").await;
    keys(&moderator, "/moderate export since:7d authors:Pseudonyms").await;
    holds(&moderator, "since=7d | authors=Pseudonyms").await;
    sends(&moderator).await;
    moderator.until("document.querySelector('a.file[download$=\".csv\"]')").await;
    keys(&moderator, "/moderate export format:jsonl").await;
    holds(&moderator, "format=jsonl").await;
    sends(&moderator).await;
    moderator.until("document.querySelector('a.file[download$=\".jsonl\"]')").await;
    said_nothing(&moderator).await;
    moderator.leave().await;
    place.close();
}

async fn a_reader_is_told_that_an_export_is_not_theirs(browser: Browser) {
    let place = Place::open(Desk::new());
    let reader = comes(&browser, &place).await;
    reader.focus("textbox", "Message").await;
    reader.keys("/moderate export").await;
    reader.sees("You have no such command. Enter posts this as a message. moderator has it: choose them under “You are”.").await;
    reader.leave().await;
    place.close();
}

async fn a_step_is_taken_by_pressing_what_it_says_to_type(browser: Browser) {
    let place = Place::open(Desk::new());
    let reader = comes(&browser, &place).await;
    reader.click("button", "/resource desining data").await;
    holds(&reader, "name=desining data").await;
    sends(&reader).await;
    reader.sees("a log of events as the record").await;
    reader.click("button", "/moderate export").await;
    reader.sees("You have no command /moderate export. moderator has it: choose them under “You are”.").await;
    // Nothing can be typed in a forum.
    reader.click("button", "forum bookshelf").await;
    reader.is_in("bookshelf").await;
    reader.click("button", "/feedback").await;
    reader
        .until("document.title.startsWith('general') && document.activeElement.matches('.call-loose')")
        .await;
    reader.key("Enter").await;
    reader.sees("reader1 used /feedback").await;
    said_nothing(&reader).await;
    reader.leave().await;
    place.close();
}
