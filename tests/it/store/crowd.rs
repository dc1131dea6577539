//! Many writers at once, and a reader by cursor.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use warta::store::Store;
use warta::store::pulls::By;

use crate::store::{Plan, at, haul, id_of, incoming, on_both};

on_both!(a_reader_by_cursor_misses_no_notice_of_eight_writers);

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
