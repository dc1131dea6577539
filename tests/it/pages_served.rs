//! What people are served, over real HTTP on loopback: who is closed, what is gone, where
//! the first page leads, and the pages themselves.

mod clients;

use crate::support::home;
use crate::support::http::Answer;
use crate::support::served::Served;

const RELEASE: &str = "WARGA PESISIR DILATIH MENYIMPAN BAHAN KIMIA\n\
PONTIANAK - Badan Contoh Nusantara (BCN) melatih warga pesisir, Kamis (6/6/2024).\n\
Sebanyak 120 warga ikut serta dalam pelatihan yang digelar di balai desa itu.\n\
\"Kami berharap warga pesisir makin paham,\" ujar kepala kantor.(xyz)";

const FEEDS: &str = "languages = [\"id\", \"ms\"]\nregions = [\"001\", \"ID\", \"ID-KB\"]\n";

/// A house with one release in it, served.
fn served() -> Served {
    let home = home();
    home.write("feeds/uji.toml", FEEDS);
    let served = Served::start(home);
    served.drop_in("pelatihan.txt", RELEASE);
    served.pull();
    served
}

/// The headers of every page, whatever its status.
#[track_caller]
fn check_headers(answer: &Answer, what: &str) {
    let policy = answer.header("content-security-policy").unwrap_or_default();
    assert!(policy.contains("default-src 'none'"), "{what}: {policy}");
    assert!(policy.contains("frame-ancestors 'none'"), "{what}: {policy}");
    assert!(!policy.contains("unsafe"), "{what}: {policy}");
    assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{what}");
    assert_eq!(answer.header("referrer-policy"), Some("no-referrer"), "{what}");
    assert_eq!(answer.header("set-cookie"), None, "{what}");
}

#[test]
fn every_answer_carries_the_headers_that_keep_readers_safe() {
    let served = served();
    for (path, status) in [
        ("/", 200),
        ("/id/ID-KB/", 200),
        ("/id/ID-KB/feed.rss", 200),
        ("/id/id-kb/", 308),
        ("/style.css", 200),
        ("/nowhere", 404),
        ("/v1/changes?after=x", 400),
        ("/health", 200),
    ] {
        let answer = served.get(path);
        assert_eq!(answer.status, status, "{path}");
        check_headers(&answer, path);
    }
    served.lose_database();
    let answer = served.get("/id/ID/");
    assert_eq!(answer.status, 503);
    check_headers(&answer, "a lost database");
}

#[test]
fn the_first_page_leads_to_the_readers_language() {
    let served = served();
    let led = |asked: &str| {
        let answer = served.ask("/", &[("Accept-Language", asked)]);
        assert!(answer.header("vary").unwrap().contains("Accept-Language"), "{asked}");
        (answer.status, answer.header("location").map(str::to_owned))
    };
    assert_eq!(led("ms-MY,ms;q=0.9,en;q=0.8"), (302, Some("/ms/".to_owned())));
    assert_eq!(led("nl, en;q=0.9, id;q=0.1"), (302, Some("/id/".to_owned())));
    assert_eq!(led("fr, de"), (200, None));
    assert_eq!(led("*"), (200, None));
    assert_eq!(served.get("/").status, 200);
}

#[test]
fn a_feed_that_is_no_longer_configured_is_gone_and_may_come_again() {
    let served = served();
    served.home.write("feeds/uji.toml", "languages = [\"id\"]\nregions = [\"001\", \"ID\"]\n");
    served.reload();
    for path in ["/id/ID-KB/feed.rss", "/ms/feed.atom", "/ms/ID/", "/ms/001/feed.json"] {
        let answer = served.get(path);
        assert_eq!(answer.status, 410, "{path}");
        check_headers(&answer, path);
    }
    assert_eq!(served.get("/en/ID-KB/feed.rss").status, 404, "never was");
    assert_eq!(served.get("/id/ID/feed.rss").status, 200);
    served.home.write("feeds/uji.toml", FEEDS);
    served.reload();
    assert!(served.get("/id/ID-KB/feed.rss").text().contains("Pesisir"));
}

#[test]
fn nothing_that_a_request_says_of_itself_gets_into_a_page() {
    let served = served();
    for path in ["/id/ID-KB/", "/id/ID-KB/feed.rss", "/", "/nowhere", "/id/id-kb/"] {
        let plain = served.get(path);
        let told = served.ask(
            path,
            &[
                ("X-Forwarded-Host", "evil.example"),
                ("X-Forwarded-Proto", "gopher"),
                ("Forwarded", "host=evil.example"),
                ("X-Original-URL", "/evil"),
            ],
        );
        assert_eq!(told.body, plain.body, "{path}");
        assert_eq!(told.header("location"), plain.header("location"), "{path}");
        let asked = served.get(&format!("{path}?x=1&utm_source=evil"));
        assert_eq!(asked.body, plain.body, "{path}: what is asked beside is passed over");
    }
    let request = b"GET /id/ID-KB/ HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n";
    let answer = crate::support::http::raw(served.address, request).unwrap();
    assert!(!answer.text().contains("evil.example"));
}

#[test]
fn about_names_the_sources_and_links_to_their_home_pages() {
    let home = home();
    home.write("feeds/uji.toml", FEEDS);
    let source = home.read("config/sources/kantor.toml");
    let named = source.replace(
        "name = \"Kantor Uji\"",
        "name = \"Kantor <Uji>\"\nhomepage = \"https://kantor.example/\"\n\
         rights = \"\u{a9} Kantor Uji\"",
    );
    home.write("config/sources/kantor.toml", &named);
    let served = Served::start(home);
    served.pull();
    let about = served.get("/about");
    let link = "<a href=\"https://kantor.example/\">Kantor &lt;Uji&gt;</a>";
    assert!(about.text().contains(link), "{}", about.text());
    assert!(about.text().contains("<small>\u{a9} Kantor Uji</small>"));
    assert!(about.text().contains("<span lang=\"ms\">Sumber</span>"));
}

#[test]
fn search_engines_are_asked_to_leave_out_what_a_machine_translated() {
    for (option, wanted) in [("", None), ("noindex = true\n", Some("noindex"))] {
        let home = home();
        home.write("feeds/uji.toml", FEEDS);
        let config = home.read("config/warta.toml");
        home.write("config/warta.toml", &format!("{config}\n[publish]\n{option}"));
        let served = Served::start(home);
        served.drop_in("pelatihan.txt", RELEASE);
        served.pull();
        let links = served.get("/ms/ID-KB/feed.atom");
        let page = links.text().split("/ms/releases/").nth(1).unwrap().split('"').next().unwrap();
        let robots = |path: &str| {
            let answer = served.get(path);
            assert_eq!(answer.status, 200, "{path}");
            answer.header("x-robots-tag").map(str::to_owned)
        };
        let translated = format!("/ms/releases/{page}");
        assert_eq!(robots(&translated).as_deref(), wanted, "the first time");
        assert_eq!(robots(&translated).as_deref(), wanted, "from memory");
        assert_eq!(robots(&format!("/id/releases/{page}")), None, "the original");
        assert_eq!(robots(&format!("{translated}.ninjs.json")), None, "no page");
        assert_eq!(robots("/ms/ID-KB/"), None, "the edition");
    }
}
