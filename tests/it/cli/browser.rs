//! `playground` in a real browser: a newcomer's whole visit, two people side by side, a kill, a curator's mistake, and
//! texts that would like to be something else. How a browser is moved is the simulator's own tests' business.

use serde_json::json;

use self::driver::{Axe, Browser, Kind, LOOKS, Visit, in_every_browser};
use super::Desk;
use super::playground::Place;

#[expect(dead_code, reason = "the simulator's own scenes use the rest")]
#[path = "../../../simulator/tests/it/browser/driver/mod.rs"]
mod driver;
mod faults;
mod typing;

const BOOK: &str = "Designing Data-Intensive Applications";

async fn comes(browser: &Browser, place: &Place) -> Visit {
    let visit = browser.visit(&place.url, LOOKS[0]).await;
    visit.sees("This is the beginning").await;
    visit
}

/// Sends a command as a person types it, with its options behind it.
async fn calls(visit: &Visit, line: &str) {
    visit.focus("textbox", "Message").await;
    visit.types(line).await;
    visit.key("Enter").await;
    // With the command's own fields in its place, the line has the focus again once it is sent.
    is_begun(visit).await;
    visit.key("Enter").await;
}

/// The command that was typed shows its fields, or was sent with them.
async fn is_begun(visit: &Visit) {
    visit
        .until("document.activeElement.closest('.call') || document.getElementById('line').value === ''")
        .await;
}

in_every_browser!(
    a_newcomer_looks_up_discusses_gives_feedback_and_exports,
    the_whole_visit_goes_by_keyboard_alone,
    what_somebody_said_is_logged_as_feedback_from_its_menu,
    what_the_log_keeps_is_beside_the_message,
    two_people_side_by_side_meet_in_one_thread,
    a_thread_that_is_locked_and_deleted_is_told_and_opened_anew,
    the_bot_is_killed_by_a_switch_and_its_buttons_go_on,
    a_curator_sees_what_is_wrong_with_a_file_where_everybody_looks,
    what_a_reader_types_stays_text_in_every_place_that_shows_it,
    a_visit_looks_well_and_is_accessible_in_every_look
);

async fn a_newcomer_looks_up_discusses_gives_feedback_and_exports(browser: Browser) {
    let place = Place::open(Desk::new());
    let reader = comes(&browser, &place).await;
    reader
        .sees("Be somebody else: switch to moderator at the top right, type /moderate export and Enter twice")
        .await;
    calls(&reader, "/resource name:desining data").await;
    reader.sees("reader1 used /resource").await;
    reader.sees("a log of events as the record").await;
    reader.keep_picture("playground").await;
    reader.click("button", "Give feedback").await;
    reader.sees("every tap is saved at once").await;
    reader.click("button", "Changed how I think").await;
    reader.sees("your feedback #1").await;
    reader.click("button", "Add a comment").await;
    reader.until("document.querySelector('dialog[open]')").await;
    reader.types("   ").await;
    reader.click("button", "Submit").await;
    reader.sees("There was nothing in it but spaces.").await;
    // What answers a form names the message whose button opened it, which is still there.
    assert!(!reader.text().await.contains("could not be loaded"));
    reader.click("button", "Add a comment").await;
    reader.until("document.querySelector('dialog[open]')").await;
    reader.types("It made me draw the log first.").await;
    reader.keep_picture("playground-form").await;
    reader.click("button", "Submit").await;
    reader.until("!document.querySelector('dialog[open]')").await;
    reader.sees("It made me draw the log first.").await;
    reader.click("button", "Discuss").await;
    reader.sees("is discussed here").await;
    reader.click("button", "Go to the discussion").await;
    reader.until(&format!("document.title.startsWith({})", json!(BOOK))).await;
    reader.focus("textbox", "Message").await;
    reader.types("Which **part** did you begin with?").await;
    reader.key("Enter").await;
    reader.sees("Which part did you begin with?").await;
    reader.focus("combobox", "You are").await;
    reader.key("m").await;
    reader.until("document.getElementById('person').selectedOptions[0].label === 'moderator'").await;
    reader.sees("This is the beginning").await;
    calls(&reader, "/moderate export").await;
    reader.until("document.querySelector('a.file[download$=\".csv\"]')").await;
    reader.keep_picture("playground-export").await;
    let file = reader.eval("fetch(document.querySelector('a.file').href).then((it) => it.text())").await;
    assert!(file.as_str().unwrap().contains("It made me draw the log first."), "{file}");
    reader.eval("document.querySelector('a.file').focus()").await;
    reader.key("Enter").await;
    let (name, bytes) = reader.takes_home(&browser.downloads()).await;
    assert!(name.starts_with("feedback-") && name.ends_with(".csv"), "{name}");
    assert_eq!(file.as_str().unwrap().as_bytes(), bytes, "byte for byte");
    reader.leave().await;
    place.close();
}

