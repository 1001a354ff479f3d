//! What askers are told, and what a discussion is called and opened with.

use serde_json::Value;
use serenity::model::Permissions;
use serenity::model::id as theirs;

use crate::discord::{Code, Error, permissions};
use crate::domain::ids::{ChannelId, GuildId};
use crate::domain::reply::{Button, Message, Row, Style};
use crate::interactions::card;
use crate::interactions::custom_id::CustomId;
use crate::interactions::render;
use crate::interactions::words::escape;
use crate::library::resource::{Resource, cut_at_word, utf16};

use super::find::Place;
use super::trouble::Trouble;
use super::{Look, stamp};

/// Minutes without a message after which Discord archives a discussion: a week, the longest it offers (Discord:
/// Channel Resource, Thread Metadata).
pub(super) const ARCHIVE_AFTER: u32 = 10_080;

/// Longest name of a thread (Discord: Channel Resource), counted in UTF-16 units to be safe.
const NAME_MAX: usize = 100;

/// `Title · Author`.
pub(super) fn name(resource: &Resource) -> String {
    let author = match resource.authors.as_slice() {
        [] => return cut_at_word(&resource.title, NAME_MAX),
        [one] => one.clone(),
        [one, other] => format!("{one}, {other}"),
        [first, ..] => format!("{first} et al."),
    };
    let whole = format!("{} · {author}", resource.title);
    if utf16(&whole) <= NAME_MAX {
        return whole;
    }
    let author = cut_at_word(&author, NAME_MAX / 2);
    let room = NAME_MAX - utf16(&author) - utf16(" · ");
    format!("{} · {author}", cut_at_word(&resource.title, room))
}

/// The body of the opening post, with its stamp.
pub(super) fn opening(look: &Look<'_>) -> Result<Value, Trouble> {
    let catalogue = look.app.views.catalogue();
    let mut message = card::opening(&look.resource, &catalogue, &look.app.community);
    stamp::put(&mut message, &stamp::of(look.first()));
    render::message(&message).map_err(|err| {
        tracing::error!(error = &err as &dyn std::error::Error, "an opening post does not fit");
        Trouble::Discord(Error::Unfit("the opening post exceeds a limit of Discord's"))
    })
}

/// Where the discussion is, and how it stands.
pub(super) fn here(guild: GuildId, resource: &Resource, place: &Place) -> Message {
    let state = match (place.locked, place.archived) {
        (true, _) => "\nIt is locked: only moderators can write in it or open it again.",
        (false, true) => "\nIt has been quiet for a while; it opens again when someone writes.",
        (false, false) => "",
    };
    let text = format!("{} is discussed here: <#{}>{state}", title(resource), place.thread);
    let url = format!("https://discord.com/channels/{guild}/{}", place.thread);
    Message::aside(text).row(Row::Buttons(vec![Button::link("Go to the discussion", url)]))
}

/// The asker cannot see the channel that the discussion is in.
pub(super) fn out_of_sight(resource: &Resource) -> Message {
    Message::aside(format!(
        "{} has its discussion in a channel that you cannot see. A moderator can let you in.",
        title(resource)
    ))
}

/// People deleted it; opening another one is a choice.
pub(super) fn deleted(resource: &Resource) -> Message {
    let anew = Button::plain("Open anew", CustomId::new("discuss.anew", [&resource.slug]));
    Message::aside(format!("The discussion of {} was deleted.", title(resource)))
        .row(Row::Buttons(vec![anew.styled(Style::Primary)]))
}

/// The work left the library between the question and the answer.
pub(super) fn not_in_the_library() -> Message {
    Message::aside("That work is no longer in the library, so there is no discussion to open.")
}

/// The bot cannot see the discussion that it has opened once.
pub(super) fn hidden_from_me(resource: &Resource, channel: ChannelId) -> Message {
    Message::aside(format!(
        "{} has its discussion in <#{channel}>, which I can no longer see. A moderator can give me **View Channel** there.",
        title(resource)
    ))
}

/// The bot lacks permissions where the discussion would be opened.
pub(super) fn i_lack(resource: &Resource, channel: ChannelId, lacking: Permissions) -> Message {
    Message::aside(format!(
        "I cannot open the discussion of {} in <#{channel}>: I lack {} there. A moderator can give me that in the \
         channel's settings, under Permissions; then it is opened by itself.",
        title(resource),
        list(lacking)
    ))
}

/// The asker may not open threads where they ask, and no other place is set.
pub(super) fn you_lack(resource: &Resource, lacking: Permissions) -> Message {
    Message::aside(format!(
        "{} has no discussion yet, and you cannot open one here: you lack {} in this channel. A moderator can set a place \
         for discussions with `/settings discussions`.",
        title(resource),
        list(lacking)
    ))
}

/// The channel is gone.
pub(super) fn place_gone(resource: &Resource, set: bool) -> Message {
    let what = if set { "the channel set for discussions" } else { "the channel you asked in" };
    Message::aside(format!(
        "{} has no discussion yet, and {what} no longer exists. A moderator can set a place with `/settings discussions`.",
        title(resource)
    ))
}

