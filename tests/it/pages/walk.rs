//! The walk of a release from each kind of source on a site of loopback: new, corrected when
//! its text changes, and taken back when it is gone.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::runtime::Runtime;
use warta::cli::room;
use warta::domain::instant::from_seconds;
use warta::domain::translation::{Origin, State};
use warta::domain::{Language, ReleaseId, ReleaseKey, SourceId};
use warta::pipeline::pull::{Report, pull};
use warta::pipeline::{Clock, Newsroom};
use warta::schedule::{clock, start, worker};

use crate::support::home::Home;
use crate::support::{Page, Site, home};

/// Thursday, 6 June 2024, 09:00 UTC.
const BEGINNING: i64 = 1_717_664_400;

/// A newsroom with one source, `kantor`, of the table given; `@` stands for the site.
struct Desk {
    newsroom: Newsroom,
    runtime: Runtime,
    _home: Home,
}

impl Desk {
    fn of(site: &Site, table: &str) -> Self {
        let home = home();
        let config = home.read("config/warta.toml");
        let fetch = "[fetch]\ncontact = \"desk@warta.example\"\nallow = [\"127.0.0.0/8\"]\n";
        home.write("config/warta.toml", &format!("{config}\n{fetch}"));
        let table = table.replace('@', &site.url(""));
        let source = "[source]\nlanguage = \"id\"\nregion = \"ID\"\nschedule = \"every 1h\"\n";
        home.write("config/sources/kantor.toml", &format!("{source}{table}"));
        home.write("feeds/uji.toml", "languages = [\"id\", \"en\"]\nregions = [\"ID\"]\n");
        let mut builder = tokio::runtime::Builder::new_multi_thread();
        let runtime = builder.worker_threads(2).enable_all().build().unwrap();
        let newsroom = runtime.block_on(async {
            let config = room::configuration(home.path(), None).unwrap();
            let store = room::open_store(&config).await.unwrap();
            let mut newsroom = room::newsroom(&config, store, None).unwrap();
            newsroom.clock = Clock::standing(from_seconds(BEGINNING));
            start::settle(&newsroom).await.unwrap();
            newsroom
        });
        Self { newsroom, runtime, _home: home }
    }

    /// Pulls once and works the queue until it is empty.
    fn pulled(&self) -> Report {
        let source = SourceId::parse("kantor").unwrap();
        self.newsroom.clock.advance(Duration::from_mins(5));
        self.runtime.block_on(async {
            let report = pull(&self.newsroom, &source).await.unwrap();
            worker::until_idle(&self.newsroom, Duration::ZERO, &|| {}).await.unwrap();
            report
        })
    }

    /// Lets time pass and does what is due.
    fn later(&self, hours: u64) {
        self.newsroom.clock.advance(Duration::from_hours(hours));
        self.runtime.block_on(async {
            clock::tick(&self.newsroom).await.unwrap();
            worker::until_idle(&self.newsroom, Duration::ZERO, &|| {}).await.unwrap();
        });
    }

    fn notices(&self) -> Vec<String> {
        let notices = self.runtime.block_on(self.newsroom.store.notices(0, 1_000)).unwrap();
        let own = notices.into_iter().filter(|one| one.language.as_str() == "id");
        own.map(|one| one.kind.name().to_owned()).collect()
    }
}

fn article(headline: &str, people: u32) -> String {
    format!(
        "<html lang=id><head><title>{headline} | Kantor</title><link rel=alternate hreflang=en href='/en/satu'></head>\
         <body><h1>{headline}</h1><time datetime='2024-06-05T08:00:00+07:00'>5 Juni</time><div class=entry-content>\
         <p>PONTIANAK - Badan Contoh melatih {people} warga, Rabu (5/6/2024).</p>\
         <p>Pelatihan digelar di balai desa itu sejak pagi, kata ketua panitia.</p>\
         <p><a href='/unduh/siaran.pdf'>Unduh siaran pers</a> (1,2 MB)</p></div></body></html>"
    )
}

fn listing(paths: &[&str]) -> String {
    let link = |path: &&str| format!("<h3><a href='{path}'>Warga pesisir dilatih {path}</a></h3>");
    paths.iter().map(link).collect()
}

