//! A page that somebody has open: they find things as a screen reader names them, and use a mouse and a keyboard.

use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};

use super::devtools::{DevTools, PATIENCE};

/// The size of the screen and the colours that its owner likes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    pub screen: Screen,
    pub colours: Colours,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Screen {
    Desktop,
    Phone,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colours {
    Dark,
    Light,
}

/// Every look.
pub const LOOKS: [Look; 4] = [
    Look { screen: Screen::Desktop, colours: Colours::Dark },
    Look { screen: Screen::Desktop, colours: Colours::Light },
    Look { screen: Screen::Phone, colours: Colours::Dark },
    Look { screen: Screen::Phone, colours: Colours::Light },
];

/// What the page shows, without what it only says.
const SHOWN: &str = "['notices', 'channels', 'main', 'side', 'form'].map((id) => document.getElementById(id)).filter((it) => it?.checkVisibility()).map((it) => it.innerText).join(' ').replace(/\\s+/g, ' ')";

/// A page in a browser.
pub struct Visit {
    devtools: DevTools,
    page: String,
}

impl Look {
    /// Such as `dark-phone`.
    pub fn name(self) -> &'static str {
        match (self.colours, self.screen) {
            (Colours::Dark, Screen::Desktop) => "dark-desktop",
            (Colours::Dark, Screen::Phone) => "dark-phone",
            (Colours::Light, Screen::Desktop) => "light-desktop",
            (Colours::Light, Screen::Phone) => "light-phone",
        }
    }
}

impl Visit {
    pub(super) async fn open(devtools: DevTools, page: String, (url, look): (&str, Look)) -> Self {
        let visit = Self { devtools, page };
        for domain in ["Page", "Runtime", "Log", "Network", "DOM", "Accessibility"] {
            visit.call(&format!("{domain}.enable"), json!({})).await;
        }
        let (width, height, mobile) = match look.screen {
            Screen::Desktop => (1280, 860, false),
            Screen::Phone => (390, 844, true),
        };
        let screen = json!({"width": width, "height": height, "mobile": mobile, "deviceScaleFactor": 1});
        visit.call("Emulation.setDeviceMetricsOverride", screen).await;
        visit.call("Performance.enable", json!({"timeDomain": "threadTicks"})).await;
        visit.call("Emulation.setFocusEmulationEnabled", json!({"enabled": true})).await;
        let scheme = if look.colours == Colours::Dark { "dark" } else { "light" };
        let features = json!({"features": [{"name": "prefers-color-scheme", "value": scheme}]});
        visit.call("Emulation.setEmulatedMedia", features).await;
        visit.call("Page.navigate", json!({"url": url})).await;
        visit.until("document.readyState === 'complete'").await;
        visit
    }

    /// The value of an expression in the page; a promise is waited for.
    pub async fn eval(&self, expression: &str) -> Value {
        let asked = json!({"expression": expression, "awaitPromise": true, "returnByValue": true});
        let mut got = self.call("Runtime.evaluate", asked).await;
        assert!(got["exceptionDetails"].is_null(), "{expression}: {}", got["exceptionDetails"]);
        got["result"]["value"].take()
    }

    /// Waits until an expression in the page is true, looking whenever a frame is drawn.
    pub async fn until(&self, expression: &str) {
        let look = format!(
            "new Promise((done) => {{ const look = () => ({expression}) ? done(true) : requestAnimationFrame(look); look(); }})"
        );
        let asked = json!({"expression": look, "awaitPromise": true});
        let waited =
            tokio::time::timeout(PATIENCE / 3, self.devtools.try_call(&self.page, "Runtime.evaluate", asked));
        match waited.await {
            Ok(Ok(got)) => assert!(got["exceptionDetails"].is_null(), "{expression}: {got}"),
            // The page was left for another while it was looked at.
            Ok(Err(_)) => Box::pin(self.until(expression)).await,
            Err(_) => panic!("waited for {expression} in vain; the page shows:\n{}", self.text().await),
        }
    }

