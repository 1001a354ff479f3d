//! What is lost while somebody looks: a channel, the simulator itself.

use super::driver::{Browser, Kind, LOOKS, in_every_browser};
use super::stand::Stand;

in_every_browser!(
    whoever_is_in_a_channel_that_is_deleted_is_told_and_led_elsewhere,
    a_page_finds_back_when_the_simulator_is_there_again
);

async fn whoever_is_in_a_channel_that_is_deleted_is_told_and_led_elsewhere(browser: Browser) {
    let stand = Stand::open().await;
    let ann = browser.visit(&stand.page_of("ann"), LOOKS[0]).await;
    ann.click("button", "channel quiet").await;
    ann.until("document.title.startsWith('quiet')").await;
    stand.guild.delete_channel("quiet");
    ann.until("document.title.startsWith('general')").await;
    ann.sees("The channel that you were in was deleted").await;
    ann.leave().await;
}

async fn a_page_finds_back_when_the_simulator_is_there_again(browser: Browser) {
    let stand = Stand::open().await;
    let address = stand.discord.address();
    let ann = browser.visit(&stand.page_of("ann"), LOOKS[0]).await;
    ann.sees("This is the beginning").await;
    ann.focus("textbox", "Message").await;
    ann.types("Half a thought").await;
    drop(stand);
    ann.sees("The simulator cannot be reached").await;
    let again = Stand::open_at(address).await;
    ann.no_longer_sees("The simulator cannot be reached").await;
    ann.sees("Another simulator has begun here, and you are").await;
    ann.until("document.getElementById('line').value === 'Half a thought'").await;
    again.guild.member("zoe").says("general", "We are back").await;
    ann.sees("We are back").await;
}
