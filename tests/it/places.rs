//! What the newsroom asks of the gazetteer, over all its tables.

use std::collections::HashSet;

use warta::domain::region::RegionKind;
use warta::domain::{Language, Region};
use warta::gazetteer::{Gazetteer, Mention, PlaceKind};

/// Kemendagri's digits, ISO 3166-2, names in id, ms and en, aliases (with commas between).
fn all_provinces() -> Vec<[&'static str; 6]> {
    let table = rows(include_str!("fixtures/vectors/provinces.tsv"));
    table.map(|row| row.try_into().unwrap()).collect()
}

fn language(tag: &str) -> Language {
    Language::parse(tag).unwrap()
}

fn region(code: &str) -> Region {
    Region::parse(code).unwrap()
}

fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    table
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| line.split('\t').collect())
}

/// The mentions of an Indonesian text, as `words=code` or `words=code!` with a prefix.
fn found(places: &Gazetteer, text: &str, tag: &str, near: Option<&str>) -> Vec<String> {
    let show = |m: &Mention| {
        let sign = if m.prefixed { "!" } else { "" };
        format!("{}={}{sign}", &text.get(m.start..m.end).unwrap(), m.place.region)
    };
    places.mentions(text, &language(tag), near.map(region).as_ref()).iter().map(show).collect()
}

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    assert_eq!(found(&Gazetteer::bundled(), text, "id", Some("ID")), expected, "{text}");
}

#[test]
fn all_38_provinces_are_known_by_code_name_and_alias() {
    let places = Gazetteer::bundled();
    let (id, ms, en) = (language("id"), language("ms"), language("en"));
    for [digits, code, in_id, in_ms, in_en, aliases] in all_provinces() {
        let province = region(code);
        assert!(places.knows(&province), "{code}");
        assert_eq!(places.name(&province, &id), in_id);
        assert_eq!(places.name(&province, &ms), in_ms);
        assert_eq!(places.name(&province, &en), in_en);
        for slug in [digits, code, code.to_lowercase().as_str(), in_id, in_ms, in_en] {
            assert_eq!(places.alias(slug).as_ref(), Some(&province), "{slug}");
        }
        for alias in aliases.split(',').filter(|alias| !alias.is_empty()) {
            assert_eq!(places.alias(alias).as_ref(), Some(&province), "{alias}");
            let slot = places.place(&alias.to_uppercase(), &id, None).expect(alias);
            assert_eq!(slot.region, province, "{alias}");
            // In a dateline these are the city, everywhere else the province.
            let city = ["Jakarta", "Jogja", "Yogya", "Jogjakarta"].contains(&alias);
            assert_eq!(slot.kind == PlaceKind::Town, city, "{alias}");
            let text = format!("Acara itu digelar BNNP {alias}, kemarin.");
            let expected = format!("{alias}={code}!");
            assert_eq!(found(&places, &text, "id", None), [expected], "{text}");
        }
        let slot = places.place(&in_id.to_uppercase(), &id, None).expect(in_id);
        assert_eq!(slot.region, province, "{in_id}");
    }
}

#[test]
fn the_provinces_of_indonesia_are_38_and_its_island_groups_are_none_of_them() {
    let places = Gazetteer::bundled();
    let mut expected: Vec<&str> = all_provinces().iter().map(|row| row[1]).collect();
    expected.sort_unstable();
    let provinces = places.provinces(&region("ID"));
    assert_eq!(provinces.iter().map(Region::as_str).collect::<Vec<_>>(), expected);
    for group in ["ID-SM", "ID-JW", "ID-NU", "ID-KA", "ID-SL", "ID-ML", "ID-PP"] {
        assert!(places.knows(&region(group)), "{group}");
        assert!(!places.name(&region(group), &language("id")).starts_with("ID-"), "{group}");
    }
    for province in provinces {
        let above = places.ancestors(&province);
        assert_eq!(above.len(), 5, "{province} lies in a group, ID, 035, 142 and 001");
        assert_eq!(above[0].kind(), RegionKind::Subdivision, "{province}");
    }
}

