//! A Postgres of the driver's own: started anew, with a standby, and given up for it. Its clients come in by a folder that
//! is a link to where the serving one listens, as a name that is moved from one machine to another.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use sqlx::{Connection as _, PgConnection};
use tempfile::TempDir;
use tokio::time::sleep;

/// How long a standby may take until commits wait for it.
const JOINS_WITHIN: Duration = Duration::from_secs(60);

/// Two places for a server, of which one serves.
pub struct Cluster {
    programs: PathBuf,
    folder: TempDir,
    serving: &'static str,
}

impl Cluster {
    /// Where Postgres' programs are; `None` when there are none.
    pub fn programs() -> Option<PathBuf> {
        let found = Command::new("scripts/with-postgres").arg("--find").output().unwrap();
        let path = String::from_utf8(found.stdout).unwrap();
        found.status.success().then(|| PathBuf::from(path.trim())).filter(|it| it.is_dir())
    }

    /// A fresh server that serves.
    pub fn start(programs: PathBuf) -> Self {
        let memory = Path::new("/dev/shm");
        let folder = if memory.is_dir() { TempDir::new_in(memory) } else { TempDir::new() }.unwrap();
        let it = Self { programs, folder, serving: "a" };
        for place in ["a", "b"] {
            std::fs::create_dir(it.socket(place)).unwrap();
        }
        run(Command::new("chmod").arg("-R").arg("a+rx").arg(it.folder.path()));
        if is_root() {
            run(Command::new("chown").arg("-R").arg(user()).arg(it.folder.path()));
        }
        let data = it.data("a");
        run(it.program("initdb").arg("-D").arg(&data).args(["-U", "athenaeum", "--auth=trust"]).args([
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
        ]));
        it.add_settings(
            "a",
            &[&listens(&it.socket("a")), "max_connections = 200", "autovacuum_naptime = '10min'"],
        );
        it.control("a", &["-w", "start"]);
        it.lead_to("a");
        it
    }

    /// Its address, which stays the same whoever serves.
    pub fn url(&self) -> String {
        format!("postgres://athenaeum@localhost/postgres?host={}", self.folder.path().join("now").display())
    }

    /// Ends the server at once, without finishing anything, and starts it again.
    pub fn restart(&self) {
        self.control(self.serving, &["-m", "immediate", "-w", "restart"]);
    }

    /// Has a standby follow; from then on no commit is answered before the standby has it.
    pub async fn add_standby(&self) {
        let (from, to) = (self.serving, self.other());
        let (data, socket) = (self.data(to), self.socket(from));
        run(self.program("pg_basebackup").arg("-D").arg(&data).arg("-h").arg(socket).args([
            "-U",
            "athenaeum",
            "-R",
            "-X",
            "stream",
            "--checkpoint=fast",
            "--no-sync",
        ]));
        self.add_settings(to, &[&listens(&self.socket(to))]);
        self.control(to, &["-w", "start"]);
        self.add_settings(from, &["synchronous_standby_names = '*'"]);
        self.control(from, &["reload"]);
        let until = Instant::now() + JOINS_WITHIN;
        let mut own = PgConnection::connect(&self.url()).await.unwrap();
        let joined = "SELECT COUNT(*) FROM pg_stat_replication WHERE sync_state = 'sync'";
        while sqlx::query_scalar::<_, i64>(joined).fetch_one(&mut own).await.unwrap() == 0 {
            assert!(Instant::now() < until, "the standby does not follow");
            sleep(Duration::from_millis(20)).await;
        }
        own.close().await.unwrap();
    }

    /// Gives the server up at once and has its standby serve.
    pub fn fail_over(&mut self) {
        self.control(self.serving, &["-m", "immediate", "-w", "stop"]);
        let next = self.other();
        self.control(next, &["-w", "promote"]);
        self.serving = next;
        self.lead_to(next);
    }

    fn other(&self) -> &'static str {
        if self.serving == "a" { "b" } else { "a" }
    }

    fn data(&self, place: &str) -> PathBuf {
        self.folder.path().join(format!("{place}.data"))
    }

    fn socket(&self, place: &str) -> PathBuf {
        self.folder.path().join(format!("{place}.socket"))
    }

    fn lead_to(&self, place: &str) {
        let (now, next) = (self.folder.path().join("now"), self.folder.path().join("next"));
        std::os::unix::fs::symlink(self.socket(place), &next).unwrap();
        std::fs::rename(next, now).unwrap();
    }

    fn add_settings(&self, place: &str, lines: &[&str]) {
        let path = self.data(place).join("postgresql.conf");
        let before = std::fs::read_to_string(&path).unwrap();
        std::fs::write(path, format!("{before}\n{}\n", lines.join("\n"))).unwrap();
    }

    fn control(&self, place: &str, what: &[&str]) {
        let log = self.folder.path().join(format!("{place}.socket/log"));
        run(self.program("pg_ctl").arg("-D").arg(self.data(place)).arg("-s").arg("-l").arg(log).args(what));
    }

    /// One of Postgres' programs, as an ordinary user, for it refuses to be run by root.
    fn program(&self, name: &str) -> Command {
        let program = self.programs.join(name);
        let mut command = if is_root() {
            let mut command = Command::new("setpriv");
            command.args(["--reuid", user(), "--clear-groups"]).arg(program);
            command
        } else {
            Command::new(program)
        };
        command.current_dir(self.folder.path()).env("LC_ALL", "C").stdin(Stdio::null()).stdout(Stdio::null());
        command
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        for place in ["a", "b"] {
            if self.data(place).join("postmaster.pid").exists() {
                let data = self.data(place);
                let _ = self
                    .program("pg_ctl")
                    .arg("-D")
                    .arg(data)
                    .args(["-s", "-m", "immediate", "stop"])
                    .status();
            }
        }
    }
}

fn listens(socket: &Path) -> String {
    format!("listen_addresses = ''\nunix_socket_directories = '{}'", socket.display())
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output().unwrap();
    id.stdout == b"0\n"
}

fn user() -> &'static str {
    let known = Command::new("id").arg("postgres").stdout(Stdio::null()).stderr(Stdio::null()).status();
    if known.unwrap().success() { "postgres" } else { "nobody" }
}

fn run(command: &mut Command) {
    let status = command.status().unwrap();
    assert!(status.success(), "{command:?} ended with {status}");
}
