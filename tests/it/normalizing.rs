//! Whole drafts through every rule, with the bundled gazetteer. Agencies and people are
//! invented.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use warta::domain::instant::{from_seconds, rfc3339};
use warta::domain::release::{Precision, Status};
use warta::domain::{
    Block, Draft, Language, Markup, Profile, Region, Rejection, Release, Rules, SourceId, Stamp,
};
use warta::gazetteer::Gazetteer;
use warta::normalize::{self, Setting};

mod gold;
mod vectors;

const VISIT: &str = include_str!("fixtures/releases/kunjungan.txt");

fn profile(name: &str, region: &str) -> Profile {
    Profile {
        id: SourceId::parse("bakn").unwrap(),
        name: name.to_owned(),
        homepage: None,
        language: Language::parse("id").unwrap(),
        region: Some(Region::parse(region).unwrap()),
        timezone: None,
        rights: None,
        full_text: true,
        rules: Rules::default(),
    }
}

/// Read once for all tests of this page.
static GAZETTEER: LazyLock<Gazetteer> = LazyLock::new(Gazetteer::bundled);

fn try_release(draft: &Draft, region: &str, repeated: &[&str]) -> Result<Release, Rejection> {
    let profile = profile("Badan Aman Kita Nasional", region);
    let hash = |text: &&str| normalize::block_hash(&Block::paragraph(text));
    let repeated: BTreeSet<String> = repeated.iter().map(hash).collect();
    let seen = from_seconds(1_718_000_000); // 2024-06-10T06:13:20Z
    let setting = Setting { profile: &profile, gazetteer: &GAZETTEER, seen, repeated: &repeated };
    normalize::release(draft, &setting)
}

fn plain(text: &str) -> Draft {
    Draft {
        path: Some("rilis/1.txt".to_owned()),
        body: Some(Markup::Plain(text.to_owned())),
        ..Draft::default()
    }
}

fn html(headline: &str, text: &str) -> Draft {
    Draft {
        url: Some("https://bakn.example/rilis/1".to_owned()),
        headline: Some(headline.to_owned()),
        body: Some(Markup::Html(text.to_owned())),
        ..Draft::default()
    }
}

fn codes(release: &Release) -> Vec<&str> {
    release.regions.iter().map(|region| region.code.as_str()).collect()
}

#[test]
fn a_national_visit_in_capitals_comes_out_as_a_newsroom_means_it() {
    let release = try_release(&plain(VISIT), "ID", &[]).unwrap();
    assert_eq!(release.headline, "Langkah Bersama Jaga Sungai Kapuas dari Sampah");
    assert_eq!(release.headline_source, "LANGKAH BERSAMA JAGA SUNGAI KAPUAS DARI SAMPAH");
    let dateline = release.dateline.as_ref().unwrap();
    assert_eq!(dateline.place.as_deref(), Some("Pontianak"));
    assert_eq!(dateline.region, Some(Region::parse("ID-KB").unwrap()));
    let event = release.event.as_ref().unwrap();
    assert_eq!(event.date.to_string(), "2024-06-06");
    assert_eq!(event.precision, Precision::Day);
    assert!(event.weekday && !event.conflict);
    assert_eq!(release.initials, ["tsn"]);
    assert_eq!(release.language.as_str(), "id");
    assert!(codes(&release).contains(&"ID-KB") && codes(&release).contains(&"ID"));
    assert!(release.national);
    assert_eq!(release.published, None);
    assert_eq!(release.body.len(), 4);
    let text = release.text();
    assert!(text.starts_with("Kepala Badan Aman Kita Nasional"), "{text}");
    assert!(text.ends_with("tutur Tuan Misal."), "{text}");
    let speakers: Vec<_> = release.quotes.iter().map(|q| q.speaker.as_deref()).collect();
    assert_eq!(speakers, [Some("Contohwan"), Some("Tuan Misal")]);
    let rules: Vec<&str> = release.evidence["dateline"].iter().map(|e| e.rule.as_str()).collect();
    assert_eq!(rules, ["dateline"]);
}

