//! `demo`: the main job on the sample library, without a Discord account.

use std::process::ExitCode;

use clap::Args;

use crate::demo;

use super::{Done, block_on};

/// See the whole bot at work on this machine, without a Discord account.
///
/// A small Discord and the bot run in one process on a fresh database; a few people look works up, talk, give feedback
/// and export it. Nothing leaves this machine, and no key is waited for.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLE)]
pub struct Demo {
    /// Take lines from the terminal or a pipe instead, and be those people yourself.
    #[arg(long)]
    shell: bool,
}

const EXAMPLE: &str = "\
Example:
  athenaeum demo
  athenaeum demo --shell
  printf '/resource name:desining data\\npress Discuss\\nsee #general\\n' | athenaeum demo --shell";

impl Demo {
    /// Plays the demo.
    pub fn perform(self) -> Done {
        if self.shell {
            block_on(demo::shell())??;
        } else {
            block_on(demo::play())??;
        }
        Ok(ExitCode::SUCCESS)
    }
}
