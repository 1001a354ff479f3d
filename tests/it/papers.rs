//! The papers of the house say what is so: commands, settings, tables, columns, files and tests that they name exist,
//! and nothing that exists and concerns people is left out of them.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use athenaeum::config::Config;
use athenaeum::discord::permissions;
use athenaeum::export::COLUMNS;
use athenaeum::interactions::command::Policy;
use athenaeum::interactions::registry;
use athenaeum::interactions::shape::{Kind, Opt, Takes};
use athenaeum::playground::steps;
use serenity::model::Permissions;

const README: &str = include_str!("../../README.md");
const PAPERS: [&str; 5] =
    ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "migrations/README.md"];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|err| panic!("{path}: {err}"))
}

/// The part of the README below a heading, up to the next one of the same or a higher rank.
fn part(heading: &str) -> &'static str {
    let begin =
        README.find(&format!("\n{heading}\n")).unwrap_or_else(|| panic!("no {heading:?} in README.md"));
    let rest = &README[begin + 1 + heading.len()..];
    let rank = heading.chars().take_while(|it| *it == '#').count();
    let ends = (1..=rank).filter_map(|it| rest.find(&format!("\n{} ", "#".repeat(it))));
    &rest[..ends.min().unwrap_or(rest.len())]
}

/// Everything between single backticks of a text, outside of fenced blocks.
fn code(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, prose) in text.split("```").enumerate() {
        if at % 2 == 0 {
            found.extend(prose.split('`').skip(1).step_by(2).map(str::to_owned));
        }
    }
    found
}

#[track_caller]
fn each_is_named(heading: &str, names: impl IntoIterator<Item = String>) {
    let named: BTreeSet<String> = code(part(heading)).into_iter().collect();
    let missing: Vec<String> = names.into_iter().filter(|it| !named.contains(it)).collect();
    assert!(missing.is_empty(), "{heading:?} of README.md does not name: {}", missing.join(", "));
}

fn option(it: &Opt) -> String {
    let needed = if it.required { " (needed)" } else { "" };
    let words = match &it.takes {
        Takes::OneOf(words) => words.iter().map(|(_, words)| *words).collect(),
        Takes::OneNumber(words) => words.iter().map(|(_, words)| *words).collect(),
        _ => Vec::new(),
    };
    let words = if words.is_empty() { String::new() } else { format!(". One of: {}", words.join(" · ")) };
    format!("- `{}`{needed}: {}{words}\n", it.name, it.line)
}

/// The commands as the README tells them.
fn commands() -> String {
    let mut told = String::new();
    for command in registry::COMMANDS {
        let shape = command.shape();
        let who = match command.policy() {
            Policy::Everyone => "everyone",
            Policy::Moderator => "moderators",
            Policy::GuildManager => "members who may manage the server",
        };
        let mut tell = |name: &str, line: &str, options: &[Opt]| {
            told.push_str(&format!("**`{name}`**: {line}. For {who}.\n"));
            let options: String = options.iter().map(option).collect();
            if !options.is_empty() {
                told.push_str(&format!("\n{options}"));
            }
            told.push('\n');
        };
        match &shape.kind {
            Kind::Slash(options) => tell(&format!("/{}", shape.name), shape.line, options),
            Kind::OnMessage => {
                tell(shape.name, &format!("{}: in the menu of a message, under Apps", shape.line), &[]);
            }
            Kind::Group(subs) => {
                for sub in subs {
                    tell(&format!("/{} {}", shape.name, sub.name), sub.line, &sub.options);
                }
            }
        }
    }
    told
}

#[test]
fn the_readme_lists_every_command_as_discord_shows_it() {
    let wanted = commands();
    // However its lines are wrapped.
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        words(part("### Each command")).contains(&words(&wanted)),
        "README.md, \"Each command\", should hold:\n\n{wanted}"
    );
}

#[test]
fn the_readme_tells_every_setting() {
    let config = serde_json::to_value(Config::default()).unwrap();
    let keys = config.as_object().unwrap().iter().flat_map(|(table, inner)| {
        inner.as_object().unwrap().keys().map(move |key| format!("{table}.{key}"))
    });
    each_is_named("### The configuration file", keys.collect::<Vec<_>>());
}

#[test]
fn the_readme_tells_every_variable() {
    let read_by = ["src/cli/environment.rs", "src/telemetry.rs"].map(read).concat();
    let literals = read_by.split('"').skip(1).step_by(2);
    let is_variable = |it: &&str| {
        let ours = ["DISCORD_", "DATABASE_", "ATHENAEUM_", "RUST_", "NO_COLOR"]
            .iter()
            .any(|own| it.starts_with(own));
        ours && it.chars().all(|it| it.is_ascii_uppercase() || it == '_')
    };
    let variables: BTreeSet<String> = literals.filter(is_variable).map(str::to_owned).collect();
    assert!(variables.len() >= 9, "fewer variables than there were: {variables:?}");
    each_is_named("### The environment", variables);
}

