//! A guild whose people do everything that can be done, with a canary in every text that they fill in.

use std::time::Duration;

use athenaeum::store::engine::Row;
use discord_simulator::scene::PATIENCE;
use discord_simulator::{Answer, Guild, Member, ThreadHandle, permissions};

use super::marks::Marks;
use super::parts::Foreign;
use crate::stories::eventually::{until, until_all_done, until_looked_again, until_swept};
use crate::support::{BOT_PERMISSIONS, Room};

const COMMENT: &str = "What did it do for you?";
const THREAD: &str = "Thinking in Systems · Donella H. Meadows";
const BOT: &str = "Athenaeum";
const TEN_MINUTES: Duration = Duration::from_secs(601);

/// The guild.
pub struct House {
    /// What must not be heard outside.
    pub marks: Marks,
    /// Ids that must not be heard outside either.
    pub ids: Marks,
    /// The guild.
    pub guild: Guild,
    /// Where people talk.
    pub hall: String,
    /// A reader who comes to the other guild as well; their name is no secret.
    pub cross: Member,
    /// Ids that people elsewhere may have got hold of.
    pub foreign: Foreign,
    ann: Member,
    bo: Member,
    mo: Member,
    gil: Member,
    shelf: String,
    removable: u64,
}

impl House {
    /// Builds it.
    pub fn build(room: &Room) -> Self {
        let (mut marks, mut ids) = (Marks::default(), Marks::default());
        let guild = room.discord.guild(&marks.new_in("the guild's name"));
        let (hall, shelf, spare) = (
            marks.new_in("a channel's name"),
            marks.new_in("the place's name"),
            marks.new_in("a third channel's name"),
        );
        guild.text_channel(&hall);
        guild.text_channel(&shelf);
        let channel = guild.text_channel(&spare).to_string();
        let (moderator, steward) = (marks.new_in("a role's name"), marks.new_in("another role's name"));
        guild.role(&moderator, permissions::MANAGE_MESSAGES);
        guild.role(&steward, permissions::MANAGE_GUILD | permissions::MANAGE_MESSAGES);
        let role = guild.role(&marks.new_in("a third role's name"), 0).to_string();
        guild.install(&room.application, BOT_PERMISSIONS);
        let (ann, bo) = (
            guild.member(&marks.new_in("a reader's name")),
            guild.member(&marks.new_in("another reader's name")),
        );
        let mo = guild.member_with(&marks.new_in("a moderator's name"), &[&moderator]);
        let gil = guild.member_with(&marks.new_in("a manager's name"), &[&steward]);
        for (who, member) in
            [("a reader", &ann), ("another reader", &bo), ("a moderator", &mo), ("a manager", &gil)]
        {
            ids.add(&format!("the id of {who}"), member.id().to_string());
        }
        ids.add("the guild's id", guild.id().to_string());
        let foreign = Foreign { channel, role };
        let cross = guild.member("cross");
        Self { marks, ids, guild, hall, cross, foreign, ann, bo, mo, gil, shelf, removable: 0 }
    }

    /// Its people do everything.
    pub async fn live(&mut self, room: &Room) {
        self.look_up().await;
        self.give(room).await;
        room.advance(TEN_MINUTES);
        self.ask_back().await;
        self.discuss(room).await;
        self.find_shut(room).await;
        room.advance(TEN_MINUTES);
        self.log().await;
        self.own().await;
        self.moderate().await;
        self.settle().await;
        for thread in self.guild.threads() {
            self.ids.add("the id of a discussion", thread.id().to_string());
        }
        self.look_around();
    }

    /// Its people look at everything that was said to them.
    pub fn look_around(&self) {
        let threads = self.guild.threads();
        let threads = threads.iter().map(ThreadHandle::name);
        for place in threads.chain([self.hall.clone(), self.shelf.clone()]) {
            for person in [&self.ann, &self.bo, &self.mo, &self.gil, &self.cross] {
                person.sees(&place);
            }
        }
    }

