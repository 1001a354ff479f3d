//! `athenaeum library`: check, begin, look at and write out the library's files.

mod check;
mod export;
mod new;
mod preview;
mod show;

use clap::Subcommand;

use super::Done;

/// Look after the library's files.
#[derive(Debug, Subcommand)]
#[command(after_help = "\
Example: a new resource
  athenaeum library new \"Thinking in Systems\"
  athenaeum library check")]
pub(super) enum Library {
    /// Say everything that is wrong with the library, with line, column and how to mend it.
    ///
    /// Also looks into the database, if there is one: a resource that readers spoke about must not vanish with its file.
    /// Ends with 1 if there is an error; warnings alone are no error.
    #[command(after_help = "Example:\n  athenaeum library check config/library")]
    Check(check::Check),
    /// Begin a resource: writes a file in which every key is explained.
    #[command(after_help = "Example:\n  athenaeum library new \"Thinking in Systems\"")]
    New(new::New),
    /// Print a resource as Discord would show it, with the room that is left in its parts; with mistakes, those.
    #[command(after_help = "\
Example: beside an editor
  athenaeum library show \"thinking in systems\" --watch")]
    Show(show::Show),
    /// Write the resources that the database holds back into files, for example after the files were lost.
    #[command(after_help = "Example:\n  athenaeum library export rescued/library")]
    Export(export::Export),
}

impl Library {
    pub(super) fn perform(self) -> Done {
        match self {
            Self::Check(it) => it.perform(),
            Self::New(it) => it.perform(),
            Self::Show(it) => it.perform(),
            Self::Export(it) => it.perform(),
        }
    }
}
