//! `playground`: the bot in a browser, without a Discord account.

use std::net::{Ipv4Addr, SocketAddr};
use std::process::{Command, ExitCode, Stdio};

use clap::Args;

use super::environment::LibraryAt;
use super::run::signals::Signals;
use super::terminal::{count, say, warn};
use super::{Done, block_on};
use crate::playground::{self, Error, Opened, Options};

/// Try the bot in a browser, without a Discord account.
///
/// A small Discord and the bot run in one process on a fresh database; a page on this machine shows what people there
/// see, and you act as any of them. Edit a file of the library and its card changes. Nothing leaves this machine, and
/// nothing is kept after Ctrl-C.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  athenaeum playground --open
  athenaeum playground --listen 127.0.0.1:8123 --library /srv/library")]
pub struct Playground {
    /// Open the page in the browser, too.
    #[arg(long)]
    open: bool,
    #[arg(
        long,
        value_name = "ADDRESS:PORT",
        default_value_t = SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
        value_parser = address,
        help = "Where the page is served; an address of this machine alone, and with port 0 any free port"
    )]
    listen: SocketAddr,
    #[command(flatten)]
    library: LibraryAt,
}

impl Playground {
    /// Serves until Ctrl-C.
    pub fn perform(self) -> Done {
        let options = Options { listen: self.listen, library: self.library.source() };
        block_on(serve(options, self.open))?
    }
}

fn address(text: &str) -> Result<SocketAddr, &'static str> {
    let mend =
        "write an address of this machine and a port: 127.0.0.1:8123, or 127.0.0.1:0 for any free port";
    text.parse().map_err(|_| mend)
}

async fn serve(options: Options, open: bool) -> Done {
    let mut signals = Signals::listen()?;
    let tell = |opened: &Opened<'_>| introduce(opened, open);
    playground::serve(options, tell, signals.next()).await.map_err(|err| match err {
        // Taken out of what it lies in, for the report knows mistakes in a library, which it shows with their lines,
        // by this type alone.
        Error::Start(err) => anyhow::Error::from(err),
        err => err.into(),
    })?;
    say("closed; nothing is kept");
    Ok(ExitCode::SUCCESS)
}

fn introduce(opened: &Opened<'_>, open: bool) {
    let works = count(opened.works as u64, "work", "works");
    say(format_args!("The reading room, with {works}, is open at {}", opened.url));
    for (number, step) in (1..).zip(&opened.steps) {
        say(format_args!("  {number}. {}", step.replace('`', "")));
    }
    say("Ctrl-C ends it.");
    if open && let Err(err) = in_browser(opened.url) {
        warn(format_args!("warning: no browser could be started ({err}); open the address yourself"));
    }
}

/// Hands the address to whatever opens addresses here; how that ends is not waited for.
fn in_browser(url: &str) -> std::io::Result<()> {
    let (program, before): (&str, &[&str]) = if cfg!(target_os = "macos") {
        ("open", &[])
    } else if cfg!(windows) {
        // The empty word is the title of a window that would otherwise be taken from the address.
        ("cmd", &["/C", "start", ""])
    } else {
        ("xdg-open", &[])
    };
    let mut command = Command::new(program);
    command.args(before).arg(url).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().map(drop)
}