/// Tabs on until what has the focus begins so.
async fn tabs_to(visit: &Visit, wanted: &str) {
    for _ in 0..200 {
        visit.key("Tab").await;
        if visit.focused().await.trim().starts_with(wanted) {
            return;
        }
    }
    panic!("{wanted:?} is not reached; the page shows:\n{}", visit.text().await);
}

/// Skips to writing and sends a line; a command is sent with its options.
async fn writes(visit: &Visit, line: &str) {
    tabs_to(visit, "a Skip to writing").await;
    visit.key("Enter").await;
    visit.until("document.activeElement.id === 'line'").await;
    visit.types(line).await;
    visit.key("Enter").await;
    is_begun(visit).await;
    if visit.eval("document.activeElement.closest('.call') !== null").await == true {
        visit.key("Enter").await;
    }
    visit.until("document.activeElement.id === 'line' && document.getElementById('line').value === ''").await;
}

async fn presses(visit: &Visit, label: &str) {
    tabs_to(visit, &format!("button {label}")).await;
    visit.key("Enter").await;
}

/// Neither a mouse nor a focus that a script puts somewhere: only what a keyboard has.
async fn the_whole_visit_goes_by_keyboard_alone(browser: Browser) {
    let place = Place::open(Desk::new());
    let reader = comes(&browser, &place).await;
    writes(&reader, "/resource name:desining data").await;
    reader.sees("a log of events as the record").await;
    presses(&reader, "Give feedback").await;
    reader.sees("every tap is saved at once").await;
    presses(&reader, "Changed how I think").await;
    reader.sees("your feedback #1").await;
    presses(&reader, "Add a comment").await;
    reader.until("document.activeElement.closest('dialog[open]')").await;
    reader.types("It made me draw the log first.").await;
    presses(&reader, "Submit").await;
    reader.until("!document.querySelector('dialog[open]')").await;
    reader.sees("It made me draw the log first.").await;
    presses(&reader, "Discuss").await;
    reader.sees("is discussed here").await;
    presses(&reader, "Go to the discussion").await;
    reader.until(&format!("document.title.startsWith({})", json!(BOOK))).await;
    writes(&reader, "Which part did you begin with?").await;
    reader.sees("Which part did you begin with?").await;
    tabs_to(&reader, "select").await;
    reader.key("m").await;
    reader.until("document.getElementById('person').selectedOptions[0].label === 'moderator'").await;
    reader.sees("This is the beginning").await;
    writes(&reader, "/moderate export").await;
    reader.sees("1 entry").await;
    tabs_to(&reader, "a feedback-").await;
    assert_eq!(reader.eval("document.activeElement.download.endsWith('.csv')").await, true);
    tabs_to(&reader, "button Behind the scenes").await;
    reader.key("Enter").await;
    reader.sees("What crossed the wire").await;
    tabs_to(&reader, "input").await;
    reader.key(" ").await;
    reader.until("document.activeElement.checked").await;
    reader.leave().await;
    place.close();
}

async fn what_somebody_said_is_logged_as_feedback_from_its_menu(browser: Browser) {
    let place = Place::open(Desk::new());
    let reader = comes(&browser, &place).await;
    calls(&reader, &format!("/discuss name:{BOOK}")).await;
    reader.click("button", "Go to the discussion").await;
    reader.until(&format!("document.title.startsWith({})", json!(BOOK))).await;
    reader.focus("textbox", "Message").await;
    reader.types("Now I draw the log first.").await;
    reader.key("Enter").await;
    reader.sees("Now I draw the log first.").await;
    reader.click("button", "What can be done with this message").await;
    reader.click("menuitem", "Log as feedback Apps").await;
    reader.sees("reader1 used Log as feedback").await;
    reader.sees("your feedback #1 An insight").await;
    reader.click("combobox", "This is …").await;
    reader.click("option", "A question").await;
    reader.sees("your feedback #1 A question").await;
    reader.click("button", "Withdraw").await;
    reader.sees("Your feedback #1 is withdrawn.").await;
    reader.leave().await;
    place.close();
}

