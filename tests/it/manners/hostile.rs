//! Hostile documents on the whole way, P4 and P10 to P15 by their numbers: what becomes of
//! them in the feeds, beside sources that meant well.

use chrono::TimeDelta;
use warta::domain::emission::Emission;
use warta::domain::{ReleaseId, ReleaseKey, SourceId};
use warta::store::releases::Standing;

use super::desk::{Desk, beginning, feed};
use crate::support::{Page, Site};

const RSS: &str = "application/rss+xml";

fn channel(items: &str) -> String {
    format!("<rss version=\"2.0\"><channel><title>Kantor</title>{items}</channel></rss>")
}

fn item(id: &str, title: &str, more: &str) -> String {
    format!(
        "<item><guid isPermaLink=\"false\">{id}</guid><title>{title}</title>{more}\
         <description>Kantor Contoh membuka loket {id} di Pontianak.</description></item>"
    )
}

#[test]
fn p4_a_title_of_eight_megabytes_is_cut_at_a_thousand_characters() {
    let site = Site::start();
    let long = format!("Kapal {}", "e\u{301}\u{323}".repeat(1_600_000));
    site.put("/feed.xml", RSS, channel(&item("satu", &long, "")));
    let desk = Desk::feed(&site, "every 1h", "");
    desk.pulled();
    let headline = desk.entries().into_keys().next().unwrap();
    let shown = headline.chars().count();
    assert!(headline.starts_with("Kapal ") && shown <= 1_000, "{shown}");
    assert!(headline.ends_with(['\u{323}', '\u{301}', '\u{e9}', '\u{1eb9}']), "{headline:.40}");
}

#[test]
fn p10_a_date_that_cannot_be_is_the_moment_the_release_was_first_seen() {
    let dates = ["9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z", "-1", "32 Foo 2024", "+99:99"];
    let site = Site::start();
    let stamped = |(at, date): (usize, &&str)| {
        item(&format!("n{at}"), &format!("Judul {at}"), &format!("<pubDate>{date}</pubDate>"))
    };
    let items: String = dates.iter().enumerate().map(stamped).collect();
    site.put("/feed.xml", RSS, channel(&items));
    let desk = Desk::feed(&site, "every 1h", "");
    desk.pulled();
    let entries = desk.entries();
    assert_eq!(entries.len(), dates.len(), "none is lost");
    for entry in entries.values() {
        let off = (entry.published - beginning()).abs();
        assert!(off <= TimeDelta::minutes(1), "{entries:?}");
    }
    // And none stands above what comes after it.
    let later = item("baru", "Judul baru", "");
    site.put("/feed.xml", RSS, channel(&format!("{items}{later}")));
    desk.later(61);
    let entries = desk.entries();
    let newest = entries.iter().max_by_key(|(_, entry)| entry.published).unwrap();
    assert_eq!(newest.0, "Judul baru", "{entries:?}");
}

#[test]
fn p10_a_moment_within_a_day_ahead_is_kept_by_the_source_and_never_ahead_in_a_feed() {
    let site = Site::start();
    let ahead = TimeDelta::hours(20);
    let soon = (beginning() + ahead).to_rfc2822();
    let stamp = format!("<pubDate>{soon}</pubDate>");
    site.put("/feed.xml", RSS, channel(&item("satu", "Judul satu", &stamp)));
    let desk = Desk::feed(&site, "every 1h", "");
    desk.pulled();
    assert_eq!(desk.standings("kantor")[0].release.published, Some(beginning() + ahead));
    let entries = desk.entries();
    let ahead_of_now = |entry: &Emission| entry.published.max(entry.updated) > desk.now();
    assert!(!entries.values().any(ahead_of_now), "{entries:?}");
}

