//! The link by which a guild takes the bot in, with no permission beyond what it uses.

use serenity::model::id::ApplicationId;

use crate::discord::permissions::ASKED_FOR;

/// The link (Discord: `OAuth2`, Bot Authorization Flow).
pub(super) fn link(application: ApplicationId) -> String {
    let bits = ASKED_FOR.bits();
    format!(
        "https://discord.com/oauth2/authorize?client_id={application}&scope=bot%20applications.commands&permissions={bits}"
    )
}

#[cfg(test)]
mod tests {
    use serenity::model::Permissions;

    use super::*;

    #[test]
    fn it_asks_for_nothing_that_moderates() {
        let much = Permissions::ADMINISTRATOR
            | Permissions::MANAGE_GUILD
            | Permissions::MANAGE_CHANNELS
            | Permissions::MANAGE_ROLES
            | Permissions::MANAGE_MESSAGES
            | Permissions::MANAGE_THREADS
            | Permissions::MENTION_EVERYONE;
        assert!((ASKED_FOR & much).is_empty());
        assert_eq!(
            link(ApplicationId::new(7)),
            "https://discord.com/oauth2/authorize?client_id=7&scope=bot%20applications.commands&permissions=309237763072"
        );
    }
}
