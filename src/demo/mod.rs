//! The main job on the real sample library, in one process and without a Discord account: the bot behind a small
//! Discord, a few people, and what each of them sees.

mod print;
mod shell;
pub(crate) mod stage;
mod story;

use std::path::PathBuf;

use discord_simulator::{Simulator, Stuck};

use crate::run::{LibrarySource, StartError};

use print::Page;
use stage::{Setting, Stage};

/// Why a demo could not be played to its end.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The small Discord, a folder or the terminal failed.
    #[error("the demo needs a free port on this machine and a folder for temporary files")]
    Place(#[from] std::io::Error),
    /// The bot could not be started.
    #[error("the bot could not be started")]
    Start(#[from] StartError),
    /// Somebody could not do what the story asks of them: a mistake in the bot.
    #[error("the story got stuck")]
    Stuck(#[from] Stuck),
}

/// Plays the story and prints what people see.
///
/// # Errors
/// See [`Error`].
pub async fn play() -> Result<(), Error> {
    let page = Page::new();
    let mut stage = set().await?;
    story::tell(&mut stage, &page).await?;
    let folder = stage.folder().to_owned();
    stage.strike().await;
    page.close(&folder);
    Ok(())
}

/// Takes lines from the terminal or a pipe until they end.
///
/// # Errors
/// See [`Error`]; what a person cannot do is told and the next line is taken.
pub async fn shell() -> Result<(), Error> {
    let page = Page::new();
    let mut stage = set().await?;
    shell::run(&mut stage, &page).await?;
    stage.strike().await;
    Ok(())
}

async fn set() -> Result<Stage, Error> {
    let (discord, folder) = (Simulator::start().await?, fresh_folder("demo")?);
    Stage::set(Setting { discord, folder, library: LibrarySource::Sample }).await
}

/// A fresh folder for what is left behind.
pub(crate) fn fresh_folder(of: &str) -> std::io::Result<PathBuf> {
    let name = format!("athenaeum-{of}-{}", std::process::id());
    let folder = std::env::temp_dir().join(name);
    if folder.exists() {
        std::fs::remove_dir_all(&folder)?;
    }
    std::fs::create_dir_all(&folder)?;
    Ok(folder)
}
