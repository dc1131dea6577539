//! Kinds of source as an operator meets them: configured in a home, pulled by the program.

use std::fs::File;
use std::process::{Command, Output};
use std::time::{Duration, SystemTime};

use serde_json::Value;
use warta::source::KINDS;

use crate::support::home::Home;
use crate::support::running::Running;
use crate::support::{Page, Site, home, http};

const KEY: &str = "kunci-yang-rahasia-17";

/// A home with one source, `kantor`, of this table.
fn with(table: &str) -> Home {
    let home = home();
    let source = "[source]\nlanguage = \"id\"\nregion = \"ID\"\nschedule = \"every 1h\"\n\n";
    home.write("config/sources/kantor.toml", &format!("{source}{table}"));
    let config = home.read("config/warta.toml");
    let fetch = "[fetch]\ncontact = \"desk@warta.example\"\nallow = [\"127.0.0.0/8\"]\n";
    home.write("config/warta.toml", &format!("{config}\n{fetch}"));
    home
}

fn said(output: &Output) -> String {
    let of = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    of(&output.stdout) + &of(&output.stderr)
}

fn api(site: &Site, more: &str) -> Home {
    with(&format!(
        "[api]\nurl = \"{}\"\nlist = \"/data\"\nid = \"/nomor\"\ntitle = \"/judul\"\n\
         body = \"/isi\"\ntoken = {{ env = \"KUNCI\" }}\n{more}",
        site.url("/api")
    ))
}

#[test]
fn an_interface_with_a_key_is_given_it_and_nobody_else_sees_it() {
    for (more, header, value) in [
        ("", "authorization", format!("Bearer {KEY}")),
        ("token_header = \"X-Api-Key\"\n", "x-api-key", KEY.to_owned()),
    ] {
        let site = Site::start();
        let text = "{\"data\": [{\"nomor\": 17, \"judul\": \"Loket dibuka\", \
                    \"isi\": \"<p>Kantor Contoh membuka loket di Pontianak.</p>\"}]}";
        let wanted = value.clone();
        site.on("/api", move |asked| {
            let sent = asked.headers.get(header).and_then(|value| value.to_str().ok());
            let known = sent == Some(&wanted);
            if known { Page::new("application/json", text) } else { Page::status(401) }
        });
        let home = api(&site, more);
        let mut pull = home.command(&["pull", "kantor"]);
        let output = pull.env("KUNCI", KEY).env("WARTA_LOG", "trace").output().unwrap();
        assert!(output.status.success(), "{}", said(&output));
        assert_eq!(site.asked()[0].status, 200);
        let mut refused = home.command(&["pull", "kantor"]);
        let failed = refused.env("KUNCI", "kunci-salah-99").env("WARTA_LOG", "trace");
        let failed = failed.output().unwrap();
        assert!(!failed.status.success() && said(&failed).contains("401"), "{}", said(&failed));
        let mut listed = home.command(&["sources", "--json"]);
        let listed = listed.env("KUNCI", KEY).output().unwrap();
        for words in [said(&output), said(&failed), said(&listed)] {
            assert!(!words.contains(KEY) && !words.contains("kunci-salah"), "{words}");
        }
        let kept = std::fs::read(home.at("data/warta.sqlite")).unwrap();
        assert!(!kept.windows(KEY.len()).any(|window| window == KEY.as_bytes()));
    }
}

#[test]
fn a_key_that_is_not_there_is_named_by_the_check() {
    let site = Site::start();
    let output = api(&site, "").warta(&["check"]);
    assert!(!output.status.success());
    let words = said(&output);
    assert!(words.contains("the environment variable `KUNCI` is not set"), "{words}");
    assert!(words.contains("kantor.toml"), "{words}");
    let home = with(
        "[api]\nurl = \"https://kantor.example/\"\nid = \"/a\"\ntitle = \"/b\"\nbody = \"/c\"\n\
         token_header = \"X-Api-Key\"\n",
    );
    assert!(said(&home.warta(&["check"])).contains("there is none"));
    assert!(site.asked().is_empty());
}

