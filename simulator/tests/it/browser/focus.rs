//! Where typing goes: whoever comes to a channel writes there at once, and what is typed where nothing takes text is
//! written too, as at Discord.

use serde_json::json;

use super::driver::look::Screen;
use super::driver::{Browser, Kind, LOOKS, Visit, in_every_browser};
use super::stand::{Stand, ann_at, card};

in_every_browser!(
    whoever_is_led_to_a_channel_writes_there_at_once,
    whoever_walks_the_list_of_channels_stays_in_it,
    whoever_goes_nowhere_reads_on,
    on_a_phone_nobody_is_led_to_a_keyboard,
    what_is_typed_where_nothing_takes_text_is_written,
    letters_stay_with_what_has_a_use_for_them,
    no_letter_goes_where_it_would_not_be_seen,
    a_form_that_was_left_takes_the_focus_from_nobody,
    a_new_post_is_begun_with_its_title,
    a_change_that_was_refused_goes_on_as_a_change
);

const LINE: &str = "document.activeElement.id === 'line'";
const TALK: &str = "a talk";

/// A thread in #general, on a message of the bot's; its id.
async fn talk(stand: &Stand) -> String {
    let message = stand.posts(json!({"content": "Talk about this"})).await;
    stand.begins_thread(&message, TALK).await
}

/// Presses a key; it must be the only thing that stands in the writing field.
async fn is_written(visit: &Visit, key: &str) {
    visit.key(key).await;
    visit.until(&format!("{LINE} && document.activeElement.value === {}", json!(key))).await;
    clears(visit).await;
}

async fn clears(visit: &Visit) {
    visit.eval("(() => { const line = document.getElementById('line'); line.value = ''; line.dispatchEvent(new Event('input')); })()").await;
}

/// Presses a key where the writing field is not to have it.
async fn is_not_written(visit: &Visit, key: &str) {
    let before = visit.eval("document.activeElement.outerHTML.slice(0, 40)").await;
    visit.key(key).await;
    let now = visit.eval("[document.activeElement.id, document.getElementById('line').value]").await;
    assert_ne!(now[0], "line", "{before} keeps {key:?}");
    assert_eq!(now[1], "", "{before} keeps {key:?}");
}

async fn whoever_is_led_to_a_channel_writes_there_at_once(browser: Browser) {
    let stand = Stand::open().await;
    talk(&stand).await;
    let ann = ann_at(&browser, &stand).await;
    let quiet = stand.quiet;
    stand.posts(json!({"content": format!("See <#{quiet}>")})).await;
    ann.click("button", "#quiet").await;
    ann.is_in("quiet").await;
    ann.until(LINE).await;
    ann.types("I am here").await;
    ann.key("Enter").await;
    ann.sees("I am here").await;
    assert!(stand.guild.text("quiet").contains("I am here"));

    ann.click("button", "channel general").await;
    ann.click("button", "a talk 0 messages ›").await;
    ann.is_in(TALK).await;
    ann.until(LINE).await;

    ann.click("button", "channel general").await;
    ann.click("button", "Threads (1)").await;
    ann.click("button", "a talk 0 messages").await;
    ann.is_in(TALK).await;
    ann.until(LINE).await;
    // Where there is nothing to write in, reading goes on.
    ann.click("button", "forum shelf").await;
    let shelf = ann.eval("new URLSearchParams(location.search).get('channel')").await;
    ann.click("button", "channel general").await;
    stand.posts(json!({"content": format!("Or <#{}>", shelf.as_str().unwrap())})).await;
    ann.click("button", "#shelf").await;
    ann.is_in("shelf").await;
    ann.until("document.activeElement.id === 'forum'").await;
    ann.leave().await;
}

async fn whoever_walks_the_list_of_channels_stays_in_it(browser: Browser) {
    let stand = Stand::open().await;
    let ann = ann_at(&browser, &stand).await;
    ann.focus("button", "channel general").await;
    ann.key("ArrowDown").await;
    ann.key("Enter").await;
    ann.is_in("quiet").await;
    ann.sees("This is the beginning").await;
    ann.until(&format!("document.activeElement.dataset.channel === '{}'", stand.quiet)).await;
    ann.key("ArrowUp").await;
    ann.key("Enter").await;
    ann.is_in("general").await;
    ann.leave().await;
}