    async fn says(&self, who: &Member, line: &str) -> Answer {
        let answer = who.slash(&self.hall, line).await;
        if answer.is_form() { answer } else { answer.settled().await }
    }

    async fn look_up(&mut self) {
        let ann = self.ann.clone();
        for name in ["resource", "discuss"] {
            let missed = self.marks.new_in("a search that missed");
            self.says(&ann, &format!("/{name} name:{missed}")).await;
        }
        self.says(&ann, "/resource name:thinking private:true").await;
        let card = self.says(&ann, "/resource name:thinking-in-systems").await;
        let page = card.press("Read more").await;
        page.press("Share here").await;
        self.says(&ann, "/help").await;
        self.says(&ann, &format!("/resource name:deep-work for:{}", self.bo.name())).await;
    }

    async fn give(&mut self, room: &Room) {
        let (ann, bo, cross) = (self.ann.clone(), self.bo.clone(), self.cross.clone());
        let comment = self.marks.new_in("a comment by option, edited later");
        let line = format!("/feedback name:thinking-in-systems rating:5 comment:{comment}");
        let panel = self.says(&ann, &line).await;
        panel.pick("Which shift did you notice?", "loops, delays and stocks").await;
        panel.pick("This is …", "My experience").await;
        let form = panel.press("Edit the comment").await.form();
        form.fill(COMMENT, &self.marks.new_in("a comment by form")).submit().await;
        panel.press("Add another").await;

        // With two more it is a third reader's rating of that work, from which on a card tells of them.
        self.says(&ann, "/feedback name:deep-work rating:5").await;
        let comment = self.marks.new_in("an anonymous comment");
        self.says(&bo, &format!("/feedback name:deep-work rating:4 comment:{comment} anonymous:true")).await;
        let comment = self.marks.new_in("a comment that became anonymous");
        let panel = self.says(&bo, &format!("/feedback name:working-knowledge comment:{comment}")).await;
        panel.press("Stay anonymous").await;
        room.advance(TEN_MINUTES);
        let comment = self.marks.new_in("a comment that was withdrawn");
        let panel = self.says(&bo, &format!("/feedback name:deep-work comment:{comment}")).await;
        panel.press("Withdraw").await;

        let comment = self.marks.new_in("a comment of somebody who is in both guilds");
        self.says(&cross, &format!("/feedback name:deep-work rating:2 comment:{comment}")).await;
        let comment = self.marks.new_in("a comment that was removed");
        let panel = self.says(&cross, &format!("/feedback name:working-knowledge comment:{comment}")).await;
        self.removable = number_in(&panel.text());
    }

    async fn ask_back(&mut self) {
        let bo = self.bo.clone();
        let words = self.marks.new_in("words handed back with a question");
        self.says(&bo, &format!("/feedback comment:{words}")).await;
        self.says(&bo, &format!("/feedback name:thinking comment:{words}")).await;
        self.says(&bo, &format!("/feedback name:thinking anonymous:true comment:{words}")).await;
        let shift = self.marks.new_in("an unknown shift");
        let words = self.marks.new_in("words handed back with a refusal");
        let unknown =
            self.says(&bo, &format!("/feedback name:deep-work shift:{shift} comment:{words}")).await;
        unknown.press("Try again").await.form();
        self.says(&bo, "/feedback name:deep-work").await;
    }

    async fn discuss(&mut self, room: &Room) {
        let (ann, bo, mo) = (self.ann.clone(), self.bo.clone(), self.mo.clone());
        self.says(&ann, "/discuss").await;
        self.says(&ann, "/discuss name:thinking-in-systems").await;
        let own = ann.says(THREAD, &self.marks.new_in("a message that its author logged")).await;
        let other = bo.says(THREAD, &self.marks.new_in("a message that a moderator logged")).await;
        bo.says(THREAD, &self.marks.new_in("a message in a discussion")).await;
        ann.message_command("Log as feedback", &own).await.settled().await;
        mo.message_command("Log as feedback", &other).await.settled().await;
        self.says(&ann, "/discuss name:deep-work").await;
        let gone = self.guild.threads().pop().unwrap();
        gone.delete();
        heard_of_it(room).await;
        self.says(&ann, "/discuss name:deep-work").await;
    }

