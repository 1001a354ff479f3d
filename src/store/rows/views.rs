//! The views of a guild whose rows are a key and a JSON body.

use std::collections::BTreeSet;

use crate::domain::discussion::Discussion;
use crate::domain::draft::Draft;
use crate::domain::guild::Guild;
use crate::domain::ids::{ActorId, DraftNumber, GuildId, ResourceKey, UserId};
use crate::domain::person::Person;
use crate::domain::state::{Rows, State};
use crate::domain::tally::{Standing, Tally};
use crate::store::engine::values::Insert;
use crate::store::engine::{Arg, Row, Sql, args, each, insert};
use crate::store::error::Result;

use super::view::{View, parse};
use super::{body, list, slug};

/// Whose, and of which resource.
pub type Scoped = (GuildId, ResourceKey);

pub(super) fn resource_key(row: &Row, at: usize) -> Result<ResourceKey> {
    Ok(ResourceKey { owner: GuildId::from_i64(row.int(at)?), slug: slug(&row.text(at + 1)?)? })
}

fn scoped(row: &Row) -> Result<Scoped> {
    Ok((GuildId::from_i64(row.int(0)?), resource_key(row, 1)?))
}

/// Keys as a set-based statement reads them: guild, owner, slug.
fn flat(keys: &BTreeSet<Scoped>) -> Result<Vec<Arg>> {
    let keys: Vec<_> = keys.iter().map(|(guild, it)| (guild, it.owner, it.slug.as_str())).collect();
    list(&keys)
}

/// Writes the two functions that say where a view's rows are in the state.
macro_rules! rows_in {
    ($field:ident) => {
        fn rows(state: &State) -> &Rows<Self::Key, Self::Value> {
            &state.$field
        }

        fn rows_mut(state: &mut State) -> &mut Rows<Self::Key, Self::Value> {
            &mut state.$field
        }
    };
}
pub(super) use rows_in;

pub(super) struct Guilds;

impl View for Guilds {
    type Key = GuildId;
    type Value = Guild;

    const FIND: Sql = each!(
        "SELECT g.guild, g.body FROM ",
        " AS it CROSS JOIN guild g WHERE g.guild = CAST(it.value AS BIGINT)"
    );
    const WRITE: &'static Insert = insert!(
        "INSERT INTO guild (guild, body) VALUES ",
        2,
        " ON CONFLICT (guild) DO UPDATE SET body = excluded.body"
    );

    rows_in!(guilds);

    fn keys(wanted: &BTreeSet<GuildId>) -> Result<Vec<Arg>> {
        list(wanted)
    }

    fn read(row: &Row) -> Result<(GuildId, Guild)> {
        Ok((GuildId::from_i64(row.int(0)?), parse("guild", row, 1)?))
    }

    fn values(key: &GuildId, it: &Guild) -> Result<Vec<Arg>> {
        Ok(args![key.as_i64(), body(it)?])
    }
}

pub(super) struct People;

/// A person, from the columns that `People::FIND` has.
///
/// # Errors
/// When the row is not what this release wrote.
pub fn read_person(row: &Row) -> Result<Person> {
    Ok(Person {
        guild: GuildId::from_i64(row.int(0)?),
        user: UserId::from_i64(row.int(1)?),
        actor: ActorId::from_i64(row.int(2)?),
        name: row.text(3)?,
        memory: parse("person", row, 4)?,
    })
}

impl View for People {
    type Key = (GuildId, UserId);
    type Value = Person;

    const FIND: Sql = each!(
        "SELECT p.guild, p.user_id, p.actor, p.last_seen_name, p.memory FROM ",
        " AS it CROSS JOIN person p WHERE p.guild = CAST(it.value ->> 0 AS BIGINT) \
         AND p.user_id = CAST(it.value ->> 1 AS BIGINT)"
    );
    const WRITE: &'static Insert = insert!(
        "INSERT INTO person (guild, user_id, actor, last_seen_name, memory) VALUES ",
        5,
        " ON CONFLICT (guild, user_id) DO UPDATE SET last_seen_name = excluded.last_seen_name, \
         memory = excluded.memory"
    );

    rows_in!(people);

    fn keys(wanted: &BTreeSet<Self::Key>) -> Result<Vec<Arg>> {
        list(wanted)
    }

    fn read(row: &Row) -> Result<(Self::Key, Person)> {
        let person = read_person(row)?;
        Ok(((person.guild, person.user), person))
    }

    fn values((guild, user): &Self::Key, it: &Person) -> Result<Vec<Arg>> {
        Ok(args![guild.as_i64(), user.as_i64(), it.actor.as_i64(), it.name.as_str(), body(&it.memory)?])
    }
}

pub(super) struct Discussions;

impl View for Discussions {
    type Key = Scoped;
    type Value = Discussion;

