//! Each guild: where discussions open, what the bot lacks there, who moderates.

use serenity::model::Permissions;

use crate::discord::permissions::names;
use crate::doctor::Finding;
use crate::doctor::found::{Found, GuildFound, PlaceFound};

use super::absent;

/// Whether discussions can open where they should.
pub fn place(found: &Found) -> Vec<Finding> {
    found.guilds.iter().flat_map(|guild| placed(guild).into_iter().map(|it| it.of(guild.id))).collect()
}

/// Whether the role that moderates is there.
pub fn moderators(found: &Found) -> Vec<Finding> {
    let of = |guild: &GuildFound| {
        let finding = if guild.role_there? {
            Finding::fine("moderators", "the role that is set is there")
        } else {
            Finding::wrong(
                "moderators",
                "the role that was set for moderators was deleted",
                "choose another with `/settings moderators`, or press No role in `/settings show`",
            )
        };
        Some(finding.of(guild.id))
    };
    found.guilds.iter().filter_map(of).collect()
}

fn placed(guild: &GuildFound) -> Vec<Finding> {
    let place = match &guild.place {
        Ok(place) => place,
        Err(it) => return absent("permissions", it),
    };
    match place {
        PlaceFound::Unset => {
            vec![Finding::fine("permissions", "discussions open where somebody asks for them")]
        }
        PlaceFound::Gone { called } => vec![Finding::wrong(
            "permissions",
            format!("{called}, where discussions open, was deleted"),
            "choose another with `/settings discussions`",
        )],
        PlaceFound::There { called, suits: false, .. } => vec![Finding::wrong(
            "permissions",
            format!("{called}, where discussions open, is neither a text channel nor a forum any more"),
            "choose another with `/settings discussions`",
        )],
        PlaceFound::There { called, missing, absent_tags, untaggable, .. } => {
            let mut findings = permissions(called, *missing);
            findings.extend(tags(called, absent_tags, *untaggable));
            findings
        }
    }
}

fn permissions(called: &str, missing: Permissions) -> Vec<Finding> {
    if missing.is_empty() {
        return vec![Finding::fine(
            "permissions",
            format!("I have every permission that I need in {called}"),
        )];
    }
    // Who cannot see a channel lacks everything there; what else is denied shows once it can be seen.
    let hidden = missing.contains(Permissions::VIEW_CHANNEL);
    let first = if hidden { Permissions::VIEW_CHANNEL } else { missing };
    let lacking = |name| {
        Finding::wrong(
            "permissions",
            format!("I lack {name} in {called}"),
            "in the channel's settings, under Permissions, allow it for me or a role of mine",
        )
    };
    names(first).into_iter().map(lacking).collect()
}

fn tags(called: &str, absent: &[String], untaggable: bool) -> Option<Finding> {
    if untaggable {
        return Some(Finding::wrong(
            "tags",
            format!("{called} requires a tag of every post, and has none that the topics name"),
            format!("add one of these to it: {}; or do not require tags", absent.join(", ")),
        ));
    }
    (!absent.is_empty()).then(|| {
        Finding::doubtful(
            "tags",
            format!("{called} does not have every tag that the topics name"),
            format!("add those that you want to it: {}", absent.join(", ")),
        )
    })
}
