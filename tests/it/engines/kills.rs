//! The program killed at random and started again: no answer that came is paid for twice, and
//! the ledger tells to the character what was charged.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::process::Stdio;
use std::time::Duration;

use warta::store::{Options, Store};

use crate::engines::desk::{KEY, table};
use crate::support::fake::Fake;
use crate::support::home::Home;
use crate::support::{block_on, home};

/// How much is done, and how often it is killed.
struct Size {
    releases: usize,
    languages: &'static str,
    kills: usize,
    delay: Duration,
}

/// Words that make a text different each time, by a walk that looks random and is the same
/// in every run.
struct Words(u64);

impl Words {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn sentence(&mut self, count: usize) -> String {
        const PARTS: &[&str] =
            &["ra", "pat", "ker", "ja", "wil", "bang", "tan", "sum", "bu", "lin"];
        let mut words = Vec::new();
        for _ in 0..count {
            let one: String =
                (0..3).map(|_| PARTS[usize::try_from(self.next() % 10).unwrap()]).collect();
            words.push(one);
        }
        words.join(" ")
    }
}

fn write(home: &Home, words: &mut Words, number: usize) {
    let mut text = format!("Rapat {} dan {}\n", words.sentence(3), words.sentence(2));
    for _ in 0..4 {
        let (who, where_to) = (words.sentence(6), words.sentence(3));
        writeln!(text, "Warga {who} di kantor {where_to}.").unwrap();
    }
    home.write(&format!("drop/r{number}.txt"), &text);
}

/// Requests and characters in the ledger by state, and what is unsound.
fn ledger(home: &Home) -> (BTreeMap<String, (i64, i64)>, Vec<String>) {
    let options = Options::Sqlite(home.at("data/warta.sqlite"));
    block_on(async move {
        let store = Store::open(&options).await.unwrap();
        let rows = store.ledger().await.unwrap();
        let sums = rows.into_iter().map(|(_, state, count, chars)| (state, (count, chars)));
        let answer = (sums.collect(), store.integrity().await.unwrap());
        store.close().await;
        answer
    })
}

/// Kills the program in the middle of its work, then lets it finish.
fn killed(size: &Size) {
    let (fake, home) = (Fake::start(), home());
    home.write("engine-key", KEY);
    let config = home.read("config/warta.toml");
    let (before, _) = config.split_once("[[engine]]").unwrap();
    let more = "in_flight = 4\nrequest_secs = 20\n";
    home.write("config/warta.toml", &format!("{before}{}{more}", table("deepl", &fake)));
    let feeds = home.read("feeds/uji.toml");
    home.write("feeds/uji.toml", &feeds.replace("[\"id\", \"ms\"]", size.languages));
    let mut words = Words(0x9e37_79b9_7f4a_7c15);
    (0..size.releases).for_each(|number| write(&home, &mut words, number));
    fake.delay(size.delay);
    for round in 0..size.kills {
        let goal = fake.requests().len() + 2 + usize::try_from(words.next() % 7).unwrap();
        let mut running =
            home.command(&["run"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        // killed by what has happened, not by the time it took
        for _ in 0..4_000 {
            if fake.requests().len() >= goal {
                break;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        running.kill().unwrap();
        running.wait().unwrap();
        assert!(fake.requests().len() >= goal, "round {round}: no more was asked");
    }
    let output = home.warta(&["pull"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    balance(&home, &fake, size);
}

fn balance(home: &Home, fake: &Fake, size: &Size) {
    let (sums, faults) = ledger(home);
    assert_eq!(faults, Vec::<String>::new());
    let (charged, unique) = fake.characters();
    let of = |state: &str| sums.get(state).copied().unwrap_or((0, 0));
    let (lost, uncertain) = of("uncertain");
    assert_eq!(of("reserved"), (0, 0), "{sums:?}");
    let charged = i64::try_from(charged).unwrap();
    let unique = i64::try_from(unique).unwrap();
    // what a killed process had asked is charged for and answered to nobody
    let most = i64::try_from(size.kills * 4).unwrap();
    assert!(lost <= most, "{lost} requests of at most {most} on the wire: {sums:?}");
    assert!(charged <= unique + uncertain, "{charged} charged, {unique} unique, {sums:?}");
    let spent = of("spent").1;
    assert!(spent <= unique, "no text was answered twice: {spent} of {unique}, {sums:?}");
    // a job killed twice rests for a while: what it asked stands as uncertain
    assert!(unique - spent <= uncertain, "{spent} of {unique}, {sums:?}");
    assert!(spent + uncertain >= charged, "the ledger never tells less: {sums:?}");
    let told =
        format!("charged {charged}, unique {unique}, uncertain {uncertain} in {lost} requests\n");
    std::io::Write::write_all(&mut std::io::stderr(), told.as_bytes()).unwrap();
}

#[test]
fn killed_in_the_middle_nothing_that_was_answered_is_paid_for_again() {
    killed(&Size {
        releases: 10,
        languages: "[\"id\", \"ms\", \"en\"]",
        kills: 3,
        delay: Duration::from_millis(20),
    });
}

#[test]
#[ignore = "takes minutes: `make kills` runs it"]
fn a_thousand_releases_in_three_languages_killed_ten_times() {
    killed(&Size {
        releases: 1_000,
        languages: "[\"id\", \"ms\", \"en\", \"es\"]",
        kills: 10,
        delay: Duration::from_millis(20),
    });
}
