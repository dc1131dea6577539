//! `warta withdraw` and `warta reinstate`.

use std::process::ExitCode;
use std::time::Duration;

use clap::Args as ClapArgs;

use crate::cli::release::find;
use crate::cli::room::Room;
use crate::cli::{out, presence};
use crate::domain::job::Filing;
use crate::domain::release::Status;
use crate::domain::{Job, ReleaseId};
use crate::schedule::worker;

/// How long the documents that follow are waited for.
const PATIENCE: Duration = Duration::from_secs(2);

/// Arguments of `warta withdraw`.
#[derive(Debug, ClapArgs)]
pub struct Args {
    /// The release: `source/key`, or a beginning of it that fits no other.
    pub release: String,
    /// Why; readers see these words.
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
}

/// Arguments of `warta reinstate`.
#[derive(Debug, ClapArgs)]
pub struct ReinstateArgs {
    /// The release: `source/key`, or a beginning of it that fits no other.
    pub release: String,
}

/// Takes a release back everywhere, and returns when its feeds show it.
///
/// # Errors
///
/// Why it could not be done.
pub async fn run(room: &Room, args: &Args) -> anyhow::Result<ExitCode> {
    let id = find(room, &args.release).await?;
    if status(room, &id).await? == Some(Status::Withdrawn) {
        out::line(&format!("{id} was withdrawn already"))?;
        return Ok(ExitCode::SUCCESS);
    }
    let job = Job::Withdraw { release: id.clone(), reason: args.reason.clone() };
    work(room, job).await?;
    out::line(&format!("withdrew {id}; every feed that had it shows the notice"))?;
    Ok(ExitCode::SUCCESS)
}

/// Gives a withdrawn release again, or lets a held one go.
///
/// # Errors
///
/// Why it could not be done.
pub async fn reinstate(room: &Room, args: &ReinstateArgs) -> anyhow::Result<ExitCode> {
    let id = find(room, &args.release).await?;
    let before = status(room, &id).await?;
    if !matches!(before, Some(Status::Withdrawn | Status::Held)) {
        out::line(&format!("{id} is neither withdrawn nor held"))?;
        return Ok(ExitCode::SUCCESS);
    }
    work(room, Job::Reinstate { release: id.clone() }).await?;
    match status(room, &id).await? {
        Some(Status::Held) => out::line(&format!(
            "{id} is withdrawn no more, but its text is held; the same command once more \
             publishes it"
        ))?,
        _ => out::line(&format!("reinstated {id}"))?,
    }
    Ok(ExitCode::SUCCESS)
}

async fn status(room: &Room, id: &ReleaseId) -> anyhow::Result<Option<Status>> {
    Ok(room.newsroom.store.release(id).await?.map(|one| one.release.status))
}

async fn work(room: &Room, job: Job) -> anyhow::Result<()> {
    let newsroom = &room.newsroom;
    newsroom.file(&[Filing::free(job, newsroom.clock.now())]).await?;
    settled(room).await
}

/// Works what is filed, the documents that follow too.
pub(super) async fn settled(room: &Room) -> anyhow::Result<()> {
    let _presence = presence::enter(room).await?;
    worker::until_idle(&room.newsroom, PATIENCE, &|| {}).await?;
    Ok(())
}
