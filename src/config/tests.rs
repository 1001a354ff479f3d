//! The file as operators write it, well and badly.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeSet;

use super::*;
use crate::library::diagnostic::Look;

const KEY: &str = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";

fn read(text: &str) -> Result<Config, Vec<Diagnostic>> {
    Config::parse(&SourceFile::new("config/athenaeum.toml", text))
}

/// The example with every key that is commented out switched on.
fn opened() -> String {
    let is_key = |line: &str| line.split_once(" = ").is_some_and(|(key, _)| !key.contains(' '));
    let open = |line: &str| match line.strip_prefix("# ") {
        Some(rest) if is_key(rest) => rest.to_owned(),
        _ => line.to_owned(),
    };
    EXAMPLE.lines().map(open).collect::<Vec<_>>().join("\n")
}

fn keys(table: &toml::Table) -> BTreeSet<String> {
    let inner = table.iter().flat_map(|(name, value)| match value.as_table() {
        Some(inner) => inner.keys().map(|key| format!("{name}.{key}")).collect(),
        None => vec![name.clone()],
    });
    inner.collect()
}

#[test]
fn the_example_says_the_defaults() {
    assert_eq!(read(EXAMPLE).unwrap(), Config::default());
}

#[test]
fn the_example_lists_every_key_with_a_sentence() {
    let all = Config {
        library: Community {
            name: Some(String::new()),
            by: Some(String::new()),
            site: Some(String::new()),
            invite: Some(String::new()),
        },
        http: Http { listen: "127.0.0.1:8080".parse().ok(), public_key: KEY.parse().ok() },
        gateway: Gateway { shards: "0-3/16".parse().ok() },
    };
    let known = keys(&toml::Table::try_from(&all).unwrap());
    assert_eq!(keys(&opened().parse().unwrap()), known);
    let tables = [("library", &LIBRARY_KEYS[..]), ("http", &HTTP_KEYS), ("gateway", &GATEWAY_KEYS)];
    let by_hand =
        tables.iter().flat_map(|(table, keys)| keys.iter().map(move |key| format!("{table}.{key}")));
    let read_by_hand = by_hand.collect();
    assert_eq!(known, read_by_hand, "a field that no key sets, or a key without a field");

    let lines: Vec<&str> = EXAMPLE.lines().collect();
    for pair in lines.windows(2).filter(|pair| pair[1].contains(" = \"")) {
        assert!(pair[0].contains("Default: "), "no sentence with a default above {:?}", pair[1]);
    }
}

#[test]
fn what_the_example_shows_is_taken() {
    let config = read(&opened()).unwrap();
    assert_eq!(
        config.library.footer().unwrap(),
        "The Harbour Library · by the Harbour community · example.org · example.org/join"
    );
    assert_eq!(config.library.site.unwrap(), "https://example.org");
    assert_eq!(config.library.invite.unwrap(), "https://example.org/join");
    assert_eq!(config.http.listen.unwrap().to_string(), "127.0.0.1:8080");
    assert_eq!(String::from(config.http.public_key.unwrap()), KEY);
    assert_eq!(config.gateway.shards.unwrap().to_string(), "0-3/16");
}

#[test]
fn a_footer_names_what_is_set_and_no_address_longer_than_a_line() {
    let footer = |text: &str| read(text).unwrap().library.footer();
    assert_eq!(footer(""), None);
    assert_eq!(
        footer("[library]\nby = \"Ann\"\nsite = \"http://www.library.example/\"\n").unwrap(),
        "by Ann · library.example"
    );
    let long =
        format!("[library]\nname = \"A shelf\"\ninvite = \"https://chat.example/{}\"\n", "x".repeat(26));
    assert_eq!(footer(&long).unwrap(), "A shelf");
}

#[test]
fn an_address_a_key_and_shards_that_cannot_be_are_told() {
    let text = "[http]\nlisten = \"8080\"\npublic_key = \"abc\"\n\n[gateway]\nshards = \"3-2/4\"\n";
    let told: Vec<String> = read(text).unwrap_err().iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(told.join("\n"), @r"
    config/athenaeum.toml:2:10: `listen` cannot be used: invalid socket address syntax (write an address and a port, for example 127.0.0.1:8080)
    config/athenaeum.toml:3:14: `public_key` cannot be used: a public key is the 64 hexadecimal digits of a point (copy it from your application's page)
    config/athenaeum.toml:6:10: `shards` cannot be used: shards are written first-last/total, counted from 0 (write for example 0-3/16)
    ");
}

#[test]
fn an_empty_file_is_fine() {
    assert_eq!(read("").unwrap(), Config::default());
}

#[test]
fn all_mistakes_are_told_with_their_lines() {
    let text = "[libary]\n\n[library]\nnmae = \"A\"\nby = 3\nsite = \"example.org\"\ninvite = \"\"\n";
    let found = read(text).unwrap_err();
    let told: Vec<String> = found.iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(told.join("\n"), @r#"
    config/athenaeum.toml:1:2: unknown key `libary` (did you mean `library`?)
    config/athenaeum.toml:4:1: unknown key `nmae` (did you mean `name`?)
    config/athenaeum.toml:5:6: `by` must be a text, this is a value of type integer (write by = "…")
    config/athenaeum.toml:6:8: `site` is not a web address (write it in full, starting with https:// or http://, without spaces)
    config/athenaeum.toml:7:10: `invite` is empty (fill it or remove it)
    "#);
    insta::assert_snapshot!(found[1].render(Look::Plain), @r#"
    error: unknown key `nmae`
     --> config/athenaeum.toml:4:1
      |
    4 | nmae = "A"
      | ^^^^
      |
      = help: did you mean `name`?
    "#);
}

#[test]
fn a_table_in_the_wrong_form_is_told() {
    let found = read("library = \"Harbour\"\n").unwrap_err();
    assert_eq!(found[0].message, "`library` must be a table, this is a value of type string");
}

#[test]
fn a_name_longer_than_a_phone_shows_is_refused() {
    let found = read(&format!("[library]\nname = \"{}\"\n", "x".repeat(101))).unwrap_err();
    assert_eq!(found[0].message, "`name` has 101 characters, at most 100 are allowed");
}

#[test]
fn a_file_cut_off_anywhere_never_panics() {
    let text = opened();
    for end in text.char_indices().map(|(at, _)| at) {
        let _ = read(&text[..end]);
    }
    let told = read("\u{feff}[library]\r\nname = \"a\u{202e}b\"\n").unwrap_err();
    assert!(told.len() >= 3, "{told:?}");
}
