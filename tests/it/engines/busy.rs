//! How much of the wire to an engine is used while there is work.

use std::time::Duration;

use tokio_util::sync::CancellationToken;
use warta::domain::SourceId;
use warta::pipeline::{Clock, pull};
use warta::schedule::worker;

use crate::engines::desk::Desk;

const RELEASE: &str = "Rapat kerja NOMOR dibuka di kantor pusat\n\
Warga kampung NOMOR hadir dalam rapat itu dan mendengarkan.";

/// Works so many releases against an engine that takes 200 ms and bears 8 requests at once;
/// gives the share of its places that was taken.
fn share(releases: usize) -> (f64, usize) {
    let mut desk = Desk::with("deepl", "in_flight = 8\n", "");
    desk.fake.delay(Duration::from_millis(200));
    for number in 0..releases {
        let letter = |digit: u8| char::from(digit - b'0' + b'a');
        let name: String = format!("{number:04}").bytes().map(letter).collect();
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
        while fake.requests().len() < releases {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        stop.cancel();
        work.await.unwrap();
    });
    (desk.fake.busy(8), desk.fake.most())
}

#[test]
#[ignore = "measures time: `make busy` runs it"]
fn eight_requests_in_flight_at_200_ms_are_kept_nine_tenths_busy() {
    let (share, most) = share(400);
    println!("{:.1} % of 8 places were taken, at most {most} at once", share * 100.0);
    assert_eq!(most, 8);
    assert!(share >= 0.9, "{share}");
}

#[test]
fn no_more_requests_are_on_the_wire_than_are_allowed() {
    let (_, most) = share(16);
    assert!(most <= 8, "{most}");
}
