//! The README's blocks of code stand in files that are run.

use std::fs;
use std::path::{Path, PathBuf};

/// A block of code and the file that the comment above it names.
struct Block {
    language: String,
    file: Option<String>,
    code: String,
}

fn crate_file(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn blocks() -> Vec<Block> {
    let readme = fs::read_to_string(crate_file("README.md")).unwrap();
    let mut lines = readme.lines();
    let (mut blocks, mut file) = (Vec::new(), None);
    while let Some(line) = lines.next().map(str::trim) {
        let named = line.strip_prefix("<!-- from ").and_then(|rest| rest.strip_suffix(" -->"));
        file = named.map(str::to_owned).or(file);
        if let Some(language) = line.strip_prefix("```") {
            let code: Vec<&str> = lines.by_ref().take_while(|line| line.trim() != "```").collect();
            blocks.push(Block { language: language.to_owned(), file: file.take(), code: code.join("\n") });
        }
    }
    blocks
}

/// A text without what its lines are indented by: a block may come from deep inside a file.
fn flush(text: &str) -> Vec<&str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).collect()
}

#[test]
fn every_block_of_code_stands_in_the_file_that_it_comes_from() {
    let languages = ["rust", "python", "javascript"];
    let blocks: Vec<Block> =
        blocks().into_iter().filter(|it| languages.contains(&it.language.as_str())).collect();
    for block in &blocks {
        let file = block.file.as_ref().unwrap_or_else(|| panic!("no file is named above:\n{}", block.code));
        let source = fs::read_to_string(crate_file(file)).unwrap();
        let (code, source) = (flush(&block.code), flush(&source));
        assert!(code.len() > 1, "hardly a line:\n{}", block.code);
        assert!(source.windows(code.len()).any(|it| it == code), "not in {file}:\n{}", block.code);
    }
    let mut held: Vec<&str> = blocks.iter().map(|it| it.language.as_str()).collect();
    held.dedup();
    assert_eq!(held, languages);
}

#[test]
fn every_act_of_the_control_is_in_the_readme() {
    let readme = fs::read_to_string(crate_file("README.md")).unwrap();
    let mut acts = 0;
    for file in ["src/control/acts.rs", "src/control/stage.rs"] {
        let source = fs::read_to_string(crate_file(file)).unwrap();
        let arms = source.lines().filter_map(|line| line.trim().strip_prefix('"')?.split_once("\" =>"));
        for (act, _) in arms {
            assert!(readme.contains(&format!("| `{act}` |")), "the README does not list the act {act}");
            acts += 1;
        }
    }
    assert!(acts > 20, "only {acts} acts");
}
