//! For those who hear the page instead of seeing it: what changes is told, and the focus never falls into the void.

use super::driver::{Browser, Kind, LOOKS, Visit, in_every_browser};
use super::stand::{Stand, ann_at, card};

in_every_browser!(
    what_changes_is_told_as_well_as_what_is_new,
    reading_goes_on_where_something_went_away,
    what_leads_to_another_place_takes_the_focus_along,
    skipping_to_writing_leads_to_the_command_that_is_being_filled_in
);

/// Keeps everything that is said from now on in `window.heard`.
async fn listens(visit: &Visit) {
    visit
        .eval("(() => { const told = document.getElementById('announcer'); window.heard = []; new MutationObserver(() => heard.push(told.textContent)).observe(told, { childList: true }); })()")
        .await;
}

async fn hears(visit: &Visit, words: &str) {
    visit.until(&format!("heard.some((it) => it.includes({}))", serde_json::json!(words))).await;
}

async fn calls(visit: &Visit, command: &str) {
    visit.focus("textbox", "Message").await;
    visit.types(command).await;
    visit.key("Enter").await;
    visit.key("Enter").await;
}

async fn what_changes_is_told_as_well_as_what_is_new(browser: Browser) {
    let stand = Stand::open().await;
    let ann = ann_at(&browser, &stand).await;
    listens(&ann).await;
    stand.posts(card("All of it")).await;
    hears(&ann, "Stand: Look at this All of it").await;
    ann.click("button", "Change").await;
    hears(&ann, "Stand: Changed").await;
    calls(&ann, "/file").await;
    hears(&ann, "Stand: is thinking").await;
    hears(&ann, "Stand: Here it is, file list.csv").await;
    calls(&ann, "/never").await;
    hears(&ann, "Sending command…").await;
    stand.discord.clock().advance(std::time::Duration::from_secs(4));
    hears(&ann, "Stand: The application did not respond (only you can see this)").await;
    ann.leave().await;
}

async fn reading_goes_on_where_something_went_away(browser: Browser) {
    let stand = Stand::open().await;
    let ann = ann_at(&browser, &stand).await;
    stand.posts(card("All of it")).await;
    ann.click("button", "Whisper").await;
    ann.sees("Only for you").await;
    ann.focus("button", "Dismiss message").await;
    ann.key("Enter").await;
    ann.no_longer_sees("Only for you").await;
    ann.until("document.activeElement.matches('article') && document.activeElement.textContent.includes('All of it')").await;

    ann.focus("textbox", "Message").await;
    ann.types("I take this back").await;
    ann.key("Enter").await;
    ann.sees("I take this back").await;
    ann.focus("button", "What can be done with this message").await;
    ann.key("Enter").await;
    ann.click("menuitem", "Delete message").await;
    ann.no_longer_sees("I take this back").await;
    ann.until("document.activeElement.matches('article')").await;
    ann.leave().await;
}

async fn what_leads_to_another_place_takes_the_focus_along(browser: Browser) {
    let stand = Stand::open().await;
    let ann = ann_at(&browser, &stand).await;
    let quiet = stand.quiet;
    stand.guild.member("zoe").says("general", &format!("See <#{quiet}>")).await;
    ann.focus("button", "#quiet").await;
    ann.key("Enter").await;
    ann.until("document.title.startsWith('quiet') && document.activeElement.id === 'line'").await;
    ann.leave().await;

    let phone = LOOKS.into_iter().find(|it| it.screen == super::driver::look::Screen::Phone).unwrap();
    let bo = browser.visit(&stand.page_of("bo"), phone).await;
    bo.sees("See").await;
    bo.click("button", "Channels").await;
    bo.focus("button", "forum shelf").await;
    bo.key("Enter").await;
    bo.sees("No posts yet.").await;
    bo.until("document.activeElement.id === 'forum'").await;
    bo.leave().await;
}

async fn skipping_to_writing_leads_to_the_command_that_is_being_filled_in(browser: Browser) {
    let stand = Stand::open().await;
    let ann = ann_at(&browser, &stand).await;
    let skips = async || {
        ann.focus("link", "Skip to writing").await;
        ann.key("Enter").await;
    };
    skips().await;
    ann.until("document.activeElement.id === 'line'").await;
    ann.types("/card ").await;
    skips().await;
    ann.until("document.activeElement.matches('.option-field input')").await;
    ann.key("Escape").await;
    ann.click("button", "forum shelf").await;
    ann.sees("No posts yet.").await;
    skips().await;
    ann.until("document.activeElement.id === 'forum'").await;
    ann.leave().await;
}
