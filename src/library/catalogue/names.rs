//! Whole names: what leads to a resource without any search.

use std::collections::HashMap;
use std::sync::Arc;

use crate::library::fold;
use crate::library::resource::Resource;
use crate::library::search::without_article;

/// Resources by their folded names.
pub(super) struct Names {
    places: HashMap<String, Vec<usize>>,
}

impl Names {
    /// Title with and without subtitle, aliases and slug of each. A title goes before an alias: whoever
    /// types a title means it, though another work's alias reads the same. A retired resource, which
    /// stands behind the others, answers only to a name that no other has.
    pub(super) fn new(resources: &[Arc<Resource>]) -> Names {
        let mut names = Names { places: HashMap::new() };
        for retired in [false, true] {
            let some = || resources.iter().enumerate().filter(|(_, resource)| resource.retired == retired);
            names.add(some().flat_map(|(at, resource)| titles(resource).map(move |name| (at, name))));
            names.add(some().flat_map(|(at, resource)| others(resource).map(move |name| (at, name))));
        }
        names
    }

    /// The places of the resources with that name, usually one.
    pub(super) fn find(&self, name: &str) -> &[usize] {
        self.places.get(&key(name)).map_or(&[], Vec::as_slice)
    }

    /// Adds names that nothing added by an earlier call has.
    fn add(&mut self, names: impl Iterator<Item = (usize, String)>) {
        let mut added: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, name) in names {
            let key = key(&name);
            if !key.is_empty() && !self.places.contains_key(&key) {
                let places = added.entry(key).or_default();
                if !places.contains(&at) {
                    places.push(at);
                }
            }
        }
        self.places.extend(added);
    }
}

fn titles(resource: &Resource) -> impl Iterator<Item = String> + use<> {
    [resource.title.clone(), resource.full_title()].into_iter()
}

fn others(resource: &Resource) -> impl Iterator<Item = String> + use<> {
    let mut names = resource.aliases.clone();
    names.push(resource.slug.to_string());
    names.extend([resource.choice_name(), resource.long_choice_name()]);
    names.into_iter()
}

/// Folded, without article; signs alone (an alias `C++` or an emoji) stand for themselves.
fn key(name: &str) -> String {
    let words = fold::words(name);
    if words.is_empty() { name.trim().to_lowercase() } else { without_article(&words).join(" ") }
}
