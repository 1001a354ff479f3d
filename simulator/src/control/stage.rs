//! What people do not do themselves: arranging the place, making things go wrong, waiting, and the end.

use std::time::Duration;

use serde::Deserialize;
use serde_json::{Value, json};

use super::acts::read;
use super::desk::Desk;
use crate::faults::{RateLimited, Scope};
use crate::permissions::ORDINARY;
use crate::scene::Stuck;

#[derive(Deserialize)]
struct Named {
    name: String,
    guild: Option<String>,
}

#[derive(Deserialize)]
struct NewMember {
    #[serde(flatten)]
    who: Named,
    #[serde(default)]
    roles: Vec<String>,
}

#[derive(Deserialize)]
struct NewChannel {
    #[serde(flatten)]
    channel: Named,
    /// A forum if there are any; `[]` is a forum without tags.
    tags: Option<Vec<String>>,
}

#[derive(Deserialize)]
struct NewRole {
    #[serde(flatten)]
    role: Named,
    /// As Discord's bits, in a string or a number.
    permissions: Option<Value>,
}

#[derive(Deserialize)]
struct OnThread {
    #[serde(flatten)]
    thread: Named,
    #[serde(rename = "do")]
    what: ThreadAct,
    to: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum ThreadAct {
    Archive,
    Unarchive,
    Lock,
    Unlock,
    Delete,
    Rename,
}

#[derive(Deserialize)]
struct Gateway {
    #[serde(rename = "do")]
    what: GatewayAct,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum GatewayAct {
    Drop,
    Reconnect,
    End,
}

#[derive(Deserialize)]
struct Fault {
    /// Such as `POST /channels/*/messages`.
    route: String,
    #[serde(default = "once")]
    times: u32,
    #[serde(flatten)]
    effect: Effect,
}

#[derive(Deserialize)]
#[serde(tag = "effect", rename_all = "snake_case")]
enum Effect {
    Limit { retry_after_s: f64, scope: Option<String> },
    Fail { status: u16 },
    Slow { by_s: f64 },
    LoseResponse,
    DropConnection,
}

#[derive(Deserialize)]
#[serde(tag = "until", rename_all = "snake_case")]
enum Wait {
    Online,
    Offline,
    Command { name: String },
    Thread { name: String, guild: Option<String> },
    Text { text: String, r#where: String, guild: Option<String> },
}

#[derive(Deserialize)]
struct Passing {
    seconds: f64,
}

#[derive(Deserialize)]
struct Refusal {
    code: u32,
}

fn once() -> u32 {
    1
}

pub async fn perform(desk: &Desk, act: &str, body: Value) -> Result<Value, Stuck> {
    match act {
        "guild" => drop(desk.add_guild(&read::<Named>(body)?.name)),
        "member" => add_member(desk, &read(body)?)?,
        "channel" => add_channel(desk, &read(body)?)?,
        "role" => add_role(desk, &read(body)?)?,
        "thread" => change_thread(desk, &read(body)?)?,
        "gateway" => change_gateway(desk, &read(body)?),
        "fault" => add_fault(desk, &read(body)?)?,
        "clock" => desk.simulator.clock().advance(seconds(read::<Passing>(body)?.seconds)?),
        "wait" => wait(desk, read(body)?).await?,
        "expect" => desk.simulator.expect_error(read::<Refusal>(body)?.code),
        "calls" => return Ok(json!({"calls": desk.simulator.calls()})),
        "finish" => return Ok(json!({"findings": desk.simulator.finish()})),
        _ => return Err(Stuck(format!("there is no act {act:?}; simulator/README.md lists them"))),
    }
    Ok(desk.world())
}

fn add_member(desk: &Desk, it: &NewMember) -> Result<(), Stuck> {
    let guild = it.who.guild.as_deref();
    it.roles.iter().try_for_each(|role| desk.knows_role(guild, role))?;
    let member = desk.add_member(&desk.guild(guild)?, &it.who.name);
    it.roles.iter().for_each(|role| member.gains_role(role));
    Ok(())
}

fn add_channel(desk: &Desk, it: &NewChannel) -> Result<(), Stuck> {
    let guild = desk.guild(it.channel.guild.as_deref())?;
    let id = match &it.tags {
        Some(tags) => guild.forum(&it.channel.name, &tags.iter().map(String::as_str).collect::<Vec<_>>()),
        None => guild.text_channel(&it.channel.name),
    };
    desk.note_channel(&guild, &it.channel.name, id);
    Ok(())
}

fn add_role(desk: &Desk, it: &NewRole) -> Result<(), Stuck> {
    let bits = match &it.permissions {
        None => ORDINARY,
        Some(bits) => {
            let number = bits.as_u64().or_else(|| bits.as_str()?.parse().ok());
            number.ok_or_else(|| Stuck(format!("{bits} are no permission bits")))?
        }
    };
    desk.add_role(&desk.guild(it.role.guild.as_deref())?, &it.role.name, bits);
    Ok(())
}

fn change_thread(desk: &Desk, it: &OnThread) -> Result<(), Stuck> {
    let threads = desk.guild(it.thread.guild.as_deref())?.threads();
    let thread = threads.into_iter().rev().find(|thread| thread.name() == it.thread.name);
    let thread = thread.ok_or_else(|| Stuck(format!("there is no thread {:?}", it.thread.name)))?;
    match it.what {
        ThreadAct::Archive => thread.archive(),
        ThreadAct::Unarchive => thread.unarchive(),
        ThreadAct::Lock => thread.lock(),
        ThreadAct::Unlock => thread.unlock(),
        ThreadAct::Delete => thread.delete(),
        ThreadAct::Rename => {
            let name = it.to.as_deref().ok_or_else(|| Stuck("say `to` what it is renamed".to_owned()))?;
            thread.rename(name);
        }
    }
    Ok(())
}

fn change_gateway(desk: &Desk, it: &Gateway) {
    match it.what {
        GatewayAct::Drop => desk.simulator.drop_gateway(),
        GatewayAct::Reconnect => desk.simulator.restart_gateway(),
        GatewayAct::End => desk.simulator.end_sessions(),
    }
}

fn add_fault(desk: &Desk, it: &Fault) -> Result<(), Stuck> {
    let faults = desk.simulator.faults();
    match &it.effect {
        Effect::Limit { retry_after_s, scope } => {
            let scope = match scope.as_deref() {
                None | Some("user") => Scope::User,
                Some("global") => Scope::Global,
                Some("shared") => Scope::Shared,
                Some(other) => return Err(Stuck(format!("{other:?} is no scope: user, global, shared"))),
            };
            let limited = RateLimited { retry_after: seconds(*retry_after_s)?, scope };
            faults.limit(&it.route, it.times, limited);
        }
        Effect::Fail { status } => faults.fail(&it.route, it.times, *status),
        Effect::Slow { by_s } => faults.slow(&it.route, it.times, seconds(*by_s)?),
        Effect::LoseResponse => faults.lose_response(&it.route, it.times),
        Effect::DropConnection => faults.drop_connection(&it.route, it.times),
    }
    Ok(())
}

async fn wait(desk: &Desk, it: Wait) -> Result<(), Stuck> {
    let (simulator, application) = (&desk.simulator, &desk.application);
    match it {
        Wait::Online => simulator.try_until(|world| world.connected(application)).await,
        Wait::Offline => simulator.try_until(|world| !world.connected(application)).await,
        Wait::Command { name } => {
            simulator.try_until(|world| world.commands(application).contains(&name)).await
        }
        Wait::Thread { name, guild } => {
            let guild = desk.guild(guild.as_deref())?;
            simulator.try_until(|world| world.threads(&guild).contains(&name)).await
        }
        Wait::Text { text, r#where, guild } => {
            let guild = desk.guild(guild.as_deref())?;
            simulator.try_until(|world| world.text(&guild, &r#where).contains(&text)).await
        }
    }
}

fn seconds(number: f64) -> Result<Duration, Stuck> {
    Duration::try_from_secs_f64(number).map_err(|_| Stuck(format!("{number} seconds do not pass")))
}
