//! What the environment says: a variable that is empty counts as not set.

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, Read as _};
use std::net::{AddrParseError, SocketAddr};
use std::path::{Path, PathBuf};

use clap::Args;

use crate::config::{Config, Http};
use crate::discord::{BadBase, BadToken, Base, BotToken};
use crate::library::diagnostic::Diagnostic;
use crate::library::folder;
use crate::run::LibrarySource;
use crate::transport::http::BadKey;

const DOTENV: &str = ".env";
const DATABASE: &str = "sqlite:data/athenaeum.db";
const CONFIG: &str = "config/athenaeum.toml";
const LIBRARY: &str = "config/library";
/// More than any token has.
const TOKEN_FILE_MAX: u64 = 4_096;

/// Where the database is.
#[derive(Clone, Debug, Args)]
pub(super) struct DatabaseAt {
    #[arg(
        long,
        value_name = "URL",
        help = "The database [env: DATABASE_URL] [default: sqlite:data/athenaeum.db]"
    )]
    database: Option<String>,
}

/// Where the library is.
#[derive(Clone, Debug, Args)]
pub(super) struct LibraryAt {
    #[arg(
        long,
        value_name = "DIR",
        help = "The folder of resources; topics.toml lies beside it [env: ATHENAEUM_LIBRARY] \
                [default: config/library if it is there, else the sample that athenaeum carries]"
    )]
    library: Option<PathBuf>,
}

/// Where the configuration is.
#[derive(Clone, Debug, Args)]
pub(super) struct ConfigAt {
    #[arg(
        long,
        value_name = "FILE",
        help = "The configuration [env: ATHENAEUM_CONFIG] [default: config/athenaeum.toml if it is there]"
    )]
    config: Option<PathBuf>,
}

/// Where the HTTP door is.
#[derive(Clone, Debug, Args)]
pub(super) struct HttpAt {
    #[arg(
        long,
        value_name = "ADDRESS:PORT",
        help = "Listen here for health, metrics and Discord's posts [env: ATHENAEUM_LISTEN] [default: nowhere]",
        value_parser = address
    )]
    listen: Option<SocketAddr>,
}

