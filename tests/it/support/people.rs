//! Everyone there is in a guild, by what they may: for scenes that try every way in with each of them.

use athenaeum::interactions::command::Policy;
use athenaeum::interactions::registry::COMMANDS;
use discord_simulator::{Member, permissions};

use super::Room;

/// Somebody, and what they may.
pub struct Person {
    /// Who.
    pub member: Member,
    /// Whether they count as moderator.
    pub moderates: bool,
    manages: bool,
}

impl Person {
    /// Whether a policy holds for them.
    pub fn passes(&self, policy: Policy) -> bool {
        match policy {
            Policy::Everyone => true,
            Policy::Moderator => self.moderates,
            Policy::GuildManager => self.manages,
        }
    }
}

impl Room {
    /// A reader, a moderator of somewhere else, moderators by permission, by role and by every permission, who may manage
    /// the guild, and who may both. The role `Keeper` is set as that of moderators, and all commands are opened to everyone. Those
    /// who can change who moderates come last.
    pub async fn everyone(&self) -> Vec<Person> {
        for command in COMMANDS {
            self.guild.open_command(command.shape().name);
        }
        self.guild.role("Keeper", 0);
        self.guild.role("Admin", permissions::ADMINISTRATOR);
        self.gil.slash("general", "/settings moderators role:Keeper").await.settled().await.text();
        let pier = self.discord.guild("Pier");
        pier.text_channel("general");
        pier.role("Moderator", permissions::MANAGE_MESSAGES | permissions::MANAGE_GUILD);
        let person = |member, moderates, manages| Person { member, moderates, manages };
        vec![
            person(self.ann.clone(), false, false),
            person(self.guild.welcomes(&pier.member_with("pia", &["Moderator"])), false, false),
            person(self.mo.clone(), true, false),
            person(self.guild.member_with("kit", &["Keeper"]), true, false),
            person(self.guild.member_with("ada", &["Admin"]), true, true),
            person(self.guild.member_with("sue", &["Steward"]), false, true),
            person(self.gil.clone(), true, true),
        ]
    }
}
