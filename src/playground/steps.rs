//! What a visitor may try first: the same words in the terminal, on the page and in the README.

use std::path::Path;

use crate::store::open::absolute;

/// The steps of everybody, in their order.
const STEPS: [&str; 5] = [
    "Look something up: type `/resource desining data` (half a title will do, even misspelled), then press Read more on its card",
    "Talk about it: press Discuss, then Go to the discussion, and write something",
    "Say what it did for you: press Give feedback, or type `/feedback` there and Enter twice; tap a rating, add a comment",
    "Be somebody else: switch to moderator at the top right, type `/moderate export` and Enter twice, and download the file",
    "Look behind it: open Behind the scenes at the top right, switch a fault on or kill the bot, and go on",
];

/// All steps; a curator's comes last if the library's files are watched, in `watched`.
pub fn steps(watched: Option<&Path>) -> Vec<String> {
    let edit = watched.map(|folder| {
        format!("Edit a work: change a file in {} and look at its card again", absolute(folder).display())
    });
    STEPS.into_iter().map(str::to_owned).chain(edit).collect()
}
