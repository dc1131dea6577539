//! A memory to TMX and back.
//!
//! What we write holds everything that is known of a translation, in properties of our own,
//! so that a memory can move to another database and nothing is paid for twice. What others
//! wrote is read as what it says: source and target, their codes numbered as ours are.
//!
//! # Source
//!
//! LISA OSCAR, Translation Memory eXchange 1.4b, 26 April 2005.

use chrono::{DateTime, NaiveDateTime};
use quick_xml::Writer;
use quick_xml::events::{BytesText, Event};

use crate::domain::remembrance::Remembrance;
use crate::domain::segment::{Hand, SegmentKind};
use crate::domain::{Instant, Language, Segment};
use crate::translate::notation::{self, Token};
use crate::translate::seg::{Numbers, segment};
use crate::translate::xml::{Element, Refusal, records};

/// How TMX writes a time.
const TIME: &str = "%Y%m%dT%H%M%SZ";
const OURS: &str = "warta";

/// What begins a file.
#[must_use]
pub fn head(version: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<tmx version=\"1.4\">\n<header \
         creationtool=\"{OURS}\" creationtoolversion=\"{version}\" segtype=\"block\" \
         o-tmf=\"{OURS}\" adminlang=\"en\" srclang=\"*all*\" datatype=\"plaintext\"/>\n<body>\n"
    )
}

/// What ends a file.
pub const TAIL: &str = "</body>\n</tmx>\n";

/// Writes one translation. `None` when it holds characters that XML forbids.
#[must_use]
pub fn write(one: &Remembrance) -> Option<String> {
    let legal = |text: &str| text.chars().all(|c| c >= ' ' || matches!(c, '\t' | '\n' | '\r'));
    let legal = |text: &str| legal(text) && !text.contains(['\u{fffe}', '\u{ffff}']);
    let said = [&one.segment.text, &one.text, &one.by, &one.engine, &one.model, &one.glossary];
    if !said.into_iter().chain(&one.codes).all(|text| legal(text)) {
        return None;
    }
    let mut out = Writer::new(Vec::new());
    unit(&mut out, one).ok()?;
    let text = String::from_utf8(out.into_inner()).ok()?;
    Some(format!("{text}\n"))
}

fn unit(out: &mut Writer<Vec<u8>>, one: &Remembrance) -> std::io::Result<()> {
    let at = one.at.format(TIME).to_string();
    let mut attributes = vec![("srclang", one.from.as_str()), ("changedate", &at)];
    if !one.by.is_empty() {
        attributes.push(("changeid", &one.by));
    }
    let share = one.unknown_share.map(|share| share.to_string()).unwrap_or_default();
    let millis = one.at.timestamp_millis().to_string();
    let properties = [
        ("origin", one.hand.name()),
        ("kind", one.segment.kind.name()),
        ("engine", &one.engine),
        ("model", &one.model),
        ("glossary", &one.glossary),
        ("context", &one.context),
        ("unknown-share", &share),
        ("at", &millis),
    ];
    out.create_element("tu").with_attributes(attributes).write_inner_content(|out| {
        for (name, value) in properties.iter().filter(|(_, value)| !value.is_empty()) {
            let name = format!("x-{OURS}-{name}");
            let prop = out.create_element("prop").with_attribute(("type", name.as_str()));
            prop.write_text_content(BytesText::new(value))?;
        }
        for (language, text) in [(&one.from, &one.segment.text), (&one.to, &one.text)] {
            let tuv = out.create_element("tuv").with_attribute(("xml:lang", language.as_str()));
            tuv.write_inner_content(|out| {
                let seg = out.create_element("seg");
                seg.write_inner_content(|out| tokens(out, text, &one.codes)).map(drop)
            })?;
        }
        Ok(())
    })?;
    Ok(())
}

fn tokens(out: &mut Writer<Vec<u8>>, text: &str, codes: &[String]) -> std::io::Result<()> {
    for token in notation::read(text) {
        match token {
            Token::Text(words) => out.write_event(Event::Text(BytesText::new(&words)))?,
            Token::Open(n) => {
                let n = n.to_string();
                let both = [("i", n.as_str()), ("x", n.as_str())];
                out.create_element("bpt").with_attributes(both).write_empty()?;
            }
            Token::Close(n) => {
                let n = n.to_string();
                out.create_element("ept").with_attribute(("i", n.as_str())).write_empty()?;
            }
            Token::Whole(n) => {
                let held = n.checked_sub(1).and_then(|at| codes.get(at)).map_or("", String::as_str);
                let n = n.to_string();
                let ph = out.create_element("ph").with_attribute(("x", n.as_str()));
                ph.write_text_content(BytesText::new(held))?;
            }
        }
    }
    Ok(())
}

