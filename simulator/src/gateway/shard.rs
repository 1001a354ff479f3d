//! Which guilds a session hears of ("Gateway", Sharding).

use serde_json::Value;

use crate::snowflake::Id;

/// One of so many sessions among which the guilds are shared out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shard {
    id: u64,
    of: u64,
}

impl Shard {
    /// As it is written in IDENTIFY: `[shard, number of shards]`. Without it a session is the only one; `None` for one
    /// that cannot be.
    pub fn parse(asked: &Value) -> Option<Self> {
        if asked.is_null() {
            return Some(Self { id: 0, of: 1 });
        }
        let [id, of] = asked.as_array()?.as_slice() else { return None };
        let shard = Self { id: id.as_u64()?, of: of.as_u64()? };
        (shard.id < shard.of).then_some(shard)
    }

    /// Whether events of this guild are its; those of no guild are the first one's.
    pub fn hears(self, guild: Option<Id>) -> bool {
        guild.map_or(0, |guild| (guild.0 >> 22) % self.of) == self.id
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use serde_json::json;

    use super::*;

    #[test]
    fn a_shard_is_one_of_those_that_are_there() {
        assert_eq!(Shard::parse(&Value::Null), Shard::parse(&json!([0, 1])));
        for wrong in [json!([1, 1]), json!([0, 0]), json!([0]), json!("0"), json!([-1, 2])] {
            assert_eq!(Shard::parse(&wrong), None, "{wrong}");
        }
    }

    #[test]
    fn each_guild_is_heard_of_by_one_and_what_is_no_guilds_by_the_first() {
        let shards = [0, 1, 2].map(|id| Shard::parse(&json!([id, 3])).unwrap());
        for guild in (0..30).map(|at| Some(Id(at << 22 | 77))) {
            assert_eq!(shards.iter().filter(|it| it.hears(guild)).count(), 1);
        }
        assert_eq!(shards.map(|it| it.hears(None)), [true, false, false]);
        assert!(shards[2].hears(Some(Id(5 << 22))), "5 leaves 2 when shared out among 3");
    }
}