async fn what_the_log_keeps_is_beside_the_message(browser: Browser) {
    let place = Place::open(Desk::new());
    let reader = comes(&browser, &place).await;
    calls(&reader, "/resource name:desining data").await;
    reader.click("button", "Give feedback").await;
    reader.click("button", "Changed how I think").await;
    reader.sees("your feedback #1").await;
    reader.click("button", "What can be done with this message").await;
    reader.click("menuitem", "Show what crossed the wire").await;
    for kind in ["interaction", "reply", "event"] {
        reader.until(&format!("document.querySelector('#wire .kind-{kind}')")).await;
    }
    reader.keep_picture("playground-wire").await;
    reader.leave().await;
    place.close();
}

async fn two_people_side_by_side_meet_in_one_thread(browser: Browser) {
    let place = Place::open(Desk::new());
    let one = comes(&browser, &place).await;
    let other = comes(&browser, &place).await;
    other.focus("combobox", "You are").await;
    other.key("ArrowDown").await;
    other.until("document.getElementById('person').selectedOptions[0].label === 'reader2'").await;
    other.sees("This is the beginning").await;
    calls(&one, &format!("/resource name:{BOOK}")).await;
    other.sees("reader1 used /resource").await;
    one.click("button", "Discuss").await;
    other.click("button", "Discuss").await;
    for person in [&one, &other] {
        person.sees("is discussed here").await;
        person.click("button", "Go to the discussion").await;
        person.until(&format!("document.title.startsWith({})", json!(BOOK))).await;
    }
    one.focus("textbox", "Message").await;
    one.types("Is anybody here?").await;
    one.key("Enter").await;
    other.sees("Is anybody here?").await;
    assert_eq!(
        other
            .eval("location.search === '' ? 0 : document.querySelectorAll('#channels ul ul li').length")
            .await,
        1
    );
    other.focus("textbox", "Message").await;
    other.types("I am.").await;
    other.key("Enter").await;
    one.sees("I am.").await;
    one.leave().await;
    other.leave().await;
    place.close();
}

async fn a_thread_that_is_locked_and_deleted_is_told_and_opened_anew(browser: Browser) {
    let place = Place::open(Desk::new());
    let is_in = format!("document.title.startsWith({})", json!(BOOK));
    let reader = comes(&browser, &place).await;
    calls(&reader, &format!("/discuss name:{BOOK}")).await;
    reader.click("button", "Go to the discussion").await;
    reader.until(&is_in).await;
    let moderator = comes(&browser, &place).await;
    moderator.click("button", "moderator").await;
    moderator.click("menuitem", "Act as moderator").await;
    moderator
        .until("document.querySelector('.member-told')?.closest('.member').innerText.includes('moderator')")
        .await;
    moderator.eval("document.querySelector('#channels ul ul button').click()").await;
    moderator.until(&is_in).await;
    assert_eq!(reader.eval("document.getElementById('thread-menu').hidden").await, true);

    moderator.click("button", "What can be done with this thread").await;
    moderator.click("menuitem", "Lock thread").await;
    reader.sees("locked").await;
    reader.focus("textbox", "Message").await;
    reader.types("May I?").await;
    reader.key("Enter").await;
    reader.sees("You do not have permission to send messages in this channel.").await;

    moderator.click("button", "What can be done with this thread").await;
    moderator.click("menuitem", "Delete thread").await;
    for person in [&reader, &moderator] {
        person.sees("The channel that you were in was deleted").await;
        person.until("document.title.startsWith('general')").await;
    }
    reader.click("button", "Go to the discussion").await;
    reader.sees("You don't have access to that channel, or it was deleted.").await;
    calls(&reader, &format!("/discuss name:{BOOK}")).await;
    reader.sees(&format!("The discussion of {BOOK} was deleted.")).await;
    reader.click("button", "Open anew").await;
    reader.until("document.querySelectorAll('#channels ul ul li').length === 1").await;
    reader.until("[...document.querySelectorAll('#log .content')].filter((it) => it.textContent.includes('is discussed here')).length === 2").await;
    reader.click("button", "Go to the discussion").await;
    reader.until(&is_in).await;
    reader.focus("textbox", "Message").await;
    reader.types("Once more, then.").await;
    reader.key("Enter").await;
    reader.sees("Once more, then.").await;
    reader.leave().await;
    moderator.leave().await;
    place.close();
}

