//! The command line as operators meet it: the built binary in a folder of its own, with nothing in its environment but
//! what the test says.

mod ailing;
mod browser;
mod database;
mod doctor;
mod edited;
mod effects;
mod feedback;
mod files;
mod help;
mod library;
mod playground;
mod read_only;
mod refusals;
mod serving;
mod show;
mod tab;
mod token_file;
mod watched;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use sha2::{Digest as _, Sha256};
use tempfile::TempDir;

use crate::support::Home;
use crate::support::home::is_on_a_server;

/// A folder in which an operator works.
struct Desk {
    folder: TempDir,
    environment: BTreeMap<String, String>,
}

/// What a command came to.
#[derive(Debug)]
struct Came {
    code: i32,
    out: String,
    err: String,
}

impl Desk {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), environment: BTreeMap::new() }
    }

    /// A folder with what `init` writes.
    fn furnished() -> Self {
        let desk = Self::new();
        assert_eq!(desk.does(&["init"]).code, 0);
        desk
    }

    /// The same with a database: a file in it, or, where the tests run over a server, one of its own there.
    fn with_a_database(self) -> Self {
        if !is_on_a_server() {
            return self;
        }
        let address = apart(async { Home::bare().await.address().to_owned() });
        self.set("DATABASE_URL", &address)
    }

    /// Where its database is.
    fn database(&self) -> String {
        let file = || format!("sqlite:{}", self.path("data/athenaeum.db").display());
        self.environment.get("DATABASE_URL").cloned().unwrap_or_else(file)
    }

    fn set(mut self, name: &str, value: &str) -> Self {
        self.environment.insert(name.to_owned(), value.to_owned());
        self
    }

    fn path(&self, below: &str) -> PathBuf {
        self.folder.path().join(below)
    }

    fn write(&self, below: &str, content: impl AsRef<[u8]>) {
        let path = self.path(below);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    fn read(&self, below: &str) -> String {
        fs::read_to_string(self.path(below)).unwrap()
    }

    fn read_bytes(&self, below: &str) -> Vec<u8> {
        fs::read(self.path(below)).unwrap()
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_athenaeum"));
        command.args(arguments).current_dir(self.folder.path()).env_clear().envs(&self.environment);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Runs a command to its end.
    fn does(&self, arguments: &[&str]) -> Came {
        let output = self.command(arguments).output().unwrap();
        let text = |bytes: Vec<u8>| self.without_folder(&String::from_utf8(bytes).unwrap());
        Came { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
    }

    /// A text in which the folder, which has another name in every test, is called `DESK`.
    fn without_folder(&self, text: &str) -> String {
        let real = fs::canonicalize(self.folder.path()).unwrap();
        let text = text.replace(&*real.to_string_lossy(), "DESK");
        text.replace(&*self.folder.path().to_string_lossy(), "DESK")
    }

    /// All files and folders, with a hash of what they hold.
    fn holds(&self) -> BTreeMap<PathBuf, String> {
        let mut files = BTreeMap::new();
        gather(self.folder.path(), &mut files);
        files
    }

    /// Runs a command that must be refused without leaving a trace.
    fn refuses(&self, arguments: &[&str]) -> Came {
        let before = self.holds();
        let came = self.does(arguments);
        assert_ne!(came.code, 0, "{came:?}");
        assert_eq!(self.holds(), before, "something was written: {came:?}");
        came
    }
}

/// Does something on a runtime of its own, also for a test that is on one.
fn apart<T: Send>(work: impl Future<Output = T> + Send) -> T {
    let run = || tokio::runtime::Runtime::new().unwrap().block_on(work);
    std::thread::scope(|it| it.spawn(run).join().unwrap())
}

fn gather(folder: &Path, files: &mut BTreeMap<PathBuf, String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.insert(path.clone(), "a folder".to_owned());
            gather(&path, files);
        } else {
            files.insert(path.clone(), format!("{:x?}", Sha256::digest(fs::read(&path).unwrap())));
        }
    }
}
