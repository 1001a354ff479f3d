//! A guild is told the same whether it is alone or not. A file has no wall behind our own filters, so there every one of them
//! is all there is: with any of them taken out, this fails. That it asks by every statement which has one, the server's
//! scene of the same questions shows, which takes them out one by one.

use athenaeum::domain::ids::GuildId;
use athenaeum::store::open;

use super::told::{Asked, ONE, TWO, two_alike};

/// Takes everything of a guild away. The log stays: nobody is told what is in it.
macro_rules! gone {
    ($guild:literal) => {
        concat!(
            "DELETE FROM words WHERE guild = ",
            $guild,
            "; DELETE FROM person WHERE guild = ",
            $guild,
            "; DELETE FROM guild WHERE guild = ",
            $guild,
            "; DELETE FROM discussion WHERE guild = ",
            $guild,
            "; DELETE FROM tally WHERE guild = ",
            $guild,
            "; DELETE FROM standing WHERE guild = ",
            $guild,
            "; DELETE FROM entry WHERE guild = ",
            $guild,
            "; DELETE FROM draft WHERE guild = ",
            $guild,
            "; DELETE FROM missed WHERE guild = ",
            $guild,
            "; DELETE FROM effect WHERE guild = ",
            $guild
        )
    };
}

/// Each guild, the other one, and what takes that away: of two rows that a statement finds a reader may see the first alone,
/// which is one of the two's.
const PAIRS: [(GuildId, GuildId, &str); 2] =
    [(ONE, TWO, gone!("1574154774608084993")), (TWO, ONE, gone!("1574154771869204481"))];

#[tokio::test]
async fn a_guild_is_told_the_same_when_the_other_one_is_gone() {
    for (guild, other, gone) in PAIRS {
        let home = two_alike().await;
        let asked = Asked::of(home.address()).await;
        let db = open::open(home.address()).await.unwrap().db;
        let beside = asked.told(&db, guild).await;
        assert!(beside.contains("It isn't") && !beside.contains("Err("), "{beside}");
        let theirs = asked.told(&db, other).await;
        home.tamper(&db, gone).await;
        let alone = asked.told(&db, guild).await;
        for (before, after) in beside.lines().zip(alone.lines()) {
            assert_eq!(before, after, "the other guild shows in this");
        }
        assert_eq!(beside, alone);
        let nothing = asked.told(&db, other).await;
        let differ = theirs.lines().zip(nothing.lines()).filter(|(before, after)| before != after).count();
        assert!(differ >= 15, "the other guild had hardly anything to be told: {differ}");
        db.close().await;
    }
}
