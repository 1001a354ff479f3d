//! The bot comes, is asked what it does not know, is killed and comes back.

use crate::support::Room;

#[tokio::test]
async fn a_room_opens_and_closes_with_nothing_left_over() {
    let room = Room::open().await;
    assert_eq!(room.bot.views().catalogue().len(), 28);
    room.close().await;
}

#[tokio::test]
async fn a_killed_bot_serves_the_library_from_its_log() {
    let room = Room::open().await;
    let before = room.bot.views().catalogue().len();
    let room = room.crash().await;
    assert_eq!(room.bot.views().catalogue().len(), before);
    room.close().await;
}
