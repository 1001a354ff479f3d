//! `/help`: newcomers and staff find out what there is.

use athenaeum::interactions::command::Policy;
use athenaeum::interactions::registry;

use crate::support::Room;

#[tokio::test]
async fn readers_are_told_what_is_theirs_with_an_example_each() {
    let room = Room::open().await;
    let help = room.ann.slash("general", "/help").await;
    assert!(help.is_private());
    let text = help.text();
    for part in ["The Harbour Library", "Learn", "Explore", "Connect", "28 works"] {
        assert!(text.contains(part), "{part:?} is missing:\n{text}");
    }
    let embeds = help.json()["embeds"].as_array().unwrap().clone();
    for part in ["Learn", "Explore", "Connect"] {
        let embed = embeds.iter().find(|it| it["title"] == part).unwrap();
        let told = embed["description"].as_str().unwrap();
        assert!(told.contains("For example: `/"), "{part} has no example:\n{told}");
    }
    for domain in ["Learning Experiences", "Patterns & Temporal Intelligence", "Thinking Systems"] {
        assert!(text.contains(domain), "{domain:?} is missing:\n{text}");
    }
    for command in registry::COMMANDS.iter().filter(|it| it.part().is_some()) {
        let shape = command.shape();
        let theirs = command.policy() == Policy::Everyone;
        assert_eq!(text.contains(shape.example), theirs, "{} is not as it should be:\n{text}", shape.name);
        assert_eq!(text.contains(shape.line), theirs, "{} is not as it should be:\n{text}", shape.name);
    }
    room.close().await;
}

#[tokio::test]
async fn staff_are_told_what_the_gate_lets_them_do() {
    let room = Room::open().await;
    let (reader, moderator, manager) = (
        room.ann.slash("general", "/help").await.text(),
        room.mo.slash("general", "/help").await.text(),
        room.gil.slash("general", "/help").await.text(),
    );
    for command in registry::COMMANDS {
        let example = command.shape().example;
        match command.policy() {
            Policy::Everyone => {}
            Policy::Moderator => {
                assert!(
                    moderator.contains(example) && manager.contains(example) && !reader.contains(example)
                );
            }
            Policy::GuildManager => {
                assert!(
                    manager.contains(example) && !moderator.contains(example) && !reader.contains(example)
                );
            }
        }
    }
    room.close().await;
}
