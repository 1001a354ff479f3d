//! Browsers that scenes are played in: started without a window, spoken to by protocols of their own (Chromium's `DevTools`,
//! Firefox's `WebDriver BiDi`), and moved as people move them. A scene does not know which one it has before it.

mod axe;
mod browser;
mod chromium;
mod firefox;
mod line;
pub mod look;
mod page;
mod picture;
mod process;
mod quiet;
mod visit;

pub use self::axe::Axe;
pub use self::browser::{Browser, Kind};
pub use self::look::LOOKS;
pub use self::visit::Visit;

/// Makes two tests of every scene, one for each browser: `chromium::scene` and `firefox::scene`.
macro_rules! in_every_browser {
    ($($scene:ident),+ $(,)?) => {
        mod chromium {
            $(#[tokio::test]
            async fn $scene() {
                let Some(browser) = super::Browser::start(super::Kind::Chromium).await else { return };
                super::$scene(browser).await;
            })+
        }

        mod firefox {
            $(#[tokio::test]
            async fn $scene() {
                let Some(browser) = super::Browser::start(super::Kind::Firefox).await else { return };
                super::$scene(browser).await;
            })+
        }
    };
}

pub(crate) use in_every_browser;
