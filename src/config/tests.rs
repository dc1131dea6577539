//! Homes, good and faulty.
//!
//! Each folder in `tests/it/fixtures/homes/` is a home with a file `faults.txt` that lists
//! what must be said of it; `WARTA_BLESS=1` writes those files anew, to be read before they
//! are kept. The kinds here are doubles, so that nothing hangs on what other floors read.

use std::fmt::Write as _;

use super::*;
use crate::config::doubles::registry;
use crate::domain::Language;
use crate::domain::feed::{Otherwise, Waiting};
use crate::translate::glossary::Term;

fn homes() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/fixtures/homes")
}

fn environment(name: &str) -> Option<String> {
    match name {
        "DATABASE_URL" => Some("postgres://warta:hunter2@127.0.0.1/warta".to_owned()),
        "DEEPL_KEY" => Some("hunter2".to_owned()),
        "EMPTY" => Some(String::new()),
        _ => None,
    }
}

fn read(name: &str) -> Result<Config, Faults> {
    load_with(&homes().join(name), None, &environment, &registry())
}

fn listed(faults: &Faults) -> String {
    let mut out = String::new();
    for fault in faults.list() {
        let Fault { file, line, column, message, hint, .. } = fault;
        writeln!(out, "{file}:{line}:{column}: {message}").unwrap();
        if let Some(hint) = hint {
            writeln!(out, "    {hint}").unwrap();
        }
    }
    out
}

#[test]
fn every_fault_of_a_home_is_told_in_one_run() {
    let mut seen = 0;
    for entry in std::fs::read_dir(homes()).unwrap() {
        let home = entry.unwrap().path();
        let list = home.join("faults.txt");
        let Ok(wanted) = std::fs::read_to_string(&list) else { continue };
        let name = home.file_name().unwrap().to_str().unwrap().to_owned();
        let told = read(&name).map_or_else(|faults| listed(&faults), |_| String::new());
        if std::env::var_os("WARTA_BLESS").is_some() {
            std::fs::write(&list, &told).unwrap();
        } else {
            assert!(told == wanted, "of the home `{name}` was told:\n{told}");
        }
        seen += 1;
    }
    assert!(seen >= 8, "only {seen} faulty homes");
}

#[test]
fn a_good_home_becomes_the_structs_of_the_other_floors() {
    let config = read("good").unwrap_or_else(|faults| panic!("{faults}"));
    let house = &config.house;
    assert_eq!(house.site.name, "Kantor Berita");
    assert_eq!(house.site.base, "https://news.example.org/warta/");
    assert_eq!((house.authority.name.as_str(), house.authority.year), ("example.org", 2026));
    assert_eq!(config.fetch.contact.as_deref(), Some("desk@news.example.org"));
    assert_eq!(config.fetch.gap.as_millis(), 1_500);
    assert_eq!(config.server.listen.to_string(), "0.0.0.0:80");
    assert_eq!(config.server.metrics_listen, None);
    assert_eq!(house.publish_dir.as_deref(), Some(config.home.join("public").as_path()));
    assert_eq!(house.max_age_secs, 60);
    let engines: Vec<_> = house.engines.iter().map(|engine| engine.name.as_str()).collect();
    assert_eq!(engines, ["deepl", "practice"]);
    assert_eq!(house.engines[1].pairs.len(), 2);
    let (id, ms) = (Language::parse("id").unwrap(), Language::parse("ms").unwrap());
    let glossary = house.glossaries.own(&id, &ms);
    let terms: Vec<String> = glossary.terms().iter().map(shown).collect();
    assert_eq!(
        terms,
        [
            "BNN never exact: ",
            "Polda Kalbar never exact: ",
            "P4GN never any: ",
            "rapat kerja fixed any: mesyuarat kerja",
            "penyuluhan preferred exact: ceramah, taklimat",
        ]
    );
    let feed = house.feeds.iter().find(|feed| feed.name == "all").unwrap();
    assert_eq!((feed.name.as_str(), feed.entries, feed.formats.len()), ("all", 20, 2));
    assert_eq!(feed.waiting, Waiting { minutes: 5, otherwise: Otherwise::Hold });
    assert!(house.feeds.iter().any(|feed| feed.slug.as_deref() == Some("drugs")));
}

fn shown(term: &Term) -> String {
    let (class, case) = (term.class.name(), term.case.name());
    format!("{} {class} {case}: {}", term.term, term.targets.join(", "))
}

