//! A release through the whole of translating: plan, rendition, engine, reading back,
//! checks, assembly.

use std::collections::BTreeMap;
use std::sync::Arc;

use warta::domain::release::Status;
use warta::domain::segment::Hand;
use warta::domain::translation::{Origin, Provenance, State, Touch};
use warta::domain::{
    Block, BlockKind, Language, Release, ReleaseId, ReleaseKey, SourceId, Translation, instant,
};
use warta::engine::{Batch, Engine};
use warta::translate::glossary::{Case, Class, Glossary, Term};
use warta::translate::plan::{Place, Remembered};
use warta::translate::{assemble, batch, plan, protect};

use crate::engines;

fn tag(tag: &str) -> Language {
    Language::parse(tag).unwrap()
}

fn block(kind: BlockKind, html: &str, text: &str) -> Block {
    Block { kind, text: text.to_owned(), html: html.to_owned() }
}

/// A release with the traps of real ones: titles, dates, money, links, mails, numbers to
/// call, tags, initials, a table and a picture. Its people and places are invented.
fn release() -> Release {
    let body = vec![
        Block::paragraph(
            "Kepala Badan Contoh Nasional (BCN) Komjen Pol. Fulan Teladan, S.I.K., M.Si., \
             melaksanakan pertemuan dengan Penjabat (Pj.) Gubernur Anu, dr. Polan, M.Kes., di \
             Ruang Kerja Gubernur, Kamis (6/6/2024) pukul 09.30 WIB.",
        ),
        block(
            BlockKind::Paragraph,
            "Anggaran sebesar Rp1.250.500,50 disiapkan untuk <strong>12 kecamatan</strong> dan \
             2,5 persen warga; lihat <a href=\"https://bcn.example.id/berita/rapat-kerja\">laman \
             berita kami</a>.",
            "Anggaran sebesar Rp1.250.500,50 disiapkan untuk 12 kecamatan dan 2,5 persen warga; \
             lihat laman berita kami.",
        ),
        block(BlockKind::Heading, "Langkah Berikutnya", "Langkah Berikutnya"),
        block(
            BlockKind::Bullet,
            "Surat ke humas@bcn.example.id atau (021) 555-0123 &amp; #BersihBersama",
            "Surat ke humas@bcn.example.id atau (021) 555-0123 & #BersihBersama",
        ),
        block(
            BlockKind::Quote,
            "\"Kami siap bekerja sama. Semua pihak akan hadir,\" ujar Fulan.",
            "\"Kami siap bekerja sama. Semua pihak akan hadir,\" ujar Fulan.",
        ),
        block(
            BlockKind::Figure,
            "<figure><img src=\"https://bcn.example.id/rapat.jpg\" alt=\"\"><figcaption>Suasana \
             pertemuan</figcaption></figure>",
            "Suasana pertemuan",
        ),
        block(BlockKind::Paragraph, "***", "***"),
    ];
    Release {
        id: ReleaseId::new(SourceId::parse("bcn").unwrap(), ReleaseKey::of("contoh")),
        url: Some("https://bcn.example.id/berita/1".to_owned()),
        language: tag("id"),
        status: Status::Usable,
        headline: "Pertemuan Bersama Putus Rantai Kejahatan".to_owned(),
        headline_source: "PERTEMUAN BERSAMA PUTUS RANTAI KEJAHATAN".to_owned(),
        subhead: None,
        reference: None,
        corrects: None,
        embargo_until: None,
        dateline: None,
        event: None,
        published: None,
        published_precision: None,
        byline: None,
        initials: Vec::new(),
        regions: Vec::new(),
        national: false,
        quotes: Vec::new(),
        summary: Some(body[0].text.clone()),
        body,
        contacts: Vec::new(),
        hashtags: Vec::new(),
        ed_note: None,
        media: Vec::new(),
        subjects: Vec::new(),
        evidence: BTreeMap::new(),
    }
}

fn provenance() -> Provenance {
    Provenance {
        engine: "apertium".to_owned(),
        display: "Apertium".to_owned(),
        model: None,
        craft: "rules".to_owned(),
        at: instant::from_seconds(1_790_000_000),
        unknown_share: None,
        hand: Touch::None,
        approved: None,
    }
}

