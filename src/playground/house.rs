//! Keeps the bot and its library going while people play.

use std::path::Path;

use discord_simulator::Stuck;
use discord_simulator::page::{Notice, Page};
use tokio::sync::mpsc;

use super::Opened;
use super::host::{Away, Fate};
use super::steps::steps;
use super::tail::Tail;
use crate::app::{Filed, Imported};
use crate::demo;
use crate::demo::stage::Stage;
use crate::library::diagnostic::{Diagnostic, Look};
use crate::library::load::{self, Library, LibraryError};
use crate::library::topics::Topics;
use crate::run::watch::{Unwatched, Watch};
use crate::run::{Failure, LibrarySource, StartError};
use crate::telemetry::WithCauses;

/// The forum's tags.
const TAGS: [&str; 3] = ["Question", "Find", "Event"];

/// Bot, people, page and library.
pub struct House {
    stage: Stage,
    page: Page,
    library: LibrarySource,
    /// The taxonomy that the bot was started with; another one needs another start.
    topics: Topics,
    tail: Tail,
    away: Away,
    /// The bot is away for nothing but its library, with which it could not be started.
    waits: bool,
}

/// What a house is made of.
pub struct Furniture {
    pub stage: Stage,
    pub page: Page,
    /// Kept true for whoever only looks.
    pub away: Away,
    pub library: LibrarySource,
}

/// Tells of every change of the library's files; of none where there are no files.
pub fn watch(library: &LibrarySource) -> Result<mpsc::UnboundedReceiver<()>, Unwatched> {
    let (tell, changes) = mpsc::unbounded_channel();
    if let LibrarySource::Folder(folder) = library {
        let mut watch = Watch::on(folder)?;
        std::thread::spawn(move || {
            // It ends with the first change of which nobody wants to hear.
            while !tell.is_closed() {
                watch.next();
                let _ = tell.send(());
            }
        });
    }
    Ok(changes)
}

impl House {
    pub async fn new(furniture: Furniture) -> Self {
        let Furniture { stage, page, away, library } = furniture;
        stage.harbour.announcement_channel("news");
        stage.harbour.forum("bookshelf", &TAGS);
        let topics = load::topics(&library).unwrap_or_default();
        let mut house = Self { stage, page, library, topics, tail: Tail::default(), away, waits: false };
        if let Some(app) = house.stage.app()
            && let Err(err) = house.tail.skip(&app.db).await
        {
            tracing::warn!(error = &err as &dyn std::error::Error, "the log cannot be told");
        }
        house
    }

    pub fn opened(&self) -> Opened<'_> {
        let watched = match &self.library {
            LibrarySource::Folder(folder) => Some(folder.as_path()),
            LibrarySource::Sample => None::<&Path>,
        };
        let steps = steps(watched);
        self.page.notice(Notice::Steps, &steps.join("\n"));
        Opened { url: self.page.url(), works: self.stage.works(), steps }
    }

    /// Has something become of the bot.
    pub async fn deal(&mut self, fate: Fate) -> Result<(), Stuck> {
        match fate {
            Fate::Killed => self.kill().await,
            Fate::Restarted => self.restart().await,
        }
    }

    async fn kill(&mut self) -> Result<(), Stuck> {
        self.waits = false;
        let killed = self.stage.kill().await;
        self.away.note(true);
        killed.map_err(|err| Stuck(WithCauses(&err).to_string()))
    }

    /// Kills the bot and starts it again on its database; not with files that it would not start on.
    async fn restart(&mut self) -> Result<(), Stuck> {
        match self.read().await {
            Ok(library) => self.start_anew(library.topics).await,
            Err(err) if self.away.is() => {
                Err(Stuck(format!("The bot stays away until its files are in order.\n{}", briefly(&err))))
            }
            Err(err) => Err(Stuck(format!(
                "The bot was not killed: while a file has mistakes, it serves what it served before.\n{}",
                briefly(&err)
            ))),
        }
    }

    async fn start_anew(&mut self, topics: Topics) -> Result<(), Stuck> {
        let started = self.stage.crash().await;
        self.away.note(started.is_err());
        self.waits = matches!(started, Err(demo::Error::Start(StartError::Library(_))));
        self.topics = topics;
        let why = started.as_ref().err().map(|err| WithCauses(err).to_string());
        self.page.notice(Notice::Bot, why.as_deref().unwrap_or_default());
        why.map_or(Ok(()), |why| Err(Stuck(why)))
    }

    pub async fn failed(&mut self) -> Failure {
        self.stage.failed().await
    }

    /// Says why the bot cannot go on, and lets go of it.
    pub async fn bury(&mut self, failure: &Failure) {
        let why = WithCauses(failure).to_string();
        let told = format!("The bot has stopped: {why}. It can be started again beside this page.");
        // Whatever else comes of it, nothing of it goes on.
        let _ = self.kill().await;
        self.page.notice(Notice::Bot, &told);
    }

    /// Takes the library's files over, or says what is wrong with them; then what was served stays.
    pub async fn reload(&mut self) {
        let told = match self.read().await {
            Ok(library) => self.take_over(library).await,
            Err(LibraryError::Mistakes(found)) => in_words(&found),
            Err(err) => WithCauses(&err).to_string(),
        };
        self.page.notice(Notice::Library, &told);
    }

    /// Tells what was appended to the log. A log that cannot be read now can be read the next time.
    pub async fn tell_events(&mut self) {
        let Some(app) = self.stage.app() else { return };
        for event in self.tail.news(&app.db).await.unwrap_or_default() {
            self.page.event(event);
        }
    }

    pub async fn close(self) {
        self.stage.strike().await;
    }

    async fn read(&self) -> Result<Library, LibraryError> {
        let source = self.library.clone();
        // Thousands of files are read and checked beside everything else.
        let reading = tokio::task::spawn_blocking(move || load::load(&source));
        reading.await.unwrap_or_else(|panic| std::panic::resume_unwind(panic.into_panic()))
    }

    async fn take_over(&mut self, library: Library) -> String {
        // A bot that was killed, or that stopped, is started by nobody but a visitor; then it reads its files anyway.
        if self.waits || (!self.away.is() && library.topics != self.topics) {
            // Its outcome is told as the bot's own.
            let _ = self.start_anew(library.topics).await;
            return String::new();
        }
        let Some(app) = self.stage.app() else { return String::new() };
        match app.import(Filed::all(library.resources)).await {
            Ok(imported) => remarks(&imported),
            Err(err) => WithCauses(&err).to_string(),
        }
    }
}

