//! A guild is told the same whether it is alone or not. A file has no wall behind our own filters, so there every one of them
//! is all there is: with any of them taken out, this fails. That it asks by every statement which has one, the server's
//! scene of the same questions shows, which takes them out one by one.

use athenaeum::store::open;

use super::told::{Asked, ONE, TWO, two_alike};

/// Takes everything of the second guild away. The log stays: nobody is told what is in it.
const GONE: &str = "
    DELETE FROM words WHERE guild = 1574154774608084993;
    DELETE FROM person WHERE guild = 1574154774608084993;
    DELETE FROM guild WHERE guild = 1574154774608084993;
    DELETE FROM discussion WHERE guild = 1574154774608084993;
    DELETE FROM tally WHERE guild = 1574154774608084993;
    DELETE FROM standing WHERE guild = 1574154774608084993;
    DELETE FROM entry WHERE guild = 1574154774608084993;
    DELETE FROM draft WHERE guild = 1574154774608084993;
    DELETE FROM missed WHERE guild = 1574154774608084993;
    DELETE FROM effect WHERE guild = 1574154774608084993;";

#[tokio::test]
async fn a_guild_is_told_the_same_when_the_other_one_is_gone() {
    let home = two_alike().await;
    let asked = Asked::of(home.address()).await;
    let db = open::open(home.address()).await.unwrap().db;
    let beside = asked.told(&db, ONE).await;
    assert!(beside.contains("It isn't") && !beside.contains("Err("), "{beside}");
    let theirs = asked.told(&db, TWO).await;
    home.tamper(&db, GONE).await;
    let alone = asked.told(&db, ONE).await;
    for (before, after) in beside.lines().zip(alone.lines()) {
        assert_eq!(before, after, "the other guild shows in this");
    }
    assert_eq!(beside, alone);
    let nothing = asked.told(&db, TWO).await;
    let differ = theirs.lines().zip(nothing.lines()).filter(|(before, after)| before != after).count();
    assert!(differ >= 15, "the other guild had hardly anything to be told: {differ}");
    db.close().await;
}
