//! What went wrong, on stderr: one message with how to go on, its causes below, and the exit code.

use std::process::ExitCode;

use anstyle::{AnsiColor, Style};

use super::terminal::warn;
use crate::app::BuildError;
use crate::library::diagnostic::{Diagnostic, Look};
use crate::library::load::LibraryError;
use crate::run::StartError;
use crate::store::{open, restore};

/// The database was changed by a newer release: not a problem that trying again mends (sysexits: `EX_CONFIG`).
const NEWER: u8 = 78;

/// Tells an error with its causes.
pub(super) fn failed(err: &anyhow::Error) -> ExitCode {
    if let Some(found) = mistakes(err) {
        diagnostics(found);
    } else {
        let red = style(AnsiColor::Red);
        warn(format_args!("{red}error{red:#}: {err}"));
        for cause in err.chain().skip(1) {
            warn(format_args!("  because {cause}"));
        }
    }
    ExitCode::from(code(err))
}

/// Shows each mistake with its line, and how many there are.
pub(super) fn diagnostics(found: &[Diagnostic]) {
    for it in found {
        warn(format_args!("{}\n", it.render(Look::Coloured)));
    }
    let errors = found.iter().filter(|it| it.is_error()).count();
    let warnings = found.len() - errors;
    let count = |many: usize, what: &str| {
        let end = if many == 1 { "" } else { "s" };
        (many > 0).then(|| format!("{many} {what}{end}"))
    };
    let told: Vec<String> =
        [count(errors, "error"), count(warnings, "warning")].into_iter().flatten().collect();
    if !told.is_empty() {
        warn(told.join(", "));
    }
}

/// The mistakes in files that an error consists of.
fn mistakes(err: &anyhow::Error) -> Option<&[Diagnostic]> {
    if let Some(super::environment::Unreadable::Mistakes(found)) = err.downcast_ref() {
        return Some(found);
    }
    match (err.downcast_ref::<LibraryError>(), err.downcast_ref::<StartError>()) {
        (Some(LibraryError::Mistakes(found)), _) => Some(found),
        (_, Some(StartError::Library(LibraryError::Mistakes(found)))) => Some(found),
        _ => None,
    }
}

fn code(err: &anyhow::Error) -> u8 {
    let opening = match (err.downcast_ref::<StartError>(), err.downcast_ref::<restore::Failure>()) {
        (Some(StartError::Build(BuildError::Open(failure))), _)
        | (_, Some(restore::Failure::Open(failure))) => Some(failure),
        _ => err.downcast_ref::<open::Failure>(),
    };
    match opening {
        Some(open::Failure::Newer { .. }) => NEWER,
        _ => 1,
    }
}

fn style(colour: AnsiColor) -> Style {
    Style::new().bold().fg_color(Some(colour.into()))
}
