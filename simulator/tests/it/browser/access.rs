//! The page for those who do not see it, or not well: axe-core's rules in every look, and the picture of each.

use std::time::Duration;

use serde_json::json;

use super::driver::look::{Look, Screen};
use super::driver::{Axe, Browser, Kind, LOOKS, Visit, in_every_browser};
use super::stand::{Stand, card};

/// More than a page with a message or two has places.
const MANY: usize = 100;

async fn side(visit: &Visit) {
    visit.click("button", "Behind the scenes: faults and the wire").await;
}

in_every_browser!(
    every_state_in_every_look_is_accessible,
    every_place_can_be_reached_and_left_with_the_tab_key
);

async fn every_state_in_every_look_is_accessible(browser: Browser) {
    let axe = Axe::find();
    for look in LOOKS {
        let stand = Stand::open().await;
        let ann = browser.visit(&stand.page_of("ann"), look).await;
        ann.sees("This is the beginning").await;
        ann.until(&format!("matchMedia('(prefers-color-scheme: {})').matches", look.scheme())).await;
        walk(&stand, &ann, (look, &axe)).await;
        ann.leave().await;
        waits(&stand, &browser, (look, &axe)).await;
        tends(&stand, &browser, (look, &axe)).await;
    }
}

/// A command that is on its way, and one that came to nothing.
async fn waits(stand: &Stand, browser: &Browser, (look, axe): (Look, &Axe)) {
    let bo = browser.visit(&stand.page_of("bo"), look).await;
    bo.sees("The Order of Time").await;
    bo.focus("textbox", "Message").await;
    bo.types("/never").await;
    bo.key("Enter").await;
    bo.key("Enter").await;
    bo.sees("Sending command…").await;
    bo.keep_picture(&format!("{}-sending", look.name())).await;
    axe.holds(&bo, "a command on its way").await;
    stand.discord.clock().advance(Duration::from_secs(4));
    bo.sees("The application did not respond").await;
    axe.holds(&bo, "a command without an answer").await;
    bo.leave().await;
}

/// A thread as those see it who may close it.
async fn tends(stand: &Stand, browser: &Browser, (look, axe): (Look, &Axe)) {
    let message = stand.posts(json!({"content": "Talk about this"})).await;
    stand.begins_thread(&message, "A talk").await;
    let mo = browser.visit(&stand.page_of("mo"), look).await;
    mo.click("button", "A talk 0 messages ›").await;
    mo.is_in("A talk").await;
    mo.click("button", "What can be done with this thread").await;
    mo.meets("menuitem", "Lock thread").await;
    mo.keep_picture(&format!("{}-thread-menu", look.name())).await;
    axe.holds(&mo, "a thread's menu").await;
    mo.key("Escape").await;
    mo.until("document.activeElement.id === 'thread-menu'").await;
    mo.leave().await;
}

/// Through everything that the page can look like.
async fn walk(stand: &Stand, ann: &Visit, (look, axe): (Look, &Axe)) {
    let name = look.name();
    stand
        .guild
        .member("zoe")
        .says("general", "Hello <@1>, see `code`, ||a secret|| and\n> a quote\n- one\n- two")
        .await;
    stand.posts(card("The Order of Time")).await;
    ann.sees("The Order of Time").await;
    ann.click("button", "Whisper").await;
    ann.sees("Only you can see this").await;
    ann.keep_picture(&format!("{name}-messages")).await;
    // What opens the panels says so where there is room.
    let said = "[...document.querySelectorAll('.button-words')].filter((it) => it.checkVisibility()).map((it) => it.textContent)";
    let words =
        if look.screen == Screen::Desktop { json!(["Behind the scenes", "Members"]) } else { json!([]) };
    assert_eq!(ann.eval(said).await, words, "{name}");
    axe.holds(ann, "messages").await;
    ann.click("combobox", "Several").await;
    ann.sees("That is salt").await;
    ann.keep_picture(&format!("{name}-select")).await;
    axe.holds(ann, "a select").await;
    ann.key("Escape").await;
    ann.focus("textbox", "Message").await;
    ann.types("/").await;
    ann.sees("Shows a card").await;
    ann.keep_picture(&format!("{name}-commands")).await;
    axe.holds(ann, "commands").await;
    ann.types("card title:").await;
    ann.types("d").await;
    ann.sees("Dune").await;
    ann.keep_picture(&format!("{name}-suggestions")).await;
    axe.holds(ann, "suggestions").await;
    ann.key("Escape").await;
    ann.key("Escape").await;
    ann.click("button", "Ask").await;
    ann.sees("As many as fit").await;
    ann.click("button", "Submit").await;
    ann.sees("This field is required.").await;
    ann.keep_picture(&format!("{name}-form")).await;
    axe.holds(ann, "a form").await;
    ann.key("Escape").await;
    ann.click("button", "What can be done with this message").await;
    axe.holds(ann, "a menu").await;
    ann.click("menuitem", "Show what crossed the wire").await;
    ann.sees("What crossed the wire").await;
    ann.keep_picture(&format!("{name}-side")).await;
    axe.holds(ann, "the side panel").await;
    ann.click("button", "Close the panel").await;
    if look.screen == Screen::Phone {
        ann.click("button", "Channels").await;
        ann.keep_picture(&format!("{name}-drawer")).await;
        axe.holds(ann, "the drawer").await;
        ann.until("document.activeElement.closest('#channels')").await;
        ann.key("Escape").await;
        ann.until("document.activeElement.id === 'drawer-button'").await;
        ann.click("button", "Channels").await;
    }
    ann.click("button", "forum shelf").await;
    ann.sees("No posts yet.").await;
    ann.keep_picture(&format!("{name}-forum")).await;
    axe.holds(ann, "a forum").await;
    assert!(
        ann.eval("document.documentElement.scrollWidth <= innerWidth").await == true,
        "nothing sticks out"
    );
}

async fn every_place_can_be_reached_and_left_with_the_tab_key(browser: Browser) {
    let stand = Stand::open().await;
    stand.posts(card("The Order of Time")).await;
    let ann = browser.visit(&stand.page_of("ann"), LOOKS[0]).await;
    ann.sees("The Order of Time").await;
    let mut met = tabs(&ann).await;
    side(&ann).await;
    met.extend(tabs(&ann).await);
    for wanted in [
        "a Skip to writing",
        "select",
        "button channel general",
        "textarea Message",
        "button Ask",
        "button Off",
        "input",
    ] {
        let reached = met.iter().any(|it| it.trim().starts_with(wanted));
        assert_eq!(reached, wanted != "button Off", "{wanted}: {met:#?}");
    }
    ann.leave().await;
}

/// What has the focus, stroke by stroke of the tab key, until the page is left; it always shows.
async fn tabs(visit: &Visit) -> Vec<String> {
    let mut met = Vec::new();
    loop {
        visit.key("Tab").await;
        if visit.eval("document.activeElement === document.body").await == true {
            return met;
        }
        met.push(visit.focused().await);
        let seen = "getComputedStyle(document.activeElement).outlineStyle !== 'none' || getComputedStyle(document.activeElement.closest('[data-anchor], .option-field') ?? document.body).boxShadow !== 'none'";
        assert!(visit.eval(seen).await == true, "{:?} shows that it has the focus", met.last());
        assert!(met.len() < MANY, "the tab key never leads out: {met:#?}");
    }
}
