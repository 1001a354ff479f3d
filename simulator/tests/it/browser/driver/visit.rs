//! A page that somebody has open: they find things as a screen reader names them, and use a mouse and a keyboard.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::line::PATIENCE;
use super::page::Page;
use super::picture::base64;

/// What the page shows, without what it only says.
const SHOWN: &str = "['notices', 'channels', 'main', 'side', 'form'].map((id) => document.getElementById(id)).filter((it) => it?.checkVisibility()).map((it) => it.innerText).join(' ').replace(/\\s+/g, ' ')";

/// A page that somebody has open.
pub struct Visit {
    page: Page,
}

impl Visit {
    /// Waits until a page is there.
    pub(super) async fn of(page: Page) -> Self {
        let visit = Self { page };
        visit.until("document.readyState === 'complete'").await;
        visit
    }

    /// The value of an expression in the page; a promise is waited for.
    pub async fn eval(&self, expression: &str) -> Value {
        self.page.value(expression).await.unwrap_or_else(|why| panic!("{expression}: {why}"))
    }

    /// Waits until an expression in the page is true, looking whenever a frame is drawn.
    pub async fn until(&self, expression: &str) {
        let look = format!(
            "new Promise((done) => {{ const look = () => ({expression}) ? done(true) : requestAnimationFrame(look); look(); }})"
        );
        match tokio::time::timeout(PATIENCE / 2, self.page.value(&look)).await {
            Ok(Ok(_)) => {}
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
        let Ok(place) = tokio::time::timeout(PATIENCE / 2, self.at_rest(role, name)).await else {
            panic!("{role} {name:?} never came to rest");
        };
        self.page.click(place).await;
    }

    /// Puts the focus on the newest thing of a role and a name.
    pub async fn focus(&self, role: &str, name: &str) {
        while !self.page.focus(&self.find(role, name).await).await {
            self.frame().await;
        }
    }

    /// Waits until a screen reader finds such a thing.
    pub async fn meets(&self, role: &str, name: &str) {
        self.find(role, name).await;
    }

    /// Types words where the focus is.
    pub async fn types(&self, words: &str) {
        self.page.insert(words).await;
    }

    /// Presses a key, by the name that scripts know it by, such as `Enter`.
    pub async fn key(&self, key: &str) {
        self.page.press(key).await;
    }

    /// Types as fingers do it: every letter is a stroke of its own, wherever the focus is by then.
    pub async fn keys(&self, line: &str) {
        for letter in line.chars() {
            self.key(&letter.to_string()).await;
        }
    }

    /// Waits until a channel is open.
    pub async fn is_in(&self, channel: &str) {
        self.until(&format!("document.title.startsWith({})", json!(channel))).await;
    }

    /// How long the page's own thread has worked, in seconds, whatever else the machine did meanwhile.
    pub async fn work(&self) -> f64 {
        self.page.work().await
    }

    /// Waits until a file is whole in a folder; its name and what is in it.
    pub async fn takes_home(&self, folder: &Path) -> (String, Vec<u8>) {
        let found = async {
            loop {
                let files = fs::read_dir(folder).into_iter().flatten().flatten();
                let whole = |it: &fs::DirEntry| !matches!(it.path().extension(), Some(end) if end == "part" || end == "crdownload");
                let mut named = files.filter(whole).filter(|it| it.metadata().is_ok_and(|it| it.len() > 0));
                if let Some(file) = named.next() {
                    break (file.file_name().display().to_string(), fs::read(file.path()).unwrap());
                }
                self.frame().await;
            }
        };
        tokio::time::timeout(PATIENCE / 2, found).await.expect("a file is taken home")
    }

    /// What has the focus: its tag and what it is called.
    pub async fn focused(&self) -> String {
        let told = "`${document.activeElement.tagName.toLowerCase()} ${document.activeElement.ariaLabel ?? document.activeElement.textContent}`";
        self.eval(told).await.as_str().unwrap().to_owned()
    }

    /// Keeps what the page looks like below `target/page/`, in a folder for each browser.
    pub async fn keep_picture(&self, name: &str) {
        let picture = self.page.picture().await;
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("../page").join(self.page.kind().name());
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(format!("{name}.png")), base64(&picture)).unwrap();
    }

    /// What the page told that it should not have: words on the console, and requests to somewhere else.
    pub fn findings(&self) -> Vec<String> {
        let asked = self.page.asked().into_iter().filter(|it| is_away(it));
        self.page.said().into_iter().chain(asked.map(|url| format!("asked for {url}"))).collect()
    }

    /// Ends the visit; nothing may have been said on the console, and nothing asked for elsewhere.
    pub async fn leave(self) {
        // Whatever was under way is drawn first.
        self.eval("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(1))))")
            .await;
        assert_eq!(self.findings(), [""; 0]);
    }

    async fn find(&self, role: &str, name: &str) -> Value {
        let found = async {
            loop {
                if let Some(thing) = self.page.find(role, name).await {
                    break thing;
                }
                self.frame().await;
            }
        };
        match tokio::time::timeout(PATIENCE / 2, found).await {
            Ok(thing) => thing,
            Err(_) => panic!("no {role} {name:?}; the page shows:\n{}", self.text().await),
        }
    }

    /// Where the middle of a thing is, when it was there a frame before too.
    async fn at_rest(&self, role: &str, name: &str) -> (f64, f64) {
        let (mut thing, mut before) = (self.find(role, name).await, None);
        loop {
            match self.page.middle(&thing).await {
                Some(place) if before == Some(place) => return place,
                None => (thing, before) = (self.find(role, name).await, None),
                moved => before = moved,
            }
            self.frame().await;
        }
    }

    /// Waits for the next frame to be drawn.
    async fn frame(&self) {
        self.eval("new Promise((done) => requestAnimationFrame(() => done(1)))").await;
    }
}

fn is_away(url: &str) -> bool {
    !["http://127.0.0.1:", "ws://127.0.0.1:", "http://localhost:", "data:", "about:", "blob:"]
        .iter()
        .any(|own| url.starts_with(own))
}
