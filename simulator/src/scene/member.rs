//! A member of a guild: words, buttons, looking around. Their commands are in `command`.

use std::panic::Location;
use std::sync::Arc;

use serde_json::json;

use super::answer::What;
use super::{Answer, Stuck, component, explain, fail, view};
use crate::permissions::VIEW_CHANNEL;
use crate::server::Shared;
use crate::snowflake::Id;
use crate::state::World;
use crate::state::file::Upload;
use crate::state::post::Writing;

/// A person, in one guild.
#[derive(Clone)]
pub struct Member {
    shared: Arc<Shared>,
    guild: Id,
    id: Id,
}

/// A message that somebody wrote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Said {
    /// Where.
    pub channel: Id,
    /// Which.
    pub id: Id,
}

impl Member {
    pub(crate) fn new(shared: Arc<Shared>, guild: Id, id: Id) -> Self {
        Self { shared, guild, id }
    }

    /// The user's id.
    pub fn id(&self) -> Id {
        self.id
    }

    /// The user's name.
    pub fn name(&self) -> String {
        self.shared.read(|world| world.user_name(self.id))
    }

    /// Presses a button on the newest message in a channel that has it.
    #[track_caller]
    pub fn press_on(&self, channel: &str, label: &str) -> impl Future<Output = Answer> {
        let at = Location::caller();
        async move { self.try_press_on(channel, label).await.unwrap_or_else(|stuck| fail(at, &stuck)) }
    }

    /// Presses a button on the newest message in a channel that has it.
    ///
    /// # Errors
    /// No message that this member sees has such a button.
    pub async fn try_press_on(&self, channel: &str, label: &str) -> Result<Answer, Stuck> {
        self.newest_with(channel, label)?.try_press(label).await
    }

    /// Chooses in a select on the newest message in a channel that has it.
    ///
    /// # Errors
    /// No message that this member sees has such a select or option.
    pub async fn try_pick_on(&self, channel: &str, placeholder: &str, label: &str) -> Result<Answer, Stuck> {
        self.try_pick_all_on(channel, placeholder, &[label]).await
    }

    /// Chooses any number of options in a select on the newest message in a channel that has it.
    ///
    /// # Errors
    /// No message that this member sees has such a select or options, or it takes another number of them.
    pub async fn try_pick_all_on(
        &self,
        channel: &str,
        placeholder: &str,
        labels: &[&str],
    ) -> Result<Answer, Stuck> {
        self.newest_with(channel, placeholder)?.try_pick(placeholder, labels).await
    }

    /// Writes a message. `@name` of a member mentions them.
    #[track_caller]
    pub fn says(&self, channel: &str, words: &str) -> impl Future<Output = Said> {
        let at = Location::caller();
        // Ready at once; async so that a scene reads the same whatever its people do.
        std::future::ready(self.try_says(channel, words).unwrap_or_else(|stuck| fail(at, &stuck)))
    }

    /// Writes a message.
    ///
    /// # Errors
    /// Discord would refuse it.
    pub fn try_says(&self, channel: &str, words: &str) -> Result<Said, Stuck> {
        self.shared.change(|world| {
            let channel = self.place(world, channel)?;
            self.write(world, channel, words)
        })
    }

    /// Writes a message into a channel that they see.
    pub(super) fn write(&self, world: &mut World, channel: Id, words: &str) -> Result<Said, Stuck> {
        let content = self.with_mentions(world, words);
        let writing = Writing { body: json!({"content": content}), files: Vec::new() };
        let id = world.post(self.id, channel, writing).map_err(|refusal| explain(&refusal))?;
        Ok(Said { channel, id })
    }

    /// Changes the words of a message of their own.
    ///
    /// # Errors
    /// Discord would refuse it.
    pub fn try_edits(&self, said: &Said, words: &str) -> Result<(), Stuck> {
        self.shared.change(|world| {
            let body = json!({"content": self.with_mentions(world, words)});
            let writing = Writing { body, files: Vec::new() };
            world.edit(self.id, said.channel, said.id, writing).map_err(|refusal| explain(&refusal))
        })
    }

    /// The newest message that this member sees in a channel, as an answer that they can use.
    ///
    /// # Errors
    /// They cannot see the channel, or nothing is there.
    pub fn newest(&self, channel: &str) -> Result<Answer, Stuck> {
        self.shared.read(|world| {
            let place = self.place(world, channel)?;
            let mut newest_first = world.messages_of(place).rev();
            let found = newest_first.find(|message| message.visible_to(self.id));
            let found = found.ok_or_else(|| Stuck(format!("nobody wrote in #{channel}")))?;
            Ok(Answer::new(self.clone(), None, What::Message { channel: place, id: found.id }))
        })
    }

