//! Many writers at once, and a reader by cursor.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use warta::domain::Job;
use warta::domain::job::Filing;
use warta::store::jobs::Ending;
use warta::store::pulls::By;
use warta::store::{Options, Store};

use crate::store::{Plan, at, haul, id_of, incoming, language, on_both, with_options};

on_both!(a_reader_by_cursor_misses_no_notice_of_eight_writers);

with_options!(
    two_programs_on_one_database_number_their_notices_without_a_gap,
    two_programs_on_one_database_work_each_job_once,
    what_is_filed_while_a_job_runs_elsewhere_is_worked_after_it,
);

const WRITERS: usize = 8;
const EACH: usize = 3;

async fn a_reader_by_cursor_misses_no_notice_of_eight_writers(store: Store) {
    let over = Arc::new(AtomicBool::new(false));
    let reader = tokio::spawn(read(store.clone(), Arc::clone(&over)));
    let writers: Vec<_> = (0..WRITERS).map(|n| tokio::spawn(write(store.clone(), n))).collect();
    for writer in writers {
        writer.await.unwrap();
    }
    over.store(true, Ordering::SeqCst);
    let read = reader.await.unwrap();
    let wanted: Vec<i64> = (1..).take(WRITERS * EACH * 2).collect();
    assert_eq!(read, wanted);
}

/// Records releases and takes each back; the seconds kept in reserve are enough for all.
async fn write(store: Store, writer: usize) {
    for n in 0..EACH {
        let name = format!("{writer}-{n}");
        let haul = haul(vec![incoming(&name, "Ramai")]);
        store.record(&haul, &Plan::Alone, at(0)).await.unwrap();
        store.withdraw(&id_of(&name), By::Source, None, &Plan::Alone, at(0)).await.unwrap();
    }
}

/// Follows the log until the writers are done and nothing is left; gives the numbers it saw.
async fn read(store: Store, over: Arc<AtomicBool>) -> Vec<i64> {
    let mut seen: Vec<i64> = Vec::new();
    loop {
        let last_look = over.load(Ordering::SeqCst);
        let notices = store.notices(seen.last().copied().unwrap_or(0), 5).await.unwrap();
        if notices.is_empty() && last_look {
            return seen;
        }
        seen.extend(notices.iter().map(|one| one.seq));
        tokio::task::yield_now().await;
    }
}

/// Opens the database as two programs would, each with connections of its own.
async fn twice(options: &Options) -> (Store, Store) {
    (Store::open(options).await.unwrap(), Store::open(options).await.unwrap())
}

async fn close(stores: [&Store; 2]) {
    assert_eq!(stores[0].integrity().await.unwrap(), Vec::<String>::new());
    for store in stores {
        store.close().await;
    }
}

async fn two_programs_on_one_database_number_their_notices_without_a_gap(options: Options) {
    let (one, other) = twice(&options).await;
    let over = Arc::new(AtomicBool::new(false));
    let reader = tokio::spawn(read(other.clone(), Arc::clone(&over)));
    let writers = [(&one, 0), (&other, 1), (&one, 2), (&other, 3)];
    let writing = writers.map(|(store, n)| tokio::spawn(write(store.clone(), n)));
    for writer in writing {
        writer.await.unwrap();
    }
    over.store(true, Ordering::SeqCst);
    let wanted: Vec<i64> = (1..).take(writers.len() * EACH * 2).collect();
    assert_eq!(reader.await.unwrap(), wanted);
    assert_eq!(one.last_seq().await.unwrap(), other.last_seq().await.unwrap());
    // what is told of a release stands in the order in which it happened
    for n in 0..writers.len() {
        let notices = one.notices(0, 99).await.unwrap();
        let of_one = notices.iter().filter(|notice| notice.release == id_of(&format!("{n}-0")));
        let versions: Vec<i64> = of_one.map(|notice| notice.version).collect();
        assert_eq!(versions, [1, 2]);
    }
    close([&one, &other]).await;
}

/// Claims until nothing is due; gives the names of what it worked.
async fn work(store: Store) -> Vec<String> {
    let mut worked = Vec::new();
    while let Some(lease) = store.claim(Duration::from_mins(10), at(60)).await.unwrap() {
        let mine = store.finish(&lease, &Ending::Done, Duration::ZERO, at(60)).await.unwrap();
        assert!(mine, "nobody else may have it");
        worked.push(lease.job.key());
    }
    worked
}

async fn two_programs_on_one_database_work_each_job_once(options: Options) {
    let (one, other) = twice(&options).await;
    let job = |n| Job::Reinstate { release: id_of(&format!("r{n}")) };
    let filings: Vec<_> = (0..40).map(|n| Filing::free(job(n), at(0))).collect();
    for store in [&one, &other] {
        store.shift_clock(at(0)).await.unwrap();
        store.file(&filings, at(0)).await.unwrap();
        store.shift_clock(at(60)).await.unwrap();
    }
    assert_eq!(one.alive().await.unwrap(), [("reinstate".to_owned(), 40)]);
    let workers = [&one, &other, &one, &other].map(|store| tokio::spawn(work(store.clone())));
    let mut worked = Vec::new();
    for worker in workers {
        worked.extend(worker.await.unwrap());
    }
    assert_eq!((worked.len(), worked.iter().collect::<BTreeSet<_>>().len()), (40, 40));
    close([&one, &other]).await;
}

async fn what_is_filed_while_a_job_runs_elsewhere_is_worked_after_it(options: Options) {
    let (one, other) = twice(&options).await;
    let wake = || Filing::free(Job::Wake { language: language("id") }, at(0));
    let lease = Duration::from_mins(10);
    for store in [&one, &other] {
        store.shift_clock(at(60)).await.unwrap();
    }
    one.file(&[wake()], at(0)).await.unwrap();
    let first = one.claim(lease, at(60)).await.unwrap().unwrap();
    other.file(&[wake()], at(60)).await.unwrap();
    other.file(&[wake()], at(60)).await.unwrap();
    assert_eq!(other.claim(lease, at(60)).await.unwrap(), None, "it runs once at a time");
    // whoever works it may be tried again first: the news is not lost by that
    let again = Ending::Again { pause: Duration::ZERO, rest_lane: false, why: "5".to_owned() };
    assert!(one.finish(&first, &again, Duration::ZERO, at(60)).await.unwrap());
    let second = other.claim(lease, at(60)).await.unwrap().unwrap();
    one.file(&[wake()], at(60)).await.unwrap();
    assert!(!one.finish(&first, &Ending::Done, Duration::ZERO, at(60)).await.unwrap(), "fenced");
    assert!(other.finish(&second, &Ending::Done, Duration::ZERO, at(60)).await.unwrap());
    let third = one.claim(lease, at(60)).await.unwrap().unwrap();
    assert!(one.finish(&third, &Ending::Done, Duration::ZERO, at(60)).await.unwrap());
    assert_eq!(one.alive().await.unwrap(), []);
    close([&one, &other]).await;
}
