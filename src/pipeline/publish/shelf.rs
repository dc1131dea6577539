//! Documents to rows and files: kept, and taken away when nobody is to have them.

use crate::disk::published::Tree;
use crate::domain::job::Target;
use crate::domain::{Edition, Instant};
use crate::fetch::Bucket;
use crate::pipeline::newsroom::Newsroom;
use crate::pipeline::publish::pages;
use crate::pipeline::step::StepError;
use crate::render::{self, Scope, feed_path};
use crate::store::documents::NewDocument;
use crate::store::keep::{Keeping, Told};

/// Keeps what was rendered, writes documents as files where that is wanted, and tells who
/// serves them.
pub(super) async fn keep(
    newsroom: &Newsroom,
    keeping: Keeping,
    now: Instant,
) -> Result<(), StepError> {
    if keeping.is_empty() {
        return Ok(());
    }
    newsroom.tally.documents(keeping.documents.len());
    let house = newsroom.house();
    let hubs = house.site.outside_hubs();
    let tree = newsroom.tree();
    let file = |document: &NewDocument| (file_of(&document.address), document.body.clone());
    let files: Vec<_> = tree.iter().flat_map(|_| keeping.documents.iter().map(file)).collect();
    let dropped = keeping.dropped.clone();
    let told = Told { hubs: &hubs, bucket: house.bucket.as_ref().map(Bucket::place) };
    let kept = newsroom.store.keep(keeping, told, now).await?;
    newsroom.tell_changed(&kept.changed);
    newsroom.tell_changed(&dropped);
    if kept.filed {
        newsroom.bell.notify_waiters();
    }
    let Some(tree) = tree else { return Ok(()) };
    for (name, body) in &files {
        tree.put(name, body)?;
    }
    for address in &dropped {
        tree.remove(&file_of(address))?;
    }
    Ok(())
}

/// The file of an address: a folder's page is `index.html` in it, and so is a release's.
#[must_use]
pub fn file_of(address: &str) -> String {
    let path = address.trim_start_matches('/');
    let name = path.rsplit('/').next().unwrap_or_default();
    match path {
        "" => "index.html".to_owned(),
        _ if name.is_empty() => format!("{path}index.html"),
        _ if name.contains('.') => path.to_owned(),
        _ => format!("{path}/index.html"),
    }
}

/// Removes the documents of a feed that is not configured any more.
pub(super) async fn drop_feed(
    newsroom: &Newsroom,
    edition: &Edition,
    slug: Option<&str>,
) -> Result<(), StepError> {
    let path = feed_path(edition, slug);
    let all = render::FORMATS.iter().filter(|one| one.scope() == Scope::Feed);
    let addresses: Vec<String> = all.map(|one| render::address(*one, &path)).collect();
    let target = Target::Feed { edition: edition.clone(), slug: slug.map(str::to_owned) };
    let numbers = newsroom.store.drop_pages(&target.to_string()).await?;
    forget(newsroom, &pages::addresses(&path, &numbers)).await?;
    forget(newsroom, &addresses).await?;
    // Subscribers are told that there will be no more.
    let now = newsroom.clock.now();
    newsroom.store.tell_again(&addresses, None, now, now).await?;
    Ok(())
}

/// Writes the stylesheet of all pages as a file; gives the file's name.
///
/// # Errors
///
/// [`StepError`] when it cannot be written.
pub fn write_style(newsroom: &Newsroom, tree: &Tree) -> Result<String, StepError> {
    let name = render::pages::STYLE;
    tree.put(name, render::pages::style(&newsroom.house().site).as_bytes())?;
    Ok(name.to_owned())
}

/// Removes the documents of feeds by their stored paths, `lang/region` or
/// `lang/region/slug`.
///
/// # Errors
///
/// [`StepError`] when the database fails.
pub async fn drop_gone(newsroom: &Newsroom, paths: &[String]) -> Result<(), StepError> {
    for path in paths {
        if let Some(Target::Feed { edition, slug }) = Target::feed(path) {
            drop_feed(newsroom, &edition, slug.as_deref()).await?;
        }
    }
    Ok(())
}

/// Takes documents away.
pub(super) async fn forget(newsroom: &Newsroom, addresses: &[String]) -> Result<(), StepError> {
    let keeping = Keeping { dropped: addresses.to_vec(), ..Keeping::default() };
    keep(newsroom, keeping, newsroom.clock.now()).await
}
