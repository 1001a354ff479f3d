//! Whatever people and bots write stays text.

use std::net::Ipv4Addr;

use serde_json::{Value, json};

use super::driver::{Browser, Kind, LOOKS, Visit, in_every_browser};
use super::stand::{Stand, selects};

/// Texts that want to be something else, or to break what is around them.
const HOSTILE: [&str; 12] = [
    "<script>window.broken = 1</script>",
    "<img src=x onerror='window.broken = 1'>",
    "\"><svg onload=window.broken=1>",
    "</textarea></select></template></title><iframe src=//example.org></iframe>",
    "javascript:window.broken=1",
    "[click](javascript:window.broken=1)",
    "<javascript://%0awindow.broken=1>",
    "<https://example.org/\" onmouseover=\"window.broken=1>",
    "\u{202e}txet desrever\u{2066}\u{2067}",
    "\u{200b}\u{200c}\u{200d}\u{feff}",
    "Z\u{0351}\u{036b}\u{0343}\u{036a}\u{0302}\u{036b}\u{033d}\u{034f}\u{0334}\u{0319}\u{0324}\u{031e}a\u{0351}\u{036b}\u{0343}",
    "${window.broken=1}{{constructor.constructor('window.broken=1')()}}",
];

in_every_browser!(
    no_text_becomes_anything_but_text_wherever_it_stands,
    what_a_bot_asks_for_and_is_told_stays_text,
    what_people_places_roles_and_tags_are_called_stays_text,
    long_texts_are_shown_whole_and_stay_in_their_place
);

async fn no_text_becomes_anything_but_text_wherever_it_stands(browser: Browser) {
    let stand = Stand::open().await;
    let ann = browser.visit(&stand.page_of("ann"), LOOKS[0]).await;
    ann.sees("This is the beginning").await;
    for hostile in HOSTILE {
        stand.posts(everywhere(hostile)).await;
    }
    stand.guild.member(HOSTILE[1]).says("general", &format!("last {}", HOSTILE[0])).await;
    stand.guild.text_channel(HOSTILE[1]);
    ann.sees(&format!("last {}", HOSTILE[0])).await;
    ann.click("button", "Behind the scenes: faults and the wire").await;
    ann.eval("document.querySelectorAll('#wire details').forEach((it) => { it.open = true; })").await;
    stays_whole(&ann).await;
    for hostile in &HOSTILE[..4] {
        let shown = format!(
            "[...document.querySelectorAll('.embed-title')].some((it) => it.textContent === {})",
            json!(hostile)
        );
        assert_eq!(ann.eval(&shown).await, true, "{hostile}");
    }
    ann.leave().await;
}

async fn what_a_bot_asks_for_and_is_told_stays_text(browser: Browser) {
    let stand = Stand::open().await;
    stand.registers(commands()).await;
    let ann = browser.visit(&stand.page_of("ann"), LOOKS[0]).await;
    ann.sees("This is the beginning").await;
    ann.until("document.getElementById('online').textContent === 'online'").await;
    ann.focus("textbox", "Message").await;
    ann.types("/").await;
    shows(&ann, ".option-about", &HOSTILE).await;
    ann.types("trick choice:").await;
    shows(&ann, ".option-field .option-label", &HOSTILE).await;
    stays_whole(&ann).await;
    ann.key("Escape").await;
    ann.key("Escape").await;
    for hostile in HOSTILE {
        fills_in_a_form(&ann, &visible(hostile)).await;
    }
    ann.click("button", "What can be done with this message").await;
    shows(&ann, ".menu bdi", &HOSTILE.map(|it| cut(it, 32))).await;
    stays_whole(&ann).await;
    ann.key("Escape").await;
    ann.click("button", "Stand").await;
    shows(&ann, "[aria-label=Person] bdi", &HOSTILE.map(|it| cut(it, 32))).await;
    ann.click("menuitem", &format!("{} Apps", cut(HOSTILE[0], 32))).await;
    ann.sees("Only for you").await;
    stays_whole(&ann).await;
    ann.leave().await;
}

