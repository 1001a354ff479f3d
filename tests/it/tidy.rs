//! The rules of the house that a compiler does not hold.

use std::fs;
use std::path::{Path, PathBuf};

/// A source file: its path from the repository's root, and its text.
struct Source {
    path: String,
    text: String,
}

impl Source {
    /// The text without comments and without the tests at its end: what a rule about code is about.
    fn code(&self) -> String {
        let code = self.text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
        code.lines().filter(|it| !it.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
    }
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn sources(folder: &str) -> Vec<Source> {
    let mut found = Vec::new();
    collect(&root().join(folder), &mut found);
    assert!(!found.is_empty(), "there is nothing in {folder}");
    found
}

fn collect(folder: &Path, found: &mut Vec<Source>) {
    of_kind(folder, &["rs"], found);
}

fn of_kind(folder: &Path, kinds: &[&str], found: &mut Vec<Source>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            of_kind(&path, kinds, found);
        } else if path.extension().is_some_and(|it| kinds.iter().any(|kind| it == *kind)) {
            let short = path.strip_prefix(root()).unwrap().display().to_string();
            found.push(Source { path: short, text: fs::read_to_string(&path).unwrap() });
        }
    }
}

fn all() -> Vec<Source> {
    ["src", "simulator/src", "tests"].into_iter().flat_map(sources).collect()
}

#[track_caller]
fn none_of(files: Vec<Source>, forbidden: &[&str], why: &str) {
    let mut broken = Vec::new();
    for file in files {
        let code = file.code();
        broken.extend(
            forbidden.iter().filter(|it| code.contains(**it)).map(|it| format!("{} has {it:?}", file.path)),
        );
    }
    assert!(broken.is_empty(), "{why}:\n{}", broken.join("\n"));
}

#[test]
fn domain_and_library_are_pure() {
    let impure = [
        "async ",
        "tokio::",
        "sqlx::",
        "serenity::",
        "reqwest::",
        "Utc::now",
        "SystemTime::now",
        "Instant::now",
        "getrandom::",
        "rand::",
    ];
    let files = ["src/domain", "src/library"].into_iter().flat_map(sources).collect();
    none_of(files, &impure, "deciding and reading are plain functions of values");
}

#[test]
fn only_the_folder_module_of_the_library_touches_files() {
    let files = sources("src/library").into_iter().filter(|it| it.path != "src/library/folder.rs").collect();
    none_of(files, &["std::fs", "File::open"], "the library is read in one place");
}

#[test]
fn only_the_store_speaks_sql() {
    let files = sources("src").into_iter().filter(|it| !it.path.starts_with("src/store/")).collect();
    none_of(files, &["sqlx::", "SELECT ", "INSERT INTO"], "SQL lives in src/store");
}

#[test]
fn statements_are_static_text() {
    none_of(sources("src"), &["AssertSqlSafe", "QueryBuilder"], "no statement is put together at run time");
}

#[test]
fn writing_transactions_begin_immediately() {
    let files =
        sources("src/store").into_iter().filter(|it| !it.path.starts_with("src/store/engine")).collect();
    none_of(
        files,
        &["pool.begin", ".begin_with"],
        "a write that begins by reading finds out late that it cannot",
    );
}

#[test]
fn arrows_point_down() {
    let floors: [(&str, &[&str]); 5] = [
        (
            "src/library",
            &["domain", "store", "views", "discord", "interactions", "worker", "transport", "app"],
        ),
        ("src/domain", &["store", "views", "discord", "interactions", "worker", "transport", "app"]),
        ("src/store", &["views", "discord", "interactions", "worker", "transport", "app"]),
        ("src/discord", &["store", "views", "interactions", "worker", "transport", "app"]),
        ("src/views", &["discord", "interactions", "worker", "transport", "app"]),
    ];
    for (floor, above) in floors {
        let forbidden: Vec<String> = above.iter().map(|it| format!("crate::{it}::")).collect();
        let forbidden: Vec<&str> = forbidden.iter().map(String::as_str).collect();
        none_of(sources(floor), &forbidden, &format!("{floor} knows nothing of the floors above it"));
    }
}

#[test]
fn the_simulator_stands_alone() {
    let files = sources("simulator/src");
    none_of(
        files,
        &["serenity", "athenaeum::"],
        "one wrong idea about Discord must not be wrong on both sides",
    );
}

#[test]
fn every_module_says_what_it_is_for() {
    // The tests of a module in a file of their own are part of that module.
    let modules = all().into_iter().filter(|it| !it.path.ends_with("/tests.rs"));
    let silent: Vec<String> = modules.filter(|it| !it.text.starts_with("//!")).map(|it| it.path).collect();
    assert!(silent.is_empty(), "no //! at the top of:\n{}", silent.join("\n"));
}

#[test]
fn the_page_is_made_of_plain_modules() {
    let mut files = Vec::new();
    of_kind(&root().join("simulator/page"), &["js", "css", "html"], &mut files);
    assert!(files.len() > 40, "the page has its files");
    let silent = |it: &&Source| it.path.ends_with(".js") && !it.text.starts_with("// ");
    assert_eq!(files.iter().filter(silent).map(|it| it.path.as_str()).collect::<Vec<_>>(), [""; 0]);
    let long = files.iter().filter(|it| it.text.lines().count() > 250).map(|it| it.path.as_str());
    assert_eq!(long.collect::<Vec<_>>(), [""; 0], "longer than 250 lines");
    let forbidden = [
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "new Function",
        "DOMParser",
        "srcdoc",
        "style=",
        "onclick=",
        "https://",
        "import(",
        "@import",
        "url(",
    ];
    none_of(files, &forbidden, "texts become text nodes, and nothing comes from elsewhere");
}

#[test]
fn nothing_is_unfinished_or_switched_off() {
    let marks = ["todo!(", "unimplemented!(", "#[ignore", "dbg!("];
    let files = all().into_iter().filter(|it| it.path != "tests/it/tidy.rs").collect();
    none_of(files, &marks, "what is not done is not there");
}

#[test]
fn tests_never_sleep() {
    let files = ["tests", "simulator/tests"].into_iter().flat_map(sources);
    let files = files.filter(|it| it.path != "tests/it/tidy.rs").collect();
    none_of(files, &["thread::sleep", "time::sleep"], "a test waits for what happens, not for time");
}

#[test]
fn hardly_a_file_is_long() {
    let long: Vec<String> = ["src", "simulator/src"]
        .into_iter()
        .flat_map(sources)
        .filter(|it| !it.path.ends_with("/tests.rs") && it.text.lines().count() > 500)
        .map(|it| format!("{} has {} lines", it.path, it.text.lines().count()))
        .collect();
    assert!(long.is_empty(), "a file this long asks for a better design:\n{}", long.join("\n"));
}
