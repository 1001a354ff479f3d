//! A long history: read page by page, and quick under the finger.

use serde_json::{Value, json};

use super::driver::{Browser, Kind, LOOKS, Visit, in_every_browser};
use super::stand::Stand;

const MESSAGES: usize = 10_000;
/// Frames per second that scrolling must reach.
const ENOUGH: f64 = 50.0;
/// Frames per second that the machine must have, between the goes, for scrolling to and fro over what is drawn already:
/// only then do frames tell anything of the page. Other work on the same machine takes them away.
const ABLE: f64 = 55.0;
/// Goes of each kind; what stands in their middle counts.
const GOES: usize = 5;
/// More messages than this are never drawn at once.
const DRAWN: u64 = 250;

/// A way to scroll.
struct Way {
    name: &'static str,
    /// Pixels for each frame.
    step: u32,
    /// The part of a frame's time that the page's own thread may work, whatever else the machine does meanwhile.
    work: f64,
}

/// With a wheel, where frames are counted, too. And by dragging the bar from one end to the other within seconds, where
/// each frame draws more than a screen full: there it is held to the work alone, of which a part is the browser's own, for
/// the readers of screens that the scenes look with. On a machine with nothing else to do it holds fifty frames as well;
/// with something else to do it is the first to lose them.
const WAYS: [Way; 2] =
    [Way { name: "wheel", step: 60, work: 0.5 }, Way { name: "bar", step: 1_200, work: 1.0 }];

in_every_browser!(ten_thousand_messages_scroll_at_fifty_frames_a_second);

async fn ten_thousand_messages_scroll_at_fifty_frames_a_second(browser: Browser) {
    let stand = Stand::open().await;
    fill(&stand).await;
    let ann = browser.visit(&stand.page_of("ann"), LOOKS[0]).await;
    ann.sees(&format!("number {}", MESSAGES - 1)).await;
    let loaded = ann.eval(TO_THE_TOP).await;
    assert_eq!(loaded["first"], "number 0", "{loaded}");
    assert!(loaded["drawn"].as_u64().unwrap() <= DRAWN, "{loaded}");
    for way in WAYS {
        let (mut able, mut rates, mut works) = (Vec::new(), Vec::new(), Vec::new());
        for go in 0..GOES {
            able.push(rate(&frames(&ann, (TO_AND_FRO, go)).await));
            let before = ann.work().await;
            let went = frames(&ann, (&ON.replace("STEP", &way.step.to_string()), go)).await;
            works.push((ann.work().await - before) / went["frames"].as_f64().unwrap());
            assert!(went["drawn"].as_u64().unwrap() <= DRAWN, "{went}");
            rates.push(rate(&went));
        }
        judge(&way, [works, rates, able].map(middle));
    }
    ann.leave().await;
}

fn judge(way: &Way, [work, rate, able]: [f64; 3]) {
    let (name, told) = (way.name, format!("{rate:.0} frames a second where {able:.0} can be had"));
    println!("{MESSAGES} messages, {name}: {told}, {:.1} ms of work each", work * 1e3);
    assert!(work <= way.work / ENOUGH, "{name}: {work} s of work for a frame");
    let counts = way.work < 1.0 && able >= ABLE;
    assert!(!counts || rate >= ENOUGH, "{name}: {told}");
}

fn rate(went: &Value) -> f64 {
    went["rate"].as_f64().unwrap()
}

/// The one in the middle.
fn middle(mut all: Vec<f64>) -> f64 {
    all.sort_by(f64::total_cmp);
    all[all.len() / 2]
}

/// Every tenth message is a card.
async fn fill(stand: &Stand) {
    let bo = stand.guild.member("bo the second");
    for number in 0..MESSAGES {
        let words = format!("number {number}");
        if number % 10 == 9 {
            let field = json!({"name": "Field", "value": "- a\n- **b**", "inline": true});
            let embed =
                json!({"title": words, "description": "Some words of a card.", "fields": [field, field]});
            stand
                .posts(json!({"content": words, "embeds": [embed], "allowed_mentions": {"parse": []}}))
                .await;
        } else {
            bo.try_says("general", &format!("{words}: some *words* of an ordinary length")).unwrap();
        }
    }
}

/// Scrolls up until there is nothing older, as fast as pages come.
const TO_THE_TOP: &str = "new Promise((done) => {
  const log = document.getElementById('log');
  let drawn = 0;
  const step = () => {
    drawn = Math.max(drawn, document.querySelectorAll('article').length);
    const top = document.querySelector('.log-top').textContent !== '' && document.querySelector('.stretch').firstChild;
    if (top) done({ first: document.querySelector('article .content')?.textContent.split(':')[0], drawn });
    else { log.scrollTop = 0; requestAnimationFrame(step); }
  };
  step();
})";

/// How far to go with a frame: on and on, turning around at the ends, or over what is drawn already.
const ON: &str = "((log, frames) => { const end = log.scrollHeight - log.clientHeight - 1; if (log.scrollTop >= end) log.way = -1; else if (log.scrollTop === 0) log.way = 1; return (log.way ?? 1) * STEP; })";
const TO_AND_FRO: &str = "((log, frames) => (frames % 16 < 8 ? 60 : -60))";

/// Scrolls for a while, by so many pixels with each frame, and counts frames; each go begins elsewhere.
async fn frames(ann: &Visit, (by, go): (&str, usize)) -> Value {
    let began = go as f64 / GOES as f64 * 0.8;
    ann.eval(&format!(
        "new Promise((done) => {{
          const log = document.getElementById('log');
          log.scrollTop = Math.floor(log.scrollHeight * {began});
          let frames = 0, drawn = 0, start = null;
          const step = (now) => {{
            start ??= now;
            log.scrollTop += {by}(log, frames);
            frames += 1;
            drawn = Math.max(drawn, document.querySelectorAll('article').length);
            if (now - start < 2000) requestAnimationFrame(step);
            else done({{ rate: (frames - 1) * 1000 / (now - start), frames, drawn }});
          }};
          // What the jump there drew is no part of it.
          requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(step)));
        }})"
    ))
    .await
}