#[test]
fn p11_what_a_source_asks_for_is_held_within_a_quarter_of_an_hour_and_a_day() {
    let asks = [
        ("<ttl>-5</ttl>", 15),
        ("<ttl>99999999999999999999</ttl>", 24 * 60),
        ("<ttl>9999999</ttl>", 24 * 60),
        ("<ttl>abc</ttl>", 15),
        ("<skipHours><hour>99</hour></skipHours>", 15),
        ("<sy:updatePeriod>yearly</sy:updatePeriod>", 24 * 60),
        (
            "<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>",
            1440,
        ),
        (
            "<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>-3</sy:updateFrequency>",
            60,
        ),
    ];
    let said = asks.map(|(words, minutes)| {
        let text = feed(&["satu"]).replace("<channel>", &format!("<channel>{words}"));
        (words.to_owned(), Page::new(RSS, text), minutes)
    });
    let headers = [
        ("max-age=99999999999999999999999999", 24 * 60),
        ("max-age=-1", 15),
        ("max-age=31536000", 24 * 60),
    ];
    let headed = headers.map(|(words, minutes)| {
        let page = Page::new(RSS, feed(&["satu"])).with("cache-control", words);
        (words.to_owned(), page, minutes)
    });
    for (words, page, minutes) in said.into_iter().chain(headed) {
        let site = Site::start();
        site.set("/feed.xml", page.with("etag", "\"a\""));
        let desk = Desk::feed(&site, "every 15m", "");
        desk.pulled();
        let next = (desk.row().next_at.unwrap() - desk.now()).num_minutes();
        let within = next == minutes || next + 1 == minutes;
        assert!(within, "{words}: {next} minutes, not {minutes}");
    }
}

#[test]
fn p12_one_id_twenty_times_is_one_release_and_an_address_is_a_name_where_no_id_is() {
    let site = Site::start();
    let same: String = (0..20).map(|at| item("satu", &format!("Judul {at}"), "")).collect();
    site.put("/feed.xml", RSS, channel(&same));
    let desk = Desk::feed(&site, "every 1h", "");
    desk.pulled();
    assert_eq!(desk.releases(), 1, "the first of them");
    assert!(desk.entries().contains_key("Judul 0"));
    let long = item(&"x".repeat(1_000_000), "Judul panjang", "");
    let mut bare =
        item("", "Judul tanpa nama", "").replace("<guid isPermaLink=\"false\"></guid>", "");
    bare = bare.replace("<title>", "<link>https://kantor.example/b</link><title>");
    site.put("/feed.xml", RSS, channel(&format!("{same}{long}{bare}")));
    desk.later(61);
    assert_eq!(desk.releases(), 3);
}

/// Eight entries whose ids are of this pull alone.
fn renamed(pull: usize) -> String {
    let one = |at: usize| {
        let link = format!("<link>https://kantor.example/{at}</link>");
        item(&format!("{pull}-{at}"), &format!("Judul {at}"), &link)
    };
    channel(&(0..8).map(one).collect::<String>())
}

#[test]
fn p12_ids_that_are_new_at_every_pull_are_told_of_and_known_by_leaves_them_alone() {
    let site = Site::start();
    site.put("/feed.xml", RSS, renamed(1));
    let desk = Desk::feed(&site, "every 1h", "");
    desk.pulled();
    assert!(desk.alerts().is_empty(), "what is there at the first pull is new");
    site.put("/feed.xml", RSS, renamed(2));
    desk.later(61);
    assert_eq!(desk.alerts(), ["source.renamed"]);
    let one = |at: usize| item(&format!("n{at}"), &format!("Kabar {at}"), "");
    site.put("/feed.xml", RSS, channel(&(0..8).map(one).collect::<String>()));
    desk.later(61);
    assert!(desk.alerts().is_empty(), "as many that are news are no trouble");

    for (name, known_as) in [("link", "https://kantor.example/0"), ("headline", "Judul 0")] {
        site.put("/feed.xml", RSS, renamed(1));
        let table = format!("url = \"{}\"\nknown_by = \"{name}\"", site.url("/feed.xml"));
        let desk = Desk::with(&[("kantor", table)], "every 1h", "");
        desk.pulled();
        site.put("/feed.xml", RSS, renamed(2));
        desk.later(61);
        assert_eq!((desk.releases(), desk.alerts()), (8, Vec::<String>::new()), "{name}");
        let id = ReleaseId::new(SourceId::parse("kantor").unwrap(), ReleaseKey::of(known_as));
        assert!(desk.standings("kantor").iter().any(|one| one.release.id == id), "{name}");
    }
}