#[test]
fn every_regency_and_city_is_found_in_its_province() {
    let places = Gazetteer::bundled();
    let id = language("id");
    let provinces = all_provinces();
    let table = include_str!("../../src/gazetteer/tsv/id-regencies.tsv");
    let mut count = 0;
    for row in rows(table) {
        let [code, official] = row[..] else { panic!("{row:?}") };
        let Some((digits, _)) = code.split_once('.') else { continue };
        count += 1;
        let province = provinces.iter().find(|row| row[0] == digits).unwrap()[1];
        let own = places.place(official, &id, Some(&region(province))).expect(official);
        assert_eq!(own.region.as_str(), province, "{official}");
        assert_eq!(own.kind, PlaceKind::Town, "{official}");
        if !official.contains("Administrasi") {
            assert_eq!(own.code.as_deref(), Some(code), "{official}");
        }
        let (_, base) = official.split_once(' ').unwrap();
        let base = base.trim_start_matches("Administrasi ").to_uppercase();
        let slot = places.place(&base, &id, Some(&region(province))).expect(&base);
        assert_eq!(slot.region.as_str(), province, "{base}");
        // Away from home only the one name that two provinces share stays open.
        let away = places.place(&base, &id, None).map(|place| place.region.to_string());
        let expected = (base != "BANJAR").then_some(province.to_owned());
        assert_eq!(away, expected, "{base}");
    }
    assert_eq!(count, 514);
}

#[track_caller]
fn slot(name: &str, tag: &str, near: Option<&str>, expected: Option<(&str, &str)>) {
    let near = near.map(region);
    let place = Gazetteer::bundled().place(name, &language(tag), near.as_ref());
    let got = place.as_ref().map(|place| (place.name.as_str(), place.region.as_str()));
    assert_eq!(got, expected, "{name} in {tag}");
}

#[test]
fn a_dateline_names_a_city_in_any_spelling() {
    slot("PONTIANAK", "id", None, Some(("Pontianak", "ID-KB")));
    slot("PALANGKARAYA", "id", None, Some(("Palangka Raya", "ID-KT")));
    slot("Palangka Raya", "id", None, Some(("Palangka Raya", "ID-KT")));
    slot("PANGKAL PINANG", "id", None, Some(("Pangkalpinang", "ID-BB")));
    slot("Tanjungpinang", "id", None, Some(("Tanjungpinang", "ID-KR")));
    slot("BAU-BAU", "id", None, Some(("Baubau", "ID-SG")));
    slot("BANDA ACEH", "en", None, Some(("Banda Aceh", "ID-AC")));
    slot("MATARAM", "ms", None, Some(("Mataram", "ID-NB")));
    slot("Manado", "en", None, Some(("Manado", "ID-SA")));
    slot("JAKARTA", "id", None, Some(("Jakarta", "ID-JK")));
    slot("DKI JAKARTA", "id", None, Some(("DKI Jakarta", "ID-JK")));
    slot("JOGJA", "id", None, Some(("Yogyakarta", "ID-YO")));
    slot("Jaksel", "id", None, Some(("Jakarta Selatan", "ID-JK")));
    slot("Provinsi Kalimantan Barat", "en", None, Some(("West Kalimantan", "ID-KB")));
    slot("JAKARTA", "en", None, Some(("Jakarta", "ID-JK")));
    slot("Kalbar", "id", None, Some(("Kalimantan Barat", "ID-KB")));
    slot("Jambi", "id", None, Some(("Jambi", "ID-JA")));
}

#[test]
fn seats_are_found_though_their_regency_is_called_otherwise() {
    for (name, code) in [
        ("Tanjung Selor", "ID-KU"),
        ("Sofifi", "ID-MU"),
        ("Wamena", "ID-PE"),
        ("Cibinong", "ID-JB"),
        ("Ungaran", "ID-JT"),
        ("Sentani", "ID-PA"),
        ("Labuan Bajo", "ID-NT"),
        ("Timika", "ID-PT"),
        ("Entikong", "ID-KB"),
        ("Martapura", "ID-KS"),
        ("Solo", "ID-JT"),
        ("Tenggarong", "ID-KI"),
        ("Cawang", "ID-JK"),
    ] {
        slot(&name.to_uppercase(), "id", None, Some((name, code)));
    }
}

