//! Text to a tree, whatever state the markup is in.
//!
//! quick-xml finds where tags, texts and sections begin and end; which element closes
//! which is decided here, so that a missing or stray end tag, a bare `<`, an entity
//! nobody declared or a document cut off costs a warning, never the document.

use std::borrow::Cow;
use std::io::BufRead as _;

use memchr::memchr;
use quick_xml::Reader;
use quick_xml::errors::{Error, SyntaxError};
use quick_xml::events::Event;

use crate::source::feed::mending::{Faults, ends_text, is_item, place};
use crate::source::feed::names::{self, Ns};
use crate::source::feed::references::References;
use crate::source::feed::tree::{Child, Element, Id, Tree};
use crate::text::sanitize::{self, entity};

/// Elements nested deeper lose their tags and keep their words.
const DEPTH_MAX: usize = 256;
/// Vocabularies declared in one document.
const DECLARED_MAX: usize = 256;

/// Reads a document.
pub(super) fn parse(source: &str) -> Tree<'_> {
    let mut builder = Builder { source, ..Builder::default() };
    let mut from = 0;
    let mut budget = source.len() * 4 + 1024 * 1024;
    while let Some(rest) = source.get(from..) {
        let Some(next) = builder.run(rest, from) else { break };
        // Reading again what follows a fault costs its length; past the budget the rest
        // is left, so that no document is read more than a few times.
        let cost = builder.looked_at.saturating_sub(next);
        if cost > budget {
            builder.warn(next, "too many faults; the rest was left out");
            break;
        }
        budget -= cost;
        from = next;
    }
    builder.finish()
}

#[derive(Default)]
struct Builder<'a> {
    source: &'a str,
    tree: Tree<'a>,
    open: Vec<Id>,
    /// Elements left out for their depth that are still open.
    too_deep: usize,
    /// Declared vocabularies: how many elements were open, prefix, vocabulary.
    declared: Vec<(usize, String, Ns)>,
    references: References<'a>,
    faults: Faults,
    /// How far the reader looked.
    looked_at: usize,
}

impl<'a> Builder<'a> {
    /// Reads on; gives where to start again behind a fault, `None` at the end.
    fn run(&mut self, rest: &'a str, from: usize) -> Option<usize> {
        let mut reader = Reader::from_str(rest);
        let config = reader.config_mut();
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        config.allow_dangling_amp = true;
        config.check_comments = false;
        loop {
            let begin = place(from, reader.buffer_position());
            let words = self.words(begin);
            reader.stream().consume(words);
            let start = begin + words;
            let event = match reader.read_event() {
                Ok(Event::Eof) => return None,
                Ok(event) => event,
                Err(error) => {
                    self.looked_at = self.source.len();
                    return self.fault(start, place(from, reader.error_position()), &error);
                }
            };
            let end = place(from, reader.buffer_position());
            let raw = self.source.get(start..end).unwrap_or("");
            if let Some(again) = self.event(&event, raw, start) {
                self.looked_at = end;
                return Some(again);
            }
        }
    }

    /// Takes one event; gives where to start again when it was none.
    fn event(&mut self, event: &Event<'_>, raw: &'a str, start: usize) -> Option<usize> {
        match event {
            Event::Start(_) | Event::Empty(_) => {
                let inner = raw.strip_prefix('<').unwrap_or(raw);
                if !inner.starts_with(|c: char| c.is_alphabetic() || c == '_' || c == ':') {
                    self.warn(start, "a `<` that opens no tag was read as text");
                    self.text(Cow::Borrowed("<"));
                    return Some(start + 1);
                }
                let empty = matches!(event, Event::Empty(_));
                if let Some((tag, _)) = sanitize::read_tag(inner) {
                    self.start(tag, empty, start);
                }
            }
            Event::End(_) => {
                let name = raw.strip_prefix("</").unwrap_or(raw);
                let name = name.strip_suffix('>').unwrap_or(name).trim_ascii_end();
                self.end(&sanitize::lower(name), start);
            }
            Event::CData(_) => {
                let inner = raw.strip_prefix("<![CDATA[").unwrap_or(raw);
                self.text(Cow::Borrowed(inner.strip_suffix("]]>").unwrap_or(inner)));
            }
            Event::DocType(_) => {
                self.tree.netscape |= raw.contains("rss-0.91.dtd");
                self.references.declare(raw);
            }
            // Words and references were taken before the reader came to them.
            Event::Text(_)
            | Event::GeneralRef(_)
            | Event::Comment(_)
            | Event::PI(_)
            | Event::Decl(_)
            | Event::Eof => {}
        }
        None
    }

    /// Mends what quick-xml could not read; gives where to go on.
    fn fault(&mut self, start: usize, at: usize, error: &Error) -> Option<usize> {
        let at = at.max(start);
        let rest = self.source.get(at..)?;
        let Error::Syntax(error) = error else {
            self.text(Cow::Borrowed("<"));
            return Some(at + 1);
        };
        match error {
            SyntaxError::UnclosedCData => {
                self.warn(at, "CDATA was cut off by the end");
                let text = rest.split_once("[CDATA[").map_or("", |(_, text)| text);
                self.text(Cow::Borrowed(text));
                None
            }
            SyntaxError::UnclosedComment => {
                self.warn(at, "a comment without end was left open");
                Some(at + rest.len().min(4))
            }
            SyntaxError::UnclosedTag
            | SyntaxError::UnclosedSingleQuotedAttributeValue
            | SyntaxError::UnclosedDoubleQuotedAttributeValue => {
                let Some((tag, _)) = rest.split_once('>') else {
                    self.warn(at, "the document was cut off inside a tag");
                    return None;
                };
                self.warn(at, "a quote in a tag is not closed");
                let name: String = tag
                    .trim_start_matches('<')
                    .chars()
                    .take_while(|c| !c.is_whitespace() && *c != '/')
                    .collect();
                if !name.is_empty() {
                    let name = Cow::Owned(name.to_ascii_lowercase());
                    self.start(
                        sanitize::Tag { name, closing: false, attributes: Vec::new() },
                        false,
                        at,
                    );
                }
                Some(at + tag.len() + 1)
            }
            _ => {
                self.warn(at, "a piece of markup was left out");
                rest.find('>').map(|end| at + end + 1)
            }
        }
    }

