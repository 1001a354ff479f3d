//! Who may do what in a channel, worked out from roles and overwrites as Discord does (Discord: Permissions,
//! Permission Overwrites). Pure: whoever asks has read the guild, its roles and the channel.

use serenity::model::Permissions;

use super::{Channel, Guild, Overwrite, Role};

/// What every bot in a discussion's channel needs.
const TO_DISCUSS: Permissions = Permissions::VIEW_CHANNEL
    .union(Permissions::SEND_MESSAGES)
    .union(Permissions::SEND_MESSAGES_IN_THREADS)
    .union(Permissions::EMBED_LINKS)
    .union(Permissions::READ_MESSAGE_HISTORY);

/// What the invite link asks for: to see channels, write and read discussions, open threads for them, show cards and
/// hand over exports.
pub const ASKED_FOR: Permissions =
    TO_DISCUSS.union(Permissions::CREATE_PUBLIC_THREADS).union(Permissions::ATTACH_FILES);

/// Whose permissions are asked for.
#[derive(Clone, Copy, Debug)]
pub struct Who<'a> {
    /// The account.
    pub user: u64,
    /// Its roles besides @everyone.
    pub roles: &'a [u64],
}

/// A guild as far as permissions hang on it.
#[derive(Clone, Debug)]
pub struct Hall {
    /// The guild.
    pub guild: Guild,
    /// Its roles, @everyone included.
    pub roles: Vec<Role>,
}

/// What the bot needs in a channel to open a discussion there.
pub fn for_opening(forum: bool) -> Permissions {
    // In a forum, opening a thread is sending a message (Discord: Threads, Permissions).
    if forum { TO_DISCUSS } else { TO_DISCUSS | Permissions::CREATE_PUBLIC_THREADS }
}

/// What a member needs in a channel to have a discussion opened there.
pub fn for_asking(forum: bool) -> Permissions {
    let sending = Permissions::VIEW_CHANNEL | Permissions::SEND_MESSAGES;
    if forum { sending } else { sending | Permissions::CREATE_PUBLIC_THREADS }
}

/// What somebody may do in a channel. A thread has the permissions of the channel that it belongs to.
pub fn in_channel(hall: &Hall, who: Who<'_>, channel: &Channel) -> Permissions {
    let base = in_guild(hall, who);
    if base.contains(Permissions::ADMINISTRATOR) {
        return Permissions::all();
    }
    let everyone = hall.guild.id.get();
    let of_role = |it: &&Overwrite| it.kind == 0;
    let overwrites = || channel.permission_overwrites.iter();
    let steps: [Vec<&Overwrite>; 3] = [
        overwrites().filter(of_role).filter(|it| it.id == everyone).collect(),
        overwrites().filter(of_role).filter(|it| it.id != everyone && who.roles.contains(&it.id)).collect(),
        overwrites().filter(|it| it.kind == 1 && it.id == who.user).collect(),
    ];
    let may = steps.iter().fold(base, |may, step| overwritten(may, step));
    if may.contains(Permissions::VIEW_CHANNEL) { may } else { Permissions::empty() }
}

/// The names of permissions as Discord's settings show them, in the order in which people look for them.
pub fn names(permissions: Permissions) -> Vec<&'static str> {
    const NAMES: [(Permissions, &str); 6] = [
        (Permissions::VIEW_CHANNEL, "View Channel"),
        (Permissions::SEND_MESSAGES, "Send Messages"),
        (Permissions::CREATE_PUBLIC_THREADS, "Create Public Threads"),
        (Permissions::SEND_MESSAGES_IN_THREADS, "Send Messages in Threads"),
        (Permissions::EMBED_LINKS, "Embed Links"),
        (Permissions::READ_MESSAGE_HISTORY, "Read Message History"),
    ];
    NAMES.iter().filter(|(bit, _)| permissions.contains(*bit)).map(|(_, name)| *name).collect()
}

fn in_guild(hall: &Hall, who: Who<'_>) -> Permissions {
    if hall.guild.owner_id.get() == who.user {
        return Permissions::all();
    }
    let everyone = hall.guild.id.get();
    let held = hall.roles.iter().filter(|it| it.id.get() == everyone || who.roles.contains(&it.id.get()));
    held.fold(Permissions::empty(), |all, role| all | role.permissions)
}

