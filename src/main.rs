//! The binary.

use std::process::ExitCode;

fn main() -> ExitCode {
    athenaeum::cli::main()
}
