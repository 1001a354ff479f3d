//! What somebody asked for stays in sight: a long answer is read from its beginning, whatever comes below it.

use super::driver::{Browser, Kind, LOOKS, Visit, in_every_browser};
use super::stand::{Stand, card};

/// Whether the beginning of the last answer to ann is in sight.
const BEGINNING: &str = "(() => {
    const log = document.getElementById('log').getBoundingClientRect();
    const answer = [...document.querySelectorAll('article')].findLast((it) => it.textContent.includes('ann used /card'));
    const { top } = answer.getBoundingClientRect();
    return top >= log.top - 1 && top < log.bottom - 40;
})()";
const END: &str =
    "((log) => log.scrollHeight - log.scrollTop - log.clientHeight < 2)(document.getElementById('log'))";
const OFFERED: &str = "document.getElementById('newest-button').checkVisibility()";

in_every_browser!(
    a_long_answer_is_read_from_its_beginning,
    what_comes_below_an_answer_does_not_push_it_out_of_sight
);

/// Ann in a room with some messages, who has asked for a card.
async fn ann_with_a_card(browser: &Browser, stand: &Stand, look: usize) -> Visit {
    for number in 0..30 {
        stand.posts(serde_json::json!({"content": format!("number {number}")})).await;
    }
    let ann = browser.visit(&stand.page_of("ann"), LOOKS[look]).await;
    ann.sees("number 29").await;
    ann.until(END).await;
    calls(&ann).await;
    ann.sees("ann used /card").await;
    ann
}

async fn calls(ann: &Visit) {
    ann.focus("textbox", "Message").await;
    ann.types("/card title:Delta").await;
    ann.key("Enter").await;
    ann.until("document.getElementById('line').checkVisibility()").await;
}

async fn a_long_answer_is_read_from_its_beginning(browser: Browser) {
    let stand = Stand::open().await;
    // On a phone a card is longer than the screen.
    let ann = ann_with_a_card(&browser, &stand, 2).await;
    ann.until(BEGINNING).await;
    ann.until(&format!("!({END})")).await;
    ann.leave().await;
}

async fn what_comes_below_an_answer_does_not_push_it_out_of_sight(browser: Browser) {
    let stand = Stand::open().await;
    let ann = ann_with_a_card(&browser, &stand, 0).await;
    for _ in 0..3 {
        stand.posts(card("Another")).await;
    }
    ann.until(OFFERED).await;
    ann.until(BEGINNING).await;
    // It is about this channel alone.
    ann.click("button", "forum shelf").await;
    ann.until(&format!("!({OFFERED})")).await;
    ann.click("button", "channel general").await;
    ann.until(END).await;
    calls(&ann).await;
    for _ in 0..3 {
        stand.posts(card("Another")).await;
    }
    ann.click("button", "New messages").await;
    ann.until(END).await;
    ann.until(&format!("!({OFFERED})")).await;
    // Whoever went to the end is led on.
    stand.posts(card("One more")).await;
    ann.sees("One more").await;
    ann.until(END).await;
    ann.leave().await;
}
