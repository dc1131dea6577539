//! A translation as a file for translators' tools: out, and strictly in again.

use warta::domain::segment::{Hand, SegmentKind};
use warta::domain::{Language, Segment};
use warta::translate::guarded::Rules;
use warta::translate::inline;
use warta::translate::plan::{Place, Unit};
use warta::translate::xliff::{self, Returned, Row, Sheet};

fn unit(html: &str) -> Unit {
    let (text, codes) = inline::read(html, &Rules::new(&["BCN".to_owned()]));
    Unit::new(Place::Block(0), Segment { kind: SegmentKind::Paragraph, text }, codes)
}

fn written(units: &[(Unit, Option<&str>)]) -> String {
    let (from, to) = (Language::parse("id").unwrap(), Language::parse("en").unwrap());
    let rows: Vec<Row<'_>> = units
        .iter()
        .map(|(unit, text)| Row { unit, place: "paragraph 1", text: *text, hand: Hand::Machine })
        .collect();
    let sheet = Sheet {
        release: "bcn/0123456789ab",
        url: Some("https://bcn.example/a?b=1&c=2"),
        from: &from,
        to: &to,
        approved: false,
        rows: &rows,
    };
    String::from_utf8(xliff::write(&sheet).unwrap()).unwrap()
}

fn back(text: &str) -> Returned {
    xliff::read(text).unwrap_or_else(|why| panic!("{why}: {text}"))
}

#[test]
fn what_goes_out_comes_back_the_same() {
    let units = [
        (unit("Kepala BCN <b>hadir &amp; pulang</b>.<br>Ada 5 &lt; 6."), Some("The head <1/>")),
        (unit("Surat ke humas@bcn.example.id"), Some("A letter to <1/> &amp; &lt;others>")),
        (unit("Rapat \u{b} selesai"), Some(" spaced  text ")),
        (unit("Belum ada"), None),
    ];
    let text = written(&units);
    let returned = back(&text);
    assert_eq!(returned.release.to_string(), "bcn/0123456789ab");
    assert_eq!((returned.from.as_str(), returned.to.as_str()), ("id", "en"));
    assert_eq!(returned.segments.len(), units.len());
    for (segment, (unit, target)) in returned.segments.iter().zip(&units) {
        assert_eq!(segment.hash, unit.hash, "{text}");
        assert_eq!(segment.source, unit.segment.text, "{text}");
        assert_eq!(segment.target.as_deref(), *target, "{text}");
        assert_eq!(segment.place, "paragraph 1");
    }
}

#[test]
fn a_translator_sees_what_stands_for_what_and_how_each_stands() {
    let text =
        written(&[(unit("Kepala BCN hadir"), Some("The head of <1/> came")), (unit("x y"), None)]);
    assert!(text.contains("<ph id=\"1\" canCopy=\"no\" canDelete=\"no\" disp=\"BCN\"/>"), "{text}");
    assert!(text.contains("state=\"translated\" subState=\"warta:machine\""), "{text}");
    assert!(text.contains("<segment state=\"initial\">"), "{text}");
}

#[test]
fn a_tool_may_cut_a_unit_and_mark_words() {
    let text = written(&[(unit("Kepala <b>hadir</b>. Lalu pulang."), Some("A"))]);
    let (before, rest) = text.split_once("<target>").unwrap();
    let (_, after) = rest.split_once("</target>").unwrap();
    let cut = "<target>He <mrk id=\"m1\" type=\"term\"><sc id=\"1\"/>came<ec startRef=\"1\"/></mrk>.\
               </target></segment><ignorable><source/><target> </target></ignorable>\
               <segment><source/><target>Then left.</target>";
    let returned = back(&format!("{before}{cut}{after}"));
    assert_eq!(returned.segments[0].target.as_deref(), Some("He <1>came</1>. Then left."));
}

#[test]
fn what_is_not_ours_is_refused_with_its_line() {
    let good = written(&[(unit("Kepala <b>hadir</b>"), Some("<1>came</1>"))]);
    for (from, to, said) in [
        ("version=\"2.1\"", "version=\"1.2\"", "line 2: it is XLIFF `1.2`, not 2"),
        ("<xliff", "<!DOCTYPE x [<!ENTITY a \"b\">]><xliff", "a document type is not taken"),
        ("<target>", "<target>&a;", "`&a;` is not known"),
        ("<target>", "<target><script/>", "`script` does not belong in a text"),
        ("<target>", "<target><ph id=\"x\"/>", "`x` is no code that we wrote"),
        ("bcn/0123456789ab", "nobody", "`nobody` is no release"),
        ("trgLang=\"en\"", "trgLang=\"english\"", "`trgLang`"),
        ("</file>\n</xliff>", "", "it ends in the middle"),
        ("</source>", "</target>", "line 5"),
    ] {
        let wrong = xliff::read(&good.replacen(from, to, 1)).unwrap_err().to_string();
        assert!(wrong.contains(said), "{from}: {wrong}");
    }
    let deep = format!("{}{}", "<a>".repeat(100), "</a>".repeat(100));
    assert!(xliff::read(&deep).unwrap_err().to_string().contains("too deep"));
    assert!(xliff::read("").unwrap_err().to_string().contains("no XLIFF"));
}
