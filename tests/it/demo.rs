//! The demo as a newcomer meets it: the built binary, nobody at the keyboard.

use std::io::Write as _;
use std::process::{Command, Output, Stdio};

/// Runs the demo with these arguments and this input, in a folder of its own for what it leaves behind.
fn demo(arguments: &[&str], input: &str) -> (Output, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_athenaeum"))
        .arg("demo")
        .args(arguments)
        .current_dir(folder.path())
        .env("TMPDIR", folder.path())
        .env_remove("DISCORD_TOKEN")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    (child.wait_with_output().unwrap(), folder)
}

fn text(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[test]
fn the_story_is_told_to_its_end_and_another_server_learns_nothing_of_it() {
    let (output, folder) = demo(&[], "");
    let told = text(&output);
    assert!(output.status.success(), "{told}\n{}", String::from_utf8_lossy(&output.stderr));
    let moments = [
        "/resource name:desining data intensive",
        "┃ **Designing Data-Intensive Applications**",
        "Page 1 of ",
        "is discussed here",
        "your feedback #1",
        "│ What did it do for you?",
        "Kept as feedback #4 on *Turning the Database Inside-Out*. Its author can take it back.",
        "✓ Something is wrong here",
        "Changed how 2 of 3 readers think",
        "number,given_at,edited_at,resource,title,kind,rating,rating_words",
        "\"correction\",",
        "cargo run -- playground --open",
        "cargo run -- demo --shell",
    ];
    let mut rest = told.as_str();
    for moment in moments {
        let at = rest
            .find(moment)
            .unwrap_or_else(|| panic!("{moment:?} does not come, or not in its place:\n{told}"));
        rest = &rest[at..];
    }
    let (_, apart) = told.split_once("In another server").unwrap();
    let (apart, _) = apart.split_once("The bot is killed").unwrap();
    assert!(
        apart.contains("Designing Data-Intensive Applications") && !apart.contains("readers think"),
        "{apart}"
    );
    assert!(!told.contains('\u{1b}'), "colours reach a pipe");
    let left: Vec<_> = walk(folder.path()).into_iter().filter(|it| it.ends_with(".csv")).collect();
    assert_eq!(left.len(), 1, "the exported file lies where the demo says: {left:?}");
    assert!(told.contains(&left[0]), "{} is not named", left[0]);
}

fn walk(folder: &std::path::Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(walk(&path)) } else { found.push(path.display().to_string()) }
    }
    found
}

#[test]
fn the_shell_takes_lines_from_a_pipe() {
    let lines = "as reader2\n/feedback name:deep-work\npress Add a comment\nfill It made room.\ncrash\n/my feedback\nquit\n";
    let (output, _folder) = demo(&["--shell"], lines);
    let told = text(&output);
    assert!(output.status.success(), "{told}");
    let (_, after) = told.split_once("The bot was killed and is back.").unwrap();
    assert!(after.contains("It made room."), "{after}");
    assert!(told.contains("(only you can see this)"), "{told}");
}

#[test]
fn the_shell_explains_what_cannot_be_done_and_goes_on() {
    let lines = "dance\nas nobody\npress Discuss\npick Deep Work\nfill x\nlog\n/resource name:\n/nothing\nsee #nowhere\nin nowhere\nsay hello\npeople\n";
    let (output, _folder) = demo(&["--shell"], lines);
    let told = text(&output);
    assert!(output.status.success(), "{told}");
    for words in [
        "type help",
        "nobody is called “nobody”",
        "nothing was shown to reader1 yet",
        "no form is open",
        "nobody has said anything yet",
        "name is missing",
        "there is no channel nowhere; a thread goes by its whole name",
    ] {
        assert!(told.contains(words), "{words:?} is not said:\n{told}");
    }
    assert!(
        told.contains("reader1, reader2, reader3, moderator, steward, neighbour"),
        "it went on to the last line:\n{told}"
    );
}
