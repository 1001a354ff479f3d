//! What people do, by the name of the act: each request as its own type, so that a wrong one hears which field it lacks.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::answers::tell;
use super::desk::Desk;
use super::stage;
use crate::Id;
use crate::scene::{Answer, Member, Said, Stuck};

/// A member, in a channel or thread by its name.
#[derive(Deserialize)]
pub struct Someone {
    pub who: String,
    pub guild: Option<String>,
    #[serde(rename = "where")]
    pub place: String,
}

#[derive(Deserialize)]
struct Line {
    #[serde(flatten)]
    by: Someone,
    line: String,
}

#[derive(Deserialize)]
struct Says {
    #[serde(flatten)]
    by: Someone,
    words: String,
}

/// A command on a person.
#[derive(Deserialize)]
struct OnSomebody {
    #[serde(flatten)]
    by: Someone,
    name: String,
    on: String,
}

/// A message as `say` named it, or as an answer holds it.
#[derive(Deserialize)]
struct On {
    who: String,
    guild: Option<String>,
    channel: String,
    message: String,
    /// Of the message command; or what the message shall say now.
    name: Option<String>,
    words: Option<String>,
}

/// On an answer by its number, or on the newest message that has it.
#[derive(Deserialize)]
struct Use {
    answer: Option<usize>,
    who: Option<String>,
    guild: Option<String>,
    #[serde(rename = "where")]
    place: Option<String>,
    button: Option<String>,
    select: Option<String>,
    #[serde(default)]
    labels: Vec<String>,
}