/// Something in the environment, or a file that it names, that cannot be used.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unreadable {
    #[error("cannot read .env; check that it is a file of lines NAME=value that this user may read")]
    Dotenv,
    #[error(".env has a line that is not of the form NAME=value; put values with spaces or # in quotes")]
    DotenvLine,
    #[error("{0} is not UTF-8")]
    NotText(&'static str),
    #[error(
        "there is no bot token: put it into DISCORD_TOKEN, or its file's path into DISCORD_TOKEN_FILE (in the \
         environment, or in .env; `athenaeum init` writes one to fill in). The token is on your application's page \
         at https://discord.com/developers/applications, under Bot"
    )]
    NoToken,
    #[error("DISCORD_TOKEN and DISCORD_TOKEN_FILE are both set; unset one of them")]
    TwoTokens,
    #[error(
        "DISCORD_TOKEN cannot be used; copy the token anew from your application's page (Bot, Reset Token)"
    )]
    Token(#[source] BadToken),
    #[error("the token in {}, which DISCORD_TOKEN_FILE names, cannot be used", path.display())]
    TokenInFile {
        path: PathBuf,
        #[source]
        source: BadToken,
    },
    #[error("cannot read {}, which DISCORD_TOKEN_FILE names", path.display())]
    TokenFile {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    #[error("DISCORD_API_URL cannot be used; unset it to reach Discord itself")]
    Api(#[source] BadBase),
    #[error("ATHENAEUM_LISTEN must be an address and a port, for example 127.0.0.1:8080")]
    Listen(#[source] AddrParseError),
    #[error("DISCORD_PUBLIC_KEY cannot be used; it is on your application's page (General Information)")]
    Key(#[source] BadKey),
    #[error("the configuration cannot be read; correct ATHENAEUM_CONFIG or --config")]
    Config(#[source] folder::Unreadable),
    #[error("the configuration has mistakes")]
    Mistakes(Vec<Diagnostic>),
}

/// Reads `.env` of the current folder, if there is one; what is set already stays.
pub(super) fn read_dotenv() -> Result<(), Unreadable> {
    // Its errors quote the line, which may hold the token, so they are not handed on.
    match dotenvy::from_path(Path::new(DOTENV)) {
        Ok(()) => Ok(()),
        Err(dotenvy::Error::Io(err)) if err.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(dotenvy::Error::LineParse(..)) => Err(Unreadable::DotenvLine),
        Err(_) => Err(Unreadable::Dotenv),
    }
}

/// Who the bot is.
pub(super) fn token() -> Result<BotToken, Unreadable> {
    match (text("DISCORD_TOKEN")?, set("DISCORD_TOKEN_FILE")) {
        (Some(_), Some(_)) => Err(Unreadable::TwoTokens),
        (Some(token), None) => BotToken::parse(&token).map_err(Unreadable::Token),
        (None, Some(path)) => token_in(PathBuf::from(path)),
        (None, None) => Err(Unreadable::NoToken),
    }
}

/// Where Discord is.
pub(super) fn api() -> Result<Base, Unreadable> {
    match text("DISCORD_API_URL")? {
        Some(url) => url.parse().map_err(Unreadable::Api),
        None => Ok(Base::discord()),
    }
}

impl DatabaseAt {
    /// The database's address.
    pub(super) fn address(&self) -> Result<String, Unreadable> {
        let said = self.database.clone().map_or_else(|| text("DATABASE_URL"), |it| Ok(Some(it)))?;
        Ok(said.unwrap_or_else(|| DATABASE.to_owned()))
    }
}

impl LibraryAt {
    /// Where the library's files are; the sample only if no folder is named and none is there.
    pub(super) fn source(&self) -> LibrarySource {
        match self.folder() {
            (folder, Said::ByDefault) if !folder.exists() => LibrarySource::Sample,
            (folder, _) => LibrarySource::Folder(folder),
        }
    }

    /// The folder of the library's files, which may have to be made.
    pub(super) fn folder_to_write(&self) -> PathBuf {
        self.folder().0
    }

    fn folder(&self) -> (PathBuf, Said) {
        let said = self.library.clone().or_else(|| set("ATHENAEUM_LIBRARY").map(PathBuf::from));
        said.map_or_else(|| (PathBuf::from(LIBRARY), Said::ByDefault), |it| (it, Said::ByOperator))
    }
}

impl HttpAt {
    /// Puts what is said here and in the environment before what the configuration says.
    pub(super) fn put_into(&self, http: &mut Http) -> Result<(), Unreadable> {
        if let Some(address) = text("ATHENAEUM_LISTEN")? {
            http.listen = Some(address.trim().parse().map_err(Unreadable::Listen)?);
        }
        if let Some(key) = text("DISCORD_PUBLIC_KEY")? {
            http.public_key = Some(key.parse().map_err(Unreadable::Key)?);
        }
        http.listen = self.listen.or(http.listen);
        Ok(())
    }
}

impl ConfigAt {
    /// The configuration, and the file that it is from.
    pub(super) fn read(&self) -> Result<(Config, Option<PathBuf>), Unreadable> {
        let said = self.config.clone().or_else(|| set("ATHENAEUM_CONFIG").map(PathBuf::from));
        let usual = || Some(PathBuf::from(CONFIG)).filter(|it| it.exists());
        let Some(path) = said.or_else(usual) else { return Ok((Config::default(), None)) };
        let file = folder::read_topics(&path).map_err(Unreadable::Config)?;
        let config = Config::parse(&file).map_err(Unreadable::Mistakes)?;
        Ok((config, Some(path)))
    }

    /// The key for posted interactions as somebody wrote it, right or wrong. Of a configuration with mistakes it is not
    /// read: a start tells of those.
    pub(super) fn public_key(&self) -> Option<String> {
        let written = || self.read().ok()?.0.http.public_key.map(String::from);
        set("DISCORD_PUBLIC_KEY").map(|it| it.to_string_lossy().into_owned()).or_else(written)
    }

    /// Where a bot of this configuration listens, as far as that can be read.
    pub(super) fn listen(&self) -> Option<SocketAddr> {
        let mut http = self.read().map(|it| it.0.http).unwrap_or_default();
        HttpAt { listen: None }.put_into(&mut http).ok()?;
        http.listen
    }
}

#[derive(Clone, Copy)]
enum Said {
    ByOperator,
    ByDefault,
}

fn address(text: &str) -> Result<SocketAddr, &'static str> {
    text.parse().map_err(|_| "write an address and a port, for example 127.0.0.1:8080")
}

fn set(name: &str) -> Option<OsString> {
    std::env::var_os(name).filter(|it| !it.is_empty())
}

fn text(name: &'static str) -> Result<Option<String>, Unreadable> {
    set(name).map(|it| it.into_string().map_err(|_| Unreadable::NotText(name))).transpose()
}

fn token_in(path: PathBuf) -> Result<BotToken, Unreadable> {
    let mut token = String::new();
    let read = File::open(&path).and_then(|file| file.take(TOKEN_FILE_MAX).read_to_string(&mut token));
    if let Err(source) = read {
        return Err(Unreadable::TokenFile { path, source });
    }
    BotToken::parse(&token).map_err(|source| Unreadable::TokenInFile { path, source })
}
