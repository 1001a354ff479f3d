//! One visitor becomes another: they stay where they are, as far as the other one may be there, and nothing of what the
//! first one alone had before them is left.

use std::time::Duration;

use discord_simulator::permissions::VIEW_CHANNEL;
use serde_json::{Value, json};

use super::driver::{Browser, Kind, LOOKS, Visit, in_every_browser};
use super::stand::{Stand, card};

in_every_browser!(
    whoever_becomes_another_stays_where_they_are,
    whoever_may_not_be_there_comes_to_the_first_channel,
    what_one_alone_had_before_them_is_gone_at_once,
    what_one_waited_for_is_not_told_to_another,
    what_is_typed_before_somebody_is_there_is_theirs
);

async fn ann_in(browser: &Browser, stand: &Stand, channel: &str) -> Visit {
    let ann = browser.visit(&stand.page_of("ann"), LOOKS[0]).await;
    ann.click("button", &format!("channel {channel}")).await;
    ann.is_in(channel).await;
    ann.sees("This is the beginning").await;
    ann
}

/// Waits until the visitor is this person, as everything says.
async fn is(visit: &Visit, name: &str) {
    let chosen = format!("document.getElementById('person').selectedOptions[0].label.startsWith('{name} ')");
    let listed =
        format!("document.querySelector('.member-told')?.closest('.member').innerText.includes('{name}')");
    visit.until(&format!("{chosen} && {listed}")).await;
}

/// Becomes somebody by the list; what the page holds in that very moment.
async fn becomes(visit: &Visit, name: &str) -> Value {
    let held = visit
        .eval(&format!(
            "(() => {{
                const list = document.getElementById('person');
                list.selectedIndex = [...list.options].findIndex((it) => it.label.startsWith('{name} '));
                list.dispatchEvent(new Event('change'));
                const fields = [...document.querySelectorAll('#main input, #main textarea')].map((it) => it.value);
                return ['log', 'forum'].map((id) => document.querySelector(`#${{id}}`).innerText).concat(fields).join('');
            }})()"
        ))
        .await;
    is(visit, name).await;
    held
}

async fn whoever_becomes_another_stays_where_they_are(browser: Browser) {
    let stand = Stand::open().await;
    let message = stand.posts(json!({"content": "Talk about this"})).await;
    stand.begins_thread(&message, "a talk").await;
    let ann = ann_in(&browser, &stand, "quiet").await;
    becomes(&ann, "bo").await;
    ann.is_in("quiet").await;
    ann.click("button", "thread a talk").await;
    ann.is_in("a talk").await;
    becomes(&ann, "mo").await;
    ann.is_in("a talk").await;
    ann.click("button", "ann").await;
    ann.click("menuitem", "Act as ann").await;
    is(&ann, "ann").await;
    ann.is_in("a talk").await;
    // Nobody waits for one person to be there before they choose the next.
    ann.focus("combobox", "You are").await;
    for key in ["ArrowDown", "ArrowDown"] {
        ann.key(key).await;
    }
    is(&ann, "mo").await;
    ann.is_in("a talk").await;
    ann.focus("textbox", "Message").await;
    ann.types("I moderate here").await;
    ann.key("Enter").await;
    ann.sees("I moderate here").await;
    ann.leave().await;
}

async fn whoever_may_not_be_there_comes_to_the_first_channel(browser: Browser) {
    let stand = Stand::open().await;
    let elsewhere = stand.discord.guild("Orchard");
    elsewhere.text_channel("trees");
    elsewhere.member("nia");
    stand.guild.overwrite("quiet", "bo", 0, VIEW_CHANNEL);
    for other in ["bo", "nia"] {
        let ann = ann_in(&browser, &stand, "quiet").await;
        becomes(&ann, other).await;
        ann.is_in(if other == "bo" { "general" } else { "trees" }).await;
        ann.sees("This is the beginning").await;
        assert_eq!(ann.eval(&format!("location.search.includes('{}')", stand.quiet)).await, false);
        assert_eq!(ann.eval("document.getElementById('problem').textContent").await, "", "they chose it");
        ann.leave().await;
    }
}