#[test]
fn the_readme_tells_every_table_and_column() {
    let mut tables = 0;
    for table in steps().split("CREATE TABLE ").skip(1) {
        let (name, rest) = table.split_once(" (").unwrap();
        let columns =
            rest.split("\n);").next().unwrap().lines().filter_map(|it| it.split_whitespace().next());
        let columns = columns.filter(|it| it.chars().all(|it| it.is_ascii_lowercase() || it == '_'));
        each_is_named(&format!("#### `{name}`"), columns.map(str::to_owned).collect::<Vec<_>>());
        tables += 1;
    }
    assert!(tables >= 14, "fewer tables than there were");
    for added in steps().split("ALTER TABLE ").skip(1).filter(|it| it.contains(" ADD COLUMN ")) {
        let words: Vec<&str> = added.split_whitespace().collect();
        each_is_named(&format!("#### `{}`", words[0]), [words[3].to_owned()]);
    }
}

/// All migrations, one after the other.
fn steps() -> String {
    let files = fs::read_dir(root().join("migrations")).unwrap().map(|it| it.unwrap().path());
    let mut files: Vec<PathBuf> = files.filter(|it| is_step(it)).collect();
    files.sort();
    files.into_iter().map(|it| fs::read_to_string(it).unwrap()).collect()
}

fn is_step(path: &Path) -> bool {
    let name = path.file_name().and_then(|it| it.to_str()).unwrap_or_default();
    name.ends_with(".sql") && name.starts_with(|it: char| it.is_ascii_digit())
}

#[test]
fn the_readme_tells_every_kind_of_event() {
    let source = read("src/domain/event.rs");
    let lines = source.lines().map(str::trim).filter(|it| it.contains("\" 1 => ") || it.contains("\" 2 => "));
    let kinds: Vec<String> = lines.map(|it| it.split('"').nth(1).unwrap().to_owned()).collect();
    assert!(kinds.len() >= 19, "fewer kinds than there were: {kinds:?}");
    each_is_named("### Events", kinds);
}

#[test]
fn the_readme_tells_every_column_of_an_export() {
    each_is_named("### The columns of an export", COLUMNS.map(str::to_owned));
}

#[test]
fn the_readme_tells_what_stops_without_each_permission() {
    let told = part("## Permissions");
    let names = permissions::names(Permissions::all()).into_iter().chain(["Attach Files"]);
    let missing: Vec<&str> = names.filter(|it| !told.contains(&format!("| {it} |"))).collect();
    assert!(missing.is_empty(), "not told: {missing:?}");
}

#[test]
fn the_readme_tells_every_command_of_the_command_line() {
    let told = part("### The command line");
    let mut families = vec![Vec::new()];
    let mut leaves = Vec::new();
    while let Some(family) = families.pop() {
        for name in subcommands(&family) {
            let mut command: Vec<String> = family.clone();
            command.push(name);
            if subcommands(&command).is_empty() {
                leaves.push(command.join(" "));
            } else {
                families.push(command);
            }
        }
    }
    assert!(leaves.len() >= 12, "fewer commands than there were: {leaves:?}");
    let missing: Vec<String> =
        leaves.into_iter().filter(|it| !told.contains(&format!("`athenaeum {it}"))).collect();
    assert!(missing.is_empty(), "not told: {missing:?}");
}

/// The commands that `athenaeum … --help` lists.
fn subcommands(family: &[String]) -> Vec<String> {
    let mut run = Command::new(env!("CARGO_BIN_EXE_athenaeum"));
    let help = run.args(family).arg("--help").current_dir(env!("CARGO_TARGET_TMPDIR")).output().unwrap();
    assert!(help.status.success(), "{family:?} has no help");
    let help = String::from_utf8(help.stdout).unwrap();
    let listed = help.lines().skip_while(|it| *it != "Commands:").skip(1).take_while(|it| !it.is_empty());
    // A description that is wrapped goes on further to the right.
    let names = listed.filter(|it| it.starts_with("  ") && !it.starts_with("   "));
    names
        .filter_map(|it| it.split_whitespace().next())
        .filter(|it| *it != "help")
        .map(str::to_owned)
        .collect()
}