/// Reads a file's translations, each given to `each`; `now` is when those were made that do
/// not say. One whose source or target is empty is passed over.
///
/// # Errors
///
/// [`Refusal`], with the line: not well formed, not TMX, a language that is none, codes that
/// do not fit, a segment longer than 50,000 characters.
pub fn read(text: &str, now: Instant, each: &mut dyn FnMut(Remembrance)) -> Result<(), Refusal> {
    let mut header = Header { ours: false, from: None };
    records(text, "tmx", &["header", "tu"], &mut |record| {
        if record.name == "header" {
            header.ours = record.attribute("creationtool") == Some(OURS);
            header.from = record.attribute("srclang").map(str::to_owned);
            return Ok(());
        }
        for one in unit_of(&record, &header, now)? {
            each(one);
        }
        Ok(())
    })
}

/// Our properties mean something only in a file of ours.
struct Header {
    ours: bool,
    from: Option<String>,
}

fn unit_of(tu: &Element, header: &Header, now: Instant) -> Result<Vec<Remembrance>, Refusal> {
    let mut variants: Vec<(Language, &Element)> = Vec::new();
    for tuv in tu.children("tuv") {
        let tag = tuv.attribute("xml:lang").or_else(|| tuv.attribute("lang"));
        let tag = tag.ok_or_else(|| Refusal::at(tuv.line, "a `tuv` lacks its language"))?;
        let seg = tuv.children("seg").next();
        let seg = seg.ok_or_else(|| Refusal::at(tuv.line, "a `tuv` lacks its `seg`"))?;
        variants.push((language(tag, tuv.line)?, seg));
    }
    let from = tu.attribute("srclang").or(header.from.as_deref()).filter(|tag| *tag != "*all*");
    let from = from.map(|tag| language(tag, tu.line)).transpose()?;
    let fits = |(its, _): &(Language, &Element)| from.as_ref().is_none_or(|from| from == its);
    let Some(at) = variants.iter().position(fits) else { return Ok(Vec::new()) };
    let (from, source) = variants.remove(at);
    let mut numbers = Numbers::new(header.ours);
    let (text, codes) = segment(source, &mut numbers, true)?;
    let mut all = Vec::new();
    for (to, target) in variants {
        let (said, _) = segment(target, &mut numbers.clone(), false)?;
        if to == from || text.trim().is_empty() || said.trim().is_empty() {
            continue;
        }
        all.push(Remembrance {
            from: from.clone(),
            to,
            segment: Segment { kind: SegmentKind::Paragraph, text: text.clone() },
            codes: codes.clone(),
            text: said,
            hand: Hand::Import,
            engine: String::new(),
            model: String::new(),
            glossary: String::new(),
            context: String::new(),
            by: tu.attribute("changeid").or(tu.attribute("creationid")).unwrap_or("").to_owned(),
            unknown_share: None,
            at: tu.attribute("changedate").and_then(time).unwrap_or(now),
        });
    }
    if header.ours {
        for one in &mut all {
            by_properties(one, tu);
        }
    }
    Ok(all)
}

fn language(tag: &str, line: usize) -> Result<Language, Refusal> {
    Language::parse(tag).map_err(|why| Refusal::at(line, why.to_string()))
}

fn time(text: &str) -> Option<Instant> {
    NaiveDateTime::parse_from_str(text, TIME).ok().map(|time| time.and_utc())
}

