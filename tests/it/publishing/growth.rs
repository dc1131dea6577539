//! What one changed release costs does not grow with how many there are: rows read,
//! fragments rendered and documents joined are counted.

use std::collections::BTreeSet;
use std::time::Duration;

use warta::domain::{Draft, Markup, SourceId, Validators};
use warta::normalize::{self, Setting};
use warta::pipeline::Newsroom;
use warta::pipeline::pull::rolled_up;
use warta::pipeline::tally::Counts;
use warta::schedule::worker;
use warta::store::pulls::{Haul, Incoming};

use super::newsroom;
use crate::support::{block_on, home};

/// Records releases by their numbers, as one document that printed them all.
async fn record(newsroom: &Newsroom, numbers: std::ops::Range<usize>, when: &str) {
    let (house, now) = (newsroom.house(), newsroom.clock.now());
    let source = SourceId::parse("kantor").unwrap();
    let repeated = BTreeSet::new();
    let (profile, gazetteer) = (&house.sources[&source].profile, &*newsroom.gazetteer);
    let setting = Setting { profile, gazetteer, seen: now, repeated: &repeated };
    let incoming = numbers.map(|number| {
        let text = format!(
            "Kegiatan Nomor {number} di Tepi Kapuas\n\
             PONTIANAK - Kantor Contoh membuka kegiatan nomor {number}, Kamis (6/6/2024).\n\
             Sebanyak {number} warga hadir {when}.\n"
        );
        let draft = Draft {
            path: Some(format!("{number}.txt")),
            body: Some(Markup::Plain(text)),
            ..Draft::default()
        };
        let release = normalize::release(&draft, &setting).unwrap();
        let (hash, regions) = (draft.hash(), rolled_up(newsroom, &release));
        Incoming { release, draft, hash, regions, last_block: None }
    });
    let haul = Haul {
        incoming: incoming.collect(),
        source: source.clone(),
        address: "semua".to_owned(),
        validators: Validators::default(),
        returned: Vec::new(),
        rejected: Vec::new(),
        backfill: false,
        ahead: 0,
        watch: None,
    };
    newsroom.store.record(&haul, &newsroom.follow(), now).await.unwrap();
    worker::until_idle(newsroom, Duration::from_secs(2), &|| {}).await.unwrap();
    newsroom.clock.advance(Duration::from_hours(1));
}

/// What a correction costs where there are `count` releases: of one on an old page of the
/// feeds. The rows read, and what was rendered.
fn cost_among(count: usize) -> (u64, Counts) {
    block_on(async move {
        let home = home();
        home.write(
            "feeds/uji.toml",
            "languages = [\"id\"]\nregions = [\"ID\", \"ID-KB\"]\n\
             formats = [\"rss\", \"atom\", \"json\", \"ninjs\"]\nentries = 5\n",
        );
        let newsroom = newsroom(&home).await;
        record(&newsroom, 0..count, "sejak pagi").await;
        // the first correction closes what a page more makes of it
        record(&newsroom, 0..1, "sejak siang").await;
        let (rows, before) = (newsroom.store.rows_read(), newsroom.tally.counts());
        record(&newsroom, 12..13, "sejak sore").await;
        let after = newsroom.tally.counts();
        let rendered = Counts {
            candidates: after.candidates - before.candidates,
            entries: after.entries - before.entries,
            documents: after.documents - before.documents,
        };
        (newsroom.store.rows_read() - rows, rendered)
    })
}

#[test]
fn a_change_reads_and_renders_the_same_among_four_times_as_many_releases() {
    let few = cost_among(100);
    assert!(few.0 > 50 && few.1.documents >= 2 * 5 + 4, "{few:?}");
    assert_eq!(cost_among(400), few);
}
