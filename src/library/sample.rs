//! The sample library and its taxonomy, carried in the binary so that the demo runs anywhere.

use super::source::SourceFile;

/// Lists the files once; a file in the folder that is not listed fails a test below.
macro_rules! files {
    ($($slug:literal,)*) => {
        &[$((
            concat!("config/library/", $slug, ".md"),
            include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/config/library/", $slug, ".md")),
        ),)*]
    };
}

const TOPICS: &[u8] = include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/config/topics.toml"));

const PAGES: &[(&str, &[u8])] = files! {
    "a-pattern-language",
    "accelerate",
    "an-introduction-to-general-systems-thinking",
    "building-event-driven-microservices",
    "building-evolutionary-architectures",
    "communities-of-practice",
    "deep-work",
    "designing-data-intensive-applications",
    "do-schools-kill-creativity",
    "domain-driven-design",
    "facilitating-software-architecture",
    "learning-systems-thinking",
    "leverage-points",
    "seeing-like-a-state",
    "sensemaking-in-organizations",
    "simple-made-easy",
    "steps-to-an-ecology-of-mind",
    "team-topologies",
    "the-extended-mind",
    "the-fifth-discipline",
    "the-knowledge-creating-company",
    "the-mythical-man-month",
    "the-social-life-of-information",
    "thinking-fast-and-slow",
    "thinking-in-systems",
    "turning-the-database-inside-out",
    "working-knowledge",
    "zen-and-the-art-of-motorcycle-maintenance",
};

/// The sample's taxonomy.
#[must_use]
pub fn topics() -> SourceFile {
    SourceFile::new("config/topics.toml", TOPICS)
}

/// The sample's pages.
#[must_use]
pub fn pages() -> Vec<SourceFile> {
    PAGES.iter().map(|&(name, bytes)| SourceFile::new(name, bytes)).collect()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use std::collections::{BTreeMap, BTreeSet};
    use std::path::Path;
    use std::sync::Arc;

    use super::*;
    use crate::library::catalogue::{Catalogue, Lookup};
    use crate::library::check::{Checked, check};
    use crate::library::resource::{Resource, WhyPart};
    use crate::library::topics::Topics;
    use crate::library::{fold, folder, page};

    fn checked() -> Checked {
        check(&pages(), Some(&Topics::parse(&topics()).unwrap()))
    }

    #[test]
    fn every_file_of_the_folder_is_carried() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("config/library");
        let there = folder::read(&folder).unwrap();
        assert_eq!(there.problems, []);
        let stems =
            |files: &[SourceFile]| files.iter().map(|file| file.stem().to_owned()).collect::<BTreeSet<_>>();
        assert_eq!(stems(&pages()), stems(&there.files), "add the missing file to the list in this module");
    }

    #[test]
    fn nothing_is_wrong_with_it() {
        let checked = checked();
        assert_eq!(
            checked.diagnostics.iter().map(ToString::to_string).collect::<Vec<_>>(),
            Vec::<String>::new()
        );
        assert_eq!(checked.resources.len(), PAGES.len());
    }

    #[test]
    fn each_work_has_every_part_that_a_page_should_have() {
        for resource in checked().resources {
            let Resource { slug, description, question, related, about, .. } = &*resource;
            assert!(description.len() >= 2, "{slug}: two paragraphs of description");
            assert!(
                resource.away().count() >= 3 && resource.toward().count() >= 3,
                "{slug}: three shifts each way"
            );
            assert!(resource.provides().count() >= 1 && question.is_some() && !related.is_empty(), "{slug}");
            assert!(!about.is_empty() && resource.tagline.is_some() && resource.domain.is_some(), "{slug}");
        }
    }

    #[test]
    fn each_reads_back_as_written() {
        for resource in checked().resources {
            let file = SourceFile::new(format!("{}.md", resource.slug), page::write(&resource));
            assert_eq!(page::parse(&file).unwrap().0, *resource);
        }
    }

    #[test]
    fn what_readers_type_leads_to_what_they_mean() {
        let catalogue = Catalogue::new(checked().resources, Arc::new(Topics::parse(&topics()).unwrap()));
        for (typed, slug) in [
            ("desining data", "designing-data-intensive-applications"),
            ("thinking fast", "thinking-fast-and-slow"),
            ("mythical man month", "the-mythical-man-month"),
            ("brooks", "the-mythical-man-month"),
            ("zen", "zen-and-the-art-of-motorcycle-maintenance"),
            ("leverage", "leverage-points"),
            ("do schools kill creativity?", "do-schools-kill-creativity"),
            ("team toplogies", "team-topologies"),
            ("seeing like", "seeing-like-a-state"),
        ] {
            match catalogue.lookup(typed) {
                Lookup::Found(found) => assert_eq!(found.slug.as_str(), slug, "{typed}"),
                other => panic!("{typed} leads to {other:?}"),
            }
            assert_eq!(catalogue.suggest(typed, &[])[0].slug.as_str(), slug, "{typed}");
        }
        let Lookup::Several(by_one_author) = catalogue.lookup("klepp") else {
            panic!("one of two was chosen")
        };
        assert_eq!(by_one_author.len(), 2);
    }

    /// A library written by one hand falls into a mould; readers notice when two pages say the same.
    #[test]
    fn no_two_works_share_eight_words_in_a_row() {
        let resources = checked().resources;
        let mut runs: BTreeMap<Vec<String>, &str> = BTreeMap::new();
        for resource in &resources {
            for run in texts(resource)
                .iter()
                .flat_map(|text| fold::words(text).windows(8).map(<[_]>::to_vec).collect::<Vec<_>>())
            {
                let said = run.join(" ");
                let first = *runs.entry(run).or_insert(resource.slug.as_str());
                assert_eq!(first, resource.slug.as_str(), "both say: {said}");
            }
        }
        assert!(runs.len() > 5000, "only {} runs of words were compared", runs.len());
    }

    fn texts(resource: &Resource) -> Vec<&str> {
        let short = [&resource.tagline, &resource.question, &resource.image_alt].into_iter().flatten();
        let reasons = resource.related.iter().filter_map(|link| link.because.as_ref());
        let about = resource.about.iter().flat_map(|about| &about.paragraphs);
        let mut texts: Vec<&str> =
            short.chain(reasons).chain(about).chain(&resource.description).map(String::as_str).collect();
        texts.push(&resource.summary);
        for part in resource.why.iter().flat_map(|why| &why.parts) {
            match part {
                WhyPart::Prose(text) => texts.push(text),
                WhyPart::Away(items) | WhyPart::Toward(items) => {
                    texts.extend(items.iter().map(String::as_str));
                }
                WhyPart::Provides { lead_in, items } => {
                    texts.push(lead_in);
                    texts.extend(items.iter().map(String::as_str));
                }
            }
        }
        texts
    }
}