#[test]
fn the_transcript_is_the_demos_own() {
    let folder = tempfile::tempdir().unwrap();
    let mut demo = Command::new(env!("CARGO_BIN_EXE_athenaeum"));
    demo.arg("demo").current_dir(folder.path()).env("TMPDIR", folder.path()).env_remove("DISCORD_TOKEN");
    let told = String::from_utf8(demo.output().unwrap().stdout).unwrap();
    let transcript = part("## What the demo prints")
        .split("Shortened:\n\n```\n")
        .nth(1)
        .unwrap()
        .split("```")
        .next()
        .unwrap();
    // What is left out is marked, and the file's name has the day in it.
    let kept = transcript.lines().map(str::trim).filter(|it| !it.is_empty() && !it.contains(['…', '📎']));
    let mut rest = told.lines().map(str::trim);
    let mut lines = 0;
    for line in kept {
        assert!(rest.any(|it| it == line), "the demo does not say this, or not in this place: {line}");
        lines += 1;
    }
    assert!(lines > 30, "only {lines} lines");
}

#[test]
fn the_readme_has_the_steps_that_the_page_shows() {
    let lines = part("## Try it in a browser").lines().skip_while(|it| !it.starts_with("1. "));
    let told = lines.take_while(|it| !it.is_empty()).collect::<Vec<_>>().join("\n").replace("\n   ", " ");
    let here = format!("{}/", root().display());
    let shown = steps::steps(Some(&root().join("config/library"))).into_iter().zip(1..);
    let shown =
        shown.map(|(step, number)| format!("{number}. {}.", step.replace('`', "").replace(&here, "")));
    assert_eq!(told.replace(['*', '`'], ""), shown.collect::<Vec<_>>().join("\n"));
}

#[test]
fn the_files_that_the_papers_name_are_there() {
    let roots = ["src/", "tests/", "config/", "migrations/", "simulator/", "scripts/", ".ci/", "benches/"];
    let made_by_people = ["config/athenaeum.toml"];
    let mut missing = Vec::new();
    for paper in PAPERS {
        let text = read(paper);
        let links = text.split("](").skip(1).filter_map(|it| it.split([')', '#']).next());
        let linked = links.filter(|it| !it.is_empty() && !it.contains("://")).map(str::to_owned);
        let named = code(&text).into_iter().filter(|it| roots.iter().any(|root| it.starts_with(root)));
        let named =
            named.filter(|it| !it.contains(['*', '<', ' ', '…']) && !made_by_people.contains(&it.as_str()));
        let gone = linked.chain(named).filter(|it| !root().join(it).exists());
        missing.extend(gone.map(|it| format!("{paper} names {it}")));
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

#[test]
fn the_tests_that_hold_the_architecture_are_there() {
    assert!(held_by_tests("ARCHITECTURE.md") >= 15, "hardly a claim names the test that holds it");
}

#[test]
fn the_tests_that_show_what_can_be_relied_on_are_there() {
    assert!(held_by_tests("docs/reliability.md") >= 50, "hardly a fault names the test that shows it");
}

/// How many tests the rows of a paper's tables name, in the file named before them; each must be there.
fn held_by_tests(paper: &str) -> usize {
    let text = read(paper);
    let mut held = 0;
    for row in text.lines().filter(|it| it.starts_with("| ")) {
        let mut file = None;
        for name in code(row) {
            if name.ends_with(".rs") {
                file = Some(read(&name));
            } else if name.contains('_') && !name.contains(['.', '/', ':', '(']) {
                let Some(file) = &file else { continue };
                assert!(file.contains(&format!("fn {name}(")), "{paper}: no test {name}, in the row {row}");
                held += 1;
            }
        }
    }
    held
}

#[test]
fn the_functions_and_types_that_the_papers_name_are_there() {
    let sources = ["src", "simulator/src", "tests/it"].map(|it| walk(&root().join(it))).concat().join("\n");
    let is_there = |name: &str| {
        let declared = ["fn", "struct", "enum", "trait", "mod"].map(|it| format!("{it} {name}"));
        declared.iter().any(|it| sources.contains(it)) || sources.contains(&format!("\n    {name}("))
    };
    let named = ["ARCHITECTURE.md", "CONTRIBUTING.md"].map(|it| code(&read(it))).concat();
    let paths = named.iter().filter(|it| it.contains("::") && !it.contains(' '));
    let (there, missing): (Vec<&String>, Vec<&String>) = paths
        .partition(|it| it.rsplit("::").next().is_some_and(|name| is_there(name.trim_end_matches("(…)"))));
    assert!(missing.is_empty(), "named, but not there: {missing:?}");
    assert!(there.len() > 10, "only {there:?}");
}

/// The texts of all sources below a folder.
fn walk(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(walk(&path));
        } else if path.extension().is_some_and(|it| it == "rs") {
            found.push(fs::read_to_string(path).unwrap());
        }
    }
    found
}
