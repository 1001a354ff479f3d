//! A curator renames a work's file: what hangs on the work stays with it.

use std::fs;

use super::resource::library;
use crate::support::Room;

#[tokio::test]
async fn a_renamed_file_is_the_same_work() {
    let folder = tempfile::tempdir().unwrap();
    let room = Room::open_with(library(folder.path(), |_, text| Some(text))).await;
    room.ann.slash("general", "/feedback name:deep-work rating:4").await.text();
    let there = room.ann.slash("general", "/discuss name:deep-work").await.settled().await.text();
    let before = room.bo.type_in("general", "/resource name:deep w").await;
    room.ann.sees("general");
    room.bo.sees("general");

    let shelf = folder.path().join("library");
    let room = room
        .away(|| {
            fs::rename(shelf.join("deep-work.md"), shelf.join("working-deeply.md")).unwrap();
            for file in fs::read_dir(&shelf).unwrap() {
                let path = file.unwrap().path();
                // Those that belong together name each other.
                let mut text =
                    fs::read_to_string(&path).unwrap().replace("\"deep-work\"", "\"working-deeply\"");
                if path.ends_with("working-deeply.md") {
                    text = text.replacen("summary = ", "aliases = [\"deep-work\"]\nsummary = ", 1);
                }
                fs::write(&path, text).unwrap();
            }
        })
        .await;
    for name in ["deep-work", "working-deeply"] {
        let card = room.bo.slash("general", &format!("/resource name:{name} private:true")).await.text();
        assert!(card.contains("Deep Work"), "{card}");
        let again = room.bo.slash("general", &format!("/discuss name:{name}")).await.settled().await.text();
        assert_eq!(again.lines().last(), there.lines().last());
    }
    assert_eq!(room.bo.type_in("general", "/resource name:deep w").await, before);
    assert_eq!(room.guild.threads().len(), 1);
    let given = room.ann.slash("general", "/my feedback").await.text();
    assert!(given.contains("Deep Work"), "{given}");
    let room = room.crash().await;
    assert_eq!(room.bo.type_in("general", "/resource name:deep w").await, before);
    room.close().await;
}
