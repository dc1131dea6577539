//! Leave to ask engines: what all workers share, on both databases.

use std::time::Duration;

use warta::domain::breaker::{Heard, Shut};
use warta::domain::budget::{Budget, Fare, Period, WhenSpent};
use warta::store::Store;
use warta::store::ledger::{Grant, Rules, Spent, Wish};
use warta::store::memory::{Brought, Shelf};

use crate::store::{at, language, on_both, source};

on_both!(
    as_many_requests_are_on_the_wire_as_may_be,
    a_pause_is_everybodys_and_a_gap_is_kept,
    a_budget_of_two_engines_is_filled_by_either_and_by_neither_passed,
    an_engine_that_is_shut_opens_when_its_configuration_changes,
    what_an_engine_says_it_charged_is_what_counts,
    a_request_lost_twice_is_not_made_again_that_day,
);

fn shelf(engine: &str) -> Shelf {
    Shelf {
        from: language("id"),
        to: language("en"),
        engine: engine.to_owned(),
        model: String::new(),
        glossary: String::new(),
    }
}

fn fare(chars: i64) -> Fare {
    Fare { chars, cost_micros: chars * 20 }
}

async fn ask(store: &Store, engine: &str, chars: i64, rules: &Rules<'_>, now: i64) -> Grant {
    let source = source();
    let wish = Wish {
        source: Some(&source),
        asked: "a",
        segments: 1,
        fare: fare(chars),
        headlines: false,
    };
    store.reserve(&shelf(engine), &wish, rules, at(now)).await.unwrap()
}

#[track_caller]
fn id(grant: Grant) -> String {
    match grant {
        Grant::Go(id) => id,
        refused => panic!("{refused:?}"),
    }
}

fn budget() -> Budget {
    Budget {
        name: "b".to_owned(),
        engine: None,
        source: Some(source()),
        language: None,
        per: Period::Month,
        chars_max: Some(100),
        cost_micros_max: None,
        when_spent: WhenSpent::Hold,
        titles_percent: 0,
    }
}

async fn as_many_requests_are_on_the_wire_as_may_be(store: Store) {
    let rules = Rules { in_flight: 2, ..Rules::default() };
    let first = id(ask(&store, "e", 1, &rules, 0).await);
    id(ask(&store, "e", 1, &rules, 0).await);
    assert_eq!(ask(&store, "e", 1, &rules, 0).await, Grant::Full);
    id(ask(&store, "other", 1, &rules, 0).await);
    store.settle("e", &first, Spent::Released, &Heard::Neither, at(1)).await.unwrap();
    id(ask(&store, "e", 1, &rules, 1).await);
    // who is at it for so long is gone
    id(ask(&store, "e", 1, &rules, 700).await);
}

async fn a_pause_is_everybodys_and_a_gap_is_kept(store: Store) {
    let rules = Rules { gap: Duration::from_secs(10), ..Rules::default() };
    let first = id(ask(&store, "e", 1, &rules, 0).await);
    assert_eq!(ask(&store, "e", 1, &rules, 4).await, Grant::Wait(Some(at(10))));
    let rest = Heard::Rest(Duration::from_mins(1));
    store.settle("e", &first, Spent::Released, &rest, at(5)).await.unwrap();
    assert_eq!(ask(&store, "e", 1, &rules, 20).await, Grant::Wait(Some(at(65))));
    id(ask(&store, "e", 1, &rules, 65).await);
    let spent = store.spending(&budget(), at(65)).await.unwrap();
    assert_eq!(spent, fare(1), "what was released is not spent");
}

async fn a_budget_of_two_engines_is_filled_by_either_and_by_neither_passed(store: Store) {
    let budgets = [budget()];
    let rules = Rules { budgets: &budgets, ..Rules::default() };
    let asks = (0..20).map(|n| {
        let (store, rules) = (&store, &rules);
        async move { ask(store, if n % 2 == 0 { "e" } else { "f" }, 15, rules, 0).await }
    });
    let all = futures_util::future::join_all(asks).await;
    let granted = all.iter().filter(|one| matches!(one, Grant::Go(_))).count();
    assert_eq!(granted, 6, "six times 15 are 90 of 100");
    let spent = |one: &&Grant| matches!(one, Grant::Spent { when: WhenSpent::Hold, .. });
    assert_eq!(all.iter().filter(spent).count(), 14);
    assert_eq!(store.spending(&budget(), at(0)).await.unwrap(), fare(90));
    let kinds: Vec<String> =
        store.alerts(false).await.unwrap().into_iter().map(|alert| alert.kind).collect();
    assert!(kinds.contains(&"budget.spent".to_owned()), "{kinds:?}");
}

async fn an_engine_that_is_shut_opens_when_its_configuration_changes(store: Store) {
    let rules = Rules { stamp: "one", ..Rules::default() };
    let first = id(ask(&store, "e", 1, &rules, 0).await);
    let shut = Heard::Shut(Shut::Key, None);
    assert!(store.settle("e", &first, Spent::Released, &shut, at(1)).await.unwrap());
    assert_eq!(ask(&store, "e", 1, &rules, 9_999).await, Grant::Wait(None));
    assert_eq!(store.alerts(false).await.unwrap()[0].kind, "engine.shut");
    id(ask(&store, "e", 1, &Rules { stamp: "two", ..Rules::default() }, 9_999).await);
    assert!(store.alerts(false).await.unwrap().is_empty());
}

async fn what_an_engine_says_it_charged_is_what_counts(store: Store) {
    let (rules, none) = (Rules::default(), Brought::default());
    let first = id(ask(&store, "e", 10, &rules, 0).await);
    store.remember(&shelf("e"), &none, &first, Some(fare(13)), at(1)).await.unwrap();
    assert_eq!(store.spending(&budget(), at(1)).await.unwrap(), fare(13));
    let second = id(ask(&store, "e", 10, &rules, 2).await);
    store.remember(&shelf("e"), &none, &second, None, at(3)).await.unwrap();
    assert_eq!(store.spending(&budget(), at(3)).await.unwrap(), fare(23));
}

async fn a_request_lost_twice_is_not_made_again_that_day(store: Store) {
    let rules = Rules::default();
    for now in [0, 10] {
        let one = id(ask(&store, "e", 1, &rules, now).await);
        store.settle("e", &one, Spent::Uncertain, &Heard::Failure, at(now)).await.unwrap();
    }
    assert_eq!(ask(&store, "e", 1, &rules, 20).await, Grant::Lost(at(10 + 86_400)));
    // that its worker died says nothing against it
    let one = id(ask(&store, "e", 1, &rules, 90_000).await);
    assert_eq!(store.take_over(at(90_001)).await.unwrap().requests, 1);
    let again = id(ask(&store, "e", 1, &rules, 90_002).await);
    assert_ne!(one, again);
}