/// Translates as the pipeline does, without memory and queue.
fn translate(release: &Release, engine: &dyn Engine, to: &str) -> Translation {
    let to = tag(to);
    let plan = plan::make(release, &to, &Glossary::of_names(&["Badan Contoh Nasional".to_owned()]));
    let mut known = BTreeMap::new();
    let capability = engine.capability();
    let missing = plan.missing(&known);
    for request in batch::cut(&missing, &capability, &plan.from) {
        let texts = request.iter().flat_map(|asked| asked.texts.clone()).collect();
        let (from, context) = (plan.from.clone(), String::new());
        let asked = Batch { from, to: to.clone(), texts, context, hints: Vec::new() };
        let mut answers = engines::answers(engine, &asked).unwrap().into_iter().map(|a| a.text);
        for asked in &request {
            let its: Vec<String> = answers.by_ref().take(asked.texts.len()).collect();
            if let Ok(text) = protect::receive(asked.unit, &capability, &asked.texts, &its) {
                known.insert(asked.unit.hash.clone(), text);
            }
        }
    }
    assemble::translation(release, 1, &to, &plan, &known, provenance())
}

fn rehearsal() -> Arc<dyn Engine> {
    engines::build("name = \"r\"\nkind = \"rehearsal\"").unwrap()
}

/// The text of a translation: headline, then the blocks.
fn words(translation: &Translation) -> Vec<&str> {
    let blocks = translation.body.iter().map(|block| block.block.text.as_str());
    translation.headline.as_deref().into_iter().chain(blocks).collect()
}

#[test]
fn a_rehearsed_release_keeps_everything_but_its_mark() {
    let source = release();
    let made = translate(&source, &*rehearsal(), "ms");
    assert_eq!(made.doubts, []);
    assert_eq!((made.state, made.revision), (State::Machine, 1));
    for (block, original) in made.body.iter().zip(&source.body) {
        assert_eq!(block.doubts, []);
        let untouched = original.text == "***";
        let dated = original.text.replace("Kamis", "Khamis");
        let wanted = if untouched { "***".to_owned() } else { format!("[ms] {dated}") };
        assert_eq!(block.block.text, wanted);
        assert_eq!(block.origin == Origin::Original, untouched);
    }
    assert_eq!(made.headline.unwrap(), format!("[ms] {}", source.headline));
    assert_eq!(made.summary.unwrap(), made.body[0].block.text);
}

#[test]
fn a_real_translation_keeps_numbers_dates_names_and_links() {
    if !engines::apertium_is_here() {
        return;
    }
    let table = "name = \"apertium\"\nkind = \"command\"\nprogram = \"apertium\"\n\
        arguments = [\"ind-zlm\"]\ncraft = \"rules\"\nmarks_unknown = true";
    let made = translate(&release(), &*engines::build(table).unwrap(), "ms");
    let all = words(&made).join("\n");
    assert_eq!(made.state, State::Flagged, "{all}");
    for kept in [
        "Badan Contoh Nasional (BCN)",
        "Komjen Pol. Fulan Teladan, S.I.K., M.Si.,",
        "Khamis (6/6/2024)",
        "09.30",
        "Rp1.250.500,50",
        "12",
        "2,5",
        "humas@bcn.example.id",
        "(021) 555-0123",
        "#BersihBersama",
        "dr. Polan, M.Kes.",
    ] {
        assert!(all.contains(kept), "{kept} is lost:\n{all}");
    }
    let link = "href=\"https://bcn.example.id/berita/rapat-kerja\"";
    assert!(made.body[1].block.html.contains(link), "{}", made.body[1].block.html);
    assert!(!all.replace("***", "").contains('*'), "{all}");
    assert!(all.contains("esyuarat"), "{all}");
    let share = made.provenance.unknown_share.unwrap();
    assert!(share > 0.0 && share < 0.6, "{share}");
}

