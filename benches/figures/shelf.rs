//! Libraries of any size whose works are as long as real ones.

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use athenaeum::library::load::{LibrarySource, load};
use athenaeum::library::page;
use athenaeum::library::resource::{About, Related, Resource};
use athenaeum::library::synthetic::synthetic;
use athenaeum::library::topics::Topics;

/// So many works: titles, authors and summaries made up, everything else as long as in the sample library.
pub fn works(count: usize) -> (Vec<Resource>, Topics) {
    let sample = load(&LibrarySource::Sample).expect("the sample library is whole");
    let mut titles = HashSet::new();
    let made_up = synthetic(count + count / 10).into_iter().filter(|it| titles.insert(it.title.clone()));
    let made_up: Vec<Resource> = made_up.take(count).collect();
    assert_eq!(made_up.len(), count, "titles repeat more often than expected");
    let slugs: Vec<_> = made_up.iter().map(|it| it.slug.clone()).collect();
    let dressed = made_up.into_iter().enumerate().map(|(at, it)| {
        let real = sample.resources[at % sample.resources.len()].clone();
        // In pairs, for a relation that goes one way only is warned of.
        let related = slugs.get(at ^ 1).map(|slug| Related { slug: slug.clone(), because: None });
        // The author's name is another one now.
        let about = real.about.first().map(|it| About { name: None, ..it.clone() });
        Resource {
            slug: it.slug,
            title: it.title,
            subtitle: None,
            authors: it.authors,
            kind: it.kind,
            summary: it.summary,
            related: related.into_iter().collect(),
            aliases: Vec::new(),
            about: about.into_iter().collect(),
            ..real
        }
    });
    (dressed.collect(), sample.topics)
}

/// Writes so many works into a folder, one file each, with the sample's topics beside it.
pub fn write(folder: &Path, count: usize) {
    fs::create_dir_all(folder).expect("a folder for the library");
    for work in works(count).0 {
        let file = folder.join(format!("{}.md", work.slug));
        fs::write(file, page::write(&work)).expect("a file of the library");
    }
    let topics = concat!(env!("CARGO_MANIFEST_DIR"), "/config/topics.toml");
    let beside = folder.parent().expect("a folder in a folder").join("topics.toml");
    fs::copy(topics, beside).expect("the topics beside the library");
}