/// Types a text into an option, is offered it, and finds it all over the form that opens; then types it there, too.
async fn fills_in_a_form(ann: &Visit, text: &str) {
    ann.focus("textbox", "Message").await;
    ann.types("/form ").await;
    ann.types(text).await;
    shows(ann, ".option-field .option-label", &[text]).await;
    ann.key("Enter").await;
    ann.until("document.querySelector('dialog[open]')").await;
    let short = cut(text, 45);
    shows(ann, "dialog h2", &[&short]).await;
    shows(ann, "dialog .select-empty", &[text]).await;
    shows(ann, "dialog .field > .about", &[text]).await;
    let fields = "[...document.querySelectorAll('dialog input, dialog textarea')].map((it) => `${it.value}${it.placeholder}`)";
    assert_eq!(ann.eval(fields).await, json!([format!("{text}{text}"), text]));
    stays_whole(ann).await;
    ann.eval("document.querySelector('dialog textarea').focus()").await;
    ann.types(text).await;
    ann.eval("document.querySelector('dialog [role=combobox]').focus()").await;
    ann.key("ArrowDown").await;
    shows(ann, "dialog .option-label", &[text]).await;
    shows(ann, "dialog .option-about", &[text]).await;
    ann.key("Enter").await;
    shows(ann, "dialog .select-chosen", &[text]).await;
    let before = ann.eval("document.querySelectorAll('#log article').length").await;
    ann.click("button", "Submit").await;
    ann.until(&format!("document.querySelectorAll('#log article').length > {before}")).await;
    ann.until("!document.querySelector('dialog[open]')").await;
    stays_whole(ann).await;
}

async fn what_people_places_roles_and_tags_are_called_stays_text(browser: Browser) {
    let names = (HOSTILE[0], HOSTILE[2]);
    let stand = Stand::open_as((Ipv4Addr::LOCALHOST, 0).into(), names).await;
    for hostile in HOSTILE.map(visible) {
        stand.guild.role(&hostile, 0);
        stand.guild.member(&hostile);
        stand.guild.text_channel(&hostile);
        stand.discord.guild(&format!("{hostile} elsewhere")).member(&hostile);
    }
    let tags = HOSTILE.map(visible);
    stand.guild.forum("tagged", &tags.each_ref().map(String::as_str));
    let ann = browser.visit(&stand.page_of("ann"), LOOKS[0]).await;
    ann.sees("This is the beginning").await;
    shows(&ann, "#application", &[names.0]).await;
    shows(&ann, "#guild", &[names.1]).await;
    shows(&ann, "#channels .channel-name", &HOSTILE).await;
    // An option holds no element that would keep such signs to the name.
    let straight = |it: &str| visible(it).replace(['\u{202e}', '\u{2066}', '\u{2067}'], "");
    shows(&ann, "#person option", &HOSTILE.map(|it| format!("{} · reader", straight(it)))).await;
    let labels = "[...document.querySelectorAll('#person optgroup')].map((it) => it.label)";
    for hostile in HOSTILE.map(straight) {
        ann.until(&format!("{labels}.includes({})", json!(format!("{hostile} elsewhere")))).await;
    }
    stand.posts(selects()).await;
    for select in ["Who", "Role", "Whom", "Where"] {
        ann.click("combobox", select).await;
        shows(&ann, ".row .option-label", &HOSTILE).await;
        stays_whole(&ann).await;
        ann.key("Escape").await;
    }
    ann.focus("textbox", "Message").await;
    ann.types("/tell").await;
    ann.key("Enter").await;
    for option in ["who", "where", "role", "whom"] {
        ann.click("button", option).await;
        shows(&ann, ".option-field .option-label", &HOSTILE).await;
    }
    stays_whole(&ann).await;
    ann.key("Escape").await;
    ann.key("Escape").await;
    // Nor does a title, or what a field says while it is empty.
    let turns = HOSTILE[8];
    let opens = "[...document.querySelectorAll('#channels button')].find((it) => it.textContent.includes";
    ann.eval(&format!("{opens}({})).click()", json!(visible(turns)))).await;
    ann.until(&format!("document.title.startsWith({})", json!(straight(turns)))).await;
    let asks = format!("Message #{}, or / for commands", straight(turns));
    ann.until(&format!("document.getElementById('line').placeholder === {}", json!(asks))).await;
    shows(&ann, "#channel-name bdi", &[turns]).await;
    ann.click("button", "forum tagged").await;
    shows(&ann, ".tag-choice bdi", &HOSTILE).await;
    for hostile in HOSTILE.map(visible) {
        writes_a_post(&ann, &hostile).await;
        ann.click("button", "forum tagged").await;
        shows(&ann, ".post-title bdi", &[&hostile]).await;
    }
    shows(&ann, ".post .tag", &HOSTILE).await;
    stays_whole(&ann).await;
    ann.leave().await;
}

