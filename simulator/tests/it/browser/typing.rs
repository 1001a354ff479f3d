//! Commands are typed in full, key by key or pasted: every word comes to its option, and none to where all can read it.

use serde_json::json;

use super::driver::{Browser, Kind, Visit, in_every_browser};
use super::stand::{Stand, ann_at};

in_every_browser!(
    a_name_leads_to_its_option_and_is_told,
    what_only_looks_like_a_name_stays_text,
    words_without_a_name_come_to_the_first_option_free,
    a_choice_is_taken_by_its_value_and_by_its_label,
    what_enter_does_next_is_seen,
    what_no_option_takes_is_neither_sent_nor_lost,
    tab_goes_on_with_the_command,
    escape_and_backspace_go_back_step_by_step,
    who_has_no_such_command_is_told_before_it_is_posted
);

/// In the line, with nothing in it.
async fn begins(ann: &Visit) {
    ann.until("!document.querySelector('.call') && document.getElementById('line').value === ''").await;
    ann.focus("textbox", "Message").await;
}

/// What has the focus is the field of an option, with this in it.
async fn fills(ann: &Visit, option: &str, text: &str) {
    let field = "document.activeElement.labels?.[0]?.firstChild.textContent";
    ann.until(&format!("{field} === {} && document.activeElement.value === {}", json!(option), json!(text)))
        .await;
}

async fn cards(ann: &Visit, line: &str, title: &str) {
    begins(ann).await;
    ann.keys(line).await;
    ann.key("Enter").await;
    ann.meets("group", &format!("Embed: {title}")).await;
    begins(ann).await;
    ann.types(line).await;
    ann.until("document.querySelector('.call')").await;
    ann.key("Enter").await;
    let both = "[...document.querySelectorAll('#log article .embed')].map((it) => it.ariaLabel).filter((it) => it === ";
    ann.until(&format!("{both}{}).length === 2", json!(format!("Embed: {title}")))).await;
}

async fn a_name_leads_to_its_option_and_is_told(browser: Browser) {
    let stand = Stand::open().await;
    let ann = ann_at(&browser, &stand).await;
    begins(&ann).await;
    ann.keys("/card title:").await;
    fills(&ann, "title", "").await;
    ann.until("document.getElementById('announcer').textContent === 'Option title'").await;
    ann.keys("Dune many:").await;
    fills(&ann, "many", "").await;
    ann.meets("combobox", "many").await;
    ann.keys("3").await;
    fills(&ann, "many", "3").await;
    ann.key("Enter").await;
    ann.meets("group", "Embed: Dune").await;
    begins(&ann).await;
    // A name that comes to stand before what is there already.
    ann.keys("/card Desk").await;
    ann.eval("document.activeElement.setSelectionRange(0, 0)").await;
    ann.types("title:").await;
    fills(&ann, "title", "Desk").await;
    ann.key("Enter").await;
    ann.meets("group", "Embed: Desk").await;
    assert_eq!(stand.guild.text("general").matches("many").count(), 0);
    ann.leave().await;
}

async fn what_only_looks_like_a_name_stays_text(browser: Browser) {
    let stand = Stand::open().await;
    let ann = ann_at(&browser, &stand).await;
    cards(&ann, "/card title:Dune: a novel", "Dune: a novel").await;
    cards(&ann, "/card title:Dune mony:3", "Dune mony:3").await;
    cards(&ann, "/card title:Dune many : all, too-many:2", "Dune many : all, too-many:2").await;
    cards(&ann, "/card title:Dune title:Delta", "Dune title:Delta").await;
    begins(&ann).await;
    ann.keys("/card title:Dune many:3 title:Delta").await;
    fills(&ann, "many", "3 title:Delta").await;
    ann.key("Enter").await;
    ann.sees("That is no number.").await;
    ann.leave().await;
}

async fn words_without_a_name_come_to_the_first_option_free(browser: Browser) {
    let stand = Stand::open().await;
    let ann = ann_at(&browser, &stand).await;
    cards(&ann, "/card Delta wing many:2", "Delta wing").await;
    begins(&ann).await;
    ann.keys("/tell tr").await;
    fills(&ann, "loud", "tr").await;
    ann.key("Escape").await;
    ann.key("Escape").await;
    begins(&ann).await;
    ann.keys("/tell much:1.5").await;
    fills(&ann, "much", "1.5").await;
    // What it took the name for at first is gone again.
    ann.until("document.querySelectorAll('.option-field').length === 1").await;
    ann.key("Enter").await;
    ann.sees("much=1.5").await;
    ann.leave().await;
}

async fn a_choice_is_taken_by_its_value_and_by_its_label(browser: Browser) {
    let stand = Stand::open().await;
    let ann = ann_at(&browser, &stand).await;
    for (number, choice) in ["jsonl", "JSONL", "json lines", "JSON Lines"].into_iter().enumerate() {
        let much = number * 2;
        begins(&ann).await;
        ann.keys(&format!("/tell form:{choice} much:{much}.5")).await;
        ann.key("Enter").await;
        ann.sees(&format!("form=\"jsonl\" much={much}.5")).await;
        begins(&ann).await;
        ann.types(&format!("/tell form:{choice} much:{}.5", much + 1)).await;
        // It is in full, so the list that is open there has no part in Enter.
        fills(&ann, "form", choice).await;
        ann.until(
            "document.querySelector('.options:popover-open') && !document.querySelector('.options:popover-open .active')",
        )
        .await;
        ann.key("Enter").await;
        // Fields that are there at once stand in the command's own order.
        ann.sees(&format!("much={}.5 form=\"jsonl\"", much + 1)).await;
    }
    ann.leave().await;
}

