//! An address in another spelling to the one that counts.

use crate::domain::id::is_slug;
use crate::domain::{Edition, FeedSpec, Language, Region, ReleaseId};
use crate::gazetteer::Gazetteer;
use crate::render::{self, Format, Scope, archive, feed_path, release_path};

/// What an address means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning<'a> {
    /// A document of a feed.
    Feed(&'a FeedSpec),
    /// Something else, or nothing at all.
    Other,
}

/// An address read.
#[derive(Clone)]
pub struct Read<'a> {
    /// Its one right spelling.
    pub canonical: String,
    /// What it means.
    pub meaning: Meaning<'a>,
    /// The edition, for a feed.
    pub edition: Option<Edition>,
    /// The format, for a feed.
    pub format: Option<&'static dyn Format>,
}

impl std::fmt::Debug for Read<'_> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Read({})", self.canonical)
    }
}

/// Reads an address: `/EN/id-kb/feed.rss`, `/en/kalbar/` and `/en/001/` are other spellings
/// of `/en/ID-KB/feed.rss`, `/en/ID-KB/` and `/en/`. `None` when it can be no address here.
#[must_use]
pub fn read<'a>(path: &str, feeds: &'a [FeedSpec], gazetteer: &Gazetteer) -> Option<Read<'a>> {
    let mut parts: Vec<&str> = path.trim_start_matches('/').split('/').collect();
    let language = Language::parse(parts.first()?).ok()?;
    parts.remove(0);
    if parts.first() == Some(&"releases") {
        return release(&language, &parts);
    }
    // The last part is a file's name, or empty after a slash; without the slash it is a
    // folder all the same.
    let last = parts.last().copied().unwrap_or_default();
    if let [.., "archive", page] = parts.as_slice() {
        let (number, format) = archive::read(page)?;
        let folder = path.strip_suffix(page)?.strip_suffix("archive/")?;
        let feed = read(folder, feeds, gazetteer)?;
        let canonical = archive::address(format, &feed.canonical, number);
        return Some(Read { canonical, meaning: Meaning::Other, edition: None, format: None });
    }
    let named = feed_format(last);
    if named.is_some() || last.is_empty() {
        parts.pop();
    }
    let file = named.or_else(|| feed_format(""))?;
    let (region, slug) = match parts.as_slice() {
        [] => (Region::world(), None),
        [region] => (region_of(region, feeds, gazetteer)?, None),
        [region, slug] => (region_of(region, feeds, gazetteer)?, Some((*slug).to_owned())),
        _ => return None,
    };
    let edition = Edition::new(language, region);
    let spec =
        feeds.iter().find(|spec| spec.slug == slug && spec.holds(&edition)).filter(|spec| {
            file.name() == "html" || spec.formats.iter().any(|name| name == file.name())
        })?;
    Some(Read {
        canonical: render::address(file, &feed_path(&edition, slug.as_deref())),
        meaning: Meaning::Feed(spec),
        edition: Some(edition),
        format: Some(file),
    })
}

/// The stored path of the feed an address would be of, `lang/region` or `lang/region/slug`,
/// were it configured. `None` when it could be of none.
#[must_use]
pub fn feed_of(path: &str) -> Option<String> {
    let mut parts: Vec<&str> = path.strip_prefix('/')?.split('/').collect();
    let last = parts.pop()?;
    feed_format(last)?;
    let language = Language::parse(parts.first()?).ok()?;
    match parts.get(1..)? {
        [] => Some(format!("{language}/{}", Region::world())),
        [region] => Some(format!("{language}/{}", Region::parse(region).ok()?)),
        [region, slug] if is_slug(slug) => {
            Some(format!("{language}/{}/{slug}", Region::parse(region).ok()?))
        }
        _ => None,
    }
}

fn feed_format(name: &str) -> Option<&'static dyn Format> {
    render::FORMATS
        .iter()
        .copied()
        .find(|format| format.scope() == Scope::Feed && format.file_name() == name)
}

/// The region of a part of an address: a code, else a region of the operator's own, else
/// what the gazetteer takes it for.
fn region_of(text: &str, feeds: &[FeedSpec], gazetteer: &Gazetteer) -> Option<Region> {
    let own = |region: &Region| feeds.iter().any(|spec| spec.regions.contains(region));
    let read = |text: &str| {
        Region::parse(text).ok().filter(|region| gazetteer.knows(region) || own(region))
    };
    let code = read(text).or_else(|| read(&text.to_lowercase()));
    code.or_else(|| gazetteer.alias(&text.to_lowercase()))
}

fn release<'a>(language: &Language, parts: &[&str]) -> Option<Read<'a>> {
    let [_, source, name] = parts else { return None };
    let (key, ending) = name.split_at_checked(name.find('.').unwrap_or(name.len()))?;
    let id = ReleaseId::parse(&format!("{source}/{key}")).ok()?;
    let mut formats = render::FORMATS.iter().filter(|format| format.scope() == Scope::Release);
    let format = formats.find(|format| format.file_name() == ending)?;
    Some(Read {
        canonical: render::address(*format, &release_path(&id, language)),
        meaning: Meaning::Other,
        edition: None,
        format: None,
    })
}
