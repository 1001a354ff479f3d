//! People at once: each taps on a panel of their own again and again, comments now and then, and some ask for
//! discussions. What they are told is done is remembered.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use discord_simulator::{Answer, Guild, Member};
use tokio::sync::Mutex as AsyncMutex;
use tokio::task::JoinSet;
use tokio::time::sleep;

use crate::house::House;
use crate::invariants::Acknowledged;
use crate::lots::Lots;

/// How many people there are in a crowd.
const PEOPLE: usize = 16;
/// What they tap on: never the same twice in a row, for that changes nothing.
const RATINGS: [&str; 3] = ["Useful", "Not for me", "Changed how I think"];
/// Every so many taps one comments instead.
const COMMENTS: usize = 8;
/// How long somebody waits who was not heard. Without it they would never let the driver do anything else: what is asked
/// of nobody is over at once.
const UNHEARD: Duration = Duration::from_millis(5);

/// The people of a guild.
pub struct Crowd {
    guild: Guild,
    people: Vec<Arc<Person>>,
    asked: AtomicU64,
}

/// Somebody with their panel, which outlives the bot.
struct Person {
    member: Member,
    panel: AsyncMutex<Option<Answer>>,
}

impl Crowd {
    /// The people of a guild.
    pub fn of(guild: Guild) -> Self {
        let person =
            |n: usize| Person { member: guild.member(&format!("p{n}")), panel: AsyncMutex::default() };
        let people = (0..PEOPLE).map(person).map(Arc::new).collect();
        Self { guild, people, asked: AtomicU64::new(0) }
    }

    /// Lets them do things until the set is dropped. `works` are what discussions are asked for, one after the other.
    pub fn act(&self, house: &House, lots: &mut Lots, works: &[String]) -> JoinSet<()> {
        let mut set = JoinSet::new();
        // Some of what comes in comes twice, as after a resumed session.
        house.discord.faults().redeliver("INTERACTION_CREATE", 20);
        let guild = self.guild.id().0.cast_signed();
        for person in &self.people {
            let hand = Hand { person: Arc::clone(person), guild, told: Arc::clone(&house.acknowledged) };
            let begins = usize::try_from(lots.between(0, 24)).unwrap();
            set.spawn(async move { hand.tap(begins).await });
        }
        for _ in 0..2 {
            let next = usize::try_from(self.asked.fetch_add(1, Ordering::Relaxed)).unwrap();
            let (person, work) = (Arc::clone(&self.people[next % PEOPLE]), works[next % works.len()].clone());
            set.spawn(async move {
                let _ = person.member.try_slash("general", &format!("/discuss name:{work}")).await;
            });
        }
        set
    }
}

struct Hand {
    person: Arc<Person>,
    guild: i64,
    told: Arc<Mutex<Vec<Acknowledged>>>,
}

impl Hand {
    async fn tap(&self, begins: usize) {
        let mut panel = self.person.panel.lock().await;
        for n in begins.. {
            let Some(held) = panel.as_ref() else {
                *panel = self.open().await;
                if panel.is_none() {
                    sleep(UNHEARD).await;
                }
                continue;
            };
            let answer = if n % COMMENTS == 0 { comment(held, n).await } else { rate(held, n).await };
            let is_kept = match answer {
                Some(answer) => self.remember(held, &answer).await,
                None => false,
            };
            if !is_kept {
                sleep(UNHEARD).await;
            }
        }
    }

    async fn open(&self) -> Option<Answer> {
        let panel = self.person.member.try_slash("general", "/feedback name:deep-work").await.ok()?;
        panel.said().map(|_| panel)
    }

    /// A panel that changes says that it is kept. A refusal is a message of its own, which quotes the panel.
    async fn remember(&self, panel: &Answer, answer: &Answer) -> bool {
        if answer.try_settled().await.is_err() {
            return false;
        }
        let shown = |it: &Answer| it.said().map(|said| said.id);
        let is_kept = shown(answer) == shown(panel) && answer.text().contains("your feedback #");
        if let (true, Some(id)) = (is_kept, answer.interaction()) {
            self.told.lock().unwrap().push((self.guild, format!("i:{id}")));
        }
        is_kept
    }
}

async fn rate(panel: &Answer, n: usize) -> Option<Answer> {
    panel.try_press(RATINGS[n % RATINGS.len()]).await.ok()
}

async fn comment(panel: &Answer, n: usize) -> Option<Answer> {
    let has_words = panel.text().contains("[Edit the comment]");
    let button = if has_words { "Edit the comment" } else { "Add a comment" };
    let form = panel.try_press(button).await.ok()?.try_form().ok()?;
    Some(form.fill("What did it do for you?", &format!("word number {n}")).submit().await)
}
