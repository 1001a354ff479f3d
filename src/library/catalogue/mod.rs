//! All resources that a guild sees, found by name, by slug, by what someone typed, or by relation.

mod names;
mod relation;
#[cfg(test)]
mod tests;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::fold;
use super::resource::{Resource, Slug};
use super::search::{Entry, Found, HITS_MAX, Index, without_article};
use super::topics::Topics;
use names::Names;

/// An immutable set of resources with its indexes; a change of the library makes a new one.
pub struct Catalogue {
    /// By folded title; the retired behind the others.
    resources: Vec<Arc<Resource>>,
    /// How many of them are not retired.
    active: usize,
    slugs: HashMap<Slug, usize>,
    names: Names,
    index: Index,
    /// Those whose short name another one has too.
    doubles: HashSet<usize>,
    topics: Arc<Topics>,
}

/// What a typed name leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lookup {
    /// The one that was meant.
    Found(Arc<Resource>),
    /// At most five that may be meant, best first.
    Several(Vec<Arc<Resource>>),
    /// There is nothing in the library.
    Empty,
}

/// A choice of autocomplete.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// At most 100 UTF-16 code units.
    pub name: String,
    /// What it stands for.
    pub slug: Slug,
}

/// Most suggestions of one autocomplete.
pub const SUGGESTIONS_MAX: usize = HITS_MAX;
/// Most resources of [`Lookup::Several`]: one row of buttons.
pub const SEVERAL_MAX: usize = 5;
/// Letters of a hopeless text that are compared with every title.
const NEAREST_MAX: usize = 100;

impl Catalogue {
    /// A catalogue of these resources. Of two with one slug the first is kept.
    #[must_use]
    pub fn new(mut resources: Vec<Arc<Resource>>, topics: Arc<Topics>) -> Catalogue {
        resources
            .sort_by_cached_key(|resource| (resource.retired, title_key(resource), resource.slug.clone()));
        let mut slugs = HashMap::new();
        resources.retain(|resource| slugs.insert(resource.slug.clone(), 0).is_none());
        slugs.extend(resources.iter().enumerate().map(|(at, resource)| (resource.slug.clone(), at)));
        follow_aliases(&mut slugs, &resources);
        let active = resources.partition_point(|resource| !resource.retired);
        let entries: Vec<Entry> = resources[..active].iter().map(|resource| entry(resource)).collect();
        Catalogue {
            active,
            slugs,
            names: Names::new(&resources),
            index: Index::new(&entries),
            doubles: doubles(&resources[..active]),
            resources,
            topics,
        }
    }

    /// How many resources are offered, the retired not counted.
    #[must_use]
    pub fn len(&self) -> usize {
        self.active
    }

