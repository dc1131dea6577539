//! Manners towards sources, each line of the table in docs/manners.md: a site on loopback, a
//! newsroom in this process, and a clock that moves when it is told to.

mod desk;
mod hostile;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use warta::fetch::Client;
use warta::fetch::guard::Allow;

use crate::support::{Page, Site};
use desk::{Desk, Pages, feed, tagged};

const RSS: &str = "application/rss+xml";

#[test]
fn a_304_costs_no_parse_no_render_and_no_write_but_the_state_of_its_source() {
    let site = Site::start();
    site.put("/feed.xml", RSS, feed(&["satu"]));
    let desk = Desk::feed(&site, "every 1h", "");
    desk.pulled();
    assert_eq!((desk.reads(), desk.releases()), (1, 1));
    let before = (desk.rendered(), desk.rows());
    for _ in 0..5 {
        desk.later(61);
    }
    let statuses: Vec<u16> = site.asked().iter().map(|asked| asked.status).collect();
    assert_eq!(statuses, [200, 304, 304, 304, 304, 304]);
    assert_eq!(desk.reads(), 1, "nothing was parsed");
    assert_eq!((desk.rendered(), desk.rows()), before, "nothing was rendered or written");
    assert_eq!(desk.row().ok_at, Some(desk.now()), "but that it is well");
}

#[test]
fn a_200_with_the_same_body_costs_a_hash_and_comes_hourly_at_most() {
    let site = Site::start();
    site.set("/feed.xml", Page::new(RSS, feed(&["satu"])));
    let desk = Desk::feed(&site, "every 5m", "");
    desk.pulled();
    let before = (desk.rendered(), desk.releases());
    for _ in 0..24 {
        desk.later(5);
    }
    assert_eq!(site.count("/feed.xml"), 3, "hourly, since there is nothing to ask with");
    assert_eq!(desk.reads(), 1, "nothing was parsed");
    assert_eq!((desk.rendered(), desk.releases()), before);
    let insistent = Desk::feed(&site, "every 5m", "insist = true");
    insistent.pulled();
    insistent.later(5);
    assert_eq!(site.count("/feed.xml"), 5, "unless the operator says otherwise");
}

/// Minutes until the source is due again after a first pull.
#[track_caller]
fn pause(schedule: &str, page: Page, minutes: i64) {
    let site = Site::start();
    site.set("/feed.xml", page.with("etag", "\"a\""));
    let desk = Desk::feed(&site, schedule, "");
    desk.pulled();
    let next = desk.row().next_at.unwrap() - desk.now();
    assert!((next.num_minutes() - minutes).abs() <= 1, "{schedule}: {next}, not {minutes}");
}

#[test]
fn what_a_server_or_a_feed_asks_for_lengthens_the_pause_and_never_shortens_it() {
    let plain = || Page::new(RSS, feed(&["satu"]));
    let with = |words: &str| Page::new(RSS, feed(&["satu"]).replace("<channel>", words));
    pause("every 15m", plain(), 15);
    pause("every 15m", plain().with("cache-control", "max-age=3600"), 60);
    pause("every 15m", plain().with("cache-control", "max-age=60"), 15);
    pause("every 15m", plain().with("cache-control", "max-age=999999999"), 24 * 60);
    let dated = plain().with("date", "Thu, 06 Jun 2024 09:00:00 GMT");
    pause("every 15m", dated.with("expires", "Thu, 06 Jun 2024 11:00:00 GMT"), 120);
    pause("every 15m", with("<channel><ttl>90</ttl>"), 90);
    pause("every 15m", with("<channel><sy:updatePeriod>daily</sy:updatePeriod>"), 24 * 60);
    pause("every 3h", with("<channel><ttl>90</ttl>"), 180);
    // by the clock: the first time that is late enough
    pause("0 * * * *", plain().with("cache-control", "max-age=4000"), 120);
}

#[test]
fn an_adaptive_source_is_asked_in_its_own_rhythm_and_less_while_it_is_quiet() {
    let site = Site::start();
    let names = ["a", "b", "c", "d", "e", "f"];
    site.put("/feed.xml", RSS, desk::every_hours(&names, 8));
    let desk = Desk::feed(&site, "adaptive", "");
    desk.pulled();
    assert_eq!(desk.row().gap_secs, Some(8 * 3_600));
    let next = |desk: &Desk| (desk.row().next_at.unwrap() - desk.now()).num_minutes();
    assert!((240..=241).contains(&next(&desk)), "{}", next(&desk));
    for (days, hours) in [(6, 4), (8, 4), (15, 8), (31, 24)] {
        let until = desk::beginning() + chrono::TimeDelta::days(days);
        desk.later((until - desk.now()).num_minutes());
        assert!((next(&desk) - hours * 60).abs() <= 1, "day {days}: {} min", next(&desk));
    }
}