/// A post with a text as its title, its words and its tag; it is read once it is there.
async fn writes_a_post(ann: &Visit, text: &str) {
    ann.eval("document.querySelector('.begin-post').open = true").await;
    ann.focus("textbox", "Title").await;
    ann.types(text).await;
    ann.focus("textbox", "Message").await;
    ann.types(text).await;
    let tag = format!(
        "[...document.querySelectorAll('.tag-choice')].find((it) => it.textContent === {}).click()",
        json!(text)
    );
    ann.eval(&tag).await;
    ann.click("button", "Post").await;
    shows(ann, "#channel-name", &[text]).await;
    ann.until("document.querySelector('#log article')").await;
    stays_whole(ann).await;
}

/// Waits until each of these texts is what one of the elements says, and nothing besides.
async fn shows(visit: &Visit, elements: &str, texts: &[impl AsRef<str>]) {
    for text in texts {
        let text = visible(text.as_ref());
        visit
            .until(&format!(
                "[...document.querySelectorAll({})].some((it) => it.textContent === {})",
                json!(elements),
                json!(text)
            ))
            .await;
    }
}

/// Nothing came of any text but text; none turns what is beside it around, or makes the page wider than it is.
async fn stays_whole(visit: &Visit) {
    assert_eq!(visit.eval("window.broken ?? 'whole'").await, "whole");
    let made = "document.querySelectorAll('body script, iframe, object, embed, base, [onerror], [onload], [onmouseover], body style').length";
    assert_eq!(visit.eval(made).await, 0);
    let elsewhere = "[...document.querySelectorAll('[href], [src]')].map((it) => it.href ?? it.src).filter((it) => !/^(https?:|data:)/.test(it.baseVal ?? it))";
    assert_eq!(visit.eval(elsewhere).await, json!([]));
    assert_eq!(visit.eval(TURNED).await, json!([]));
    assert_eq!(visit.eval("document.documentElement.scrollWidth <= innerWidth").await, true);
}

/// Texts that turn the direction of writing, in a box that they share with other words and that does not hold them.
const TURNED: &str = "(() => {
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (texts.nextNode()) {
    const text = texts.currentNode;
    if (!/[\\u202a-\\u202e\\u2066-\\u2069]/.test(text.data)) continue;
    let holder = text.parentElement;
    while (holder && !/isolate|plaintext/.test(getComputedStyle(holder).unicodeBidi) && holder.textContent === text.data) holder = holder.parentElement;
    if (holder && !/isolate|plaintext/.test(getComputedStyle(holder).unicodeBidi)) found.push(holder.outerHTML.slice(0, 200));
  }
  return found;
})()";

