//! An XML file that somebody hands over, one record at a time: memories and term lists.
//!
//! It is read strictly: what is not well formed, declares entities of its own, or is deeper
//! or longer than any such record is, is refused with its line. Nothing outside the file is
//! ever looked at.

use quick_xml::XmlVersion;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::reader::Reader;
use thiserror::Error;

/// Elements within elements.
const DEPTH_MAX: usize = 32;
/// Bytes of one record.
const RECORD_MAX: usize = 1_000_000;

/// Why a file is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("line {line}: {what}")]
pub struct Refusal {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong there.
    pub what: String,
}

impl Refusal {
    /// A refusal at a line.
    #[must_use]
    pub fn at(line: usize, what: impl Into<String>) -> Self {
        Self { line, what: what.into() }
    }
}

/// An element with everything in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Element {
    /// Its name without a prefix.
    pub name: String,
    /// Its attributes, with their prefixes.
    pub attributes: Vec<(String, String)>,
    /// What is in it, in order.
    pub inside: Vec<Inside>,
    /// The line it begins in, from 1.
    pub line: usize,
}

/// What is in an element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Inside {
    /// Words.
    Words(String),
    /// An element.
    Element(Element),
}

impl Element {
    /// An attribute.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(its, _)| its == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The elements of a name right inside it.
    pub fn children<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Self> {
        self.elements().filter(move |element| element.name == name)
    }

    /// The elements right inside it.
    pub fn elements(&self) -> impl Iterator<Item = &Self> {
        self.inside.iter().filter_map(|one| match one {
            Inside::Element(element) => Some(element),
            Inside::Words(_) => None,
        })
    }

    /// All words in it and in what is inside it.
    #[must_use]
    pub fn words(&self) -> String {
        let each = |one: &Inside| match one {
            Inside::Words(words) => words.clone(),
            Inside::Element(element) => element.words(),
        };
        self.inside.iter().map(each).collect()
    }
}

/// Reads a file whose outermost element is `root`, and gives each record, an element of one
/// of these names, to `each`.
///
/// # Errors
///
/// [`Refusal`]: what is wrong, and in which line; also what `each` refuses.
pub fn records(
    text: &str,
    root: &str,
    names: &[&str],
    each: &mut dyn FnMut(Element) -> Result<(), Refusal>,
) -> Result<(), Refusal> {
    let mut place = Place { text, bytes: 0, line: 1 };
    let mut reader = Reader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    let mut stack: Vec<Element> = Vec::new();
    let (mut depth, mut begun) = (0_usize, 0_usize);
    loop {
        let at = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        let event = reader.read_event();
        let line = place.line(at);
        match event.map_err(|why| Refusal::at(line, why.to_string()))? {
            Event::Start(start) => {
                let element = element(&start, line)?;
                if depth == 0 && element.name != root {
                    let what = format!("`{}` where `{root}` is expected", element.name);
                    return Err(Refusal::at(line, what));
                }
                depth += 1;
                if depth > DEPTH_MAX {
                    return Err(Refusal::at(line, format!("deeper than {DEPTH_MAX} elements")));
                }
                if stack.is_empty() && names.contains(&element.name.as_str()) {
                    begun = at;
                    stack.push(element);
                } else if !stack.is_empty() {
                    stack.push(element);
                }
            }
            Event::End(_) => {
                depth = depth.saturating_sub(1);
                let Some(done) = stack.pop() else { continue };
                match stack.last_mut() {
                    Some(parent) => parent.inside.push(Inside::Element(done)),
                    None => each(done)?,
                }
            }
            Event::Text(words) => put(&mut stack, &decoded(words.xml10_content(), line)?),
            Event::CData(words) => put(&mut stack, &decoded(words.xml10_content(), line)?),
            Event::GeneralRef(name) => put(&mut stack, &reference(&name, line)?),
            Event::DocType(kind) if kind.contains(&b'[') => {
                return Err(Refusal::at(line, "it declares things of its own in its DOCTYPE"));
            }
            Event::Eof if depth > 0 => return Err(Refusal::at(line, "the file ends too early")),
            Event::Eof => return Ok(()),
            _ => {}
        }
        if !stack.is_empty() && at.saturating_sub(begun) > RECORD_MAX {
            return Err(Refusal::at(line, format!("a record of more than {RECORD_MAX} bytes")));
        }
    }
}

