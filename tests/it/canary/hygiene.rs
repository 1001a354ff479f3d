//! One long scene, heard at the most talkative filter: no secret, no word and no name is in the log, and nobody is
//! notified who was not named.

use discord_simulator::Member;

use super::house::House;
use super::marks::Marks;
use crate::support::Room;

#[tokio::test]
async fn no_secret_no_word_and_no_name_is_logged() {
    let mut room = Room::open_overheard().await;
    room.discord.insist_on_allowed_mentions();
    for part in ["a request failed", "was not delivered"] {
        room.bot.expect_logged(part);
    }
    let mut house = House::build(&room);
    house.live(&room).await;
    let outsider = room.guild.member(&house.marks.new_in("the name of somebody who meets failures"));
    fail(&room, &outsider, &mut house.marks).await;

    let mut secrets = Marks::default();
    secrets.add("the bot's token", room.application.token());
    for token in room.discord.interaction_tokens() {
        secrets.add("an interaction's token", token);
    }
    assert!(secrets.places().len() > 50, "the scene was short");
    let pings: Vec<String> = room.discord.pings().into_iter().map(|(name, _)| name).collect();
    assert_eq!(pings.len(), 1, "only the one who was named: {pings:?}");
    let logged = room.bot.logged();
    house.look_around();
    outsider.sees("general");
    room.close().await;

    let text = logged.text();
    assert!(text.contains(" DEBUG ") || text.contains(" TRACE "), "nothing quiet was heard: {text}");
    for line in text.lines() {
        let found = [house.marks.in_text(line), secrets.in_text(line)].concat();
        assert_eq!(found, Vec::<&str>::new(), "logged: {line}");
    }
}

/// What goes wrong, goes wrong over somebody's words.
async fn fail(room: &Room, by: &Member, marks: &mut Marks) {
    let panel = by.slash("general", "/feedback name:deep-work").await;
    let form = panel.press("Add a comment").await.form();
    room.break_words().await;
    let words = marks.new_in("words that could not be saved");
    let answer = form.fill("What did it do for you?", &words).submit().await;
    assert!(answer.text().contains(&words), "{}", answer.text());
    room.mend_words().await;

    room.discord.faults().fail("POST /interactions/*/*/callback", 2, 500);
    let words = marks.new_in("words whose receipt was lost");
    let lost = by.try_slash("general", &format!("/feedback name:deep-work comment:{words}")).await.unwrap();
    lost.text();
    room.discord.faults().clear();
    let on = panel.said().unwrap();
    let words = marks.new_in("words in a button of nobody's");
    for id in [words.clone(), format!("feedback.rate:1:{words}:1"), format!("card.more:1:{words}")] {
        by.forges_press(&on, &id).await.text();
    }
    let words = marks.new_in("words in a form of nobody's");
    by.forges_form(&on, "keep.search:1:9", &[("work", &words)]).await.text();
    by.says("general", &marks.new_in("words to nobody in particular")).await;
}
