//! What a visitor may try first: the same words in the terminal and on the page.

use std::path::Path;

use crate::store::open::absolute;

/// The steps, in their order. `watched` is the library's folder, if its files are watched.
pub fn steps(watched: Option<&Path>) -> [String; 5] {
    let last = match watched {
        Some(folder) => {
            format!("Edit a work: change a file in {} and look again", absolute(folder).display())
        }
        None => "Break something: switch a fault on at the side, or kill the bot, and go on".to_owned(),
    };
    [
        "Look something up: type /resource desining data (half a title will do), and press Read more".to_owned(),
        "Talk about it: press Discuss, follow the link, and write something".to_owned(),
        "Say what it did: type /feedback there, or press Give feedback on the card; tap a rating, add a comment"
            .to_owned(),
        "Be somebody else: switch to moderator at the top right, and type /moderate export".to_owned(),
        last,
    ]
}