    /// Chooses a file for an option of a command; the command names it as the option's value.
    ///
    /// # Errors
    /// They cannot see the channel, or the file is larger than Discord takes.
    pub fn chooses(&self, channel: &str, name: &str, bytes: &[u8]) -> Result<Id, Stuck> {
        let upload = Upload { index: 0, name: name.to_owned(), content_type: None, bytes: bytes.to_vec() };
        self.shared.change(|world| {
            let channel = self.place(world, channel)?;
            world.choose_file(self.id, channel, upload).map_err(|refusal| explain(&refusal))
        })
    }

    /// Deletes a message.
    #[track_caller]
    pub fn deletes(&self, said: &Said) -> impl Future<Output = ()> {
        let at = Location::caller();
        let done = self.try_deletes(said);
        async move { done.unwrap_or_else(|stuck| fail(at, &stuck)) }
    }

    /// Deletes a message.
    ///
    /// # Errors
    /// Discord would refuse it.
    pub fn try_deletes(&self, said: &Said) -> Result<(), Stuck> {
        let done = self.shared.change(|world| world.delete_message(self.id, said.channel, said.id));
        done.map_err(|refusal| explain(&refusal))
    }

    /// Deletes messages of one channel at once.
    #[track_caller]
    pub fn deletes_together(&self, said: &[&Said]) {
        let ids: Vec<Id> = said.iter().map(|it| it.id).collect();
        let Some(first) = said.first() else { return };
        if let Err(refusal) = self.shared.change(|world| world.delete_messages(self.id, first.channel, &ids))
        {
            fail(Location::caller(), &explain(&refusal));
        }
    }

    /// The channel as this member sees it; for one who cannot see it, words that say so.
    pub fn sees(&self, channel: &str) -> String {
        self.shared.change(|world| match self.place(world, channel) {
            Ok(channel) => {
                view::look_at(world, channel, Some(self.id));
                view::channel_text(world, channel, Some(self.id))
            }
            Err(Stuck(why)) => why,
        })
    }

    /// Finds the channel or thread of this name.
    ///
    /// # Errors
    /// When there is none, or the member cannot see it.
    pub fn try_finds(&self, channel: &str) -> Result<(), Stuck> {
        self.shared.read(|world| self.place(world, channel).map(|_| ()))
    }

    /// All files that this member can download in the guild, oldest first.
    pub fn files(&self) -> Vec<(String, Vec<u8>)> {
        self.shared.read(|world| {
            let here = world.messages.values().filter(|message| message.guild == self.guild);
            let visible = here.filter(|it| it.visible_to(self.id) && world.can_see(self.id, it.channel));
            let files = visible.flat_map(|message| &message.files).filter_map(|id| world.files.get(id));
            files.map(|file| (file.name.clone(), file.bytes.clone())).collect()
        })
    }

    pub(crate) fn shared(&self) -> &Arc<Shared> {
        &self.shared
    }

    pub(crate) fn guild(&self) -> Id {
        self.guild
    }

    /// The channel of this name, if the member can see it.
    pub(super) fn place(&self, world: &World, name: &str) -> Result<Id, Stuck> {
        let channel = world
            .channel_named(self.guild, name)
            .ok_or_else(|| Stuck(format!("there is no channel {name}")))?;
        self.must_see(world, channel.id).map(|()| channel.id)
    }

    pub(super) fn must_see(&self, world: &World, channel: Id) -> Result<(), Stuck> {
        let name = world.channels.get(&channel).map_or("?", |channel| channel.name.as_str());
        let sees = world.permissions(self.id, channel) & VIEW_CHANNEL != 0;
        if sees { Ok(()) } else { Err(Stuck(format!("{} cannot see #{name}", world.user_name(self.id)))) }
    }

    fn newest_with(&self, channel: &str, name: &str) -> Result<Answer, Stuck> {
        self.shared.read(|world| {
            let place = self.place(world, channel)?;
            let mut newest_first =
                world.messages_of(place).rev().filter(|message| message.visible_to(self.id));
            let found = newest_first.find(|message| component::offers(&message.components, name));
            let found = found.ok_or_else(|| {
                let text = view::channel_text(world, place, Some(self.id));
                Stuck(format!("no message in #{channel} has {name}:\n{text}"))
            })?;
            Ok(Answer::new(self.clone(), None, What::Message { channel: place, id: found.id }))
        })
    }

    fn with_mentions(&self, world: &World, words: &str) -> String {
        let Some(guild) = world.guilds.get(&self.guild) else {
            return words.to_owned();
        };
        let mention = |word: &str| {
            let name = word.strip_prefix('@')?.trim_end_matches(|c: char| c.is_ascii_punctuation());
            let id = guild.members.keys().find(|id| world.user_name(**id) == name)?;
            Some(word.replacen(&format!("@{name}"), &format!("<@{id}>"), 1))
        };
        let word = |word: &str| mention(word).unwrap_or_else(|| word.to_owned());
        words.split(' ').map(word).collect::<Vec<_>>().join(" ")
    }
}
