//! Pictures and files beside an entry: Media RSS and Apple's elements.

use crate::source::feed::fields::Reader;
use crate::source::feed::model::{Enclosure, Entry};
use crate::source::feed::tree::Id;
use crate::source::feed::values;

impl Reader<'_, '_> {
    /// Media RSS, through the groups it stands in.
    ///
    /// # Source
    ///
    /// Media RSS 1.5.1, "Primary Elements".
    pub(super) fn media(&self, entry: &mut Entry, id: Id) {
        let mut waiting = vec![id];
        while let Some(id) = waiting.pop() {
            let Some(element) = self.tree.get(id) else { continue };
            match element.local() {
                "group" => {}
                "content" => {
                    let word = |local: &str| self.tree.text_of(id, local);
                    entry.media.extend(self.attribute(id, "url").map(|url| Enclosure {
                        url,
                        media_type: self.attribute_raw(id, "type"),
                        length: self.attribute_raw(id, "filesize"),
                        caption: word("description").or_else(|| word("title")),
                        credit: word("credit"),
                    }));
                }
                "thumbnail" => {
                    let url = self.attribute(id, "url").or_else(|| self.address(id));
                    entry.thumbnails.extend(url);
                }
                "description" if entry.common.summary.is_none() => {
                    let text = values::rss_text(self.tree, id, false, self.around);
                    entry.common.summary = Some(text).filter(|text| !text.value.is_empty());
                }
                _ => continue,
            }
            let mut below: Vec<Id> = self.tree.below(id).map(|(id, _)| id).collect();
            below.reverse();
            if element.local() == "content" {
                below.retain(|id| self.tree.get(*id).is_some_and(|e| e.local() == "thumbnail"));
            }
            waiting.extend(below);
        }
    }

    /// A picture of Apple's elements, in each of the ways it has been written.
    pub(super) fn picture(&self, id: Id) -> Option<String> {
        let element = self.tree.get(id)?;
        if element.local() == "link" && element.attribute("rel") != Some("image") {
            return None;
        }
        let named = self.attribute(id, "href").or_else(|| self.attribute(id, "url"));
        named.or_else(|| self.address(id))
    }
}
