//! Everything a translation service may do wrong, by the numbers of the house's own list of
//! attacks, T1 to T17: through the whole pipeline, to the state in which it must end.

use warta::domain::translation::{Origin, State};

use crate::engines::desk::{Desk, KEY, table};
use crate::support::fake::{Fake, Fault};

const RELEASE: &str = "WARGA PESISIR DILATIH MENYIMPAN BAHAN KIMIA\n\
PONTIANAK - Badan Contoh Nusantara (BCN) melatih warga pesisir, Kamis (6/6/2024).\n\
Sebanyak 120 warga ikut serta dalam pelatihan yang digelar di balai desa itu.\n\
\"Kami berharap warga pesisir makin paham,\" ujar kepala kantor.(xyz)";

const PARAGRAPHS: usize = 3;

/// A desk at which the release was pulled while the next requests went wrong.
fn pulled(kind: &str, faults: &[Fault]) -> Desk {
    let desk = Desk::of(kind);
    desk.fake.next(faults);
    desk.drop_in("satu", RELEASE);
    desk.pull();
    desk
}

/// Everything is translated, and nothing doubtful in it.
#[track_caller]
fn whole(desk: &Desk) {
    let (state, origins) = desk.state().expect("a translation");
    assert_eq!(state, State::Machine, "{:?}", desk.translation("ms"));
    assert_eq!(origins, [Origin::Machine; PARAGRAPHS]);
    assert_eq!(desk.faults(), Vec::<String>::new());
}

/// Nothing of it is shown, and the operator is told.
#[track_caller]
fn unshown(desk: &Desk) {
    if let Some(made) = desk.translation("ms") {
        assert_eq!(made.headline, None, "{made:?}");
        assert!(made.body.iter().all(|block| block.origin == Origin::Original), "{made:?}");
    }
    assert_eq!(desk.alerts(), ["translation.failed"]);
}

/// What was charged for is at most this share of what was new.
#[track_caller]
fn charged(desk: &Desk, times: f64) {
    let (charged, unique) = desk.fake.characters();
    let number = |count: usize| f64::from(u32::try_from(count).unwrap());
    assert!(number(charged) <= number(unique) * times, "{charged} of {unique}");
}

/// The one job is put off: how many seconds, and whether that counted as a try.
#[track_caller]
fn put_off(desk: &Desk) -> (i64, i64) {
    let jobs = desk.jobs();
    let [job] = jobs.as_slice() else { panic!("{jobs:?}") };
    assert_eq!(job.done_at, None, "{job:?}");
    ((job.run_at - desk.now()).num_seconds(), job.attempts)
}

const KINDS: &[&str] = &["apertium", "libretranslate", "deepl", "chat", "google", "azure"];

#[test]
fn every_engine_translates_by_the_fake() {
    for kind in KINDS {
        let desk = pulled(kind, &[]);
        whole(&desk);
        charged(&desk, 1.0);
        let said = desk.translation("ms").unwrap();
        assert!(said.body[1].block.text.starts_with("Sebanyak 120 wargao ikuto"), "{kind}");
    }
}

#[test]
fn t1_a_service_that_is_busy_is_left_alone_by_all_as_long_as_it_asks() {
    for kind in KINDS {
        let desk = pulled(kind, &[Fault::Status(429, Some("90"))]);
        let (secs, attempts) = put_off(&desk);
        assert!((89..=100).contains(&secs), "{kind}: {secs}");
        assert_eq!((attempts, desk.fake.requests().len()), (0, 1), "{kind}");
        // another release of another job does not ask either
        desk.drop_in("dua", &RELEASE.replace("PESISIR", "BUKIT"));
        desk.pull();
        desk.later(60);
        assert_eq!(desk.fake.requests().len(), 1, "{kind}: the pause is everybody's");
        desk.later(60);
        assert!(desk.fake.requests().len() >= 2, "{kind}");
        charged(&desk, 1.0);
    }
}

#[test]
fn t1_a_pause_may_end_at_a_date() {
    let desk = pulled("deepl", &[Fault::Status(503, Some("Thu, 06 Jun 2024 09:05:00 GMT"))]);
    let (secs, _) = put_off(&desk);
    assert!((297..=331).contains(&secs), "{secs}");
    desk.later(340);
    whole(&desk);
    assert_eq!(desk.fake.requests().len(), 2);
}