#[test]
fn the_example_of_a_glossary_in_the_reference_can_be_copied() {
    let home = fresh(|_, text| text.to_owned());
    std::fs::create_dir_all(home.path().join("config/glossary")).unwrap();
    std::fs::write(home.path().join("config/glossary/id-en.tsv"), reference::TERMS).unwrap();
    let config = load_with(home.path(), None, &|_| None, &registry());
    let house = config.unwrap_or_else(|faults| panic!("{faults}")).house;
    let (id, en) = (Language::parse("id").unwrap(), Language::parse("en").unwrap());
    let last = house.glossary_for(&id, &en).terms().iter().map(shown).next_back();
    assert_eq!(last.as_deref(), Some("penyuluhan preferred any: outreach, awareness session"));
    assert!(house.glossary_for(&en, &id).terms().is_empty());
}

#[test]
fn a_new_home_begins_with_terms_and_the_bundled_one_has_them_all() {
    let home = fresh(|_, text| text.to_owned());
    let fresh = load_with(home.path(), None, &|_| None, &registry());
    let fresh = fresh.unwrap_or_else(|faults| panic!("{faults}")).house;
    let bundled = Path::new(env!("CARGO_MANIFEST_DIR"));
    let bundled = load_with(bundled, None, &|_| None, &Registry::bundled());
    let bundled = bundled.unwrap_or_else(|faults| panic!("{faults}")).house;
    let id = Language::parse("id").unwrap();
    for (tag, office) in [("en", "Acting Governor"), ("ms", "Pemangku Gabenor")] {
        let to = Language::parse(tag).unwrap();
        let glossary = fresh.glossary_for(&id, &to);
        assert!(glossary.terms().len() >= 80, "{tag}: {}", glossary.terms().len());
        let all = bundled.glossary_for(&id, &to);
        assert!(glossary.terms().iter().all(|term| all.terms().contains(term)), "{tag}");
        let words = "Plt. Gubernur hadir.";
        let hits = glossary.find(words);
        let said: Vec<_> =
            hits.iter().filter_map(|h| h.term.said(words.get(h.start..h.end)?)).collect();
        assert_eq!(said, [office]);
    }
}

#[test]
fn regions_of_the_operators_own_are_read_with_their_parts_and_names() {
    let config = read("good").unwrap_or_else(|faults| panic!("{faults}"));
    let areas = &config.house.areas;
    let region = |code: &str| crate::domain::Region::parse(code).unwrap();
    let borneo = areas.get(&region("borneo")).unwrap();
    assert_eq!(borneo.parts, ["ID-KB", "ID-KI", "MY-12"].map(region).into());
    let malay = Language::parse("ms").unwrap();
    assert_eq!(areas.name(&region("borneo"), &malay).as_deref(), Some("Borneo"));
    assert_eq!(areas.get(&region("provinces")).unwrap().parts.len(), 38);
    let feed = config.house.feeds.iter().find(|feed| feed.name == "areas").unwrap();
    assert_eq!(feed.regions, [region("borneo"), region("provinces")]);
}

#[test]
fn the_example_of_regions_in_the_reference_can_be_copied() {
    let home = fresh(|path, text| match path {
        "feeds/indonesia.toml" => {
            "languages = [\"id\"]\nregions = [\"jabodetabek\", \"borneo\"]\n".to_owned()
        }
        _ => text.to_owned(),
    });
    std::fs::write(home.path().join("config/regions.toml"), reference::AREAS).unwrap();
    let config = load_with(home.path(), None, &|_| None, &registry());
    let config = config.unwrap_or_else(|faults| panic!("{faults}"));
    assert_eq!(config.house.feeds[0].regions.len(), 2);
}

#[test]
fn sources_take_what_they_do_not_say_from_the_defaults() {
    let config = read("good").unwrap_or_else(|faults| panic!("{faults}"));
    let ids: Vec<_> = config.house.sources.keys().map(SourceId::as_str).collect();
    assert_eq!(ids, ["agency", "kalbar"]);
    let of = |id: &str| &config.house.sources[&SourceId::parse(id).unwrap()];
    let agency = &of("agency").profile;
    assert_eq!(agency.language.as_str(), "id");
    assert_eq!(agency.timezone, Some(chrono_tz::Asia::Jakarta));
    assert_eq!((agency.name.as_str(), agency.full_text), ("Badan Contoh", true));
    let kalbar = &of("kalbar").profile;
    assert_eq!(kalbar.language.as_str(), "ms");
    assert_eq!(kalbar.region.as_ref().unwrap().as_str(), "ID-KB");
    assert!(!of("kalbar").enabled && !kalbar.full_text);
}

#[test]
fn a_sources_tests_say_what_must_come_out() {
    let config = read("good").unwrap_or_else(|faults| panic!("{faults}"));
    let [test] = config.tests.as_slice() else { panic!("{:?}", config.tests) };
    assert_eq!(test.source.as_str(), "agency");
    assert_eq!(test.document, config.home.join("config/documents/agency/rilis.html"));
    assert_eq!(test.headline.as_deref(), Some("Kantor Baru Dibuka"));
    assert_eq!(test.regions.as_ref().unwrap()[0].as_str(), "ID-KB");
    assert_eq!(test.initials.as_deref(), Some(["rfa".to_owned()].as_slice()));
    assert_eq!(test.event.as_deref(), Some("2026-03-02"));
}

