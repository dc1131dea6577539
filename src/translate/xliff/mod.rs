//! A translation as an XLIFF file for translators' tools, and back.
//!
//! [`write`](fn@write) gives one `unit` a segment, with the codes as `pc` and `ph`, the words they stand
//! for, and how it stands; [`read`](fn@read) reads what comes back, also where a tool cut a
//! unit into several segments. A unit is known by the hash of its source.
//!
//! Source: XLIFF Version 2.1, OASIS Standard, 2018.

mod read;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use crate::domain::Language;
use crate::domain::segment::Hand;
use crate::text::markup;
use crate::translate::inline::{self, Code};
use crate::translate::notation::{self, Token};
use crate::translate::plan::Unit;

pub use crate::translate::xliff::read::{Returned, XliffError, read};

const NAMESPACE: &str = "urn:oasis:names:tc:xliff:document:2.0";

/// One segment for a translator.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    /// The segment.
    pub unit: &'a Unit,
    /// Where it stands, for people: `paragraph 3`.
    pub place: &'a str,
    /// Its translation, in our notation of codes.
    pub text: Option<&'a str>,
    /// Whose that is.
    pub hand: Hand,
}

/// A whole translation for a translator.
#[derive(Debug, Clone, Copy)]
pub struct Sheet<'a> {
    /// The release: `bnn/9fa13ccdec2c`.
    pub release: &'a str,
    /// Where its source shows it.
    pub url: Option<&'a str>,
    /// The language it is in.
    pub from: &'a Language,
    /// The one wanted.
    pub to: &'a Language,
    /// Whether a named person stands for all of it.
    pub approved: bool,
    /// Its segments, in order.
    pub rows: &'a [Row<'a>],
}

type Out = Writer<Vec<u8>>;

/// Writes a translation as XLIFF 2.1.
///
/// # Errors
///
/// What the writer could not write; writing into memory does not fail.
pub fn write(sheet: &Sheet<'_>) -> std::io::Result<Vec<u8>> {
    let mut out = Writer::new(Vec::new());
    out.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
    line(&mut out)?;
    let root = [
        ("xmlns", NAMESPACE),
        ("version", "2.1"),
        ("srcLang", sheet.from.as_str()),
        ("trgLang", sheet.to.as_str()),
    ];
    let xliff = BytesStart::new("xliff").with_attributes(root);
    out.write_event(Event::Start(xliff))?;
    line(&mut out)?;
    // An id may hold no slash.
    let file = [("id", "f1"), ("original", sheet.release), ("xml:space", "preserve")];
    out.write_event(Event::Start(BytesStart::new("file").with_attributes(file)))?;
    line(&mut out)?;
    if let Some(url) = sheet.url {
        out.create_element("notes").write_inner_content(|out| {
            let note = out.create_element("note").with_attribute(("category", "url"));
            note.write_text_content(BytesText::new(url)).map(drop)
        })?;
        line(&mut out)?;
    }
    for (index, row) in sheet.rows.iter().enumerate() {
        unit(&mut out, index + 1, row, sheet.approved)?;
    }
    out.write_event(Event::End(BytesEnd::new("file")))?;
    line(&mut out)?;
    out.write_event(Event::End(BytesEnd::new("xliff")))?;
    line(&mut out)?;
    Ok(out.into_inner())
}

fn line(out: &mut Out) -> std::io::Result<()> {
    out.write_event(Event::Text(BytesText::new("\n")))
}

fn unit(out: &mut Out, number: usize, row: &Row<'_>, approved: bool) -> std::io::Result<()> {
    let id = format!("u{number}");
    let names = [("id", id.as_str()), ("name", row.unit.hash.as_str())];
    let (state, sub) = match (row.text, row.hand) {
        (None, _) => ("initial", None),
        (Some(_), _) if approved => ("final", Some("warta:approved")),
        (Some(_), Hand::Person) => ("reviewed", Some("warta:person")),
        (Some(_), Hand::Import) => ("translated", Some("warta:import")),
        (Some(_), Hand::Machine) => ("translated", Some("warta:machine")),
    };
    out.create_element("unit").with_attributes(names).write_inner_content(|out| {
        out.create_element("notes").write_inner_content(|out| {
            let note = out.create_element("note").with_attribute(("category", "place"));
            note.write_text_content(BytesText::new(row.place)).map(drop)
        })?;
        let mut states = vec![("state", state)];
        states.extend(sub.map(|sub| ("subState", sub)));
        let segment = out.create_element("segment").with_attributes(states);
        segment.write_inner_content(|out| {
            content(out, "source", &row.unit.segment.text, row.unit)?;
            match row.text {
                Some(text) => content(out, "target", text, row.unit),
                None => Ok(()),
            }
        })?;
        Ok(())
    })?;
    line(out)
}

/// A text in our notation as an element with codes in it.
fn content(out: &mut Out, name: &str, text: &str, unit: &Unit) -> std::io::Result<()> {
    out.write_event(Event::Start(BytesStart::new(name)))?;
    for token in notation::read(text) {
        match token {
            Token::Text(words) => words_of(out, &words)?,
            Token::Open(n) => {
                let number = n.to_string();
                let id = [("id", number.as_str()), ("canCopy", "no"), ("canDelete", "no")];
                out.write_event(Event::Start(BytesStart::new("pc").with_attributes(id)))?;
            }
            Token::Close(_) => out.write_event(Event::End(BytesEnd::new("pc")))?,
            Token::Whole(n) => {
                let (number, shown) = (n.to_string(), shown(unit, n));
                let mut ph = BytesStart::new("ph");
                ph.push_attribute(("id", number.as_str()));
                ph.push_attribute(("canCopy", "no"));
                ph.push_attribute(("canDelete", "no"));
                if !shown.is_empty() {
                    ph.push_attribute(("disp", shown.as_str()));
                }
                out.write_event(Event::Empty(ph))?;
            }
        }
    }
    out.write_event(Event::End(BytesEnd::new(name)))
}

/// Words, with what XML cannot hold as elements of their own.
fn words_of(out: &mut Out, words: &str) -> std::io::Result<()> {
    let mut run = String::new();
    for c in words.chars() {
        if markup::is_legal(c) && c != '\r' {
            run.push(c);
            continue;
        }
        out.write_event(Event::Text(BytesText::new(&std::mem::take(&mut run))))?;
        let code = format!("{:04X}", u32::from(c));
        let cp = BytesStart::new("cp").with_attributes([("hex", code.as_str())]);
        out.write_event(Event::Empty(cp))?;
    }
    out.write_event(Event::Text(BytesText::new(&run)))
}

/// The words a code stands for, for a translator to see.
fn shown(unit: &Unit, number: usize) -> String {
    let words = match inline::code(&unit.codes, number) {
        Some(Code::Element { text, .. }) => text.clone(),
        Some(Code::Guarded { said, .. }) => said.clone(),
        _ => String::new(),
    };
    markup::line(&words).chars().filter(|c| markup::is_legal(*c)).collect()
}
