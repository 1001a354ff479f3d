//! `/help`: what the reading room offers, in the three parts of the community's site: learn, explore, connect.
//!
//! Written from the registry and the catalogue, so that it can name no command and no topic that is not there. Staff
//! see what is theirs, by the same gate that will let them pass.

use std::collections::BTreeMap;

use crate::config::Community;
use crate::domain::reply::{Button, Embed, Message, Row};
use crate::interactions::command::{Command, Outcome, Part, Policy, Route, Step};
use crate::interactions::desk::Desk;
use crate::interactions::request::{Ask, Call};
use crate::interactions::shape::{Kind, Shape};
use crate::interactions::words::{count, escape};
use crate::interactions::{gate, registry};
use crate::library::catalogue::Catalogue;
use crate::library::resource::utf16;
use crate::library::topics::{Topic, TopicKey};

/// Most of what there is to browse, in UTF-16 units, so that an operator's taxonomy leaves the commands their room
/// within the 6,000 that Discord takes (Message, Embed Limits).
const EXPLORE_MAX: usize = 1_500;
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
    format!("Welcome to **{name}**.")
}

fn section(title: &str, lines: impl IntoIterator<Item = String>) -> Option<Embed> {
    let text = lines.into_iter().collect::<Vec<_>>().join("\n");
    let text = text.trim_end().to_owned();
    (!text.is_empty()).then(|| Embed { title: Some(title.to_owned()), text: Some(text), ..Embed::default() })
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
        Kind::OnMessage => format!("**{name}**\n{line}"),
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
    let domains: Vec<_> = catalogue.topics().domains().filter_map(|it| browsed(it, catalogue)).collect();
    std::iter::once(first).chain(fitting(&domains)).chain(std::iter::once(browsing(catalogue))).collect()
}

/// How to look at a part of what is there, by a name of which it has the most works.
fn browsing(catalogue: &Catalogue) -> String {
    let mut works = BTreeMap::new();
    let authors = catalogue.iter().flat_map(|it| &it.authors);
    // What `code` cannot hold is no example.
    let names = authors.filter_map(|it| it.split_whitespace().next_back()).filter(|it| !it.contains('`'));
    names.for_each(|it| *works.entry(it).or_insert(0_usize) += 1);
    // Of several the first by name, so that help says the same every time.
    let most = works.into_iter().max_by_key(|(name, count)| (*count, std::cmp::Reverse(*name)));
    format!("For example: `/resource name:{}`\n", most.map_or("", |(name, _)| name))
}

/// As many domains as there is room for, and how many more there are.
fn fitting(domains: &[String]) -> Vec<String> {
    let mut room = EXPLORE_MAX;
    let fits = |it: &&String| {
        let taken = room.checked_sub(utf16(it) + 1);
        room = taken.unwrap_or(0);
        taken.is_some()
    };
    let shown: Vec<String> = domains.iter().take_while(fits).cloned().collect();
    let left = (domains.len() - shown.len()) as u64;
    let more = (left > 0).then(|| format!("… and {}.", count(left, "further domain", "further domains")));
    shown.into_iter().chain(more).collect()
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

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(invite: Option<&str>, site: Option<&str>) -> Vec<String> {
        let [invite, site] = [invite, site].map(|it| it.map(str::to_owned));
        let community = Community { invite, site, ..Community::default() };
        ways_out(&community).into_iter().map(|it| it.label).collect()
    }

    #[test]
    fn ways_out_are_those_that_the_operator_gave() {
        let (invite, site) = (Some("https://chat.example/join"), Some("http://library.example"));
        assert_eq!(labels(invite, site), ["Join the community", "Visit the website"]);
        assert_eq!(labels(None, site), ["Visit the website"]);
        assert!(labels(None, None).is_empty());
        let long = format!("https://{}", "a".repeat(ADDRESS_MAX));
        for refused in ["library.example", "javascript:alert(1)", "https://a b.example", &long] {
            assert!(labels(Some(refused), None).is_empty(), "{refused}");
        }
    }

    #[test]
    fn many_domains_are_counted_where_they_find_no_room() {
        let domains = |count: usize| fitting(&vec!["d".repeat(299); count]);
        assert_eq!(domains(5).len(), 5);
        let seven = domains(7);
        assert_eq!(seven.len(), 6);
        assert_eq!(seven[5], "… and 2 further domains.");
    }
}
