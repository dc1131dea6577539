//! A glossary to TBX-Basic and back.
//!
//! TBX has no word for a term that is never translated, nor for how a term is found: a note
//! of ours says both. In files of others a term with one or more translations is preferred,
//! and one that is the same in both languages is never translated.
//!
//! # Source
//!
//! ISO 30042:2019 with the dialect TBX-Basic in DCA style; read also in the form of 2008
//! (`martif`).

use quick_xml::Writer;
use quick_xml::events::BytesText;

use crate::domain::Language;
use crate::translate::glossary::{Case, Class, Term};
use crate::translate::xml::{Element, Refusal, records};

/// How our note begins.
const OURS: &str = "warta: ";

/// Writes terms as a file.
///
/// # Errors
///
/// What could not be written: a term with a character that XML forbids.
pub fn write(terms: &[Term], from: &Language, to: &Language) -> Result<String, String> {
    let mut out = Writer::new_with_indent(Vec::new(), b' ', 1);
    let root = [
        ("type", "TBX-Basic"),
        ("style", "dca"),
        ("xml:lang", from.as_str()),
        ("xmlns", "urn:iso:std:iso:30042:ed-2"),
    ];
    let made = out.create_element("tbx").with_attributes(root).write_inner_content(|out| {
        out.create_element("tbxHeader").write_inner_content(|out| {
            out.create_element("fileDesc").write_inner_content(|out| {
                out.create_element("sourceDesc")
                    .write_inner_content(|out| words(out, "p", &[], "A glossary of warta"))
                    .map(drop)
            })?;
            Ok(())
        })?;
        out.create_element("text").write_inner_content(|out| {
            let body = out.create_element("body");
            body.write_inner_content(|out| {
                terms.iter().enumerate().try_for_each(|(at, one)| concept(out, at, one, from, to))
            })?;
            Ok(())
        })?;
        Ok(())
    });
    made.map_err(|why| why.to_string())?;
    let text = String::from_utf8(out.into_inner()).map_err(|why| why.to_string())?;
    if let Some(c) = text.chars().find(|c| c.is_control() && !matches!(c, '\n' | '\t' | '\r')) {
        return Err(format!("a term holds U+{:04X}, which XML forbids", u32::from(c)));
    }
    Ok(format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{text}\n"))
}

fn words(
    out: &mut Writer<Vec<u8>>,
    name: &str,
    attributes: &[(&str, &str)],
    text: &str,
) -> std::io::Result<()> {
    let element = out.create_element(name).with_attributes(attributes.iter().copied());
    element.write_text_content(BytesText::new(text)).map(drop)
}

fn concept(
    out: &mut Writer<Vec<u8>>,
    index: usize,
    one: &Term,
    from: &Language,
    to: &Language,
) -> std::io::Result<()> {
    let id = format!("c{}", index + 1);
    let element = out.create_element("conceptEntry").with_attribute(("id", id.as_str()));
    element.write_inner_content(|out| {
        let note = format!("{OURS}{} {}", one.class.name(), one.case.name());
        words(out, "note", &[], &note)?;
        if let Some(note) = &one.note {
            words(out, "note", &[], note)?;
        }
        section(out, from, std::slice::from_ref(&one.term), None)?;
        match one.class {
            Class::Never => section(out, to, std::slice::from_ref(&one.term), None),
            Class::Fixed => section(out, to, &one.targets, Some("preferredTerm-admn-sts")),
            Class::Preferred => section(out, to, &one.targets, Some("admittedTerm-admn-sts")),
        }
    })?;
    Ok(())
}

fn section(
    out: &mut Writer<Vec<u8>>,
    language: &Language,
    terms: &[String],
    status: Option<&str>,
) -> std::io::Result<()> {
    let element = out.create_element("langSec").with_attribute(("xml:lang", language.as_str()));
    element.write_inner_content(|out| {
        for term in terms {
            out.create_element("termSec").write_inner_content(|out| {
                words(out, "term", &[], term)?;
                match status {
                    Some(status) => {
                        words(out, "termNote", &[("type", "administrativeStatus")], status)
                    }
                    None => Ok(()),
                }
            })?;
        }
        Ok(())
    })?;
    Ok(())
}

/// Reads a file's terms from one language into another; a concept that lacks one of the two
/// is passed over.
///
/// # Errors
///
/// [`Refusal`], with the line: not well formed, not TBX, a language that is none.
pub fn read(text: &str, from: &Language, to: &Language) -> Result<Vec<Term>, Refusal> {
    let root = if text.contains("<martif") { "martif" } else { "tbx" };
    let mut terms = Vec::new();
    records(text, root, &["conceptEntry", "termEntry"], &mut |entry| {
        let sources = said(&entry, from)?;
        let targets = said(&entry, to)?;
        for source in sources {
            terms.extend(term(&entry, source, &targets));
        }
        Ok(())
    })?;
    Ok(terms)
}

/// The terms of a concept in a language, without those nobody should use any more.
fn said(entry: &Element, language: &Language) -> Result<Vec<String>, Refusal> {
    let mut found: Vec<String> = Vec::new();
    let sections = entry.elements().filter(|one| ["langSec", "langSet"].contains(&&*one.name));
    for section in sections {
        let tag = section.attribute("xml:lang").or_else(|| section.attribute("lang"));
        let tag =
            tag.ok_or_else(|| Refusal::at(section.line, "a language section lacks its own"))?;
        let its = Language::parse(tag).map_err(|why| Refusal::at(section.line, why.to_string()))?;
        if its != *language {
            continue;
        }
        for group in section.elements() {
            let group = group.children("termGrp").next().unwrap_or(group);
            let old = group.children("termNote").map(Element::words);
            let old = old.into_iter().any(|note| {
                note.starts_with("deprecatedTerm") || note.starts_with("supersededTerm")
            });
            let words = group.children("term").map(Element::words).map(|words| tidy(&words));
            found.extend(words.filter(|words| !old && !words.is_empty()));
        }
    }
    Ok(found)
}

fn tidy(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn term(entry: &Element, term: String, targets: &[String]) -> Option<Term> {
    let notes: Vec<String> = entry.children("note").map(|note| tidy(&note.words())).collect();
    let ours = notes.iter().find_map(|note| note.strip_prefix(OURS)).and_then(|note| {
        let (class, case) = note.split_once(' ')?;
        let class = Class::ALL.into_iter().find(|one| one.name() == class)?;
        Some((class, Case::ALL.into_iter().find(|one| one.name() == case)?))
    });
    if targets.is_empty() {
        return None;
    }
    let same = targets.iter().all(|target| *target == term);
    let (class, case) = match ours {
        Some(ours) => ours,
        None if same => (Class::Never, Case::Exact),
        None => (Class::Preferred, Case::Any),
    };
    let targets = match class {
        Class::Never => Vec::new(),
        Class::Fixed => targets.iter().take(1).cloned().collect(),
        Class::Preferred => targets.to_vec(),
    };
    let note = notes.into_iter().find(|note| !note.starts_with(OURS) && !note.is_empty());
    Some(Term { term, class, targets, case, note })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tag(tag: &str) -> Language {
        Language::parse(tag).unwrap()
    }

    fn one(term: &str, class: Class, targets: &[&str], case: Case, note: Option<&str>) -> Term {
        let targets = targets.iter().map(|target| (*target).to_owned()).collect();
        Term { term: term.to_owned(), class, targets, case, note: note.map(str::to_owned) }
    }

    #[test]
    fn a_glossary_comes_back_as_it_went() {
        let terms = [
            one("BCN", Class::Never, &[], Case::Any, None),
            one("rapat <kerja>", Class::Fixed, &["working meeting"], Case::Exact, Some("a & b")),
            one("penyuluhan", Class::Preferred, &["outreach", "talk"], Case::Any, None),
        ];
        let file = write(&terms, &tag("id"), &tag("en")).unwrap();
        assert_eq!(read(&file, &tag("id"), &tag("en")).unwrap(), terms);
        assert_eq!(read(&file, &tag("id"), &tag("ms")).unwrap(), [], "another pair");
    }

    const OTHERS: &str = "<martif type=\"TBX-Basic\"><text><body>\n\
        <termEntry><langSet xml:lang=\"id\"><tig><term>rapat</term></tig></langSet>\
        <langSet xml:lang=\"en\"><ntig><termGrp><term>meeting</term></termGrp></ntig>\
        <tig><term>session</term><termNote type=\"administrativeStatus\">\
        deprecatedTerm-admn-sts</termNote></tig></langSet></termEntry>\n\
        <termEntry><langSet xml:lang=\"id\"><tig><term>BCN</term></tig></langSet>\
        <langSet xml:lang=\"en\"><tig><term>BCN</term></tig></langSet></termEntry>\
        </body></text></martif>";

    #[test]
    fn terms_of_others_are_preferred_and_names_are_names() {
        let found = read(OTHERS, &tag("id"), &tag("en")).unwrap();
        let rapat = one("rapat", Class::Preferred, &["meeting"], Case::Any, None);
        assert_eq!(found, [rapat, one("BCN", Class::Never, &[], Case::Exact, None)]);
    }

    #[test]
    fn a_hostile_file_is_refused_with_its_line() {
        let refused = |text: &str| read(text, &tag("id"), &tag("en")).unwrap_err();
        assert_eq!(refused(&OTHERS.replacen("xml:lang=\"id\"", "", 1)).line, 2);
        assert_eq!(refused(&OTHERS.replacen("rapat", "&x;", 1)).line, 2);
        assert_eq!(refused("<html/>").line, 1);
    }
}
