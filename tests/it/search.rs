//! Searching, as readers and operators do it: what is found, by which words, and what never
//! is.

use warta::domain::Job;

use crate::support::home;
use crate::support::served::Served;

const RELEASE: &str = "WARGA PESISIR DILATIH MENYIMPAN BAHAN KIMIA\n\
PONTIANAK - Badan Contoh Nusantara (BCN) melatih warga pesisir, Kamis (6/6/2024).\n\
Sebanyak 120 warga ikut serta dalam pelatihan yang digelar di balai desa itu.";

fn served() -> Served {
    let served = Served::start(home());
    served.drop_in("pelatihan.txt", RELEASE);
    served.pull();
    served
}

#[track_caller]
fn check(served: &Served, query: &str, found: bool) {
    let answer = served.get(&format!("/search?{query}"));
    assert_eq!(answer.status, 200, "{query}");
    let page = format!("/releases/{}", served.only_release());
    assert_eq!(answer.text().contains(&page), found, "{query}: {}", answer.text());
}

#[test]
fn a_release_is_found_by_its_words_and_by_any_name_of_its_region() {
    let served = served();
    for query in [
        "q=pesisir",
        "q=PESISIR+kimia",
        "q=pesi*",
        "q=120+warga",
        "q=kalbar",
        "q=West+Kalimantan",
        "q=Kalimantan+Barat+warga",
        "q=ID-KB",
        "q=indonesia+pesisir",
        "q=kantor",
        "q=pontianak",
        "q=pesisir&lang=id",
        "q=pesisir&lang=ms",
        "q=pesisir+-narkotika",
    ] {
        check(&served, query, true);
    }
    for query in [
        "q=pesis",
        "q=narkotika",
        "q=jabar",
        "q=pesisir&lang=en",
        "q=pesisir+-kimia",
        "q=",
        "q=-kimia",
    ] {
        check(&served, query, false);
    }
    let regions = served.get("/search?q=kalbar");
    assert!(regions.text().contains("href=\"/id/ID-KB/\""), "the edition too");
}

#[test]
fn what_was_taken_back_is_found_no_more_and_comes_again() {
    let served = served();
    let release = served.only_release();
    served.job(Job::Withdraw { release: release.clone(), reason: "keliru".to_owned() });
    check(&served, "q=pesisir", false);
    check(&served, "q=kalbar", false);
    served.job(Job::Reinstate { release });
    check(&served, "q=pesisir", true);
}

#[test]
fn what_is_under_embargo_is_found_when_that_ends() {
    let served = Served::start(home());
    served
        .drop_in("embargo.txt", &format!("EMBARGO SAMPAI 7 JUNI 2024 PUKUL 10.00 WIB\n{RELEASE}"));
    served.pull();
    let newsroom = &served.newsroom;
    let standing =
        served.block_on(newsroom.store.release(&served.only_release())).unwrap().unwrap();
    assert!(standing.release.embargo_until.is_some(), "{standing:?}");
    check(&served, "q=pesisir", false);
}

#[test]
fn what_somebody_types_is_shown_as_he_typed_it_and_does_nothing() {
    let served = served();
    for typed in [
        "%3Cscript%3Ealert(1)%3C/script%3E",
        "%22%3E%3Cimg+src%3Dx+onerror%3Dalert(1)%3E",
        "%27+OR+1%3D1+--",
        "NEAR(a+b)+AND+OR+NOT",
        "words:pesisir",
        "%22%22%22",
        "*",
        "%00%0a%0dX:+y",
        "{{7*7}}+${7*7}+%23{7}",
        "%F0%9F%98%80",
        "%FF%FE",
        "a%26%7C%21%3A*%28%29",
    ] {
        let answer = served.get(&format!("/search?q={typed}"));
        assert_eq!(answer.status, 200, "{typed}");
        let text = answer.text();
        assert!(!text.contains("<script>alert") && !text.contains("<img src=x"), "{text}");
        assert!(!text.contains("49"), "no template of ours: {text}");
    }
    let long = format!("/search?q={}", "kata+".repeat(2_000));
    assert_eq!(served.get(&long).status, 200);
    for query in
        ["q=pesisir&page=99999999999", "q=pesisir&page=-1", "q=warga&lang=%3Cx%3E", "a=b&q"]
    {
        assert_eq!(served.get(&format!("/search?{query}")).status, 200, "{query}");
    }
}

#[test]
fn a_page_of_results_speaks_the_readers_language_and_is_kept_by_nobody() {
    let served = served();
    let ask = |path: &str, language: &str| served.ask(path, &[("Accept-Language", language)]);
    assert!(ask("/search?q=zzz", "id").text().contains("Tidak ada yang ditemukan"));
    assert!(ask("/search?q=zzz&ui=ms", "id").text().contains("Tiada apa-apa ditemui"));
    let answer = ask("/search?q=pesisir", "en");
    assert_eq!(answer.header("cache-control"), Some("private, no-cache"));
    assert_eq!(answer.header("x-robots-tag"), Some("noindex"));
    let tag = answer.header("etag").unwrap().to_owned();
    let headers = [("Accept-Language", "en"), ("If-None-Match", tag.as_str())];
    assert_eq!(served.ask("/search?q=pesisir", &headers).status, 304);
}

#[test]
fn the_command_finds_what_the_page_finds() {
    let home = home();
    home.write("drop/pelatihan.txt", RELEASE);
    assert!(home.warta(&["pull"]).status.success());
    let found = home.warta(&["search", "pesisir", "kalbar", "--json"]);
    assert_eq!(found.status.code(), Some(0), "{found:?}");
    let hits: serde_json::Value = serde_json::from_slice(&found.stdout).unwrap();
    assert_eq!(hits.as_array().unwrap().len(), 2, "in two languages: {hits}");
    assert!(hits[0]["title"].as_str().unwrap().contains("Pesisir"), "{hits}");
    let text = home.warta(&["search", "pesisir", "--language", "id"]);
    assert!(String::from_utf8(text.stdout).unwrap().contains("Warga Pesisir"));
    assert_eq!(home.warta(&["search", "narkotika"]).status.code(), Some(1));
    assert_eq!(home.warta(&["search", "--", "-x"]).status.code(), Some(2));
    assert_eq!(home.warta(&["search", "x", "--language", "indonesia"]).status.code(), Some(2));
}

#[test]
fn a_chosen_list_holds_what_was_chosen_and_nothing_else() {
    let served = served();
    let answer = served.get("/selection.opml?e=id/ID-KB&e=ms/ID&e=xx/YY&e=id/ID-KB&e=%3Cx%3E");
    assert_eq!(answer.header("content-type"), Some("text/x-opml; charset=utf-8"));
    let text = answer.text();
    assert_eq!(text.matches("xmlUrl=").count(), 2, "{text}");
    assert!(text.contains("/id/ID-KB/feed.rss") && text.contains("/ms/ID/feed.rss"), "{text}");
    assert_eq!(served.get("/selection.opml").status, 200, "nothing chosen is an empty list");
    let many = format!("/selection.opml?{}", "e=id/ID&".repeat(5_000));
    assert_eq!(served.get(&many).status, 200);
}
