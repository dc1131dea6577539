//! The elements of a document, in one row, and questions about them.
//!
//! An element knows its parent by its place in the row, so nothing here recurses and a
//! deep document costs no more than a flat one.

use std::borrow::Cow;
use std::sync::Arc;

use url::Url;

use crate::source::Warning;
use crate::source::feed::names::Ns;
use crate::text::markup;

/// A place in the row of elements.
///
/// Places are of 32 bits, since a tree of many small elements is mostly made of them.
pub(super) type Id = u32;

/// A place as the row counts it.
fn index(place: u32) -> usize {
    usize::try_from(place).unwrap_or(usize::MAX)
}

/// The place behind the last of so many.
fn behind(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

/// One element.
#[derive(Debug)]
pub(super) struct Element<'a> {
    pub(super) ns: Ns,
    /// Its name in lower case, with its prefix.
    pub(super) name: Cow<'a, str>,
    /// Where its name without its prefix begins, in bytes.
    local_at: u32,
    /// Attributes, names in lower case, references read.
    pub(super) attributes: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    pub(super) parent: Option<Id>,
    /// Its first and its last child, by their places among all of them.
    ends: Option<(u32, u32)>,
}

/// What stands in an element.
#[derive(Debug)]
pub(super) enum Child<'a> {
    Element(Id),
    /// Text, references read.
    Text(Cow<'a, str>),
}

/// A child, and the place of the one behind it.
#[derive(Debug)]
struct Place<'a> {
    child: Child<'a>,
    next: Option<u32>,
}

impl<'a> Element<'a> {
    /// An element with nothing in it yet.
    pub(super) fn new(
        ns: Ns,
        name: Cow<'a, str>,
        attributes: Vec<(Cow<'a, str>, Cow<'a, str>)>,
        parent: Option<Id>,
    ) -> Self {
        let local_at = memchr::memrchr(b':', name.as_bytes()).map_or(0, |colon| behind(colon + 1));
        Self { ns, name, local_at, attributes, parent, ends: None }
    }

    /// Its name without its prefix.
    pub(super) fn local(&self) -> &str {
        self.name.get(index(self.local_at)..).unwrap_or(&self.name)
    }

    /// An attribute's value, without blanks around it; an empty one is none.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
    }
}

/// A document.
#[derive(Debug, Default)]
pub(super) struct Tree<'a> {
    elements: Vec<Element<'a>>,
    /// The children of all elements, in the order they were read.
    children: Vec<Place<'a>>,
    /// Elements that stand in no other.
    pub(super) roots: Vec<Id>,
    pub(super) warnings: Vec<Warning>,
    /// Whether any element names a base of its own.
    pub(super) based: bool,
    /// Whether the document names Netscape's definition of RSS 0.91.
    pub(super) netscape: bool,
}

