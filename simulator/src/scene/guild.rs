//! A guild: arranging its channels, roles and members, and looking at its threads.

use std::panic::Location;
use std::sync::Arc;

use super::{Application, Member, Stuck, ThreadHandle, fail, view};
use crate::permissions::Change;
use crate::server::Shared;
use crate::snowflake::Id;
use crate::state::channel::{ANNOUNCEMENT, FORUM, PUBLIC_THREAD, REQUIRE_TAG, TEXT, Tag};
use crate::state::guild::Role;

/// A guild.
#[derive(Clone)]
pub struct Guild {
    shared: Arc<Shared>,
    id: Id,
}

impl Guild {
    pub(super) fn new(shared: Arc<Shared>, id: Id) -> Self {
        Self { shared, id }
    }

    /// The guild's id.
    pub fn id(&self) -> Id {
        self.id
    }

    /// A new text channel that everyone sees.
    pub fn text_channel(&self, name: &str) -> Id {
        self.shared.change(|world| world.add_channel(self.id, TEXT, name))
    }

    /// A new announcement channel that everyone sees.
    pub fn announcement_channel(&self, name: &str) -> Id {
        self.shared.change(|world| world.add_channel(self.id, ANNOUNCEMENT, name))
    }

    /// Opens threads in a channel, as its owner, until the guild has as many as Discord lets be active.
    #[track_caller]
    pub fn fill_with_threads(&self, channel: &str) {
        let id = self.shared.read(|world| world.channel_named(self.id, channel).map(|channel| channel.id));
        let id = self.must_know(id, channel);
        self.shared.change(|world| {
            let Some(owner) = world.guilds.get(&self.id).map(|guild| guild.owner) else { return };
            let body = serde_json::json!({"name": "One of many", "type": PUBLIC_THREAD});
            while world.open_thread(owner, id, &body).is_ok() {}
        });
    }

    /// A new forum with tags. A tag whose name begins with `!` may be set by moderators only.
    pub fn forum(&self, name: &str, tags: &[&str]) -> Id {
        self.shared.change(|world| {
            let id = world.add_channel(self.id, FORUM, name);
            let tag = |name: &&str| (name.trim_start_matches('!').to_owned(), name.starts_with('!'));
            for (name, moderated) in tags.iter().map(tag) {
                let tag = Tag { id: world.id(), name, moderated };
                if let Some(forum) = world.channels.get_mut(&id) {
                    forum.tags.push(tag);
                }
            }
            world.tell_channel("CHANNEL_UPDATE", id);
            id
        })
    }

    /// Moderators are told in this channel what Discord has for them (Server Settings, Community).
    #[track_caller]
    pub fn updates_channel(&self, name: &str) {
        let id = self.shared.read(|world| world.channel_named(self.id, name).map(|channel| channel.id));
        let id = self.must_know(id, name);
        self.shared.change(|world| {
            if let Some(guild) = world.guilds.get_mut(&self.id) {
                guild.updates_channel = Some(id);
            }
        });
    }

    /// From now on the forum takes no post without a tag.
    pub fn require_tag(&self, forum: &str) {
        self.change_channel(forum, |channel| channel.flags |= REQUIRE_TAG);
    }

    /// A new role.
    pub fn role(&self, name: &str, permissions: u64) -> Id {
        self.shared.change(|world| {
            let role = Role {
                id: world.id(),
                name: name.to_owned(),
                permissions,
                mentionable: false,
                managed_by: None,
            };
            world.add_role(self.id, role)
        })
    }

    /// Gives a role other bits; `@everyone` is a role, too.
    #[track_caller]
    pub fn set_role(&self, name: &str, permissions: u64) {
        let done = self.shared.change(|world| {
            let guild = world.guilds.get_mut(&self.id)?;
            let id = guild.role_named(name)?.id;
            guild.roles.get_mut(&id)?.permissions = permissions;
            world.tell_role("GUILD_ROLE_UPDATE", self.id, id);
            Some(())
        });
        self.must_know(done, name);
    }

    /// Deletes a role; nobody has it any more.
    #[track_caller]
    pub fn delete_role(&self, name: &str) {
        let known = self.shared.read(|world| {
            world.guilds.get(&self.id).and_then(|guild| guild.role_named(name)).map(|role| role.id)
        });
        let id = self.must_know(known, name);
        self.shared.change(|world| world.remove_role(self.id, id));
    }

