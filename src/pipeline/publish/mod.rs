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
//! - `shelf`: where documents are kept, as rows and as files.

mod entries;
mod feed;
mod page;
mod pages;
mod recent;
mod shelf;
mod site;

use crate::domain::job::Target;
use crate::pipeline::newsroom::Newsroom;
use crate::pipeline::step::StepError;

pub use feed::empty_documents;
pub use shelf::{drop_gone, file_of, write_style};

/// Renders what a publish job is about, in all its formats.
///
/// # Errors
///
/// [`StepError`] when the database fails or an entry cannot be written.
pub async fn publish(newsroom: &Newsroom, target: &Target) -> Result<(), StepError> {
    match target {
        Target::Feed { edition, slug } => feed::feed(newsroom, edition, slug.as_deref()).await,
        Target::Release { release, language } => page::page(newsroom, release, language).await,
        Target::Site => site::site(newsroom).await,
        Target::Recent => recent::recent(newsroom).await,
    }
}