#[test]
fn editing_one_paragraph_asks_for_one_paragraph() {
    let (before, mut after) = (release(), release());
    after.body[0] = Block::paragraph("Kepala Badan Contoh Nasional hadir, Jumat (7/6/2024).");
    after.summary = Some(after.body[0].text.clone());
    let known: BTreeMap<String, Remembered> = plan::make(&before, &tag("ms"), &Glossary::default())
        .hashes()
        .into_iter()
        .map(|hash| {
            (hash, Remembered { text: "x".to_owned(), unknown_share: None, hand: Hand::Machine })
        })
        .collect();
    let plan = plan::make(&after, &tag("ms"), &Glossary::default());
    let places: Vec<Place> = plan.missing(&known).iter().map(|unit| unit.place).collect();
    assert_eq!(places, [Place::Block(0)]);
}

/// What is known when every segment came back as it was, but for those `change` touches.
fn known(
    plan: &plan::Plan,
    change: impl Fn(Place, &str) -> String,
) -> BTreeMap<String, Remembered> {
    let remembered = |unit: &plan::Unit| {
        let text = change(unit.place, &unit.segment.text);
        (unit.hash.clone(), Remembered { text, unknown_share: None, hand: Hand::Machine })
    };
    plan.units.iter().map(remembered).collect()
}

fn assembled(release: &Release, change: impl Fn(Place, &str) -> String) -> Translation {
    let to = tag("ms");
    let plan = plan::make(release, &to, &Glossary::default());
    let known = known(&plan, change);
    assemble::translation(release, 3, &to, &plan, &known, provenance())
}

fn term(term: &str, class: Class, target: &str) -> Term {
    let targets = vec![target.to_owned()];
    Term { term: term.to_owned(), class, targets, case: Case::Any, note: None }
}

#[test]
fn a_fixed_term_is_said_as_the_newsroom_fixed_it_and_another_word_for_it_asks_for_nothing() {
    let mut source = release();
    source.headline = "RAPAT KERJA DI KOTA".to_owned();
    source.body = vec![Block::paragraph("Ada rapat kerja. Rapat kerja itu selesai.")];
    let to = tag("ms");
    let said = |target: &str| {
        let glossary = Glossary::new(vec![term("rapat kerja", Class::Fixed, target)]);
        let plan = plan::make(&source, &to, &glossary);
        let known = known(&plan, |_, text| text.to_owned());
        let made = assemble::translation(&source, 3, &to, &plan, &known, provenance());
        assert_eq!(made.state, State::Machine);
        let lines: Vec<String> = words(&made).into_iter().map(str::to_owned).collect();
        (plan.hashes(), lines)
    };
    let (first, lines) = said("mesyuarat kerja");
    assert_eq!(lines[0], "MESYUARAT KERJA DI KOTA");
    assert_eq!(lines[1], "Ada mesyuarat kerja. Mesyuarat kerja itu selesai.");
    let (second, lines) = said("bengkel kerja");
    assert_eq!(lines[1], "Ada bengkel kerja. Bengkel kerja itu selesai.");
    assert_eq!(first, second, "the same segments");
}

#[test]
fn a_preferred_term_is_left_to_the_engine_and_told_to_the_checks() {
    let source = release();
    let bare = plan::make(&source, &tag("ms"), &Glossary::default());
    let glossary = Glossary::new(vec![term("kepala badan", Class::Preferred, "ketua agensi")]);
    let plan = plan::make(&source, &tag("ms"), &glossary);
    assert_eq!(plan.hashes(), bare.hashes());
    let told: Vec<Place> =
        plan.units.iter().filter(|u| !u.preferred.is_empty()).map(|u| u.place).collect();
    let holds = |unit: &&plan::Unit| unit.segment.text.to_lowercase().contains("kepala badan");
    let wanted: Vec<Place> = plan.units.iter().filter(holds).map(|unit| unit.place).collect();
    assert_eq!(told, wanted);
    assert!(!told.is_empty());
    assert_eq!(plan.unit(told[0]).unwrap().preferred[0].targets, ["ketua agensi"]);
}

#[test]
fn a_paragraph_with_a_wrong_number_stays_in_the_original() {
    let source = release();
    let made = assembled(&source, |_, text| text.replace("12 ", "21 "));
    assert_eq!(made.state, State::Partial);
    let wrong = &made.body[1];
    assert_eq!((wrong.origin, &wrong.block), (Origin::Original, &source.body[1]));
    assert_eq!(wrong.doubts[0].check, "numbers");
    assert_eq!(made.body[0].origin, Origin::Machine);
}

