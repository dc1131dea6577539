//! A release taken back on the command line, beside a service and beside two of them.

use std::net::SocketAddr;

use super::{RELEASE, addresses, listed, text, until_shown};
use crate::support::home::Home;
use crate::support::http::get;
use crate::support::running::Running;
use crate::support::{home, postgres};

/// A release is taken back and given again on the command line while others serve.
fn taken_back_while(home: &Home, server: SocketAddr) {
    for path in addresses() {
        until_shown(server, &path, |_, text| text.contains("Warga Pesisir"));
    }
    let id = listed(home, &["releases", "--json"])[0]["id"].as_str().unwrap().to_owned();
    let pages = ["id", "ms"].map(|language| format!("/{language}/releases/{id}"));
    let output = home.warta(&["withdraw", &id, "--reason", "angka keliru"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    for path in addresses() {
        until_shown(server, &path, |status, text| {
            status == 200 && !text.contains("Pesisir") && text.contains("angka keliru")
        });
    }
    for page in &pages {
        until_shown(server, page, |status, text| status == 410 && !text.contains("Pesisir"));
    }
    let output = home.warta(&["reinstate", &id]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    for path in addresses() {
        until_shown(server, &path, |_, text| text.contains("Warga Pesisir"));
    }
    for page in &pages {
        until_shown(server, page, |status, text| status == 200 && text.contains("Pesisir"));
    }
    let changes = get(server, "/v1/changes").json();
    let kinds: Vec<&str> = changes["changes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|notice| notice["kind"].as_str().unwrap())
        .collect();
    let wanted = ["publish", "withdrawal", "reinstatement"];
    let each_twice: Vec<&str> = wanted.into_iter().flat_map(|kind| [kind, kind]).collect();
    assert_eq!(kinds, each_twice);
}

#[test]
fn what_is_taken_back_on_the_command_line_is_gone_from_every_feed_that_is_served() {
    let home = home();
    home.write("drop/pelatihan.txt", RELEASE);
    let mut running = Running::start(&home, &[]);
    let server = running.serving();
    taken_back_while(&home, server);
    let (status, log) = running.stop();
    assert_eq!(status.code(), Some(0), "{log:#?}");
    assert!(!log.iter().any(|line| line.contains("ERROR")), "{log:#?}");
}

#[test]
fn on_postgresql_one_may_serve_what_another_works() {
    let Some(database) = postgres() else { return };
    let home = home();
    let config = home.read("config/warta.toml");
    home.write("secret", &database.url);
    let schema = &database.schema;
    let store = format!(
        "\n[store]\nkind = \"postgres\"\npostgres = {{ file = \"secret\" }}\nschema = \"{schema}\"\n"
    );
    home.write("config/warta.toml", &format!("{config}{store}"));
    home.write("drop/pelatihan.txt", RELEASE);
    let mut front = Running::start(&home, &["--roles", "serve"]);
    let server = front.serving();
    let mut back = Running::start(&home, &["--roles", "schedule,work"]);
    back.until("Running: schedule, work");
    taken_back_while(&home, server);
    for running in [back, front] {
        let (status, log) = running.stop();
        assert_eq!(status.code(), Some(0), "{log:#?}");
        assert!(!log.iter().any(|line| line.contains("ERROR")), "{log:#?}");
    }
}
