//! Statements over many rows at once, whose keys come as a JSON list: every engine reads those in its own way.

/// A statement that runs over the elements of the JSON list in `$1`: `each!("SELECT … FROM ", " AS it …")`.
/// Inside, `it.value ->> 0` is the first item of an element that is a list.
macro_rules! each {
    ($before:expr, $after:expr) => {
        $crate::store::engine::Sql::of(
            concat!($before, "json_each($1)", $after),
            concat!($before, "jsonb_array_elements(CAST($1 AS JSONB))", $after),
        )
    };
}
pub(in crate::store) use each;

/// A query over the numbers of the JSON list in `$1` that gives one row, whose only column is a JSON list with a list of
/// the named columns per row found, in no order: `lists!("e.number, e.slug", " AS it …")`. A hundred rows handed over one by
/// one cost more than finding them. Without rows an engine may give NULL.
///
/// Postgres reads behind a guild's wall, where it finds rows by an index only if no function that may give something
/// away stands in the condition. Reading a number out of JSON is one: it is done before, and apart.
macro_rules! lists {
    ($columns:literal, $after:literal) => {
        $crate::store::engine::Sql::of(
            concat!("SELECT json_group_array(json_array(", $columns, ")) FROM json_each($1)", $after),
            concat!(
                "SELECT CAST(json_agg(json_build_array(",
                $columns,
                ")) AS TEXT) FROM (SELECT CAST(value AS BIGINT) AS value FROM ",
                "jsonb_array_elements(CAST($1 AS JSONB)) OFFSET 0)",
                $after
            ),
        )
    };
}
pub(in crate::store) use lists;

/// A query over the pairs of a guild and something of it in the JSON list in `$1`, which are the rows `wanted.guild` and
/// `wanted.it`: `pairs!("SELECT w.body", " CROSS JOIN words w WHERE w.guild = wanted.guild AND …")`. They are read before
/// anything is looked for, for the reason that [`lists`] gives.
macro_rules! pairs {
    ($columns:literal, $after:literal) => {
        $crate::store::engine::each!(
            "WITH wanted AS MATERIALIZED (SELECT CAST(it.value ->> 0 AS BIGINT) AS guild, \
             CAST(it.value ->> 1 AS BIGINT) AS it FROM ",
            concat!(" AS it) ", $columns, " FROM wanted", $after)
        )
    };
}
pub(in crate::store) use pairs;
