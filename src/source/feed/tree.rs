//! The elements of a document, in one row, and questions about them.
//!
//! An element knows its parent by its place in the row, so nothing here recurses and a
//! deep document costs no more than a flat one.

use std::borrow::Cow;

use url::Url;

use crate::source::Warning;
use crate::source::feed::names::Ns;
use crate::text::markup;

/// A place in the row of elements.
pub(super) type Id = usize;

/// One element.
#[derive(Debug)]
pub(super) struct Element<'a> {
    pub(super) ns: Ns,
    /// Its name in lower case, with its prefix.
    pub(super) name: Cow<'a, str>,
    /// Where its name without its prefix begins, in bytes.
    pub(super) local_at: usize,
    /// Attributes, names in lower case, references read.
    pub(super) attributes: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    pub(super) children: Vec<Child<'a>>,
    pub(super) parent: Option<Id>,
}

/// What stands in an element.
#[derive(Debug)]
pub(super) enum Child<'a> {
    Element(Id),
    /// Text, references read.
    Text(Cow<'a, str>),
}

impl Element<'_> {
    /// Its name without its prefix.
    pub(super) fn local(&self) -> &str {
        self.name.get(self.local_at..).unwrap_or(&self.name)
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
    pub(super) elements: Vec<Element<'a>>,
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
        self.elements.get(id)
    }

    /// The elements right below one.
    pub(super) fn below(&self, id: Id) -> impl Iterator<Item = (Id, &Element<'a>)> {
        let children = self.get(id).map_or(&[][..], |element| element.children.as_slice());
        children.iter().filter_map(|child| match child {
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
        let children = self.get(id).map_or(&[][..], |element| element.children.as_slice());
        if let [Child::Text(text)] = children {
            return text.trim().to_owned();
        }
        let texts = || {
            children.iter().filter_map(|child| match child {
                Child::Text(text) => Some(text.as_ref()),
                Child::Element(_) => None,
            })
        };
        let mut out = String::with_capacity(texts().map(str::len).sum());
        texts().for_each(|text| out.push_str(text));
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
        steps.extend(self.steps(id).map(Step::of));
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
                    steps.extend(self.steps(id).map(Step::of));
                }
            }
        }
        out.trim().to_owned()
    }

    /// What stands in an element, last first.
    fn steps(&self, id: Id) -> impl Iterator<Item = &Child<'a>> {
        let children = self.get(id).map_or(&[][..], |element| element.children.as_slice());
        children.iter().rev()
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
    pub(super) fn base(&self, id: Id, document: Option<&Url>) -> Option<Url> {
        if !self.based {
            return document.cloned();
        }
        let mut bases: Vec<&str> =
            self.around(id).filter_map(|element| element.attribute("xml:base")).collect();
        bases.reverse();
        bases.into_iter().fold(document.cloned(), |base, text| match base {
            Some(base) => Some(base.join(text).unwrap_or(base)),
            None => Url::parse(text).ok(),
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
