//! What is shipped beside the code: the service says what hardens it, the image is small and nobody's, no secret is in
//! either, and what they name is there.

use std::path::Path;
use std::process::Command;

fn read(name: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()
}

/// The instructions of a Containerfile, each on one line.
fn instructions() -> Vec<(String, String)> {
    let text = read("packaging/Containerfile").replace("\\\n", " ");
    let lines = text.lines().map(str::trim).filter(|it| !it.is_empty() && !it.starts_with('#'));
    lines
        .map(|it| it.split_once(' ').unwrap())
        .map(|(what, rest)| (what.to_owned(), rest.to_owned()))
        .collect()
}

#[test]
fn the_service_says_what_hardens_it() {
    let service = read("packaging/athenaeum.service");
    let lines: Vec<&str> = service.lines().collect();
    for line in [
        "Type=notify",
        "NotifyAccess=main",
        "ExecStart=/usr/local/bin/athenaeum run",
        "RestartPreventExitStatus=78",
        "DynamicUser=yes",
        "StateDirectory=athenaeum",
        "UMask=0077",
        "NoNewPrivileges=yes",
        "CapabilityBoundingSet=",
        "ProtectSystem=strict",
        "ProtectHome=yes",
        "PrivateTmp=yes",
        "PrivateDevices=yes",
        "RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX",
        "MemoryDenyWriteExecute=yes",
        "SystemCallFilter=@system-service",
        "LoadCredential=token:/etc/athenaeum/token",
    ] {
        assert!(lines.contains(&line), "the service does not say {line}");
    }
    let seconds = |name: &str| {
        let line = lines.iter().find_map(|it| it.strip_prefix(name)).unwrap();
        line.parse::<u64>().unwrap()
    };
    assert!(seconds("TimeoutStopSec=") > 10, "what is in hand takes ten seconds at most");
    assert!(seconds("WatchdogSec=") >= 30);
    let token = lines.iter().any(|it| it.contains("DISCORD_TOKEN="));
    assert!(!token, "a token in the environment is shown by systemctl show");
}