#[test]
fn p14_an_address_that_two_sources_read_is_asked_for_once() {
    let site = Site::start();
    site.put("/feed.xml", RSS, channel(&item("satu", "Judul satu", "")));
    let plain = format!("url = \"{}\"", site.url("/feed.xml"));
    let other = format!("url = \"{}#siaran\"", site.url("/feed.xml").replace("http:", "HTTP:"));
    let desk = Desk::with(&[("kantor", plain.clone()), ("cabang", other)], "every 1h", "");
    desk.pulled();
    let asked = || site.asked().iter().filter(|one| one.path == "/feed.xml").count();
    let standing = |count: usize| {
        for source in ["kantor", "cabang"] {
            assert_eq!(desk.standings(source).len(), count, "{source}");
        }
    };
    assert_eq!(asked(), 1, "one fetch, two uses");
    standing(1);
    let more = [item("satu", "Judul satu", ""), item("dua", "Judul dua", "")].concat();
    site.put("/feed.xml", RSS, channel(&more));
    desk.later(62);
    assert_eq!(asked(), 2);
    standing(2);
    desk.later(62);
    assert_eq!(asked(), 3, "so is what brings nothing");

    // A source that is alone with its address asks whenever it is pulled.
    let alone = Desk::with(&[("kantor", plain)], "every 1h", "");
    alone.pulled();
    alone.pull("kantor");
    assert_eq!(asked(), 5);
}

#[test]
fn p13_a_feed_that_bears_the_ids_and_addresses_of_another_changes_nothing_of_it() {
    let site = Site::start();
    let link = "<link>https://dinas.example/siaran/1</link>";
    let true_one = channel(&item("satu", "Loket dibuka di Pontianak", link));
    site.put("/benar.xml", RSS, true_one);
    let false_one = item("satu", "Loket ditutup untuk selamanya", link).replace(
        "Kantor Contoh membuka loket satu di Pontianak.",
        "Semua orang diminta pulang, sebab tidak ada lagi yang melayani siapa pun hari ini.",
    );
    site.put("/palsu.xml", RSS, channel(&false_one));
    let table = |path: &str| format!("url = \"{}\"", site.url(path));
    let sources = [("benar", table("/benar.xml")), ("palsu", table("/palsu.xml"))];
    let desk = Desk::with(&sources, "every 1h", "");
    desk.pull("benar");
    let before = desk.standings("benar");
    assert_eq!(before.len(), 1);
    desk.pull("palsu");
    assert_eq!(desk.standings("benar"), before, "not a letter, not a version, not a word of it");
    assert_eq!(desk.standings("palsu")[0].release.headline, "Loket ditutup untuk selamanya");
    // Nor does what the other takes back, or loses, take anything from it.
    site.put("/palsu.xml", RSS, channel(&false_one.replace("ditutup", "dirobohkan")));
    desk.pull("palsu");
    site.put("/palsu.xml", RSS, channel(""));
    desk.pull("palsu");
    assert_eq!(desk.standings("benar"), before);
}

#[test]
fn p15_what_vanishes_stays_and_what_is_edited_is_the_same_release_with_a_new_version() {
    let site = Site::start();
    let first = item("satu", "Judul satu", "");
    let second = item("dua", "Judul dua", "");
    site.put("/feed.xml", RSS, channel(&format!("{first}{second}")));
    let desk = Desk::feed(&site, "every 1h", "");
    desk.pulled();
    let before = desk.standings("kantor");
    site.put("/feed.xml", RSS, channel(&second));
    desk.later(61);
    assert_eq!(desk.standings("kantor"), before, "a feed is a window, and no list of all");
    site.put("/feed.xml", RSS, channel(&format!("{first}{second}")));
    desk.later(61);
    assert_eq!(desk.standings("kantor"), before, "nor is coming back an event");
    let edited = first.replace("membuka loket", "membuka dua loket");
    site.put("/feed.xml", RSS, channel(&format!("{edited}{second}")));
    desk.later(61);
    let after = desk.standings("kantor");
    let of = |all: &[Standing], title: &str| {
        all.iter().find(|one| one.release.headline == title).cloned().unwrap()
    };
    assert_eq!(after.len(), before.len());
    assert_eq!(of(&after, "Judul dua"), of(&before, "Judul dua"));
    let (old, new) = (of(&before, "Judul satu"), of(&after, "Judul satu"));
    assert_eq!((old.release.id, old.revision + 1), (new.release.id, new.revision));
    assert_eq!(desk.notices().iter().filter(|kind| *kind != "publish").count(), 1);
}
