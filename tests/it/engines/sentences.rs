//! A sentence that was translated before is not paid for again, in whatever paragraph it
//! stands.

use warta::domain::translation::State;

use crate::engines::desk::Desk;
use crate::support::fake::{Asked, Fault, said};

const TITLE: &str = "Kantor baru dibuka di kota besar";
const FIRST: &str = "Kantor layanan warga dibuka setiap hari kerja.";
const SECOND: &str = "Layanan pengaduan berlaku untuk seluruh warga kota.";
const THIRD: &str = "Antrean panjang tidak akan terjadi lagi.";
const LEANS: &str = "Beliau mengajak seluruh warga kota untuk datang.";

/// A desk whose feeds are in English too.
fn english(kind: &str) -> Desk {
    let desk = Desk::of(kind);
    let feeds = desk.home.read("feeds/uji.toml");
    desk.home.write("feeds/uji.toml", &feeds.replace("\"ms\"", "\"en\""));
    desk.reload();
    desk
}

/// A desk of an engine that was asked for these paragraphs.
fn asked(kind: &str, paragraphs: &[&str]) -> Desk {
    let desk = english(kind);
    desk.drop_in("satu", &format!("{TITLE}\n{}", paragraphs.join("\n")));
    desk.pull();
    desk
}

/// The texts of a second release's own requests, which has the same headline.
fn then(desk: &Desk, paragraphs: &[&str]) -> Vec<Asked> {
    let before = desk.fake.requests().len();
    desk.drop_in("satu", &format!("{TITLE}\n{}", paragraphs.join("\n")));
    desk.newsroom.clock.advance(std::time::Duration::from_mins(1));
    desk.pull();
    desk.fake.requests().split_off(before)
}

fn texts(requests: &[Asked]) -> Vec<&str> {
    requests.iter().flat_map(|one| one.texts.iter().map(String::as_str)).collect()
}

/// The body of the translation, and that it is a whole one.
#[track_caller]
fn body(desk: &Desk) -> Vec<String> {
    let made = desk.translation("en").unwrap();
    assert!(matches!(made.state, State::Machine | State::Flagged), "{made:?}");
    assert_eq!(desk.faults(), Vec::<String>::new());
    made.body.into_iter().map(|one| one.block.text).collect()
}

#[test]
fn sentences_of_a_paragraph_are_known_in_another_one() {
    let desk = asked("deepl", &[&format!("{FIRST} {SECOND}")]);
    let requests = then(&desk, &[&format!("{SECOND} {THIRD} {FIRST}")]);
    assert_eq!(texts(&requests), [THIRD], "the rest was learned from the first paragraph");
    let context = format!("\"context\":\"{SECOND} {THIRD} {FIRST}\"");
    assert!(requests[0].whole.contains(&context), "{}", requests[0].whole);
    assert_eq!(body(&desk), [format!("{} {} {}", said(SECOND), said(THIRD), said(FIRST))]);
    // what was asked for by itself is remembered, too
    let requests = then(&desk, &[&format!("{THIRD} {FIRST}"), SECOND]);
    assert_eq!(texts(&requests), Vec::<&str>::new());
    assert_eq!(body(&desk), [format!("{} {}", said(THIRD), said(FIRST)), said(SECOND)]);
}

#[test]
fn a_paragraph_of_which_less_than_half_is_known_goes_whole() {
    let desk = asked("deepl", &[&format!("{FIRST} {SECOND}")]);
    let paragraph = format!("{FIRST} {LEANS} {THIRD}");
    let requests = then(&desk, &[&paragraph]);
    assert_eq!(texts(&requests), [paragraph.as_str()]);
    assert!(!requests[0].whole.contains("\"context\""), "{}", requests[0].whole);
}

#[test]
fn engines_without_a_context_are_sent_missing_sentences_together() {
    let desk = asked("google", &[&format!("{FIRST} {SECOND}")]);
    let requests = then(&desk, &[&format!("{FIRST} {THIRD}"), &format!("{SECOND} {LEANS}")]);
    assert_eq!(texts(&requests), [THIRD, LEANS]);
    assert_eq!(requests.len(), 1);
}

#[test]
fn a_sentence_that_leans_on_another_one_is_not_learned_from_a_paragraph() {
    let desk = asked("deepl", &[&format!("{SECOND} {LEANS}")]);
    let requests = then(&desk, &[LEANS]);
    assert_eq!(texts(&requests), [LEANS]);
}

#[test]
fn an_answer_of_other_sentences_teaches_none() {
    let desk = english("deepl");
    desk.fake.next(&[Fault::Merged]);
    desk.drop_in("satu", &format!("{TITLE}\n{FIRST} {SECOND}"));
    desk.pull();
    let requests = then(&desk, &[SECOND, THIRD]);
    assert_eq!(texts(&requests), [SECOND, THIRD]);
}

#[test]
fn sentences_that_make_no_good_paragraph_are_let_be() {
    const COUNTED: &str = "Sebanyak 120 orang hadir.";
    let desk = asked("deepl", &[&format!("{FIRST} {SECOND}")]);
    let paragraph = format!("{FIRST} {COUNTED} {SECOND}");
    desk.fake.next(&[Fault::Number]);
    let requests = then(&desk, &[&paragraph]);
    assert_eq!(texts(&requests), [COUNTED, paragraph.as_str()]);
    assert_eq!(body(&desk), [said(&paragraph)]);
    // and not asked for again
    assert_eq!(texts(&then(&desk, &[&paragraph, THIRD])), [THIRD]);
}

#[test]
fn what_a_person_said_of_a_sentence_is_said_in_a_paragraph() {
    let desk = asked("deepl", &[FIRST, THIRD]);
    let written = "The office is open on weekdays.";
    desk.edit("en", 2, written);
    let requests = then(&desk, &[&format!("{FIRST} {THIRD}")]);
    assert_eq!(texts(&requests), Vec::<&str>::new());
    assert_eq!(body(&desk), [format!("{written} {}", said(THIRD))]);
}
