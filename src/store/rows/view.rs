//! What all views' tables have in common: rows are looked up by a list of keys and written many at a time.

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::hash::Hash;

use serde::de::DeserializeOwned;

use crate::domain::state::{Rows, State};
use crate::store::engine::values::Insert;
use crate::store::engine::{Arg, Row, Sql, Tx};
use crate::store::error::{Error, Result};

/// One view: where its rows are in the state, and how the table holds them.
pub(super) trait View {
    /// What a row is known by.
    type Key: Ord + Hash + Clone + Debug;
    /// The row.
    type Value;

    /// Finds rows by the JSON list of keys in `$1`.
    const FIND: Sql;
    /// Writes rows, or writes them anew.
    const WRITE: &'static Insert;

    /// The rows in the state.
    fn rows(state: &State) -> &Rows<Self::Key, Self::Value>;

    /// The same, to put some in.
    fn rows_mut(state: &mut State) -> &mut Rows<Self::Key, Self::Value>;

    /// Keys as [`View::FIND`] takes them.
    fn keys(wanted: &BTreeSet<Self::Key>) -> Result<Vec<Arg>>;

    /// Reads what [`View::FIND`] found.
    fn read(row: &Row) -> Result<(Self::Key, Self::Value)>;

    /// The values of a row, in the order of [`View::WRITE`].
    fn values(key: &Self::Key, value: &Self::Value) -> Result<Vec<Arg>>;
}

/// Loads the rows that are wanted and not known yet; those that are not there are known to be absent from then on.
pub(super) async fn load<V: View>(
    tx: &mut Tx<'_>,
    state: &mut State,
    wanted: BTreeSet<V::Key>,
) -> Result<()> {
    let absent = absent::<V>(state, wanted);
    let found = find::<V>(tx, &absent).await?;
    put::<V>(state, absent, &found)
}

/// What is wanted and not known yet.
pub(super) fn absent<V: View>(state: &State, mut wanted: BTreeSet<V::Key>) -> BTreeSet<V::Key> {
    wanted.retain(|key| !V::rows(state).knows(key));
    wanted
}

/// Looks for rows.
pub(super) async fn find<V: View>(tx: &mut Tx<'_>, keys: &BTreeSet<V::Key>) -> Result<Vec<Row>> {
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    tx.fetch_all(V::FIND, V::keys(keys)?).await
}

/// Puts in what was found of these keys, and that the others are not there.
pub(super) fn put<V: View>(state: &mut State, keys: BTreeSet<V::Key>, found: &[Row]) -> Result<()> {
    let rows = V::rows_mut(state);
    for row in found {
        let (key, value) = V::read(row)?;
        rows.load(key, Some(value));
    }
    for key in keys {
        rows.load(key, None);
    }
    Ok(())
}

/// The values that [`View::WRITE`] takes, for the rows of these keys.
pub(super) fn values<V: View>(state: &State, changed: &[V::Key]) -> Result<Vec<Arg>> {
    let mut values = Vec::new();
    for key in changed {
        if let Some(value) = V::rows(state).find(key) {
            values.extend(V::values(key, value)?);
        }
    }
    Ok(values)
}

/// Visits every row of the state: its values, in the order of [`View::WRITE`].
pub(super) fn each<V: View>(state: &State, mut visit: impl FnMut(&[Arg])) -> Result<()> {
    for (key, value) in V::rows(state).iter() {
        visit(&V::values(key, value)?);
    }
    Ok(())
}

/// Every row, by a query that gives the columns of [`View::FIND`].
pub(super) async fn all<V: View>(tx: &mut Tx<'_>, sql: &'static str) -> Result<Vec<(V::Key, V::Value)>> {
    tx.fetch_all(sql, Vec::new()).await?.iter().map(V::read).collect()
}

/// A JSON column.
pub(super) fn parse<T: DeserializeOwned>(what: &'static str, row: &Row, at: usize) -> Result<T> {
    serde_json::from_str(&row.text(at)?).map_err(Error::shape(what))
}
