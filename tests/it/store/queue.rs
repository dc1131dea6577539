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
    what_is_handed_back_still_says_what_went_wrong_last,
    the_next_job_is_due_when_its_lane_is_free_and_nobody_works_on_it,
    a_list_of_jobs_begins_with_what_a_person_must_look_at,
    a_lane_rests_as_long_as_its_host_asked,
    what_is_done_is_kept_a_week_and_what_is_dead_a_month,
    a_dead_job_is_not_retried_beside_a_living_one,
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

async fn what_is_handed_back_still_says_what_went_wrong_last(store: Store) {
    file(&store, wake(), None, at(0), at(0)).await;
    let lease = claim(&store, at(60)).await.unwrap();
    assert!(finish(&store, &lease, &failed(Duration::ZERO), at(70)).await);
    let lease = claim(&store, at(130)).await.unwrap();
    assert!(finish(&store, &lease, &Ending::HandedBack, at(140)).await);
    let row = store.jobs(9).await.unwrap().remove(0);
    assert_eq!((row.state, row.attempts), (JobState::Ready, 1));
    assert_eq!(row.last_error.as_deref(), Some("timeout"));
    let lease = claim(&store, at(200)).await.unwrap();
    assert!(finish(&store, &lease, &Ending::Done, at(210)).await);
    assert_eq!(store.jobs(9).await.unwrap()[0].last_error, None, "done, nothing is wrong");
}

/// Whole minutes until the next job, rounded: PostgreSQL's clock runs while it is asked.
async fn minutes(store: &Store, now: Instant) -> Option<u64> {
    store.shift_clock(now).await.unwrap();
    let due = store.next_due(now).await.unwrap();
    due.map(|wait| (wait.as_secs() + 30) / 60)
}

async fn the_next_job_is_due_when_its_lane_is_free_and_nobody_works_on_it(store: Store) {
    assert_eq!(minutes(&store, at(0)).await, None);
    let lane = || Some(Lane::named("https://kantor.example:443".to_owned()));
    file(&store, pull("a"), lane(), at(0), at(0)).await;
    assert_eq!(minutes(&store, at(60)).await, Some(0));
    let lease = claim(&store, at(60)).await.unwrap();
    assert_eq!(minutes(&store, at(60)).await, None, "one is worked, and no other waits");
    file(&store, pull("b"), lane(), at(60), at(60)).await;
    assert_eq!(minutes(&store, at(120)).await, Some(9), "as long as the lane is leased");
    file(&store, wake(), None, at(360), at(120)).await;
    assert_eq!(minutes(&store, at(120)).await, Some(4));
    store.shift_clock(at(180)).await.unwrap();
    let gap = Duration::from_mins(2);
    assert!(store.finish(&lease, &Ending::Done, gap, at(180)).await.unwrap());
    assert_eq!(minutes(&store, at(180)).await, Some(2), "the gap between two visits");
    assert_eq!(claim(&store, at(365)).await.unwrap().job, wake());
    assert_eq!(claim(&store, at(365)).await.unwrap().job, pull("b"));
    assert_eq!(minutes(&store, at(420)).await, None);
    assert_eq!(minutes(&store, at(1_200)).await, Some(0), "both workers are gone");
}

async fn a_list_of_jobs_begins_with_what_a_person_must_look_at(store: Store) {
    for (n, name) in (0..).zip(["done-old", "done-new", "dead-old", "dead-new", "late", "soon"]) {
        let due = if name == "late" { at(9_000) } else { at(n) };
        file(&store, pull(name), None, due, at(0)).await;
    }
    let dead = Ending::Dead { why: "gone".to_owned() };
    for (ending, now) in [(Ending::Done, 600), (Ending::Done, 700)] {
        let lease = claim(&store, at(now)).await.unwrap();
        assert!(finish(&store, &lease, &ending, at(now)).await);
    }
    for now in [800, 900] {
        let lease = claim(&store, at(now)).await.unwrap();
        assert!(finish(&store, &lease, &dead, at(now)).await);
    }
    let listed = async |limit| -> Vec<String> {
        store.jobs(limit).await.unwrap().into_iter().map(|row| row.name).collect()
    };
    let wanted = ["dead-new", "dead-old", "soon", "late", "done-new", "done-old"];
    assert_eq!(listed(9).await, wanted);
    assert_eq!(listed(3).await, wanted[..3]);
}

async fn a_lane_rests_as_long_as_its_host_asked(store: Store) {
    let lane = || Some(Lane::engine("apertium"));
    file(&store, pull("a"), lane(), at(0), at(0)).await;
    file(&store, pull("b"), lane(), at(60), at(0)).await;
    let lease = claim(&store, at(120)).await.unwrap();
    let (pause, why) = (Duration::from_hours(1), "429".to_owned());
    let ending = Ending::Again { pause, rest_lane: true, why };
    assert!(finish(&store, &lease, &ending, at(180)).await);
    assert_eq!(claim(&store, at(3_600)).await, None);
    assert_eq!(claim(&store, at(3_900)).await.unwrap().job, pull("b"));
}

async fn what_is_done_is_kept_a_week_and_what_is_dead_a_month(store: Store) {
    const DAY: i64 = 86_400;
    let week = Duration::from_hours(7 * 24);
    for (name, ending) in [("a", Ending::Done), ("b", Ending::Dead { why: "gone".to_owned() })] {
        file(&store, pull(name), None, at(0), at(0)).await;
        let lease = claim(&store, at(60)).await.unwrap();
        assert!(finish(&store, &lease, &ending, at(60)).await);
    }
    file(&store, pull("alive"), None, at(90 * DAY), at(0)).await;
    for (day, gone, left) in [(6, 0, 3), (8, 1, 2), (27, 0, 2), (29, 1, 1), (80, 0, 1)] {
        store.shift_clock(at(day * DAY)).await.unwrap();
        assert_eq!(store.forget_jobs(week, at(day * DAY)).await.unwrap(), gone, "day {day}");
        assert_eq!(store.jobs(9).await.unwrap().len(), left, "day {day}");
    }
}

async fn a_dead_job_is_not_retried_beside_a_living_one(store: Store) {
    let dead = Ending::Dead { why: "gone".to_owned() };
    for now in [0, 600] {
        file(&store, wake(), None, at(now), at(now)).await;
        let lease = claim(&store, at(now + 60)).await.unwrap();
        assert!(finish(&store, &lease, &dead, at(now + 60)).await);
    }
    file(&store, wake(), None, at(1_200), at(1_200)).await;
    assert_eq!(store.retry_dead(at(1_300)).await.unwrap(), 0);
    let lease = claim(&store, at(1_300)).await.unwrap();
    assert!(finish(&store, &lease, &Ending::Done, at(1_300)).await);
    assert_eq!(store.retry_dead(at(1_400)).await.unwrap(), 1, "of two of a name, one");
    assert_eq!(store.alive().await.unwrap(), [("wake".to_owned(), 1)]);
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
