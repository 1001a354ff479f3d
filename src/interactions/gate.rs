//! Who may do what, checked for every command, button, select, form and option, whatever Discord's settings say:
//! administrators can hand any command to anyone, and components know no permissions at all.

use serenity::model::Permissions;

use crate::domain::guild::Guild;
use crate::domain::refusal::Refusal;

use super::command::Policy;
use super::request::Member;

/// Whether a member counts as moderator in a guild.
pub fn is_moderator(member: &Member, settings: &Guild) -> bool {
    let by_role = settings.moderators.is_some_and(|role| member.roles.contains(&role));
    by_role || may(member, Permissions::MANAGE_MESSAGES)
}

/// Whether a member may manage the guild.
pub fn is_manager(member: &Member) -> bool {
    may(member, Permissions::MANAGE_GUILD)
}

/// Lets a member pass or says what they lack.
///
/// # Errors
/// When the policy does not hold for them.
pub fn pass(policy: Policy, member: &Member, settings: &Guild) -> Result<(), Refusal> {
    match policy {
        Policy::Everyone => Ok(()),
        Policy::Moderator if is_moderator(member, settings) => Ok(()),
        Policy::GuildManager if is_manager(member) => Ok(()),
        Policy::Moderator => Err(Refusal::new(
            "That is for moderators: members who may manage messages, or who have the moderator role set in `/settings`.",
        )),
        Policy::GuildManager => Err(Refusal::new("That is for members who may manage the server.")),
    }
}

fn may(member: &Member, permission: Permissions) -> bool {
    member.permissions.intersects(permission | Permissions::ADMINISTRATOR)
}
