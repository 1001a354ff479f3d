//! Messages look as people know them: columns, bars of colour, lists, spoilers, and moments in their own words.

use serde_json::json;

use super::driver::look::Screen;
use super::driver::{Browser, Kind, LOOKS, Visit, in_every_browser};
use super::stand::{Stand, ann_at, card};

in_every_browser!(
    embeds_have_columns_where_there_is_room_and_their_bar_has_the_bots_colour,
    embeds_that_lead_to_one_address_are_one_with_all_pictures,
    markdown_becomes_what_it_means,
    threads_and_posts_are_walked_and_a_deleted_one_is_told,
    a_thread_begins_with_the_message_that_it_hangs_on
);

async fn embeds_have_columns_where_there_is_room_and_their_bar_has_the_bots_colour(browser: Browser) {
    let stand = Stand::open().await;
    stand.posts(card("All of it")).await;
    for look in LOOKS {
        let ann = browser.visit(&stand.page_of("ann"), look).await;
        ann.sees("All of it").await;
        let top =
            |at: u8| format!("document.querySelectorAll('.embed-field')[{at}].getBoundingClientRect().top");
        let beside = ann.eval(&format!("{} === {}", top(0), top(1))).await;
        assert_eq!(beside, look.screen == Screen::Desktop, "{}", look.name());
        assert_eq!(ann.eval(&format!("{} < {}", top(1), top(2))).await, true, "the wide one is alone");
        let bar = ann.eval("getComputedStyle(document.querySelector('.embed')).borderLeftColor").await;
        assert_eq!(bar, "rgb(44, 95, 168)");
        let foot = ann.eval("document.querySelector('.embed-footer').textContent").await;
        let foot = foot.as_str().unwrap();
        assert!(foot.starts_with("The foot · ") && foot.contains("November 2026"), "{foot}");
        ann.leave().await;
    }
}

async fn embeds_that_lead_to_one_address_are_one_with_all_pictures(browser: Browser) {
    let stand = Stand::open().await;
    let picture = |name: &str| json!({"url": format!("https://example.org/{name}.png")});
    let embed = |name: &str| json!({"title": name, "url": "https://example.org/one", "image": picture(name)});
    let other = json!({"title": "Other", "url": "https://example.org/two"});
    stand
        .posts(json!({"embeds": [embed("first"), embed("second"), other], "allowed_mentions": {"parse": []}}))
        .await;
    let ann = ann_at(&browser, &stand).await;
    ann.sees("Other").await;
    let titles = "[...document.querySelectorAll('.embed-title')].map((it) => it.textContent)";
    assert_eq!(ann.eval(titles).await, json!(["first", "Other"]));
    let pictures = "document.querySelector('.embed').querySelectorAll('.embed-image').length";
    assert_eq!(ann.eval(pictures).await, 2);
    ann.leave().await;
}

async fn markdown_becomes_what_it_means(browser: Browser) {
    let stand = Stand::open().await;
    let (ann_id, role) = (stand.person("ann").id(), stand.moderator);
    let words = format!(
        "# Large\n- one\n  - inner\n> said\n1. first\n**b** *i* __u__ ~~s~~ `c` ||hidden|| <@{ann_id}> <@&{role}>\n<t:0:d> <t:0:R>\n-# small"
    );
    stand.guild.member("zoe").says("general", &words).await;
    let ann = ann_at(&browser, &stand).await;
    ann.sees("small").await;
    for (what, words) in [
        (".heading-1", "Large"),
        (".content ul > li > ul > li", "inner"),
        (".content ol > li", "first"),
        (".content blockquote", "said"),
        (".content strong", "b"),
        (".content em", "i"),
        (".content u", "u"),
        (".content s", "s"),
        (".content code", "c"),
        (".content bdi.mention", "@ann"),
        (".subtext", "small"),
    ] {
        let found = format!("document.querySelector('{what}')?.textContent");
        assert_eq!(ann.eval(&found).await, words, "{what}");
    }
    let moments = ann.eval("[...document.querySelectorAll('time.moment')].map((it) => it.textContent)").await;
    let years = moments[1].as_str().unwrap();
    assert!(years.ends_with("years ago"), "{moments}");
    assert!(moments[0].as_str().unwrap().contains("1970"), "{moments}");
    assert_eq!(ann.eval("document.querySelector('.message').classList.contains('for-me')").await, true);

    ann.focus("button", "Spoiler, hidden").await;
    ann.key("Enter").await;
    ann.until("document.querySelector('.spoiler.shown .spoiler-words:not([inert])')").await;
    ann.leave().await;
}

/// Ann in #general, where a thread hangs on a card, and the card's message.
async fn ann_beside_a_thread(browser: &Browser) -> (Stand, Visit, String) {
    let stand = Stand::open().await;
    let message = stand.posts(card("All of it")).await;
    stand.begins_thread(&message, "Aside").await;
    let ann = ann_at(browser, &stand).await;
    (stand, ann, message)
}

async fn threads_and_posts_are_walked_and_a_deleted_one_is_told(browser: Browser) {
    let (stand, ann, _) = ann_beside_a_thread(&browser).await;
    ann.click("button", "Threads (1)").await;
    ann.click("button", "Aside 0 messages").await;
    ann.until("document.title.startsWith('Aside')").await;
    stand.guild.thread("Aside").delete();
    ann.until("document.title.startsWith('general')").await;
    ann.sees("The channel that you were in was deleted").await;
    ann.leave().await;
}

async fn a_thread_begins_with_the_message_that_it_hangs_on(browser: Browser) {
    let (stand, ann, message) = ann_beside_a_thread(&browser).await;
    ann.click("button", "thread Aside").await;
    ann.until("document.title.startsWith('Aside')").await;
    ann.until("document.querySelector('#log .embed-title')?.textContent === 'All of it'").await;
    ann.sees("Look at this").await;
    // What can be pressed is where it is answered, and it is nobody's here.
    assert_eq!(ann.eval("document.querySelectorAll('#log .button').length").await, 0);
    ann.click("button", "What can be done with this message").await;
    let offered =
        ann.eval("[...document.querySelectorAll('[role=menuitem]')].map((it) => it.textContent)").await;
    assert_eq!(offered, json!(["Show what crossed the wire", "Copy text"]));
    ann.key("Escape").await;
    ann.click("button", "channel general").await;
    ann.until("document.title.startsWith('general')").await;
    let path = format!("/channels/{}/messages/{message}", stand.general());
    let gone = stand.rest.delete(&path).await;
    assert_eq!(gone.status, 204, "{gone:?}");
    ann.click("button", "thread Aside").await;
    ann.sees("The message that this thread began with was deleted").await;
    ann.leave().await;
}
