//! What the `rss` and `atom_syndication` crates write, to what we send.
//!
//! The crates know the models but not every reader's habits: neither can say the language
//! of an item, `rss` writes `&lt;` where the RSS Board's profile wants `&#x3C;`, and
//! `atom_syndication` puts an entry's id before its link, which makes feedparser take the
//! id for a link. So a document of one item is cut into the children of that item, each
//! rewritten event by event, and [`element`] puts them together again in our order.

use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Reader, Writer};

use crate::text::markup;

/// One child element, as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Part {
    /// Its name with its prefix.
    pub(crate) name: String,
    /// Its `rel`, for links.
    pub(crate) rel: Option<String>,
    /// The whole of it.
    pub(crate) text: String,
}

/// How children are rewritten.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Rules<'a> {
    /// Write `&#x3C;` and `&#x26;` for `&lt;` and `&amp;` in text.
    pub(crate) hexadecimal: bool,
    /// Give the child of this name this `xml:lang`.
    pub(crate) lang: Option<(&'a str, &'a str)>,
}

/// The children of the first element called `parent`, in order.
///
/// # Errors
///
/// The parser's words when the document is not well formed.
///
/// # Source
///
/// RSS Board, RSS Best Practices Profile ("character data": hexadecimal references).
pub(crate) fn children(xml: &str, parent: &str, rules: Rules<'_>) -> Result<Vec<Part>, String> {
    let mut reader = Reader::from_str(xml);
    loop {
        match reader.read_event().map_err(|bad| bad.to_string())? {
            Event::Start(tag) if tag.name().as_ref() == parent.as_bytes() => break,
            Event::Eof => return Err(format!("no `{parent}` in it")),
            _ => {}
        }
    }
    let mut parts = Vec::new();
    loop {
        match reader.read_event().map_err(|bad| bad.to_string())? {
            Event::Start(tag) => parts.push(child(&mut reader, tag, rules)?),
            Event::Empty(tag) => {
                let mut out = Writer::new(Vec::new());
                write(&mut out, Event::Empty(tag.clone()))?;
                parts.push(part(&tag, out)?);
            }
            Event::End(_) => return Ok(parts),
            Event::Eof => return Err(format!("`{parent}` does not end")),
            _ => {}
        }
    }
}

/// An element of ours around children, each on a line of its own.
pub(crate) fn element(start: &str, parts: &[Part], name: &str) -> String {
    let mut out = String::new();
    put_element(&mut out, start, parts.iter().map(|part| part.text.as_str()), name);
    out
}

/// The same at the end of `out`, of texts.
pub(crate) fn put_element<'a>(
    out: &mut String,
    start: &str,
    parts: impl Iterator<Item = &'a str> + Clone,
    name: &str,
) {
    let length: usize = parts.clone().map(|part| part.len() + 1).sum();
    out.reserve(length + start.len() + name.len() + 16);
    out.extend(["<", start, ">\n"]);
    for part in parts {
        out.extend([part, "\n"]);
    }
    out.extend(["</", name, ">"]);
}

/// An attribute with the blank before it.
pub(crate) fn attribute(name: &str, value: &str) -> String {
    format!(" {name}=\"{}\"", markup::attribute(value))
}

fn child(
    reader: &mut Reader<&[u8]>,
    tag: BytesStart<'_>,
    rules: Rules<'_>,
) -> Result<Part, String> {
    let mut out = Writer::new(Vec::new());
    let mut depth = 1_usize;
    let first = tag.clone();
    let mut held = Some(match rules.lang {
        Some((name, lang)) if tag.name().as_ref() == name.as_bytes() => {
            tag.with_attributes([("xml:lang", lang)])
        }
        _ => tag,
    });
    while depth > 0 {
        let event = reader.read_event().map_err(|bad| bad.to_string())?;
        if let (Event::End(_), Some(start)) = (&event, held.take_if(|_| is_end(&event))) {
            depth -= 1;
            write(&mut out, Event::Empty(start))?;
            continue;
        }
        if let Some(start) = held.take() {
            write(&mut out, Event::Start(start))?;
        }
        match event {
            Event::Start(start) => {
                depth += 1;
                held = Some(start);
            }
            Event::End(end) => {
                depth -= 1;
                write(&mut out, Event::End(end))?;
            }
            Event::GeneralRef(name) => reference(&mut out, name, rules)?,
            Event::Eof => return Err("an element does not end".to_owned()),
            other => write(&mut out, other)?,
        }
    }
    part(&first, out)
}

const fn is_end(event: &Event<'_>) -> bool {
    matches!(event, Event::End(_))
}

/// Writes a reference in text: quotation marks bare, `<` and `&` as the rules say.
fn reference(
    out: &mut Writer<Vec<u8>>,
    name: BytesRef<'_>,
    rules: Rules<'_>,
) -> Result<(), String> {
    let bytes: &[u8] = match (&*name, rules.hexadecimal) {
        (b"quot", _) => b"\"",
        (b"apos", _) => b"'",
        (b"lt", true) => b"&#x3C;",
        (b"amp", true) => b"&#x26;",
        (b"gt", true) => b"&#x3E;",
        _ => return write(out, Event::GeneralRef(name)),
    };
    out.get_mut().extend_from_slice(bytes);
    Ok(())
}

fn write(out: &mut Writer<Vec<u8>>, event: Event<'_>) -> Result<(), String> {
    out.write_event(event).map_err(|bad| bad.to_string())
}

fn part(tag: &BytesStart<'_>, out: Writer<Vec<u8>>) -> Result<Part, String> {
    let rel = tag
        .attributes()
        .flatten()
        .find(|attribute| attribute.key.as_ref() == b"rel")
        .map(|attribute| String::from_utf8_lossy(&attribute.value).into_owned());
    let name = String::from_utf8_lossy(tag.name().as_ref()).into_owned();
    let text = String::from_utf8(out.into_inner()).map_err(|bad| bad.to_string())?;
    Ok(Part { name, rel, text })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(xml: &str, rules: Rules<'_>, texts: &[&str]) {
        let parts = children(xml, "item", rules).unwrap();
        assert_eq!(parts.iter().map(|part| part.text.as_str()).collect::<Vec<_>>(), texts);
    }

    #[test]
    fn references_are_hexadecimal_outside_cdata_only() {
        let rules = Rules { hexadecimal: true, lang: None };
        check(
            "<x><item><title>a &lt;b&gt; &amp; &quot;c&quot;</title>\
             <d><![CDATA[&lt;]]></d></item></x>",
            rules,
            &["<title>a &#x3C;b&#x3E; &#x26; \"c\"</title>", "<d><![CDATA[&lt;]]></d>"],
        );
    }

    #[test]
    fn an_empty_element_closes_itself() {
        check(
            "<item><l a=\"1\"></l><m><n></n></m></item>",
            Rules::default(),
            &["<l a=\"1\"/>", "<m><n/></m>"],
        );
    }

    #[test]
    fn a_source_says_its_language() {
        let rules = Rules { hexadecimal: false, lang: Some(("source", "id")) };
        check(
            "<item><source><id>x</id></source></item>",
            rules,
            &["<source xml:lang=\"id\"><id>x</id></source>"],
        );
    }

    #[test]
    fn a_document_cut_short_is_refused() {
        assert!(children("<item><a>", "item", Rules::default()).is_err());
        assert!(children("<x/>", "item", Rules::default()).is_err());
    }
}