/// What was not done as the files say.
fn remarks(imported: &Imported) -> String {
    let kept = imported.kept.iter().map(|it| {
        format!("{} has no file any more, but something hangs on it: it is served as last known.", it.slug)
    });
    let drifted =
        imported.drifted.iter().map(|slug| format!("{slug} was changed in chat, too: its file is left."));
    kept.chain(drifted).collect::<Vec<_>>().join("\n")
}

/// What is wrong, in a line each.
fn briefly(err: &LibraryError) -> String {
    let LibraryError::Mistakes(found) = err else { return WithCauses(err).to_string() };
    let errors = found.iter().filter(|it| it.is_error());
    errors.map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

fn in_words(found: &[Diagnostic]) -> String {
    let errors = found.iter().filter(|it| it.is_error());
    errors.map(|it| it.render(Look::Plain)).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use std::net::{Ipv4Addr, SocketAddr};

    use discord_simulator::Simulator;

    use super::*;
    use crate::demo::stage::Setting;
    use crate::playground::host::Behind;

    async fn house(folder: &Path, library: LibrarySource) -> House {
        let away = Away::default();
        let host = Behind::new(mpsc::channel(1).0, away.clone(), false);
        let here = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let (discord, page) = Simulator::start_with_page(here, host).await.unwrap();
        let setting = Setting { discord, folder: folder.to_owned(), library: library.clone() };
        let stage = Stage::set(setting).await.unwrap();
        House::new(Furniture { stage, page, away, library }).await
    }

    fn works(house: &House) -> Option<usize> {
        house.stage.app().map(|app| app.views.catalogue().len())
    }

    #[tokio::test]
    async fn a_bot_that_stopped_is_let_go_of_and_can_be_started_again() {
        let folder = tempfile::tempdir().unwrap();
        let mut house = house(folder.path(), LibrarySource::Sample).await;
        // 4004 authentication failed: no session will come of trying again.
        house.stage.discord().gateway().close(4004);
        let failure = house.failed().await;
        assert!(matches!(failure, Failure::Gateway(_)), "{failure}");
        house.bury(&failure).await;
        assert!(house.stage.app().is_none() && house.away.is());
        house.reload().await;
        assert!(house.stage.app().is_none() && house.away.is(), "nobody has started it");
        house.deal(Fate::Restarted).await.unwrap();
        assert!(!house.away.is());
        assert_eq!(works(&house), Some(28));
        house.close().await;
    }

    #[tokio::test]
    async fn a_bot_that_could_not_start_on_its_library_starts_by_itself_once_that_is_in_order() {
        let folder = tempfile::tempdir().unwrap();
        let pages = folder.path().join("library");
        let page = "+++\ntitle = \"A\"\nauthors = [\"B\"]\nsummary = \"S.\"\n+++\n";
        let write = |page: &str| std::fs::write(pages.join("a.md"), page).unwrap();
        std::fs::create_dir(&pages).unwrap();
        write(page);
        let mut house = house(folder.path(), LibrarySource::Folder(pages.clone())).await;

        write("a mistake, made after the files were looked at");
        house.start_anew(Topics::default()).await.unwrap_err();
        assert!(house.away.is() && works(&house).is_none());
        house.reload().await;
        assert!(house.away.is(), "the mistake is still there");
        write(page);
        house.reload().await;
        assert!(!house.away.is());
        assert_eq!(works(&house), Some(1));

        write("another one");
        house.start_anew(Topics::default()).await.unwrap_err();
        house.deal(Fate::Killed).await.unwrap();
        write(page);
        house.reload().await;
        assert!(house.away.is() && works(&house).is_none(), "it was killed meanwhile");
        house.close().await;
    }
}
