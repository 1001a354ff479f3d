//! What happens to members without their doing: roles, when they joined, leaving.

use std::collections::BTreeSet;
use std::panic::Location;

use super::{Member, Stuck, fail};
use crate::snowflake::Id;

impl Member {
    /// Gets a role.
    #[track_caller]
    pub fn gains_role(&self, name: &str) {
        let role = self.role(name, Location::caller());
        self.change_roles(|roles| {
            roles.insert(role);
        });
    }

    /// Loses a role.
    #[track_caller]
    pub fn loses_role(&self, name: &str) {
        let role = self.role(name, Location::caller());
        self.change_roles(|roles| {
            roles.remove(&role);
        });
    }

    /// Joined at this time (epoch milliseconds) instead of a year ago.
    pub fn joined_at(self, epoch_ms: i64) -> Self {
        self.shared().change(|world| {
            let member =
                world.guilds.get_mut(&self.guild()).and_then(|guild| guild.members.get_mut(&self.id()));
            if let Some(member) = member {
                member.joined_at = epoch_ms;
            }
        });
        self
    }

    /// Leaves the guild.
    pub fn leaves(&self) {
        self.shared().change(|world| {
            if let Some(guild) = world.guilds.get_mut(&self.guild()) {
                guild.members.remove(&self.id());
            }
        });
    }

    fn change_roles(&self, change: impl FnOnce(&mut BTreeSet<Id>)) {
        self.shared().change(|world| world.change_roles(self.guild(), self.id(), change));
    }

    fn role(&self, name: &str, at: &Location<'_>) -> Id {
        let role = self.shared().read(|world| {
            let guild = world.guilds.get(&self.guild())?;
            guild.role_named(name).map(|role| role.id)
        });
        role.unwrap_or_else(|| fail(at, &Stuck(format!("there is no role {name}"))))
    }
}
