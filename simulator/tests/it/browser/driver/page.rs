//! What a scene asks of a page, whichever browser shows it.

use serde_json::Value;

use super::browser::Kind;
use super::chromium;
use super::firefox;

/// A page in a browser.
pub enum Page {
    Chromium(chromium::Page),
    Firefox(firefox::Page),
}

macro_rules! whichever {
    ($self:ident, $page:ident => $does:expr) => {
        match $self {
            Page::Chromium($page) => $does,
            Page::Firefox($page) => $does,
        }
    };
}

impl Page {
    pub fn kind(&self) -> Kind {
        match self {
            Self::Chromium(_) => Kind::Chromium,
            Self::Firefox(_) => Kind::Firefox,
        }
    }

    /// The value of an expression, or of the promise that it is; an error when the page was left meanwhile. Panics with
    /// what the expression throws.
    pub async fn value(&self, expression: &str) -> Result<Value, Value> {
        whichever!(self, page => page.value(expression).await)
    }

    /// The newest thing of a role and a name, as the browser tells them to screen readers.
    pub async fn find(&self, role: &str, name: &str) -> Option<Value> {
        whichever!(self, page => page.find(role, name).await)
    }

    /// Where the middle of a thing is once it is in sight; `None` when the page drew it anew meanwhile.
    pub async fn middle(&self, thing: &Value) -> Option<(f64, f64)> {
        whichever!(self, page => page.middle(thing).await)
    }

    /// Whether a thing could be given the focus.
    pub async fn focus(&self, thing: &Value) -> bool {
        whichever!(self, page => page.focus(thing).await)
    }

    pub async fn click(&self, place: (f64, f64)) {
        whichever!(self, page => page.click(place).await);
    }

    /// Puts words in where the focus is, all at once.
    pub async fn insert(&self, words: &str) {
        whichever!(self, page => page.insert(words).await);
    }

    /// Presses a key, by the name that scripts know it by.
    pub async fn press(&self, key: &str) {
        whichever!(self, page => page.press(key).await);
    }

    /// What it looks like: a PNG in Base64.
    pub async fn picture(&self) -> String {
        whichever!(self, page => page.picture().await)
    }

    /// How long the page's own thread has worked, in seconds.
    pub async fn work(&self) -> f64 {
        whichever!(self, page => page.work().await)
    }

    /// What was said on its console.
    pub fn said(&self) -> Vec<String> {
        whichever!(self, page => page.said())
    }

    /// The addresses that it asked for.
    pub fn asked(&self) -> Vec<String> {
        whichever!(self, page => page.asked())
    }
}
