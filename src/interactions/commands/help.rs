//! `/help`: what the reading room offers, in the three parts of the community's site: learn, explore, connect.
//!
//! Written from the registry and the catalogue, so that it can name no command and no topic that is not there. Staff
//! see what is theirs, by the same gate that will let them pass.

use crate::config::Community;
use crate::domain::reply::{Button, Embed, Message, Row};
use crate::interactions::command::{Command, Outcome, Part, Policy, Route, Step};
use crate::interactions::desk::Desk;
use crate::interactions::request::{Ask, Call};
use crate::interactions::shape::{Kind, Shape};
use crate::interactions::words::{count, escape};
use crate::interactions::{gate, registry};
use crate::library::catalogue::Catalogue;
use crate::library::excerpt::excerpt;
use crate::library::resource::cut_at_word;
use crate::library::topics::{Topic, TopicKey};

/// Most of one part, in UTF-16 units: all five stay below the 6,000 that Discord takes (Message, Embed Limits).
const PART_MAX: usize = 1_100;
/// Longest title of an embed, in UTF-16 units (same page).
const TITLE_MAX: usize = 256;
/// Longest address of a button (Component Reference, Button).
const ADDRESS_MAX: usize = 512;

/// The command.
pub struct HelpCommand;

impl Command for HelpCommand {
    fn shape(&self) -> Shape {
        Shape {
            name: "help",
            line: "What you can do here, with examples",
            kind: Kind::Slash(Vec::new()),
            shown_to: None,
            example: "/help",
        }
    }

    fn policy(&self) -> Policy {
        Policy::Everyone
    }

    fn routes(&self) -> &'static [Route] {
        &[]
    }

    fn part(&self) -> Option<Part> {
        None
    }

    fn called(&self, desk: &Desk<'_>, ask: &Ask, _call: &Call) -> Outcome {
        let parts = [
            section("Learn", commands_of(Part::Learn)),
            section("Explore", explore(&desk.catalogue).into_iter().chain(commands_of(Part::Explore))),
            section("Connect", commands_of(Part::Connect)),
            staff("For moderators", desk, ask, Policy::Moderator),
            staff("For those who manage the server", desk, ask, Policy::GuildManager),
        ];
        let embeds = parts.into_iter().flatten();
        let mut message =
            Message::aside(greeting(desk.community)).row(Row::Buttons(ways_out(desk.community)));
        message.embeds.extend(embeds);
        Ok(Step::say(message))
    }
}

fn greeting(community: &Community) -> String {
    let name = community.name.as_ref().map_or_else(|| "the reading room".to_owned(), |it| escape(it));
    format!("Welcome to **{}**.", cut_at_word(&name, TITLE_MAX))
}

fn section(title: &str, lines: impl IntoIterator<Item = String>) -> Option<Embed> {
    let text = lines.into_iter().collect::<Vec<_>>().join("\n");
    let cut = excerpt(&text, PART_MAX);
    (!text.is_empty()).then(|| Embed {
        title: Some(title.to_owned()),
        text: Some(cut.shown),
        ..Embed::default()
    })
}

/// What readers can do, of one part.
fn commands_of(part: Part) -> impl Iterator<Item = String> {
    let open = registry::COMMANDS.iter().filter(|it| it.policy() == Policy::Everyone);
    open.filter(move |it| it.part() == Some(part)).map(|it| told(&it.shape()))
}

/// What a policy lets this member do; `None` when it does not let them pass.
fn staff(title: &str, desk: &Desk<'_>, ask: &Ask, policy: Policy) -> Option<Embed> {
    gate::pass(policy, &ask.member, &desk.settings).ok()?;
    let theirs = registry::COMMANDS.iter().filter(|it| it.policy() == policy);
    section(title, theirs.map(|it| told(&it.shape())))
}

/// A command in its own words, with its second words and its example.
fn told(shape: &Shape) -> String {
    let (name, line) = (shape.name, shape.line);
    let head = match &shape.kind {
        Kind::OnMessage => format!("**{name}** (in the menu of a message, under Apps)\n{line}"),
        Kind::Slash(_) => format!("**/{name}**\n{line}"),
        Kind::Group(subs) => subs.iter().fold(format!("**/{name}**\n{line}"), |text, sub| {
            format!("{text}\n- **{}**: {}", sub.name, sub.line)
        }),
    };
    format!("{head}\nFor example: `{}`\n", shape.example)
}

/// The domains that hold something, each with how many works.
fn explore(catalogue: &Catalogue) -> Vec<String> {
    if catalogue.is_empty() {
        return vec!["There is nothing in the library yet.".to_owned()];
    }
    let all = count(catalogue.len() as u64, "work", "works");
    let first = format!("{all}; `/resource` lists them while you type, the lately discussed first.");
    let domains = catalogue.topics().domains().filter_map(|domain| browsed(domain, catalogue));
    std::iter::once(first).chain(domains).collect()
}

fn browsed(domain: &Topic, catalogue: &Catalogue) -> Option<String> {
    let at_home = |key: &TopicKey| key.domain() == domain.key;
    let works = catalogue.iter().filter(|it| it.domain.as_ref().is_some_and(at_home)).count();
    let emoji = domain.emoji.as_ref().map(|it| format!("{it} ")).unwrap_or_default();
    let works = (works > 0).then(|| count(works as u64, "work", "works"))?;
    Some(format!("{emoji}**{}** · {works}\n{}", escape(&domain.name), domain.line))
}

/// Where people go from here; an address that Discord would refuse is left out, as help must always come.
fn ways_out(community: &Community) -> Vec<Button> {
    let ways = [("Join the community", &community.invite), ("Visit the website", &community.site)];
    let given = ways.into_iter().filter_map(|(label, address)| Some((label, address.as_ref()?)));
    given
        .filter(|(_, address)| is_address(address))
        .map(|(label, it)| Button::link(label, it.clone()))
        .collect()
}

fn is_address(text: &str) -> bool {
    let is_web = text.starts_with("https://") || text.starts_with("http://");
    is_web && text.len() <= ADDRESS_MAX && !text.contains(char::is_whitespace)
}
