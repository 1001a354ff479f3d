//! Files into the log: what is new or changed is written, what is gone is retired or kept, what is the same is left.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use futures_util::future::try_join_all;

use crate::domain::decision::{Act, Decision, Happening, Key, Moment, Needs};
use crate::domain::ids::{GuildId, ResourceKey};
use crate::domain::refusal::Refusal;
use crate::domain::shelf::{ResourceRetired, ResourceWritten, Shelved};
use crate::domain::state::State;
use crate::library::resource::{Resource, Slug};
use crate::library::shares;
use crate::store::{Db, Log, Stop, hanging};

/// A resource as its file says it.
#[derive(Clone, Debug)]
pub struct Filed {
    /// The resource.
    pub resource: Arc<Resource>,
    /// What its content is known by.
    pub hash: String,
}

impl Filed {
    /// All of a library.
    pub fn all(resources: Vec<Resource>) -> Vec<Self> {
        let hashes = shares::map(&resources, Resource::content_hash);
        let both = resources.into_iter().zip(hashes);
        both.map(|(resource, hash)| Self { resource: Arc::new(resource), hash }).collect()
    }

    /// The same resource by its former slug; its file's name leads there.
    fn under(self, former: Slug) -> Self {
        let mut resource = Arc::unwrap_or_clone(self.resource);
        resource.aliases.retain(|it| *it != former.as_str());
        let named = std::mem::replace(&mut resource.slug, former);
        resource.aliases.push(named.to_string());
        Self { hash: resource.content_hash(), resource: Arc::new(resource) }
    }
}

/// A slug is for good: entries, tallies and discussions are known by it. A renamed file, which names its former slug as
/// an alias, goes on under that.
fn under_known_slugs(files: Vec<Filed>, shelf: &BTreeMap<Slug, Shelved>) -> Vec<Filed> {
    let named: BTreeSet<Slug> = files.iter().map(|it| it.resource.slug.clone()).collect();
    let former = |it: &Resource| {
        let mut aliases = it.aliases.iter().filter_map(|alias| Slug::try_from(alias.as_str()).ok());
        let is_new = !shelf.contains_key(&it.slug);
        aliases.find(|alias| is_new && shelf.contains_key(alias) && !named.contains(alias))
    };
    let under = |file: Filed| match former(&file.resource) {
        Some(slug) => file.under(slug),
        None => file,
    };
    files.into_iter().map(under).collect()
}

/// What an import did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// Written for the first time.
    pub added: Vec<Slug>,
    /// Written anew.
    pub revised: Vec<Slug>,
    /// Retired, because their files are gone and nothing hangs on them.
    pub retired: Vec<Slug>,
    /// Served as last known, although their files are gone.
    pub kept: Vec<Left>,
    /// Changed in their files and in chat: left as they are in chat.
    pub drifted: Vec<Slug>,
}

/// A resource without a file on which something hangs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Left {
    /// Which.
    pub slug: Slug,
    /// How many entries.
    pub entries: u64,
    /// Whether there is a discussion.
    pub discussion: bool,
}

/// The deployment's resources as the log knows them.
pub fn shelf(resources: &[(ResourceKey, Shelved)]) -> BTreeMap<Slug, Shelved> {
    let shared = resources.iter().filter(|(key, _)| key.owner == GuildId::DEPLOYMENT);
    shared.map(|(key, it)| (key.slug.clone(), it.clone())).collect()
}

