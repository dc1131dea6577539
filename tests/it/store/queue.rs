//! Jobs, lanes and leases.
//!
//! PostgreSQL counts by its own clock, set before each step: pauses here are minutes, so that
//! the moments a step itself takes decide nothing.

use std::time::Duration;

use warta::domain::job::{Filing, JobState};
use warta::domain::{Instant, Job, Lane, SourceId};
use warta::store::Store;
use warta::store::jobs::{Ending, Lease};
use warta::store::takeover::Left;

use crate::store::{at, id_of, language, on_both, on_postgres};

on_both!(
    the_urgent_go_first_and_a_busy_lane_is_passed_over,
    a_job_whose_worker_died_is_claimed_again_and_the_late_worker_changes_nothing,
    what_the_dead_left_is_ready_at_once_for_who_is_alone,
    filing_a_job_again_never_does_nothing,
    a_job_tried_too_often_is_dead_until_a_person_retries_it,
);

const LEASE: Duration = Duration::from_mins(10);

async fn claim(store: &Store, now: Instant) -> Option<Lease> {
    store.shift_clock(now).await.unwrap();
    store.claim(LEASE, now).await.unwrap()
}

async fn file(store: &Store, job: Job, lane: Option<Lane>, run_at: Instant, now: Instant) {
    store.shift_clock(now).await.unwrap();
    store.file(&[Filing { job, lane, run_at }], now).await.unwrap();
}

async fn finish(store: &Store, lease: &Lease, ending: &Ending, now: Instant) -> bool {
    store.shift_clock(now).await.unwrap();
    store.finish(lease, ending, Duration::ZERO, now).await.unwrap()
}

fn pull(name: &str) -> Job {
    Job::Pull { source: SourceId::parse(name).unwrap() }
}

fn wake() -> Job {
    Job::Wake { language: language("id") }
}

fn failed(pause: Duration) -> Ending {
    Ending::Again { pause, rest_lane: false, why: "timeout".to_owned() }
}

async fn the_urgent_go_first_and_a_busy_lane_is_passed_over(store: Store) {
    let lane = || Some(Lane::named("https://kantor.example:443".to_owned()));
    file(&store, pull("a"), lane(), at(0), at(0)).await;
    file(&store, pull("b"), lane(), at(60), at(0)).await;
    file(&store, pull("c"), None, at(120), at(0)).await;
    let release = id_of("a");
    file(&store, Job::Reinstate { release: release.clone() }, None, at(180), at(0)).await;
    let mut order = Vec::new();
    let mut first = None;
    while let Some(lease) = claim(&store, at(300)).await {
        order.push(lease.job.clone());
        first = first.or(lease.lane.is_some().then_some(lease));
    }
    assert_eq!(order, [Job::Reinstate { release }, pull("a"), pull("c")]);
    assert!(finish(&store, &first.unwrap(), &Ending::Done, at(310)).await);
    assert_eq!(claim(&store, at(320)).await.unwrap().job, pull("b"));
}

async fn a_job_whose_worker_died_is_claimed_again_and_the_late_worker_changes_nothing(
    store: Store,
) {
    file(&store, wake(), None, at(0), at(0)).await;
    let dead = claim(&store, at(60)).await.unwrap();
    assert_eq!(claim(&store, at(120)).await, None);
    assert!(store.renew(&dead, LEASE, at(120)).await.unwrap());
    let taken = claim(&store, at(1_000)).await.unwrap();
    assert_eq!((taken.job.clone(), taken.attempts), (wake(), 2));
    assert!(!store.renew(&dead, LEASE, at(1_000)).await.unwrap());
    assert!(!finish(&store, &dead, &Ending::Done, at(1_010)).await);
    assert_eq!(store.jobs(9).await.unwrap()[0].state, JobState::Running);
    assert!(finish(&store, &taken, &Ending::Done, at(1_020)).await);
    assert_eq!(store.alive().await.unwrap(), []);
    store.shift_clock(at(5_000)).await.unwrap();
    assert_eq!(store.forget_jobs(Duration::from_mins(10), at(5_000)).await.unwrap(), 1);
}

