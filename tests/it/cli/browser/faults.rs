//! Faults that a visitor switches on in the side panel: what they see of each is what Discord would show, and the bot
//! is itself again afterwards.

use super::driver::{Axe, Browser, Kind, Visit, in_every_browser};

use super::{BOOK, Desk, Place, calls, comes};

in_every_browser!(
    a_limited_bot_waits_and_leads_there_once,
    a_slow_bot_answers_in_time,
    a_bot_whose_answers_do_not_arrive_is_told_of_and_answers_again_afterwards,
    a_bot_that_meets_server_errors_leads_there_when_it_is_asked_again,
    a_lost_response_makes_nothing_twice,
    a_dropped_connection_is_resumed,
    a_bot_that_is_killed_while_a_form_is_filled_in_takes_it_once_when_it_is_back,
    a_switch_tells_the_next_person_how_it_stands
);

const THREADS: &str = "document.querySelectorAll('#channels ul ul li').length";

/// A visitor who has the book's card before them, and the panel beside it.
async fn with_card(browser: &Browser, place: &Place) -> Visit {
    let reader = comes(browser, place).await;
    calls(&reader, &format!("/resource name:{BOOK}")).await;
    reader.sees("reader1 used /resource").await;
    reader.click("button", "Behind the scenes: faults and the wire").await;
    reader
}

async fn flip(reader: &Visit, label: &str) {
    reader.click("switch", label).await;
}

/// Waits until a fault is on, or off.
async fn is_on(reader: &Visit, name: &str, on: bool) {
    reader.until(&format!("document.querySelector('[data-fault={name}]').checked === {on}")).await;
}

/// An answer of this status is on the wire.
async fn was_answered(reader: &Visit, status: u16) {
    let told = format!(
        "[...document.querySelectorAll('#wire .status')].some((it) => it.textContent.includes('{status}'))"
    );
    reader.until(&told).await;
}

async fn a_limited_bot_waits_and_leads_there_once(browser: Browser) {
    let place = Place::open(Desk::new());
    let reader = with_card(&browser, &place).await;
    flip(&reader, "Rate limit once").await;
    is_on(&reader, "rate-limit", true).await;
    reader.click("button", "Discuss").await;
    reader.sees("Athenaeum is thinking…").await;
    was_answered(&reader, 429).await;
    reader.sees("is discussed here").await;
    reader.no_longer_sees("is thinking").await;
    is_on(&reader, "rate-limit", false).await;
    assert_eq!(reader.eval(THREADS).await, 1);
    reader.leave().await;
    place.close();
}

async fn a_slow_bot_answers_in_time(browser: Browser) {
    let place = Place::open(Desk::new());
    let reader = with_card(&browser, &place).await;
    flip(&reader, "Slow").await;
    is_on(&reader, "slow", true).await;
    reader.click("button", "Give feedback").await;
    reader.sees("every tap is saved at once").await;
    reader.click("button", "Changed how I think").await;
    reader.sees("your feedback #1").await;
    reader.click("button", "Discuss").await;
    reader.sees("is discussed here").await;
    assert_eq!(reader.eval("document.querySelectorAll('#main .failure:not(:empty)').length").await, 0);
    flip(&reader, "Slow").await;
    is_on(&reader, "slow", false).await;
    reader.leave().await;
    place.close();
}

async fn a_bot_whose_answers_do_not_arrive_is_told_of_and_answers_again_afterwards(browser: Browser) {
    let place = Place::open(Desk::new());
    let reader = with_card(&browser, &place).await;
    flip(&reader, "No answer").await;
    is_on(&reader, "no-answer", true).await;
    reader.click("button", "Give feedback").await;
    reader.sees("This interaction failed").await;
    calls(&reader, "/help").await;
    reader.sees("The application did not respond").await;
    flip(&reader, "No answer").await;
    is_on(&reader, "no-answer", false).await;
    reader.click("button", "Give feedback").await;
    reader.sees("every tap is saved at once").await;
    reader.no_longer_sees("This interaction failed").await;
    calls(&reader, "/help").await;
    reader.sees("reader1 used /help").await;
    reader.leave().await;
    place.close();
}

async fn a_bot_that_meets_server_errors_leads_there_when_it_is_asked_again(browser: Browser) {
    let place = Place::open(Desk::new());
    let reader = with_card(&browser, &place).await;
    flip(&reader, "Server error once").await;
    is_on(&reader, "server-error", true).await;
    reader.click("button", "Discuss").await;
    was_answered(&reader, 502).await;
    is_on(&reader, "server-error", false).await;
    // Both were the bot's tries to answer at all; Discord waits no longer than that.
    reader.sees("This interaction failed").await;
    reader.click("button", "Discuss").await;
    reader.sees("is discussed here").await;
    reader.no_longer_sees("This interaction failed").await;
    assert_eq!(reader.eval(THREADS).await, 1);
    reader.leave().await;
    place.close();
}

