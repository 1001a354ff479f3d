//! The command line: one file per family of commands. Every family says what it did on stdout, what went wrong and how
//! to go on on stderr, and ends with an exit code: 0 done, 1 a problem, 2 wrong usage, 78 a database from a newer release.

mod database;
mod demo;
mod doctor;
mod effects;
mod environment;
mod feedback;
mod init;
mod library;
mod playground;
mod progress;
mod report;
mod run;
mod terminal;

use std::process::ExitCode;

use clap::{CommandFactory as _, Parser, Subcommand};
use clap_complete::Shell;
use tokio::runtime::Runtime;

/// What a family of commands comes to.
type Done = anyhow::Result<ExitCode>;

/// A Discord bot that gives a learning community a reading room.
#[derive(Debug, Parser)]
#[command(name = "athenaeum", version, arg_required_else_help = true, after_help = EXAMPLE)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

const EXAMPLE: &str = "\
Example: a look around
  athenaeum demo                     the main job on the sample library, without a Discord account
  athenaeum playground --open        the same in a browser, with your own hands

Example: a bot of your own
  athenaeum init                     writes a configuration, three resources and a .env to fill in
  athenaeum library check            says what is wrong with the library, if anything is
  athenaeum run                      serves it on Discord

A file .env in the current folder is read first. Every command tells more with --help.";

#[derive(Debug, Subcommand)]
enum Command {
    Demo(demo::Demo),
    Playground(playground::Playground),
    Init(init::Init),
    Run(run::Run),
    #[command(subcommand)]
    Library(library::Library),
    #[command(subcommand)]
    Database(database::Database),
    Doctor(doctor::Doctor),
    #[command(subcommand)]
    Effects(effects::Effects),
    #[command(subcommand)]
    Feedback(feedback::Feedback),
    /// Print a script that completes commands in a shell.
    #[command(
        after_help = "Example:\n  athenaeum completions bash > ~/.local/share/bash-completion/completions/athenaeum"
    )]
    Completions {
        /// Which shell.
        shell: Shell,
    },
}

/// Does what the command line asks for.
pub fn main() -> ExitCode {
    // One provider for reqwest, serenity and everything else; the second installation would be the error.
    let _ = rustls::crypto::ring::default_provider().install_default();
    if let Err(err) = environment::read_dotenv() {
        return report::failed(&err.into());
    }
    match perform(Cli::parse().command) {
        Ok(code) => code,
        Err(err) => report::failed(&err),
    }
}

fn perform(command: Command) -> Done {
    match command {
        Command::Demo(it) => it.perform(),
        Command::Playground(it) => it.perform(),
        Command::Init(it) => it.perform(),
        Command::Run(it) => it.perform(),
        Command::Library(it) => it.perform(),
        Command::Database(it) => it.perform(),
        Command::Doctor(it) => it.perform(),
        Command::Effects(it) => it.perform(),
        Command::Feedback(it) => it.perform(),
        Command::Completions { shell } => {
            clap_complete::generate(shell, &mut Cli::command(), "athenaeum", &mut std::io::stdout());
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// Runs to the end, without waiting for what may still be read from a terminal.
fn block_on<T>(work: impl Future<Output = T>) -> anyhow::Result<T> {
    let runtime = Runtime::new()?;
    let done = runtime.block_on(work);
    runtime.shutdown_background();
    Ok(done)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_holds_together() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_command_shows_an_example() {
        let mut silent = Vec::new();
        visit(&Cli::command(), &mut silent);
        assert_eq!(silent, Vec::<String>::new());
    }

    fn visit(command: &clap::Command, silent: &mut Vec<String>) {
        let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
        if !help.contains("Example") || !help.contains("athenaeum ") {
            silent.push(command.get_name().to_owned());
        }
        for sub in command.get_subcommands() {
            visit(sub, silent);
        }
    }
}