    /// Waits until the page shows these words.
    pub async fn sees(&self, words: &str) {
        self.until(&format!("{SHOWN}.includes({})", json!(words))).await;
    }

    /// Waits until the page no longer shows these words.
    pub async fn no_longer_sees(&self, words: &str) {
        self.until(&format!("!{SHOWN}.includes({})", json!(words))).await;
    }

    /// Everything that the page shows, in one line.
    pub async fn text(&self) -> String {
        self.eval(SHOWN).await.as_str().unwrap_or_default().to_owned()
    }

    /// Clicks the newest thing of a role and a name, as a screen reader knows it, when it has come to rest.
    pub async fn click(&self, role: &str, name: &str) {
        let Ok((x, y)) = tokio::time::timeout(PATIENCE / 3, self.at_rest(role, name)).await else {
            panic!("{role} {name:?} never came to rest");
        };
        for kind in ["mouseMoved", "mousePressed", "mouseReleased"] {
            let button = if kind == "mouseMoved" { "none" } else { "left" };
            let event = json!({"type": kind, "x": x, "y": y, "button": button, "clickCount": 1});
            self.call("Input.dispatchMouseEvent", event).await;
        }
    }

    /// Puts the focus on the newest thing of a role and a name.
    pub async fn focus(&self, role: &str, name: &str) {
        while !self.try_focus(role, name).await {
            self.frame().await;
        }
    }

    /// Whether a screen reader finds such a thing now.
    pub async fn has(&self, role: &str, name: &str) -> bool {
        self.look_for(role, name).await.is_some()
    }

    /// Types words where the focus is.
    pub async fn types(&self, words: &str) {
        self.call("Input.insertText", json!({"text": words})).await;
    }

    /// Presses a key, by the name that scripts know it by, such as `Enter`.
    pub async fn key(&self, key: &str) {
        let code = match key {
            "Enter" => 13,
            "Tab" => 9,
            "Escape" => 27,
            "ArrowDown" => 40,
            "ArrowUp" => 38,
            "PageUp" => 33,
            " " => 32,
            other => u32::from(other.chars().next().unwrap().to_ascii_uppercase()),
        };
        let text = match key {
            "Enter" => "\r",
            it if it.chars().count() == 1 => it,
            _ => "",
        };
        let mut event = json!({"type": "keyDown", "key": key, "code": key, "windowsVirtualKeyCode": code});
        if !text.is_empty() {
            event["text"] = json!(text);
        }
        self.call("Input.dispatchKeyEvent", event.clone()).await;
        event["type"] = json!("keyUp");
        self.call("Input.dispatchKeyEvent", event).await;
    }

    /// How long the page's own thread has worked, in seconds, whatever else the machine did meanwhile.
    pub async fn work(&self) -> f64 {
        let got = self.call("Performance.getMetrics", json!({})).await;
        let mut metrics = got["metrics"].as_array().unwrap().iter();
        metrics.find(|it| it["name"] == "TaskDuration").unwrap()["value"].as_f64().unwrap()
    }

    /// What has the focus: its tag and what it is called.
    pub async fn focused(&self) -> String {
        let told = "`${document.activeElement.tagName.toLowerCase()} ${document.activeElement.ariaLabel ?? document.activeElement.textContent}`";
        self.eval(told).await.as_str().unwrap().to_owned()
    }

    /// Keeps what the page looks like below `target/page/`.
    pub async fn keep_picture(&self, name: &str) {
        let picture = self.call("Page.captureScreenshot", json!({"format": "png"})).await;
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("../page");
        fs::create_dir_all(&folder).unwrap();
        let bytes = base64(picture["data"].as_str().unwrap());
        fs::write(folder.join(format!("{name}.png")), bytes).unwrap();
    }

    /// What the page told that it should not have: words on the console, and requests to somewhere else.
    pub fn findings(&self) -> Vec<String> {
        let console = ["Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded"];
        let said = self.devtools.told(&self.page, &console).into_iter().map(|it| it["params"].to_string());
        let sent = self.devtools.told(&self.page, &["Network.requestWillBeSent"]);
        let away =
            sent.iter().filter_map(|it| it["params"]["request"]["url"].as_str()).filter(|it| is_away(it));
        said.chain(away.map(|url| format!("asked for {url}"))).collect()
    }

