//! A browser of a scene's own: found, started, and ended with the scene.

use std::env;
use std::path::PathBuf;

use tokio::sync::{Semaphore, SemaphorePermit};

use super::chromium::Chromium;
use super::firefox::Firefox;
use super::look::Look;
use super::page::Page;
use super::visit::Visit;

/// So many run at a time; more than that would only wait for each other.
static ROOM: Semaphore = Semaphore::const_new(2);

/// Which browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Chromium,
    Firefox,
}

/// The running browser.
pub struct Browser {
    running: Running,
    _place: SemaphorePermit<'static>,
}

enum Running {
    Chromium(Chromium),
    Firefox(Firefox),
}

impl Kind {
    /// Such as `firefox`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Chromium => "chromium",
            Self::Firefox => "firefox",
        }
    }

    /// Names that its program goes by.
    fn programs(self) -> &'static [&'static str] {
        match self {
            Self::Chromium => &["chromium", "chromium-browser", "google-chrome", "chrome"],
            Self::Firefox => &["firefox", "firefox-esr"],
        }
    }

    /// The program: what the variable names that is called as the browser is (`FIREFOX`), or what is installed.
    fn find(self) -> Option<PathBuf> {
        let path = env::var_os("PATH")?;
        let named = env::var_os(self.name().to_uppercase()).map(PathBuf::from);
        let found = || {
            env::split_paths(&path).flat_map(|folder| self.programs().iter().map(move |it| folder.join(it)))
        };
        named.or_else(|| found().find(|it| it.is_file()))
    }
}

impl Browser {
    /// Starts one. `None` where none is installed and nobody insists (`ATHENAEUM_REQUIRE_BROWSER`).
    pub async fn start(kind: Kind) -> Option<Self> {
        let Some(program) = kind.find() else {
            let required = env::var_os("ATHENAEUM_REQUIRE_BROWSER").is_some();
            assert!(!required, "{kind:?} is required here and not installed");
            eprintln!("not run in a browser: {kind:?} is not installed; scripts/test --install does that");
            return None;
        };
        let place = ROOM.acquire().await.expect("nobody closes it");
        let running = match kind {
            Kind::Chromium => Running::Chromium(Chromium::start(&program).await),
            Kind::Firefox => Running::Firefox(Firefox::start(&program).await),
        };
        Some(Self { running, _place: place })
    }

    /// Where files go that a visitor takes home.
    pub fn downloads(&self) -> PathBuf {
        match &self.running {
            Running::Chromium(chromium) => chromium.downloads(),
            Running::Firefox(firefox) => firefox.downloads(),
        }
    }

    /// Opens an address in a window of its own, which shares neither cookies nor storage with others.
    pub async fn visit(&self, url: &str, look: Look) -> Visit {
        let page = match &self.running {
            Running::Chromium(chromium) => Page::Chromium(chromium.open(url, look).await),
            Running::Firefox(firefox) => Page::Firefox(firefox.open(url, look).await),
        };
        Visit::of(page).await
    }
}
