//! Text to a tree, whatever state the markup is in.
//!
//! quick-xml finds where tags, texts and sections begin and end; which element closes
//! which is decided here, so that a missing or stray end tag, a bare `<`, an entity
//! nobody declared or a document cut off costs a warning, never the document.

use std::borrow::Cow;
use std::collections::BTreeMap;

use quick_xml::Reader;
use quick_xml::errors::{Error, SyntaxError};
use quick_xml::events::Event;

use crate::source::feed::mending::{ends_text, is_item, place, with_lines};
use crate::source::feed::names::{self, Ns};
use crate::source::feed::tree::{Child, Element, Id, Tree};
use crate::text::sanitize::{self, entity};

/// Elements nested deeper lose their tags and keep their words.
const DEPTH_MAX: usize = 256;
/// Vocabularies declared in one document.
const DECLARED_MAX: usize = 256;
/// Entities declared in one document, and the bytes all their uses may expand to.
const ENTITIES_MAX: usize = 1000;
const EXPANDED_BYTES_MAX: usize = 64 * 1024;
/// Warnings kept of one document.
const WARNINGS_MAX: usize = 100;

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
    entities: BTreeMap<&'a str, Cow<'a, str>>,
    expanded: usize,
    /// Places of the warnings, in bytes.
    faults: Vec<(usize, String)>,
    /// How far the reader looked.
    looked_at: usize,
    /// The first half of a character in UTF-16 that was written as a reference, and where
    /// that ended.
    half: Option<(u32, usize)>,
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
            let start = place(from, reader.buffer_position());
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
                let name = raw.trim_start_matches("</").trim_end_matches('>').trim();
                self.end(&sanitize::lower(name), start);
            }
            Event::Text(_) => {
                if raw.contains('&') {
                    self.warn(start, "a bare `&` was read as text");
                    self.text(entity::decode(raw));
                } else {
                    self.text(Cow::Borrowed(raw));
                }
            }
            Event::CData(_) => {
                let inner = raw.strip_prefix("<![CDATA[").unwrap_or(raw);
                self.text(Cow::Borrowed(inner.strip_suffix("]]>").unwrap_or(inner)));
            }
            Event::GeneralRef(_) => self.reference(raw, start),
            Event::DocType(_) => self.doctype(raw),
            Event::Comment(_) | Event::PI(_) | Event::Decl(_) | Event::Eof => {}
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

    fn reference(&mut self, raw: &'a str, start: usize) {
        let name = raw.trim_start_matches('&').trim_end_matches(';');
        let code = name.strip_prefix('#').and_then(entity::code);
        let half = self.half.take().filter(|(_, end)| *end == start);
        if let Some(c) = half.zip(code).and_then(|((high, _), low)| entity::pair(high, low)) {
            self.join(c);
            return;
        }
        if let Some(high @ 0xd800..0xdc00) = code {
            self.half = Some((high, start + raw.len()));
        }
        let known = match entity::meaning(name) {
            entity::Meaning::Known(text) => text,
            entity::Meaning::Invalid => Cow::Borrowed("\u{fffd}"),
            entity::Meaning::Unknown => match self.entities.get(name).cloned() {
                Some(text) if self.expanded + text.len() <= EXPANDED_BYTES_MAX => {
                    self.expanded += text.len();
                    text
                }
                _ => {
                    self.warn(start, "an unknown reference was left as it is");
                    Cow::Borrowed(raw)
                }
            },
        };
        self.text(known);
    }

    /// Puts a character in the place of its first half, which was read as unknown.
    fn join(&mut self, c: char) {
        let open = self.open.last().and_then(|id| self.tree.elements.get_mut(*id));
        if let Some(Child::Text(text)) = open.and_then(|element| element.children.last_mut()) {
            *text = Cow::Owned(c.to_string());
        }
    }

    /// Reads flat entities. One that uses another stays as it is written, so nothing grows.
    fn doctype(&mut self, raw: &'a str) {
        self.tree.netscape |= raw.contains("rss-0.91.dtd");
        for declaration in raw.split("<!ENTITY").skip(1).take(ENTITIES_MAX) {
            let declaration = declaration.trim_start();
            let Some((name, rest)) = declaration.split_once(char::is_whitespace) else { continue };
            let rest = rest.trim_start();
            let Some(quote) = rest.chars().next().filter(|c| matches!(c, '"' | '\'')) else {
                continue; // SYSTEM and PUBLIC: never opened
            };
            if let Some(value) = rest.split(quote).nth(1) {
                self.entities.entry(name).or_insert_with(|| entity::decode(value));
            }
        }
    }

    fn text(&mut self, text: Cow<'a, str>) {
        if let Some(element) = self.open.last().and_then(|id| self.tree.elements.get_mut(*id)) {
            element.children.push(Child::Text(text));
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
        let id = self.tree.elements.len();
        let (name, children) = (tag.name, Vec::new());
        let local_at = name.rfind(':').map_or(0, |colon| colon + 1);
        let element = Element { ns, name, local_at, attributes, children, parent };
        self.tree.elements.push(element);
        match parent.and_then(|parent| self.tree.elements.get_mut(parent)) {
            Some(parent) => parent.children.push(Child::Element(id)),
            None => self.tree.roots.push(id),
        }
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
        if self.faults.len() < WARNINGS_MAX {
            self.faults.push((at, what.to_owned()));
        }
    }

    fn finish(mut self) -> Tree<'a> {
        if !self.open.is_empty() {
            self.warn(self.source.len(), "the document was cut off; what was begun is kept");
        }
        self.tree.warnings = with_lines(self.source, self.faults);
        self.tree
    }
}