#[test]
fn t1_a_pause_without_end_ends_after_an_hour() {
    let desk = pulled("deepl", &[Fault::Status(429, Some("99999999"))]);
    let (secs, _) = put_off(&desk);
    assert!((3_598..=3_640).contains(&secs), "{secs}");
}

#[test]
fn t2_a_quota_used_up_ends_all_requests_until_its_period_ends() {
    for (kind, ends) in [("deepl", "2024-07-01"), ("google", "2024-06-07"), ("chat", "2024-07-01")]
    {
        let desk = pulled(kind, &[Fault::Quota]);
        assert_eq!(desk.alerts(), ["engine.shut"], "{kind}");
        let jobs = desk.jobs();
        assert_eq!(jobs[0].run_at.date_naive().to_string(), ends, "{kind}");
        desk.drop_in("dua", &RELEASE.replace("PESISIR", "BUKIT"));
        desk.later(3_600);
        desk.pull();
        assert_eq!(desk.fake.requests().len(), 1, "{kind}: no other request");
        desk.later(30 * 86_400);
        assert_eq!(desk.alerts(), Vec::<String>::new(), "{kind}");
        charged(&desk, 1.0);
    }
}

#[test]
fn t2_the_next_engine_takes_over_at_once() {
    let (first, second) = (Fake::start(), Fake::start());
    let tables = format!("{}{}", table("deepl", &first), table("apertium", &second));
    let desk = Desk::of_tables(first.clone(), &tables);
    first.next(&[Fault::Quota]);
    desk.drop_in("satu", RELEASE);
    desk.pull();
    whole(&desk);
    assert_eq!(desk.translation("ms").unwrap().provenance.display, "Apertium");
    assert_eq!((first.requests().len(), first.characters().0), (1, 0));
}

#[test]
fn t3_what_is_too_large_is_parted_and_what_is_refused_stands_alone() {
    let desk = Desk::of("deepl");
    desk.fake.chars_max(100);
    desk.drop_in("satu", RELEASE);
    desk.pull();
    whole(&desk);
    charged(&desk, 1.0);
    assert!(desk.fake.requests().len() <= 8, "{}", desk.fake.requests().len());

    let desk = Desk::of("deepl");
    desk.fake.poison("balai");
    desk.drop_in("satu", RELEASE);
    desk.pull();
    let (state, origins) = desk.state().unwrap();
    assert_eq!(state, State::Partial);
    assert_eq!(origins, [Origin::Machine, Origin::Original, Origin::Machine]);
    charged(&desk, 1.0);
    let asked = desk.fake.requests().len();
    desk.later(86_400);
    assert_eq!(desk.fake.requests().len(), asked, "never in a loop");
}

#[test]
fn t4_a_refused_key_ends_all_requests_and_is_told_without_the_key() {
    for kind in ["deepl", "libretranslate", "google", "azure", "chat"] {
        let desk = pulled(kind, &[Fault::Key]);
        assert_eq!(desk.alerts(), ["engine.shut"], "{kind}");
        desk.drop_in("dua", &RELEASE.replace("PESISIR", "BUKIT"));
        desk.pull();
        desk.later(4 * 3_600);
        assert_eq!(desk.fake.requests().len(), 1, "{kind}");
        let store = &desk.newsroom.store;
        let told = desk.runtime.block_on(async {
            (store.alerts(true).await.unwrap(), store.jobs(100).await.unwrap())
        });
        assert!(!format!("{told:?}").contains(KEY), "{kind}");
        // a new key is tried at once
        desk.home.write("engine-key", "baru-4712");
        desk.reload();
        desk.later(4 * 3_600);
        assert!(desk.fake.requests().len() > 1, "{kind}");
        assert_eq!(desk.alerts(), Vec::<String>::new(), "{kind}");
        charged(&desk, 1.0);
    }
}

#[test]
fn t5_whatever_is_no_answer_is_asked_again_a_few_times_and_then_left_alone() {
    let all = [
        Fault::Status(500, None),
        Fault::Status(502, None),
        Fault::Status(503, None),
        Fault::Truncated,
        Fault::NotJson,
        Fault::Html,
    ];
    for fault in all {
        let desk = pulled("deepl", &[fault]);
        desk.later(5);
        whole(&desk);
        assert_eq!(desk.fake.requests().len(), 2, "{fault:?}: once more");
    }
}

