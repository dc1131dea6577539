//! The program itself: running as a service in several roles, stopped, told to read its
//! configuration again, beside the commands an operator types meanwhile.

use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::home::Home;
use crate::support::http::get;
use crate::support::running::{Running, address};
use crate::support::{home, postgres};

const RELEASE: &str = "WARGA PESISIR DILATIH MENYIMPAN BAHAN KIMIA\n\
PONTIANAK - Badan Contoh Nusantara (BCN) melatih warga pesisir, Kamis (6/6/2024).\n\
Sebanyak 120 warga ikut serta dalam pelatihan yang digelar di balai desa itu.\n\
\"Kami berharap warga pesisir makin paham,\" ujar kepala kantor.(xyz)";

/// How long a document may take to show what happened. Two seconds are promised; a machine
/// full of tests is given more.
const SHOWN_WITHIN: Duration = Duration::from_secs(8);

/// Runs a command to its end, with something on its standard input.
fn told(home: &Home, arguments: &[&str], input: &str) -> Output {
    let mut command = home.command(arguments);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

fn listed(home: &Home, arguments: &[&str]) -> Vec<Value> {
    let output = home.warta(arguments);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// Every feed of the test's home, and every page of the edition.
fn addresses() -> Vec<String> {
    let mut all = Vec::new();
    for edition in ["id/ID", "id/ID-KB", "ms/ID", "ms/ID-KB"] {
        for file in ["feed.rss", "feed.atom", "feed.json", ""] {
            all.push(format!("/{edition}/{file}"));
        }
    }
    all
}

/// Asks for a document until it is as it should be.
#[track_caller]
fn until_shown(server: SocketAddr, path: &str, right: impl Fn(u16, &str) -> bool) {
    let end = Instant::now() + SHOWN_WITHIN;
    loop {
        let answer = get(server, path);
        if right(answer.status, answer.text()) {
            return;
        }
        assert!(Instant::now() < end, "{path}: {} {}", answer.status, answer.text());
        std::thread::yield_now();
    }
}

#[test]
fn a_service_pulls_translates_and_serves_and_stops_when_it_is_told() {
    let home = home();
    home.write("drop/pelatihan.txt", RELEASE);
    let mut running = Running::start(&home, &[]);
    let server = running.serving();
    for path in addresses() {
        let translated = path.starts_with("/ms/");
        until_shown(server, &path, |status, text| {
            status == 200 && text.contains("Warga Pesisir") && text.contains("[ms]") == translated
        });
    }
    // a reader that keeps its connection open does not hold the service up
    let mut idle = TcpStream::connect(server).unwrap();
    idle.write_all(b"HEAD /health HTTP/1.1\r\nHost: a\r\n\r\n").unwrap();
    let mut some = [0; 16];
    idle.read_exact(&mut some).unwrap();
    let (status, log) = running.stop();
    assert_eq!(status.code(), Some(0), "{log:#?}");
    assert!(log.last().unwrap().contains("Stopped"), "{log:#?}");
    assert!(!log.iter().any(|line| line.contains("cut off")), "{log:#?}");
    assert!(TcpStream::connect(server).is_err(), "nobody listens any more");
    assert!(home.warta(&["check", "--database"]).status.success());
}

#[track_caller]
fn check_stops(signal: &str, after: &str) {
    let home = home();
    let mut running = Running::start(&home, &[]);
    running.until(after);
    running.signal(signal);
    let (status, log) = running.ended();
    assert_eq!(status.code(), Some(0), "{signal} after {after}: {log:#?}");
    assert!(log.last().unwrap().contains("Stopped"), "{signal} after {after}: {log:#?}");
}

#[test]
fn it_stops_in_order_on_the_keyboard_too_and_while_it_is_still_starting() {
    check_stops("INT", "Running");
    check_stops("INT", "The configuration is new");
    check_stops("TERM", "The configuration is new");
}

#[test]
fn the_numbers_are_on_loopback_and_not_for_the_public() {
    let home = home();
    let config = home.read("config/warta.toml");
    home.write(
        "config/warta.toml",
        &config.replace("metrics = false", "metrics = \"127.0.0.1:0\""),
    );
    let mut running = Running::start(&home, &["--roles", "serve"]);
    let server = running.serving();
    let metrics = address(&running.until("Metrics on"));
    assert!(metrics.ip().is_loopback() && metrics != server);
    assert!(get(metrics, "/metrics").text().contains("warta_notices_total 0"));
    assert_eq!(get(server, "/metrics").status, 404);
    home.write("config/warta.toml", &config.replace("metrics = false", "metrics = \"0.0.0.0:0\""));
    let refused = home.warta(&["check"]);
    assert_eq!(refused.status.code(), Some(2), "{}", text(&refused.stderr));
}

/// The kinds of jobs in the queue, and whether all of them have ended.
fn queue(home: &Home) -> (BTreeSet<String>, bool) {
    let jobs = listed(home, &["jobs", "--json"]);
    let kinds = jobs.iter().map(|job| job["kind"].as_str().unwrap().to_owned()).collect();
    (kinds, jobs.iter().all(|job| job["state"] == "done"))
}

#[test]
fn each_role_does_its_own_part_and_no_other() {
    let home = home();
    home.write("drop/pelatihan.txt", RELEASE);

    let mut running = Running::start(&home, &["--roles", "serve"]);
    let server = running.serving();
    running.until("Running: serve");
    assert_eq!(get(server, "/id/ID/feed.rss").status, 200);
    let (status, _) = running.stop();
    assert_eq!(status.code(), Some(0));
    let (kinds, _) = queue(&home);
    assert!(!kinds.contains("pull"), "nobody asked for a pull: {kinds:?}");

    let mut running = Running::start(&home, &["--roles", "work"]);
    running.until("Running: work");
    let (_, log) = running.stop();
    assert!(!log.iter().any(|line| line.contains("Serving")), "{log:#?}");
    assert!(!queue(&home).0.contains("pull"), "who works asks for nothing");
    assert!(listed(&home, &["releases", "--json"]).is_empty());

    let mut running = Running::start(&home, &["--roles", "schedule"]);
    running.until("Running: schedule");
    until_filed(&home, "pull");
    let (_, log) = running.stop();
    assert!(!log.iter().any(|line| line.contains("Pulled")), "{log:#?}");
    assert!(listed(&home, &["releases", "--json"]).is_empty(), "nobody works");

    let mut running = Running::start(&home, &["--roles", "work"]);
    running.until("Pulled `kantor`: 1 new");
    let (status, _) = running.stop();
    assert_eq!(status.code(), Some(0));
    assert_eq!(listed(&home, &["releases", "--json"]).len(), 1);

    let mut running = Running::start(&home, &["--roles", "work,serve"]);
    let server = running.serving();
    running.until("Running: work, serve");
    until_shown(server, "/ms/ID-KB/feed.rss", |_, text| text.contains("Warga Pesisir"));
    assert_eq!(home.warta(&["run", "--roles", "dance"]).status.code(), Some(2));
}

/// Waits until a job of a kind is in the queue.
#[track_caller]
fn until_filed(home: &Home, kind: &str) {
    let end = Instant::now() + SHOWN_WITHIN;
    while !queue(home).0.contains(kind) {
        assert!(Instant::now() < end, "no {kind} was filed");
    }
}

#[test]
fn a_new_configuration_is_used_at_once_and_a_bad_one_is_not() {
    let home = home();
    let mut running = Running::start(&home, &[]);
    let server = running.serving();
    running.until("Running");
    let feeds = home.read("feeds/uji.toml");
    assert_eq!(get(server, "/ms/ID-PP/feed.rss").status, 404);

    home.write("feeds/uji.toml", &feeds.replace("\"ID-KB\"", "\"ID-KB\", \"ID-PP\""));
    running.signal("HUP");
    running.until("The configuration was read again");
    assert_eq!(get(server, "/ms/ID-PP/feed.rss").status, 200);

    home.write("feeds/uji.toml", &feeds.replace("\"ms\"", "\"bahasa melayu\""));
    running.signal("HUP");
    running.until("The new configuration is not used, the old one stays");
    running.until("feeds/uji.toml:2:");
    running.until("bahasa melayu");
    assert_eq!(get(server, "/ms/ID-PP/feed.rss").status, 200, "the old one stays");

    let config = home.read("config/warta.toml");
    home.write("feeds/uji.toml", &feeds);
    home.write("config/warta.toml", &config.replace("warta.example,2026", "warta.example,2025"));
    running.signal("HUP");
    running.until("`[site] authority` cannot be changed");
    assert_eq!(get(server, "/ms/ID-PP/feed.rss").status, 200, "the old one stays");

    let moved = config.replace("metrics = false", "metrics = \"127.0.0.1:0\"");
    home.write("config/warta.toml", &moved);
    running.signal("HUP");
    running.until("`[server]` was changed; that takes effect at the next start");
    running.until("The configuration was read again");
    assert_eq!(get(server, "/ms/ID-PP/feed.rss").status, 404, "configured no more");
    assert_eq!(get(server, "/ms/ID/feed.rss").status, 200);
    let (status, _) = running.stop();
    assert_eq!(status.code(), Some(0));
}

#[test]
fn a_source_added_while_it_runs_is_pulled() {
    let home = home();
    let mut running = Running::start(&home, &[]);
    let server = running.serving();
    running.until("Running");
    home.write("lain/pelatihan.txt", RELEASE);
    let source = home.read("config/sources/kantor.toml").replace("drop", "lain");
    home.write("config/sources/lain.toml", &source);
    running.signal("HUP");
    running.until("The configuration was read again");
    until_shown(server, "/ms/ID-KB/feed.atom", |_, text| text.contains("Warga Pesisir"));
}

#[test]
fn a_second_service_on_one_database_is_refused() {
    let home = home();
    let mut running = Running::start(&home, &[]);
    let server = running.serving();
    let second = home.warta(&["run"]);
    assert_eq!(second.status.code(), Some(1));
    let said = text(&second.stderr);
    assert!(said.contains("a second `warta run` on one database"), "{said}");
    assert!(said.contains("is running on this home; stop it first"), "{said}");
    assert_eq!(get(server, "/health").status, 200, "the first goes on");
    let (status, _) = running.stop();
    assert_eq!(status.code(), Some(0));
    let mut third = Running::start(&home, &[]);
    third.serving();
}

#[test]
fn a_port_that_is_taken_is_told_with_the_way_out() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let home = home();
    let config = home.read("config/warta.toml");
    let address = taken.local_addr().unwrap().to_string();
    home.write("config/warta.toml", &config.replace("127.0.0.1:0", &address));
    let output = home.warta(&["run"]);
    assert_eq!(output.status.code(), Some(1));
    let said = text(&output.stderr);
    assert!(said.contains(&address) && said.contains("`[server] listen`"), "{said}");
}

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

#[test]
fn a_text_is_translated_from_one_pipe_into_the_next() {
    let home = home();
    let input = "Sebanyak 120 warga ikut serta.\n\nMereka pulang dengan selamat.\n";
    let output = told(&home, &["translate", "--from", "id", "--to", "ms"], input);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let wanted = "[ms] Sebanyak 120 warga ikut serta.\n[ms] Mereka pulang dengan selamat.\n";
    assert_eq!(text(&output.stdout), wanted);
    let wrong = |arguments: &[&str], input: &str, words: &str| {
        let output = told(&home, arguments, input);
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
        assert!(said.contains(words) && output.stdout.is_empty(), "{arguments:?}: {said}");
    };
    wrong(&["translate", "--from", "id", "--to", "ms"], "  \n", "holds no text");
    wrong(&["translate", "--from", "indonesia", "--to", "ms"], input, "language tag");
    let nobody = ["translate", "--from", "id", "--to", "ms", "--engine", "nobody"];
    wrong(&nobody, input, "there are: rehearsal");
}

#[test]
fn a_program_is_an_engine_and_what_it_spoils_stays_as_it_was() {
    let home = home();
    let config = home.read("config/warta.toml");
    let engine = |name: &str, from: &str, to: &str| {
        format!(
            "\n[[engine]]\nname = \"{name}\"\nkind = \"command\"\npairs = [\"id-ms\"]\n\
             program = \"tr\"\narguments = [\"{from}\", \"{to}\"]\ndisplay = \"tr\"\n\
             craft = \"rules\"\n"
        )
    };
    let (good, bad) = (engine("good", "a-z", "n-za-m"), engine("bad", "0-9", "1-90"));
    home.write("config/warta.toml", &format!("{config}{good}{bad}"));
    let with = |engine: &str, input: &str| {
        let arguments =
            ["translate", "--from", "id", "--to", "ms", "--no-memory", "--engine", engine];
        told(&home, &arguments, input)
    };
    let output = with("good", "sebanyak 120 warga\n");
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert_eq!(text(&output.stdout), "fronalnx 120 jnetn\n");
    let output = with("bad", "sebanyak 120 warga\n");
    assert_eq!(output.status.code(), Some(1), "a number became another");
    assert_eq!(text(&output.stdout), "sebanyak 120 warga\n");
    assert!(text(&output.stderr).contains("paragraph 1 stays as it was"), "{output:?}");
}

const FEED: &str = "<rss version='2.0'><channel><title>Kantor</title><link>http://a.example/</link>\
<item><title>Satu</title><link>satu</link></item></channel></rss>";

#[test]
fn documents_are_read_one_after_the_other() {
    let home = home();
    home.write("a.rss", FEED);
    home.write("b.html", "<html><body><p>no feed</p></body></html>");
    let (a, b) = (home.at("a.rss"), home.at("b.html"));
    let requests = [
        json!({ "path": a, "base_url": "http://b.example/dir/", "content_type": null }),
        json!({ "path": b }),
        json!({ "path": home.at("nowhere") }),
        json!({ "file": a }),
    ];
    let mut lines: Vec<String> = requests.iter().map(ToString::to_string).collect();
    lines.extend([String::new(), "no json".to_owned(), json!({ "path": a }).to_string()]);
    let input = lines.join("\n");
    let output = told(&home, &["read", "--jsonl"], &input);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let lines: Vec<Value> =
        text(&output.stdout).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let ok: Vec<bool> = lines.iter().map(|line| line["ok"].as_bool().unwrap()).collect();
    assert_eq!(ok, [true, false, false, false, false, true], "one answer a request, in order");
    assert_eq!(lines[0]["format"], "rss20");
    assert_eq!(lines[0]["feed"]["title"], "Kantor");
    assert_eq!(lines[0]["entries"][0]["link"], "http://b.example/dir/satu");
    for refused in &lines[1..5] {
        assert!(refused["error"].as_str().is_some_and(|words| !words.is_empty()), "{refused}");
    }
}

#[test]
fn each_line_is_answered_before_the_next_is_read() {
    let home = home();
    home.write("a.rss", FEED);
    let mut command = home.command(&["read", "--jsonl"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let (mut ask, answers) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
    let mut answers = std::io::BufRead::lines(std::io::BufReader::new(answers));
    for _ in 0..3 {
        writeln!(ask, "{}", json!({ "path": home.at("a.rss") })).unwrap();
        let answer: Value = serde_json::from_str(&answers.next().unwrap().unwrap()).unwrap();
        assert_eq!(answer["ok"], true);
    }
    drop(ask);
    assert!(answers.next().is_none());
    assert!(child.wait().unwrap().success());
}

#[track_caller]
fn check_refused(name: &str, document: &str, wanted: &Value) {
    let home = home();
    home.write(name, document);
    let path = home.at(name).display().to_string();
    let output =
        home.command(&["read", &path, "--base-url", "http://a.example/"]).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{name}");
    let read: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(read["ok"], false, "{name}");
    assert!(read["error"].as_str().is_some_and(|words| words.len() > 10), "{name}: {read}");
    assert_eq!(&read["feeds"], wanted, "{name}: {read}");
    let keys: Vec<&String> = read.as_object().unwrap().keys().collect();
    let all = if wanted.is_null() { vec!["ok", "error"] } else { vec!["ok", "error", "feeds"] };
    assert_eq!(keys, all, "{name}");
}

#[test]
fn what_is_no_feed_is_refused_and_a_page_names_its_feeds() {
    let page = "<!doctype html><html><head><title>Kantor</title>\
                <link rel=alternate type=application/rss+xml href='/feed/'>\
                <link rel=alternate type=application/atom+xml href='http://b.example/atom'>\
                </head><body>Berita</body></html>";
    check_refused("a.html", page, &json!(["http://a.example/feed/", "http://b.example/atom"]));
    check_refused("b.html", "<html><body><p>no feed</p></body></html>", &Value::Null);
    check_refused("c.txt", "just words", &Value::Null);
    check_refused("d.xml", "", &Value::Null);
    check_refused("e.json", "{\"title\": \"no feed\"}", &Value::Null);
    check_refused("f.xml", "<?xml version='1.0'?><invoice><sum>3</sum></invoice>", &Value::Null);
}

#[test]
fn a_document_that_is_not_there_is_told() {
    let home = home();
    home.write("a.rss", FEED);
    let missing = home.at("nowhere.rss").display().to_string();
    let output = home.warta(&["read", &missing]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("nowhere.rss"), "{}", text(&output.stderr));
    assert_eq!(home.warta(&["read"]).status.code(), Some(2), "no file was named");
    let path = home.at("a.rss").display().to_string();
    assert_eq!(home.warta(&["read", "--jsonl", &path]).status.code(), Some(2));
}

/// The words of each row of a table, two or more blanks between two columns.
fn rows(table: &str) -> Vec<Vec<&str>> {
    table
        .lines()
        .map(|line| line.split("  ").map(str::trim).filter(|cell| !cell.is_empty()).collect())
        .collect()
}

#[test]
fn a_pull_says_what_each_source_brought() {
    let home = home();
    home.write("drop/pelatihan.txt", RELEASE);
    let broken = home.read("config/sources/kantor.toml").replace("\"drop\"", "\"missing\"");
    home.write("config/sources/rusak.toml", &broken);
    let outcome = |sources: &[&str], code: i32| {
        let mut arguments = vec!["pull"];
        arguments.extend(sources);
        let output = home.warta(&arguments);
        assert_eq!(output.status.code(), Some(code), "{}", text(&output.stderr));
        text(&output.stdout)
    };
    let table = outcome(&["kantor"], 0);
    let found = rows(&table);
    assert_eq!(found[0], ["SOURCE", "OUTCOME", "TIME"], "{table}");
    assert_eq!(found[1][..2], ["kantor", "1 new"], "{table}");
    assert!(found[1][2].ends_with(" ms"), "{table}");
    assert_eq!(rows(&outcome(&["kantor"], 0))[1][1], "same");

    home.write("drop/pelatihan.txt", &RELEASE.replace("120", "125"));
    let table = outcome(&[], 1);
    let found = rows(&table);
    assert_eq!(found.len(), 3, "{table}");
    assert_eq!(found[1][..2], ["kantor", "1 corrected"], "one that fails stops no other");
    assert!(found[2][0] == "rusak" && found[2][1].starts_with("failed: "), "{table}");
    assert!(found[2][1].contains("missing"), "{table}");
    assert_eq!(rows(&outcome(&["rusak"], 1)).len(), 2);

    let output = home.warta(&["pull", "--json"]);
    assert_eq!(output.status.code(), Some(1));
    let lines: Vec<Value> = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(lines[0]["source"], "kantor");
    assert_eq!(lines[0]["report"]["new"], 0);
    assert!(lines[1]["failed"].is_string() && lines[1]["report"].is_null());

    let output = home.warta(&["pull", "nobody"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("there are: kantor, rusak"));
}
