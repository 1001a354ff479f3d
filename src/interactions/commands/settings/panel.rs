//! The set-up panel: what is set, what the bot lacks for it and how to mend that, and the pickers to change it.

use serenity::model::Permissions;

use crate::discord::permissions::names;
use crate::domain::effect::Checked;
use crate::domain::guild::Guild;
use crate::domain::ids::{ChannelId, RoleId};
use crate::domain::reply::{Button, Message, Picker, Row, Style};
use crate::interactions::custom_id::CustomId;

/// Picks the channel.
pub(super) const PLACE: &str = "settings.place";
/// Clears the channel.
pub(super) const ANYWHERE: &str = "settings.anywhere";
/// Picks the role.
pub(super) const ROLE: &str = "settings.role";
/// Clears the role.
pub(super) const NO_ROLE: &str = "settings.norole";

/// What became of something that the settings name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// Nothing is set; for the channel, how it stands with the one that was asked from, if that is known.
    Unset(Option<Checked>),
    /// It is there.
    There(Standing),
    /// It was deleted.
    Gone,
}

/// How the bot stands with something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// What it lacks there; nothing for a role.
    pub missing: Permissions,
}

/// The panel's content.
#[derive(Clone, Debug)]
pub struct Panel {
    /// What just changed, in words.
    pub note: Option<String>,
    /// What is set.
    pub settings: Guild,
    /// What became of the channel.
    pub place: Found,
    /// What became of the role.
    pub role: Found,
}

impl Panel {
    /// The panel for the asker alone; `bot` is the application, as people find it among the integrations.
    pub fn message(&self, bot: u64) -> Message {
        let mut parts = Vec::new();
        parts.extend(self.note.clone());
        parts.push(self.about_place());
        parts.push(self.about_role(bot));
        let place = self.settings.place.filter(|_| self.place != Found::Gone);
        let role = self.settings.moderators.filter(|_| self.role != Found::Gone);
        Message::aside(parts.join("\n\n"))
            .row(Row::PickChannel(Picker {
                id: CustomId::new::<&str>(PLACE, []).into(),
                placeholder: "Where discussions open".to_owned(),
                chosen: place.map(|it| it.channel.get()),
            }))
            .row(Row::PickRole(Picker {
                id: CustomId::new::<&str>(ROLE, []).into(),
                placeholder: "Who else moderates".to_owned(),
                chosen: role.map(RoleId::get),
            }))
            .row(Row::Buttons(vec![
                clearing("Where people ask", ANYWHERE, self.settings.place.is_none()),
                clearing("No role", NO_ROLE, self.settings.moderators.is_none()),
            ]))
    }

    fn about_place(&self) -> String {
        let (set, found) = (self.settings.place, self.place);
        let head = match set {
            Some(place) => format!("**New discussions open in** <#{}>.", place.channel),
            None => "**New discussions open** in the channel where somebody asks for one.".to_owned(),
        };
        let lacks = match (set, found) {
            (Some(_), Found::Gone) => {
                "That channel was deleted. Until another is chosen, no discussion can be opened.".to_owned()
            }
            (Some(place), Found::There(standing)) => lacking(place.channel, standing.missing),
            (None, Found::Unset(Some(here))) => {
                lacking(here.channel, Permissions::from_bits_truncate(here.missing))
            }
            _ => return head,
        };
        format!("{head}\n{lacks}")
    }

    fn about_role(&self, bot: u64) -> String {
        match (self.settings.moderators, self.role) {
            (None, _) => "**Moderators** are those who may manage messages.".to_owned(),
            (Some(_), Found::Gone) => {
                "**Moderators** are those who may manage messages. The role that was set was deleted."
                    .to_owned()
            }
            (Some(role), _) => format!(
                "**Moderators** are those who may manage messages, and <@&{role}>.\n\
                 Discord shows `/moderate` only to the former until somebody changes that:\n\
                 1. Open Server Settings → Integrations and choose <@{bot}>.\n\
                 2. Choose `/moderate`, then Add Roles or Members, and add <@&{role}>."
            ),
        }
    }
}

/// What is missing in a channel, each with its mending.
fn lacking(channel: ChannelId, missing: Permissions) -> String {
    if missing.is_empty() {
        return format!("I have every permission that I need in <#{channel}>.");
    }
    // Who cannot see a channel lacks everything there; what else is denied shows once it can be seen.
    let hidden = missing.contains(Permissions::VIEW_CHANNEL);
    let first = if hidden { Permissions::VIEW_CHANNEL } else { missing };
    let list: Vec<String> = names(first)
        .into_iter()
        .map(|name| {
            format!(
                "- I lack **{name}** in <#{channel}>: in its settings, under Permissions, allow it for me or a role of mine."
            )
        })
        .collect();
    let more = if hidden { "\nAfter that, look here again: more may be missing." } else { "" };
    format!("{}{more}", list.join("\n"))
}

/// A button that clears a setting; green while nothing is set.
fn clearing(label: &str, kind: &str, in_force: bool) -> Button {
    let button = Button::plain(label, CustomId::new::<&str>(kind, []));
    if in_force { button.styled(Style::Success) } else { button }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::guild::Place;

    fn panel(place: Found, role: Found) -> String {
        let settings = Guild {
            place: Some(Place { channel: ChannelId::new(5), forum: false }),
            moderators: Some(RoleId::new(6)),
            ..Guild::default()
        };
        Panel { note: None, settings, place, role }.message(9).text
    }

    fn there(missing: Permissions) -> Found {
        Found::There(Standing { missing })
    }

    #[test]
    fn each_missing_permission_comes_with_its_channel_and_mending() {
        let missing = Permissions::SEND_MESSAGES | Permissions::EMBED_LINKS;
        let text = panel(there(missing), there(Permissions::empty()));
        for name in ["Send Messages", "Embed Links"] {
            assert!(text.contains(&format!("- I lack **{name}** in <#5>: in its settings")), "{text}");
        }
        assert_eq!(text.matches("I lack").count(), 2, "{text}");
        assert!(!text.contains("every permission"), "{text}");
    }

    #[test]
    fn a_hidden_channel_is_said_to_be_hidden_and_nothing_more() {
        let text = panel(there(Permissions::all()), there(Permissions::empty()));
        assert_eq!(text.matches("I lack").count(), 1, "{text}");
        assert!(text.contains("View Channel") && text.contains("look here again"), "{text}");
    }

    #[test]
    fn a_set_role_comes_with_the_steps_by_which_it_sees_the_command() {
        let text = panel(there(Permissions::empty()), there(Permissions::empty()));
        assert!(text.contains("Server Settings → Integrations") && text.contains("<@&6>"), "{text}");
        assert!(text.contains("I have every permission that I need in <#5>"), "{text}");
    }

    #[test]
    fn what_was_deleted_is_said_and_no_longer_chosen() {
        let settings = Guild {
            place: Some(Place { channel: ChannelId::new(5), forum: true }),
            moderators: Some(RoleId::new(6)),
            ..Guild::default()
        };
        let message = Panel { note: None, settings, place: Found::Gone, role: Found::Gone }.message(9);
        assert_eq!(message.text.matches("was deleted").count(), 2, "{}", message.text);
        for row in &message.rows {
            if let Row::PickChannel(picker) | Row::PickRole(picker) = row {
                assert_eq!(picker.chosen, None);
            }
        }
    }
}