#[test]
fn capitals_of_the_world_are_datelines() {
    slot("LONDON", "id", Some("ID"), Some(("London", "GB")));
    slot("KUALA LUMPUR", "ms", None, Some(("Kuala Lumpur", "MY-14")));
    slot("SINGAPURA", "id", Some("ID"), Some(("Singapura", "SG")));
    slot("SINGAPORE", "en", None, Some(("Singapore", "SG")));
    slot("DEN HAAG", "id", None, Some(("Den Haag", "NL")));
    slot("Jenewa", "id", None, Some(("Jenewa", "CH")));
    slot("THE HAGUE", "en", None, Some(("The Hague", "NL")));
    slot("Kairo", "id", None, Some(("Kairo", "EG")));
    slot("WINA", "id", None, Some(("Wina", "AT")));
    slot("Kaherah", "ms", None, Some(("Kaherah", "EG")));
    slot("YERUSALEM", "id", None, None);
    slot("YERUSALEM", "id", Some("PS"), Some(("Yerusalem", "PS")));
    slot("NEW YORK", "en", None, Some(("New York", "US-NY")));
}

#[test]
fn every_country_but_those_without_people_has_a_dateline() {
    let places = Gazetteer::bundled();
    let table = include_str!("../../src/gazetteer/tsv/places.tsv");
    let with: HashSet<String> = rows(table)
        .filter(|row| row[3] == "capital")
        .map(|row| row[2].split('-').next().unwrap().to_owned())
        .collect();
    let without: Vec<String> = places
        .countries()
        .into_iter()
        .map(String::from)
        .filter(|code| !with.contains(code))
        .collect();
    assert_eq!(without, ["AQ", "BV", "HM", "NF", "UM"]);
}

#[test]
fn the_source_settles_a_name_that_two_provinces_share() {
    slot("BANJAR", "id", None, None);
    slot("BANJAR", "id", Some("ID"), None);
    slot("BANJAR", "id", Some("ID-JB"), Some(("Banjar", "ID-JB")));
    slot("BANJAR", "id", Some("ID-KS"), Some(("Banjar", "ID-KS")));
    slot("Kota Banjar", "id", None, Some(("Banjar", "ID-JB")));
    check("Wali Kota Banjar dan Bupati Banjar bertemu.", &["Banjar=ID-JB!", "Banjar=ID-KS!"]);
}

#[test]
fn the_home_of_a_source_lends_its_own_provinces() {
    slot("CALIFORNIA", "en", Some("US"), Some(("California", "US-CA")));
    slot("CALIFORNIA", "en", None, None);
    let places = Gazetteer::bundled();
    assert_eq!(found(&places, "Polis Selangor menahan dua orang.", "ms", None), ["Selangor=MY-10"]);
    assert_eq!(found(&places, "Police in Texas said.", "en", Some("US")), ["Texas=US-TX"]);
    assert_eq!(found(&places, "Police in Texas said.", "en", None), [""; 0]);
}

#[test]
fn the_longest_name_wins() {
    check("di Kepulauan Riau", &["Kepulauan Riau=ID-KR"]);
    check("di Riau", &["Riau=ID-RI"]);
    check(
        "Papua Barat Daya, Papua Barat, Papua",
        &["Papua Barat Daya=ID-PD", "Papua Barat=ID-PB", "Papua=ID-PA"],
    );
    check("Maluku Utara dan Maluku", &["Maluku Utara=ID-MU", "Maluku=ID-MA"]);
    check("KALIMANTAN BARAT", &["KALIMANTAN BARAT=ID-KB"]);
    check("di Kota Padang Panjang", &["Padang Panjang=ID-SB!"]);
}