async fn whoever_goes_nowhere_reads_on(browser: Browser) {
    let stand = Stand::open().await;
    let ann = ann_at(&browser, &stand).await;
    for channel in ["quiet", "general"] {
        ann.click("button", &format!("channel {channel}")).await;
        ann.is_in(channel).await;
    }
    stand.guild.delete_channel("quiet");
    ann.until("!document.getElementById('channel-list').textContent.includes('quiet')").await;
    ann.focus("log", "Messages").await;
    // There is no such place any more, so the same one is opened again.
    ann.eval("history.back()").await;
    ann.sees("You don't have access to that channel, or it was deleted.").await;
    ann.until("document.activeElement.id === 'log'").await;
    ann.leave().await;
}

async fn on_a_phone_nobody_is_led_to_a_keyboard(browser: Browser) {
    let stand = Stand::open().await;
    let phone = LOOKS.into_iter().find(|it| it.screen == Screen::Phone).unwrap();
    let ann = browser.visit(&stand.page_of("ann"), phone).await;
    ann.sees("This is the beginning").await;
    assert_eq!(ann.eval("matchMedia('(pointer: coarse)').matches").await, true);
    stand.posts(json!({"content": format!("See <#{}>", stand.quiet)})).await;
    ann.click("button", "#quiet").await;
    ann.is_in("quiet").await;
    ann.until("document.activeElement.id === 'log'").await;
    ann.leave().await;
}

async fn what_is_typed_where_nothing_takes_text_is_written(browser: Browser) {
    let stand = Stand::open().await;
    let ann = ann_at(&browser, &stand).await;
    stand.posts(card("All of it")).await;
    ann.sees("All of it").await;
    assert_eq!(ann.eval("document.activeElement === document.body").await, true);
    is_written(&ann, "h").await;
    for (role, name) in [
        ("log", "Messages"),
        ("link", "Out"),
        ("button", "Whisper"),
        ("button", "channel general"),
        ("button", "bo"),
    ] {
        ann.focus(role, name).await;
        is_written(&ann, "y").await;
    }
    // A choice is made by letters; a command is begun by a sign that none begins with.
    for name in ["You are", "One"] {
        ann.focus("combobox", name).await;
        ann.key("/").await;
        ann.sees("Shows a card").await;
        ann.until(LINE).await;
        clears(&ann).await;
    }
    // What is being filled in goes on.
    ann.types("/card ").await;
    ann.until("document.activeElement.matches('.option-field input')").await;
    ann.focus("log", "Messages").await;
    ann.key("D").await;
    ann.until(
        "document.activeElement.matches('.option-field input') && document.activeElement.value === 'D'",
    )
    .await;
    ann.leave().await;
}

async fn letters_stay_with_what_has_a_use_for_them(browser: Browser) {
    let stand = Stand::open().await;
    let ann = ann_at(&browser, &stand).await;
    stand.posts(card("All of it")).await;
    for (role, name) in [("log", "Messages"), ("button", "channel quiet")] {
        ann.focus(role, name).await;
        is_not_written(&ann, "ArrowUp").await;
    }
    ann.focus("log", "Messages").await;
    is_not_written(&ann, " ").await;
    // As a key tells of itself: with a modifier it is a shortcut, unless that is what its third sign is typed with.
    let told = async |how: &str| {
        let key =
            format!("new KeyboardEvent('keydown', {{ key: '@', bubbles: true, cancelable: true, {how} }})");
        ann.focus("log", "Messages").await;
        ann.eval(&format!("(document.activeElement.dispatchEvent({key}), document.activeElement.id)")).await
    };
    for with in ["ctrlKey", "metaKey", "altKey", "isComposing"] {
        assert_eq!(told(&format!("{with}: true")).await, "log", "{with}");
    }
    for with in ["shiftKey: true", "ctrlKey: true, altKey: true, modifierAltGraph: true"] {
        assert_eq!(told(with).await, "line", "{with}");
    }
    ann.click("button", "What can be done with this message").await;
    is_not_written(&ann, "d").await;
    ann.key("Escape").await;
    ann.click("button", "Ask").await;
    ann.sees("A question").await;
    ann.focus("button", "Cancel").await;
    is_not_written(&ann, "d").await;
    ann.key("Escape").await;
    ann.click("button", "Behind the scenes: faults and the wire").await;
    ann.focus("switch", "No answer").await;
    // A switch is pressed; letters mean nothing to it.
    is_not_written(&ann, " ").await;
    ann.until("document.querySelector('[data-fault=no-answer]').checked").await;
    is_written(&ann, "d").await;
    ann.focus("switch", "No answer").await;
    is_written(&ann, "/").await;
    // By letters a choice is made, here and in a message.
    ann.focus("combobox", "One").await;
    is_not_written(&ann, "b").await;
    ann.until("document.querySelector('.option.active')?.textContent.startsWith('blue')").await;
    ann.key("Escape").await;
    ann.focus("combobox", "You are").await;
    is_not_written(&ann, "b").await;
    ann.until("document.getElementById('person').selectedOptions[0].label === 'bo · reader'").await;
    ann.leave().await;
}