/// Brings the log up to the files.
///
/// # Errors
/// When the log cannot be written to.
pub async fn run(
    db: &Db,
    log: &Log,
    shelf: &BTreeMap<Slug, Shelved>,
    files: Vec<Filed>,
) -> Result<Imported, Stop> {
    let mut imported = Imported::default();
    let mut acts = Vec::new();
    let files = under_known_slugs(files, shelf);
    let there: BTreeSet<Slug> = files.iter().map(|it| it.resource.slug.clone()).collect();
    for Filed { resource, hash } in files {
        let slug = resource.slug.clone();
        match shelf.get(&slug) {
            Some(row) if row.file_hash.as_ref() == Some(&hash) && row.retired == resource.retired => {}
            Some(row) if row.file_hash.as_ref().is_some_and(|it| *it != row.hash) => {
                imported.drifted.push(slug);
            }
            before => {
                let revision = before.map_or(0, |it| it.revision);
                if before.is_some() { &mut imported.revised } else { &mut imported.added }.push(slug);
                acts.push(WriteResource { resource, base: revision, hash });
            }
        }
    }
    let writes: Vec<_> = acts.into_iter().map(|it| write(log.clone(), it)).collect();
    try_join_all(writes).await?;
    retire_gone(db, log, (shelf, &there), &mut imported).await?;
    Ok(imported)
}

/// Owns its handle: futures that borrow one cannot be proved to be `Send` where they are collected.
async fn write(log: Log, act: WriteResource) -> Result<(), Stop> {
    log.write(act).await.map(|_| ())
}

async fn retire_gone(
    db: &Db,
    log: &Log,
    (shelf, there): (&BTreeMap<Slug, Shelved>, &BTreeSet<Slug>),
    imported: &mut Imported,
) -> Result<(), Stop> {
    let gone: Vec<_> = shelf.iter().filter(|(slug, row)| !there.contains(*slug) && !row.retired).collect();
    if gone.is_empty() {
        return Ok(());
    }
    let hanging = hanging::by_slug(db).await.map_err(|err| Stop::Failed(Arc::new(err)))?;
    for (slug, row) in gone {
        match hanging.get(slug) {
            Some(it) => {
                imported.kept.push(Left {
                    slug: slug.clone(),
                    entries: it.entries,
                    discussion: it.discussion,
                });
            }
            None => {
                imported.retired.push(slug.clone());
                log.write(RetireResource { slug: slug.clone(), base: row.revision }).await?;
            }
        }
    }
    Ok(())
}

struct WriteResource {
    resource: Arc<Resource>,
    base: i64,
    hash: String,
}

impl Act for WriteResource {
    fn guild(&self) -> GuildId {
        GuildId::DEPLOYMENT
    }

    fn key(&self) -> Key {
        Key::import(self.resource.slug.as_str(), self.base, &self.hash)
    }

    fn fingerprint(&self) -> String {
        self.key().as_str().to_owned()
    }

    fn needs(&self, _people: &State) -> Needs {
        Needs { resources: vec![ResourceKey::shared(self.resource.slug.clone())], ..Needs::default() }
    }

    fn decide(&self, state: &State, _moment: &Moment) -> Result<Decision, Refusal> {
        let key = ResourceKey::shared(self.resource.slug.clone());
        let revision = state.shelf.find(&key).map_or(0, |it| it.revision);
        if revision != self.base {
            return Err(Refusal::new(format!(
                "{} was changed by somebody else meanwhile.",
                self.resource.slug
            )));
        }
        Ok(Decision::quiet().then(Happening::seen(ResourceWritten {
            revision: revision + 1,
            file_hash: Some(self.hash.clone()),
            resource: Arc::clone(&self.resource),
        })))
    }
}

struct RetireResource {
    slug: Slug,
    base: i64,
}

impl Act for RetireResource {
    fn guild(&self) -> GuildId {
        GuildId::DEPLOYMENT
    }

    fn key(&self) -> Key {
        Key::import(self.slug.as_str(), self.base, "retired")
    }

    fn fingerprint(&self) -> String {
        self.key().as_str().to_owned()
    }

    fn needs(&self, _people: &State) -> Needs {
        Needs { resources: vec![ResourceKey::shared(self.slug.clone())], ..Needs::default() }
    }

    fn decide(&self, _state: &State, _moment: &Moment) -> Result<Decision, Refusal> {
        Ok(Decision::quiet().then(Happening::seen(ResourceRetired { slug: self.slug.clone() })))
    }
}
