//! Apertium for tests: the program, and the service APy on loopback.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::Duration;

use super::left_out;

/// The launcher: APy by itself listens on every interface.
const LAUNCHER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tools/apy-on-loopback.py");

/// Interpreters that may know APy: Debian's own knows its packages, whatever `PATH` says.
const PYTHONS: &[&str] = &["/usr/bin/python3", "python3"];

/// A shell's text that runs its arguments, and ends them when its own standard input ends:
/// so the service goes with the tests, however they go.
const UNTIL_WE_END: &str = r#"
    exec 3<&0
    "$@" 3<&- & pid=$!
    { cat <&3 >/dev/null; kill "$pid"; } 2>/dev/null &
    wait "$pid"
"#;

/// How often a service being started is asked, and how long between two times.
const ATTEMPTS: u32 = 600;
const PAUSE: Duration = Duration::from_millis(100);

/// A running Apertium APy.
#[derive(Debug)]
pub(crate) struct Apy {
    /// Its address: `http://127.0.0.1:PORT`.
    pub(crate) url: String,
    /// Kept, because its standard input stays open so long, and the service alive.
    _child: Child,
}

/// The one APy of this test process, started for the first test that asks.
pub(crate) fn apy() -> Option<&'static Apy> {
    static APY: OnceLock<Option<Apy>> = OnceLock::new();
    let apy = APY.get_or_init(|| launchers_python().map(start)).as_ref();
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

/// Starts the service on a free port; on another one where somebody was quicker.
fn start(python: &str) -> Apy {
    (0..3).find_map(|_| start_once(python)).expect("a service on one port of three")
}

/// Starts the service and waits until it answers; `None` when it ended by itself.
fn start_once(python: &str) -> Option<Apy> {
    let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = free.local_addr().unwrap().port();
    drop(free);
    let mut child = Command::new("sh")
        .args(["-c", UNTIL_WE_END, "sh", python, LAUNCHER, &port.to_string()])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    for _ in 0..ATTEMPTS {
        if child.try_wait().unwrap().is_some() {
            return None;
        }
        if answers(port) {
            return Some(Apy { url: format!("http://127.0.0.1:{port}"), _child: child });
        }
        // the service says nowhere that it is ready: it can only be asked again
        std::thread::sleep(PAUSE);
    }
    panic!("{LAUNCHER} did not answer in {} s", (PAUSE * ATTEMPTS).as_secs());
}

/// Whether the service lists its pairs.
fn answers(port: u16) -> bool {
    let Ok(mut stream) = TcpStream::connect((Ipv4Addr::LOCALHOST, port)) else {
        return false;
    };
    let request = "GET /listPairs HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    let mut answer = String::new();
    stream.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
    stream.write_all(request.as_bytes()).is_ok()
        && stream.read_to_string(&mut answer).is_ok()
        && answer.starts_with("HTTP/1.1 200")
}
