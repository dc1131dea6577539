//! `warta run` on a home, as a program of its own: told when it is ready by what it says.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use super::home::Home;

/// How long the program may take to say what it is waited for to say.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long it may take to end after the signal: what it promises.
const GRACE: Duration = Duration::from_secs(10);

/// A running program; it is killed with this value.
#[derive(Debug)]
pub(crate) struct Running {
    child: Child,
    said: Receiver<String>,
    log: Vec<String>,
}

impl Running {
    /// Starts `warta run` on a home.
    pub(crate) fn start(home: &Home, arguments: &[&str]) -> Self {
        let mut all = vec!["run"];
        all.extend(arguments);
        let mut command = home.command(&all);
        command.env_remove("WARTA_LOG");
        Self::of(command)
    }

    /// Starts a program that says what it does.
    pub(crate) fn of(mut command: Command) -> Self {
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let stderr = child.stderr.take().unwrap();
        let (tell, said) = channel();
        std::thread::spawn(move || {
            for line in BufReader::new(stderr).lines().map_while(Result::ok) {
                if tell.send(line).is_err() {
                    return;
                }
            }
        });
        Self { child, said, log: Vec::new() }
    }

    /// Waits until it says something that holds `words`, and gives that line.
    pub(crate) fn until(&mut self, words: &str) -> String {
        let end = Instant::now() + PATIENCE;
        loop {
            let left = end.saturating_duration_since(Instant::now());
            match self.said.recv_timeout(left) {
                Ok(line) => {
                    self.log.push(line.clone());
                    if line.contains(words) {
                        return line;
                    }
                }
                Err(RecvTimeoutError::Timeout) => {
                    panic!("it did not say `{words}` but {:#?}", self.log)
                }
                Err(RecvTimeoutError::Disconnected) => {
                    panic!("it ended without `{words}`: {:#?}", self.log)
                }
            }
        }
    }

    /// Waits until it serves, and gives its public address.
    pub(crate) fn serving(&mut self) -> SocketAddr {
        address(&self.until("Serving on http://"))
    }

    /// Sends it a signal by its name, such as `TERM`.
    pub(crate) fn signal(&self, name: &str) {
        let pid = self.child.id().to_string();
        let status = Command::new("kill").args(["-s", name, &pid]).status().unwrap();
        assert!(status.success());
    }

    /// Tells it to stop; gives how it ended and all it said.
    pub(crate) fn stop(self) -> (ExitStatus, Vec<String>) {
        self.signal("TERM");
        self.ended()
    }

    /// Waits for its end, no longer than it promises; gives how it ended and all it said.
    pub(crate) fn ended(mut self) -> (ExitStatus, Vec<String>) {
        let end = Instant::now() + GRACE;
        // its standard error ends when it does
        loop {
            match self.said.recv_timeout(end.saturating_duration_since(Instant::now())) {
                Ok(line) => self.log.push(line),
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => {
                    panic!("it still runs after {GRACE:?}: {:#?}", self.log)
                }
            }
        }
        let status = self.child.wait().unwrap();
        (status, std::mem::take(&mut self.log))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // an error says that it has ended already
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// The address in `... http://127.0.0.1:4711/...`.
pub(crate) fn address(line: &str) -> SocketAddr {
    let (_, rest) = line.rsplit_once("http://").unwrap();
    rest.split('/').next().unwrap().parse().unwrap()
}
