//! Firefox, spoken to by [`WebDriver BiDi`](https://w3c.github.io/webdriver-bidi/), which it speaks itself.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::line::Line;
use super::look::{Look, Screen};
use super::process::Process;
use super::quiet;

/// The running browser.
pub struct Firefox {
    line: Line,
    process: Process,
}

/// A page in it.
pub struct Page {
    line: Line,
    context: String,
    /// The browser's own window around the page, where that can be asked which the protocol has no words for.
    frame: String,
}

impl Firefox {
    pub async fn start(program: &Path) -> Self {
        let (process, address) = Process::start(program, |profile| {
            std::fs::write(profile.join("user.js"), quiet::settings()).unwrap();
            let own = ["--profile".to_owned(), profile.display().to_string()];
            let rest =
                ["--headless", "--no-remote", "--remote-debugging-port=0", "--remote-allow-system-access"];
            own.into_iter().chain(rest.map(str::to_owned)).collect()
        })
        .await;
        let line = Line::connect(&format!("{address}/session")).await;
        line.call("session.new", json!({"capabilities": {}})).await;
        let told = json!({"events": ["log.entryAdded", "network.beforeRequestSent"]});
        line.call("session.subscribe", told).await;
        Self { line, process }
    }

    pub fn downloads(&self) -> PathBuf {
        self.process.downloads()
    }

    pub async fn open(&self, url: &str, look: Look) -> Page {
        let own = self.line.call("browser.createUserContext", json!({})).await;
        let window = json!({"type": "window", "userContext": own["userContext"]});
        let window = self.line.call("browsingContext.create", window).await;
        let context = window["context"].as_str().unwrap().to_owned();
        let frame = self.frame_of(&context).await;
        let page = Page { line: self.line.clone(), context, frame };
        let (width, height) = look.size();
        let viewport = json!({"viewport": {"width": width, "height": height}, "devicePixelRatio": 1});
        page.call("browsingContext.setViewport", viewport).await;
        page.call("browsingContext.navigate", json!({"url": url, "wait": "complete"})).await;
        page.wears(look).await;
        page.come_forward().await;
        page
    }

    /// The browser's own window that a page is in.
    async fn frame_of(&self, context: &str) -> String {
        let own = self.line.call("browsingContext.getTree", json!({"root": context})).await;
        let frames = self.line.call("browsingContext.getTree", json!({"moz:scope": "chrome"})).await;
        let mut frames = frames["contexts"].as_array().unwrap().iter();
        let frame = frames.find(|it| it["clientWindow"] == own["contexts"][0]["clientWindow"]);
        frame.unwrap()["context"].as_str().unwrap().to_owned()
    }
}

impl Page {
    /// The protocol knows of no colours that somebody likes and of no fingers, and Firefox forgets them on the way to
    /// another address.
    async fn wears(&self, look: Look) {
        let touch = if look.screen == Screen::Phone { "enabled" } else { "none" };
        for (set, value) in [("prefersColorSchemeOverride", look.scheme()), ("touchEventsOverride", touch)] {
            let set = format!("gBrowser.selectedBrowser.browsingContext.{set} = {}", json!(value));
            self.evaluate(&self.frame, &set).await.unwrap();
        }
    }

    pub async fn value(&self, expression: &str) -> Result<Value, Value> {
        self.evaluate(&self.context, expression).await
    }

    pub async fn find(&self, role: &str, name: &str) -> Option<Value> {
        let locator = json!({"type": "accessibility", "value": {"role": role, "name": name}});
        // The document may have changed since it was asked for.
        let mut found =
            self.try_call("browsingContext.locateNodes", json!({"locator": locator})).await.ok()?;
        let newest = found["nodes"].as_array_mut()?.pop()?;
        Some(json!({"sharedId": newest["sharedId"]}))
    }

