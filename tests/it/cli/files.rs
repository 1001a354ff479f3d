//! `init`, `library new`, `library export`: what they write, and what they never overwrite.

use std::collections::BTreeSet;
use std::fs;

use athenaeum::app::{App, Built, Filed, Parts};
use athenaeum::clock::Clock;
use athenaeum::config::Community;
use athenaeum::discord::{BotToken, Rest, RestOptions};
use athenaeum::library::load::{self, Library, LibrarySource};
use athenaeum::library::{page, sample};

use super::{Desk, apart};

/// Fills a desk's database from the embedded sample, without Discord.
pub(super) fn record_the_sample(desk: &Desk) {
    let Library { topics, resources, .. } = load::load(&LibrarySource::Sample).unwrap();
    let _ = rustls::crypto::ring::default_provider().install_default();
    let token = BotToken::parse("unused").unwrap();
    let parts = Parts {
        database: desk.database(),
        library: Some(Filed::all(resources)),
        topics,
        community: Community::default(),
        clock: Clock::system(),
        rest: Rest::new(RestOptions::new("http://127.0.0.1:9".parse().unwrap(), token)).unwrap(),
        application: 1.into(),
    };
    apart(async {
        let Built { app, .. } = App::build(parts).await.unwrap();
        app.db.close().await;
    });
}

#[test]
fn init_writes_what_can_be_served_and_says_what_is_next() {
    let desk = Desk::new();
    let came = desk.does(&["init", "room"]);
    assert_eq!((came.code, came.err.as_str()), (0, ""));
    insta::assert_snapshot!(came.out, @r"
    wrote  room/config/athenaeum.toml
    wrote  room/config/topics.toml
    wrote  room/config/library/deep-work.md
    wrote  room/config/library/designing-data-intensive-applications.md
    wrote  room/config/library/thinking-in-systems.md
    wrote  room/.env

    Next:
      cd DESK/room
      put the bot token into .env
      athenaeum library check
      athenaeum run
    ");
    let checked = desk.does(&["library", "check", "room/config/library"]);
    assert_eq!((checked.code, checked.err.as_str()), (0, ""), "what it writes has not even a warning");
    assert_eq!(
        checked.out,
        "3 resources in DESK/room/config/library: nothing stands in the way of serving them\n"
    );
}

#[cfg(unix)]
#[test]
fn the_file_for_the_token_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let desk = Desk::furnished();
    assert_eq!(fs::metadata(desk.path(".env")).unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn init_overwrites_nothing() {
    let desk = Desk::furnished();
    desk.write(".env", "DISCORD_TOKEN=mine\n");
    fs::remove_file(desk.path("config/library/deep-work.md")).unwrap();
    let mut before = desk.holds();

    let came = desk.does(&["init"]);
    assert_eq!(came.code, 0);
    assert!(came.out.contains("kept   .env\n"), "{}", came.out);
    assert!(came.out.contains("wrote  config/library/deep-work.md\n"), "{}", came.out);
    let mut after = desk.holds();
    assert!(after.remove(&desk.path("config/library/deep-work.md")).is_some());
    before.retain(|path, _| after.contains_key(path));
    assert_eq!(after, before);
}

#[test]
fn init_says_what_it_cannot_write() {
    let desk = Desk::new();
    desk.write("room", "a file");
    let came = desk.refuses(&["init", "room"]);
    assert_eq!(came.code, 1);
    assert!(
        came.err.starts_with("error: cannot write room/config/athenaeum.toml\n  because "),
        "{}",
        came.err
    );
}

#[test]
fn new_writes_a_file_in_which_every_key_is_explained() {
    let desk = Desk::new();
    let came = desk.does(&["library", "new", "  Thinking, in \"Systems\" "]);
    assert_eq!((came.code, came.err.as_str()), (0, ""));
    assert!(came.out.starts_with("wrote config/library/thinking-in-systems.md\n"), "{}", came.out);
    let written = desk.read("config/library/thinking-in-systems.md");
    assert!(written.contains(r#"title = "Thinking, in \"Systems\"""#), "{written}");
    for key in page::KEYS {
        assert!(written.contains(&format!("{key} =")), "{key}");
    }

    let again = desk.refuses(&["library", "new", "Thinking in Systems"]);
    assert!(again.err.contains("thinking-in-systems.md is there already"), "{}", again.err);
    let nameless = desk.refuses(&["library", "new", "!?"]);
    assert!(nameless.err.contains("needs a letter or a digit"), "{}", nameless.err);
}

#[test]
fn export_gives_back_the_files_that_were_imported() {
    let desk = Desk::new();
    record_the_sample(&desk);
    let came = desk.does(&["library", "export", "rescued"]);
    assert_eq!((came.code, came.err.as_str()), (0, ""));
    assert_eq!(came.out, "wrote 28 resources to DESK/rescued; 0 were there as they are\n");

    let rescued = load::look(&LibrarySource::Folder(desk.path("rescued"))).unwrap().checked;
    let sample = load::load(&LibrarySource::Sample).unwrap().resources;
    let slugs: BTreeSet<_> = sample.iter().map(|it| it.slug.clone()).collect();
    assert_eq!(rescued.slugs, slugs);
    // Without the topics beside them they are no library yet.
    desk.write("topics.toml", sample::topics().bytes);
    let rescued = load::load(&LibrarySource::Folder(desk.path("rescued"))).unwrap().resources;
    assert_eq!(rescued, sample);

    assert_eq!(
        desk.does(&["library", "export", "rescued"]).out,
        "wrote 0 resources to DESK/rescued; 28 were there as they are\n"
    );
    desk.write("rescued/deep-work.md", "mine");
    let kept = desk.refuses(&["library", "export", "rescued"]);
    assert_eq!(kept.err, "kept rescued/deep-work.md, which says something else than the database\n");
}

#[test]
fn export_needs_a_database() {
    let came = Desk::new().refuses(&["library", "export", "rescued"]);
    assert!(came.err.contains("there is no database at DESK/data/athenaeum.db"), "{}", came.err);
}