async fn filing_a_job_again_never_does_nothing(store: Store) {
    file(&store, wake(), None, at(6_000), at(0)).await;
    file(&store, wake(), None, at(600), at(0)).await;
    file(&store, wake(), None, at(9_000), at(0)).await;
    assert_eq!(claim(&store, at(300)).await, None);
    let lease = claim(&store, at(700)).await.unwrap();
    file(&store, wake(), None, at(2_000), at(700)).await;
    assert!(finish(&store, &lease, &Ending::Done, at(800)).await);
    assert_eq!(claim(&store, at(1_800)).await, None);
    let lease = claim(&store, at(2_100)).await.unwrap();
    assert_eq!(lease.attempts, 1);
    // what is filed while its last run fails for good is worked all the same
    file(&store, wake(), None, at(2_200), at(2_100)).await;
    let ending = Ending::Dead { why: "no such language".to_owned() };
    assert!(finish(&store, &lease, &ending, at(2_150)).await);
    assert!(claim(&store, at(2_300)).await.is_some());
}

async fn a_job_tried_too_often_is_dead_until_a_person_retries_it(store: Store) {
    let job = Job::Translate { release: id_of("a"), language: language("en") };
    file(&store, job.clone(), None, at(0), at(0)).await;
    let mut now = 100;
    for attempt in 1..=job.attempts_max() {
        let lease = claim(&store, at(now)).await.unwrap();
        assert_eq!(lease.attempts, attempt);
        assert!(finish(&store, &lease, &Ending::HandedBack, at(now)).await);
        now += 60;
        let lease = claim(&store, at(now)).await.unwrap();
        assert_eq!(lease.attempts, attempt, "what was handed back does not count");
        assert!(finish(&store, &lease, &failed(Duration::from_mins(10)), at(now)).await);
        assert_eq!(claim(&store, at(now + 300)).await, None);
        now += 700;
    }
    assert_eq!(claim(&store, at(now)).await, None);
    let row = store.jobs(9).await.unwrap().remove(0);
    assert_eq!((row.state, row.last_error.as_deref()), (JobState::Dead, Some("timeout")));
    assert_eq!(store.retry_dead(at(now)).await.unwrap(), 1);
    assert_eq!(claim(&store, at(now + 60)).await.unwrap().attempts, 1);
}

async fn what_the_dead_left_is_ready_at_once_for_who_is_alone(store: Store) {
    let lane = || Some(Lane::named("https://kantor.example:443".to_owned()));
    file(&store, pull("a"), lane(), at(0), at(0)).await;
    file(&store, wake(), None, at(0), at(0)).await;
    let woken = claim(&store, at(60)).await.unwrap();
    let dead = claim(&store, at(61)).await.unwrap();
    assert!(finish(&store, &woken, &Ending::Done, at(62)).await);
    assert_eq!(claim(&store, at(120)).await, None, "the lease stands, and so does the lane");
    store.shift_clock(at(120)).await.unwrap();
    let left = store.take_over(at(120)).await.unwrap();
    assert_eq!((left.jobs, left.requests), (1, 0), "what is done stays done");
    let again = claim(&store, at(180)).await.unwrap();
    assert_eq!((&again.job, again.attempts), (&pull("a"), 2));
    assert!(!finish(&store, &dead, &Ending::Done, at(200)).await, "the dead one wakes too late");
    // a job that kills its worker each time comes back later each time
    store.shift_clock(at(240)).await.unwrap();
    store.take_over(at(240)).await.unwrap();
    assert!(store.next_due(at(240)).await.unwrap().unwrap() >= Duration::from_secs(14));
    assert_eq!(claim(&store, at(241)).await, None);
    assert!(claim(&store, at(300)).await.is_some());
}

/// On SQLite a lock beside the file tells who is at work: `disk::lock`.
#[test]
fn leases_of_the_living_are_left_alone_on_postgresql() {
    on_postgres(leases_of_the_living_are_left_alone);
}

async fn leases_of_the_living_are_left_alone(store: Store) {
    let (first, left) = store.enter(at(0)).await.unwrap().unwrap();
    assert_eq!(left, Some(Left::default()), "the first one is alone, and finds nothing");
    file(&store, pull("a"), None, at(0), at(0)).await;
    assert!(claim(&store, at(60)).await.is_some());
    let (second, left) = store.enter(at(120)).await.unwrap().unwrap();
    assert_eq!(left, None, "the first one may be at it");
    drop((first, second));
    let (_third, left) = store.enter(at(120)).await.unwrap().unwrap();
    assert_eq!(left, Some(Left { jobs: 1, requests: 0 }));
}
