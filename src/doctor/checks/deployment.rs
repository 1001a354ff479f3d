//! The token, the application behind it, its commands, the clock, the library.

use crate::doctor::Finding;
use crate::doctor::found::Found;

use super::absent;

/// The privileged intents as application flags, each in its form for large and for small bots (Discord: Application
/// Resource, Application Flags).
const PRIVILEGED: u64 = (1 << 12) | (1 << 13) | (1 << 14) | (1 << 15) | (1 << 18) | (1 << 19);
/// How far this machine's clock may lie from Discord's, in milliseconds: answers are due within three seconds, and a
/// signed request is taken for five minutes.
const CLOCK_MAY_DIFFER: i64 = 5_000;
/// From here on signed requests are refused and posts are not found again.
const CLOCK_MUST_NOT_DIFFER: i64 = 4 * 60_000;

/// Whether the token is good.
pub fn token(found: &Found) -> Vec<Finding> {
    match &found.discord {
        Ok(discord) => vec![Finding::fine("token", format!("Discord knows it as {}", discord.name))],
        Err(it) => absent("token", it),
    }
}

/// Whether the application is set up as the bot needs it.
pub fn application(found: &Found) -> Vec<Finding> {
    let Ok(discord) = &found.discord else { return Vec::new() };
    let mut findings = Vec::new();
    match (&discord.endpoint, discord.answers_posts) {
        (Some(endpoint), false) => findings.push(Finding::wrong(
            "application",
            format!("Discord posts interactions to {endpoint}, so that none reaches this bot"),
            "on the application's page, under General Information, empty Interactions Endpoint URL; or set \
             DISCORD_PUBLIC_KEY and have the bot answer there",
        )),
        (None, true) => findings.push(Finding::doubtful(
            "application",
            "DISCORD_PUBLIC_KEY is set, but Discord posts interactions nowhere: they come through the gateway",
            "on the application's page, under General Information, fill in Interactions Endpoint URL; or unset the key",
        )),
        _ => {}
    }
    if discord.key_is_foreign {
        findings.push(Finding::wrong(
            "application",
            "DISCORD_PUBLIC_KEY is not the key of this application, so that what Discord posts would be refused",
            "copy it anew from the application's page (General Information, Public Key)",
        ));
    }
    if discord.code_grant {
        findings.push(Finding::wrong(
            "application",
            "it requires an OAuth2 code grant, so that nobody can invite the bot with a link",
            "on the application's page, under Bot, switch Requires OAuth2 Code Grant off",
        ));
    }
    findings.push(if discord.flags & PRIVILEGED == 0 {
        Finding::fine("intents", "no privileged intent is granted, and none is needed")
    } else {
        Finding::doubtful(
            "intents",
            "privileged intents are granted that the bot never asks for",
            "on the application's page, under Bot, switch Presence, Server Members and Message Content Intent off",
        )
    });
    findings
}

/// Whether Discord has the commands of this release.
pub fn commands(found: &Found) -> Vec<Finding> {
    let Ok(discord) = &found.discord else { return Vec::new() };
    vec![if discord.registered {
        Finding::fine("commands", "Discord has them as this release has them")
    } else {
        Finding::wrong(
            "commands",
            "Discord has others than this release",
            "start the bot: `athenaeum run` registers them; if it runs, another release runs under the same token",
        )
    }]
}

/// Whether the clock is right.
pub fn clock(found: &Found) -> Vec<Finding> {
    let Some(date) = found.discord.as_ref().ok().and_then(|it| it.date) else { return Vec::new() };
    let apart = (found.now - date).abs();
    let seconds = apart / 1_000;
    let mend = "have the machine set its clock by the network (timedatectl set-ntp true)";
    let what = || format!("it is {seconds} s away from Discord's");
    vec![if apart <= CLOCK_MAY_DIFFER {
        Finding::fine("clock", "it agrees with Discord's")
    } else if apart <= CLOCK_MUST_NOT_DIFFER {
        Finding::doubtful("clock", what(), mend)
    } else {
        Finding::wrong("clock", what(), mend)
    }]
}

/// Whether the library can be served.
pub fn library(found: &Found) -> Vec<Finding> {
    match &found.library {
        Ok((0, _)) => vec![Finding::doubtful(
            "library",
            "it holds no resource",
            "write one: `athenaeum library new \"Title\"`",
        )],
        Ok((resources, 0)) => vec![Finding::fine("library", format!("{resources} resources, no mistake"))],
        Ok((resources, warnings)) => vec![Finding::doubtful(
            "library",
            format!("{resources} resources, {warnings} warnings"),
            "`athenaeum library check` names them",
        )],
        Err(it) => absent("library", it),
    }
}
