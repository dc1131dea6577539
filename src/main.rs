//! The `warta` program: everything it can do is in the library, in `cli`.

use std::process::ExitCode;

fn main() -> ExitCode {
    warta::cli::run_program()
}