#[test]
fn t5_a_service_that_hangs_or_is_slow_is_not_waited_for() {
    let desk = pulled("deepl", &[Fault::Hang]);
    whole(&desk);
    assert_eq!(desk.fake.requests().len(), 2);
    // it was sent, and may be charged for: the ledger says so
    assert!(desk.ledger()["uncertain"] > 0, "{:?}", desk.ledger());
    let desk = pulled("deepl", &[Fault::Slow(300)]);
    whole(&desk);
    assert_eq!(desk.fake.requests().len(), 1);
}

#[test]
fn t5_five_failures_shut_it_and_one_look_opens_it_again() {
    let desk = Desk::of("deepl");
    desk.fake.always(Some(Fault::Status(500, None)));
    desk.drop_in("satu", RELEASE);
    desk.pull();
    for _ in 0..60 {
        desk.later(60);
    }
    // five in a row, then looks after 30 s, 1, 2, 4, 8 and 15 minutes
    let asked = desk.fake.requests().len();
    assert!((9..=13).contains(&asked), "{asked}");
    assert_eq!(desk.alerts(), ["engine.shut"]);
    let (_, attempts) = put_off(&desk);
    assert!(attempts <= 5, "waiting is no attempt: {attempts}");
    desk.fake.always(None);
    desk.later(1_200);
    whole(&desk);
    assert_eq!(desk.fake.requests().len(), asked + 1, "one look was enough");
    assert_eq!(desk.alerts(), Vec::<String>::new());
}

#[test]
fn t6_an_answer_that_was_lost_is_paid_for_once_more_and_not_again() {
    for fault in [Fault::Reset, Fault::Truncated] {
        let desk = pulled("deepl", &[fault]);
        desk.later(5);
        whole(&desk);
        charged(&desk, 2.0);
        assert!(desk.ledger()["uncertain"] > 0, "{:?}", desk.ledger());
    }
    let desk = Desk::of("deepl");
    desk.fake.always(Some(Fault::Reset));
    desk.drop_in("satu", RELEASE);
    desk.pull();
    for _ in 0..20 {
        desk.later(3_000);
    }
    assert_eq!(desk.fake.requests().len(), 2, "one extra call in a day, however often it fails");
    charged(&desk, 2.0);
}

#[test]
fn t7_answers_that_are_not_one_a_text_are_asked_for_one_by_one() {
    let deepl = [Fault::Fewer, Fault::More, Fault::Null].map(|fault| ("deepl", fault));
    let others = ["libretranslate", "google", "azure", "chat"].map(|kind| (kind, Fault::Fewer));
    for (kind, fault) in deepl.into_iter().chain(others) {
        let desk = pulled(kind, &[fault]);
        whole(&desk);
        charged(&desk, 2.0);
        assert_eq!(desk.fake.requests().len(), 2 + PARAGRAPHS, "{kind} {fault:?}");
    }
}

#[test]
fn t7_answers_in_another_order_are_not_taken_for_each_other() {
    let desk = pulled("deepl", &[Fault::Reordered]);
    whole(&desk);
    charged(&desk, 2.0);
    assert_eq!(desk.fake.requests().len(), 2 + PARAGRAPHS, "one by one");
}

#[test]
fn t8_empty_foreign_or_huge_answers_are_never_shown() {
    for fault in [Fault::Empty, Fault::Huge, Fault::OtherLanguage] {
        let desk = pulled("deepl", &[fault]);
        unshown(&desk);
        charged(&desk, 1.0);
    }
}

#[test]
fn t9_broken_markup_and_added_links_are_never_shown() {
    for fault in [Fault::BrokenMarkup, Fault::AddedLink] {
        let desk = pulled("deepl", &[fault]);
        unshown(&desk);
    }
}

#[test]
fn t9_a_lost_placeholder_costs_no_name_and_no_date() {
    let desk = pulled("deepl", &[Fault::LostPlaceholder]);
    let made = desk.translation("ms").unwrap();
    let words: Vec<&str> = made.body.iter().map(|one| one.block.text.as_str()).collect();
    let words = words.join("\n");
    assert!(words.contains("BCN") && words.contains("6/6/2024"), "{made:?}");
}