    const FIND: Sql = each!(
        "SELECT d.guild, d.owner, d.slug, d.body FROM ",
        " AS it CROSS JOIN discussion d WHERE d.guild = CAST(it.value ->> 0 AS BIGINT) \
         AND d.owner = CAST(it.value ->> 1 AS BIGINT) AND d.slug = it.value ->> 2"
    );
    const WRITE: &'static Insert = insert!(
        "INSERT INTO discussion (guild, owner, slug, thread, body) VALUES ",
        5,
        " ON CONFLICT (guild, owner, slug) DO UPDATE SET thread = excluded.thread, body = excluded.body"
    );

    rows_in!(discussions);

    fn keys(wanted: &BTreeSet<Scoped>) -> Result<Vec<Arg>> {
        flat(wanted)
    }

    fn read(row: &Row) -> Result<(Scoped, Discussion)> {
        Ok((scoped(row)?, parse("discussion", row, 3)?))
    }

    fn values((guild, of): &Scoped, it: &Discussion) -> Result<Vec<Arg>> {
        Ok(args![guild.as_i64(), of.owner.as_i64(), of.slug.as_str(), it.thread.as_i64(), body(it)?])
    }
}

pub(super) struct Tallies;

impl View for Tallies {
    type Key = Scoped;
    type Value = Tally;

    const FIND: Sql = each!(
        "SELECT t.guild, t.owner, t.slug, t.body FROM ",
        " AS it CROSS JOIN tally t WHERE t.guild = CAST(it.value ->> 0 AS BIGINT) \
         AND t.owner = CAST(it.value ->> 1 AS BIGINT) AND t.slug = it.value ->> 2"
    );
    const WRITE: &'static Insert = insert!(
        "INSERT INTO tally (guild, owner, slug, body) VALUES ",
        4,
        " ON CONFLICT (guild, owner, slug) DO UPDATE SET body = excluded.body"
    );

    rows_in!(tallies);

    fn keys(wanted: &BTreeSet<Scoped>) -> Result<Vec<Arg>> {
        flat(wanted)
    }

    fn read(row: &Row) -> Result<(Scoped, Tally)> {
        Ok((scoped(row)?, parse("tally", row, 3)?))
    }

    fn values((guild, of): &Scoped, it: &Tally) -> Result<Vec<Arg>> {
        Ok(args![guild.as_i64(), of.owner.as_i64(), of.slug.as_str(), body(it)?])
    }
}

pub(super) struct Standings;

impl View for Standings {
    type Key = (GuildId, ResourceKey, ActorId);
    type Value = Standing;

    const FIND: Sql = each!(
        "SELECT s.guild, s.owner, s.slug, s.actor, s.body FROM ",
        " AS it CROSS JOIN standing s WHERE s.guild = CAST(it.value ->> 0 AS BIGINT) \
         AND s.owner = CAST(it.value ->> 1 AS BIGINT) AND s.slug = it.value ->> 2 \
         AND s.actor = CAST(it.value ->> 3 AS BIGINT)"
    );
    const WRITE: &'static Insert = insert!(
        "INSERT INTO standing (guild, owner, slug, actor, body) VALUES ",
        5,
        " ON CONFLICT (guild, owner, slug, actor) DO UPDATE SET body = excluded.body"
    );

    rows_in!(standings);

    fn keys(wanted: &BTreeSet<Self::Key>) -> Result<Vec<Arg>> {
        let keys: Vec<_> =
            wanted.iter().map(|(guild, it, who)| (guild, it.owner, it.slug.as_str(), who)).collect();
        list(&keys)
    }

    fn read(row: &Row) -> Result<(Self::Key, Standing)> {
        let (guild, resource) = scoped(row)?;
        Ok(((guild, resource, ActorId::from_i64(row.int(3)?)), parse("standing", row, 4)?))
    }

    fn values((guild, of, who): &Self::Key, it: &Standing) -> Result<Vec<Arg>> {
        Ok(args![guild.as_i64(), of.owner.as_i64(), of.slug.as_str(), who.as_i64(), body(it)?])
    }
}

pub(super) struct Drafts;

impl View for Drafts {
    type Key = (GuildId, DraftNumber);
    type Value = Draft;

    const FIND: Sql = each!(
        "SELECT d.guild, d.number, d.body FROM ",
        " AS it CROSS JOIN draft d WHERE d.guild = CAST(it.value ->> 0 AS BIGINT) \
         AND d.number = CAST(it.value ->> 1 AS BIGINT)"
    );
    const WRITE: &'static Insert = insert!(
        "INSERT INTO draft (guild, number, kept_at, used, body) VALUES ",
        5,
        " ON CONFLICT (guild, number) DO UPDATE SET used = excluded.used, body = excluded.body"
    );

    rows_in!(drafts);

    fn keys(wanted: &BTreeSet<Self::Key>) -> Result<Vec<Arg>> {
        list(wanted)
    }

    fn read(row: &Row) -> Result<(Self::Key, Draft)> {
        let draft: Draft = parse("draft", row, 2)?;
        Ok(((GuildId::from_i64(row.int(0)?), draft.number), draft))
    }

    fn values((guild, number): &Self::Key, it: &Draft) -> Result<Vec<Arg>> {
        Ok(args![guild.as_i64(), number.as_i64(), it.kept_at, i64::from(it.used), body(it)?])
    }
}
