//! A long history: read page by page, and quick under the finger.

use serde_json::{Value, json};

use super::driver::{Browser, Kind, LOOKS, Visit, in_every_browser};
use super::stand::Stand;

const MESSAGES: usize = 10_000;
/// Frames per second that scrolling must reach.
const ENOUGH: f64 = 50.0;
/// Other work on the same machine takes frames away; so there are several goes, and if none is enough, what counts is how
/// long the page itself worked on a frame, in seconds of its own thread: at this rate it must have time to spare.
const GOES: usize = 4;
const WORK: f64 = 0.5 / ENOUGH;
/// More messages than this are never drawn at once.
const DRAWN: u64 = 250;

in_every_browser!(ten_thousand_messages_scroll_at_fifty_frames_a_second);

async fn ten_thousand_messages_scroll_at_fifty_frames_a_second(browser: Browser) {
    let stand = Stand::open().await;
    fill(&stand).await;
    let ann = browser.visit(&stand.page_of("ann"), LOOKS[0]).await;
    ann.sees(&format!("number {}", MESSAGES - 1)).await;
    let loaded = ann.eval(TO_THE_TOP).await;
    assert_eq!(loaded["first"], "number 0", "{loaded}");
    assert!(loaded["drawn"].as_u64().unwrap() <= DRAWN, "{loaded}");
    let (mut best, mut least) = (0.0_f64, f64::MAX);
    for _ in 0..GOES {
        let before = ann.work().await;
        let went = scroll(&ann).await;
        assert!(went["drawn"].as_u64().unwrap() <= DRAWN, "{went}");
        best = best.max(went["rate"].as_f64().unwrap());
        least = least.min((ann.work().await - before) / went["frames"].as_f64().unwrap());
        if best >= ENOUGH {
            break;
        }
    }
    println!("{MESSAGES} messages scroll at {best:.0} frames a second, {:.1} ms of work each", least * 1e3);
    assert!(best >= ENOUGH || least <= WORK, "{best:.1} frames a second, {:.1} ms each", least * 1e3);
    ann.leave().await;
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

/// Scrolls through some hundreds of messages as a wheel would, and counts frames.
async fn scroll(ann: &Visit) -> Value {
    ann.eval(
        "new Promise((done) => {
          const log = document.getElementById('log');
          log.scrollTop = Math.floor(log.scrollHeight * Math.random() * 0.8);
          let frames = 0, drawn = 0, start = null;
          const step = (now) => {
            start ??= now;
            log.scrollTop += 60;
            frames += 1;
            drawn = Math.max(drawn, document.querySelectorAll('article').length);
            if (now - start < 3000) requestAnimationFrame(step);
            else done({ rate: (frames - 1) * 1000 / (now - start), frames, drawn });
          };
          requestAnimationFrame(step);
        })",
    )
    .await
}