impl<'a> Tree<'a> {
    /// The element at a place.
    pub(super) fn get(&self, id: Id) -> Option<&Element<'a>> {
        self.elements.get(index(id))
    }

    /// Adds an element to the one it names as its parent; gives its place.
    pub(super) fn add(&mut self, element: Element<'a>) -> Id {
        let id = behind(self.elements.len());
        match element.parent {
            Some(parent) => self.put(parent, Child::Element(id)),
            None => self.roots.push(id),
        }
        self.elements.push(element);
        id
    }

    /// Adds what stands in an element, behind all that stands there.
    pub(super) fn put(&mut self, id: Id, child: Child<'a>) {
        let Some(element) = self.elements.get_mut(index(id)) else { return };
        let place = behind(self.children.len());
        match &mut element.ends {
            Some((_, last)) => {
                if let Some(before) = self.children.get_mut(index(*last)) {
                    before.next = Some(place);
                }
                *last = place;
            }
            none => *none = Some((place, place)),
        }
        self.children.push(Place { child, next: None });
    }

    /// What stands right in an element.
    fn children(&self, id: Id) -> impl Iterator<Item = &Child<'a>> {
        let mut next = self.get(id).and_then(|element| element.ends).map(|(first, _)| first);
        std::iter::from_fn(move || {
            let place = self.children.get(index(next?))?;
            next = place.next;
            Some(&place.child)
        })
    }

    /// The elements right below one.
    pub(super) fn below(&self, id: Id) -> impl Iterator<Item = (Id, &Element<'a>)> {
        self.children(id).filter_map(|child| match child {
            Child::Element(id) => self.get(*id).map(|element| (*id, element)),
            Child::Text(_) => None,
        })
    }

    /// The first element of a name right below one.
    pub(super) fn child(&self, id: Id, local: &str) -> Option<Id> {
        self.below(id).find(|(_, element)| element.local() == local).map(|(id, _)| id)
    }

    /// Whether other elements stand in it.
    pub(super) fn has_elements(&self, id: Id) -> bool {
        self.below(id).next().is_some()
    }

    /// The text right in an element, without blanks around it.
    pub(super) fn text(&self, id: Id) -> String {
        let mut texts = self.children(id).filter_map(|child| match child {
            Child::Text(text) => Some(text.as_ref()),
            Child::Element(_) => None,
        });
        let Some(first) = texts.next() else { return String::new() };
        let Some(second) = texts.next() else { return first.trim().to_owned() };
        let mut out = [first, second].concat();
        out.extend(texts);
        if out.starts_with(char::is_whitespace) || out.ends_with(char::is_whitespace) {
            return out.trim().to_owned();
        }
        out
    }

    /// The text of a child element, when there is some.
    pub(super) fn text_of(&self, id: Id, local: &str) -> Option<String> {
        self.child(id, local).map(|child| self.text(child)).filter(|text| !text.is_empty())
    }

    /// What stands in an element, as markup: elements written out again, text escaped.
    pub(super) fn markup(&self, id: Id) -> String {
        let mut out = String::new();
        let mut steps: Vec<Step<'_>> = Vec::new();
        self.plan(id, &mut steps);
        while let Some(step) = steps.pop() {
            match step {
                Step::Text(text) => out.push_str(&markup::text(text)),
                Step::Close(name) => {
                    out.push_str("</");
                    out.push_str(name);
                    out.push('>');
                }
                Step::Open(id) => {
                    let Some(element) = self.get(id) else { continue };
                    write_start(element, &mut out);
                    if !is_void(element.local()) {
                        steps.push(Step::Close(element.local()));
                    }
                    self.plan(id, &mut steps);
                }
            }
        }
        out.trim().to_owned()
    }

    /// Puts what stands in an element before what is still to be written, first on top.
    fn plan<'s>(&'s self, id: Id, steps: &mut Vec<Step<'s>>) {
        let from = steps.len();
        steps.extend(self.children(id).map(Step::of));
        if let Some(own) = steps.get_mut(from..) {
            own.reverse();
        }
    }

    /// An element and all it stands in, inside first.
    pub(super) fn around(&self, id: Id) -> impl Iterator<Item = &Element<'a>> {
        let mut next = Some(id);
        std::iter::from_fn(move || {
            let element = self.get(next?)?;
            next = element.parent;
            Some(element)
        })
    }

    /// The language of an element, by `xml:lang`; an empty one says there is none.
    pub(super) fn language(&self, id: Id) -> Option<&str> {
        let key = |(key, _): &&(Cow<'a, str>, Cow<'a, str>)| key == "xml:lang" || key == "lang";
        self.around(id)
            .find_map(|element| element.attributes.iter().find(key))
            .map(|(_, value)| value.trim())
    }

    /// Whether an element stands in one that names a base.
    pub(super) fn names_base(&self, id: Id) -> bool {
        self.based && self.around(id).any(|element| element.attribute("xml:base").is_some())
    }

    /// What relative addresses in an element start from.
    ///
    /// # Source
    ///
    /// XML Base, section 4.
    pub(super) fn base(&self, id: Id, document: Option<&Arc<Url>>) -> Option<Arc<Url>> {
        if !self.based {
            return document.cloned();
        }
        let mut bases: Vec<&str> =
            self.around(id).filter_map(|element| element.attribute("xml:base")).collect();
        bases.reverse();
        bases.into_iter().fold(document.cloned(), |base, text| match base {
            Some(base) => Some(base.join(text).map_or(base, Arc::new)),
            None => Url::parse(text).ok().map(Arc::new),
        })
    }
}

/// What is still to be written.
enum Step<'s> {
    Open(Id),
    Text(&'s str),
    Close(&'s str),
}

impl<'s> Step<'s> {
    fn of(child: &'s Child<'_>) -> Self {
        match child {
            Child::Element(id) => Self::Open(*id),
            Child::Text(text) => Self::Text(text),
        }
    }
}

fn write_start(element: &Element<'_>, out: &mut String) {
    out.push('<');
    out.push_str(element.local());
    for (key, value) in &element.attributes {
        if key == "xmlns" || key.starts_with("xmlns:") || key.starts_with("xml:") {
            continue;
        }
        out.push(' ');
        out.push_str(key);
        out.push_str("=\"");
        out.push_str(&markup::attribute(value));
        out.push('"');
    }
    out.push('>');
}

/// HTML elements that are never closed.
fn is_void(name: &str) -> bool {
    matches!(name, "br" | "hr" | "img" | "input" | "link" | "meta" | "wbr" | "source" | "col")
}