/// The text that stands at every kind's example.
const BODY: &str = "<p>PONTIANAK - Kantor Contoh membuka loket baru di balai desa, Rabu.</p>\
    <p>Loket itu dibuka setiap hari kerja sejak pagi, kata ketua panitia.</p>";

/// Lays out what the examples of all kinds read.
fn lay_out(site: &Site, home: &Home) {
    let page = format!(
        "<html lang=id><title>Loket Dibuka</title><h1>Loket Dibuka</h1><div class=isi>{BODY}</div>"
    );
    site.put(
        "/siaran/feed/",
        "application/rss+xml",
        format!(
            "<rss version='2.0'><channel><title>Kantor</title><item><guid>satu</guid>\
             <title>Loket Dibuka</title><description><![CDATA[{BODY}]]></description></item>\
             </channel></rss>"
        ),
    );
    let link = "<div class=daftar><h3><a href='/siaran/loket-17'>Loket Dibuka</a></h3></div>";
    site.put("/siaran-pers/", "text/html", link);
    site.put("/siaran/loket-17", "text/html", page);
    let address = site.url("/siaran/loket-17");
    let map = format!("<urlset><url><loc>{address}</loc></url></urlset>");
    site.put("/sitemap.xml", "application/xml", map);
    let title = serde_json::json!({"rendered": "Loket Dibuka"});
    let post = serde_json::json!([{"id": 17, "link": address, "title": title,
        "date_gmt": "2024-06-05T01:00:00", "content": {"rendered": BODY}}]);
    site.put("/wp-json/wp/v2/posts", "application/json", post.to_string());
    let item = serde_json::json!({"nomor": 17, "judul": "Loket Dibuka", "isi": BODY,
        "terbit": "2024-06-05", "tautan": address});
    let list = serde_json::json!({"data": [item]}).to_string();
    site.put("/api/siaran", "application/json", list);
    let file = "config/samples/loket.html";
    home.write(file, &format!("<h1>Loket Dibuka</h1>{BODY}"));
    let file = File::options().append(true).open(home.at(file)).unwrap();
    file.set_modified(SystemTime::UNIX_EPOCH + Duration::from_hours(480_000)).unwrap();
}

/// Brings the release to a running program, as the reference shows it.
fn bring(mut run: Command) {
    run.env_remove("WARTA_LOG");
    let mut running = Running::of(run);
    let address = running.serving();
    let body = serde_json::json!({"id": "17", "headline": "Loket Dibuka", "body": BODY});
    let body = body.to_string();
    let request = format!(
        "POST /push/kantor HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\
         Authorization: Bearer {KEY}\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    );
    assert_eq!(http::raw(address, request.as_bytes()).unwrap().status, 202);
    assert!(running.stop().0.success());
}

#[test]
fn the_printed_example_of_every_kind_of_source_reads_a_release() {
    for kind in KINDS {
        let site = Site::start();
        let home = with(&kind.example.replace("https://kantor.example", &site.url("")));
        lay_out(&site, &home);
        let command = |arguments: &[&str]| {
            let mut command = home.command(arguments);
            command.env("WARTA_PUSH_TOKEN", KEY);
            command
        };
        if kind.example.contains("WARTA_PUSH_TOKEN") {
            bring(command(&["run"]));
        }
        let pulled = command(&["pull", "kantor"]).output().unwrap();
        assert!(pulled.status.success(), "{}: {}", kind.name, said(&pulled));
        let listed = command(&["releases", "--json"]).output().unwrap();
        let releases: Vec<Value> = serde_json::from_slice(&listed.stdout).unwrap();
        let headlines: Vec<_> = releases.iter().map(|one| &one["headline"]).collect();
        assert_eq!(headlines, ["Loket Dibuka"], "{}: {}", kind.name, said(&pulled));
    }
}