#[test]
fn pages_of_a_complete_listing_are_new_then_corrected_then_gone() {
    let site = Site::start();
    site.put("/siaran", "text/html", listing(&["/siaran/satu-17", "/siaran/dua-18"]));
    site.put("/siaran/satu-17", "text/html", article("Warga Pesisir Dilatih", 120));
    site.put("/siaran/dua-18", "text/html", article("Balai Desa Dibuka Kembali", 30));
    let desk =
        Desk::of(&site, "[page]\nlisting = \"@/siaran\"\nlinks = \"h3 a\"\ncomplete = true\n");
    let first = desk.pulled();
    assert_eq!((first.new, first.corrected), (2, 0), "{first:?}");
    site.put("/siaran/satu-17", "text/html", article("Warga Pesisir Dilatih", 140));
    site.put(
        "/siaran",
        "text/html",
        listing(&["/siaran/satu-17", "/siaran/dua-18", "/siaran/x-0"]),
    );
    let second = desk.pulled();
    assert_eq!((second.new, second.corrected), (0, 0), "no look at it is due: {second:?}");
    assert!(second.warnings.iter().any(|one| one.contains("404")), "{second:?}");
    site.put("/siaran", "text/html", listing(&["/siaran/satu-17"]));
    assert_eq!(desk.pulled().withdrawn, 1);
    desk.later(2);
    assert_eq!(desk.notices(), ["publish", "publish", "withdrawal", "correction"]);
}

#[test]
fn a_page_that_was_read_is_asked_again_when_a_look_is_due_and_not_at_every_pull() {
    let site = Site::start();
    let paths = ["/siaran/satu-17", "/siaran/dua-18", "/siaran/tiga-19"];
    for (path, name) in paths.iter().zip(["Warga Pesisir Dilatih", "Balai Dibuka", "Loket Baru"]) {
        site.put(path, "text/html", article(name, 120));
    }
    let desk = Desk::of(&site, "[page]\nlisting = \"@/siaran\"\nlinks = \"h3 a\"\n");
    site.put("/siaran", "text/html", listing(&paths[..1]));
    desk.pulled();
    site.put("/siaran", "text/html", listing(&paths[..2]));
    assert_eq!(desk.pulled().new, 1, "what is new on the listing is asked for at once");
    site.put("/siaran", "text/html", listing(&paths));
    assert_eq!(desk.pulled().new, 1);
    assert_eq!(paths.map(|path| site.count(path)), [1, 1, 1], "and nothing else");
    site.put("/siaran/satu-17", "text/html", article("Warga Pesisir Dilatih", 140));
    desk.later(2);
    assert_eq!(paths.map(|path| site.count(path)), [2, 2, 2]);
    let bare = |asked: &&crate::support::site::Asked| {
        paths.contains(&asked.path.as_str()) && !asked.headers.contains_key("if-none-match")
    };
    assert_eq!(site.asked().iter().filter(bare).count(), 3, "the looks are conditional");
    assert!(desk.notices().contains(&"correction".to_owned()), "{:?}", desk.notices());
    // What was taken back and is listed again is asked for at the next pull.
    site.set("/siaran/dua-18", Page::status(410));
    desk.later(7);
    site.put("/siaran/dua-18", "text/html", article("Balai Dibuka", 120));
    site.put("/siaran", "text/html", listing(&paths) + " ");
    let again = site.count("/siaran/dua-18");
    desk.pulled();
    assert_eq!(site.count("/siaran/dua-18"), again + 1);
}

#[test]
fn a_page_that_is_gone_is_seen_although_the_listing_is_what_it_was() {
    let site = Site::start();
    site.put("/siaran", "text/html", listing(&["/siaran/satu-17"]));
    site.put("/siaran/satu-17", "text/html", article("Warga Pesisir Dilatih", 120));
    let desk = Desk::of(&site, "[page]\nlisting = \"@/siaran\"\nlinks = \"h3 a\"\n");
    desk.pulled();
    site.set("/siaran/satu-17", Page::status(410));
    desk.later(2);
    assert_eq!(desk.notices(), ["publish", "withdrawal"]);
}

#[test]
fn pages_of_a_sitemap_are_new_then_corrected_then_gone() {
    let site = Site::start();
    let map = |paths: &[&str]| {
        let url = |path: &&str| format!("<url><loc>{}</loc></url>", site.url(path));
        format!("<urlset>{}</urlset>", paths.iter().map(url).collect::<String>())
    };
    let index = format!(
        "<sitemapindex><sitemap><loc>{}</loc></sitemap></sitemapindex>",
        site.url("/1.xml")
    );
    site.put("/peta.xml", "application/xml", index.clone());
    site.put("/1.xml", "application/xml", map(&["/siaran/a", "/siaran/b", "/profil"]));
    for (path, name) in [("/siaran/a", "Warga Pesisir Dilatih"), ("/siaran/b", "Balai Desa Dibuka")]
    {
        site.put(path, "text/html", article(name, 120));
    }
    let table = "[sitemap]\nurl = \"@/peta.xml\"\nonly = \"/siaran/\"\ncomplete = true\n";
    let desk = Desk::of(&site, table);
    let first = desk.pulled();
    assert_eq!(first.new, 2, "{first:?}");
    site.put("/siaran/a", "text/html", article("Warga Pesisir Dilatih", 140));
    site.put("/1.xml", "application/xml", map(&["/siaran/a"]));
    site.put("/peta.xml", "application/xml", format!("{index}<!-- 2 -->"));
    let second = desk.pulled();
    assert_eq!((second.corrected, second.withdrawn), (1, 1), "{second:?}");
    assert_eq!(site.count("/profil"), 0);
}

