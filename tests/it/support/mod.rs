//! What several tests need: databases, engines, a site to pull from, a home to work in.
//!
//! - [`left_out`]: tells that a test was left out, and why; in CI it fails instead.
//! - [`database`]: a schema of the test's own on the PostgreSQL cluster of `make test`.
//! - [`engine`]: Apertium, as a program and as the service APy on loopback.
//! - [`fake`]: a translation service that fails as it is told to, and counts.
//! - [`site`]: a web server on loopback whose documents the test sets.
//! - [`home`]: a folder with a configuration, and the program to run on it.
//! - [`served`]: the server of a home, in this process, its clock in the test's hand.
//! - [`running`]: `warta run` on a home, as a program of its own.
//! - [`service`]: services of others, started on loopback; `storage`: one that speaks S3.
//! - [`http`]: a client that sends what it is told and hides nothing.

pub(crate) mod database;
pub(crate) mod engine;
pub(crate) mod fake;
pub(crate) mod home;
pub(crate) mod http;
pub(crate) mod running;
mod selftest;
pub(crate) mod served;
pub(crate) mod service;
pub(crate) mod site;
#[cfg(feature = "cloud")]
pub(crate) mod storage;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

pub(crate) use database::postgres;
pub(crate) use engine::{apertium, apy};
pub(crate) use home::home;
pub(crate) use site::{Page, Site};

/// The file that gathers what was left out, one tool a line: `target/left-out.txt`.
fn left_out_file() -> PathBuf {
    // CARGO_TARGET_TMPDIR is `target/tmp`, wherever the target folder is
    let temporary = Path::new(env!("CARGO_TARGET_TMPDIR"));
    temporary.parent().unwrap_or(temporary).join("left-out.txt")
}

/// Tells that the test at hand is left out because `tool` is not there.
///
/// The line is written past the test runner's capture, and once more into
/// `target/left-out.txt`, from which `make test` makes its summary.
///
/// # Panics
///
/// With `WARTA_TEST_ALL=1`: where nothing may be left out, a lacking tool is a failure.
pub(crate) fn left_out(tool: &str) {
    let test = std::thread::current().name().unwrap_or("a test").to_owned();
    let line = format!("{test}: left out, because {tool} is not there\n");
    // the runner captures what print macros write, not what is written to the stream itself
    std::io::stderr().lock().write_all(line.as_bytes()).unwrap();
    let file = left_out_file();
    let mut file = fs::OpenOptions::new().create(true).append(true).open(&file).unwrap();
    file.write_all(line.as_bytes()).unwrap();
    let all = std::env::var("WARTA_TEST_ALL").is_ok_and(|value| value == "1");
    assert!(!all, "{tool} is not there, and WARTA_TEST_ALL=1 leaves nothing out");
}

/// Runs something asynchronous to its end, from a test of either kind: on a thread of its
/// own, since a runtime may not be started inside another.
pub(crate) fn block_on<T: Send + 'static>(work: impl Future<Output = T> + Send + 'static) -> T {
    let thread = std::thread::spawn(move || {
        let mut runtime = tokio::runtime::Builder::new_current_thread();
        runtime.enable_all().build().unwrap().block_on(work)
    });
    thread.join().expect("what ran on the thread has told why it stopped")
}
