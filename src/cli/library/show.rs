//! `athenaeum library show`.

use std::process::ExitCode;
use std::sync::Arc;

use anyhow::bail;
use clap::Args;

use super::preview::Preview;
use crate::cli::environment::{ConfigAt, LibraryAt};
use crate::cli::terminal::{clear, say, warn};
use crate::cli::{Done, report};
use crate::config::Community;
use crate::library::catalogue::{Catalogue, Lookup};
use crate::library::diagnostic::Diagnostic;
use crate::library::load::{self, LibrarySource, Looked};
use crate::library::resource::Slug;
use crate::run::watch::Watch;

#[derive(Debug, Args)]
pub(in crate::cli) struct Show {
    /// A title, an alias, or what a reader would type.
    name: String,
    /// Print it again whenever the library's files change, until Ctrl-C.
    #[arg(long)]
    watch: bool,
    #[command(flatten)]
    library: LibraryAt,
    #[command(flatten)]
    config: ConfigAt,
}

/// What a name leads to.
enum Meant {
    Page(Slug),
    /// Titles that may be meant.
    Perhaps(Vec<String>),
}

impl Show {
    pub(super) fn perform(self) -> Done {
        let source = self.library.source();
        let community = self.config.read()?.0.library;
        if !self.watch {
            return self.show(&source, community);
        }
        let LibrarySource::Folder(folder) = &source else {
            bail!("the sample that athenaeum carries never changes; name a folder with --library");
        };
        // Watching begins before showing, or a change between the two would be missed.
        let mut watch = Watch::on(folder)?;
        loop {
            clear();
            if let Err(err) = self.show(&source, community.clone()) {
                report::failed(&err);
            }
            warn("\nwatching; Ctrl-C ends it");
            watch.next();
        }
    }

    fn show(&self, source: &LibrarySource, community: Community) -> Done {
        let Looked { topics, checked } = load::look(source)?;
        let topics = topics.unwrap_or_default();
        let catalogue = Catalogue::new(checked.resources.clone(), Arc::new(topics.clone()));
        let slug = match self.meant(&catalogue, &checked.slugs.iter().cloned().collect::<Vec<_>>()) {
            Meant::Page(slug) => slug,
            Meant::Perhaps(titles) if titles.is_empty() => bail!("there is nothing in the library yet"),
            Meant::Perhaps(titles) => {
                bail!("no resource is surely meant; did you mean one of these?\n  {}", titles.join("\n  "))
            }
        };
        let found = of_file(&checked.diagnostics, &slug);
        report::diagnostics(&found);
        match Preview::new(&checked.resources, topics, community).of(&slug)? {
            Some(text) => {
                say(text);
                Ok(ExitCode::SUCCESS)
            }
            None => Ok(ExitCode::FAILURE),
        }
    }

    /// The file of exactly that name comes first: one with mistakes is not in the catalogue.
    fn meant(&self, catalogue: &Catalogue, files: &[Slug]) -> Meant {
        let named = [Slug::try_from(self.name.trim()).ok(), Slug::from_title(&self.name)];
        if let Some(slug) = named.into_iter().flatten().find(|it| files.contains(it)) {
            return Meant::Page(slug);
        }
        match catalogue.lookup(&self.name) {
            Lookup::Found(resource) => Meant::Page(resource.slug.clone()),
            Lookup::Several(several) => Meant::Perhaps(several.iter().map(|it| it.full_title()).collect()),
            Lookup::Empty => Meant::Perhaps(Vec::new()),
        }
    }
}

/// What is wrong with the page itself, and with the topics, which every page depends on.
fn of_file(found: &[Diagnostic], slug: &Slug) -> Vec<Diagnostic> {
    let page = format!("{slug}.md");
    let name = |it: &Diagnostic| it.place.file.rsplit(['/', '\\']).next().map(str::to_owned);
    let concerns = |it: &&Diagnostic| name(it).is_some_and(|it| it == page || it == load::TOPICS);
    found.iter().filter(concerns).cloned().collect()
}
