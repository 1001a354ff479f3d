//! The page in real browsers, Chromium and Firefox: the same scenes in both. Where one is not installed, they say so;
//! `ATHENAEUM_REQUIRE_BROWSER` makes that a failure.

mod access;
mod drawing;
mod driver;
mod filling;
mod focus;
mod hearing;
mod history;
mod holding;
mod hostile;
mod losing;
mod markdown;
mod members;
mod scrolling;
mod stand;
mod switching;
mod typing;
mod visiting;
