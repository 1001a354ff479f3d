//! What stands beside a resource, and why.

use std::sync::Arc;

use super::Catalogue;
use crate::library::resource::{Related, Resource, Slug};
use crate::library::topics::TopicKey;

impl Catalogue {
    /// The related resources in the order of the file, each with a reason that is never empty. What is
    /// retired or gone is left out.
    #[must_use]
    pub fn related(&self, slug: &Slug) -> Vec<(Arc<Resource>, String)> {
        let Some(from) = self.find(slug) else {
            return Vec::new();
        };
        let known = from.related.iter().filter_map(|link| Some((link, self.find(&link.slug)?)));
        let offered = known.filter(|(_, to)| !to.retired && to.slug != from.slug);
        offered.map(|(link, to)| (Arc::clone(&to), self.reason(&from, link, &to))).collect()
    }

    fn reason(&self, from: &Resource, link: &Related, to: &Resource) -> String {
        if let Some(because) = &link.because {
            return because.clone();
        }
        if let Some(author) = to.authors.iter().find(|author| from.authors.contains(author)) {
            return format!("Also by {author}");
        }
        let shared = to.topics.iter().find(|topic| !topic.is_domain() && from.topics.contains(topic));
        let shared = shared.or(to.domain.as_ref().filter(|domain| from.domain.as_ref() == Some(domain)));
        match shared.and_then(|key| self.topic_name(key)) {
            Some(name) => format!("Also in {name}"),
            None => format!("A neighbour of {}", from.title),
        }
    }

    fn topic_name(&self, key: &TopicKey) -> Option<&str> {
        self.topics().find(key).map(|topic| topic.name.as_str())
    }
}
