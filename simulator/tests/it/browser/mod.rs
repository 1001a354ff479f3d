//! The page in a real browser. Where Chromium is not installed, these scenes say so; `ATHENAEUM_REQUIRE_BROWSER` makes
//! that a failure.

mod access;
mod axe;
mod chromium;
mod devtools;
mod hostile;
mod losing;
mod markdown;
mod scrolling;
mod stand;
mod visit;
mod visiting;
