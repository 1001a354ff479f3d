//! Who is in the server, beside the messages: whoever has written nothing can be named, asked by a command, and played.

use serde_json::json;

use super::driver::look::Screen;
use super::driver::{Axe, Browser, Kind, LOOKS, Visit, in_every_browser};
use super::stand::{Stand, ann_at};

in_every_browser!(
    who_is_here_stands_beside_the_messages_by_what_they_may_do,
    whoever_has_written_nothing_has_a_menu_too,
    the_list_is_walked_and_left_by_keys,
    the_list_gives_way_to_what_crossed_the_wire_and_comes_back,
    on_a_phone_the_list_lies_behind_a_button
);

/// What the list says, from top to bottom.
const LISTED: &str = "[...document.querySelectorAll('#members h3, .member')].map((it) => it.innerText.replace(/\\s+/g, ' ').replace(/^. /, ''))";

async fn is_open(visit: &Visit, open: bool) {
    visit.until(&format!("document.getElementById('members').checkVisibility() === {open}")).await;
    visit.until(&format!("document.getElementById('members-button').ariaExpanded === '{open}'")).await;
}

async fn who_is_here_stands_beside_the_messages_by_what_they_may_do(browser: Browser) {
    let stand = Stand::open().await;
    let ann = ann_at(&browser, &stand).await;
    let listed = [
        "Administrators — 1",
        "owner of Harbour",
        "Moderators — 1",
        "mo",
        "Readers — 2",
        "ann you",
        "bo",
        "Apps — 1",
        "Stand APP",
    ];
    assert_eq!(ann.eval(LISTED).await, json!(listed));
    let hostile = "<img src=x>\u{202e}zoe";
    stand.guild.member(hostile);
    ann.until("document.querySelectorAll('.member').length === 6").await;
    assert_eq!(ann.eval("document.querySelectorAll('#members img').length").await, 0);
    Axe::find().holds(&ann, "members").await;
    ann.leave().await;
}

async fn whoever_has_written_nothing_has_a_menu_too(browser: Browser) {
    let stand = Stand::open().await;
    let ann = ann_at(&browser, &stand).await;
    ann.click("button", "bo").await;
    ann.click("menuitem", "Greet Apps").await;
    ann.sees("Greeted bo").await;
    ann.click("button", "bo").await;
    ann.click("menuitem", "Mention").await;
    ann.types("are you here?").await;
    ann.key("Enter").await;
    ann.until("document.querySelector('#log .content .mention')?.textContent === '@bo'").await;
    ann.click("button", "owner of Harbour").await;
    ann.click("menuitem", "Mention").await;
    ann.types("too").await;
    ann.key("Enter").await;
    ann.sees("@owner of Harbour too").await;
    ann.click("button", "bo").await;
    ann.click("menuitem", "Act as bo").await;
    ann.until("document.getElementById('person').selectedOptions[0].label === 'bo · reader'").await;
    ann.until("document.querySelector('.member-told').closest('.member').innerText.includes('bo')").await;
    ann.no_longer_sees("Greeted bo").await;
    ann.leave().await;
}

async fn the_list_is_walked_and_left_by_keys(browser: Browser) {
    let stand = Stand::open().await;
    let ann = ann_at(&browser, &stand).await;
    ann.focus("button", "mo").await;
    ann.key("ArrowDown").await;
    ann.until("document.activeElement.innerText.includes('ann')").await;
    ann.key("ArrowUp").await;
    ann.key("Enter").await;
    ann.until("document.activeElement.matches('[role=menuitem]')").await;
    ann.key("Escape").await;
    ann.until("document.activeElement.matches('.member')").await;
    is_open(&ann, true).await;
    ann.key("Escape").await;
    ann.until("document.activeElement.id === 'members-button'").await;
    is_open(&ann, false).await;
    ann.leave().await;
}

async fn the_list_gives_way_to_what_crossed_the_wire_and_comes_back(browser: Browser) {
    let stand = Stand::open().await;
    let ann = ann_at(&browser, &stand).await;
    ann.click("button", "Behind the scenes: faults and the wire").await;
    ann.sees("What crossed the wire").await;
    is_open(&ann, false).await;
    ann.click("button", "Close the panel").await;
    is_open(&ann, true).await;
    ann.click("button", "Behind the scenes: faults and the wire").await;
    is_open(&ann, false).await;
    ann.click("button", "Members").await;
    is_open(&ann, true).await;
    ann.no_longer_sees("What crossed the wire").await;
    ann.leave().await;
}

async fn on_a_phone_the_list_lies_behind_a_button(browser: Browser) {
    let stand = Stand::open().await;
    let axe = Axe::find();
    for look in LOOKS.into_iter().filter(|it| it.screen == Screen::Phone) {
        let ann = browser.visit(&stand.page_of("ann"), look).await;
        ann.sees("This is the beginning").await;
        is_open(&ann, false).await;
        ann.click("button", "Members").await;
        is_open(&ann, true).await;
        ann.until("document.activeElement.matches('.member')").await;
        ann.keep_picture(&format!("{}-members", look.name())).await;
        axe.holds(&ann, "members").await;
        ann.key("Escape").await;
        is_open(&ann, false).await;
        assert_eq!(ann.focused().await, "button Members");
        ann.key("Enter").await;
        ann.click("button", "Close the list").await;
        is_open(&ann, false).await;
        ann.click("button", "Members").await;
        ann.click("button", "bo").await;
        ann.click("menuitem", "Mention").await;
        is_open(&ann, false).await;
        ann.until("document.activeElement.value === '@bo '").await;
        ann.leave().await;
    }
}
