//! Looks within the process, on one thread: the card of a work, and suggestions while somebody types.

use std::sync::Arc;

use athenaeum::app::{App, Built, Filed, Parts};
use athenaeum::clock::Clock;
use athenaeum::config::Community;
use athenaeum::discord::{BotToken, Rest, RestOptions};
use athenaeum::domain::ids::{GuildId, ResourceKey};
use athenaeum::domain::reply::Reply;
use athenaeum::domain::shelf::Shelved;
use athenaeum::interactions::desk::Desk;
use athenaeum::interactions::respond::respond;
use athenaeum::interactions::{named, render};
use athenaeum::library::resource::{Resource, Slug};
use athenaeum::library::synthetic::{Dice, synthetic, with_slips};
use athenaeum::library::topics::Topics;
use athenaeum::store::snapshot::Snapshot;
use athenaeum::views::Views;
use athenaeum::views::lookups::Lookups;
use serde_json::json;
use serenity::model::application::Interaction;
use serenity::model::id::ApplicationId;

use crate::measure::Times;
use crate::rate::GUILD;
use crate::shelf;
use crate::table::{Figure, Target, row};

const APPLICATION: u64 = 1_100_000_000_000_000_001;
const CALLS: usize = 3_000;
const LARGE: usize = 100_000;
const QUERIES: usize = 2_000;
/// The right title must be among so many.
const FIRST: usize = 5;

/// How people ask for a work, and how many of ten do so.
const WAYS: [(Way, usize); 3] = [(Way::Chosen, 6), (Way::Typed, 3), (Way::Mistyped, 1)];

#[derive(Clone, Copy, Debug)]
enum Way {
    /// A choice from the list, which sends the slug.
    Chosen,
    /// The title.
    Typed,
    /// The title with a slip of the finger.
    Mistyped,
}

/// Prints the row of `/resource`.
pub fn respond_row() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let (works, topics) = shelf::works(1_000);
    let calls = WAYS.map(|(way, share)| (way, calls(&works, way, CALLS * share / 10)));
    let database = format!("sqlite:{}", folder.path().join("athenaeum.db").display());
    let app = runtime.block_on(app(database, works, topics));
    let times = calls.map(|(way, calls)| {
        let answer = |call: &Interaction| {
            let reply = runtime.block_on(respond(&app, call)).expect("no PING was sent");
            let body = render::answer(&reply).expect("a card keeps Discord's limits");
            assert!(body["data"]["components"].is_array(), "neither a card nor a question: {body}");
        };
        (way, Times::of_each(&calls, answer))
    });
    let each = times.iter().map(|(way, it)| format!("{way:?} {:.0} µs", it.at(0.99)).to_lowercase());
    let each = each.collect::<Vec<_>>().join(", ");
    let times = Times::together(times.map(|it| it.1));
    let value = times.at(0.99);
    let note = format!("{}; p99 of {each}", times.beside());
    row(&Figure {
        what: "respond to /resource, 1,000 resources, p99",
        value,
        unit: " µs",
        target: Target::AtMost(100.0),
        note: &note,
    });
}

async fn app(database: String, works: Vec<Resource>, topics: Topics) -> Arc<App> {
    let token =
        BotToken::parse("MTEwMDAwMDAwMDAwMDAwMDAwMQ.bench.0123456789abcdefghijklmnop").expect("a token");
    // Port 9 discards: a look calls nobody.
    let rest = RestOptions::new("http://127.0.0.1:9".parse().expect("an address"), token);
    let parts = Parts {
        database,
        library: Some(Filed::all(works)),
        topics,
        community: Community { name: Some("The Harbour Library".to_owned()), ..Community::default() },
        clock: Clock::system(),
        rest: Rest::new(rest).expect("a client"),
        application: ApplicationId::new(APPLICATION),
    };
    let Built { app, .. } = App::build(parts).await.expect("an app");
    app
}

/// Calls that ask for works in one way.
fn calls(works: &[Resource], way: Way, count: usize) -> Vec<Interaction> {
    let mut dice = Dice::new(11);
    let ask = |_| {
        let work = &works[dice.below(works.len())];
        interaction(&match way {
            Way::Chosen => work.slug.to_string(),
            Way::Typed => work.title.clone(),
            Way::Mistyped => with_slips(&work.title, 1, &mut dice),
        })
    };
    (0..count).map(ask).collect()
}