#[test]
fn t10_a_script_in_an_answer_is_no_script() {
    for kind in ["deepl", "libretranslate", "chat"] {
        let desk = pulled(kind, &[Fault::Script]);
        unshown(&desk);
        assert!(!format!("{:?}", desk.translation("ms")).contains("<script"), "{kind}");
    }
}

#[test]
fn t11_chatter_around_the_answer_and_obeyed_instructions_are_not_published() {
    // around the JSON it is taken off, within the texts it is refused
    let desk = pulled("chat", &[Fault::Chatter]);
    unshown(&desk);
    let desk = pulled("chat", &[Fault::Obeyed]);
    unshown(&desk);
    // what is sent holds the text apart from the instructions, and no secret
    let asked = &desk.fake.requests()[0].whole;
    let (_, body) = asked.split_once("\r\n\r\n").unwrap();
    let body: serde_json::Value = serde_json::from_str(body).unwrap();
    assert!(!body["messages"][0]["content"].as_str().unwrap().contains("pesisir"));
    assert!(body.get("tools").is_none() && !body.to_string().contains(KEY));
}

#[test]
fn t12_a_changed_number_leaves_its_paragraph_in_the_original() {
    let desk = pulled("deepl", &[Fault::Number]);
    let made = desk.translation("ms").unwrap();
    assert_eq!(made.state, State::Partial);
    let origins: Vec<Origin> = made.body.iter().map(|block| block.origin).collect();
    assert_eq!(origins, [Origin::Machine, Origin::Original, Origin::Machine]);
    assert_eq!(made.body[1].doubts[0].check, "numbers");
    charged(&desk, 1.0);
}

#[test]
fn t13_a_service_away_for_a_day_is_made_up_for_newest_first() {
    let desk = Desk::of("deepl");
    desk.fake.always(Some(Fault::Status(503, None)));
    for (at, word) in ["SATU", "DUA", "TIGA", "EMPAT"].iter().enumerate() {
        desk.drop_in(word, &RELEASE.replace("PESISIR", word).replace("120", &format!("{at}20")));
        desk.pull();
        desk.later(6 * 3_600);
    }
    assert!(desk.jobs().iter().all(|job| job.done_at.is_none()), "nothing is given up");
    let lost = desk.fake.requests().len();
    assert!(lost <= 110, "{lost}: a look every quarter of an hour");
    desk.fake.always(None);
    desk.later(2_000);
    desk.later(60);
    let jobs = desk.jobs();
    assert!(jobs.iter().all(|job| job.done_at.is_some()), "{jobs:?}");
    let after: Vec<String> =
        desk.fake.requests().into_iter().skip(lost).map(|asked| asked.texts[0].clone()).collect();
    assert!(after[1].contains("Empat") || after[0].contains("Empat"), "{after:?}");
    charged(&desk, 1.0);
}

#[test]
fn t14_a_thousand_new_entries_stop_at_the_days_budget_and_say_so() {
    let budget = "[[budget]]\nname = \"hari\"\nper = \"day\"\ncharacters = 600\n\
                  when_spent = \"hold\"\n";
    let desk = Desk::with("deepl", "", budget);
    for number in 0..20 {
        let text = RELEASE.replace("PESISIR", &format!("KE{}", "A".repeat(number + 1)));
        desk.drop_in(&format!("r{number}"), &text.replace("120", &format!("{number}5")));
    }
    desk.pull();
    let (charged, _) = desk.fake.characters();
    assert!(charged <= 600 && charged > 400, "{charged}");
    assert_eq!(desk.alerts().iter().filter(|kind| *kind == "budget.spent").count(), 1);
    let waiting = desk.jobs().iter().filter(|job| job.done_at.is_none()).count();
    assert!(waiting > 10, "{waiting}");
    // the next day there is a new one
    desk.later(86_400);
    let (more, _) = desk.fake.characters();
    assert!(more > charged && more <= 1_200, "{more}");
    assert_eq!(desk.faults(), Vec::<String>::new());
}

