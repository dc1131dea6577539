//! Apertium for tests: the program, and the service APy on loopback.

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use super::left_out;
use super::service::{self, Service};

/// The launcher: APy by itself listens on every interface.
const LAUNCHER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tools/apy-on-loopback.py");

/// Interpreters that may know APy: Debian's own knows its packages, whatever `PATH` says.
const PYTHONS: &[&str] = &["/usr/bin/python3", "python3"];

/// A running Apertium APy.
#[derive(Debug)]
pub(crate) struct Apy {
    /// Its address: `http://127.0.0.1:PORT`.
    pub(crate) url: String,
    _service: Service,
}

/// The one APy of this test process, started for the first test that asks.
pub(crate) fn apy() -> Option<&'static Apy> {
    static APY: OnceLock<Option<Apy>> = OnceLock::new();
    let apy = APY.get_or_init(|| launchers_python().map(started)).as_ref();
    if apy.is_none() {
        left_out("apertium-apy");
    }
    apy
}

/// Whether the program `apertium` is there with its mode from Indonesian to Malay.
pub(crate) fn apertium() -> Option<()> {
    if modes().is_some_and(|modes| modes.lines().any(|mode| mode.trim() == "ind-zlm")) {
        return Some(());
    }
    left_out("apertium-ind-zlm");
    None
}

fn modes() -> Option<String> {
    let output = Command::new("apertium").arg("-l").output().ok()?;
    String::from_utf8(output.stdout).ok()
}

/// The interpreter that has APy's module, if one has, and the launcher is there.
fn launchers_python() -> Option<&'static str> {
    if !Path::new(LAUNCHER).exists() {
        return None;
    }
    PYTHONS.iter().copied().find(|python| {
        let mut command = Command::new(python);
        command.args(["-c", "import apertium_apy"]).stdout(Stdio::null()).stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    })
}

fn started(python: &str) -> Apy {
    let command = |port: &str| vec![python.to_owned(), LAUNCHER.to_owned(), port.to_owned()];
    let service = service::start(&command, "/listPairs");
    Apy { url: format!("http://127.0.0.1:{}", service.port), _service: service }
}