async fn what_enter_does_next_is_seen(browser: Browser) {
    let stand = Stand::open().await;
    let ann = ann_at(&browser, &stand).await;
    let takes = "getComputedStyle(document.querySelector('.options:popover-open .active') ?? document.body, '::after').content.startsWith('\"Enter\"')";
    let sends = "document.querySelector('.call') && getComputedStyle(document.querySelector('.call-send'), '::before').content.startsWith('\"Enter\"')";
    begins(&ann).await;
    ann.keys("/tell").await;
    ann.until(takes).await;
    ann.key("Enter").await;
    ann.until(sends).await;
    ann.until("document.activeElement.placeholder === 'Press Enter, or add options'").await;
    ann.keys("form:js").await;
    ann.until(&format!("{takes} && !({sends})")).await;
    ann.keys("onl").await;
    ann.until(&format!("document.querySelector('.options:popover-open') && {sends}")).await;
    ann.key("ArrowDown").await;
    ann.until(&format!("{takes} && !({sends})")).await;
    ann.key("ArrowUp").await;
    ann.key("Escape").await;
    ann.until(sends).await;
    ann.key("Enter").await;
    ann.sees("form=\"jsonl\"").await;
    ann.leave().await;
}

async fn what_no_option_takes_is_neither_sent_nor_lost(browser: Browser) {
    let stand = Stand::open().await;
    let ann = ann_at(&browser, &stand).await;
    for pasted in [false, true] {
        begins(&ann).await;
        let line = "/never all of it";
        if pasted {
            ann.types(line).await;
        } else {
            ann.keys(line).await;
        }
        ann.until("document.activeElement.value === 'all of it'").await;
        ann.key("Enter").await;
        ann.sees("/never has no option for “all of it”. Take it away to send the command.").await;
        ann.until("document.activeElement.value === 'all of it'").await;
        ann.key("Escape").await;
    }
    begins(&ann).await;
    assert_eq!(stand.guild.text("general"), "", "nothing was said, and nothing called");
    ann.leave().await;
}

async fn tab_goes_on_with_the_command(browser: Browser) {
    let stand = Stand::open().await;
    let ann = ann_at(&browser, &stand).await;
    begins(&ann).await;
    ann.keys("/card daw").await;
    ann.sees("Dawn, a sketch").await;
    ann.key("ArrowDown").await;
    ann.key("Tab").await;
    ann.keys("  loud:true").await;
    fills(&ann, "loud", "true").await;
    ann.key("Tab").await;
    ann.keys("  many:3").await;
    fills(&ann, "many", "3").await;
    ann.key("Enter").await;
    // What was picked is sent, whatever was typed behind it.
    ann.meets("group", "Embed: sketch").await;
    begins(&ann).await;
    ann.keys("/tell ").await;
    ann.key("Tab").await;
    ann.keys("form:jsonl").await;
    fills(&ann, "form", "jsonl").await;
    ann.key("Escape").await;
    ann.key("Escape").await;
    begins(&ann).await;
    ann.leave().await;
}

async fn escape_and_backspace_go_back_step_by_step(browser: Browser) {
    let stand = Stand::open().await;
    let ann = ann_at(&browser, &stand).await;
    begins(&ann).await;
    ann.keys("/card title:D many:").await;
    fills(&ann, "many", "").await;
    ann.key("Backspace").await;
    fills(&ann, "title", "D").await;
    ann.until("document.querySelectorAll('.option-field').length === 1").await;
    ann.key("Backspace").await;
    fills(&ann, "title", "").await;
    ann.key("Backspace").await;
    ann.until("document.activeElement.id === 'line'").await;
    begins(&ann).await;
    ann.keys("/tell form:js").await;
    ann.until("document.querySelector('.options:popover-open')").await;
    ann.key("Escape").await;
    ann.until("!document.querySelector('.options:popover-open')").await;
    fills(&ann, "form", "js").await;
    ann.key("Escape").await;
    ann.until("document.activeElement.id === 'line'").await;
    begins(&ann).await;
    assert_eq!(stand.guild.text("general"), "");
    ann.leave().await;
}

async fn who_has_no_such_command_is_told_before_it_is_posted(browser: Browser) {
    let stand = Stand::open().await;
    let ann = ann_at(&browser, &stand).await;
    stand
        .registers(json!([{"name": "tend", "description": "Tends", "default_member_permissions": "8192"}]))
        .await;
    begins(&ann).await;
    ann.keys("/tend all").await;
    let told =
        "You have no such command. Enter posts this as a message. mo has it: choose them under “You are”.";
    ann.sees(told).await;
    ann.until("document.getElementById('unknown').role === 'status'").await;
    ann.key("Enter").await;
    ann.sees("/tend all").await;
    ann.no_longer_sees(told).await;
    ann.keys("/tent").await;
    ann.sees("You have no such command. Enter posts this as a message.").await;
    ann.no_longer_sees("mo has").await;
    ann.leave().await;
}
