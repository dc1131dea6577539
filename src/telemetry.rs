//! Logging to standard error: plain lines for people, JSON where a program reads them.

use std::io::{IsTerminal, stderr};

use tracing_subscriber::EnvFilter;

/// Starts logging. `service` says what happens without being asked to; commands only what
/// goes wrong. `verbose` says more; `WARTA_LOG` (`info`, `warta::fetch=debug`) overrides
/// both, and `WARTA_LOG_FORMAT=json` writes one JSON object a line.
pub fn init(verbose: u8, service: bool) {
    let level = match (verbose, service) {
        (0, false) => "error",
        (0, true) | (1, false) => "warta=info,warn",
        (1, true) | (2, _) => "warta=debug,info",
        _ => "trace",
    };
    let filter = EnvFilter::try_from_env("WARTA_LOG").unwrap_or_else(|_| EnvFilter::new(level));
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(stderr)
        .with_target(false)
        .with_ansi(stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none());
    let json = std::env::var("WARTA_LOG_FORMAT").is_ok_and(|format| format == "json");
    // A second start, as in tests, keeps the first.
    if json {
        builder.json().flatten_event(true).try_init().unwrap_or_default();
    } else {
        builder.try_init().unwrap_or_default();
    }
}