async fn a_lost_response_makes_nothing_twice(browser: Browser) {
    let place = Place::open(Desk::new());
    let reader = with_card(&browser, &place).await;
    flip(&reader, "Lost response once").await;
    is_on(&reader, "lost-response", true).await;
    calls(&reader, "/help").await;
    reader.sees("reader1 used /help").await;
    is_on(&reader, "lost-response", false).await;
    flip(&reader, "Lost response once").await;
    is_on(&reader, "lost-response", true).await;
    reader.click("button", "Give feedback").await;
    reader.sees("every tap is saved at once").await;
    is_on(&reader, "lost-response", false).await;
    reader.click("button", "Changed how I think").await;
    reader.sees("your feedback #1").await;
    flip(&reader, "Lost response once").await;
    is_on(&reader, "lost-response", true).await;
    reader.click("button", "Discuss").await;
    reader.sees("is discussed here").await;
    is_on(&reader, "lost-response", false).await;
    assert_eq!(reader.eval(THREADS).await, 1);
    reader.leave().await;
    place.close();
}

async fn a_dropped_connection_is_resumed(browser: Browser) {
    let place = Place::open(Desk::new());
    let reader = with_card(&browser, &place).await;
    // Whatever comes and goes before anybody could look is kept.
    reader.eval("(() => { const told = document.getElementById('online'); window.seen = []; new MutationObserver(() => window.seen.push(told.textContent)).observe(told, { childList: true, characterData: true, subtree: true }); })()").await;
    flip(&reader, "Drop the connection once").await;
    reader.until("window.seen.includes('offline')").await;
    reader.until("document.getElementById('online').textContent === 'online'").await;
    is_on(&reader, "gateway-drop", false).await;
    reader.click("button", "Give feedback").await;
    reader.sees("every tap is saved at once").await;
    reader.click("button", "Changed how I think").await;
    reader.sees("your feedback #1").await;
    reader.leave().await;
    place.close();
}

/// Waits until a form is open, or none is.
async fn form_is_open(reader: &Visit, open: bool) {
    reader.until(&format!("(document.querySelector('dialog[open]') !== null) === {open}")).await;
}

async fn a_bot_that_is_killed_while_a_form_is_filled_in_takes_it_once_when_it_is_back(browser: Browser) {
    let place = Place::open(Desk::new());
    let reader = with_card(&browser, &place).await;
    reader.click("button", "Close the panel").await;
    reader.click("button", "Give feedback").await;
    reader.click("button", "Changed how I think").await;
    reader.sees("your feedback #1").await;
    reader.click("button", "Add a comment").await;
    form_is_open(&reader, true).await;
    reader.types("It made me draw the log first.").await;
    // A form lies over everything; who stands beside has the switch.
    let other = comes(&browser, &place).await;
    other.click("button", "Behind the scenes: faults and the wire").await;
    flip(&other, "Kill the bot").await;
    is_on(&other, "kill", true).await;
    reader.until("document.getElementById('online').textContent === 'offline'").await;

    reader.focus("button", "Submit").await;
    reader.key("Enter").await;
    reader.sees("Something went wrong. Try again.").await;
    form_is_open(&reader, true).await;
    let typed = "document.querySelector('dialog textarea').value";
    assert_eq!(reader.eval(typed).await, "It made me draw the log first.");
    assert_eq!(reader.focused().await, "button Submit", "it can be pressed again");
    assert_eq!(reader.eval("document.querySelector('dialog [role=alert]').checkVisibility()").await, true);
    reader.keep_picture("playground-form-failed").await;
    Axe::find().holds(&reader, "a form that was not taken").await;

    flip(&other, "Kill the bot").await;
    is_on(&other, "kill", false).await;
    reader.until("document.getElementById('online').textContent === 'online'").await;
    reader.key("Enter").await;
    form_is_open(&reader, false).await;
    reader.sees("It made me draw the log first.").await;
    reader.click("button", "Behind the scenes: faults and the wire").await;
    let events = "[...document.querySelectorAll('#wire .wire-title')].filter((it) => /^#\\d+ entry.revised$/.test(it.textContent)).length";
    reader.until(&format!("{events} === 1")).await;
    calls(&reader, "/my feedback").await;
    reader.sees("reader1 used /my feedback").await;
    let told = "[...document.querySelectorAll('article')].at(-1).textContent.split('It made me draw the log first.').length - 1";
    assert_eq!(reader.eval(told).await, 1);
    reader.leave().await;
    other.leave().await;
    place.close();
}

async fn a_switch_tells_the_next_person_how_it_stands(browser: Browser) {
    let place = Place::open(Desk::new());
    let reader = with_card(&browser, &place).await;
    // Whoever flipped it is gone before anything came of it.
    reader
        .eval("(() => { document.querySelector('[data-fault=restart]').click(); const list = document.getElementById('person'); list.selectedIndex += 1; list.dispatchEvent(new Event('change')); })()")
        .await;
    reader.sees("This is the beginning").await;
    is_on(&reader, "restart", false).await;
    reader.until("document.querySelector('[data-fault=restart]').ariaBusy === null").await;
    reader.leave().await;
    place.close();
}