#[test]
fn a_headline_with_an_error_is_no_headline() {
    let made = assembled(&release(), |place, text| match place {
        Place::Title => String::new(),
        _ => text.to_owned(),
    });
    assert_eq!((made.headline, made.state), (None, State::Partial));
    assert_eq!(made.doubts[0].check, "empty");
}

#[test]
fn what_a_person_said_stands_whatever_the_checks_think() {
    let (source, to) = (release(), tag("ms"));
    let plan = plan::make(&source, &to, &Glossary::default());
    let mut known = known(&plan, |_, text| text.to_owned());
    let unit = plan.unit(Place::Block(1)).unwrap();
    for (hand, origin) in [(Hand::Person, Origin::Person), (Hand::Import, Origin::Original)] {
        let text = "Semua 21 orang hadir.".to_owned();
        known.insert(unit.hash.clone(), Remembered { text, unknown_share: None, hand });
        let made = assemble::translation(&source, 3, &to, &plan, &known, provenance());
        assert_eq!(made.body[1].origin, origin, "{hand:?}");
    }
}

#[test]
fn a_warning_flags_and_nothing_known_fails() {
    let made = assembled(&release(), |place, text| match place {
        Place::Block(2) => format!("{text} 2"),
        _ => text.to_owned(),
    });
    assert_eq!(made.state, State::Flagged);
    let (source, to) = (release(), tag("ms"));
    let plan = plan::make(&source, &to, &Glossary::default());
    let made = assemble::translation(&source, 3, &to, &plan, &BTreeMap::new(), provenance());
    assert_eq!((made.state, made.headline, made.summary), (State::Failed, None, None));
}

#[test]
fn a_plain_table_is_translated_cell_by_cell_or_not_at_all() {
    let mut source = release();
    let html = "<table><tbody><tr><td>Kota</td><td>12</td></tr></tbody></table>";
    source.body.push(block(BlockKind::Table, html, "Kota 12"));
    let made = assembled(&source, |_, text| text.replace("Kota", "Bandar"));
    assert_eq!(made.state, State::Machine);
    assert_eq!(made.body.last().unwrap().block.text, "Bandar 12");
    let wrong = assembled(&source, |_, text| text.replace("Kota", ""));
    assert_eq!(
        (wrong.state, wrong.body.last().unwrap().origin),
        (State::Partial, Origin::Original)
    );
}

#[test]
fn preformatted_text_stays_in_the_original_and_the_release_is_partly_translated() {
    let mut source = release();
    source.body.push(block(BlockKind::Preformatted, "Kota\n12", "Kota 12"));
    let made = assembled(&source, |_, text| text.to_owned());
    assert_eq!(made.state, State::Partial);
    assert_eq!(made.body.last().unwrap().origin, Origin::Original);
}

#[test]
fn the_summary_follows_the_translated_body_or_is_translated_itself() {
    let mut source = release();
    let upper = |_: Place, text: &str| text.replace("Kepala", "Ketua");
    source.summary = Some("Kepala Badan Contoh Nasional (BCN) Komjen…".to_owned());
    let made = assembled(&source, upper);
    assert_eq!(made.summary.as_deref(), Some("Ketua Badan Contoh Nasional (BCN) Komjen…"));
    source.summary = Some("Kepala badan bertemu gubernur".to_owned());
    let made = assembled(&source, upper);
    assert_eq!(made.summary.as_deref(), Some("Ketua badan bertemu gubernur"));
    source.summary = Some(source.body[0].text.clone());
    let made = assembled(&source, |place, text| match place {
        Place::Block(0) => String::new(),
        _ => text.to_owned(),
    });
    assert_eq!(made.summary, None);
}

#[test]
fn an_engine_cannot_bring_markup_in() {
    let made = assembled(&release(), |place, text| match place {
        Place::Block(2) => "Langkah &lt;script>x&lt;/script>".to_owned(),
        _ => text.to_owned(),
    });
    assert_eq!((made.state, made.body[2].origin), (State::Partial, Origin::Original));
    assert_eq!(made.body[2].doubts[0].check, "markup_leak");
}