    /// Whether none is offered.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.active == 0
    }

    /// The resources that are offered, by title.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Resource>> {
        self.resources[..self.active].iter()
    }

    /// The resource with that slug, or whose alias is that slug; also a retired one.
    #[must_use]
    pub fn find(&self, slug: &Slug) -> Option<Arc<Resource>> {
        self.slugs.get(slug).map(|&at| Arc::clone(&self.resources[at]))
    }

    /// The title of the resource with that slug or alias; also of a retired one.
    #[must_use]
    pub fn title(&self, slug: &Slug) -> Option<&str> {
        self.slugs.get(slug).map(|&at| self.resources[at].title.as_str())
    }

    /// The taxonomy.
    #[must_use]
    pub fn topics(&self) -> &Topics {
        &self.topics
    }

    /// What the typed name leads to: a whole title, alias or slug, else the only one that fits well,
    /// else the nearest few.
    #[must_use]
    pub fn lookup(&self, typed: &str) -> Lookup {
        match self.names.find(typed) {
            [] => self.search(typed),
            [one] => self.found(*one),
            several => self.several(several.iter().copied()),
        }
    }

    /// At most 25 choices for what is typed so far. For nothing typed: `recent`, then the rest.
    #[must_use]
    pub fn suggest(&self, typed: &str, recent: &[Slug]) -> Vec<Suggestion> {
        let words = fold::words(typed);
        let named = self.names.find(typed).iter().copied().filter(|&at| at < self.active);
        let hits = self.index.search(&words).hits.into_iter().map(|hit| hit.entry as usize);
        let chosen = first_distinct(named.chain(hits));
        let chosen = if chosen.is_empty() { self.by_habit(recent) } else { chosen };
        chosen.into_iter().map(|at| self.suggestion(at)).collect()
    }

    fn search(&self, typed: &str) -> Lookup {
        let Found { hits, whole } = self.index.search(&fold::words(typed));
        match hits.as_slice() {
            [] if self.is_empty() => Lookup::Empty,
            [] => self.several(self.nearest(typed).into_iter()),
            [one] if whole => self.found(one.entry as usize),
            [first, second, ..] if whole && first.score * 2 >= second.score * 3 => {
                self.found(first.entry as usize)
            }
            hits => self.several(hits.iter().map(|hit| hit.entry as usize)),
        }
    }

    fn found(&self, at: usize) -> Lookup {
        Lookup::Found(Arc::clone(&self.resources[at]))
    }

    fn several(&self, places: impl Iterator<Item = usize>) -> Lookup {
        Lookup::Several(places.take(SEVERAL_MAX).map(|at| Arc::clone(&self.resources[at])).collect())
    }

    /// For a text that has nothing in common with any word: the titles that look most alike. A walk
    /// over all titles, which only such a text costs.
    fn nearest(&self, typed: &str) -> Vec<usize> {
        let key: String = fold::key(typed).chars().take(NEAREST_MAX).collect();
        let mut places: Vec<usize> = (0..self.active).collect();
        let likeness = |at: &usize| strsim::sorensen_dice(&key, &title_key(&self.resources[*at]));
        places.sort_by_cached_key(|at| std::cmp::Reverse((likeness(at) * 1e6) as u32));
        places
    }

    fn by_habit(&self, recent: &[Slug]) -> Vec<usize> {
        let recent = recent.iter().filter_map(|slug| self.slugs.get(slug).copied());
        first_distinct(recent.filter(|&at| at < self.active).chain(0..self.active))
    }

    fn suggestion(&self, at: usize) -> Suggestion {
        let resource = &self.resources[at];
        let name =
            if self.doubles.contains(&at) { resource.long_choice_name() } else { resource.choice_name() };
        Suggestion { name, slug: resource.slug.clone() }
    }
}

fn title_key(resource: &Resource) -> String {
    without_article(&fold::words(&resource.title)).join(" ")
}

fn entry(resource: &Resource) -> Entry {
    let beside = resource.subtitle.iter().chain(&resource.aliases);
    Entry {
        title: fold::words(&resource.title),
        beside: beside.flat_map(|text| fold::words(text)).collect(),
        authors: resource.authors.iter().flat_map(|author| fold::words(author)).collect(),
    }
}

/// A renamed file keeps its old slug as an alias.
fn follow_aliases(slugs: &mut HashMap<Slug, usize>, resources: &[Arc<Resource>]) {
    for (at, resource) in resources.iter().enumerate() {
        for alias in &resource.aliases {
            if let Ok(slug) = Slug::try_from(alias.as_str()) {
                slugs.entry(slug).or_insert(at);
            }
        }
    }
}

fn doubles(resources: &[Arc<Resource>]) -> HashSet<usize> {
    let mut places: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, resource) in resources.iter().enumerate() {
        places.entry(resource.choice_name()).or_default().push(at);
    }
    places.into_values().filter(|places| places.len() > 1).flatten().collect()
}

fn first_distinct(places: impl Iterator<Item = usize>) -> Vec<usize> {
    let mut chosen = Vec::new();
    for at in places {
        if chosen.len() == SUGGESTIONS_MAX {
            break;
        }
        if !chosen.contains(&at) {
            chosen.push(at);
        }
    }
    chosen
}