#[test]
fn words_that_only_look_like_places_are_none() {
    for text in [
        "jatuh di batu besar",
        "Batu besar menimpa rumah",
        "PT Maju bersama PT Sejahtera",
        "di PT Maju",
        "bone china dan pati jagung",
        "Pati jagung naik",
        "kota besar, kabupaten lain",
        "Riaunya tidak ada",
        "harga Batu Bara naik",
        "Karo Humas BNN",
        "kalbar.bnn.go.id",
        "@bnn_Bali_resmi",
        "Polda Metro",
        "NTT Data menang",
        "Bima berkata",
        "Jalan Pontianak dan Jl. Surabaya",
        "di Selat Malaka, Sungai Kapuas",
        "Serang balik",
        "jersey baru",
    ] {
        check(text, &[]);
    }
}

#[test]
fn a_prefix_lets_short_and_ordinary_names_count() {
    check("Pemkot Batu", &["Batu=ID-JI!"]);
    check("Bupati Bone dan Kapolres Pati", &["Bone=ID-SN!", "Pati=ID-JT!"]);
    check("Kab. Siak", &["Siak=ID-RI!"]);
    check("WALI KOTA BIMA", &["BIMA=ID-NB!"]);
    check("Polda Metro Jaya", &["Metro Jaya=ID-JK!"]);
    check("Polres Metro Jakarta Selatan", &["Metro Jakarta Selatan=ID-JK!"]);
    check("Kota Metro", &["Metro=ID-LA!"]);
    check("Pemprov PT", &["PT=ID-PT!"]);
    check("Gubernur DIY", &["DIY=ID-YO!"]);
    check("digelar di NTB", &["NTB=ID-NB"]);
    check("Pemprov DKI", &["DKI=ID-JK!"]);
}

#[test]
fn a_name_shared_by_city_and_province_follows_its_prefix() {
    let places = Gazetteer::bundled();
    for (text, kind, code) in [
        ("Gubernur Jambi", PlaceKind::Province, None),
        ("warga Jambi", PlaceKind::Province, None),
        ("Wali Kota Jambi", PlaceKind::Town, Some("15.71")),
        ("Bupati Gorontalo", PlaceKind::Town, Some("75.01")),
        ("Bupati Bandung", PlaceKind::Town, Some("32.04")),
        ("warga Bandung", PlaceKind::Town, Some("32.73")),
    ] {
        let found = places.mentions(text, &language("id"), None);
        let place = &found.first().expect(text).place;
        assert_eq!((place.kind, place.code.as_deref()), (kind, code), "{text}");
    }
}

#[test]
fn other_languages_know_countries_and_provinces_but_no_short_names() {
    let places = Gazetteer::bundled();
    let english = "Kalbar police in West Kalimantan, Pontianak, with Malaysia; Bone Regency.";
    assert_eq!(found(&places, english, "en", None), ["West Kalimantan=ID-KB", "Malaysia=MY"]);
    assert_eq!(
        found(&places, english, "en", Some("ID")),
        ["Kalbar=ID-KB", "West Kalimantan=ID-KB", "Pontianak=ID-KB", "Malaysia=MY", "Bone=ID-SN!"]
    );
    assert_eq!(
        found(&places, "在印度尼西亚和马来西亚的会议", "zh", None),
        ["印度尼西亚=ID", "马来西亚=MY"]
    );
    assert_eq!(found(&places, "AUX ÉTATS-UNIS", "fr", None), ["ÉTATS-UNIS=US"]);
}

#[test]
fn clocks_follow_the_province_and_else_the_capital() {
    let places = Gazetteer::bundled();
    for (code, zone) in [
        ("ID-KB", Some("Asia/Pontianak")),
        ("ID-KT", Some("Asia/Pontianak")),
        ("ID-BA", Some("Asia/Makassar")),
        ("ID-PE", Some("Asia/Jayapura")),
        ("ID-KA", Some("Asia/Jakarta")),
        ("ID", Some("Asia/Jakarta")),
        ("US-TX", Some("America/Chicago")),
        ("AU-WA", Some("Australia/Perth")),
        ("FR-IDF", Some("Europe/Paris")),
        ("GB", Some("Europe/London")),
        ("RU", Some("Europe/Moscow")),
        ("035", None),
        ("jabodetabek", None),
    ] {
        assert_eq!(places.zone(&region(code)).map(chrono_tz::Tz::name), zone, "{code}");
    }
    let without: Vec<Region> =
        places.countries().into_iter().filter(|code| places.zone(code).is_none()).collect();
    assert_eq!(without, []);
    for province in places.provinces(&region("ID")) {
        assert!(places.zone(&province).unwrap().name().starts_with("Asia/"), "{province}");
    }
}