/// The channel is of a kind that holds no threads.
pub(super) fn wrong_kind(resource: &Resource, channel: ChannelId, set: bool) -> Message {
    let hint = if set {
        "A moderator can set another place with `/settings discussions`."
    } else {
        "Please ask in a text channel, or have a moderator set a place with `/settings discussions`."
    };
    Message::aside(format!(
        "{} has no discussion yet, and none can be opened in <#{channel}>: that takes a text channel or a forum. {hint}",
        title(resource)
    ))
}

/// The forum takes no post without a tag, and none fits.
pub(super) fn needs_a_tag(resource: &Resource, forum: ChannelId) -> Message {
    Message::aside(format!(
        "{} has no discussion yet. The forum <#{forum}> takes no post without a tag, and it has none for this work's \
         topics that I may set. A moderator can add one, or make tags optional there.",
        title(resource)
    ))
}

/// The guild is full.
fn too_many_threads(resource: &Resource) -> Message {
    Message::aside(format!(
        "The discussion of {} cannot be opened now: this server has as many open threads as Discord allows. A moderator \
         can close some; then please ask again.",
        title(resource)
    ))
}

/// A refused call as words, if it was refused for want of a permission or a tag: something changed since the channel
/// was looked at.
pub(super) fn denied(look: &Look<'_>, channel: theirs::ChannelId, err: Error) -> Trouble {
    let channel = ChannelId::new(channel.get());
    match err.code() {
        Some(Code::MISSING_ACCESS) => {
            look.shut(channel, Permissions::VIEW_CHANNEL);
            Trouble::told(i_lack(&look.resource, channel, Permissions::VIEW_CHANNEL).at(channel))
        }
        Some(Code::MISSING_PERMISSIONS) => {
            look.shut(channel, Permissions::empty());
            Trouble::told(not_let(&look.resource, channel).at(channel))
        }
        Some(Code::TOO_MANY_THREADS) => Trouble::told(too_many_threads(&look.resource)),
        Some(Code::TAG_REQUIRED) => Trouble::told(needs_a_tag(&look.resource, channel)),
        _ => err.into(),
    }
}

/// The same as before for one more who asks, without another look.
pub(super) fn closed(resource: &Resource, channel: ChannelId, missing: Permissions) -> Message {
    if missing.is_empty() { not_let(resource, channel) } else { i_lack(resource, channel, missing) }
}

fn not_let(resource: &Resource, channel: ChannelId) -> Message {
    Message::aside(format!(
        "Discord does not let me open the discussion of {} in <#{channel}>. A moderator can see in `/settings show` what \
         I lack there; once I have it, it is opened by itself.",
        title(resource)
    ))
}

fn title(resource: &Resource) -> String {
    format!("**{}**", escape(&resource.title))
}

/// `**A**`, `**A** and **B**`, `**A**, **B** and **C**`.
fn list(permissions: Permissions) -> String {
    let names: Vec<_> = permissions::names(permissions).iter().map(|it| format!("**{it}**")).collect();
    match names.as_slice() {
        [] => "a permission".to_owned(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use crate::library::resource::Slug;

    fn by(title: &str, authors: &[&str]) -> Resource {
        let mut resource = Resource::bare(Slug::try_from("x").unwrap(), title);
        resource.authors = authors.iter().map(|&it| it.to_owned()).collect();
        resource
    }

    #[test]
    fn a_discussion_is_named_by_title_and_author() {
        assert_eq!(name(&by("Atlas", &["Ann Lee"])), "Atlas · Ann Lee");
        assert_eq!(name(&by("Atlas", &["Ann Lee", "Bo Day"])), "Atlas · Ann Lee, Bo Day");
        assert_eq!(name(&by("Atlas", &["Ann Lee", "Bo Day", "Cy Fox"])), "Atlas · Ann Lee et al.");
        assert_eq!(name(&by("Atlas", &[])), "Atlas");
    }

    #[test]
    fn a_long_name_is_cut_at_a_word_before_the_author() {
        let long = name(&by(&"harbour 🌊 ".repeat(30), &["Ann Lee"]));
        assert!(long.ends_with("… · Ann Lee"), "{long}");
        assert!((85..=NAME_MAX).contains(&utf16(&long)), "{long}");
        let both = name(&by(&"t".repeat(200), &[&"n".repeat(200)]));
        assert_eq!(utf16(&both), NAME_MAX);
        assert!(utf16(&name(&by(&"t ".repeat(100), &[]))) <= NAME_MAX);
    }

    #[test]
    fn permissions_are_listed_as_people_do() {
        let two = Permissions::SEND_MESSAGES | Permissions::VIEW_CHANNEL;
        assert_eq!(list(Permissions::EMBED_LINKS), "**Embed Links**");
        assert_eq!(list(two), "**View Channel** and **Send Messages**");
        assert_eq!(
            list(two | Permissions::EMBED_LINKS),
            "**View Channel**, **Send Messages** and **Embed Links**"
        );
    }
}
