//! The feeds that are kept as golden files, and the list of all feeds.

use warta::domain::entry::{Entry, FeedLine, Head, Paging, SisterFeed};
use warta::domain::{Edition, Region};
use warta::render::feed_path;

use super::cast;

/// A feed with its entries, newest first.
pub(crate) struct Scene {
    pub(crate) name: &'static str,
    pub(crate) head: Head,
    pub(crate) entries: Vec<Entry>,
}

pub(crate) fn head(tag: &str, name: &str, entries: &[Entry]) -> Head {
    let edition = Edition::new(cast::language(tag), Region::parse("ID-KB").unwrap());
    let sisters = ["id", "en", "ms"].into_iter().filter(|other| *other != tag).map(|other| {
        let path = feed_path(&Edition::new(cast::language(other), edition.region.clone()), None);
        SisterFeed { language: cast::language(other), path }
    });
    Head {
        region_name: name.to_owned(),
        slug: None,
        title: None,
        tag: cast::authority().feed(&edition, None),
        path: feed_path(&edition, None),
        updated: entries.first().map_or_else(|| cast::at(0), |entry| entry.updated),
        formats: ["rss", "atom", "json", "html"].map(str::to_owned).to_vec(),
        sisters: sisters.collect(),
        paging: Paging::default(),
        max_age_secs: 60,
        edition,
    }
}

fn scene(name: &'static str, tag: &str, region: &str, entries: Vec<Entry>) -> Scene {
    Scene { name, head: head(tag, region, &entries), entries }
}

/// Every feed that is kept as golden files.
pub(crate) fn scenes() -> Vec<Scene> {
    let ms = vec![
        cast::withdrawn("00000000000e", 700, "ms"),
        cast::title_only("00000000000d", 600, "ms"),
        cast::pending("00000000000c", 500, "ms"),
        cast::partial("00000000000b", 400, "ms"),
        cast::translated("00000000000a", 300, "ms"),
    ];
    let id = vec![
        cast::withdrawn("00000000000e", 700, "id"),
        cast::corrected("00000000000b", 400),
        cast::with_picture(cast::original("00000000000a", 300)),
    ];
    let english = cast::with_picture(cast::translated("00000000000a", 300, "en"));
    let arabic = vec![
        cast::withdrawn("00000000000e", 700, "ar"),
        cast::pending("00000000000c", 500, "ar"),
        cast::partial("00000000000b", 400, "ar"),
    ];
    vec![
        scene("id", "id", "Kalimantan Barat", id),
        scene("ms", "ms", "Kalimantan Barat", ms),
        scene("en", "en", "West Kalimantan", vec![english]),
        scene("ar", "ar", "West Kalimantan", arabic),
        scene(
            "zh",
            "zh-Hant",
            "西加里曼丹",
            vec![cast::translated("00000000000a", 300, "zh-Hant")],
        ),
        scene(
            "hostile",
            "id",
            "Kalimantan <Barat> & \u{202e}lain",
            vec![cast::hostile("00000000000f", 800)],
        ),
        scene("empty", "en", "West Kalimantan", Vec::new()),
    ]
}

pub(crate) fn lines() -> Vec<FeedLine> {
    let line = |tag: &str, code: &str, name: &str| {
        let edition = Edition::new(cast::language(tag), Region::parse(code).unwrap());
        FeedLine {
            path: feed_path(&edition, None),
            edition,
            region_name: name.to_owned(),
            slug: None,
            title: None,
            formats: ["rss", "atom", "json", "html"].map(str::to_owned).to_vec(),
        }
    };
    vec![
        line("id", "001", "Dunia"),
        line("id", "ID", "Indonesia"),
        line("id", "ID-KB", "Kalimantan Barat"),
        line("id", "ID-JK", "Daerah Khusus Jakarta"),
        line("ms", "ID", "Indonesia"),
        line("ms", "ID-KB", "Kalimantan Barat"),
        line("en", "ID-KB", "West Kalimantan"),
        line("ar", "ID-KB", "West Kalimantan"),
    ]
}
