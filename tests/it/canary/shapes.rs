//! Commands and options as their shapes list them, so that a new one is not forgotten.

use athenaeum::interactions::registry::COMMANDS;
use athenaeum::interactions::shape::{Kind, Opt};

/// The one command that is not typed.
pub const ON_A_MESSAGE: &str = "Log as feedback";

/// All commands, as they are typed; `{n}` is any number of an entry of the house.
pub const LINES: [(&str, &str); 19] = [
    ("resource", "/resource name:thinking-in-systems"),
    ("resource", "/resource name:zz-nothing-of-the-kind"),
    ("discuss", "/discuss"),
    ("discuss", "/discuss name:thinking-in-systems"),
    ("discuss", "/discuss name:deep-work"),
    ("feedback", "/feedback"),
    ("feedback", "/feedback name:thinking-in-systems"),
    ("my feedback", "/my feedback"),
    ("moderate show", "/moderate show number:{n}"),
    ("moderate remove", "/moderate remove number:{n} reason:Why not."),
    ("moderate export", "/moderate export"),
    ("moderate export", "/moderate export format:jsonl authors:names"),
    ("moderate export", "/moderate export resource:deep-work since:4w"),
    ("moderate missed", "/moderate missed"),
    ("settings show", "/settings show"),
    ("settings doctor", "/settings doctor"),
    ("settings discussions", "/settings discussions channel:general"),
    ("settings moderators", "/settings moderators role:Moderator"),
    ("help", "/help"),
];

/// The commands that have no line above.
pub fn unknown() -> Vec<String> {
    let names = all().into_iter().map(|(name, _)| name);
    names.filter(|name| name != ON_A_MESSAGE && LINES.iter().all(|(it, _)| it != name)).collect()
}

/// The options that a look picks, each with its command.
pub fn options(picks: impl Fn(&Opt) -> bool) -> Vec<(String, &'static str)> {
    let mut picked = Vec::new();
    for (name, options) in all() {
        picked.extend(options.iter().filter(|it| picks(it)).map(|it| (name.clone(), it.name)));
    }
    picked
}

fn all() -> Vec<(String, Vec<Opt>)> {
    let mut all = Vec::new();
    for shape in COMMANDS.iter().map(|it| it.shape()) {
        match shape.kind {
            Kind::Slash(options) => all.push((shape.name.to_owned(), options)),
            Kind::Group(subs) => {
                all.extend(subs.into_iter().map(|it| (format!("{} {}", shape.name, it.name), it.options)));
            }
            Kind::OnMessage => all.push((shape.name.to_owned(), Vec::new())),
        }
    }
    all
}
