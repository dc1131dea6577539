//! The references in the words of a document, with the entities it declares itself.

use std::borrow::Cow;
use std::collections::BTreeMap;

use memchr::{memchr, memchr2};

use crate::source::feed::mending::Faults;
use crate::text::sanitize::entity;

/// Entities declared in one document, and the bytes all their uses may expand to.
const ENTITIES_MAX: usize = 1000;
const EXPANDED_BYTES_MAX: usize = 64 * 1024;

/// What references mean in one document.
#[derive(Debug, Default)]
pub(super) struct References<'a> {
    declared: BTreeMap<&'a str, Cow<'a, str>>,
    /// Bytes the declared ones expanded to so far.
    expanded: usize,
    /// The first half of a character in UTF-16 that was written as a reference, and where
    /// that ended.
    half: Option<(u32, usize)>,
}

impl<'a> References<'a> {
    /// Reads flat entities. One that uses another stays as it is written, so nothing grows.
    pub(super) fn declare(&mut self, raw: &'a str) {
        for declaration in raw.split("<!ENTITY").skip(1).take(ENTITIES_MAX) {
            let declaration = declaration.trim_start();
            let Some((name, rest)) = declaration.split_once(char::is_whitespace) else { continue };
            let rest = rest.trim_start();
            let Some(quote) = rest.chars().next().filter(|c| matches!(c, '"' | '\'')) else {
                continue; // SYSTEM and PUBLIC: never opened
            };
            if let Some(value) = rest.split(quote).nth(1) {
                self.declared.entry(name).or_insert_with(|| entity::decode(value));
            }
        }
    }

    /// Reads the references in words that begin at `start`, in bytes. `first` is the place
    /// of the first `&` in them.
    pub(super) fn read(
        &mut self,
        words: &'a str,
        first: usize,
        start: usize,
        faults: &mut Faults,
    ) -> String {
        let mut out = String::with_capacity(words.len());
        let (before, mut rest) = words.split_at_checked(first).unwrap_or((words, ""));
        out.push_str(before);
        // `rest` begins with the `&` that is looked at.
        while let Some(after) = rest.strip_prefix('&') {
            let at = start + words.len() - rest.len();
            let end = memchr2(b';', b'&', after.as_bytes()).unwrap_or(after.len());
            if after.as_bytes().get(end) == Some(&b';') {
                let (raw, tail) = rest.split_at_checked(end + 2).unwrap_or((rest, ""));
                if !self.one(raw, at, &mut out) {
                    faults.tell(at, "an unknown reference was left as it is");
                    out.push_str(raw);
                }
                rest = tail;
            } else {
                faults.tell(at, "a bare `&` was read as text");
                let (raw, tail) = rest.split_at_checked(end + 1).unwrap_or((rest, ""));
                out.push_str(&entity::decode(raw));
                rest = tail;
            }
            let next = memchr(b'&', rest.as_bytes()).unwrap_or(rest.len());
            let (plain, tail) = rest.split_at_checked(next).unwrap_or((rest, ""));
            out.push_str(plain);
            rest = tail;
        }
        out
    }

    /// Writes what one reference means, `&` and `;` around it; whether anybody knows it.
    fn one(&mut self, raw: &str, start: usize, out: &mut String) -> bool {
        let name = raw.trim_start_matches('&').trim_end_matches(';');
        let code = name.strip_prefix('#').and_then(entity::code);
        let half = self.half.take().filter(|(_, end)| *end == start);
        if let Some(c) = half.zip(code).and_then(|((high, _), low)| entity::pair(high, low)) {
            // In the place of its first half, which was read as unknown.
            out.pop();
            out.push(c);
            return true;
        }
        if let Some(high @ 0xd800..0xdc00) = code {
            self.half = Some((high, start + raw.len()));
        }
        if entity::meaning(name).write(out) {
            return true;
        }
        let Some(text) = self.declared.get(name) else { return false };
        let fits = self.expanded + text.len() <= EXPANDED_BYTES_MAX;
        if fits {
            self.expanded += text.len();
            out.push_str(text);
        }
        fits
    }
}
