//! What people said of segments.

use warta::domain::Segment;
use warta::domain::segment::{Hand, SegmentKind};
use warta::store::Store;
use warta::store::sayings::Saying;

use crate::store::{at, language, on_both};

on_both!(
    a_persons_word_goes_before_an_import_and_the_same_place_before_another,
    what_a_person_took_back_is_not_found_again,
);

fn saying(text: &str, context: &str, hand: Hand) -> Saying {
    Saying {
        segment: Segment { kind: SegmentKind::Paragraph, text: "Warga hadir.".to_owned() },
        codes: Vec::new(),
        from: language("id"),
        to: language("en"),
        context: context.to_owned(),
        text: text.to_owned(),
        hand,
        by: "Sari Contoh".to_owned(),
    }
}

/// What is known of the segment between some neighbours, and whose it is.
async fn said(store: &Store, context: &str, into: &str) -> Option<(String, Hand)> {
    let hash = saying("", "", Hand::Person).segment.hash();
    let pair = (&language("id"), &language(into));
    let wanted = [(hash.clone(), context.to_owned()), ("other".to_owned(), String::new())];
    let mut found = store.said(pair, &wanted).await.unwrap();
    found.remove(&hash).map(|one| (one.text, one.hand))
}

async fn a_persons_word_goes_before_an_import_and_the_same_place_before_another(store: Store) {
    let person = |text: &str| Some((text.to_owned(), Hand::Person));
    assert_eq!(said(&store, "here", "en").await, None);
    let import = saying("Residents attended.", "here", Hand::Import);
    store.remember_person(&[import], at(9)).await.unwrap();
    assert_eq!(said(&store, "", "en").await.unwrap().1, Hand::Import);
    let both = [
        saying("The residents came.", "here", Hand::Person),
        saying("Villagers came.", "there", Hand::Person),
    ];
    store.remember_person(&both[..1], at(1)).await.unwrap();
    store.remember_person(&both[1..], at(2)).await.unwrap();
    assert_eq!(said(&store, "here", "en").await, person("The residents came."));
    assert_eq!(said(&store, "there", "en").await, person("Villagers came."));
    assert_eq!(said(&store, "elsewhere", "en").await, person("Villagers came."), "the latest");
    assert_eq!(said(&store, "here", "ms").await, None, "another language");
    let again = saying("The residents were there.", "here", Hand::Person);
    store.remember_person(&[again], at(3)).await.unwrap();
    assert_eq!(said(&store, "here", "en").await, person("The residents were there."));
}

async fn what_a_person_took_back_is_not_found_again(store: Store) {
    let one = saying("The residents came.", "here", Hand::Person);
    let hash = one.segment.hash();
    let pair = (language("id"), language("en"));
    store.remember_person(&[one], at(1)).await.unwrap();
    let forget = || store.forget_person((&pair.0, &pair.1), &hash, "here");
    assert!(forget().await.unwrap());
    assert!(!forget().await.unwrap());
    assert_eq!(said(&store, "here", "en").await, None);
}
