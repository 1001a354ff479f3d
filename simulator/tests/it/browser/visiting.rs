//! People at the page: they look, type, press, pick, fill in and write, with a mouse and without.

use super::driver::{Browser, Kind, LOOKS, Visit, in_every_browser};
use super::stand::{Stand, card};

async fn visit_of_ann(browser: &Browser, stand: &Stand) -> Visit {
    let visit = browser.visit(&stand.page_of("ann"), LOOKS[0]).await;
    visit.sees("general").await;
    visit.sees("This is the beginning").await;
    visit
}

in_every_browser!(
    a_command_is_found_filled_in_and_answered_by_keyboard_alone,
    what_must_be_filled_in_is_asked_for,
    buttons_selects_and_forms_do_what_they_do_at_discord,
    a_form_says_what_does_not_fit_and_gives_the_focus_back,
    what_does_not_answer_is_told_as_discord_tells_it,
    a_file_is_thought_about_and_then_downloaded,
    what_one_member_writes_another_sees_at_once,
    a_command_on_a_message_is_in_its_menu_and_the_wire_is_beside_it,
    a_post_is_opened_in_a_forum_with_its_tags,
    one_visitor_becomes_another,
    faults_are_switched_on_and_off
);

async fn a_command_is_found_filled_in_and_answered_by_keyboard_alone(browser: Browser) {
    let stand = Stand::open().await;
    let ann = visit_of_ann(&browser, &stand).await;
    ann.focus("textbox", "Message").await;
    ann.types("/").await;
    ann.sees("Shows a card").await;
    ann.sees("/shelf all").await;
    ann.types("ca").await;
    ann.no_longer_sees("/shelf all").await;
    ann.key("Enter").await;
    ann.types("d").await;
    ann.sees("Dune").await;
    ann.key("ArrowDown").await;
    ann.key("ArrowDown").await;
    ann.key("Enter").await;
    ann.key("Enter").await;
    ann.sees("ann used /card").await;
    ann.meets("group", "Embed: Dune").await;
    assert_eq!(ann.focused().await, "textarea Message", "writing goes on");
    ann.leave().await;
}

async fn what_must_be_filled_in_is_asked_for(browser: Browser) {
    let stand = Stand::open().await;
    let ann = visit_of_ann(&browser, &stand).await;
    ann.focus("textbox", "Message").await;
    ann.types("/card ").await;
    ann.types("/card title:").await;
    // Suggestions move what is below them, and what is typed goes where the focus is.
    ann.sees("No options match your search.").await;
    ann.click("button", "many").await;
    ann.until("document.activeElement.labels?.[0]?.textContent === 'many'").await;
    ann.types("12").await;
    ann.key("Enter").await;
    ann.sees("Between 1 and 9.").await;
    ann.key("Escape").await;
    ann.until("document.activeElement.id === 'line'").await;
    ann.types("/card title:Delta many:3").await;
    ann.key("Enter").await;
    ann.sees("ann used /card").await;
    ann.meets("group", "Embed: Delta").await;
    ann.leave().await;
}

async fn buttons_selects_and_forms_do_what_they_do_at_discord(browser: Browser) {
    let stand = Stand::open().await;
    let ann = visit_of_ann(&browser, &stand).await;
    stand.posts(card("All of it")).await;
    ann.sees("All of it").await;
    assert!(
        ann.eval("[...document.querySelectorAll('button')].find((it) => it.textContent === 'Off').disabled")
            .await
            == true
    );
    ann.click("button", "Whisper").await;
    ann.sees("Only for you").await;
    ann.sees("Only you can see this").await;
    ann.click("button", "Dismiss message").await;
    ann.no_longer_sees("Only for you").await;
    ann.click("combobox", "One").await;
    ann.click("option", "blue That is blue").await;
    ann.sees("Picked [\"blue\"]").await;
    ann.focus("combobox", "Several").await;
    for key in ["ArrowDown", "Enter", "ArrowDown", "Enter", "Escape"] {
        ann.key(key).await;
    }
    ann.sees("Picked [\"salt\",\"oil\"]").await;
    ann.click("button", "Change").await;
    ann.sees("Changed").await;
    ann.sees("(edited)").await;
    ann.leave().await;
}

async fn a_form_says_what_does_not_fit_and_gives_the_focus_back(browser: Browser) {
    let stand = Stand::open().await;
    let ann = visit_of_ann(&browser, &stand).await;
    stand.posts(card("All of it")).await;
    ann.focus("button", "Ask").await;
    ann.key("Enter").await;
    ann.sees("A question").await;
    ann.sees("As many as fit").await;
    ann.key("Enter").await;
    ann.sees("This field is required.").await;
    ann.types("x").await;
    ann.sees("1 / 10").await;
    ann.key("Enter").await;
    ann.sees("At least 2 characters, please.").await;
    ann.types("yz, and much more").await;
    ann.key("Enter").await;
    ann.sees("At most 10 characters: 8 too many.").await;
    ann.key("Escape").await;
    ann.no_longer_sees("A question").await;
    assert_eq!(ann.focused().await, "button Ask");
    ann.key("Enter").await;
    ann.sees("A question").await;
    ann.types("Ann").await;
    ann.click("button", "Submit").await;
    ann.sees("You are Ann").await;
    ann.no_longer_sees("A question").await;
    ann.leave().await;
}

