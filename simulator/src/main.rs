//! The simulator on its own: `cargo run -p discord-simulator`.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::process::ExitCode;

use discord_simulator::control::{Control, Opening};
use serde_json::Value;

const HELP: &str = "\
A small Discord on this machine, for testing bots in any language without a token.

Usage: discord-simulator [OPTIONS]

Options:
      --listen ADDR   Address and port; loopback only [default: a free port of 127.0.0.1]
      --name NAME     The name of the application and its bot [default: Bot]
      --token TOKEN   The bot token [default: one is made up]
      --privileged    Switch the privileged intents on, as in the developer portal:
                      guild members, presences, message content
      --page          Serve a page for browsers, in which you are these people yourself
      --json          Print the addresses, the token and the ids as one line of JSON
  -h, --help          Print this help

Give your bot the token and, in place of https://discord.com, the URL that is printed. It finds the gateway with
GET /api/v10/gateway, as on Discord. There is a guild Harbour with the channels general and shelf (a forum) and the
members ann, bo and mo, who is a moderator; the bot is in it.

Tests move these people by HTTP, for example:

  curl -X POST URL/control/slash -H 'content-type: application/json' \\
       -d '{\"who\": \"ann\", \"where\": \"general\", \"line\": \"/hello name:world\"}'

answers with what ann gets. simulator/README.md lists everything that people can do. It all ends with Ctrl-C, and
nothing is kept.
";

/// `GUILD_MEMBERS`, `GUILD_PRESENCES`, `MESSAGE_CONTENT` ("Gateway", privileged intents).
const PRIVILEGED: u64 = 1 << 1 | 1 << 8 | 1 << 15;

struct Options {
    listen: SocketAddr,
    opening: Opening,
    page: bool,
    print: Print,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Print {
    Words,
    Json,
    Help,
}

#[tokio::main]
async fn main() -> ExitCode {
    let options = match read(std::env::args().skip(1)) {
        Ok(options) => options,
        Err(why) => return fail(2, &format!("{why} (try --help)")),
    };
    if options.print == Print::Help {
        print!("{HELP}");
        return ExitCode::SUCCESS;
    }
    let (print, listen) = (options.print, options.listen);
    let (_control, world) = match start(options).await {
        Ok(started) => started,
        Err(error) => return fail(1, &format!("cannot listen on {listen}: {error}")),
    };
    match print {
        Print::Json => println!("{world}"),
        _ => print!("{}", in_words(&world)),
    }
    match tokio::signal::ctrl_c().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(1, &format!("cannot hear Ctrl-C: {error}")),
    }
}

/// Starts what was asked for; also what there is to tell of it.
async fn start(options: Options) -> io::Result<(Control, Value)> {
    if !options.page {
        let control = Control::start(options.listen, options.opening).await?;
        let world = control.world();
        return Ok((control, world));
    }
    let (control, page) = Control::start_with_page(options.listen, options.opening).await?;
    let mut world = control.world();
    world["page"] = Value::from(page.url());
    Ok((control, world))
}

fn read(mut words: impl Iterator<Item = String>) -> Result<Options, String> {
    let opening = Opening { application: "Bot".to_owned(), token: None, intents: 0 };
    let mut options =
        Options { listen: (Ipv4Addr::LOCALHOST, 0).into(), opening, page: false, print: Print::Words };
    while let Some(word) = words.next() {
        let mut value = || words.next().ok_or_else(|| format!("{word} needs a value"));
        match word.as_str() {
            "--listen" => {
                let address = value()?;
                let wrong = |_| format!("{address:?} is no address and port such as 127.0.0.1:8123");
                options.listen = address.parse().map_err(wrong)?;
            }
            "--name" => options.opening.application = value()?,
            "--token" => options.opening.token = Some(value()?),
            "--privileged" => options.opening.intents = PRIVILEGED,
            "--page" => options.page = true,
            "--json" => options.print = Print::Json,
            "-h" | "--help" => options.print = Print::Help,
            unknown => return Err(format!("unknown option {unknown:?}")),
        }
    }
    Ok(options)
}

fn in_words(world: &Value) -> String {
    let mut lines = vec!["A small Discord is running; Ctrl-C ends it.".to_owned(), String::new()];
    let mut line = |name: &str, value: &Value| {
        lines.push(format!(
            "  {name:<16} {}",
            value.as_str().map_or_else(|| value.to_string(), str::to_owned)
        ));
    };
    for (name, key) in [
        ("page", "page"),
        ("base URL", "url"),
        ("gateway", "gateway"),
        ("control", "control"),
        ("bot token", "token"),
        ("application id", "application"),
    ] {
        if !world[key].is_null() {
            line(name, &world[key]);
        }
    }
    for guild in world["guilds"].as_array().into_iter().flatten() {
        line(&format!("guild {}", guild["name"].as_str().unwrap_or_default()), &guild["id"]);
        for (kind, key) in [("channel", "channels"), ("member", "members")] {
            for (name, id) in guild[key].as_object().into_iter().flatten() {
                line(&format!("{kind} {name}"), id);
            }
        }
    }
    lines.join("\n") + "\n"
}

fn fail(code: u8, why: &str) -> ExitCode {
    eprintln!("discord-simulator: {why}");
    ExitCode::from(code)
}