/// What our own properties say.
fn by_properties(one: &mut Remembrance, tu: &Element) {
    let value = |name: &str| {
        let name = format!("x-{OURS}-{name}");
        let prop = tu.children("prop").find(|prop| prop.attribute("type") == Some(&name));
        prop.map(Element::words).unwrap_or_default()
    };
    let engine = value("engine");
    one.hand = match Hand::from_name(&value("origin")) {
        Hand::Machine if engine.is_empty() => Hand::Import,
        hand => hand,
    };
    if one.hand == Hand::Machine {
        (one.engine, one.model) = (engine, value("model"));
        one.glossary = value("glossary");
    }
    one.segment.kind = SegmentKind::from_name(&value("kind"));
    one.context = value("context");
    one.unknown_share = value("unknown-share").parse().ok().filter(|s| (0.0..=1.0).contains(s));
    let at = value("at").parse().ok().and_then(DateTime::from_timestamp_millis);
    one.at = at.unwrap_or(one.at);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Instant {
        crate::domain::instant::from_seconds(seconds)
    }

    fn one(text: &str, said: &str, hand: Hand) -> Remembrance {
        let machine = hand == Hand::Machine;
        let named = |name: &str| if machine { name.to_owned() } else { String::new() };
        Remembrance {
            from: Language::parse("id").unwrap(),
            to: Language::parse("pt-BR").unwrap(),
            segment: Segment { kind: SegmentKind::Title, text: text.to_owned() },
            codes: vec![String::new(), "a & b".to_owned()],
            text: said.to_owned(),
            hand,
            engine: named("lokal"),
            model: named("v\"1\""),
            glossary: named("@g1+0a1b"),
            context: if machine { String::new() } else { "0a1b".to_owned() },
            by: if machine { String::new() } else { "Sari <Contoh>".to_owned() },
            unknown_share: machine.then_some(0.25),
            at: at(1_700_000_000),
        }
    }

    fn file(units: &[&str]) -> String {
        format!("{}{}{TAIL}", head("1"), units.concat())
    }

    fn all(text: &str) -> Result<Vec<Remembrance>, Refusal> {
        let mut all = Vec::new();
        read(text, at(9), &mut |one| all.push(one)).map(|()| all)
    }

    #[test]
    fn a_memory_comes_back_as_it_went() {
        let (text, said) =
            ("Rapat <1>kerja</1>  <2/> &lt;b> &amp;amp;", "<2/> &lt;b>\n <1>work</1>");
        let wanted = [
            one(text, said, Hand::Machine),
            one(text, said, Hand::Person),
            Remembrance {
                codes: vec![String::new(), "x".to_owned()],
                ..one("<2/> saja", "<2/>", Hand::Import)
            },
        ];
        let units: Vec<String> = wanted.iter().map(|one| write(one).unwrap()).collect();
        let units: Vec<&str> = units.iter().map(String::as_str).collect();
        assert_eq!(all(&file(&units)).unwrap(), wanted);
    }

    #[test]
    fn what_xml_forbids_is_not_written() {
        assert_eq!(write(&one("Rapat", "Work\u{1}", Hand::Machine)), None);
    }

    const FOREIGN: &str = "<tmx version=\"1.4\"><header srclang=\"id\"/><body>\n\
        <tu changeid=\"kantor\" changedate=\"20240606T120000Z\">\n\
        <prop type=\"x-warta-origin\">person</prop>\
        <tuv xml:lang=\"en\"><seg><bpt i=\"7\" x=\"4\"/>Work<ept i=\"7\"/> <hi>now</hi></seg></tuv>\
        <tuv xml:lang=\"id\"><seg><bpt i=\"1\" x=\"4\">{b}</bpt>Kerja<ept i=\"1\"/> kini</seg></tuv>\
        <tuv xml:lang=\"ms\"><seg> </seg></tuv></tu></body></tmx>";

    #[test]
    fn a_file_of_others_is_an_import_whatever_it_says_of_itself() {
        let found = all(FOREIGN).unwrap();
        assert_eq!(found.len(), 1, "an empty target is none");
        assert_eq!(found[0].segment.text, "<1>Kerja</1> kini");
        assert_eq!(found[0].text, "<1>Work</1> now");
        assert_eq!((found[0].hand, found[0].by.as_str()), (Hand::Import, "kantor"));
        assert_eq!(found[0].at.to_rfc3339(), "2024-06-06T12:00:00+00:00");
    }

    #[track_caller]
    fn check(from: &str, to: &str, what: &str) {
        assert!(FOREIGN.contains(from), "{from}");
        let refused = all(&FOREIGN.replacen(from, to, 1)).unwrap_err();
        assert!(refused.line >= 3 && refused.what.contains(what), "{refused}");
    }

    #[test]
    fn a_hostile_file_is_refused_with_its_line() {
        check("xml:lang=\"en\"", "xml:lang=\"english please\"", "english please");
        check("xml:lang=\"en\"", "", "lacks its language");
        check("<seg> </seg>", "", "lacks its `seg`");
        check("x=\"4\"/>", "x=\"5\"/>", "the source has not");
        check("<ept i=\"7\"/>", "", "not nested");
        check("<bpt i=\"7\" x=\"4\"/>", "", "never began");
        check("<hi>now</hi>", "<script>now</script>", "`script` inside a segment");
        check("kini", "&kini;", "`&kini;` stands for nothing");
        check("kini", &"k".repeat(50_000), "more than 50000");
    }
}
