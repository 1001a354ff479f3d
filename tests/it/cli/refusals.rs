//! What an operator may get wrong: one clear message, an exit code, and nothing written.

use discord_simulator::Simulator;

use super::files::record_the_sample;
use super::library::tamper;
use super::{Came, Desk};

const TOKEN: &str = "canary.token.of-nobody";

/// A desk whose bot would reach nothing but a closed port of this machine.
fn desk() -> Desk {
    Desk::furnished().set("DISCORD_TOKEN", TOKEN).set("DISCORD_API_URL", "http://127.0.0.1:9")
}

#[track_caller]
fn says(came: &Came, words: &str) {
    assert_eq!(came.code, 1, "{came:?}");
    assert!(came.err.starts_with("error: ") && came.err.contains(words), "{}", came.err);
    assert_eq!(came.out, "");
    assert!(!came.err.contains("canary"), "{}", came.err);
    assert_eq!(came.err.matches("error:").count(), 1, "one message: {}", came.err);
}

#[test]
fn without_a_token() {
    says(&Desk::furnished().refuses(&["run"]), "there is no bot token: put it into DISCORD_TOKEN");
    says(&Desk::furnished().set("DISCORD_TOKEN", "").refuses(&["run"]), "there is no bot token");
}

#[test]
fn with_a_token_that_none_can_be() {
    says(
        &Desk::furnished().set("DISCORD_TOKEN", "canary token").refuses(&["run"]),
        "DISCORD_TOKEN cannot be used",
    );
    let desk = Desk::furnished().set("DISCORD_TOKEN_FILE", "token");
    desk.write("token", "canary\ntoken\n");
    says(&desk.refuses(&["run"]), "the token in token, which DISCORD_TOKEN_FILE names, cannot be used");
}

#[test]
fn with_two_tokens_or_none_in_the_file() {
    says(&desk().set("DISCORD_TOKEN_FILE", "token").refuses(&["run"]), "are both set; unset one of them");
    let desk = Desk::furnished().set("DISCORD_TOKEN_FILE", "missing");
    says(&desk.refuses(&["run"]), "cannot read missing, which DISCORD_TOKEN_FILE names");
}

#[test]
fn with_a_line_in_dotenv_that_is_none() {
    let desk = Desk::furnished();
    desk.write(".env", "DISCORD_TOKEN: canary.token\n");
    says(&desk.refuses(&["run"]), ".env has a line that is not of the form NAME=value");
}

#[test]
fn with_an_address_that_is_none() {
    says(&desk().set("DISCORD_API_URL", "discord.com").refuses(&["run"]), "DISCORD_API_URL cannot be used");
    says(&desk().set("DATABASE_URL", "mysql://me:canary@host/db").refuses(&["run"]), "");
}

#[test]
fn with_a_log_filter_that_is_none() {
    says(&desk().set("ATHENAEUM_LOG", "athenaeum=loud").refuses(&["run"]), "ATHENAEUM_LOG");
}

#[test]
fn with_a_missing_library() {
    says(&desk().set("ATHENAEUM_LIBRARY", "elsewhere").refuses(&["run"]), "cannot read elsewhere");
}

#[test]
fn with_a_library_that_has_mistakes() {
    let desk = desk();
    desk.write("config/library/deep-work.md", "+++\ntilte = \"Deep Work\"\n+++\n");
    let came = desk.refuses(&["run"]);
    assert_eq!(came.code, 1);
    assert!(
        came.err.contains("error: unknown key `tilte`\n --> config/library/deep-work.md:2:1"),
        "{}",
        came.err
    );
    assert!(came.err.contains("did you mean `title`?"), "{}", came.err);
}

#[test]
fn with_a_configuration_that_cannot_be_read() {
    says(
        &desk().set("ATHENAEUM_CONFIG", "elsewhere.toml").refuses(&["run"]),
        "the configuration cannot be read",
    );
    let desk = desk();
    desk.write("config/athenaeum.toml", "[library]\nname = \"Harbour\nsiet = \"https://example.org\"\n");
    let came = desk.refuses(&["run"]);
    assert_eq!(came.code, 1);
    assert!(came.err.contains("config/athenaeum.toml:2:"), "{}", came.err);
    assert!(came.err.contains("unknown key `siet`") && came.err.ends_with("2 errors\n"), "{}", came.err);
}

#[test]
fn with_a_discord_that_is_not_there() {
    says(&desk().refuses(&["run"]), "cannot ask Discord who this bot is");
}

#[test]
fn with_a_database_that_is_none() {
    let desk = Desk::furnished();
    desk.write("data/athenaeum.db", "this is a text and no database at all, however long it may be made");
    for arguments in [&["database", "verify"][..], &["library", "export", "rescued"]] {
        says(&desk.refuses(arguments), "cannot be opened as a SQLite database");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn with_a_token_that_discord_does_not_know() {
    let discord = Simulator::start().await.unwrap();
    discord.expect_error(0);
    says(
        &desk().set("DISCORD_API_URL", &discord.url()).refuses(&["run"]),
        "Discord does not accept the bot token",
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn with_a_database_of_a_newer_release() {
    let discord = Simulator::start().await.unwrap();
    let token = discord.application("Athenaeum").token();
    let desk = desk().set("DISCORD_API_URL", &discord.url()).set("DISCORD_TOKEN", &token);
    std::thread::scope(|it| {
        it.spawn(|| {
            record_the_sample(&desk);
            tamper(
                &desk,
                "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
                 VALUES (9999, 'of the future', 1, x'00', 0)",
            );
        });
    });
    desk.write("data/backups/athenaeum-20260101T000000000Z-before-step-9999.db", "");
    for arguments in [&["run"][..], &["database", "verify"], &["database", "rebuild"]] {
        let came = desk.does(arguments);
        assert_eq!(came.code, 78, "{came:?}");
        assert!(came.err.contains("changed by a newer athenaeum (step 9999;"), "{}", came.err);
        let copy = "DESK/data/backups/athenaeum-20260101T000000000Z-before-step-9999.db";
        assert!(came.err.contains("DESK/data/athenaeum.db was"), "{}", came.err);
        assert!(came.err.contains(copy), "{}", came.err);
    }
    let copied = std::fs::copy(desk.path("data/athenaeum.db"), desk.path("newer.db"));
    assert!(copied.is_ok(), "{copied:?}");
    for arguments in [
        &["database", "restore", "newer.db", "--database", "sqlite:other.db"][..],
        &["database", "move", "--from", "sqlite:newer.db", "--to", "sqlite:other.db"],
    ] {
        let came = desk.does(arguments);
        assert_eq!(came.code, 78, "{came:?}");
        assert!(came.err.starts_with("error: DESK/newer.db was changed by a newer"), "{}", came.err);
        assert!(!desk.path("other.db").exists(), "{arguments:?}");
    }
}

#[test]
fn a_server_that_is_not_there_is_told_with_the_reason() {
    let came =
        Desk::new().refuses(&["database", "verify", "--database", "postgres://me:canary@127.0.0.1:1/db"]);
    says(&came, "postgres://me@127.0.0.1:1/db cannot be used");
    assert!(came.err.contains("Connection refused") && !came.err.contains("busy"), "{}", came.err);
}

#[test]
fn an_address_that_is_none_is_told_how_to_be_written() {
    let came = Desk::furnished().refuses(&["run", "--listen", "localhost:8080"]);
    assert_eq!(came.code, 2);
    assert!(came.err.contains("an address and a port, for example 127.0.0.1:8080"), "{}", came.err);
}
