//! What one guild's people say never reaches another's, whatever those ask with the first one's numbers and buttons.

use athenaeum::interactions::shape::Takes;
use discord_simulator::{Answer, Guild, Member, permissions};

use super::house::{House, rows};
use super::parts::{self, Parts, used};
use super::shapes::{self, LINES, ON_A_MESSAGE};
use crate::support::Room;

#[tokio::test]
async fn nothing_of_one_guild_is_heard_in_another() {
    let room = Room::open().await;
    room.discord.keep_what_is_sent();
    let mut house = House::build(&room);
    let visitors = visitors(&room, &house);
    let mut untouched = Vec::new();
    for visitor in &visitors {
        untouched.push(looks(visitor).await);
    }
    house.live(&room).await;
    for (visitor, untouched) in visitors.iter().zip(untouched) {
        assert_eq!(looks(visitor).await, untouched, "what one guild did shows in another");
    }
    let heard: String = room.discord.sent().iter().map(|it| format!("{it:?}")).collect();
    let sung = house.marks.in_text(&heard);
    assert!(sung.len() >= 10, "the canaries do not sing at home but for {sung:?}");
    let parts = parts::shown(&room.discord.sent());
    assert_eq!(
        parts::missing(&parts),
        Vec::<&str>::new(),
        "routes that no message led to: extend the house's life"
    );
    assert_eq!(shapes::unknown(), Vec::<String>::new(), "commands without a line");
    let before = fingerprint(&room, &house.guild).await;

    room.discord.keep_what_is_sent();
    for visitor in visitors {
        command(&visitor, &numbers(&room, &house.guild).await).await;
        suggest(&visitor).await;
        press(&visitor, &parts, &house).await;
        look_around(&visitor, &room.guild);
    }
    for sent in room.discord.sent() {
        let text = format!("{} {}", sent.call, sent.body);
        let found = [house.marks.in_text(&text), house.ids.in_text(&text)].concat();
        assert_eq!(found, Vec::<&str>::new(), "sent to another guild: {text}");
        for (name, bytes) in &sent.files {
            assert_eq!(house.marks.in_bytes(bytes), Vec::<&str>::new(), "in the file {name}");
        }
    }
    assert_eq!(fingerprint(&room, &house.guild).await, before, "somebody outside changed something");
    room.close().await;
}

/// Those who may do everything there: one who knows nothing of the house, one who belongs to it as well.
fn visitors(room: &Room, house: &House) -> Vec<Member> {
    room.guild.role("All", permissions::MANAGE_GUILD | permissions::MANAGE_MESSAGES);
    let cross = room.guild.welcomes(&house.cross);
    cross.gains_role("All");
    vec![room.guild.member_with("bea", &["All"]), cross]
}

/// What somebody sees without having done anything: the same whatever others do elsewhere.
async fn looks(visitor: &Member) -> Vec<String> {
    let mut seen = Vec::new();
    let works = ["deep-work", "thinking-in-systems", "working-knowledge"];
    let cards = works.map(|it| format!("/resource name:{it} private:true"));
    let others =
        ["/discuss", "/feedback", "/my feedback", "/settings show", "/help", "/moderate show number:1"];
    for line in cards.into_iter().chain(others.map(str::to_owned)) {
        seen.push(visitor.slash("general", &line).await.settled().await.text());
    }
    for (name, option) in shapes::options(|it| matches!(it.takes, Takes::Suggested)) {
        seen.push(format!("{:?}", visitor.type_in("general", &format!("/{name} {option}:")).await));
    }
    seen
}

/// Every command with every second word, each number once.
async fn command(visitor: &Member, numbers: &[i64]) {
    for (name, line) in LINES {
        for number in numbers.iter().filter(|_| line.contains("{n}")).chain([&1]) {
            let answer = visitor.slash("general", &line.replace("{n}", &number.to_string())).await;
            settle(&answer, name).await;
        }
    }
    let said = visitor.says("general", "A message of this guild.").await;
    let question = visitor.message_command(ON_A_MESSAGE, &said).await;
    question.pick("Choose a work", "Deep Work · Newport").await.text();
}

/// Every option that suggests something, with nothing typed and with a letter.
async fn suggest(visitor: &Member) {
    for (name, option) in shapes::options(|it| matches!(it.takes, Takes::Suggested)) {
        for typed in ["", "t"] {
            visitor.type_in("general", &format!("/{name} {option}:{typed}")).await;
        }
    }
}

/// Everything that was ever shown in the house, on a message that only the visitor sees and on one for all.
async fn press(visitor: &Member, parts: &Parts, house: &House) {
    let aside = visitor.slash("general", "/help").await.said().unwrap();
    let open = visitor.slash("general", "/resource name:deep-work").await.said().unwrap();
    for (id, part) in parts {
        for on in [aside, open] {
            for answer in used(visitor, &on, (id, part), &house.foreign).await {
                settle(&answer, id).await;
            }
        }
    }
}

async fn settle(answer: &Answer, what: &str) {
    if !answer.is_form() {
        answer.try_settled().await.unwrap_or_else(|stuck| panic!("{what}: {stuck}"));
    }
    let text = answer.text();
    assert!(!text.contains("did not respond") && !text.contains("not your doing"), "{what}: {text}");
}

fn look_around(visitor: &Member, guild: &Guild) {
    visitor.sees("general");
    for thread in guild.threads() {
        visitor.sees(&thread.name());
    }
}

/// The numbers of a guild's entries and drafts.
async fn numbers(room: &Room, guild: &Guild) -> Vec<i64> {
    let rows = rows(room, "SELECT guild, number FROM entry UNION SELECT guild, number FROM draft").await;
    let here = rows.iter().filter(|it| it.int(0).unwrap().cast_unsigned() == guild.id().0);
    here.map(|it| it.int(1).unwrap()).collect()
}

/// What the log and the words beside it hold of a guild.
async fn fingerprint(room: &Room, guild: &Guild) -> Vec<Vec<i64>> {
    let sql = "SELECT guild, pos, CAST(1 AS BIGINT) FROM event UNION ALL SELECT guild, pos, CAST(2 AS BIGINT) FROM words UNION ALL \
               SELECT guild, number, CAST(3 AS BIGINT) FROM draft UNION ALL SELECT guild, id, CAST(4 AS BIGINT) FROM effect";
    let all = rows(room, sql).await;
    let here = all.iter().filter(|it| it.int(0).unwrap().cast_unsigned() == guild.id().0);
    here.map(|it| (1..3).map(|at| it.int(at).unwrap()).collect()).collect()
}
