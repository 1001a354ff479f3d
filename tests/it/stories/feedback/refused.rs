//! What cannot be recorded: said in words, and nothing that was typed is lost over it.

use athenaeum::domain::decision::{Act, Decision, Happening, Key, Moment, Needs};
use athenaeum::domain::ids::{GuildId, ResourceKey};
use athenaeum::domain::refusal::Refusal;
use athenaeum::domain::shelf::ResourceRetired;
use athenaeum::domain::state::State;
use athenaeum::library::resource::Slug;

use super::COMMENT;
use crate::support::Room;

#[tokio::test]
async fn an_unknown_shift_is_refused_with_the_list_and_the_words() {
    let room = Room::open().await;
    let line = "/feedback name:thinking-in-systems shift:nonsense comment:Keep *this*";
    let refused = room.ann.slash("general", line).await;
    insta::assert_snapshot!(refused.text(), @"
    **Thinking in Systems** has no such shift, so nothing was saved. These it has:
    • away from events one at a time
    • away from blaming whoever acted last
    • away from cause and effect in a line
    • toward behaviour seen over time
    • toward structure as the source of trouble
    • toward loops, delays and stocks
    • toward humility about prediction
    ┃ **Your words, to copy**
    ┃ ```
    ┃ Keep *this*
    ┃ ```
    ┃ **You asked for**
    ┃ Shift: nonsense
    [Try again]
    (only you can see this)
    ");
    let form = refused.press("Try again").await.form();
    let panel = form.fill(COMMENT, "Keep *this*").submit().await;
    assert!(panel.text().contains("your feedback #1\nAn insight\n┃ Keep *this*"), "{}", panel.text());
    room.close().await;
}

#[tokio::test]
async fn an_unknown_shift_loses_nothing_else_that_was_asked_for() {
    let room = Room::open().await;
    let line =
        "/feedback name:thinking-in-systems shift:in *my* words rating:3 kind:A question anonymous:true";
    let refused = room.ann.slash("general", line).await;
    insta::assert_snapshot!(refused.text(), @"
    **Thinking in Systems** has no such shift, so nothing was saved. These it has:
    • away from events one at a time
    • away from blaming whoever acted last
    • away from cause and effect in a line
    • toward behaviour seen over time
    • toward structure as the source of trouble
    • toward loops, delays and stocks
    • toward humility about prediction
    ┃ **You asked for**
    ┃ Rating: Useful
    ┃ Kind: A question
    ┃ Shift: in *my* words
    ┃ You stay anonymous.
    [Try again]
    (only you can see this)
    ");
    assert_eq!(room.count("SELECT COUNT(*) FROM entry").await, 0);
    let panel = refused.press("Try again").await;
    let text = panel.text();
    assert!(text.contains("\nUseful · A question\nYou stay anonymous."), "{text}");
    let panel = panel.pick("Which shift did you notice?", "loops, delays and stocks").await;
    assert!(panel.text().contains("Noticed: toward loops, delays and stocks"), "{}", panel.text());
    let bare = room.bo.slash("general", "/feedback name:thinking-in-systems shift:nonsense").await;
    assert!(bare.text().contains("Shift: nonsense"), "{}", bare.text());
    let panel = bare.press("Try again").await;
    assert!(
        panel.text().contains("**Thinking in Systems**\nNothing is recorded here yet"),
        "{}",
        panel.text()
    );
    assert_eq!(room.count("SELECT COUNT(*) FROM entry").await, 1);
    room.close().await;
}

#[tokio::test]
async fn a_typed_shift_comes_back_with_the_question_which_work() {
    let room = Room::open().await;
    for line in
        ["/feedback shift:from *pipes* rating:4", "/feedback name:thinking shift:from *pipes* rating:4"]
    {
        let asked = room.ann.slash("general", line).await;
        let text = asked.text();
        assert!(text.contains("You asked for") && text.contains("Shift: from *pipes*"), "{text}");
    }
    room.close().await;
}

#[tokio::test]
async fn three_entries_within_ten_minutes_and_the_words_come_back() {
    let room = Room::open().await;
    let line = "/feedback name:thinking-in-systems rating:3";
    let first = room.ann.slash("general", line).await;
    for _ in 0..2 {
        room.ann.slash("general", line).await.text();
    }
    let refused = room.ann.slash("general", "/feedback name:deep-work comment:One thing more").await;
    insta::assert_snapshot!(refused.text(), @"
    That is 3 new entries within ten minutes; the next one can begin in 10 min. Nothing was saved. What you have given already can be changed at any time.
    ┃ **Your words, to copy**
    ┃ ```
    ┃ One thing more
    ┃ ```
    [Try again]
    (only you can see this)
    ");
    assert!(first.press("Useful").await.text().contains("#1"), "taps are free");
    assert!(room.bo.slash("general", line).await.text().contains("#4"), "another reader's pace");
    let again = refused.press("Try again").await.form().fill(COMMENT, "One thing more").submit().await;
    assert!(again.text().contains("┃ One thing more"), "{}", again.text());
    room.advance(std::time::Duration::from_secs(601));
    let panel = again.press("Try again").await.form().fill(COMMENT, "One thing more").submit().await;
    assert!(panel.text().contains("your feedback #5"), "{}", panel.text());
    room.close().await;
}

#[tokio::test]
async fn what_was_chosen_survives_trying_again_with_the_words() {
    let room = Room::open().await;
    let line = "/feedback name:thinking-in-systems kind:A question rating:3 shift:nonsense comment:Why loops? anonymous:true";
    let refused = room.ann.slash("general", line).await;
    let text = refused.text();
    for part in ["Why loops?", "Rating: Useful", "Kind: A question", "Shift: nonsense", "You stay anonymous."]
    {
        assert!(text.contains(part), "{part}: {text}");
    }
    let form = refused.press("Try again").await.form();
    assert_eq!(form.value(COMMENT).as_deref(), Some("Why loops?"), "nobody has to copy it");
    let empty = form.fill(COMMENT, " \n ").submit().await;
    assert!(empty.text().contains("There was nothing in it but spaces."), "{}", empty.text());
    let panel = empty.press("Try again").await.form().fill(COMMENT, "Why *loops*?").submit().await;
    let text = panel.text();
    assert!(text.contains("\nUseful · A question\nYou stay anonymous."), "{text}");
    assert!(text.contains("┃ Why *loops*?") && !text.contains("your feedback #1\n"), "{text}");
    assert_eq!(room.count("SELECT COUNT(*) FROM entry WHERE anonymous = 1").await, 1);
    room.close().await;
}

#[tokio::test]
async fn a_limit_keeps_what_was_chosen_until_it_is_over() {
    let room = Room::open().await;
    for _ in 0..3 {
        room.ann.slash("general", "/feedback name:deep-work rating:3").await.text();
    }
    let options = "rating:5 kind:My experience shift:toward loops, delays and stocks";
    let line = format!("/feedback name:thinking-in-systems {options}");
    let silent = room.ann.slash("general", &line).await;
    assert!(silent.text().contains("You asked for"), "{}", silent.text());
    let refused = room.ann.slash("general", &format!("{line} comment:Round it goes")).await;
    let again = refused.press("Try again").await.form().submit().await;
    assert!(again.text().contains("within ten minutes"), "{}", again.text());
    room.advance(std::time::Duration::from_secs(601));
    for panel in [again.press("Try again").await.form().submit().await, silent.press("Try again").await] {
        let text = panel.text();
        assert!(text.contains("\nChanged how I think · My experience\n"), "{text}");
        assert!(text.contains("Noticed: toward loops, delays and stocks"), "{text}");
    }
    assert_eq!(room.count("SELECT COUNT(*) FROM words WHERE body = 'Round it goes'").await, 1);
    room.close().await;
}

#[tokio::test]
async fn newcomers_begin_ten_entries_on_their_first_day() {
    let room = Room::open().await;
    let new = room.guild.member("new").joined_at(room.discord.clock().now_ms());
    let line = "/feedback name:thinking-in-systems rating:3";
    for number in 1..=10 {
        let panel = new.slash("general", line).await;
        assert!(panel.text().contains(&format!("#{number}\n")), "{}", panel.text());
        room.advance(std::time::Duration::from_secs(301));
    }
    let refused = new.slash("general", line).await;
    assert!(refused.text().starts_with("In their first day here members can begin 10 entries."));
    room.advance(std::time::Duration::from_secs(24 * 60 * 60));
    assert!(new.slash("general", line).await.text().contains("#11\n"));
    room.close().await;
}

#[tokio::test]
async fn nothing_but_spaces_is_no_comment() {
    let room = Room::open().await;
    let panel = room.ann.slash("general", "/feedback name:deep-work").await;
    let form = panel.press("Add a comment").await.form();
    let refused = form.fill(COMMENT, " \n ").submit().await;
    insta::assert_snapshot!(refused.text(), @"
    There was nothing in it but spaces. Nothing was saved.
    [Try again]
    (only you can see this)
    ");
    assert_eq!(room.count("SELECT COUNT(*) FROM entry").await, 0);
    room.close().await;
}

#[tokio::test]
async fn a_failing_database_hands_the_words_back() {
    let mut room = Room::open().await;
    room.bot.expect_logged("a request failed");
    let panel = room.ann.slash("general", "/feedback name:deep-work").await;
    let form = panel.press("Add a comment").await.form();
    room.break_words().await;
    let answer = form.fill(COMMENT, "Do not lose this").submit().await;
    let text = answer.text();
    assert!(text.contains("That did not work, and it is not your doing (ref "), "{text}");
    assert!(text.contains("Your words, to copy") && text.contains("Do not lose this"), "{text}");
    assert_eq!(room.count("SELECT COUNT(*) FROM entry").await, 0);
    room.mend_words().await;
    let panel = answer.press("Try again").await.form().fill(COMMENT, "Do not lose this").submit().await;
    assert!(panel.text().contains("your feedback #1\nAn insight\n┃ Do not lose this"), "{}", panel.text());
    room.close().await;
}

#[tokio::test]
async fn what_comes_too_late_is_handed_back() {
    let room = Room::open().await;
    let begun = room.ann.slash("general", "/feedback name:deep-work rating:4").await;
    let fresh = room.ann.slash("general", "/feedback name:deep-work").await;
    let on_entry = begun.press("Add a comment").await.form();
    let on_fresh = fresh.press("Add a comment").await.form();
    begun.press("Withdraw").await.text();
    let withdrawn = on_entry.fill(COMMENT, "A late word").submit().await.text();
    assert!(withdrawn.contains("Feedback #1 has been withdrawn already."), "{withdrawn}");
    assert!(withdrawn.contains("A late word") && withdrawn.contains("[Try again]"), "{withdrawn}");
    room.bot.app.log.write(Retire).await.unwrap();
    let gone = on_fresh.fill(COMMENT, "A later word").submit().await.text();
    assert!(gone.contains("**Deep Work** is no longer in the library, so nothing was saved."), "{gone}");
    assert!(gone.contains("A later word") && gone.contains("[Try again]"), "{gone}");
    let line = "/feedback name:deep-work comment:The last word";
    let gone = room.ann.slash("general", line).await.text();
    assert!(gone.contains("**Deep Work** is no longer in the library, so nothing was saved."), "{gone}");
    assert!(gone.contains("The last word") && gone.contains("[Try again]"), "{gone}");
    let gone = fresh.press("Useful").await.text();
    assert!(gone.contains("**Deep Work** is no longer in the library, so nothing was saved."), "{gone}");
    room.close().await;
}

/// The operator takes a work out of the library.
pub struct Retire;

impl Act for Retire {
    fn guild(&self) -> GuildId {
        GuildId::DEPLOYMENT
    }

    fn key(&self) -> Key {
        Key::period(GuildId::DEPLOYMENT, "retire", 1)
    }

    fn fingerprint(&self) -> String {
        String::new()
    }

    fn needs(&self, _people: &State) -> Needs {
        let work = ResourceKey::shared(Slug::try_from("deep-work").unwrap());
        Needs { resources: vec![work], ..Needs::default() }
    }

    fn decide(&self, _state: &State, _moment: &Moment) -> Result<Decision, Refusal> {
        let slug = Slug::try_from("deep-work").unwrap();
        Ok(Decision::quiet().then(Happening::seen(ResourceRetired { slug })))
    }
}
