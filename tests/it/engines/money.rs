//! Budgets, chains and the paths a text may take, and what an operator is told of them.

use std::time::Duration;

use serde_json::Value;
use warta::domain::desk::Decision;
use warta::domain::translation::{Origin, State};

use crate::engines::desk::{Desk, table};
use crate::support::fake::{Fake, Fault};

const RELEASE: &str = "WARGA PESISIR DILATIH MENYIMPAN BAHAN KIMIA\n\
PONTIANAK - Badan Contoh Nusantara (BCN) melatih warga pesisir, Kamis (6/6/2024).\n\
Sebanyak 120 warga ikut serta dalam pelatihan yang digelar di balai desa itu.";

fn json(desk: &Desk, arguments: &[&str]) -> Value {
    let output = desk.home.warta(arguments);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {said}");
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Two fakes, and a desk that asks the first and then the second.
fn two(more: &str) -> (Fake, Fake, Desk) {
    let (first, second) = (Fake::start(), Fake::start());
    let tables = format!("{}{}{more}", table("deepl", &first), table("apertium", &second));
    let desk = Desk::of_tables(first.clone(), &tables);
    (first, second, desk)
}

#[test]
fn a_spent_budget_leaves_headlines_with_the_original_below() {
    let budget = "[[budget]]\nname = \"bulan\"\ncharacters = 200\ntitles_percent = 50\n";
    let desk = Desk::with("deepl", "price = 20.0\n", budget);
    desk.drop_in("satu", RELEASE);
    desk.pull();
    let (state, origins) = desk.state().unwrap();
    assert_eq!((state, origins), (State::Partial, vec![Origin::Original; 2]));
    let headline = desk.translation("ms").unwrap().headline.unwrap();
    assert_eq!(headline, "Warga Pesisir Dilatih Menyimpan Bahan Kimia");
    assert_eq!(desk.alerts(), ["budget.spent"]);
    let (charged, _) = desk.fake.characters();
    let house = desk.newsroom.house();
    let spent = desk.newsroom.store.spending(&house.budgets[0], desk.now());
    let spent = desk.runtime.block_on(spent).unwrap();
    let charged = i64::try_from(charged).unwrap();
    assert_eq!((spent.chars, spent.cost_micros), (charged, charged * 20));
}

#[test]
fn what_a_spent_budget_left_out_is_translated_when_the_next_period_begins() {
    // Text may cost 144: the two paragraphs of 119 fit, with a headline of 68 they do not.
    let budget = "[[budget]]\nper = \"day\"\ncharacters = 160\ntitles_percent = 10\n";
    let release = "Warga Pesisir Kampung Hilir Dilatih Menyimpan Bahan Kimia Dengan Aman\n\
        PONTIANAK - Warga kampung hilir dilatih menyimpan bahan kimia dengan aman di rumah.\n\
        Warga lain hadir dan mendengarkan dengan tekun.";
    let desk = Desk::with("deepl", "", budget);
    desk.drop_in("satu", release);
    desk.pull();
    assert_eq!(desk.state().unwrap().1, [Origin::Original; 2]);
    let (charged, unique) = desk.fake.characters();
    assert_eq!(charged, unique);

    desk.later(3_600);
    assert_eq!(desk.fake.characters().0, charged, "nothing is asked within the period");

    desk.later(86_400);
    assert_eq!(desk.state().unwrap(), (State::Machine, vec![Origin::Machine; 2]));
    let (charged, unique) = desk.fake.characters();
    assert_eq!(charged, unique, "the headline is not paid for again");
    assert_eq!(desk.alerts(), Vec::<String>::new());
}

#[test]
fn a_spent_budget_goes_on_with_the_cheaper_engine() {
    let (first, second, desk) = two(
        "[[budget]]\nengine = \"deepl\"\nper = \"day\"\ncharacters = 30\nwhen_spent = \"cheaper\"\n",
    );
    desk.drop_in("satu", RELEASE);
    desk.pull();
    assert_eq!(desk.state().unwrap().0, State::Machine);
    assert_eq!((first.requests().len(), second.requests().len()), (0, 3));
}

#[test]
fn four_fifths_of_a_budget_raise_an_alarm_that_the_next_period_ends() {
    let desk = Desk::with("deepl", "", "[[budget]]\nper = \"day\"\ncharacters = 230\n");
    desk.drop_in("satu", RELEASE);
    desk.pull();
    assert_eq!(desk.state().unwrap().0, State::Machine);
    assert_eq!(desk.alerts(), ["budget.nearly-spent"]);
    desk.later(86_400);
    desk.drop_in("dua", "RAPAT\nPONTIANAK - Rapat kerja dibuka pagi ini.");
    desk.pull();
    assert_eq!(desk.alerts(), Vec::<String>::new());
}

#[test]
fn a_chain_has_its_own_order_and_a_source_its_own_door() {
    let chain = "[[chain]]\npair = \"id-ms\"\nengines = [\"apertium\", \"deepl\"]\n";
    let (first, second, desk) = two(chain);
    desk.drop_in("satu", RELEASE);
    desk.pull();
    assert_eq!((first.requests().len(), second.requests().len()), (0, 3));

    // the service of somebody else, which the guard would refuse to ask: it is never tried
    let (here, away) = (Fake::start(), Fake::start());
    let away_table = table("deepl", &away).replace(&away.url(), "https://api.deepl.com");
    let tables = format!("{away_table}{}", table("apertium", &here));
    let desk = Desk::of_tables(away.clone(), &tables);
    let source = desk.home.read("config/sources/kantor.toml");
    let only = source.replace("language = \"id\"", "language = \"id\"\nlocal_only = true");
    desk.home.write("config/sources/kantor.toml", &only);
    desk.reload();
    desk.drop_in("satu", RELEASE);
    desk.pull();
    assert_eq!(desk.state().unwrap().0, State::Machine);
    assert_eq!((away.requests().len(), here.requests().len()), (0, 3));
    assert_eq!(desk.alerts(), Vec::<String>::new());
}

#[test]
fn a_language_between_is_gone_through_only_when_asked_and_is_told() {
    let fake = Fake::start();
    let pairs = "pairs = [\"id-en\", \"en-ms\"]\n";
    let chain = "[[chain]]\npair = \"id-ms\"\nengines = [\"deepl\"]\nthrough = \"en\"\n";
    let desk = Desk::of_tables(fake.clone(), &format!("{}{pairs}", table("deepl", &fake)));
    desk.drop_in("satu", RELEASE);
    desk.pull();
    assert_eq!(fake.requests().len(), 0, "nobody asked for a way round");
    let config = desk.home.read("config/warta.toml");
    desk.home.write("config/warta.toml", &format!("{config}{chain}"));
    desk.reload();
    desk.later(60);
    desk.drop_in("satu", &RELEASE.replace("120", "125"));
    desk.pull();
    let told = desk.runtime.block_on(desk.newsroom.store.alerts(true)).unwrap();
    let made = desk.translation("ms").unwrap_or_else(|| panic!("{told:?}"));
    assert_eq!(made.provenance.display, "DeepL (id \u{2192} en \u{2192} ms)", "{made:?}");
    assert!(made.body[1].block.text.contains("wargaoo"), "{made:?}");
    assert_eq!(made.from.as_str(), "id");
}

#[test]
fn an_engine_away_for_long_is_passed_over() {
    let (first, second, desk) = two("");
    first.always(Some(Fault::Status(500, None)));
    desk.drop_in("satu", RELEASE);
    desk.pull();
    for _ in 0..10 {
        desk.later(40);
    }
    assert_eq!(desk.state().unwrap().0, State::Machine);
    assert_eq!(desk.translation("ms").unwrap().provenance.engine, "apertium");
    assert_eq!((first.requests().len(), second.requests().len()), (5, 3));
}

#[test]
fn what_one_engine_damages_the_next_is_asked_for_alone() {
    let (first, second, desk) = two("");
    first.fragile("melatih");
    desk.drop_in("satu", RELEASE);
    desk.pull();
    assert_eq!(desk.state().unwrap().0, State::Machine, "{:?}", desk.translation("ms"));
    assert_eq!(desk.translation("ms").unwrap().provenance.display, "DeepL, Apertium");
    assert_eq!((first.requests().len(), second.requests().len()), (1, 1));
}

#[test]
fn damaged_formatting_is_given_up_for_the_words() {
    let desk = Desk::with("deepl", "", "");
    desk.fake.fragile("balai");
    let html = "<h1>Rapat kerja dibuka di kantor pusat</h1><p>Kepala kantor membuka rapat.</p>\
                <p>Rapat <b>besar</b> digelar di <a href=\"https://a.example/b\">balai</a> desa.</p>";
    desk.drop_file("satu.html", html);
    desk.pull();
    let made = desk.translation("ms").unwrap();
    assert_eq!(made.state, State::Flagged, "{made:?}");
    let last = made.body.last().unwrap();
    assert_eq!(last.origin, Origin::Machine, "{made:?}");
    assert!(last.block.text.starts_with("Rapat besaro digelaro"), "{made:?}");
    assert!(last.block.html.contains("href=\"https://a.example/b\""), "{made:?}");
    assert_eq!(last.doubts[0].check, "codes");
    assert_eq!(desk.fake.requests().len(), 2);
}

#[test]
fn an_echo_or_another_language_is_never_a_headline() {
    let desk = Desk::of("deepl");
    let feeds = desk.home.read("feeds/uji.toml");
    desk.home.write("feeds/uji.toml", &feeds.replace("\"ms\"", "\"en\""));
    desk.reload();
    desk.fake.next(&[Fault::Echo]);
    let plain = RELEASE.replace("WARGA PESISIR DILATIH MENYIMPAN", "Warga dilatih menyimpan");
    desk.drop_in("satu", &plain.replace("BAHAN KIMIA", "bahan kimia"));
    desk.pull();
    let made = desk.translation("en");
    let headline = made.as_ref().and_then(|made| made.headline.clone());
    assert_eq!(headline, None, "{made:?}");
    let flagged = |made: &warta::domain::Translation| {
        made.body.iter().all(|block| !block.doubts.is_empty() || block.origin == Origin::Original)
    };
    assert!(made.is_none_or(|made| flagged(&made)));
}

#[test]
fn the_cost_of_a_source_is_told_before_it_is_spent() {
    let fake = Fake::start();
    let desk = Desk::of_tables(fake.clone(), &format!("{}price = 20.0\n", table("deepl", &fake)));
    fake.always(Some(Fault::Quota));
    desk.drop_in("satu", RELEASE);
    desk.pull();
    // the program reckons by its own clock: the release came long ago
    let rows = json(&desk, &["plan", "kantor", "--days", "30", "--json"]);
    assert_eq!(rows.as_array().map(Vec::len), Some(0), "{rows}");
    let home = &desk.home;
    assert_eq!(home.warta(&["plan", "nobody"]).status.code(), Some(2));
    fake.always(None);
    let output = home.warta(&["engines", "test", "deepl", "--to", "ms"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!(said, "Rapat kerjao dimulaio pukulo sembilano pagio.\n");
    let listed = json(&desk, &["engines", "--json"]);
    assert_eq!(listed["engines"][0]["state"], "ready", "what answers is asked again by all");
    assert_eq!(listed["engines"][0]["today"]["chars"], 40);
    assert_eq!(home.warta(&["engines", "test", "nobody"]).status.code(), Some(2));
}

#[test]
fn a_plan_reckons_what_is_new_and_what_is_remembered() {
    let desk = Desk::with("deepl", "", "[[budget]]\ncharacters = 1_000\n");
    desk.drop_in("satu", RELEASE);
    let output = desk.home.warta(&["pull"]);
    assert!(output.status.success());
    desk.home.write("drop/dua.txt", &RELEASE.replace("120", "125"));
    desk.fake.always(Some(Fault::Quota));
    desk.home.warta(&["pull"]);
    let rows = json(&desk, &["plan", "kantor", "--days", "30", "--json"]);
    assert_eq!((&rows[0]["language"], &rows[0]["engine"]), (&"ms".into(), &"deepl".into()));
    assert_eq!((&rows[0]["segments"], &rows[0]["remembered"]), (&4.into(), &3.into()));
    assert_eq!(rows[0]["now"]["chars"], 77);
    assert!(rows[0]["ahead"]["chars"].as_i64() > rows[0]["now"]["chars"].as_i64());
    let listed = json(&desk, &["engines", "--json"]);
    let (charged, _) = desk.fake.characters();
    assert_eq!(listed["engines"][0]["month"]["chars"], charged);
    assert_eq!(listed["engines"][0]["state"], "quota used up");
    assert_eq!(listed["budgets"][0]["percent"], charged * 100 / 1_000);
    let shown = String::from_utf8(desk.home.warta(&["engines"]).stdout).unwrap();
    assert!(shown.contains("quota used up until") && shown.contains("tags not counted"), "{shown}");
}

/// A desk whose translations into Malay go through English, and a release in it.
fn through_english() -> Desk {
    let fake = Fake::start();
    let pairs = "pairs = [\"id-en\", \"en-ms\"]\n";
    let chain = "[[chain]]\npair = \"id-ms\"\nengines = [\"deepl\"]\nthrough = \"en\"\n";
    let desk = Desk::of_tables(fake.clone(), &format!("{}{pairs}{chain}", table("deepl", &fake)));
    desk.drop_in("satu", RELEASE);
    desk.pull();
    desk
}

#[test]
fn what_went_through_another_language_is_edited_and_approved_segment_by_segment() {
    let desk = through_english();
    let made = desk.translation("ms").unwrap();
    assert_eq!(made.desk.segments.len(), 3, "every segment of the source: {made:?}");
    let asked = desk.fake.requests().len();
    let line = desk.sheet("ms").lines.remove(2);
    assert!(line.unit.segment.text.starts_with("Sebanyak 120 warga"), "{line:?}");
    assert!(line.text.unwrap().starts_with("Sebanyak 120 wargaoo"));
    let written = "Seramai 120 penduduk menyertai kursus itu.";
    desk.edit("ms", 3, written);
    let made = desk.translation("ms").unwrap();
    assert_eq!(made.state, State::Edited, "{made:?}");
    assert_eq!(made.provenance.display, "DeepL (id \u{2192} en \u{2192} ms)");
    assert_eq!(made.body[1].block.text, written);
    assert_eq!(made.body[1].origin, Origin::Person);
    desk.review("ms", Decision::Approved);
    assert_eq!(desk.translation("ms").unwrap().state, State::Approved);
    assert_eq!(desk.fake.requests().len(), asked, "nothing of it is asked for again");
    // what was written is of the whole way, and stays when another paragraph changes
    desk.drop_in("satu", &RELEASE.replace("melatih warga", "mendidik warga"));
    desk.newsroom.clock.advance(Duration::from_mins(1));
    desk.pull();
    let made = desk.translation("ms").unwrap();
    assert_eq!((made.state, made.body[1].block.text.as_str()), (State::Edited, written));
    let texts: Vec<_> =
        desk.fake.requests().into_iter().skip(asked).flat_map(|one| one.texts).collect();
    assert_eq!(texts.len(), 2, "the changed paragraph, once on each leg: {texts:?}");
    desk.review("ms", Decision::Rejected);
    assert_eq!(desk.translation("ms").unwrap().state, State::Rejected);
    assert_eq!(desk.faults(), Vec::<String>::new());
}

#[test]
fn a_headline_that_a_person_wrote_leaves_the_rest_to_the_way_round() {
    let desk = through_english();
    desk.edit("ms", 1, "PENDUDUK DILATIH MENYIMPAN BAHAN KIMIA");
    let made = desk.translation("ms").unwrap();
    assert_eq!(made.headline.as_deref(), Some("PENDUDUK DILATIH MENYIMPAN BAHAN KIMIA"));
    assert_eq!(made.state, State::Edited);
    assert!(made.body.iter().all(|block| block.origin == Origin::Machine), "{made:?}");
}

#[test]
fn what_the_checks_found_is_told_as_json_with_its_segment() {
    let desk = Desk::with("deepl", "", "");
    desk.fake.next(&[Fault::Number]);
    desk.drop_in("satu", RELEASE);
    desk.pull();
    let id = desk.runtime.block_on(desk.newsroom.store.find("kantor/")).unwrap().to_string();
    let release = json(&desk, &["release", &id, "--json"]);
    let findings = &release["translations"][0]["findings"];
    let found = findings.as_array().unwrap().iter().find(|one| one["check"] == "numbers").unwrap();
    let source = "Sebanyak 120 warga ikut serta dalam pelatihan yang digelar di balai desa itu.";
    assert_eq!((&found["gravity"], &found["number"]), (&"error".into(), &3.into()), "{found}");
    assert_eq!((&found["place"], &found["source"]), (&"paragraph 2".into(), &source.into()));
    let span = &found["spans"][0];
    assert_eq!(
        (&span["side"], &span["start"], &span["end"]),
        (&"source".into(), &9.into(), &12.into())
    );
    assert_eq!(found["segment"].as_str().map(str::len), Some(64));
    assert_eq!(found.get("target"), None, "what is wrong is not used");
}