async fn the_bot_is_killed_by_a_switch_and_its_buttons_go_on(browser: Browser) {
    let place = Place::open(Desk::new());
    let reader = comes(&browser, &place).await;
    calls(&reader, &format!("/resource name:{BOOK}")).await;
    reader.sees("reader1 used /resource").await;
    reader.click("button", "Behind the scenes: faults and the wire").await;
    reader.until("document.querySelector('[data-fault=restart]')").await;
    reader.eval("document.querySelector('[data-fault=restart]').click()").await;
    reader.until("!document.querySelector('[data-fault=restart]').checked").await;
    reader.sees("Athenaeum").await;
    reader.until("document.getElementById('online').textContent === 'online'").await;
    reader.click("button", "Give feedback").await;
    reader.sees("every tap is saved at once").await;
    reader.leave().await;
    place.close();
}

async fn a_curator_sees_what_is_wrong_with_a_file_where_everybody_looks(browser: Browser) {
    let place = Place::open(Desk::furnished());
    let curator = comes(&browser, &place).await;
    let file = "config/library/deep-work.md";
    let page = place.desk.read(file);
    place.desk.write(file, page.replacen("title = ", "titel = ", 1));
    curator.sees("The library cannot be read as it is").await;
    curator.sees("deep-work.md").await;
    curator.keep_picture("playground-library").await;
    Axe::find().holds(&curator, "a notice").await;
    place.desk.write(file, page.replacen("title = \"Deep Work\"", "title = \"Deeper Work\"", 1));
    curator.no_longer_sees("The library cannot be read as it is").await;
    calls(&curator, "/resource name:Deeper").await;
    curator.until("document.querySelector('.embed-title')?.textContent.includes('Deeper Work')").await;
    curator.leave().await;
    place.close();
}

async fn what_a_reader_types_stays_text_in_every_place_that_shows_it(browser: Browser) {
    let place = Place::open(Desk::new());
    let reader = comes(&browser, &place).await;
    let hostile =
        "<img src=x onerror='window.broken=1'> [a](javascript:window.broken=1) \u{202e}esrever\u{200b} ||**";
    calls(&reader, &format!("/resource name:{hostile}")).await;
    reader.until("document.querySelectorAll('article.message').length === 1").await;
    calls(&reader, &format!("/feedback name:{BOOK}")).await;
    reader.click("button", "Add a comment").await;
    reader.until("document.querySelector('dialog[open]')").await;
    reader.types(hostile).await;
    reader.click("button", "Submit").await;
    reader.until("!document.querySelector('dialog[open]')").await;
    reader.sees("onerror='window.broken=1'").await;
    calls(&reader, "/my feedback").await;
    reader.until("document.querySelectorAll('article.message').length === 3").await;
    assert_eq!(reader.eval("window.broken ?? 'whole'").await, "whole");
    assert_eq!(reader.eval("document.querySelectorAll('#log img, [href^=\"javascript\"]').length").await, 0);
    reader.leave().await;
    place.close();
}

async fn a_visit_looks_well_and_is_accessible_in_every_look(browser: Browser) {
    let place = Place::open(Desk::new());
    let axe = Axe::find();
    for look in LOOKS {
        let reader = browser.visit(&place.url, look).await;
        reader.sees("This is the beginning").await;
        calls(&reader, &format!("/resource name:{BOOK}")).await;
        reader.sees("reader1 used /resource").await;
        reader.click("button", "Give feedback").await;
        reader.sees("Only you can see this").await;
        reader.keep_picture(&format!("playground-{}", look.name())).await;
        axe.holds(&reader, look.name()).await;
        reader.click("button", "Dismiss message").await;
        reader.no_longer_sees("Only you can see this").await;
        reader.leave().await;
    }
    place.close();
}
