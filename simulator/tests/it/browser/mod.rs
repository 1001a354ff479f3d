//! The page in a real browser. Where Chromium is not installed, these scenes say so; `ATHENAEUM_REQUIRE_BROWSER` makes
//! that a failure.

mod chromium;
mod devtools;
mod markdown;
mod stand;
mod visit;
mod visiting;