/// An interaction with every key that Discord sends (Discord: Receiving and Responding, Interaction Object).
fn interaction(name: &str) -> Interaction {
    let user = json!({
        "id": "900000000000000001", "username": "ann", "discriminator": "0", "global_name": "Ann", "avatar": null,
        "public_flags": 0, "bot": false,
    });
    serde_json::from_value(json!({
        "id": "1200000000000000001", "application_id": APPLICATION.to_string(), "type": 2, "version": 1,
        "token": "aW50ZXJhY3Rpb246bench", "guild_id": GUILD.to_string(), "channel_id": "700000000000000001",
        "channel": {
            "id": "700000000000000001", "type": 0, "name": "general", "permissions": "2147483647",
            "guild_id": GUILD.to_string(), "position": 0, "nsfw": false,
        },
        "member": {
            "user": user, "roles": [], "joined_at": "2024-05-01T10:00:00.000000+00:00", "deaf": false, "mute": false,
            "flags": 0, "pending": false, "permissions": "2147483647", "nick": null, "avatar": null,
        },
        "app_permissions": "2147483647", "locale": "en-US", "guild_locale": "en-US", "entitlements": [],
        "authorizing_integration_owners": {"0": GUILD.to_string()}, "context": 0, "attachment_size_limit": 10_485_760,
        "guild": {"id": GUILD.to_string(), "locale": "en-US", "features": []},
        "data": {
            "id": "1300000000000000001", "name": "resource", "type": 1,
            "options": [{"name": "name", "type": 3, "value": name}],
        },
    }))
    .expect("an interaction as Discord sends it")
}

/// Prints the rows of autocomplete.
pub fn suggest_rows() {
    let works = synthetic(LARGE);
    let mut dice = Dice::new(13);
    let prefixes = beginnings(&works, &mut dice);
    let typos = slips(&works, &mut dice);
    let mistyped: Vec<String> = typos.iter().map(|it| it.0.clone()).collect();
    let views = Views::new(snapshot(works), Arc::new(Topics::default()));
    let (lookups, community) = (Lookups::default(), Community::default());
    let desk = Desk::new(&views, &lookups, &community, (GUILD, 0));
    let every: Vec<&String> = prefixes.iter().chain(&mistyped).collect();
    let times = Times::of_each(&every, |typed| {
        let choices = named::suggest(&desk, typed);
        let body = render::answer(&Reply::Suggest(choices)).expect("choices keep Discord's limits");
        assert!(body["data"]["choices"].is_array(), "no choices: {body}");
    });
    let note = format!("{}; {} prefixes and typos", times.beside(), every.len());
    row(&Figure {
        what: "autocomplete, 100,000 resources, p99",
        value: times.at(0.99) / 1e3,
        unit: " ms",
        target: Target::AtMost(1.0),
        note: &note,
    });
    let found = typos.iter().filter(|(typed, title)| is_first(&desk, typed, title)).count();
    row(&Figure {
        what: "autocomplete, right title in the first 5, 1-2 typos",
        value: 100.0 * found as f64 / typos.len() as f64,
        unit: " %",
        target: Target::AtLeast(95.0),
        note: "",
    });
}

/// Every keystroke of titles, as somebody types them.
fn beginnings(works: &[Resource], dice: &mut Dice) -> Vec<String> {
    let mut all = Vec::new();
    while all.len() < QUERIES {
        let title: Vec<char> = works[dice.below(works.len())].title.chars().take(20).collect();
        all.extend((1..=title.len()).map(|it| title[..it].iter().collect::<String>()));
    }
    all
}

/// Titles with one or two slips, and what was meant.
fn slips(works: &[Resource], dice: &mut Dice) -> Vec<(String, String)> {
    (0..QUERIES)
        .map(|number| {
            let title = &works[dice.below(works.len())].title;
            (with_slips(title, 1 + number % 2, dice), title.clone())
        })
        .collect()
}

fn is_first(desk: &Desk<'_>, typed: &str, title: &str) -> bool {
    let choices = named::suggest(desk, typed);
    let mut first = choices.iter().take(FIRST).filter_map(|it| Slug::try_from(it.value.as_str()).ok());
    first.any(|slug| desk.catalogue.find(&slug).is_some_and(|it| it.title == title))
}

fn snapshot(works: Vec<Resource>) -> Snapshot {
    let shelved = |work: Resource| {
        let key = ResourceKey { owner: GuildId::DEPLOYMENT, slug: work.slug.clone() };
        let row = Shelved {
            revision: 1,
            hash: String::new(),
            file_hash: None,
            retired: false,
            resource: Some(Arc::new(work)),
        };
        (key, row)
    };
    Snapshot { resources: works.into_iter().map(shelved).collect(), ..Snapshot::default() }
}
