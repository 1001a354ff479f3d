//! Chromium, spoken to by its own protocol (`DevTools`).

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::line::Line;
use super::look::{Look, Screen};
use super::process::Process;

/// The running browser.
pub struct Chromium {
    line: Line,
    process: Process,
}

/// A page in it.
pub struct Page {
    line: Line,
    session: String,
}

/// What a browser does of its own accord is no business of a scene's. Containers have no user namespaces, and no mouse: four
/// is a fine pointer, two one that hovers.
const ARGUMENTS: [&str; 13] = [
    "--headless=new",
    "--remote-debugging-port=0",
    "--no-first-run",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    "--disable-dev-shm-usage",
    "--no-sandbox",
    "--mute-audio",
    "--blink-settings=primaryPointerType=4,availablePointerTypes=4,primaryHoverType=2,availableHoverTypes=2",
    "about:blank",
];

impl Chromium {
    pub async fn start(program: &Path) -> Self {
        let (process, address) = Process::start(program, |profile| {
            let own = format!("--user-data-dir={}", profile.display());
            ARGUMENTS.iter().map(ToString::to_string).chain([own]).collect()
        })
        .await;
        Self { line: Line::connect(&address).await, process }
    }

    pub fn downloads(&self) -> PathBuf {
        self.process.downloads()
    }

    pub async fn open(&self, url: &str, look: Look) -> Page {
        let own = self.line.call("Target.createBrowserContext", json!({})).await;
        let home = json!({"behavior": "allow", "downloadPath": self.downloads(), "browserContextId": own["browserContextId"]});
        self.line.call("Browser.setDownloadBehavior", home).await;
        let target = json!({"url": "about:blank", "browserContextId": own["browserContextId"]});
        let target = self.line.call("Target.createTarget", target).await;
        let attached = json!({"targetId": target["targetId"], "flatten": true});
        let attached = self.line.call("Target.attachToTarget", attached).await;
        let session = attached["sessionId"].as_str().unwrap().to_owned();
        let page = Page { line: self.line.clone(), session };
        page.begin(look).await;
        page.call("Page.navigate", json!({"url": url})).await;
        page
    }
}

impl Page {
    async fn begin(&self, look: Look) {
        for domain in ["Page", "Runtime", "Log", "Network", "DOM", "Accessibility"] {
            self.call(&format!("{domain}.enable"), json!({})).await;
        }
        let (width, height) = look.size();
        let mobile = look.screen == Screen::Phone;
        let screen = json!({"width": width, "height": height, "mobile": mobile, "deviceScaleFactor": 1});
        self.call("Emulation.setDeviceMetricsOverride", screen).await;
        self.call("Emulation.setTouchEmulationEnabled", json!({"enabled": mobile})).await;
        self.call("Performance.enable", json!({"timeDomain": "threadTicks"})).await;
        self.call("Emulation.setFocusEmulationEnabled", json!({"enabled": true})).await;
        let features = json!({"features": [{"name": "prefers-color-scheme", "value": look.scheme()}]});
        self.call("Emulation.setEmulatedMedia", features).await;
    }

    pub async fn value(&self, expression: &str) -> Result<Value, Value> {
        let asked = json!({"expression": expression, "awaitPromise": true, "returnByValue": true});
        let mut got = self.try_call("Runtime.evaluate", asked).await?;
        assert!(got["exceptionDetails"].is_null(), "{expression}: {}", got["exceptionDetails"]);
        Ok(got["result"]["value"].take())
    }

    pub async fn find(&self, role: &str, name: &str) -> Option<Value> {
        let root = self.call("DOM.getDocument", json!({"depth": 0})).await;
        let wanted = json!({"nodeId": root["root"]["nodeId"], "role": role, "accessibleName": name});
        // The document may have changed since it was asked for.
        let found = self.try_call("Accessibility.queryAXTree", wanted).await.ok()?;
        let nodes = found["nodes"].as_array()?;
        let newest = nodes.iter().rev().find(|it| it["ignored"] == false)?;
        Some(json!({"backendNodeId": newest["backendDOMNodeId"]}))
    }

    pub async fn middle(&self, thing: &Value) -> Option<(f64, f64)> {
        self.try_call("DOM.scrollIntoViewIfNeeded", thing.clone()).await.ok()?;
        let quads = self.try_call("DOM.getContentQuads", thing.clone()).await.ok()?;
        let corner = |at: usize| quads["quads"][0][at].as_f64();
        Some((f64::midpoint(corner(0)?, corner(4)?), f64::midpoint(corner(1)?, corner(5)?)))
    }

    pub async fn focus(&self, thing: &Value) -> bool {
        self.try_call("DOM.focus", thing.clone()).await.is_ok()
    }

    pub async fn click(&self, (x, y): (f64, f64)) {
        for kind in ["mouseMoved", "mousePressed", "mouseReleased"] {
            let button = if kind == "mouseMoved" { "none" } else { "left" };
            let event = json!({"type": kind, "x": x, "y": y, "button": button, "clickCount": 1});
            self.call("Input.dispatchMouseEvent", event).await;
        }
    }

    pub async fn insert(&self, words: &str) {
        self.call("Input.insertText", json!({"text": words})).await;
    }

    pub async fn press(&self, key: &str) {
        let code = match key {
            "Enter" => 13,
            "Tab" => 9,
            "Backspace" => 8,
            "Escape" => 27,
            "ArrowDown" => 40,
            "ArrowUp" => 38,
            "PageUp" => 33,
            " " => 32,
            // Other signs stand on other keys on each keyboard; their numbers are those of other keys.
            other => match other.chars().next().unwrap().to_ascii_uppercase() {
                it if it.is_ascii_alphanumeric() => u32::from(it),
                _ => 0,
            },
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

    pub async fn picture(&self) -> String {
        let picture = self.call("Page.captureScreenshot", json!({"format": "png"})).await;
        picture["data"].as_str().unwrap().to_owned()
    }

    pub async fn work(&self) -> f64 {
        let got = self.call("Performance.getMetrics", json!({})).await;
        let mut metrics = got["metrics"].as_array().unwrap().iter();
        metrics.find(|it| it["name"] == "TaskDuration").unwrap()["value"].as_f64().unwrap()
    }

    pub fn said(&self) -> Vec<String> {
        let console = ["Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded"];
        let told = self.line.told(&console).into_iter().filter(|it| it["sessionId"] == self.session);
        told.map(|it| it["params"].to_string()).collect()
    }

    pub fn asked(&self) -> Vec<String> {
        let told = self.line.told(&["Network.requestWillBeSent"]).into_iter();
        let own = told.filter(|it| it["sessionId"] == self.session);
        own.filter_map(|it| it["params"]["request"]["url"].as_str().map(str::to_owned)).collect()
    }

    async fn call(&self, method: &str, params: Value) -> Value {
        self.try_call(method, params).await.unwrap_or_else(|why| panic!("{method}: {why}"))
    }

    async fn try_call(&self, method: &str, params: Value) -> Result<Value, Value> {
        let frame = json!({"method": method, "params": params, "sessionId": self.session});
        self.line.send(frame).await
    }
}