#[test]
fn a_source_that_fails_is_asked_less_and_less_for_ever_and_heals_by_itself() {
    let site = Site::start();
    site.set("/feed.xml", Page::status(500));
    let desk = Desk::feed(&site, "every 15m", "");
    let mut asked = 0;
    for hours in [1, 2, 4, 8, 16, 24, 24] {
        desk.due();
        asked += 1;
        assert_eq!(site.count("/feed.xml"), asked);
        let pause = (desk.row().next_at.unwrap() - desk.now()).num_minutes();
        let least = if hours == 24 { 21 * 60 } else { hours * 60 };
        assert!(pause >= least && pause <= (hours * 60 + hours * 8).min(1_440), "{hours}: {pause}");
    }
    assert_eq!(desk.row().failures, 7);
    assert_eq!(desk.alerts(), ["source.failing"]);
    site.put("/feed.xml", RSS, feed(&["satu"]));
    desk.due();
    assert_eq!((desk.row().failures, desk.releases()), (0, 1));
    assert_eq!(desk.alerts(), Vec::<String>::new());
}

#[test]
fn a_server_that_asks_for_patience_gets_it() {
    let site = Site::start();
    site.set("/feed.xml", Page::status(503).with("retry-after", "7200"));
    let desk = Desk::feed(&site, "every 15m", "");
    desk.due();
    let pause = (desk.row().next_at.unwrap() - desk.now()).num_minutes();
    assert!((119..=136).contains(&pause), "{pause}");
}

/// A network that is down until it is told to be up.
struct Cable(AtomicBool);

impl Resolve for Cable {
    fn resolve(&self, _: Name) -> Resolving {
        let up = self.0.load(Ordering::SeqCst);
        Box::pin(async move {
            if !up {
                return Err("the cable is out".into());
            }
            Ok::<Addrs, _>(Box::new([([127, 0, 0, 1], 0).into()].into_iter()))
        })
    }
}

#[test]
fn our_own_network_down_is_noticed_and_punishes_no_source() {
    let site = Site::start();
    site.put("/feed.xml", RSS, feed(&["satu"]));
    let port = site.address().port();
    let table = |name: &str| format!("url = \"http://{name}.test:{port}/feed.xml\"");
    let names = ["a", "b", "c", "d", "e", "f"];
    let sources: Vec<_> = names.iter().map(|name| (*name, table(name))).collect();
    let mut desk = Desk::with(&sources, "every 1h", "");
    let cable = Arc::new(Cable(AtomicBool::new(false)));
    let options = warta::fetch::Options {
        contact: Some("desk@warta.example".to_owned()),
        allow: vec![Allow::parse("127.0.0.1").unwrap()],
        ..warta::fetch::Options::default()
    };
    desk.newsroom.fetch = Arc::new(Client::new(options, Some(cable.clone())).unwrap());
    for name in ["a", "b", "c", "d", "e"] {
        desk.pull(name);
    }
    let failures = |desk: &Desk| -> i64 { desk.all().iter().map(|row| row.failures).sum() };
    assert_eq!(failures(&desk), 3, "before it was plain that it is us");
    assert!(desk.alerts().contains(&"network.down".to_owned()), "{:?}", desk.alerts());
    cable.0.store(true, Ordering::SeqCst);
    desk.pull("f");
    assert_eq!(failures(&desk), 0, "nobody is blamed");
    assert!(!desk.alerts().contains(&"network.down".to_owned()));
    let due = desk.all().iter().filter(|row| row.next_at == Some(desk.now())).count();
    assert_eq!(due, 5, "all are asked again at once");
}

