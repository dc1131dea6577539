//! The `warta` program: everything it can do is in the library, in `cli`.

use std::process::ExitCode;

/// An eighth of the CPU that publishing takes went into the C library's allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    warta::cli::run_program()
}