#[test]
fn systemd_understands_the_service() {
    if Command::new("systemd-analyze").arg("--version").output().is_err() {
        eprintln!("not checked: systemd-analyze is not here");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let service = folder.path().join("athenaeum.service");
    // Only a program that is there can be verified; this one stands in for the installed one.
    let text = read("packaging/athenaeum.service")
        .replace("/usr/local/bin/athenaeum", env!("CARGO_BIN_EXE_athenaeum"));
    std::fs::write(&service, text).unwrap();
    let output = Command::new("systemd-analyze").args(["verify", "--man=no"]).arg(&service).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let ours: Vec<&str> = said.lines().filter(|it| it.contains("athenaeum.service")).collect();
    assert!(ours.is_empty(), "{}", ours.join("\n"));
}

/// What systemd counts as exposure, times ten; 100 is a service that is held by nothing.
const EXPOSED: &str = "15";

#[test]
fn systemd_finds_the_service_hardly_exposed() {
    let folder = tempfile::tempdir().unwrap();
    let service = folder.path().join("athenaeum.service");
    std::fs::write(&service, read("packaging/athenaeum.service")).unwrap();
    let mut analyze = Command::new("systemd-analyze");
    analyze.args(["security", "--offline=true", "--no-pager", "--threshold", EXPOSED]).arg(&service);
    match analyze.output() {
        Ok(it) if !String::from_utf8_lossy(&it.stderr).contains("unrecognized option") => {
            assert!(it.status.success(), "{}", String::from_utf8_lossy(&it.stdout));
        }
        _ => eprintln!("not checked: systemd-analyze is not here, or too old to look at a file"),
    }
}

#[test]
fn every_base_of_the_image_is_pinned() {
    let bases: Vec<String> = instructions().into_iter().filter(|it| it.0 == "FROM").map(|it| it.1).collect();
    assert_eq!(bases.len(), 2, "one to build, one to run");
    for base in bases {
        let image = base.split(' ').next().unwrap();
        let (_, tag) = image.rsplit_once('/').unwrap().1.split_once([':', '@']).unwrap();
        assert!(!tag.is_empty() && tag != "latest" && image.contains('.'), "{image} is not pinned");
    }
}

#[test]
fn the_image_runs_as_nobody_and_holds_no_secret() {
    let all = instructions();
    let last_base = all.iter().rposition(|it| it.0 == "FROM").unwrap();
    let run = &all[last_base..];
    let said = |what: &str| run.iter().find(|it| it.0 == what).map(|it| it.1.as_str());
    assert_eq!(said("USER"), Some("65532:65532"));
    assert_eq!(said("VOLUME"), Some("/data"));
    let own = run.iter().any(|it| it.0 == "COPY" && it.1.ends_with("--chown=65532:65532 /data /data"));
    assert!(own, "a volume begins as the folder in the image: it must be its user's");
    assert_eq!(said("WORKDIR"), Some("/data"));
    assert_eq!(said("STOPSIGNAL"), Some("SIGTERM"), "on which it finishes what is in hand");
    assert!(
        run.iter().all(|it| it.0 != "HEALTHCHECK"),
        "OCI images have none, so it would only seem to be asked"
    );
    assert_eq!(
        said("ENTRYPOINT"),
        Some(r#"["/usr/local/bin/athenaeum"]"#),
        "no shell between the signal and the bot"
    );
    assert!(!run.iter().any(|it| it.0 == "RUN"), "there is no shell to run anything");
    for (what, rest) in &all {
        let secret = ["TOKEN", "SECRET", "PASSWORD"].iter().any(|it| rest.to_uppercase().contains(it));
        assert!(!secret, "{what} {rest}");
        assert!(what != "ADD", "what is added may come from anywhere");
    }
}

#[test]
fn what_the_image_copies_is_there() {
    let copies: Vec<String> = instructions().into_iter().filter(|it| it.0 == "COPY").map(|it| it.1).collect();
    let own = copies.iter().filter(|it| !it.contains("--from"));
    for copy in own {
        let parts: Vec<&str> = copy.split(' ').collect();
        for source in &parts[..parts.len() - 1] {
            let there = Path::new(env!("CARGO_MANIFEST_DIR")).join(source).exists();
            assert!(there, "{source} is copied and not there");
        }
    }
    for needed in ["Cargo.toml", "Cargo.lock", "src", "migrations", "config", "simulator"] {
        assert!(copies.iter().any(|it| it.split(' ').any(|it| it == needed)), "{needed} is not copied");
    }
}

#[test]
fn what_may_not_be_used_is_not_there() {
    let rules: toml::Value = toml::from_str(&read("deny.toml")).unwrap();
    let lock: toml::Value = toml::from_str(&read("Cargo.lock")).unwrap();
    let packages = lock["package"].as_array().unwrap();
    let denied = rules["bans"]["deny"].as_array().unwrap();
    assert!(denied.len() >= 4);
    for rule in denied {
        assert!(rule["reason"].as_str().is_some_and(|it| it.len() > 10), "{rule} says no reason");
        let (name, version) =
            rule["crate"].as_str().map(|it| it.split_once('@').unwrap_or((it, ""))).unwrap();
        let used = packages.iter().find(|it| {
            it["name"].as_str() == Some(name) && it["version"].as_str().unwrap().starts_with(version)
        });
        assert!(used.is_none(), "{name} is used");
    }
    for package in packages {
        let source = package.get("source").and_then(toml::Value::as_str);
        assert!(source.is_none_or(|it| it.starts_with("registry+")), "{package} is from elsewhere");
    }
    for ignored in rules["advisories"]["ignore"].as_array().unwrap() {
        assert!(ignored["reason"].as_str().is_some_and(|it| it.len() > 10), "{ignored} says no reason");
    }
}
