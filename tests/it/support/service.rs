//! Services of others, started on loopback for as long as the tests run.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

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

/// A running service.
#[derive(Debug)]
pub(crate) struct Service {
    /// Its port on loopback.
    pub(crate) port: u16,
    /// Kept, because its standard input stays open so long, and the service alive.
    _child: Child,
}

/// Starts a service on a free port, which `command` is given; on another one where somebody was
/// quicker. It is there once it answers for `path` with 200.
pub(crate) fn start(command: &dyn Fn(&str) -> Vec<String>, path: &str) -> Service {
    (0..3).find_map(|_| start_once(command, path)).expect("a service on one port of three")
}

/// Starts the service and waits until it answers; `None` when it ended by itself.
fn start_once(command: &dyn Fn(&str) -> Vec<String>, path: &str) -> Option<Service> {
    let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = free.local_addr().unwrap().port();
    drop(free);
    let command = command(&port.to_string());
    let mut child = Command::new("sh")
        .args(["-c", UNTIL_WE_END, "sh"])
        .args(&command)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    for _ in 0..ATTEMPTS {
        if child.try_wait().unwrap().is_some() {
            return None;
        }
        if answers(port, path) {
            return Some(Service { port, _child: child });
        }
        // the service says nowhere that it is ready: it can only be asked again
        std::thread::sleep(PAUSE);
    }
    panic!("{command:?} did not answer in {} s", (PAUSE * ATTEMPTS).as_secs());
}

/// Whether the service answers for a path.
fn answers(port: u16, path: &str) -> bool {
    let Ok(mut stream) = TcpStream::connect((Ipv4Addr::LOCALHOST, port)) else {
        return false;
    };
    let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    let mut answer = String::new();
    stream.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
    stream.write_all(request.as_bytes()).is_ok()
        && stream.read_to_string(&mut answer).is_ok()
        && answer.starts_with("HTTP/1.1 200")
}