#[test]
fn a_move_is_believed_after_three_days_of_agreement_and_told() {
    let site = Site::start();
    site.set("/feed.xml", Page::status(301).with("location", "/baru.xml"));
    site.put("/baru.xml", RSS, feed(&["satu"]));
    let desk = Desk::feed(&site, "every 12h", "");
    for _ in 0..6 {
        desk.due();
    }
    assert_eq!((site.count("/feed.xml"), site.count("/baru.xml")), (6, 6));
    desk.due();
    assert_eq!((site.count("/feed.xml"), site.count("/baru.xml")), (6, 7), "after three days");
    assert_eq!((desk.alerts(), desk.releases()), (vec!["source.moved".to_owned()], 1));
    assert_eq!(desk.row().moved_to, Some(site.url("/baru.xml")));
    site.put("/baru.xml", RSS, feed(&["satu", "dua"]));
    desk.due();
    assert_eq!(desk.releases(), 2, "its releases are what they were");
    site.remove("/baru.xml");
    site.put("/feed.xml", RSS, feed(&["satu", "dua", "tiga"]));
    desk.due();
    desk.due();
    assert_eq!(desk.releases(), 3, "a new place that fails is left");
}

#[test]
fn a_source_that_is_gone_is_asked_no_more_and_says_so() {
    let site = Site::start();
    site.put("/feed.xml", RSS, feed(&["satu"]));
    let desk = Desk::feed(&site, "every 1h", "");
    desk.pulled();
    site.set("/feed.xml", Page::status(410));
    desk.due();
    assert_eq!((desk.row().next_at, desk.alerts()), (None, vec!["source.gone".to_owned()]));
    assert!(desk.row().gone_at.is_some());
    let asked = site.count("/feed.xml");
    desk.later(10 * 24 * 60);
    assert_eq!((site.count("/feed.xml"), desk.releases()), (asked, 1), "nothing is withdrawn");
    site.put("/feed.xml", RSS, feed(&["satu", "dua"]));
    desk.pull("kantor");
    assert_eq!((desk.alerts(), desk.releases()), (Vec::new(), 2), "a person may ask again");
    assert!(desk.row().next_at.is_some());
}

#[test]
fn a_page_that_stands_before_the_feed_is_told_from_no_news() {
    for (page, words) in [
        ("<html><title>Just a moment...</title></html>", "a firewall's page"),
        ("<html><title>Login</title><input type=\"password\"></html>", "a login page"),
        ("<!doctype html><title>503 Service Unavailable</title>", "an error page"),
    ] {
        let site = Site::start();
        site.set("/feed.xml", Page::new("text/html", page));
        let desk = Desk::feed(&site, "every 1h", "");
        desk.due();
        let row = desk.row();
        assert_eq!(row.code.as_deref(), Some("blocked"), "{page}");
        assert!(row.last_error.unwrap().contains(words), "{page}");
    }
}

#[test]
fn entries_in_which_a_bridge_tells_of_its_own_trouble_are_not_published() {
    let site = Site::start();
    let trouble = feed(&["satu", "dua"]).replace("Judul dua", "Bridge returned error 503! (20123)");
    site.put("/feed.xml", RSS, trouble.clone());
    let desk = Desk::feed(&site, "every 1h", "");
    desk.pulled();
    assert_eq!(desk.releases(), 1);
    let only = feed(&["dua"]).replace("Judul dua", "Bridge returned error 503! (20123)");
    site.put("/feed.xml", RSS, only);
    desk.due();
    assert_eq!((desk.row().code.as_deref(), desk.releases()), (Some("blocked"), 1));
}

#[test]
fn a_silence_longer_than_said_raises_an_alert_until_there_is_news() {
    let site = Site::start();
    site.put("/feed.xml", RSS, feed(&["satu"]));
    let desk = Desk::feed(&site, "every 6h", "quiet_after = \"2d\"");
    desk.pulled();
    for _ in 0..7 {
        desk.due();
    }
    assert_eq!(desk.alerts(), Vec::<String>::new());
    desk.due();
    assert_eq!(desk.alerts(), ["source.quiet"]);
    let since = desk.row().quiet_at;
    desk.due();
    assert_eq!(desk.row().quiet_at, since, "it is told once");
    site.put("/feed.xml", RSS, feed(&["satu", "dua"]));
    desk.due();
    assert_eq!((desk.alerts(), desk.row().quiet_at), (Vec::new(), None));
}