    pub async fn middle(&self, thing: &Value) -> Option<(f64, f64)> {
        let told = "(it) => {
            if (!it.isConnected) return '';
            it.scrollIntoView({ block: 'nearest', inline: 'nearest', behavior: 'instant' });
            const box = it.getClientRects()[0];
            return box ? `${box.x + box.width / 2} ${box.y + box.height / 2}` : '';
        }";
        let told = self.applied(told, thing).await?;
        let (x, y) = told.as_str()?.split_once(' ')?;
        Some((x.parse().unwrap(), y.parse().unwrap()))
    }

    pub async fn focus(&self, thing: &Value) -> bool {
        let focused = "(it) => { it.focus(); return it.isConnected; }";
        self.applied(focused, thing).await == Some(json!(true))
    }

    pub async fn click(&self, (x, y): (f64, f64)) {
        let steps = json!([
            {"type": "pointerMove", "x": x, "y": y},
            {"type": "pointerDown", "button": 0},
            {"type": "pointerUp", "button": 0},
        ]);
        self.act(json!({"type": "pointer", "id": "mouse", "actions": steps})).await;
    }

    /// The protocol has keys only, two messages for each sign. This is the same event that pasting makes.
    pub async fn insert(&self, words: &str) {
        let inserted = "(words) => document.execCommand('insertText', false, words)";
        let words = json!({"type": "string", "value": words});
        assert_eq!(self.applied(inserted, &words).await, Some(json!(true)), "there is where to type");
    }

    pub async fn press(&self, key: &str) {
        // The private letters that WebDriver has for keys without one of their own.
        let value = match key {
            "Enter" => "\u{e007}",
            "Tab" => "\u{e004}",
            "Backspace" => "\u{e003}",
            "Escape" => "\u{e00c}",
            "ArrowDown" => "\u{e015}",
            "ArrowUp" => "\u{e013}",
            "PageUp" => "\u{e00e}",
            other => other,
        };
        let steps = json!([{"type": "keyDown", "value": value}, {"type": "keyUp", "value": value}]);
        self.act(json!({"type": "key", "id": "keyboard", "actions": steps})).await;
    }

    pub async fn picture(&self) -> String {
        let picture = self.call("browsingContext.captureScreenshot", json!({})).await;
        picture["data"].as_str().unwrap().to_owned()
    }

    pub async fn work(&self) -> f64 {
        let asked = "ChromeUtils.requestProcInfo().then((all) => {
            const own = gBrowser.selectedBrowser.browsingContext.currentWindowGlobal.osPid;
            const threads = all.children.find((it) => it.pid === own).threads;
            return threads.find((it) => it.tid === own).cpuTime / 1e9;
        })";
        self.evaluate(&self.frame, asked).await.unwrap().as_f64().unwrap()
    }

    pub fn said(&self) -> Vec<String> {
        let told = self.line.told(&["log.entryAdded"]).into_iter().map(|mut it| it["params"].take());
        told.filter(|it| it["source"]["context"] == self.context).map(|it| it.to_string()).collect()
    }

    pub fn asked(&self) -> Vec<String> {
        let told = self.line.told(&["network.beforeRequestSent"]).into_iter();
        let own = told.filter(|it| it["params"]["context"] == self.context);
        own.filter_map(|it| it["params"]["request"]["url"].as_str().map(str::to_owned)).collect()
    }

    /// The value of an expression in a page or in the frame around it, as JSON, for the protocol's own form of values is
    /// another one.
    async fn evaluate(&self, context: &str, expression: &str) -> Result<Value, Value> {
        let told = format!("(async () => JSON.stringify(await ({expression})))()");
        let asked = json!({"expression": told, "awaitPromise": true, "target": {"context": context}, "userActivation": true});
        let got = self.line.send(json!({"method": "script.evaluate", "params": asked})).await?;
        assert_ne!(got["type"], "exception", "{expression}: {}", got["exceptionDetails"]);
        Ok(got["result"]["value"].as_str().map_or(Value::Null, |it| serde_json::from_str(it).unwrap()))
    }

    /// What a function makes of a thing on the page; `None` if it is no longer there.
    async fn applied(&self, function: &str, to: &Value) -> Option<Value> {
        let target = json!({"context": self.context});
        let asked = json!({"functionDeclaration": function, "arguments": [to], "awaitPromise": true, "target": target});
        let mut got = self.line.send(json!({"method": "script.callFunction", "params": asked})).await.ok()?;
        assert_ne!(got["type"], "exception", "{function}: {}", got["exceptionDetails"]);
        Some(got["result"]["value"].take())
    }

    /// Of several windows only the one in front takes keys, and those go to the page only when they do not go to the
    /// address of a new window or to the buttons behind the page's last place.
    async fn come_forward(&self) {
        self.call("browsingContext.activate", json!({})).await;
        self.evaluate(&self.frame, "gBrowser.selectedBrowser.focus()").await.unwrap();
    }

    async fn act(&self, actions: Value) {
        self.come_forward().await;
        self.call("input.performActions", json!({"actions": [actions]})).await;
    }

    async fn call(&self, method: &str, params: Value) -> Value {
        self.try_call(method, params).await.unwrap_or_else(|why| panic!("{method}: {why}"))
    }

    async fn try_call(&self, method: &str, mut params: Value) -> Result<Value, Value> {
        params["context"] = json!(self.context);
        self.line.send(json!({"method": method, "params": params})).await
    }
}
