//! Tests of the checks over all files.

#![expect(clippy::unwrap_used, reason = "tests")]

use super::*;

const TOPICS: &str = "[[domain]]\nkey = \"thinking\"\nname = \"T\"\nline = \"L\"\ncolour = \"#000000\"\n\
                      [[domain.area]]\nkey = \"habits\"\nname = \"H\"\nline = \"L\"\n";

fn file(slug: &str, more: &str) -> SourceFile {
    let text = format!("+++\ntitle = \"Title {slug}\"\nauthors = [\"A\"]\nsummary = \"S.\"\n{more}+++\n");
    SourceFile::new(format!("library/{slug}.md"), text)
}

fn checked(files: &[SourceFile]) -> Checked {
    let topics = Topics::parse(&SourceFile::new("topics.toml", TOPICS)).unwrap();
    check(files, Some(&topics))
}

fn told(files: &[SourceFile]) -> String {
    let lines = checked(files).diagnostics;
    lines.iter().map(Diagnostic::to_string).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_library_in_order_has_nothing_to_tell() {
    let a = file("a", "domain = \"thinking\"\ntopics = [\"thinking/habits\"]\nrelated = [\"b\"]\n");
    let b = file("b", "related = [\"a\"]\naliases = [\"Bee\"]\n");
    let checked = checked(&[b, a]);
    assert_eq!(checked.diagnostics, []);
    assert_eq!(checked.resources.len(), 2);
    assert_eq!(checked.resources[0].slug.as_str(), "a");
}

#[test]
fn topics_and_relations_must_exist() {
    let a = file(
        "a",
        "domain = \"thinkin\"\ntopics = [\"thinking/habbits\"]\nrelated = [\"bb\", \"a\", \"nowhere-at-all\"]\n",
    );
    insta::assert_snapshot!(told(&[a, file("b", "")]), @r#"
    library/a.md:5:10: unknown topic `thinkin` (did you mean `thinking`?)
    library/a.md:6:11: unknown topic `thinking/habbits` (did you mean `thinking/habits`?)
    library/a.md:7:12: unknown resource `bb` (did you mean `b`?)
    library/a.md:7:18: related to itself (remove it)
    library/a.md:7:23: unknown resource `nowhere-at-all` (write nowhere-at-all.md or remove it)
    "#);
}

#[test]
fn a_one_way_relation_is_a_warning_and_served() {
    let checked = checked(&[file("a", "related = [\"b\"]\n"), file("b", "")]);
    assert!(!checked.has_errors());
    assert_eq!(checked.resources.len(), 2);
    insta::assert_snapshot!(checked.diagnostics[0], @r#"library/a.md:5:12: `b` does not point back (add "a" to `related` in b.md, if they belong together)"#);
}

#[test]
fn names_belong_to_one_resource() {
    let mut twin = file("twin", "");
    twin.bytes = String::from_utf8(twin.bytes).unwrap().replace("Title twin", "title A").into_bytes();
    let alias = file("b", "aliases = [\"title a\", \"Fine\"]\n");
    let again = file("c", "aliases = [\"fine!\", \"twin\"]\n");
    let same = SourceFile { name: "library/more/a.md".into(), ..file("d", "") };
    insta::assert_snapshot!(told(&[file("a", ""), twin, alias, again, same]), @r#"
    library/b.md:5:12: `a` already goes by this name (remove the alias here or the name there)
    library/c.md:5:12: `b` already goes by this name (remove the alias here or the name there)
    library/c.md:5:21: `twin` already goes by this name (remove the alias here or the name there)
    library/more/a.md:2:9: library/a.md has the same name (rename one of the two files)
    library/twin.md:2:9: `a` has the same title and authors (remove one of the two, or tell them apart by `subtitle`)
    "#);
}

#[test]
fn a_file_with_mistakes_is_still_a_file() {
    let checked = checked(&[file("a", "related = [\"b\"]\n"), file("b", "tilte = 3\n")]);
    assert_eq!(checked.diagnostics.len(), 1, "{:?}", checked.diagnostics);
    assert_eq!(checked.resources.len(), 1);
    let known = Hanging { slug: Slug::try_from("b").unwrap(), entries: 3, discussion: false };
    assert_eq!(left_hanging(&checked, &[known], "library"), []);
}

#[test]
fn what_hangs_on_a_lost_file_is_told_with_the_ways_on() {
    let known = |slug: &str, entries, discussion| Hanging {
        slug: Slug::try_from(slug).unwrap(),
        entries,
        discussion,
    };
    let checked = checked(&[file("a", "aliases = [\"old-a\"]\n")]);
    let all = [
        known("a", 9, true),
        known("old-a", 9, true),
        known("b", 0, false),
        known("c", 2, true),
        known("d", 1, false),
        known("e", 0, true),
    ];
    let found = left_hanging(&checked, &all, "library");
    insta::assert_snapshot!(found.iter().map(Diagnostic::to_string).collect::<Vec<_>>().join("\n"), @r#"
    library/c.md:1:1: no file has `c`, but 2 entries and a discussion hang on it (if the file was renamed, add aliases = ["c"] to the new one; otherwise bring c.md back, with retired = true if it should no longer be offered)
    library/d.md:1:1: no file has `d`, but 1 entry hangs on it (if the file was renamed, add aliases = ["d"] to the new one; otherwise bring d.md back, with retired = true if it should no longer be offered)
    library/e.md:1:1: no file has `e`, but a discussion hangs on it (if the file was renamed, add aliases = ["e"] to the new one; otherwise bring e.md back, with retired = true if it should no longer be offered)
    "#);
}

#[test]
fn without_topics_none_is_unknown() {
    assert!(!check(&[file("a", "domain = \"whatever\"\n")], None).has_errors());
}