async fn what_does_not_answer_is_told_as_discord_tells_it(browser: Browser) {
    let stand = Stand::open().await;
    let ann = visit_of_ann(&browser, &stand).await;
    stand.posts(card("All of it")).await;
    ann.focus("textbox", "Message").await;
    ann.types("/never").await;
    ann.key("Enter").await;
    ann.key("Enter").await;
    ann.sees("S Stand APP Sending command…").await;
    stand.discord.clock().advance(std::time::Duration::from_secs(4));
    ann.sees("The application did not respond").await;
    ann.no_longer_sees("Sending command…").await;
    ann.click("button", "Break").await;
    stand.discord.clock().advance(std::time::Duration::from_secs(4));
    ann.sees("This interaction failed").await;
    ann.sees("The application did not respond").await;
    ann.leave().await;
}

async fn a_file_is_thought_about_and_then_downloaded(browser: Browser) {
    let stand = Stand::open().await;
    let ann = visit_of_ann(&browser, &stand).await;
    ann.focus("textbox", "Message").await;
    ann.types("/file").await;
    ann.key("Enter").await;
    ann.key("Enter").await;
    ann.sees("list.csv").await;
    ann.sees("8 B").await;
    let file = ann.eval("fetch(document.querySelector('a.file').href).then((it) => it.text())").await;
    assert_eq!(file, "a,b\n1,2\n");
    ann.eval("document.querySelector('a.file').focus()").await;
    ann.key("Enter").await;
    let taken = ann.takes_home(&browser.downloads()).await;
    assert_eq!(taken, ("list.csv".to_owned(), b"a,b\n1,2\n".to_vec()));
    ann.leave().await;
}

async fn what_one_member_writes_another_sees_at_once(browser: Browser) {
    let stand = Stand::open().await;
    let ann = visit_of_ann(&browser, &stand).await;
    let bo = browser.visit(&stand.page_of("bo"), LOOKS[1]).await;
    bo.sees("This is the beginning").await;
    ann.focus("textbox", "Message").await;
    ann.types("Have you read it?").await;
    ann.key("Enter").await;
    bo.sees("Have you read it?").await;
    bo.until("document.getElementById('announcer').textContent === 'ann: Have you read it?'").await;
    ann.focus("textbox", "Message").await;
    ann.key("ArrowUp").await;
    ann.sees("Editing a message").await;
    ann.types(" Really?").await;
    ann.key("Enter").await;
    bo.sees("Have you read it? Really? (edited)").await;
    ann.focus("button", "What can be done with this message").await;
    ann.key("Enter").await;
    ann.click("menuitem", "Delete message").await;
    bo.no_longer_sees("Have you read it?").await;
    bo.focus("button", "channel quiet").await;
    bo.key("Enter").await;
    bo.until("document.title.startsWith('quiet')").await;
    ann.leave().await;
    bo.leave().await;
}

async fn a_command_on_a_message_is_in_its_menu_and_the_wire_is_beside_it(browser: Browser) {
    let stand = Stand::open().await;
    let ann = visit_of_ann(&browser, &stand).await;
    stand.posts(card("All of it")).await;
    ann.click("button", "What can be done with this message").await;
    ann.click("menuitem", "Mark Apps").await;
    ann.sees("Marked").await;
    ann.click("button", "What can be done with this message").await;
    ann.click("menuitem", "Show what crossed the wire").await;
    ann.sees("What belongs to the chosen message").await;
    ann.until("document.querySelectorAll('#wire .kind-interaction, #wire .kind-reply').length === 2").await;
    ann.click("button", "Show everything").await;
    ann.until("document.querySelectorAll('#wire .kind-rest').length > 0").await;
    ann.leave().await;
}

async fn a_post_is_opened_in_a_forum_with_its_tags(browser: Browser) {
    let stand = Stand::open().await;
    let ann = visit_of_ann(&browser, &stand).await;
    ann.click("button", "forum shelf").await;
    ann.sees("No posts yet.").await;
    ann.eval("document.querySelector('.begin-post summary').click()").await;
    ann.focus("textbox", "Title").await;
    ann.types("A first post").await;
    ann.focus("textbox", "Message").await;
    ann.types("With words").await;
    ann.click("checkbox", "Space").await;
    ann.click("button", "Post").await;
    ann.sees("With words").await;
    ann.until("document.title.startsWith('A first post')").await;
    ann.click("button", "forum shelf").await;
    ann.click("button", "Space A first post 0 messages").await;
    ann.until("document.title.startsWith('A first post') && document.activeElement.id === 'line'").await;
    ann.sees("With words").await;
    ann.leave().await;
}

async fn one_visitor_becomes_another(browser: Browser) {
    let stand = Stand::open().await;
    let ann = visit_of_ann(&browser, &stand).await;
    ann.focus("combobox", "You are").await;
    ann.eval("(() => { const list = document.getElementById('person'); list.selectedIndex = [...list.options].findIndex((it) => it.label.startsWith('mo')); list.dispatchEvent(new Event('change')); })()").await;
    ann.until("document.getElementById('person').selectedOptions[0].label === 'mo · moderator'").await;
    ann.sees("This is the beginning").await;
    ann.focus("textbox", "Message").await;
    ann.types("I am somebody else").await;
    ann.key("Enter").await;
    ann.sees("I am somebody else").await;
    assert!(ann.eval("document.querySelector('.message .author').textContent").await == "mo");
    ann.leave().await;
}

async fn faults_are_switched_on_and_off(browser: Browser) {
    let stand = Stand::open().await;
    let ann = visit_of_ann(&browser, &stand).await;
    ann.click("button", "Behind the scenes: faults and the wire").await;
    ann.click("switch", "No answer").await;
    ann.until("document.querySelector('[data-fault=no-answer]').checked").await;
    ann.click("switch", "No answer").await;
    ann.until("!document.querySelector('[data-fault=no-answer]').checked").await;
    ann.leave().await;
}