#[test]
fn the_database_lies_in_the_data_folder() {
    let store = |name: &str, data: Option<&Path>| {
        load_with(&homes().join(name), data, &environment, &registry())
            .unwrap_or_else(|faults| panic!("{faults}"))
            .store
    };
    let file = homes().join("least/data/warta.sqlite");
    assert_eq!(store("least", None), crate::store::Options::Sqlite(file));
    let moved = store("least", Some(Path::new("/srv/warta")));
    assert_eq!(moved, crate::store::Options::Sqlite("/srv/warta/warta.sqlite".into()));
    let crate::store::Options::Postgres { url, schema } = store("good", None) else {
        panic!("not PostgreSQL");
    };
    assert!(url.reveal().contains("hunter2"));
    assert_eq!(schema, "newsroom");
}

#[test]
fn no_secret_is_shown_with_a_fault() {
    let faults = read("secrets").unwrap_err();
    for shown in [faults.to_string(), faults.render(true, 80), format!("{:?}", faults.list())] {
        assert!(!shown.contains("hunter2"), "{shown}");
    }
    assert!(faults.to_string().contains("*****"));
}

#[test]
fn a_folder_that_is_no_home_is_told_how_to_become_one() {
    let faults = read("no-such-home").unwrap_err();
    assert_eq!(faults.count(), 1);
    assert!(faults.to_string().contains("warta init DIR"), "{faults}");
}

#[test]
fn the_example_of_every_kind_can_be_copied_into_a_home() {
    let any = |_: &str| Some("hunter2".to_owned());
    let check = |file: &str, text: &str| {
        let home = tempfile::tempdir().unwrap();
        let account = include_str!("../../tests/it/fixtures/engines/google-v3/account.json");
        let files = [("config/warta.toml", ""), ("secrets/google.json", account), (file, text)];
        for (path, text) in files {
            let path = home.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        load(home.path(), None, &any).unwrap_or_else(|faults| panic!("{text}\n{faults}"));
    };
    for kind in crate::engine::KINDS {
        check("config/warta.toml", kind.example);
    }
    for kind in crate::source::KINDS {
        let whole = kind.example.contains("[source]");
        let head = if whole { "" } else { "[source]\nlanguage = \"id\"\n\n" };
        check("config/sources/example.toml", &format!("{head}{}", kind.example));
    }
}

/// A new home in a temporary folder, each file put through `change` first.
fn fresh(change: impl Fn(&str, &str) -> String) -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    for (path, text) in init::files() {
        let whole = home.path().join(path);
        std::fs::create_dir_all(whole.parent().unwrap()).unwrap();
        std::fs::write(whole, change(path, text)).unwrap();
    }
    home
}

#[test]
fn a_fresh_home_has_one_live_source_and_no_fault() {
    let home = fresh(|_, text| text.to_owned());
    let config = load_with(home.path(), None, &|_| None, &registry());
    let config = config.unwrap_or_else(|faults| panic!("{faults}"));
    let ids: Vec<_> = config.house.sources.keys().map(SourceId::as_str).collect();
    assert_eq!(ids, ["samples"]);
    assert!(config.house.engines.is_empty());
    assert_eq!(config.house.feeds.len(), 1);
    assert!(home.path().join("config/samples").read_dir().unwrap().count() == 1);
}

#[test]
fn what_a_fresh_home_suggests_may_be_taken_at_its_word() {
    let suggested = |text: &str| {
        let key = |line: &str| {
            let name = line.split(" = ").next().unwrap_or_default();
            line.starts_with('[') || (name.len() < line.len() && !name.contains(' '))
        };
        let bare = |line: &str| match line.strip_prefix("# ").filter(|line| key(line)) {
            Some(rest) => format!("{rest}\n"),
            None => format!("{line}\n"),
        };
        text.lines().map(bare).collect::<String>()
    };
    let home = fresh(|path, text| match path {
        _ if Path::new(path).extension().is_none_or(|end| end != "toml") => text.to_owned(),
        "config/warta.toml" => {
            let text = suggested(text);
            let kinds = crate::engine::KINDS;
            let known = kinds.iter().any(|kind| kind.name == "command");
            let before = text.split("[[engine]]").next().unwrap().to_owned();
            if known { text } else { before }
        }
        _ => suggested(text),
    });
    let registry = Registry { engines: crate::engine::KINDS, ..registry() };
    let config = load_with(home.path(), None, &environment, &registry);
    let config = config.unwrap_or_else(|faults| panic!("{faults}"));
    assert_eq!(config.house.sources.len(), 2);
    assert_eq!(config.house.site.base, "https://news.example.org/");
}