#[test]
fn a_page_with_a_footer_keeps_only_its_text() {
    let draft = html(
        "[FOTO] Rapat Kerja Digelar - BAKN",
        "<p>Siaran Pers No. 12/HM/BAKN/06/2024</p>\
         <p><strong>SAMBAS</strong> &ndash; Kepala kantor <em>membuka</em> rapat, Kamis (6/6).</p>\
         <p>Rapat itu selesai sore hari. (abc/xyz)</p>\
         <p>Narahubung: Nona Misal, 0812-0000-0000</p><p>###</p>\
         <p>BIRO HUMAS BAKN</p><p>Instagram: @bakn.example</p><p>#Aman #Bersama</p>\
         <p>Tentang BAKN: badan yang tidak ada.</p>",
    );
    let release = try_release(&draft, "ID-KB", &["Tentang BAKN: badan yang tidak ada."]).unwrap();
    assert_eq!(release.headline, "Rapat Kerja Digelar");
    assert_eq!(release.reference.as_deref(), Some("12/HM/BAKN/06/2024"));
    let html: Vec<&str> = release.body.iter().map(|block| block.html.as_str()).collect();
    let first = "Kepala kantor <em>membuka</em> rapat, Kamis (6/6).";
    assert_eq!(html, [first, "Rapat itu selesai sore hari."]);
    assert_eq!(release.initials, ["abc", "xyz"]);
    assert_eq!(release.contacts, ["Narahubung: Nona Misal, 0812-0000-0000"]);
    assert_eq!(release.hashtags, ["Aman", "Bersama"]);
    assert!(!release.national);
    assert_eq!(codes(&release), ["ID-KB", "ID"]);
}

#[test]
fn a_handle_in_the_footer_does_not_spoil_an_acronym() {
    let text = "KEPALA BAKN BUKA LOMBA\nJakarta - Kepala BAKN hadir.\nLomba usai.\n\
                Instagram: @bakn\nTwitter: @bakn";
    let release = try_release(&plain(text), "ID", &[]).unwrap();
    assert_eq!(release.headline, "Kepala BAKN Buka Lomba");
    assert_eq!(release.text(), "Kepala BAKN hadir.\nLomba usai.");
}

#[test]
fn an_embargo_that_can_be_read_waits_and_one_that_cannot_is_held() {
    let text = |embargo: &str| format!("{embargo}\nRapat Besar Digelar\nJakarta - Rapat digelar.");
    let draft = plain(&text("EMBARGO hingga 20 Juni 2024 pukul 10.00 WIB"));
    let release = try_release(&draft, "ID", &[]).unwrap();
    assert_eq!(release.status, Status::Embargoed);
    assert_eq!(release.embargo_until.map(rfc3339).as_deref(), Some("2024-06-20T03:00:00Z"));
    assert_eq!(release.headline, "Rapat Besar Digelar");
    let release = try_release(&plain(&text("EMBARGO sampai rapat dimulai")), "ID", &[]).unwrap();
    assert_eq!(release.status, Status::Held);
    assert!(release.evidence.contains_key("status"));
    let draft = plain(&text("EMBARGO hingga 1 Juni 2024 pukul 10.00 WIB"));
    assert_eq!(try_release(&draft, "ID", &[]).unwrap().status, Status::Usable);
}

#[test]
fn a_stamp_from_the_future_is_no_date() {
    let stamp = |seconds| Stamp {
        raw: "x".to_owned(),
        at: Some(from_seconds(seconds)),
        precision: Precision::Second,
    };
    let mut draft = plain("Rapat Besar Digelar\nJakarta - Rapat digelar.");
    draft.published = Some(stamp(1_718_000_000 - 60));
    assert!(try_release(&draft, "ID", &[]).unwrap().published.is_some());
    draft.published = Some(stamp(1_718_000_000 + 90_000));
    assert!(try_release(&draft, "ID", &[]).unwrap().published.is_none());
}

#[track_caller]
fn refused(draft: &Draft, rule: &str) {
    let rejection = try_release(draft, "ID", &[]).unwrap_err();
    assert_eq!(rejection.rule, rule);
    assert_eq!(rejection.key.is_some(), rule != "name");
}

#[test]
fn what_has_no_name_no_headline_or_no_text_is_refused() {
    refused(&Draft { path: None, ..plain("Judul\nIsi rapat.") }, "name");
    refused(&plain(&"kata ".repeat(80)), "headline");
    refused(&plain("Judul saja"), "headline");
    refused(&html("Judul", ""), "body");
    refused(&html("Judul", "<p>Judul</p>"), "body");
}

#[test]
fn every_dateline_of_the_vectors_is_taken_with_the_bundled_places() {
    let vectors = include_str!("fixtures/vectors/datelines.tsv");
    let mut wrong = Vec::new();
    for row in vectors.lines().filter(|row| !row.starts_with('#')) {
        let cells: Vec<&str> = row.split('\t').collect();
        let mut draft = html("Rapat Kerja Digelar", &format!("<p>{}</p><p>Isi.</p>", cells[1]));
        draft.language = Some(Language::parse(cells[0]).unwrap());
        let release = try_release(&draft, "ID", &[]).unwrap();
        let line = release.dateline.as_ref();
        let place = line.and_then(|line| line.place.as_deref()).unwrap_or("-");
        let want = cells[2].split('|').next().unwrap();
        if place != want {
            wrong.push(format!("{}: {place}, not {want}", cells[1]));
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}
