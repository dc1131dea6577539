//! Commands that read, translate and pull, as a person or a script types them.

use std::io::Write;
use std::process::{Output, Stdio};

use serde_json::{Value, json};

use super::{RELEASE, text};
use crate::support::home;
use crate::support::home::Home;

/// Runs a command to its end, with something on its standard input.
fn told(home: &Home, arguments: &[&str], input: &str) -> Output {
    let mut command = home.command(arguments);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
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
    let said = text(&output.stderr);
    assert!(said.contains("paragraph 1 stays as it was: numbers (error): -120 +231"), "{said}");
    let output = with("good", "tidak ada warga (hadir) di sana\n");
    assert_eq!(output.status.code(), Some(0), "a warning is no failure");
    let said = text(&output.stderr);
    assert!(said.contains("paragraph 1: negation (warning): tidak"), "{said}");
    let checks = "\n[[checks]]\npair = \"id-ms\"\noff = [\"numbers\"]\n";
    home.write("config/warta.toml", &format!("{config}{good}{bad}{checks}"));
    let output = with("bad", "sebanyak 120 warga\n");
    assert_eq!(text(&output.stdout), "sebanyak 231 warga\n", "nobody looks at numbers any more");
}

#[test]
fn a_check_that_is_not_there_or_must_be_made_is_no_configuration() {
    let home = home();
    let config = home.read("config/warta.toml");
    for (off, said) in [
        ("[\"nombers\"]", "no check is called `nombers`"),
        ("[\"codes\"]", "`codes` cannot be switched off"),
        ("[]", "lacks `off`"),
    ] {
        home.write("config/warta.toml", &format!("{config}\n[[checks]]\noff = {off}\n"));
        let output = told(&home, &["check"], "");
        let all = format!("{}{}", text(&output.stdout), text(&output.stderr));
        assert_eq!(output.status.code(), Some(2), "{off}: {all}");
        assert!(all.contains(said), "{off}: {all}");
    }
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