async fn what_one_alone_had_before_them_is_gone_at_once(browser: Browser) {
    let stand = Stand::open().await;
    stand.posts(card("All of it")).await;
    let ann = ann_in(&browser, &stand, "general").await;
    ann.click("button", "Whisper").await;
    ann.sees("Only for you").await;
    ann.focus("textbox", "Message").await;
    ann.types("Nobody shall read this").await;
    assert_eq!(becomes(&ann, "bo").await, "");
    ann.is_in("general").await;
    ann.sees("All of it").await;
    assert!(!ann.text().await.contains("Only for you"));
    ann.focus("textbox", "Message").await;
    ann.types("/card title:Mine alone").await;
    ann.until("document.querySelector('.option-field input')").await;
    assert_eq!(becomes(&ann, "mo").await, "");
    ann.sees("All of it").await;
    assert_eq!(ann.eval("document.querySelectorAll('.call').length").await, 0);

    ann.click("button", "forum shelf").await;
    ann.eval("document.querySelector('.begin-post').open = true").await;
    ann.focus("textbox", "Title").await;
    ann.types("A post of mine").await;
    assert_eq!(becomes(&ann, "ann").await, "");
    ann.is_in("shelf").await;
    ann.sees("No posts yet.").await;
    assert_eq!(ann.eval("document.querySelector('.begin-post input').value").await, "");
    ann.leave().await;
}

async fn what_one_waited_for_is_not_told_to_another(browser: Browser) {
    let stand = Stand::open().await;
    let ann = ann_in(&browser, &stand, "quiet").await;
    ann.focus("textbox", "Message").await;
    ann.types("/never").await;
    ann.key("Enter").await;
    ann.key("Enter").await;
    ann.sees("Sending command…").await;
    // A line may take its time to be cut.
    ann.eval("(() => { const cut = WebSocket.prototype.close; WebSocket.prototype.close = function () { this.addEventListener('close', () => (window.cut = true)); window.cuts = () => cut.call(this); }; })()").await;
    becomes(&ann, "bo").await;
    ann.sees("This is the beginning").await;
    assert!(!ann.text().await.contains("Sending command"));
    ann.eval("window.cuts()").await;
    ann.until("window.cut").await;
    stand.discord.clock().advance(Duration::from_secs(4));
    stand.guild.member("zoe").says("quiet", "Is anybody here?").await;
    ann.sees("Is anybody here?").await;
    assert!(!ann.text().await.contains("did not respond"));
    assert_eq!(ann.eval("document.querySelectorAll('.call').length").await, 0, "it was ann's");
    assert_eq!(ann.eval("document.getElementById('problem').textContent").await, "");
    ann.leave().await;
}

/// Becomes somebody, and types a line and Enter before their world can be known.
async fn types_at_once(visit: &Visit, name: &str, line: &str) {
    let line = json!(line);
    visit
        .eval(&format!(
            "(() => {{
                const list = document.getElementById('person');
                list.selectedIndex = [...list.options].findIndex((it) => it.label.startsWith('{name} '));
                list.dispatchEvent(new Event('change'));
                const field = document.getElementById('line');
                field.focus();
                field.value = {line};
                field.dispatchEvent(new Event('input'));
                field.dispatchEvent(new KeyboardEvent('keydown', {{ key: 'Enter', bubbles: true, cancelable: true }}));
            }})()"
        ))
        .await;
    is(visit, name).await;
}

async fn what_is_typed_before_somebody_is_there_is_theirs(browser: Browser) {
    let stand = Stand::open().await;
    let ann = ann_in(&browser, &stand, "quiet").await;
    types_at_once(&ann, "bo", "/card title:Dune").await;
    ann.until("document.querySelector('.option-field input')?.value === 'Dune'").await;
    ann.key("Enter").await;
    ann.meets("group", "Embed: Dune").await;
    types_at_once(&ann, "mo", "Hello from mo").await;
    ann.until("document.activeElement.value === 'Hello from mo'").await;
    ann.key("Enter").await;
    ann.until("document.getElementById('line').value === ''").await;
    ann.sees("Hello from mo").await;
    assert!(stand.guild.text("quiet").contains("mo: Hello from mo"), "{}", stand.guild.text("quiet"));
    ann.leave().await;
}
