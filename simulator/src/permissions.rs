//! Permission bits and how they combine ("Permissions", bitwise flags and overwrites).

/// See a channel at all.
pub const VIEW_CHANNEL: u64 = 1 << 10;
/// Change a channel.
pub const MANAGE_CHANNELS: u64 = 1 << 4;
/// Change the guild; install applications.
pub const MANAGE_GUILD: u64 = 1 << 5;
/// Everything, everywhere.
pub const ADMINISTRATOR: u64 = 1 << 3;
/// React with a new emoji.
pub const ADD_REACTIONS: u64 = 1 << 6;
/// Write in a channel (not in threads).
pub const SEND_MESSAGES: u64 = 1 << 11;
/// Delete others' messages.
pub const MANAGE_MESSAGES: u64 = 1 << 13;
/// Show embeds.
pub const EMBED_LINKS: u64 = 1 << 14;
/// Send files.
pub const ATTACH_FILES: u64 = 1 << 15;
/// See what was written before.
pub const READ_MESSAGE_HISTORY: u64 = 1 << 16;
/// Ping everyone and every role.
pub const MENTION_EVERYONE: u64 = 1 << 17;
/// Change roles and overwrites.
pub const MANAGE_ROLES: u64 = 1 << 28;
/// Use commands.
pub const USE_APPLICATION_COMMANDS: u64 = 1 << 31;
/// Archive, lock, delete others' threads.
pub const MANAGE_THREADS: u64 = 1 << 34;
/// Open public threads.
pub const CREATE_PUBLIC_THREADS: u64 = 1 << 35;
/// Open private threads.
pub const CREATE_PRIVATE_THREADS: u64 = 1 << 36;
/// Write in threads.
pub const SEND_MESSAGES_IN_THREADS: u64 = 1 << 38;
/// Pin messages.
pub const PIN_MESSAGES: u64 = 1 << 51;
/// Every bit that exists.
pub const ALL: u64 = (1 << 53) - 1;

/// What everybody may do in a new guild here.
pub const ORDINARY: u64 = VIEW_CHANNEL
    | SEND_MESSAGES
    | EMBED_LINKS
    | ATTACH_FILES
    | ADD_REACTIONS
    | READ_MESSAGE_HISTORY
    | USE_APPLICATION_COMMANDS
    | CREATE_PUBLIC_THREADS
    | SEND_MESSAGES_IN_THREADS;

/// Bits that mean nothing to one who may not send ("Permissions", implicit permissions).
const NEEDS_SENDING: u64 = MENTION_EVERYONE | ATTACH_FILES | EMBED_LINKS;

/// An allow and a deny, as a channel overwrites them for one role or member.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Change {
    pub allow: u64,
    pub deny: u64,
}

impl Change {
    fn on(self, bits: u64) -> u64 {
        bits & !self.deny | self.allow
    }

    /// Both changes at once: an allow of either wins over a deny of either.
    pub fn with(self, other: Self) -> Self {
        Self { allow: self.allow | other.allow, deny: self.deny | other.deny }
    }
}

/// A channel's overwrites as they concern one member, in Discord's order.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Overwritten {
    pub everyone: Change,
    pub roles: Change,
    pub member: Change,
}

/// A member's bits in a channel, from their bits in the guild.
pub(crate) fn in_channel(base: u64, overwritten: Overwritten) -> u64 {
    if base & ADMINISTRATOR != 0 {
        return ALL;
    }
    let bits = overwritten.member.on(overwritten.roles.on(overwritten.everyone.on(base)));
    if bits & VIEW_CHANNEL == 0 {
        return 0;
    }
    if bits & (SEND_MESSAGES | SEND_MESSAGES_IN_THREADS) == 0 { bits & !NEEDS_SENDING } else { bits }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_members_own_overwrite_comes_last() {
        let hidden = Change { allow: 0, deny: VIEW_CHANNEL };
        let shown = Change { allow: VIEW_CHANNEL, deny: 0 };
        let all = Overwritten { everyone: shown, roles: shown, member: hidden };
        assert_eq!(in_channel(ORDINARY, all), 0);
        let back = Overwritten { everyone: hidden, roles: Change::default(), member: shown };
        assert_eq!(in_channel(ORDINARY, back), ORDINARY);
    }

    #[test]
    fn a_role_that_allows_wins_over_a_role_that_denies() {
        let both = Change { allow: SEND_MESSAGES, deny: 0 }.with(Change { allow: 0, deny: SEND_MESSAGES });
        let bits = in_channel(ORDINARY, Overwritten { roles: both, ..Overwritten::default() });
        assert_ne!(bits & SEND_MESSAGES, 0);
    }

    #[test]
    fn administrators_pass_every_overwrite() {
        let hidden = Change { allow: 0, deny: ALL };
        let all = Overwritten { everyone: hidden, roles: hidden, member: hidden };
        assert_eq!(in_channel(ADMINISTRATOR, all), ALL);
    }

    #[test]
    fn who_cannot_send_cannot_ping() {
        let mute = Change { allow: 0, deny: SEND_MESSAGES | SEND_MESSAGES_IN_THREADS };
        let bits =
            in_channel(ORDINARY | MENTION_EVERYONE, Overwritten { everyone: mute, ..Overwritten::default() });
        assert_eq!(bits & (MENTION_EVERYONE | EMBED_LINKS), 0);
        assert_ne!(bits & VIEW_CHANNEL, 0);
    }
}