fn post(site: &Site, id: u64, text: &str) -> Value {
    json!({"id": id, "link": site.url(&format!("/{id}")), "guid": {"rendered": site.url(&format!("/?p={id}"))},
        "date_gmt": "2024-06-05T01:00:00", "title": {"rendered": format!("Warga Pesisir {id} Dilatih")},
        "content": {"rendered": format!("<p>PONTIANAK - {text}</p><p>Pelatihan digelar sejak pagi.</p>")}})
}

#[test]
fn posts_of_wordpress_are_new_then_corrected() {
    let site = Site::start();
    let posts =
        |text: &str| json!([post(&site, 7, text), post(&site, 8, "Balai dibuka.")]).to_string();
    site.put("/wp-json/wp/v2/posts", "application/json", posts("Badan Contoh melatih 120 warga."));
    let desk = Desk::of(&site, "[wordpress]\nurl = \"@/\"\n");
    assert_eq!(desk.pulled().new, 2);
    assert_eq!(desk.pulled().unchanged, 1);
    site.put("/wp-json/wp/v2/posts", "application/json", posts("Badan Contoh melatih 140 warga."));
    assert_eq!(desk.pulled().corrected, 1);
    assert_eq!(desk.notices(), ["publish", "publish", "correction"]);
}

#[test]
fn items_of_an_interface_are_new_then_corrected_then_taken_back_by_its_word() {
    let site = Site::start();
    let items = |text: &str, gone: bool| {
        json!({"data": [{"nomor": 17, "judul": "Warga Pesisir Dilatih", "isi": text, "batal": gone}]}).to_string()
    };
    site.put("/api", "application/json", items("Badan Contoh melatih 120 warga.", false));
    let table = "[api]\nurl = \"@/api\"\nlist = \"/data\"\nid = \"/nomor\"\ntitle = \"/judul\"\n\
        body = \"/isi\"\nwithdrawn = \"/batal\"\n";
    let desk = Desk::of(&site, table);
    assert_eq!(desk.pulled().new, 1);
    site.put("/api", "application/json", items("Badan Contoh melatih 140 warga.", false));
    assert_eq!(desk.pulled().corrected, 1);
    site.put("/api", "application/json", items("Badan Contoh melatih 140 warga.", true));
    assert_eq!(desk.pulled().withdrawn, 1);
    assert_eq!(desk.notices(), ["publish", "correction", "withdrawal"]);
}

#[test]
fn the_sources_own_translation_is_kept_and_no_engine_is_asked() {
    let site = Site::start();
    site.put("/siaran", "text/html", listing(&["/siaran/satu-17"]));
    site.put("/siaran/satu-17", "text/html", article("Warga Pesisir Dilatih", 120));
    let english = "<html lang=en><head><title>Coast trained</title></head><body><h1>Coastal Villages Trained Again</h1>\
        <div class=entry-content><p>The agency trained 120 residents of the coast on Wednesday at the village hall.</p>\
        <p>The session was held in the morning, and the committee said that more of them would follow.</p></div></body></html>";
    site.put("/en/satu", "text/html", english);
    let table = "[page]\nlisting = \"@/siaran\"\nlinks = \"h3 a\"\nlanguages = [\"en\"]\n";
    let desk = Desk::of(&site, table);
    assert_eq!(desk.pulled().new, 1);
    let releases = desk.runtime.block_on(desk.newsroom.store.release_counts()).unwrap();
    assert_eq!(releases.iter().map(|(_, count)| count).sum::<i64>(), 1, "a version is no release");
    let key = ReleaseKey::of(&site.url("/siaran/satu-17"));
    let id = ReleaseId::new(SourceId::parse("kantor").unwrap(), key);
    let english = Language::english();
    let kept = desk.newsroom.store.translation(&id, &english);
    let kept = desk.runtime.block_on(kept).unwrap().unwrap();
    assert_eq!(kept.state, State::Source);
    assert_eq!(kept.headline.as_deref(), Some("Coastal Villages Trained Again"));
    assert!(kept.body.iter().all(|block| block.origin == Origin::Source));
}