async fn long_texts_are_shown_whole_and_stay_in_their_place(browser: Browser) {
    let stand = Stand::open().await;
    let bo = browser.visit(&stand.page_of("bo"), LOOKS[2]).await;
    bo.sees("This is the beginning").await;
    let owls = "🦉".repeat(1_000);
    let signs = ["*", "_", "|", "`", "[", "~", "> ", "- "].map(|it| it.repeat(200)).concat();
    let word = "w".repeat(1_900);
    for words in [&owls, &signs, &word] {
        stand.posts(json!({"content": words, "allowed_mentions": {"parse": []}})).await;
    }
    bo.sees(&word).await;
    let shown = bo.eval("document.querySelector('.message .content').textContent").await;
    assert_eq!(shown, owls);
    bo.focus("textbox", "Message").await;
    bo.types(&"🦉".repeat(2_000)).await;
    bo.sees("-2000").await;
    bo.key("Enter").await;
    assert_eq!(
        bo.eval("document.getElementById('line').value.length").await,
        4_000,
        "what does not fit stays"
    );
    assert_eq!(bo.eval("document.documentElement.scrollWidth <= innerWidth").await, true);
    assert_eq!(bo.eval("document.getElementById('log').scrollWidth <= innerWidth").await, true);
    bo.leave().await;
}

/// What has nothing to see gets a dot: Discord takes no name that is empty.
fn visible(text: &str) -> String {
    let is_blank = text.trim_matches(|it: char| "\u{200b}\u{200c}\u{200d}\u{feff}".contains(it)).is_empty();
    if is_blank { format!(".{text}.") } else { text.to_owned() }
}

/// As much of it as fits.
fn cut(text: &str, most: usize) -> String {
    visible(text).chars().take(most).collect()
}

/// Commands that have a text wherever one can stand.
fn commands() -> Value {
    let text =
        json!({"type": 3, "name": "text", "description": HOSTILE[0], "required": true, "autocomplete": true});
    let choices = HOSTILE.map(|it| json!({"name": visible(it), "value": visible(it)}));
    let choice = json!({"type": 3, "name": "choice", "description": HOSTILE[2], "choices": choices});
    let form = json!({"name": "form", "description": "Asks", "options": [text]});
    let trick = json!({"name": "trick", "description": "Offers", "options": [choice]});
    let told = HOSTILE
        .iter()
        .enumerate()
        .map(|(at, it)| json!({"name": format!("told-{at}"), "description": visible(it)}));
    let on = |kind: u64| HOSTILE.iter().map(move |it| json!({"name": cut(it, 32), "type": kind}));
    [form, trick].into_iter().chain(told).chain(on(2)).chain(on(3)).collect()
}

/// A form that has a text wherever one can stand.
pub fn asking(text: &str) -> Value {
    let label = cut(text, 45);
    let old = json!({"type": 4, "custom_id": "old", "label": label, "style": 1, "placeholder": text, "value": text, "required": false});
    let new = json!({"type": 4, "custom_id": "new", "style": 2, "placeholder": text, "required": false});
    let option = json!({"label": text, "value": text, "description": text});
    let pick =
        json!({"type": 3, "custom_id": "pick", "placeholder": text, "options": [option], "required": false});
    let labelled = |it: Value| json!({"type": 18, "label": label, "description": text, "component": it});
    let words = json!({"type": 10, "content": text});
    let parts = json!([{"type": 1, "components": [old]}, labelled(new), labelled(pick), words]);
    json!({"type": 9, "data": {"title": label, "custom_id": text, "components": parts}})
}

/// A message that has a text wherever one can stand.
fn everywhere(text: &str) -> Value {
    let or_dot = visible(text);
    let short = cut(text, 80);
    let button = json!({"type": 2, "style": 1, "label": short, "custom_id": text});
    let option = json!({"label": short, "value": text, "description": short});
    json!({
        "content": or_dot,
        "embeds": [{
            "title": or_dot, "description": or_dot, "author": {"name": or_dot}, "footer": {"text": or_dot},
            "fields": [{"name": or_dot, "value": or_dot, "inline": true}],
            "image": {"url": "https://example.org/%22%3E%3Cscript%3Ewindow.broken=1%3C/script%3E.png"},
        }],
        "components": [
            {"type": 1, "components": [button]},
            {"type": 1, "components": [{"type": 3, "custom_id": "s", "placeholder": short, "options": [option]}]},
        ],
        "allowed_mentions": {"parse": []},
    })
}