/// Which line a byte is in; asked for ever later bytes.
struct Place<'a> {
    text: &'a str,
    bytes: usize,
    line: usize,
}

impl Place<'_> {
    fn line(&mut self, at: usize) -> usize {
        self.line += self.text.get(self.bytes..at).unwrap_or_default().matches('\n').count();
        self.bytes = self.bytes.max(at);
        self.line
    }
}

fn decoded<E: ToString>(
    words: Result<std::borrow::Cow<'_, str>, E>,
    line: usize,
) -> Result<String, Refusal> {
    words.map(std::borrow::Cow::into_owned).map_err(|why| Refusal::at(line, why.to_string()))
}

fn element(start: &BytesStart<'_>, line: usize) -> Result<Element, Refusal> {
    let name = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let mut attributes = Vec::new();
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|why| Refusal::at(line, why.to_string()))?;
        let value = attribute.normalized_value(XmlVersion::Implicit1_0);
        let value = value.map_err(|why| Refusal::at(line, why.to_string()))?;
        attributes.push((name(attribute.key.as_ref()), value.into_owned()));
    }
    let name = name(start.local_name().as_ref());
    Ok(Element { name, attributes, inside: Vec::new(), line })
}

fn put(stack: &mut [Element], words: &str) {
    let Some(element) = stack.last_mut() else { return };
    match element.inside.last_mut() {
        Some(Inside::Words(last)) => last.push_str(words),
        _ if words.is_empty() => {}
        _ => element.inside.push(Inside::Words(words.to_owned())),
    }
}

/// A character by its number or by one of XML's five names; there are no others.
fn reference(name: &BytesRef<'_>, line: usize) -> Result<String, Refusal> {
    let unknown = || {
        let name = String::from_utf8_lossy(name).into_owned();
        Refusal::at(line, format!("`&{name};` stands for nothing"))
    };
    if let Some(character) = name.resolve_char_ref().map_err(|_| unknown())? {
        return Ok(character.to_string());
    }
    let known: &[u8] = name;
    let character = match known {
        b"lt" => "<",
        b"gt" => ">",
        b"amp" => "&",
        b"quot" => "\"",
        b"apos" => "'",
        _ => return Err(unknown()),
    };
    Ok(character.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, line: usize, what: &str) {
        let refused = records(text, "a", &["b"], &mut |_| Ok(())).unwrap_err();
        assert_eq!(refused.line, line, "{refused}");
        assert!(refused.what.contains(what), "{refused}");
    }

    #[test]
    fn records_come_one_by_one_with_their_lines() {
        let text = "<?xml version=\"1.0\"?>\n<!DOCTYPE a SYSTEM \"a.dtd\">\n<a>\n<b x=\"1 &amp; 2\">\
                    one &lt; <c>two</c><d/>&#33;</b>\n<b/></a>";
        let mut found = Vec::new();
        records(text, "a", &["b"], &mut |one| {
            found.push((one.line, one.words(), one.attribute("x").map(str::to_owned)));
            Ok(())
        })
        .unwrap();
        let first = (4, "one < two!".to_owned(), Some("1 & 2".to_owned()));
        assert_eq!(found, [first, (5, String::new(), None)]);
    }

    #[test]
    fn a_hostile_file_is_refused_with_its_line() {
        check("<a>\n<b>\n</a>", 3, "");
        check("<a>\n<b>", 2, "ends too early");
        check("<x/>", 1, "`x` where `a` is expected");
        check("<!DOCTYPE a [<!ENTITY e \"x\">]>\n<a/>", 1, "DOCTYPE");
        check("<a>\n<b>&e;</b></a>", 2, "`&e;` stands for nothing");
        check("<a>\n<b x=\"1\" x=\"2\"/></a>", 2, "");
        check(&format!("<a>\n<b>{}", "<c>".repeat(40)), 2, "deeper than 32");
        check(&format!("<a><b>{}</b></a>", "<c>x</c>".repeat(200_000)), 1, "more than 1000000");
    }
}