    /// Takes the words up to the next `<`, references read; gives their length in bytes.
    fn words(&mut self, start: usize) -> usize {
        let rest = self.source.get(start..).unwrap_or("");
        let length = memchr(b'<', rest.as_bytes()).unwrap_or(rest.len());
        let words = rest.get(..length).unwrap_or("");
        if words.trim_ascii_start().is_empty() && self.is_among_items() {
            return length;
        }
        let text = match memchr(b'&', words.as_bytes()) {
            Some(first) => {
                let faults = &mut self.faults;
                Cow::Owned(self.references.read(words, first, start, faults))
            }
            None => Cow::Borrowed(words),
        };
        self.text(text);
        length
    }

    /// Whether blanks where the reader stands are only there for the look of the document.
    fn is_among_items(&self) -> bool {
        self.open.last().and_then(|id| self.tree.get(*id)).is_none_or(|element| {
            matches!(element.local(), "item" | "entry" | "channel" | "feed" | "rss")
        })
    }

    fn text(&mut self, text: Cow<'a, str>) {
        if let Some(id) = self.open.last() {
            self.tree.put(*id, Child::Text(text));
        }
    }

    fn start(&mut self, tag: sanitize::Tag<'a>, empty: bool, at: usize) {
        self.close_forgotten(&tag.name, at);
        if self.open.len() >= DEPTH_MAX {
            self.too_deep += usize::from(!empty);
            return;
        }
        let depth = self.open.len() + 1;
        for (key, value) in &tag.attributes {
            let prefix = key.strip_prefix("xmlns").map(|rest| rest.trim_start_matches(':'));
            if let Some(prefix) = prefix.filter(|_| self.declared.len() < DECLARED_MAX) {
                let unknown = if prefix.is_empty() { Ns::Plain } else { Ns::Other };
                let ns = names::of_address(value).unwrap_or(unknown);
                self.declared.push((depth, prefix.to_owned(), ns));
            }
            self.tree.based |= key == "xml:base";
        }
        let ns = self.vocabulary(&tag.name);
        let attributes =
            tag.attributes.into_iter().map(|(key, value)| (key, entity::decode(value))).collect();
        let parent = self.open.last().copied();
        let id = self.tree.add(Element::new(ns, tag.name, attributes, parent));
        if empty {
            self.forget(depth);
        } else {
            self.open.push(id);
        }
    }

    fn vocabulary(&self, name: &str) -> Ns {
        let prefix = name.split_once(':').map_or("", |(prefix, _)| prefix);
        let declared = self.declared.iter().rev().find(|(_, known, _)| known == prefix);
        match declared {
            Some((_, _, ns)) => *ns,
            None if prefix.is_empty() => Ns::Plain,
            None => names::of_prefix(prefix),
        }
    }

    /// A new item closes the one before; an element that only feeds have closes a text
    /// that was left open.
    fn close_forgotten(&mut self, name: &str, at: usize) {
        let reaches = |open: &&Id| {
            self.tree.get(**open).is_some_and(|element| match element.local() {
                "item" | "entry" => is_item(name),
                "title" | "description" | "link" | "guid" => {
                    element.ns == Ns::Plain && ends_text(name)
                }
                _ => false,
            })
        };
        if !is_item(name) && !ends_text(name) {
            return;
        }
        if let Some(place) = self.open.iter().position(|open| reaches(&open)) {
            self.warn(at, "an end tag is missing");
            self.open.truncate(place);
            self.forget(place + 1);
        }
    }

    fn end(&mut self, name: &str, at: usize) {
        if self.too_deep > 0 {
            self.too_deep -= 1;
            return;
        }
        // Nearly every end tag ends what was opened last.
        if self.open.last().and_then(|id| self.tree.get(*id)).is_some_and(|e| e.name == name) {
            self.open.pop();
            self.forget(self.open.len() + 1);
            return;
        }
        let structural = is_item(name) || matches!(name, "channel" | "rss" | "feed" | "rdf:rdf");
        let mut found = None;
        for (place, id) in self.open.iter().enumerate().rev() {
            let Some(element) = self.tree.get(*id) else { continue };
            if element.name == name {
                found = Some(place);
                break;
            }
            if !structural && is_item(&element.name) {
                break;
            }
        }
        match found {
            Some(place) => {
                if place + 1 < self.open.len() {
                    self.warn(at, "an end tag is missing");
                }
                self.open.truncate(place);
                self.forget(place + 1);
            }
            None => self.warn(at, "an end tag without its start was left out"),
        }
    }

    /// Forgets vocabularies declared at this depth or deeper.
    fn forget(&mut self, depth: usize) {
        while self.declared.last().is_some_and(|(at, _, _)| *at >= depth) {
            self.declared.pop();
        }
    }

    fn warn(&mut self, at: usize, what: &str) {
        self.faults.tell(at, what);
    }

    fn finish(mut self) -> Tree<'a> {
        if !self.open.is_empty() {
            self.warn(self.source.len(), "the document was cut off; what was begun is kept");
        }
        self.tree.warnings = self.faults.with_lines(self.source);
        self.tree
    }
}