/// Overwrites of one step count together: what one of them allows stands against what another denies.
fn overwritten(may: Permissions, step: &[&Overwrite]) -> Permissions {
    let denied = step.iter().fold(Permissions::empty(), |all, it| all | it.deny);
    let allowed = step.iter().fold(Permissions::empty(), |all, it| all | it.allow);
    (may - denied) | allowed
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use serde_json::{from_value, json};

    use super::*;

    const VIEW: u64 = 1 << 10;
    const SEND: u64 = 1 << 11;

    fn hall() -> Hall {
        let guild = from_value(json!({ "id": "1", "name": "Harbour", "owner_id": "99" })).unwrap();
        let role = |id: &str, bits: u64| json!({ "id": id, "name": id, "permissions": bits.to_string() });
        let roles = json!([role("1", VIEW | SEND), role("2", 0), role("3", 0), role("4", 1 << 3)]);
        Hall { guild, roles: from_value(roles).unwrap() }
    }

    /// A channel with overwrites: id, kind, allow, deny.
    fn channel(overwrites: &[(u64, u8, u64, u64)]) -> Channel {
        let overwrite = |(id, kind, allow, deny): &(u64, u8, u64, u64)| json!({ "id": id.to_string(), "type": kind, "allow": allow.to_string(), "deny": deny.to_string() });
        let overwrites: Vec<_> = overwrites.iter().map(overwrite).collect();
        from_value(json!({ "id": "5", "type": 0, "permission_overwrites": overwrites })).unwrap()
    }

    fn bits(user: u64, roles: &[u64], channel: &Channel) -> u64 {
        in_channel(&hall(), Who { user, roles }, channel).bits()
    }

    #[test]
    fn without_overwrites_the_roles_decide() {
        assert_eq!(bits(50, &[], &channel(&[])), VIEW | SEND);
        assert_eq!(bits(50, &[2, 3], &channel(&[])), VIEW | SEND);
    }

    #[test]
    fn overwrites_count_in_the_order_everyone_roles_member() {
        let silent = (1, 0, 0, SEND);
        assert_eq!(bits(50, &[2], &channel(&[silent])), VIEW);
        assert_eq!(bits(50, &[2], &channel(&[(2, 0, SEND, 0), silent])), VIEW | SEND);
        assert_eq!(bits(50, &[2], &channel(&[(50, 1, 0, SEND), (2, 0, SEND, 0), silent])), VIEW);
        assert_eq!(bits(51, &[2], &channel(&[(50, 1, 0, SEND), (2, 0, SEND, 0), silent])), VIEW | SEND);
    }

    #[test]
    fn among_roles_an_allow_stands_against_a_deny() {
        let mixed = channel(&[(2, 0, SEND, 0), (3, 0, 0, SEND)]);
        assert_eq!(bits(50, &[2, 3], &mixed), VIEW | SEND);
        assert_eq!(bits(50, &[3], &mixed), VIEW);
    }

    #[test]
    fn who_cannot_see_a_channel_can_do_nothing_there() {
        let hidden = channel(&[(1, 0, 0, VIEW)]);
        assert_eq!(bits(50, &[2], &hidden), 0);
        assert_eq!(bits(50, &[2], &channel(&[(1, 0, 0, VIEW), (2, 0, VIEW, 0)])), VIEW | SEND);
    }

    #[test]
    fn the_owner_and_administrators_may_do_everything() {
        let hidden = channel(&[(1, 0, 0, VIEW), (99, 1, 0, VIEW), (4, 0, 0, VIEW)]);
        assert_eq!(bits(99, &[], &hidden), Permissions::all().bits());
        assert_eq!(bits(50, &[4], &hidden), Permissions::all().bits());
    }

    #[test]
    fn an_overwrite_for_a_member_is_not_taken_for_one_for_a_role() {
        assert_eq!(bits(50, &[7], &channel(&[(7, 1, 0, SEND)])), VIEW | SEND);
        assert_eq!(bits(50, &[], &channel(&[(50, 0, 0, SEND)])), VIEW | SEND);
    }

    #[test]
    fn a_forum_asks_for_no_permission_to_open_threads() {
        assert_eq!(names(for_opening(false) - for_opening(true)), ["Create Public Threads"]);
        assert_eq!(names(for_asking(false) - for_asking(true)), ["Create Public Threads"]);
    }
}