async fn no_letter_goes_where_it_would_not_be_seen(browser: Browser) {
    let stand = Stand::open().await;
    let phone = LOOKS.into_iter().find(|it| it.screen == Screen::Phone).unwrap();
    let ann = browser.visit(&stand.page_of("ann"), phone).await;
    ann.sees("This is the beginning").await;
    ann.click("button", "Members").await;
    ann.until("document.activeElement.matches('.member')").await;
    is_not_written(&ann, "h").await;
    ann.key("Escape").await;
    is_written(&ann, "h").await;
    ann.click("button", "Channels").await;
    is_not_written(&ann, "h").await;
    ann.click("button", "forum shelf").await;
    ann.sees("No posts yet.").await;
    is_not_written(&ann, "h").await;
    ann.leave().await;
}

async fn a_form_that_was_left_takes_the_focus_from_nobody(browser: Browser) {
    let stand = Stand::open().await;
    let ann = ann_at(&browser, &stand).await;
    stand.posts(card("All of it")).await;
    ann.click("button", "Behind the scenes: faults and the wire").await;
    ann.click("switch", "Slow").await;
    ann.until("document.querySelector('[data-fault=slow]').checked").await;
    ann.click("button", "Ask").await;
    ann.sees("A question").await;
    ann.types("Ann").await;
    ann.click("button", "Submit").await;
    ann.click("button", "Cancel").await;
    ann.no_longer_sees("A question").await;
    ann.focus("textbox", "Message").await;
    ann.sees("You are Ann").await;
    ann.types("Still here").await;
    ann.key("Enter").await;
    ann.sees("Still here").await;
    ann.until(LINE).await;
    ann.leave().await;
}

async fn a_new_post_is_begun_with_its_title(browser: Browser) {
    let stand = Stand::open().await;
    let ann = ann_at(&browser, &stand).await;
    ann.click("button", "forum shelf").await;
    ann.sees("No posts yet.").await;
    ann.eval("document.querySelector('.begin-post summary').focus()").await;
    ann.key("Enter").await;
    ann.until("document.activeElement.name === 'title'").await;
    ann.types("Autumn list").await;
    ann.until("document.activeElement.value === 'Autumn list'").await;
    ann.click("button", "Post").await;
    ann.focus("textbox", "Message").await;
    ann.types("   ").await;
    ann.click("button", "Post").await;
    ann.sees("A post needs a title and a message.").await;
    ann.until("document.activeElement.closest('.new-post')").await;
    ann.leave().await;
}

async fn a_change_that_was_refused_goes_on_as_a_change(browser: Browser) {
    let stand = Stand::open().await;
    let thread = talk(&stand).await;
    let ann = ann_at(&browser, &stand).await;
    ann.click("button", &format!("thread {TALK}")).await;
    ann.is_in(TALK).await;
    ann.focus("textbox", "Message").await;
    ann.types("Mine").await;
    ann.key("Enter").await;
    ann.sees("Mine").await;
    ann.key("ArrowUp").await;
    ann.types(", changed").await;
    let path = format!("/channels/{thread}");
    let lock = |locked: bool| stand.rest.patch(&path, json!({"locked": locked}));
    assert_eq!(lock(true).await.status, 200);
    ann.key("Enter").await;
    ann.sees("Thread is locked").await;
    ann.sees("Editing a message").await;
    assert_eq!(lock(false).await.status, 200);
    ann.key("Enter").await;
    ann.sees("(edited)").await;
    ann.until("document.querySelectorAll('#log .content').length === 2").await;
    ann.sees("Mine, changed").await;
    ann.leave().await;
}
