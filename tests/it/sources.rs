//! Kinds of source as an operator meets them: configured in a home, pulled by the program.

use std::process::Output;

use crate::support::home::Home;
use crate::support::{Page, Site, home};

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
        let output = pull.env("KUNCI", KEY).env("RUST_LOG", "trace").output().unwrap();
        assert!(output.status.success(), "{}", said(&output));
        assert_eq!(site.asked()[0].status, 200);
        let mut refused = home.command(&["pull", "kantor"]);
        let failed = refused.env("KUNCI", "kunci-salah-99").env("RUST_LOG", "trace");
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
