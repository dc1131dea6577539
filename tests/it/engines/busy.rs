//! No more requests are at an engine than it bears.

use std::time::Duration;

use tokio_util::sync::CancellationToken;
use warta::domain::SourceId;
use warta::pipeline::{Clock, pull};
use warta::schedule::worker;

use crate::engines::desk::Desk;

const RELEASE: &str = "Rapat kerja NOMOR dibuka di kantor pusat\n\
Warga kampung NOMOR hadir dalam rapat itu dan mendengarkan.";

#[test]
fn no_more_requests_are_on_the_wire_than_are_allowed() {
    let releases = 16;
    let mut desk = Desk::with("deepl", "in_flight = 8\n", "");
    desk.fake.delay(Duration::from_millis(200));
    for number in 0..releases {
        let name = format!("r{}", char::from(b'a' + number));
        desk.drop_in(&name, &RELEASE.replace("NOMOR", &name));
    }
    let source = SourceId::parse("kantor").unwrap();
    desk.newsroom.clock = Clock::system();
    let newsroom = desk.newsroom.clone();
    let fake = desk.fake.clone();
    desk.runtime.block_on(async {
        pull::pull(&newsroom, &source).await.unwrap();
        let stop = CancellationToken::new();
        let hands = worker::Hands { pulls: 1, others: newsroom.house().engines[0].lanes() + 4 };
        let grace = Duration::from_secs(10);
        let work = tokio::spawn(worker::run(newsroom.clone(), hands, grace, stop.clone()));
        while fake.requests().len() < usize::from(releases) {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        stop.cancel();
        work.await.unwrap();
    });
    assert!(desk.fake.most() <= 8, "{}", desk.fake.most());
}
