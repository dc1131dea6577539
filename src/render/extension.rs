//! What RSS and Atom say in the same words of other vocabularies: Dublin Core terms and
//! Media RSS.
//!
//! The two crates have a type each for an element of another namespace, alike in all but
//! what they escape. [`Extension`] is what both can do, so that each element is made once.

use std::collections::BTreeMap;

use crate::domain::instant::rfc3339;
use crate::render::media::File;
use crate::render::view::View;
use crate::text::markup;

/// Elements by prefix and local name, as both crates keep them.
pub(crate) type Map<E> = BTreeMap<String, BTreeMap<String, Vec<E>>>;

/// An element of another namespace.
pub(crate) trait Extension: Sized {
    /// An element of a prefixed name: `dcterms:created`.
    fn named(name: &str, value: Option<&str>) -> Self;

    /// Gives it an attribute.
    fn set(&mut self, name: &str, value: &str);

    /// Puts an element inside, which both crates keep under its local name.
    fn put(&mut self, local: &str, child: Self);
}

macro_rules! extension {
    ($type:ty, $written:path) => {
        impl Extension for $type {
            fn named(name: &str, value: Option<&str>) -> Self {
                let value = value.map(str::to_owned);
                Self { name: name.to_owned(), value, ..Self::default() }
            }

            fn set(&mut self, name: &str, value: &str) {
                self.attrs.insert(name.to_owned(), $written(value));
            }

            fn put(&mut self, local: &str, child: Self) {
                self.children.entry(local.to_owned()).or_default().push(child);
            }
        }
    };
}

/// An element of another namespace in Atom.
pub(crate) type AtomElement = atom_syndication::extension::Extension;

extension!(rss::extension::Extension, str::to_owned);
// This crate writes an extension's attributes as they are, unlike everything else.
extension!(atom_syndication::extension::Extension, markup::attribute);

/// Adds an element of a prefixed name.
pub(crate) fn add<E: Extension>(map: &mut Map<E>, name: &str, element: E) {
    let (prefix, local) = name.split_once(':').unwrap_or(("", name));
    let locals = map.entry(prefix.to_owned()).or_default();
    locals.entry(local.to_owned()).or_default().push(element);
}

/// Adds an element that holds words and nothing else.
pub(crate) fn text<E: Extension>(map: &mut Map<E>, name: &str, value: &str) {
    add(map, name, E::named(name, Some(value)));
}

/// Adds what both formats say of an entry: when the source printed it, what it is a
/// version of, where it took place, and its files.
pub(crate) fn shared<E: Extension>(map: &mut Map<E>, view: &View<'_>) {
    if let Some(created) = view.entry.created {
        text(map, "dcterms:created", &rfc3339(created));
    }
    if let Some(tag) = view.original_tag() {
        text(map, "dcterms:isVersionOf", tag);
    }
    for region in &view.entry.regions {
        text(map, "dcterms:spatial", region.code.as_str());
    }
    for file in &view.files {
        add(map, "media:content", media(file));
    }
}

/// A file with what is known of it.
///
/// # Source
///
/// Media RSS 1.5.1, `media:content`, `media:description`, `media:credit`.
fn media<E: Extension>(file: &File) -> E {
    let mut content = E::named("media:content", None);
    content.set("url", &file.url);
    content.set("type", &file.kind);
    if let Some(medium) = file.medium() {
        content.set("medium", medium);
    }
    if file.bytes > 0 {
        content.set("fileSize", &file.bytes.to_string());
    }
    if let Some(caption) = &file.caption {
        let mut words = E::named("media:description", Some(caption));
        words.set("type", "plain");
        content.put("description", words);
    }
    if let Some(credit) = &file.credit {
        content.put("credit", E::named("media:credit", Some(credit)));
    }
    content
}
