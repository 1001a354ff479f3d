//! The figures: one table of what was measured, the target, and whether it was met. `scripts/bench` runs it with
//! everything it needs; arguments choose groups (`looks`, `door`, `http`, `append`, `export`, `million`,
//! `postgres`, `followers`), none means all.
//!
//! Each process prints its own lines as they come: appending runs in one with a delay preloaded, the bare client in one
//! of its own. The exit code is 1 when a target was missed.

mod append;
mod bare;
mod city;
mod door;
mod export;
mod followers;
mod looks;
mod measure;
mod million;
mod postgres;
mod rate;
mod shelf;
mod table;

use std::process::{Command, ExitCode};

/// Names the library that makes every fsync slower.
const SLOW: &str = "BENCH_SLOW_FSYNC";

fn main() -> ExitCode {
    // Cargo adds `--bench`.
    let asked: Vec<String> = std::env::args().skip(1).filter(|it| !it.starts_with("--")).collect();
    // One provider of TLS for every client in the process.
    let _ = rustls::crypto::ring::default_provider().install_default();
    match asked.first().map(String::as_str) {
        Some("bare") => bare::run(),
        Some("bare-http") => bare::post::run(),
        Some("append-now") => append::run(),
        Some("writer") => followers::write(asked.get(1).and_then(|it| it.parse().ok()).unwrap_or(1)),
        Some("follower") => followers::follow(),
        _ => return every(&asked),
    }
    if table::missed() == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn every(asked: &[String]) -> ExitCode {
    let wants = |name: &str| asked.is_empty() || asked.iter().any(|it| it == name);
    table::head();
    if wants("looks") {
        looks::respond_row();
        looks::suggest_rows();
    }
    if wants("door") {
        door::run();
    }
    if wants("http") {
        door::post::run();
    }
    let appended = !wants("append") || append_delayed();
    if wants("export") {
        export::run();
    }
    if wants("million") {
        million::run();
    }
    if wants("postgres") {
        postgres::run();
    }
    if wants("effects") {
        postgres::effects();
    }
    if wants("followers") {
        followers::run();
    }
    if appended && table::missed() == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// In a process of its own, for what is preloaded is there from its start.
fn append_delayed() -> bool {
    let mut again = Command::new(std::env::current_exe().expect("this program has a path"));
    again.arg("append-now");
    if let Some(slow) = std::env::var_os(SLOW) {
        again.env("LD_PRELOAD", slow);
    }
    again.status().is_ok_and(|it| it.success())
}
