//! As whom a page looks: the wish in its address, and who is taken in its place.

use serde::Deserialize;

use crate::snowflake::Id;
use crate::state::World;
use crate::state::guild::Guild;

/// The query of the socket's address, as the page filled it in.
#[derive(Debug, Default, Deserialize)]
pub struct Wish {
    r#as: Option<String>,
    guild: Option<String>,
}

/// A person in a guild, as close to the wish as can be: ids may come from a run that is over. `None` where nobody is.
pub fn chosen(world: &World, wish: &Wish) -> Option<(Id, Id)> {
    let id = |text: &Option<String>| text.as_ref().and_then(|it| it.parse::<Id>().ok());
    let (person, guild) = (id(&wish.r#as), id(&wish.guild));
    let has = |guild: &&Guild| person.is_some_and(|person| is_person(world, guild, person));
    let named = guild.and_then(|id| world.guilds.get(&id));
    let guild = named
        .filter(|guild| person.is_none() || has(guild))
        .or_else(|| world.guilds.values().find(has))
        .or(named)
        .or_else(|| world.guilds.values().find(|guild| first(world, guild).is_some()))?;
    Some((guild.id, person.filter(|_| has(&guild)).or_else(|| first(world, guild))?))
}

/// In one word, what somebody may do in a guild.
pub fn role(guild: &Guild, user: Id) -> &'static str {
    use crate::permissions::{ADMINISTRATOR, MANAGE_GUILD, MANAGE_MESSAGES, MANAGE_THREADS};
    let bits = guild.base_permissions(user);
    if bits & (ADMINISTRATOR | MANAGE_GUILD) != 0 {
        "administrator"
    } else if bits & (MANAGE_MESSAGES | MANAGE_THREADS) != 0 {
        "moderator"
    } else {
        "reader"
    }
}

fn is_person(world: &World, guild: &Guild, user: Id) -> bool {
    guild.members.contains_key(&user) && !world.applications.contains_key(&user)
}

/// Somebody who was invited; the owner only where nobody else is.
fn first(world: &World, guild: &Guild) -> Option<Id> {
    let mut people = guild.members.keys().copied().filter(|user| is_person(world, guild, *user));
    people
        .find(|user| *user != guild.owner)
        .or_else(|| is_person(world, guild, guild.owner).then_some(guild.owner))
}
