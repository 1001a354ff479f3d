//! A Chromium of a scene's own, without a window: found, started, and ended with the scene.

use std::env;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, ChildStderr, Command, Stdio};

use serde_json::json;
use tokio::sync::oneshot;

use super::devtools::{DevTools, PATIENCE};
use super::visit::{Look, Visit};

/// Names that Chromium goes by.
const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "chrome"];

/// How often a folder is tried to be taken away that somebody still writes to.
const GOES: usize = 500;

/// The running browser.
pub struct Chromium {
    devtools: DevTools,
    _process: Process,
}

/// Ends with the scene, however that ends, and leaves no folder behind.
struct Process {
    child: Child,
    profile: PathBuf,
}

impl Chromium {
    /// Starts one. `None` where none is installed and nobody insists (`ATHENAEUM_REQUIRE_BROWSER`).
    pub async fn start() -> Option<Self> {
        let Some(program) = find() else {
            let required = env::var_os("ATHENAEUM_REQUIRE_BROWSER").is_some();
            assert!(!required, "Chromium is required here and not installed");
            eprintln!("not run in a browser: Chromium is not installed; scripts/test --install does that");
            return None;
        };
        let mut process = Process::start(&program);
        let (sender, address) = oneshot::channel();
        let lines = process.child.stderr.take().unwrap();
        std::thread::spawn(move || listen(lines, sender));
        let address = tokio::time::timeout(PATIENCE, address).await.unwrap();
        let address = address.expect("Chromium listens");
        let devtools = DevTools::connect(&address).await;
        Some(Self { devtools, _process: process })
    }

    /// Opens an address in a browser of its own, as far as cookies and storage go.
    pub async fn visit(&self, url: &str, look: Look) -> Visit {
        let own = self.devtools.call("", "Target.createBrowserContext", json!({})).await;
        let target = json!({"url": "about:blank", "browserContextId": own["browserContextId"]});
        let target = self.devtools.call("", "Target.createTarget", target).await;
        let attached = json!({"targetId": target["targetId"], "flatten": true});
        let attached = self.devtools.call("", "Target.attachToTarget", attached).await;
        let page = attached["sessionId"].as_str().unwrap().to_owned();
        Visit::open(self.devtools.clone(), page, (url, look)).await
    }
}

impl Process {
    fn start(program: &PathBuf) -> Self {
        let unique = format!("chromium-{}-{:?}", std::process::id(), std::thread::current().id());
        let unique: String = unique.chars().filter(|it| it.is_ascii_alphanumeric() || *it == '-').collect();
        let profile = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(unique);
        let child = Command::new(program)
            .args(["--headless=new", "--remote-debugging-port=0", "--no-first-run", "--disable-gpu"])
            // What a browser does of its own accord is no business of a scene's. Containers have no user namespaces.
            .args(["--disable-background-networking", "--disable-component-update", "--disable-sync"])
            .args(["--disable-extensions", "--disable-dev-shm-usage", "--no-sandbox", "--mute-audio"])
            .arg(format!("--user-data-dir={}", profile.display()))
            .arg("about:blank")
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        Self { child, profile }
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

/// Hands on where it listens, and goes on emptying the pipe, which would stop it one day.
fn listen(lines: ChildStderr, address: oneshot::Sender<String>) {
    let mut address = Some(address);
    for line in BufReader::new(lines).lines().map_while(Result::ok) {
        if let Some((_, found)) = line.split_once("DevTools listening on ")
            && let Some(address) = address.take()
        {
            // The scene may be over.
            let _ = address.send(found.to_owned());
        }
    }
}

fn find() -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    let named = env::var_os("CHROMIUM").map(PathBuf::from);
    let found = || env::split_paths(&path).flat_map(|folder| NAMES.map(|name| folder.join(name)));
    named.or_else(|| found().find(|it| it.is_file()))
}