    /// Puts an application's bot into the guild, with a role of its own that has these bits.
    pub fn install(&self, application: &Application, permissions: u64) {
        self.shared.change(|world| world.install(self.id, application.id(), permissions));
    }

    /// Throws an application's bot out.
    pub fn uninstall(&self, application: &Application) {
        self.shared.change(|world| world.remove_bot(self.id, application.id()));
    }

    /// Opens a command to everyone here, whatever its default permissions say (Server Settings, Integrations).
    pub fn open_command(&self, name: &str) {
        self.shared.change(|world| {
            if let Some(guild) = world.guilds.get_mut(&self.id) {
                guild.opened_commands.insert(name.to_owned());
            }
        });
    }

    /// A new member without roles, who joined a year ago.
    pub fn member(&self, name: &str) -> Member {
        let id = self.shared.change(|world| {
            let id = world.add_person(name);
            world.join(self.id, id);
            id
        });
        Member::new(Arc::clone(&self.shared), self.id, id)
    }

    /// A new member with roles.
    #[track_caller]
    pub fn member_with(&self, name: &str, roles: &[&str]) -> Member {
        let member = self.member(name);
        for role in roles {
            member.gains_role(role);
        }
        member
    }

    /// Somebody from another guild joins this one, too.
    pub fn welcomes(&self, member: &Member) -> Member {
        self.shared.change(|world| world.join(self.id, member.id()));
        Member::new(Arc::clone(&self.shared), self.id, member.id())
    }

    /// Changes what a channel allows and denies to a role, a member or an application, by name.
    #[track_caller]
    pub fn overwrite(&self, channel: &str, whom: &str, allow: u64, deny: u64) {
        let known = self.shared.read(|world| {
            let guild = world.guilds.get(&self.id)?;
            let member = guild.members.keys().find(|id| world.user_name(**id) == whom);
            guild.role_named(whom).map(|role| (role.id, false)).or(member.map(|id| (*id, true)))
        });
        let (id, is_member) = self.must_know(known, whom);
        self.change_channel(channel, |channel| {
            channel.overwrites.insert(id, Change { allow, deny });
            if is_member {
                channel.member_overwrites.insert(id);
            }
        });
    }

    /// A channel or thread as everyone sees it who may; empty if it is not there.
    pub fn text(&self, channel: &str) -> String {
        self.shared.change(|world| {
            let id = world.channel_named(self.id, channel).map(|channel| channel.id);
            id.map(|id| {
                view::look_at(world, id, None);
                view::channel_text(world, id, None)
            })
            .unwrap_or_default()
        })
    }

    /// Deletes a channel with its threads.
    #[track_caller]
    pub fn delete_channel(&self, name: &str) {
        let id = self.shared.read(|world| world.channel_named(self.id, name).map(|channel| channel.id));
        let id = self.must_know(id, name);
        self.shared.change(|world| world.remove_channel(id));
    }

    /// All threads, archived ones included, oldest first.
    pub fn threads(&self) -> Vec<ThreadHandle> {
        let ids: Vec<Id> = self.shared.read(|world| {
            let here =
                world.channels.values().filter(|channel| channel.guild == self.id && channel.is_thread());
            here.map(|thread| thread.id).collect()
        });
        ids.into_iter().map(|id| ThreadHandle::new(Arc::clone(&self.shared), id)).collect()
    }

    /// The newest thread of this name; panics if there is none.
    #[track_caller]
    pub fn thread(&self, name: &str) -> ThreadHandle {
        let found = self.threads().into_iter().rev().find(|thread| thread.name() == name);
        self.must_know(found, name)
    }

    #[track_caller]
    fn change_channel(&self, name: &str, change: impl FnOnce(&mut crate::state::channel::Channel)) {
        let id = self.shared.read(|world| world.channel_named(self.id, name).map(|channel| channel.id));
        let id = self.must_know(id, name);
        self.shared.change(|world| {
            if let Some(channel) = world.channels.get_mut(&id) {
                change(channel);
            }
            world.tell_channel("CHANNEL_UPDATE", id);
        });
    }

    #[track_caller]
    fn must_know<T>(&self, found: Option<T>, name: &str) -> T {
        let at = Location::caller();
        found.unwrap_or_else(|| fail(at, &Stuck(format!("guild {} knows no {name}", self.id))))
    }
}
