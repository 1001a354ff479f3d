//! The browser's own buttons: back and forth lead along the channels that a visitor was in, as at Discord.

use super::driver::{Browser, Kind, LOOKS, Visit, in_every_browser};
use super::stand::Stand;

in_every_browser!(
    going_back_leads_along_the_channels_and_not_out_of_the_page,
    going_back_to_a_deleted_channel_says_so_and_stays,
    going_back_to_who_somebody_was_leads_there_too
);

async fn goes(visit: &Visit, way: &str) {
    visit.eval(&format!("history.{way}()")).await;
}

/// Ann has been in #general and in #quiet.
async fn ann_in_quiet(browser: &Browser, stand: &Stand) -> Visit {
    let ann = browser.visit(&stand.page_of("ann"), LOOKS[0]).await;
    ann.sees("This is the beginning").await;
    ann.click("button", "channel quiet").await;
    ann.is_in("quiet").await;
    ann
}

async fn going_back_leads_along_the_channels_and_not_out_of_the_page(browser: Browser) {
    let stand = Stand::open().await;
    let ann = ann_in_quiet(&browser, &stand).await;
    ann.click("button", "forum shelf").await;
    ann.is_in("shelf").await;
    goes(&ann, "back").await;
    ann.is_in("quiet").await;
    goes(&ann, "back").await;
    ann.is_in("general").await;
    goes(&ann, "forward").await;
    ann.is_in("quiet").await;
    // What was gone back to is where a reload leads.
    assert_eq!(ann.eval(&format!("location.search.endsWith('channel={}')", stand.quiet)).await, true);
    ann.leave().await;
}

async fn going_back_to_a_deleted_channel_says_so_and_stays(browser: Browser) {
    let stand = Stand::open().await;
    let ann = ann_in_quiet(&browser, &stand).await;
    ann.click("button", "forum shelf").await;
    ann.is_in("shelf").await;
    ann.click("button", "channel general").await;
    ann.is_in("general").await;
    stand.guild.delete_channel("quiet");
    ann.until("!document.getElementById('channel-list').textContent.includes('quiet')").await;
    ann.eval("history.go(-2)").await;
    ann.sees("You don't have access to that channel, or it was deleted.").await;
    ann.is_in("general").await;
    goes(&ann, "back").await;
    ann.until("!document.getElementById('problem').textContent").await;
    ann.is_in("general").await;
    ann.leave().await;
}

async fn going_back_to_who_somebody_was_leads_there_too(browser: Browser) {
    let stand = Stand::open().await;
    let ann = ann_in_quiet(&browser, &stand).await;
    ann.focus("combobox", "You are").await;
    ann.key("b").await;
    let is = async |name: &str| {
        ann.until(&format!(
            "document.getElementById('person').selectedOptions[0].label === '{name} · reader'"
        ))
        .await;
    };
    is("bo").await;
    // A title says the same of either.
    let is_there = async |name: &str| {
        let (person, guild) = (stand.person(name).id(), stand.guild.id());
        let address = format!("?as={person}&guild={guild}&channel={}", stand.quiet);
        ann.until(&format!("location.search === '{address}'")).await;
        ann.is_in("quiet").await;
    };
    is_there("bo").await;
    goes(&ann, "back").await;
    is("ann").await;
    is_there("ann").await;
    goes(&ann, "back").await;
    ann.is_in("general").await;
    is("ann").await;
    goes(&ann, "forward").await;
    goes(&ann, "forward").await;
    is("bo").await;
    is_there("bo").await;
    ann.leave().await;
}
