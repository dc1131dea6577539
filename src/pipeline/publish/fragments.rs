//! Rendered entries in memory: feeds of one language show the same ones.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::domain::{Language, ReleaseId};

/// Bytes of rendered entries kept in memory.
const BYTES_MAX: u64 = 24 << 20;

/// An entry of a language, by what it shows.
pub(super) type Key = (ReleaseId, Language, String);

/// Rendered entries by what they are of. A stamp says what they were made of, so that one that
/// is older than its facts is never taken for them, whoever changed these.
#[derive(Debug, Clone)]
pub struct Fragments(moka::sync::Cache<Key, Arc<Texts>>);

/// An entry in the formats in which it was rendered.
#[derive(Debug, Clone, Default)]
struct Texts {
    stamp: String,
    texts: BTreeMap<&'static str, Arc<str>>,
}

impl Default for Fragments {
    fn default() -> Self {
        let weight = |_: &Key, kept: &Arc<Texts>| {
            let bytes: usize = kept.texts.values().map(|text| text.len() + 64).sum();
            u32::try_from(bytes + 256).unwrap_or(u32::MAX)
        };
        Self(moka::sync::Cache::builder().max_capacity(BYTES_MAX).weigher(weight).build())
    }
}

impl Fragments {
    /// The texts of an entry in these formats, if all of them are here under this stamp.
    pub(super) fn all(&self, key: &Key, stamp: &str, formats: &[&str]) -> Option<Vec<Arc<str>>> {
        let kept = self.0.get(key).filter(|kept| kept.stamp == stamp)?;
        formats.iter().map(|format| kept.texts.get(format).cloned()).collect()
    }

    /// Keeps an entry in some formats.
    pub(super) fn keep(
        &self,
        key: Key,
        stamp: &str,
        texts: impl Iterator<Item = (&'static str, Arc<str>)>,
    ) {
        let before = self.0.get(&key).filter(|kept| kept.stamp == stamp);
        let mut kept = before.map_or_else(Texts::default, |kept| Texts::clone(&kept));
        stamp.clone_into(&mut kept.stamp);
        kept.texts.extend(texts);
        self.0.insert(key, Arc::new(kept));
    }
}
