//! People fill in what a bot asks for: options of every kind, selects of people and places, forms without a text.

use std::time::Duration;

use discord_simulator::permissions;
use serde_json::json;

use super::driver::{Browser, Kind, Visit, in_every_browser};
use super::stand::{Stand, ann_at, section, selects};

in_every_browser!(
    options_of_every_kind_arrive_as_what_they_stand_for,
    a_command_is_typed_in_full_key_by_key,
    suggestions_that_fail_or_find_nothing_say_so,
    a_file_is_chosen_for_an_option_and_read_by_the_bot,
    a_command_is_used_on_whoever_wrote_something,
    people_roles_and_places_are_picked,
    a_form_of_choices_opens_beside_its_words_and_is_sent,
    who_may_only_read_is_told_as_discord_tells_it,
    a_command_that_was_not_taken_keeps_what_was_filled_in,
    a_message_that_is_too_long_says_so_and_stays
);

async fn options_of_every_kind_arrive_as_what_they_stand_for(browser: Browser) {
    let stand = Stand::open().await;
    let ann = ann_at(&browser, &stand).await;
    ann.focus("textbox", "Message").await;
    ann.types("/tell").await;
    ann.key("Enter").await;
    let fields =
        [("loud", "tru"), ("who", "bo"), ("where", "qui"), ("role", "mod"), ("whom", "mo"), ("much", "1.5")];
    for (option, typed) in fields {
        ann.click("button", option).await;
        ann.types(typed).await;
        // The first of those that fit is active, unless what was typed is one in full.
        if ["loud", "where", "role"].contains(&option) {
            ann.key("Enter").await;
        }
    }
    ann.key("Enter").await;
    let (bo, mo) = (stand.person("bo").id(), stand.person("mo").id());
    let (quiet, role) = (stand.quiet, stand.moderator);
    ann.sees(&format!("loud=true who=\"{bo}\" where=\"{quiet}\" role=\"{role}\" whom=\"{mo}\" much=1.5"))
        .await;
    ann.leave().await;
}

async fn a_command_is_typed_in_full_key_by_key(browser: Browser) {
    let stand = Stand::open().await;
    let ann = ann_at(&browser, &stand).await;
    ann.focus("textbox", "Message").await;
    ann.keys("/tell  form:JSONL loud:True much:1.5").await;
    ann.key("Enter").await;
    ann.sees("form=\"jsonl\" loud=true much=1.5").await;
    ann.keys("/card title:Dune: a novel many:3").await;
    ann.key("Enter").await;
    ann.meets("group", "Embed: Dune: a novel").await;
    assert_eq!(ann.focused().await, "textarea Message", "writing goes on");
    assert_eq!(ann.eval("document.getElementById('line').value").await, "");
    ann.keys("/never  all of it").await;
    ann.until("document.activeElement.value.endsWith('all of it')").await;
    ann.key("Escape").await;
    assert!(!stand.guild.text("general").contains("all of it"));
    ann.leave().await;
}

async fn suggestions_that_fail_or_find_nothing_say_so(browser: Browser) {
    let stand = Stand::open().await;
    let ann = ann_at(&browser, &stand).await;
    ann.focus("textbox", "Message").await;
    ann.types("/card ").await;
    ann.types("zebra").await;
    ann.sees("No options match your search.").await;
    ann.focus("combobox", "title").await;
    ann.eval("(() => { const field = document.querySelector('.option-field input'); field.value = ''; })()")
        .await;
    ann.types("d").await;
    ann.sees("Dune").await;
    ann.no_longer_sees("No options match your search.").await;
    ann.eval("(() => { const field = document.querySelector('.option-field input'); field.value = ''; })()")
        .await;
    ann.types("silence").await;
    stand.discord.clock().advance(Duration::from_secs(4));
    ann.sees("Loading options failed.").await;
    ann.leave().await;
}

/// Gives a file to the one option that takes one, as its dialog would.
async fn gives(ann: &Visit, file: &str) {
    ann.eval(&format!("(() => {{ const files = new DataTransfer(); files.items.add({file}); const field = document.querySelector('.option-field input[type=file]'); field.files = files.files; field.dispatchEvent(new Event('change')); }})()"))
        .await;
}

async fn a_file_is_chosen_for_an_option_and_read_by_the_bot(browser: Browser) {
    let stand = Stand::open().await;
    let ann = ann_at(&browser, &stand).await;
    ann.focus("textbox", "Message").await;
    ann.types("/read").await;
    ann.key("Enter").await;
    ann.until(
        "document.activeElement.type === 'file' && document.activeElement.labels[0].textContent === 'paper*'",
    )
    .await;
    ann.click("button", "Send the command").await;
    ann.sees("This option is required.").await;
    gives(&ann, "new File([new Uint8Array(10 * 1024 * 1024 + 1)], 'large.bin')").await;
    ann.sees("The file is larger than the 10 MB that fit.").await;
    gives(&ann, "new File(['Wings over water'], '<b>notes</b>.txt', { type: 'text/plain' })").await;
    ann.no_longer_sees("that fit").await;
    ann.until("(document.querySelector('[aria-label=\"Send the command\"]')?.click(), document.querySelectorAll('#log article').length === 1)").await;
    ann.sees("<b>notes<_b>.txt: Wings over water").await;
    ann.leave().await;
}

