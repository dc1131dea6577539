//! Documents brought by `POST /push/{source}`: who may, what is taken, and what becomes of
//! it, with the program itself on both databases.

use std::net::SocketAddr;

use serde_json::Value;

use crate::support::home::Home;
use crate::support::http::{self, Answer};
use crate::support::running::Running;
use crate::support::{home, postgres};

const SOURCE: &str = "[source]\nlanguage = \"id\"\nregion = \"ID-KB\"\n\n\
                      [push]\ntoken = { file = \"token\" }\n";

fn newsroom() -> Home {
    let home = home();
    home.write("token", "hunter2-hunter2\n");
    home.write("config/sources/mitra.toml", SOURCE);
    home.write("feeds/uji.toml", "languages = [\"id\"]\nregions = [\"ID\"]\n");
    home
}

/// A request that is refused: path, headers, body, and the status it gets.
type Case<'a> = (&'a str, &'a [(&'a str, &'a str)], &'a str, u16);

/// Sends a document.
fn post(address: SocketAddr, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
    let mut request = format!(
        "POST {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nContent-Length: {}\r\n",
        body.len()
    );
    for (name, value) in headers {
        request.extend([name, ": ", value, "\r\n"]);
    }
    request.extend(["\r\n", body]);
    http::raw(address, request.as_bytes()).unwrap()
}

const KEY: (&str, &str) = ("Authorization", "Bearer hunter2-hunter2");
const JSON: (&str, &str) = ("Content-Type", "application/json");

/// Brings documents to a running service; each is to be taken. Then the service ends, and
/// what it left is worked.
fn bring(home: &Home, bodies: &[&str]) {
    let mut running = Running::start(home, &[]);
    let address = running.serving();
    for body in bodies {
        let answer = post(address, "/push/mitra", &[KEY, JSON], body);
        assert_eq!(answer.status, 202, "{}", answer.text());
        assert!(answer.json()["id"].is_string());
        assert_eq!(answer.header("cache-control"), Some("no-store"));
    }
    let (status, log) = running.stop();
    assert!(status.success(), "{log:#?}");
    let output = home.warta(&["pull"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

fn listed(home: &Home, command: &str) -> Vec<Value> {
    let output = home.warta(&[command, "--json"]);
    serde_json::from_slice(&output.stdout).unwrap()
}

fn kinds(home: &Home) -> Vec<String> {
    let kind = |notice: &Value| notice["kind"].as_str().unwrap().to_owned();
    listed(home, "notices").iter().map(kind).collect()
}

fn ninjs(text: &str, status: &str) -> String {
    format!(
        "{{\"uri\": \"urn:mitra:17\", \"type\": \"text\", \"pubstatus\": \"{status}\", \
         \"headline\": \"Bakti sosial di Pontianak\", \"language\": \"id\", \
         \"body_text\": \"PONTIANAK - Kantor Contoh {text}, Kamis (6/6/2024).\", \
         \"versioncreated\": \"2024-06-06T01:00:00Z\"}}"
    )
}

/// The story of one release of a partner's, from its first sight to its end.
fn story(home: &Home) {
    let first = ninjs("menggelar bakti sosial", "usable");
    bring(home, &[&first, &first]);
    assert_eq!(kinds(home), ["publish"], "the same id and text again changes nothing");
    let release = listed(home, "releases").remove(0);
    assert_eq!(release["headline"], "Bakti sosial di Pontianak");
    assert!(release["id"].as_str().unwrap().starts_with("mitra/"), "{release}");
    bring(home, &[&ninjs("menggelar dua bakti sosial", "usable")]);
    let second = kinds(home).remove(1);
    assert!(second == "correction" || second == "update", "{second}");
    bring(home, &[&ninjs("menggelar dua bakti sosial", "canceled")]);
    assert_eq!(kinds(home), ["publish", second.as_str(), "withdrawal"]);
}

#[test]
fn a_partners_release_is_published_corrected_and_withdrawn_on_sqlite() {
    story(&newsroom());
}

#[test]
fn a_partners_release_is_published_corrected_and_withdrawn_on_postgresql() {
    let Some(database) = postgres() else { return };
    let home = newsroom();
    home.write("secret", &database.url);
    let config = home.read("config/warta.toml");
    let store = format!(
        "\n[store]\nkind = \"postgres\"\npostgres = {{ file = \"secret\" }}\nschema = \"{}\"\n",
        database.schema
    );
    home.write("config/warta.toml", &format!("{config}{store}"));
    story(&home);
}

#[test]
fn what_may_not_be_or_cannot_be_taken_is_refused_with_its_status_and_kept_nowhere() {
    let home = newsroom();
    let mut running = Running::start(&home, &[]);
    let address = running.serving();
    let good = ninjs("menggelar bakti sosial", "usable");
    let large = format!("{{\"id\": \"a\", \"text\": \"{}\"}}", "x".repeat(2_200_000));
    let wrong = ("Authorization", "Bearer hunter3-hunter3");
    let basic = ("Authorization", "Basic hunter2-hunter2");
    let picture = ("Content-Type", "image/png");
    let packed = ("Content-Encoding", "gzip");
    let text = ("Content-Type", "text/plain; charset=utf-8");
    let cases: [Case<'_>; 12] = [
        ("/push/mitra", &[JSON], &good, 401),
        ("/push/mitra", &[wrong, JSON], &good, 401),
        ("/push/mitra", &[basic, JSON], &good, 401),
        ("/push/kantor", &[KEY, JSON], &good, 401),
        ("/push/tidak-ada", &[KEY, JSON], &good, 401),
        ("/push/mitra", &[KEY, JSON], &large, 413),
        ("/push/mitra", &[KEY, picture], "x", 415),
        ("/push/mitra", &[KEY], &good, 415),
        ("/push/mitra", &[KEY, JSON, packed], &good, 415),
        ("/push/mitra", &[KEY, JSON], "{\"uri\": ", 422),
        ("/push/mitra", &[KEY, JSON], "{\"headline\": \"tanpa id\", \"text\": \"Satu.\"}", 422),
        ("/push/mitra", &[KEY, text], "Judul\n\nTanpa nama.", 422),
    ];
    for (path, headers, body, status) in cases {
        let answer = post(address, path, headers, body);
        assert_eq!(answer.status, status, "{path} {headers:?}: {}", answer.text());
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        assert!(answer.json()["detail"].as_str().unwrap().len() > 10);
    }
    assert_eq!(http::ask(address, "GET", "/push/mitra", &[]).status, 405);
    let named = post(address, "/push/mitra?id=s-1", &[KEY, text], "Judul\n\nKantor membuka loket.");
    assert_eq!(named.status, 202, "{}", named.text());
    running.stop();
    assert!(home.warta(&["pull"]).status.success());
    assert_eq!(kinds(&home), ["publish"]);
}