#[test]
fn names_of_countries_fall_back_to_english_and_tags_to_their_language() {
    let places = Gazetteer::bundled();
    for (code, tag, name) in [
        ("DE", "id", "Jerman"),
        ("DE", "ms", "Jerman"),
        ("DE", "nl", "Duitsland"),
        ("DE", "sw", "Germany"),
        ("ID", "zh-Hant", "印度尼西亚"),
        ("ID", "en-GB", "Indonesia"),
        ("142", "id", "Asia"),
        ("035", "id", "Asia Tenggara"),
        ("ID-KB", "nl", "West-Kalimantan"),
        ("ID-KB", "sw", "West Kalimantan"),
        ("ID-PE", "fr", "Highland Papua"),
        ("jabodetabek", "id", "jabodetabek"),
    ] {
        assert_eq!(places.name(&region(code), &language(tag)), name, "{code} in {tag}");
    }
    assert_eq!(places.countries().len(), 249);
}

#[test]
fn every_row_of_every_table_is_whole_and_points_at_something() {
    let places = Gazetteer::bundled();
    let known = |code: &str| Region::parse(code).is_ok_and(|code| places.knows(&code));
    let regencies: HashSet<&str> =
        rows(include_str!("../../src/gazetteer/tsv/id-regencies.tsv")).map(|row| row[0]).collect();
    let located = |code: &str| known(code) || regencies.contains(code);
    let needs = ["any", "context", "prefix", "slot"];
    for (table, fixed, columns) in [
        (include_str!("../../src/gazetteer/tsv/m49.tsv"), 2, 15),
        (include_str!("../../src/gazetteer/tsv/countries.tsv"), 3, 16),
        (include_str!("../../src/gazetteer/tsv/subdivisions.tsv"), 4, 17),
    ] {
        for row in rows(table) {
            assert_eq!(row.len(), columns, "{row:?}");
            assert!(!row[fixed].is_empty(), "{row:?} has an English name");
            assert!(known(row[0]), "{row:?}");
            assert!(row[0] == "001" || row[1].split(' ').all(known), "{row:?}");
        }
    }
    for row in rows(include_str!("../../src/gazetteer/tsv/places.tsv")) {
        assert!(row.len() == 5 && located(row[2]) && needs.contains(&row[4]), "{row:?}");
    }
    for row in rows(include_str!("../../src/gazetteer/tsv/aliases.tsv")) {
        assert!(row.len() == 5 && located(row[2]) && needs.contains(&row[4]), "{row:?}");
    }
    for row in rows(include_str!("../../src/gazetteer/tsv/hosts.tsv")) {
        let code = row[2];
        let right = match row[1] {
            "fixed" => located(code),
            "place" => code.is_empty() || known(code),
            other => other == "none" && code.is_empty(),
        };
        assert!(row.len() == 3 && right, "{row:?}");
    }
    let kinds = ["city", "regency", "town", "province", "context", "other"];
    for row in rows(include_str!("../../src/gazetteer/tsv/prefixes.tsv")) {
        assert!(kinds.contains(&row[2].trim_start_matches("after-")), "{row:?}");
    }
    let bases: HashSet<&str> = rows(include_str!("../../src/gazetteer/tsv/id-regencies.tsv"))
        .filter_map(|row| row[1].split_once(' ').map(|(_, base)| base))
        .collect();
    for row in rows(include_str!("../../src/gazetteer/tsv/ordinary.tsv")) {
        assert!(bases.contains(row[0]), "{row:?}");
    }
    for row in rows(include_str!("../../src/gazetteer/tsv/overrides.tsv")) {
        assert!(row.len() == 3 && known(row[0]) && !row[2].is_empty(), "{row:?}");
    }
}