#[derive(Deserialize)]
struct Fill {
    answer: usize,
    fields: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct Numbered {
    answer: usize,
}

/// A further message of the same interaction; the first is number 1.
#[derive(Deserialize)]
struct Further {
    answer: usize,
    #[serde(default = "first")]
    number: usize,
}

#[derive(Deserialize)]
struct Looks {
    who: Option<String>,
    guild: Option<String>,
    #[serde(rename = "where")]
    place: String,
}

fn first() -> usize {
    1
}

/// Does one act and tells what came of it.
pub async fn perform(desk: &Desk, act: &str, body: Value) -> Result<Value, Stuck> {
    Ok(match act {
        "slash" => tell(desk, slash(desk, read(body)?).await?),
        "type" => suggestions(desk, read(body)?).await?,
        "user-command" => tell(desk, user_command(desk, read(body)?).await?),
        "message-command" => tell(desk, message_command(desk, read(body)?).await?),
        "press" => tell(desk, press(desk, read(body)?).await?),
        "pick" => tell(desk, pick(desk, read(body)?).await?),
        "fill" => tell(desk, fill(desk, read(body)?).await?),
        "settle" => tell(desk, settle(desk, &read(body)?).await?),
        "follow-up" => tell(desk, follow_up(desk, &read(body)?).await?),
        "say" => says(desk, &read(body)?)?,
        "edit" => edit(desk, &read(body)?)?,
        "delete" => delete(desk, &read(body)?)?,
        "see" => see(desk, &read(body)?)?,
        _ => return stage::perform(desk, act, body).await,
    })
}

/// The body as what the act needs, or what is wrong with it.
pub fn read<T: DeserializeOwned>(body: Value) -> Result<T, Stuck> {
    serde_json::from_value(body).map_err(|error| Stuck(format!("the body does not fit: {error}")))
}

impl Someone {
    fn find(&self, desk: &Desk) -> Result<Member, Stuck> {
        desk.member(self.guild.as_deref(), &self.who)
    }
}

async fn slash(desk: &Desk, it: Line) -> Result<Answer, Stuck> {
    it.by.find(desk)?.try_slash(&it.by.place, &it.line).await
}

async fn suggestions(desk: &Desk, it: Line) -> Result<Value, Stuck> {
    let choices = it.by.find(desk)?.try_type_in(&it.by.place, &it.line).await?;
    let choices: Vec<Value> =
        choices.iter().map(|choice| json!({"name": choice.name, "value": choice.value})).collect();
    Ok(json!({"choices": choices}))
}

async fn user_command(desk: &Desk, it: OnSomebody) -> Result<Answer, Stuck> {
    it.by.find(desk)?.try_user_command(&it.by.place, &it.name, &it.on).await
}

async fn message_command(desk: &Desk, it: On) -> Result<Answer, Stuck> {
    let (member, said) = it.find(desk)?;
    let name = it.name.ok_or_else(|| Stuck("name which message command".to_owned()))?;
    member.try_message_command(&name, &said).await
}

async fn press(desk: &Desk, it: Use) -> Result<Answer, Stuck> {
    let button = it.button.clone().ok_or_else(|| Stuck("name which button".to_owned()))?;
    match it.answer {
        Some(number) => desk.answer(number)?.try_press(&button).await,
        None => {
            let (member, place) = it.standing(desk)?;
            member.try_press_on(&place, &button).await
        }
    }
}

async fn pick(desk: &Desk, it: Use) -> Result<Answer, Stuck> {
    let select = it.select.clone().ok_or_else(|| Stuck("name which select".to_owned()))?;
    let labels: Vec<&str> = it.labels.iter().map(String::as_str).collect();
    match it.answer {
        Some(number) => desk.answer(number)?.try_pick(&select, &labels).await,
        None => {
            let (member, place) = it.standing(desk)?;
            member.try_pick_all_on(&place, &select, &labels).await
        }
    }
}

async fn fill(desk: &Desk, it: Fill) -> Result<Answer, Stuck> {
    let mut form = desk.answer(it.answer)?.try_form()?;
    for (label, text) in &it.fields {
        form = form.try_fill(label, text)?;
    }
    form.try_submit().await
}

async fn settle(desk: &Desk, it: &Numbered) -> Result<Answer, Stuck> {
    let answer = desk.answer(it.answer)?;
    answer.try_settled().await.map(|()| answer.again())
}

async fn follow_up(desk: &Desk, it: &Further) -> Result<Answer, Stuck> {
    let answer = desk.answer(it.answer)?;
    desk.simulator.try_until(|world| world.follow_ups(&answer) >= it.number).await?;
    let found = it.number.checked_sub(1).and_then(|at| answer.follow_ups().into_iter().nth(at));
    found.ok_or_else(|| Stuck(format!("there is no message {} after this answer", it.number)))
}

fn says(desk: &Desk, it: &Says) -> Result<Value, Stuck> {
    let said = it.by.find(desk)?.try_says(&it.by.place, &it.words)?;
    Ok(json!({"channel": said.channel, "message": said.id}))
}

fn edit(desk: &Desk, it: &On) -> Result<Value, Stuck> {
    let (member, said) = it.find(desk)?;
    let words = it.words.as_deref().ok_or_else(|| Stuck("say which words".to_owned()))?;
    member.try_edits(&said, words).map(|()| json!({}))
}

fn delete(desk: &Desk, it: &On) -> Result<Value, Stuck> {
    let (member, said) = it.find(desk)?;
    member.try_deletes(&said).map(|()| json!({}))
}

fn see(desk: &Desk, it: &Looks) -> Result<Value, Stuck> {
    let text = match &it.who {
        Some(who) => desk.member(it.guild.as_deref(), who)?.sees(&it.place),
        None => desk.guild(it.guild.as_deref())?.text(&it.place),
    };
    Ok(json!({"text": text}))
}

impl On {
    fn find(&self, desk: &Desk) -> Result<(Member, Said), Stuck> {
        let id = |text: &str| {
            let id: Result<Id, _> = text.parse();
            id.map_err(|_| Stuck(format!("{text:?} is no id")))
        };
        let said = Said { channel: id(&self.channel)?, id: id(&self.message)? };
        Ok((desk.member(self.guild.as_deref(), &self.who)?, said))
    }
}

impl Use {
    fn standing(&self, desk: &Desk) -> Result<(Member, String), Stuck> {
        let (Some(who), Some(place)) = (&self.who, &self.place) else {
            return Err(Stuck("say on which answer, or who does it and where".to_owned()));
        };
        Ok((desk.member(self.guild.as_deref(), who)?, place.clone()))
    }
}