    /// Ends the visit; nothing may have been said on the console, and nothing asked for elsewhere.
    pub async fn leave(self) {
        // Whatever was under way is drawn first.
        self.eval("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(1))))")
            .await;
        assert_eq!(self.findings(), [""; 0]);
    }

    async fn find(&self, role: &str, name: &str) -> u64 {
        let found = async {
            loop {
                if let Some(node) = self.look_for(role, name).await {
                    break node;
                }
                self.frame().await;
            }
        };
        match tokio::time::timeout(PATIENCE / 3, found).await {
            Ok(node) => node,
            Err(_) => panic!("no {role} {name:?}; the page shows:\n{}", self.text().await),
        }
    }

    /// Where the middle of a thing is, when it was there a frame before too.
    async fn at_rest(&self, role: &str, name: &str) -> (f64, f64) {
        let mut before = None;
        loop {
            let now = self.middle(role, name).await;
            match now {
                Some(place) if now == before => return place,
                _ => before = now,
            }
            self.frame().await;
        }
    }

    /// Where the middle of a thing is once it is in sight; `None` when the page drew it anew meanwhile.
    async fn middle(&self, role: &str, name: &str) -> Option<(f64, f64)> {
        let node = json!({"backendNodeId": self.find(role, name).await});
        self.devtools.try_call(&self.page, "DOM.scrollIntoViewIfNeeded", node.clone()).await.ok()?;
        let quads = self.devtools.try_call(&self.page, "DOM.getContentQuads", node).await.ok()?;
        let corner = |at: usize| quads["quads"][0][at].as_f64();
        Some((f64::midpoint(corner(0)?, corner(4)?), f64::midpoint(corner(1)?, corner(5)?)))
    }

    async fn try_focus(&self, role: &str, name: &str) -> bool {
        let node = json!({"backendNodeId": self.find(role, name).await});
        self.devtools.try_call(&self.page, "DOM.focus", node).await.is_ok()
    }

    /// Waits for the next frame to be drawn.
    async fn frame(&self) {
        self.eval("new Promise((done) => requestAnimationFrame(() => done(1)))").await;
    }

    async fn look_for(&self, role: &str, name: &str) -> Option<u64> {
        let root = self.call("DOM.getDocument", json!({"depth": 0})).await;
        let wanted = json!({"nodeId": root["root"]["nodeId"], "role": role, "accessibleName": name});
        // The document may have changed since it was asked for.
        let found = self.devtools.try_call(&self.page, "Accessibility.queryAXTree", wanted).await.ok()?;
        let nodes = found["nodes"].as_array()?;
        nodes.iter().rev().find(|it| it["ignored"] == false)?["backendDOMNodeId"].as_u64()
    }

    async fn call(&self, method: &str, params: Value) -> Value {
        self.devtools.call(&self.page, method, params).await
    }
}

fn is_away(url: &str) -> bool {
    !["http://127.0.0.1:", "ws://127.0.0.1:", "http://localhost:", "data:", "about:", "blob:"]
        .iter()
        .any(|own| url.starts_with(own))
}

fn base64(text: &str) -> Vec<u8> {
    let value = |sign: u8| match sign {
        b'A'..=b'Z' => sign - b'A',
        b'a'..=b'z' => sign - b'a' + 26,
        b'0'..=b'9' => sign - b'0' + 52,
        b'+' => 62,
        _ => 63,
    };
    let signs: Vec<u8> = text.bytes().filter(|it| *it != b'=').map(value).collect();
    let bits = |four: &[u8]| {
        four.iter().fold(0_u32, |bits, sign| bits << 6 | u32::from(*sign)) << (6 * (4 - four.len()))
    };
    signs.chunks(4).flat_map(|four| bits(four).to_be_bytes()[1..four.len()].to_vec()).collect()
}