#[test]
fn t15_stray_bytes_in_an_answer_are_repaired() {
    let deepl = [Fault::Bom, Fault::Nul, Fault::Bidi, Fault::Latin1].map(|fault| ("deepl", fault));
    let others = ["azure", "libretranslate", "google", "chat"].map(|kind| (kind, Fault::Bom));
    for (kind, fault) in deepl.into_iter().chain(others) {
        let desk = pulled(kind, &[fault]);
        whole(&desk);
        let made = format!("{:?}", desk.translation("ms").unwrap());
        let strays = ['\u{feff}', '\0', '\u{202e}', '\u{fffd}'];
        assert!(!made.contains(strays), "{kind} {fault:?}: {made}");
        assert_eq!(desk.fake.requests().len(), 1, "{kind} {fault:?}: nothing is asked again");
    }
}

#[test]
fn t16_another_engine_changes_nothing_that_is_translated() {
    let desk = pulled("deepl", &[]);
    let before = desk.translation("ms").unwrap();
    let config = desk.home.read("config/warta.toml");
    let changed = config.replace("request_secs = 1", "model = \"latency_optimized\"");
    assert_ne!(changed, config);
    desk.home.write("config/warta.toml", &changed);
    desk.reload();
    desk.pull();
    assert_eq!(desk.fake.requests().len(), 1, "old output is served on");
    assert_eq!(desk.translation("ms").unwrap(), before);
    // only what is new goes to it
    let other = "Lomba lari sehat dibuka di lapangan kota\n\
        Panitia lomba menyiapkan minuman bagi semua pelari yang datang sejak pagi.";
    desk.drop_in("dua", other);
    desk.pull();
    let asked = desk.fake.requests();
    assert_eq!(asked.len(), 2);
    assert!(asked[1].whole.contains("latency_optimized"));
}

#[test]
fn t17_an_engine_at_a_private_address_is_not_asked() {
    let fake = Fake::start();
    let tables = table("libretranslate", &fake).replace(&fake.url(), "http://169.254.169.254");
    let desk = Desk::of_tables(fake, &tables);
    desk.drop_in("satu", RELEASE);
    desk.pull();
    assert_eq!(desk.alerts(), ["engine.shut"]);
    let told = desk.runtime.block_on(desk.newsroom.store.alerts(false)).unwrap();
    assert!(told[0].words.contains("[fetch]"), "{told:?}");
    assert!(!desk.ledger().contains_key("uncertain"), "{:?}", desk.ledger());
}

#[test]
fn a_day_of_faults_costs_no_more_than_a_twentieth() {
    let faults = [
        Fault::Status(429, Some("1")),
        Fault::Status(500, None),
        Fault::Truncated,
        Fault::Status(502, None),
        Fault::Bom,
        Fault::Html,
        Fault::Status(503, None),
        Fault::Nul,
        Fault::Reset,
        Fault::Status(529, None),
        Fault::Bidi,
        Fault::Fewer,
        Fault::Status(503, Some("2")),
        Fault::Slow(50),
    ];
    let desk = Desk::of("deepl");
    for (at, fault) in faults.iter().enumerate() {
        desk.fake.next(&[*fault]);
        for number in 0..7 {
            let word: String = "abcdefghijklmn".chars().skip(at).take(1).collect();
            let name = format!("{word}{}", "u".repeat(number + 1));
            let text = RELEASE
                .replace("PESISIR", &name.to_uppercase())
                .replace("warga pesisir,", &format!("warga {name},"))
                .replace("di balai", &format!("di kampung {name}"))
                .replace("makin paham", &format!("makin paham {name}"));
            desk.drop_in(&name, &text);
        }
        desk.pull();
        desk.later(120);
    }
    let left: Vec<_> = desk.jobs().into_iter().filter(|job| job.done_at.is_none()).collect();
    assert!(left.is_empty(), "{left:?}");
    charged(&desk, 1.05);
    assert_eq!(desk.alerts(), Vec::<String>::new());
    assert_eq!(desk.faults(), Vec::<String>::new());
}

#[test]
fn a_key_is_in_no_log_however_much_is_said() {
    let desk = Desk::of("deepl");
    desk.fake.always(Some(Fault::Key));
    desk.drop_in("satu", RELEASE);
    let output = desk.home.warta(&["-vv", "pull"]);
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said);
    assert!(desk.fake.requests()[0].whole.contains(KEY), "it was sent");
    assert!(said.contains("refused the key") && !said.contains(KEY), "{said}");
    let alerts = desk.home.warta(&["alerts"]).stdout;
    assert!(!String::from_utf8_lossy(&alerts).contains(KEY));
}