#[test]
fn a_hub_is_read_and_kept() {
    let site = Site::start();
    let page = Page::new(RSS, feed(&["satu"])).with("etag", "\"a\"");
    site.set("/feed.xml", page.with("link", "<https://hub.example/>; rel=\"hub\""));
    let desk = Desk::feed(&site, "every 1h", "");
    desk.pulled();
    assert_eq!(desk.row().hub.as_deref(), Some("https://hub.example/"));
    desk.due();
    assert_eq!(desk.row().hub.as_deref(), Some("https://hub.example/"), "after a 304, too");
}

#[test]
fn a_server_that_says_the_same_for_ever_is_asked_for_the_whole_once_a_day() {
    let site = Site::start();
    site.put("/feed.xml", RSS, feed(&["satu"]));
    let desk = Desk::feed(&site, "every 1h", "");
    for _ in 0..60 {
        desk.due();
    }
    let bare = |asked: &&crate::support::site::Asked| tagged(asked).is_none();
    assert_eq!(site.asked().iter().filter(bare).count(), 3, "the first, and one each day");
    assert_eq!(desk.reads(), 1, "and its body is known by its hash");
}

#[test]
fn pages_of_published_releases_are_asked_again_after_1_h_6_h_1_3_and_7_days() {
    let site = Site::start();
    site.put("/daftar", "text/plain", "/satu");
    site.put("/satu", "text/plain", "Judul satu\nKantor Contoh membuka loket baru.");
    let desk = Desk::pages(Pages::of(&site, "/daftar"), "every 31d");
    desk.pulled();
    assert_eq!((site.count("/satu"), desk.releases()), (1, 1));
    let mut hours = 0;
    let mut seen = Vec::new();
    while hours < 10 * 24 {
        let before = site.count("/satu");
        desk.later(30);
        desk.later(30);
        hours += 1;
        if site.count("/satu") > before {
            seen.push(hours);
        }
    }
    assert_eq!(seen, [1, 6, 24, 72, 168]);
    let conditional =
        site.asked().iter().filter(|asked| asked.path == "/satu" && asked.status == 304).count();
    assert_eq!(conditional, 5);
}

#[test]
fn a_silent_edit_becomes_a_correction_and_a_removal_a_withdrawal() {
    let site = Site::start();
    site.put("/daftar", "text/plain", "/satu\n/dua");
    site.put("/satu", "text/plain", "Judul satu\nKantor Contoh membuka loket baru.");
    site.put("/dua", "text/plain", "Judul dua\nKantor Contoh menutup loket lama.");
    let desk = Desk::pages(Pages::of(&site, "/daftar"), "every 31d");
    desk.pulled();
    assert_eq!(desk.notices(), ["publish", "publish"]);
    site.put("/satu", "text/plain", "Judul satu\nKantor Contoh membuka dua loket baru.");
    site.remove("/dua");
    desk.later(61);
    let edits = ["correction", "update"];
    let changes = |desk: &Desk| desk.notices().split_off(2);
    assert_eq!(changes(&desk).len(), 1, "one 404 may be a mistake");
    assert!(edits.contains(&changes(&desk)[0].as_str()), "{:?}", desk.notices());
    desk.later(61);
    assert_eq!(changes(&desk)[1..], ["withdrawal"]);
    site.set("/satu", Page::status(410));
    desk.later(6 * 60);
    assert_eq!(changes(&desk)[1..], ["withdrawal", "withdrawal"], "410 is plain");
}

#[test]
fn two_thousand_new_releases_are_taken_at_once_and_the_rest_at_the_next_pull() {
    let site = Site::start();
    let paths: Vec<String> = (0..2_003).map(|n| format!("nomor-{n}")).collect();
    let drafts = format!("#{}", paths.join("\n#"));
    site.put("/daftar", "text/plain", drafts);
    let desk = Desk::pages(Pages::of(&site, "/daftar"), "every 1h");
    desk.pulled_only();
    assert_eq!(desk.releases(), 2_000);
    desk.pulled_only();
    assert_eq!(desk.releases(), 2_003, "though its document is what it was");
}

#[test]
fn a_feed_of_more_than_two_thousand_entries_is_read_whole_in_two_pulls() {
    let site = Site::start();
    let names: Vec<String> = (0..2_003).map(|n| format!("nomor-{n}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    site.put("/feed.xml", RSS, feed(&names));
    let desk = Desk::feed(&site, "every 1h", "");
    desk.pulled_only();
    assert_eq!(desk.releases(), 2_000);
    desk.pulled_only();
    assert_eq!(desk.releases(), 2_003, "none is lost");
}