    /// A channel is shut to the bot, and moderators are told and look it over.
    async fn find_shut(&mut self, room: &Room) {
        let (attic, office) = (self.marks.new_in("a shut channel"), self.marks.new_in("a staff channel"));
        self.guild.text_channel(&attic);
        self.guild.text_channel(&office);
        self.guild.updates_channel(&office);
        self.guild.overwrite(&attic, BOT, 0, permissions::SEND_MESSAGES);
        self.ann.slash(&attic, "/discuss name:accelerate").await.settled().await;
        until_swept(room, 1).await;
        until("moderators are told", async || self.guild.text(&office).contains("For moderators")).await;
        self.gil.sees(&office);
        let looked = self.gil.press_on(&office, "Look it over").await.settled().await;
        assert!(looked.text().contains("may not open discussions"), "{}", looked.text());
        self.guild.overwrite(&attic, BOT, 0, 0);
        until_looked_again(room).await;
        until_all_done(room).await;
        self.ann.sees(&attic);
    }

    async fn log(&mut self) {
        let (bo, hall) = (self.bo.clone(), self.hall.clone());
        let said = bo.says(&hall, &self.marks.new_in("a message kept as a draft")).await;
        let question = bo.message_command("Log as feedback", &said).await;
        let form = question.pick("Choose a work", "Other…").await.form();
        form.fill("Which work is it about?", "thinking").submit().await;
        let said = self.cross.says(&hall, &self.marks.new_in("a message logged by a choice")).await;
        let question = self.cross.message_command("Log as feedback", &said).await;
        question.pick("Choose a work", "Deep Work · Newport").await;
    }

    async fn own(&mut self) {
        let ann = self.ann.clone();
        let list = self.says(&ann, "/my feedback").await;
        let detail = list.pick("Choose one to edit or withdraw", "#1 · Thinking in Systems").await;
        let form = detail.press("Edit").await.form();
        form.fill(COMMENT, &self.marks.new_in("a comment edited from the list")).submit().await;
    }

    async fn moderate(&mut self) {
        let (mo, gil) = (self.mo.clone(), self.gil.clone());
        let shown = self.says(&mo, "/moderate show number:1").await;
        shown.press("Remove").await.form();
        let reason = self.marks.new_in("a reason");
        self.says(&mo, &format!("/moderate remove number:{} reason:{reason}", self.removable)).await;
        self.says(&mo, "/moderate export format:jsonl").await;
        self.says(&mo, "/moderate export resource:thinking").await;
        self.says(&gil, "/moderate export authors:names").await;
    }

    async fn settle(&mut self) {
        let gil = self.gil.clone();
        self.says(&gil, "/settings show").await;
        self.says(&gil, &format!("/settings discussions channel:{}", self.shelf)).await;
        self.says(&gil, &format!("/settings moderators role:{}", self.foreign.role)).await;
    }
}

/// Waits until the bot has heard that a discussion was deleted: before that it would ask Discord, and be refused.
async fn heard_of_it(room: &Room) {
    let sql = "SELECT pos FROM event WHERE kind = 'discussion.gone'";
    let heard = async {
        while rows(room, sql).await.is_empty() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, heard).await.expect("the bot hears of a deleted discussion");
}

/// Looks into the database.
pub async fn rows(room: &Room, sql: &'static str) -> Vec<Row> {
    let mut tx = room.bot.app.db.read().await.unwrap();
    tx.fetch_all(sql, Vec::new()).await.unwrap()
}

/// The number that stands in "your feedback #12".
fn number_in(text: &str) -> u64 {
    let (_, rest) = text.split_once("your feedback #").expect(text);
    rest.chars().take_while(char::is_ascii_digit).collect::<String>().parse().unwrap()
}
