//! `/feedback` and its panel: readers say what a work did for them.

pub mod refused;

use athenaeum::domain::entry::Rating;
use athenaeum::domain::ids::{GuildId, ResourceKey};
use athenaeum::library::resource::Slug;

use crate::support::Room;

const COMMENT: &str = "What did it do for you?";
const SHIFT: &str = "Which shift did you notice?";

#[tokio::test]
async fn every_tap_is_recorded_at_once_and_shown() {
    let room = Room::open().await;
    let panel = room.ann.slash("general", "/feedback name:thinking-in-systems").await;
    insta::assert_snapshot!(panel.text(), @"
    **Thinking in Systems**
    Nothing is recorded here yet: every tap is saved at once. What you gave before is in `/my feedback`.
    [Changed how I think] [Very useful] [Useful] [Somewhat useful] [Not for me]
    ⟨Which shift did you notice? ▾⟩ events one at a time · blaming whoever acted last · cause and effect in a line · behaviour seen over time · structure as the source of trouble · loops, delays and stocks · humility about prediction
    ⟨This is … (an insight unless you choose) ▾⟩ An insight · My experience · A question · Something is wrong here · An idea
    [Add a comment] [Stay anonymous] (Add another) (Withdraw)
    (only you can see this)
    ");
    assert!(panel.try_press("Withdraw").await.is_err(), "there is nothing to take back yet");
    let panel = panel.press("Very useful").await;
    let panel = panel.press("Changed how I think").await;
    let panel = panel.pick(SHIFT, "loops, delays and stocks").await;
    let panel = panel.pick("This is …", "My experience").await;
    let form = panel.press("Add a comment").await.form();
    insta::assert_snapshot!(form.text(), @"
    ╭ Your comment
    │ What did it do for you? *
    │ ▏(A thought, a doubt, something that changed …)
    │   up to 2000 characters
    ╰ [Cancel] [Submit]
    ");
    let panel = form.fill(COMMENT, "I drew the loop.\n# And saw it, *twice*.").submit().await;
    insta::assert_snapshot!(panel.text(), @"
    **Thinking in Systems** · your feedback #1
    Changed how I think · My experience
    Noticed: toward loops, delays and stocks
    ┃ I drew the loop.
    ┃ # And saw it, *twice*.
    [Changed how I think] [Very useful] [Useful] [Somewhat useful] [Not for me]
    ⟨Which shift did you notice? ▾⟩ events one at a time · blaming whoever acted last · cause and effect in a line · behaviour seen over time · structure as the source of trouble · ✓ loops, delays and stocks · humility about prediction
    ⟨This is … ▾⟩ An insight · ✓ My experience · A question · Something is wrong here · An idea
    [Edit the comment] [Stay anonymous] [Add another] [Withdraw]
    (only you can see this)
    ");
    assert_eq!(rated(&room)[Rating::ChangedMyThinking as usize], 1);
    let styles: Vec<_> = panel.json()["components"][0]["components"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["style"].clone())
        .collect();
    assert_eq!(styles, [3, 2, 2, 2, 2], "the chosen rating stands out");
    assert!(!room.bo.sees("general").contains("Thinking in Systems"), "it is nobody else's");
    room.close().await;
}

#[tokio::test]
async fn options_record_at_once() {
    let room = Room::open().await;
    let line = "/feedback name:Thinking in Systems rating:4 kind:A question shift:Cause and effect in a line comment:Why?";
    let panel = room.ann.slash("general", line).await;
    insta::assert_snapshot!(panel.text(), @"
    **Thinking in Systems** · your feedback #1
    Very useful · A question
    Noticed: away from cause and effect in a line
    ┃ Why?
    [Changed how I think] [Very useful] [Useful] [Somewhat useful] [Not for me]
    ⟨Which shift did you notice? ▾⟩ events one at a time · blaming whoever acted last · ✓ cause and effect in a line · behaviour seen over time · structure as the source of trouble · loops, delays and stocks · humility about prediction
    ⟨This is … ▾⟩ An insight · My experience · ✓ A question · Something is wrong here · An idea
    [Edit the comment] [Stay anonymous] [Add another] [Withdraw]
    (only you can see this)
    ");
    let form = panel.press("Edit the comment").await.form();
    assert_eq!(form.value(COMMENT).unwrap(), "Why?");
    let panel = form.fill(COMMENT, "Why not?").submit().await;
    assert!(panel.text().contains("┃ Why not?"), "{}", panel.text());
    assert_eq!(room.count("SELECT COUNT(*) FROM words").await, 1, "the old words are erased");
    room.close().await;
}

#[tokio::test]
async fn add_another_begins_another_entry_and_the_newest_rating_stands() {
    let room = Room::open().await;
    let panel = room.ann.slash("general", "/feedback name:thinking-in-systems rating:2").await;
    assert_eq!(rated(&room), [0, 1, 0, 0, 0]);
    let another = panel.press("Add another").await.press("Useful").await;
    assert!(another.text().contains("your feedback #2\nUseful"), "{}", another.text());
    assert!(panel.text().contains("your feedback #1\nSomewhat useful"), "{}", panel.text());
    assert_eq!(rated(&room), [0, 0, 1, 0, 0]);
    let taken_back = another.press("Withdraw").await;
    insta::assert_snapshot!(taken_back.text(), @"
    ╭ Athenaeum: **Thinking in Systems** · your feedback #1
    Your feedback #2 is withdrawn. Its words are erased.
    [Add another]
    (only you can see this)
    ");
    assert_eq!(rated(&room), [0, 1, 0, 0, 0]);
    room.close().await;
}

#[tokio::test]
async fn two_quick_taps_fill_one_entry() {
    let room = Room::open().await;
    let panel = room.ann.slash("general", "/feedback name:thinking-in-systems").await;
    let kind = panel.pick("This is … (an insight unless you choose)", "A question");
    let (first, second) = tokio::join!(panel.press("Useful"), kind);
    assert!(first.text().contains("#1") && second.text().contains("#1"), "{}", second.text());
    assert_eq!(room.count("SELECT COUNT(*) FROM entry").await, 1);
    let mine = room.ann.slash("general", "/my feedback").await;
    assert!(mine.text().contains("Useful · A question"), "{}", mine.text());
    room.close().await;
}

#[tokio::test]
async fn a_panel_outlives_the_bot() {
    let room = Room::open().await;
    let fresh = room.ann.slash("general", "/feedback name:thinking-in-systems").await;
    let begun = room.ann.slash("general", "/feedback name:deep-work rating:4").await;
    let room = room.crash().await;
    let fresh = fresh.press("Useful").await;
    assert!(fresh.text().contains("your feedback #2"), "{}", fresh.text());
    let begun = begun.press("Not for me").await;
    assert!(begun.text().contains("your feedback #1\nNot for me"), "{}", begun.text());
    room.close().await;
}

#[tokio::test]
async fn in_a_discussion_the_name_may_be_left_out() {
    let room = Room::open().await;
    room.ann.slash("general", "/discuss name:thinking-in-systems").await.settled().await;
    let thread = "Thinking in Systems · Donella H. Meadows";
    let panel = room.bo.slash(thread, "/feedback").await;
    assert!(
        panel.text().contains("**Thinking in Systems**\nNothing is recorded here yet"),
        "{}",
        panel.text()
    );
    let shifts = room.bo.type_in(thread, "/feedback shift:blaming").await;
    assert_eq!(
        shifts.iter().map(|it| &*it.name).collect::<Vec<_>>(),
        ["away from blaming whoever acted last"]
    );
    room.bo.sees(thread);
    room.ann.sees("general");
    room.close().await;
}

#[tokio::test]
async fn elsewhere_a_select_asks_which_work_and_hands_the_words_back() {
    let room = Room::open().await;
    room.bo.slash("general", "/feedback name:working-knowledge rating:3").await.text();
    let asked = room.ann.slash("general", "/feedback comment:It moved me").await;
    let text = asked.text();
    let question = "Which work is it about? Nothing is recorded yet. Choose one; if it is not listed, name it with `/feedback name:`.\n";
    assert!(text.starts_with(question), "{text}");
    assert!(text.contains("⟨Choose a work ▾⟩ Working Knowledge · "), "the recent one comes first: {text}");
    assert!(text.contains("Your words, to copy") && text.contains("It moved me"), "{text}");
    let panel = asked.pick("Choose a work", "Working Knowledge · Davenport, Prusak").await;
    assert!(panel.text().contains("your feedback #2\nAn insight\n┃ It moved me"), "{}", panel.text());
    assert_eq!(room.count("SELECT COUNT(*) FROM entry").await, 2);
    room.close().await;
}

#[tokio::test]
async fn a_name_that_fits_several_is_asked_back_and_hands_the_words_back() {
    let room = Room::open().await;
    let asked = room.ann.slash("general", "/feedback name:thinking comment:It moved me").await;
    let text = asked.text();
    assert!(text.contains("Did you mean one of these?") && text.contains("It moved me"), "{text}");
    let panel = asked.press("Thinking in Systems · Meadows").await;
    assert!(panel.text().contains("your feedback #1\nAn insight\n┃ It moved me"), "{}", panel.text());
    let veiled = room.ann.slash("general", "/feedback name:thinking anonymous:true").await;
    let panel = veiled.press("Thinking in Systems · Meadows").await;
    assert!(panel.text().contains("Nothing is recorded here yet"), "{}", panel.text());
    assert!(panel.text().contains("You stay anonymous."), "{}", panel.text());
    assert_eq!(room.count("SELECT COUNT(*) FROM entry").await, 1);
    room.close().await;
}

#[tokio::test]
async fn the_words_are_recorded_once_the_work_is_known_and_never_over_newer_ones() {
    let room = Room::open().await;
    let words = "It moved me: ``` *so* `` much";
    let asked = room.ann.slash("general", &format!("/feedback name:thinking comment:{words} rating:5")).await;
    let panel = asked.press("Thinking in Systems · Meadows").await;
    assert!(panel.text().contains("your feedback #1\nChanged how I think"), "{}", panel.text());
    let form = panel.press("Edit the comment").await.form();
    assert_eq!(form.value(COMMENT).as_deref(), Some(words), "as it was typed");
    form.fill(COMMENT, "On second thought").submit().await.text();
    let twice = asked.press("Thinking in Systems · Meadows").await;
    assert!(twice.text().contains("your feedback #1\nChanged how I think"), "{}", twice.text());
    assert_eq!(room.count("SELECT COUNT(*) FROM words WHERE body = 'On second thought'").await, 1);
    assert_eq!(room.count("SELECT COUNT(*) FROM entry").await, 1);
    room.close().await;
}

#[tokio::test]
async fn words_over_the_limit_go_on_from_the_question_which_work() {
    let room = Room::open().await;
    for _ in 0..3 {
        room.ann.slash("general", "/feedback name:deep-work rating:3").await.text();
    }
    let asked = room.ann.slash("general", "/feedback comment:Late words rating:4").await;
    let refused = asked.pick("Choose a work", "Domain-Driven Design · Evans").await;
    let text = refused.text();
    assert!(text.contains("within ten minutes") && text.contains("Late words"), "{text}");
    room.advance(std::time::Duration::from_secs(601));
    let panel = refused.press("Try again").await.form().submit().await;
    assert!(panel.text().contains("#4\nVery useful · An insight\n┃ Late words"), "{}", panel.text());
    room.close().await;
}

#[tokio::test]
async fn what_was_asked_for_is_recorded_once_the_work_is_known() {
    let room = Room::open().await;
    let shift = room.ann.type_in("general", "/feedback name:thinking-in-systems shift:loops").await;
    let line = format!("/feedback name:thinking rating:5 kind:question shift:{}", shift[0].value);
    let asked = room.ann.slash("general", &line).await;
    for press in ["once", "twice"] {
        let panel = asked.press("Thinking in Systems · Meadows").await.text();
        for part in ["your feedback #1", "Changed how I think · A question", "Noticed: toward loops"] {
            assert!(panel.contains(part), "{press}: {panel}");
        }
    }
    let asked = room.bo.slash("general", "/feedback rating:4 anonymous:true shift:in my own words").await;
    assert!(asked.text().contains("The shift can be chosen after that."), "{}", asked.text());
    let panel = asked.pick("Choose a work", "Thinking in Systems · Meadows").await.text();
    assert!(panel.contains("Very useful") && panel.contains("You stay anonymous."), "{panel}");
    assert_eq!(room.count("SELECT COUNT(*) FROM entry").await, 2);
    room.close().await;
}

#[tokio::test]
async fn shifts_come_up_while_typing() {
    let room = Room::open().await;
    let all = room.ann.type_in("general", "/feedback name:thinking-in-systems shift:").await;
    assert_eq!(all.len(), 7);
    let some = room.ann.type_in("general", "/feedback name:thinking-in-systems shift:LOOPS").await;
    assert_eq!(some[0].name, "toward loops, delays and stocks");
    let line = format!("/feedback name:thinking-in-systems shift:{}", some[0].value);
    let panel = room.ann.slash("general", &line).await;
    assert!(panel.text().contains("Noticed: toward loops, delays and stocks"), "{}", panel.text());
    for line in ["/feedback shift:loops", "/feedback name:thinking shift:loops"] {
        let none = room.ann.type_in("general", line).await;
        let names: Vec<_> = none.iter().map(|it| &*it.name).collect();
        assert_eq!(names, ["Choose a work in name first"], "{line}");
    }
    assert_eq!(room.ann.type_in("general", "/feedback name:meadows").await.len(), 2);
    room.close().await;
}

#[tokio::test]
async fn what_readers_type_pings_nobody_and_formats_nothing() {
    let room = Room::open().await;
    room.discord.insist_on_allowed_mentions();
    let words = "@everyone @here <@1> <@&2> **bold** [x](https://a.example) ||s|| \u{202e}turned";
    let line = format!("/feedback name:deep-work comment:{words}");
    let panel = room.ann.slash("general", &line).await;
    assert_eq!(panel.pings(), Vec::<String>::new());
    let shown = words.replace('\u{202e}', "");
    assert!(panel.text().contains(&shown), "{}", panel.text());
    room.close().await;
}

#[tokio::test]
async fn forged_buttons_reach_nobody_elses_entries() {
    let room = Room::open().await;
    room.ann.slash("general", "/feedback name:deep-work rating:4").await.text();
    let card = room.bo.slash("general", "/resource name:deep-work").await;
    room.bo.sees("general");
    let on = card.said().unwrap();
    for id in [
        "rate:1:entry:1:1",
        "comment:1:entry:1",
        "anonymous:1:entry:1",
        "withdraw:1:entry:1",
        "show:1:entry:1",
    ] {
        let refused = room.bo.forges_press(&on, &format!("feedback.{id}")).await;
        let text = refused.text();
        assert!(
            text.ends_with("\nThere is no entry #1 of yours here.\n(only you can see this)"),
            "{id}: {text}"
        );
    }
    for id in [
        "rate:1",
        "rate:1:new:deep-work:6",
        "rate:1:new:no-such:3",
        "rate:9:entry:x:3",
        "shift:1:new:deep-work",
        "open:1",
    ] {
        let refused = room.bo.forges_press(&on, &format!("feedback.{id}")).await;
        assert!(refused.is_private() && refused.said() != Some(on), "{id}: {}", refused.text());
    }
    let own = room.bo.forges_press(&on, "feedback.rate:1:new:deep-work:3").await;
    assert!(own.is_private(), "a panel never takes the place of what everyone sees");
    assert_eq!(room.count("SELECT COUNT(*) FROM entry").await, 2);
    room.close().await;
}

/// How many readers gave each rating of Thinking in Systems, as the card would say it.
fn rated(room: &Room) -> [u64; 5] {
    let guild = GuildId::new(room.guild.id().0);
    let work = ResourceKey::shared(Slug::try_from("thinking-in-systems").unwrap());
    room.bot.views().guild(guild).tally(&work).ratings
}