async fn a_command_is_used_on_whoever_wrote_something(browser: Browser) {
    let stand = Stand::open().await;
    let ann = ann_at(&browser, &stand).await;
    stand.person("bo").says("general", "It is me").await;
    ann.sees("It is me").await;
    // The list of members has a button for bo, too.
    ann.eval("document.querySelector('.author-button').focus()").await;
    ann.key("Enter").await;
    ann.until("document.activeElement.textContent === 'GreetApps'").await;
    ann.key("Escape").await;
    ann.until("document.activeElement.textContent === 'bo'").await;
    ann.key("Enter").await;
    ann.until("document.activeElement.textContent === 'GreetApps'").await;
    ann.key("Enter").await;
    ann.sees("Greeted bo").await;
    ann.leave().await;
}

async fn people_roles_and_places_are_picked(browser: Browser) {
    let stand = Stand::open().await;
    let ann = ann_at(&browser, &stand).await;
    stand.posts(selects()).await;
    let person = stand.person("bo").id();
    for (select, option, id) in [
        ("Who", "bo", person),
        ("Role", "Moderator role", stand.moderator),
        ("Whom", "Moderator role", stand.moderator),
        ("Where", "quiet", stand.quiet),
    ] {
        ann.click("combobox", select).await;
        ann.click("option", option).await;
        ann.sees(&format!("Picked {}", json!([id.to_string()]))).await;
        ann.click("button", "Dismiss message").await;
        ann.no_longer_sees("Picked").await;
    }
    ann.leave().await;
}

async fn a_form_of_choices_opens_beside_its_words_and_is_sent(browser: Browser) {
    let stand = Stand::open().await;
    let ann = ann_at(&browser, &stand).await;
    stand.posts(section()).await;
    ann.sees("Blocks").await;
    ann.click("button", "Choose").await;
    ann.sees("Nothing is typed here.").await;
    ann.click("button", "Submit").await;
    ann.sees("Choose something, please.").await;
    ann.focus("combobox", "Tastes").await;
    for key in ["ArrowDown", "Enter", "ArrowDown", "ArrowDown", "Enter", "Escape"] {
        ann.key(key).await;
    }
    ann.click("button", "Submit").await;
    ann.sees("tastes=[\"sweet\",\"salty\"] guest=[]").await;
    ann.leave().await;
}

async fn who_may_only_read_is_told_as_discord_tells_it(browser: Browser) {
    let stand = Stand::open().await;
    stand.guild.overwrite("quiet", "ann", 0, permissions::SEND_MESSAGES);
    let ann = ann_at(&browser, &stand).await;
    ann.click("button", "channel quiet").await;
    ann.until("document.title.startsWith('quiet')").await;
    ann.focus("textbox", "Message").await;
    ann.types("Am I heard?").await;
    ann.key("Enter").await;
    ann.sees("You do not have permission to send messages in this channel.").await;
    assert_eq!(ann.eval("document.getElementById('line').value").await, "Am I heard?");
    assert_eq!(stand.guild.text("quiet"), "");
    ann.leave().await;
}

async fn a_command_that_was_not_taken_keeps_what_was_filled_in(browser: Browser) {
    let stand = Stand::open().await;
    let ann = ann_at(&browser, &stand).await;
    ann.focus("textbox", "Message").await;
    ann.types("/card ").await;
    ann.types("Delta").await;
    ann.until("document.querySelector('.option-field input')?.value === 'Delta'").await;
    drop(stand);
    ann.sees("The simulator cannot be reached").await;
    ann.key("Enter").await;
    ann.until("document.querySelector('.option-field input')?.value === 'Delta' && document.getElementById('problem').textContent !== ''").await;
}

async fn a_message_that_is_too_long_says_so_and_stays(browser: Browser) {
    let stand = Stand::open().await;
    let ann = ann_at(&browser, &stand).await;
    ann.focus("textbox", "Message").await;
    ann.types(&"x".repeat(2_001)).await;
    ann.sees("-1").await;
    ann.key("Enter").await;
    ann.sees("Your message is too long: 2,000 characters fit, and it has 2,001.").await;
    let shortened = "(() => { const line = document.getElementById('line'); line.value = line.value.slice(1); line.dispatchEvent(new Event('input')); })()";
    ann.eval(shortened).await;
    ann.no_longer_sees("Your message is too long").await;
    ann.key("Enter").await;
    ann.until("document.querySelector('#log .content')?.textContent.length === 2000").await;
    ann.leave().await;
}
