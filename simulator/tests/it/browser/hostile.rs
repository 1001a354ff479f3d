//! Whatever people and bots write stays text.

use serde_json::json;

use super::driver::{Browser, Kind, LOOKS, in_every_browser};
use super::stand::Stand;

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
    assert_eq!(ann.eval("window.broken ?? 'whole'").await, "whole");
    let made = "document.querySelectorAll('body script, iframe, object, embed, base, [onerror], [onload], [onmouseover], body style').length";
    assert_eq!(ann.eval(made).await, 0);
    let elsewhere = "[...document.querySelectorAll('[href], [src]')].map((it) => it.href ?? it.src).filter((it) => !/^(https?:|data:)/.test(it.baseVal ?? it))";
    assert_eq!(ann.eval(elsewhere).await, json!([]));
    for hostile in &HOSTILE[..4] {
        let shown = format!(
            "[...document.querySelectorAll('.embed-title')].some((it) => it.textContent === {})",
            json!(hostile)
        );
        assert_eq!(ann.eval(&shown).await, true, "{hostile}");
    }
    assert_eq!(ann.eval("document.documentElement.scrollWidth <= innerWidth").await, true);
    ann.leave().await;
}

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

/// A message that has a text wherever one can stand.
fn everywhere(text: &str) -> serde_json::Value {
    let or_dot = if text.trim_matches(|it: char| "\u{200b}\u{200c}\u{200d}\u{feff}".contains(it)).is_empty() {
        format!(".{text}")
    } else {
        text.to_owned()
    };
    let short: String = or_dot.chars().take(80).collect();
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
