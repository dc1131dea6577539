//! Renders documents when the news happens, and keeps them.
//!
//! [`publish`] is the one way in; what it renders has a file each:
//!
//! - `feed`: a feed in all its formats. What was rendered before is kept as a fragment and
//!   rendered again only when one of its facts changed, so a change costs one entry in each
//!   format, and a join for each document. `entries` are those fragments.
//! - `pages`: what left a feed's documents, for who comes late.
//! - `page`: one release in one language.
//! - `site`: what there is once, the list of feeds and the first page.
//! - `recent`: what lists the newest releases of the whole site.
//! - `batch`: what documents that are rendered together read once; `fragments`: rendered
//!   entries in memory.
//! - `shelf`: where documents are kept, as rows and as files.

mod batch;
mod entries;
mod feed;
mod fragments;
mod page;
mod pages;
mod recent;
mod shelf;
mod site;

use crate::domain::job::Target;
use crate::pipeline::newsroom::Newsroom;
use crate::pipeline::publish::batch::Batch;
use crate::pipeline::step::StepError;
use crate::store::keep::Keeping;

pub use feed::{EmptyDocument, addresses as feed_addresses, empty_documents};
pub use fragments::Fragments;
pub use shelf::{drop_gone, file_of, write_style};

/// Documents written by one transaction, about: while one runs, nobody else writes.
const KEPT_AT_ONCE: usize = 160;

/// Renders what a publish job is about, in all its formats.
///
/// # Errors
///
/// [`StepError`] when the database fails or an entry cannot be written.
pub async fn publish(newsroom: &Newsroom, target: &Target) -> Result<(), StepError> {
    publish_all(newsroom, &[target]).await?.pop().unwrap_or(Ok(()))
}

/// Renders what several publish jobs are about, reads for all of them at once, and keeps what
/// came of them many at once. Says how each ended: one that fails spoils no other.
///
/// # Errors
///
/// [`StepError`] when nothing of it could be read or kept.
pub async fn publish_all(
    newsroom: &Newsroom,
    targets: &[&Target],
) -> Result<Vec<Result<(), StepError>>, StepError> {
    let mut batch = Batch::new(newsroom);
    batch.look_up(targets).await?;
    let mut ends = Vec::with_capacity(targets.len());
    let mut keeping = Keeping::default();
    for target in targets {
        let rendered = Box::pin(rendered(&mut batch, target)).await;
        ends.push(rendered.map(|its| keeping.extend(its)));
        if keeping.documents.len() >= KEPT_AT_ONCE {
            shelf::keep(newsroom, std::mem::take(&mut keeping), batch.now).await?;
        }
    }
    shelf::keep(newsroom, keeping, batch.now).await?;
    Ok(ends)
}

async fn rendered(batch: &mut Batch<'_>, target: &Target) -> Result<Keeping, StepError> {
    match target {
        Target::Feed { edition, slug } => feed::feed(batch, edition, slug.as_deref()).await,
        Target::Release { release, language } => page::page(batch, release, language).await,
        Target::Site => site::site(batch).await,
        Target::Recent => recent::recent(batch).await,
    }
}
