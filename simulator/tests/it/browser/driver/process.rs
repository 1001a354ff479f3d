//! The process of a browser: started with a profile of its own, and ended with the scene.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::oneshot;

use super::line::PATIENCE;

/// How often a folder is tried to be taken away that somebody still writes to.
const GOES: usize = 500;

/// Ends with the scene, however that ends, and leaves no folder behind.
pub struct Process {
    child: Child,
    profile: PathBuf,
}

impl Process {
    /// Starts a program that is to live in an empty folder, which `prepared` makes ready and turns into arguments; with
    /// the address that it says it listens at.
    pub async fn start(program: &Path, prepared: impl Fn(&Path) -> Vec<String>) -> (Self, String) {
        let profile = own_folder();
        std::fs::create_dir_all(&profile).unwrap();
        let child = Command::new(program)
            .args(prepared(&profile))
            // What it puts down for its user goes where the profile goes.
            .env("HOME", &profile)
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut process = Self { child, profile };
        let (sender, address) = oneshot::channel();
        let lines = process.child.stderr.take().unwrap();
        std::thread::spawn(move || listen(lines, sender));
        let address = tokio::time::timeout(PATIENCE, address).await.unwrap();
        (process, address.expect("a browser says where it listens"))
    }

    /// Where files go that are taken home.
    pub fn downloads(&self) -> PathBuf {
        self.profile.join("Downloads")
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may be gone already; and its own children, which end by themselves, may still be writing.
        let _ = self.child.kill();
        let _ = self.child.wait();
        for _ in 0..GOES {
            if std::fs::remove_dir_all(&self.profile).is_ok() {
                break;
            }
            std::thread::yield_now();
        }
    }
}

fn own_folder() -> PathBuf {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("browser-{}-{number}", std::process::id()))
}

/// Hands on where it listens, and goes on emptying the pipe, which would stop it one day.
fn listen(lines: ChildStderr, address: oneshot::Sender<String>) {
    let mut address = Some(address);
    for line in BufReader::new(lines).lines().map_while(Result::ok) {
        if let Some((_, found)) = line.split_once(" listening on ")
            && let Some(address) = address.take()
        {
            // The scene may be over.
            let _ = address.send(found.to_owned());
        }
    }
}
