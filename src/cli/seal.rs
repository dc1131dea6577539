//! `warta seal`: a version of a release that the public is not to see any more.

use std::process::ExitCode;

use clap::Args as ClapArgs;

use crate::cli::release::find;
use crate::cli::room::Room;
use crate::cli::{Wrong, out, withdraw};
use crate::domain::Job;
use crate::domain::job::{Filing, Target};

/// Arguments of `warta seal`.
#[derive(Debug, ClapArgs)]
pub struct Args {
    /// The release: `source/key`, or a beginning of it that fits no other.
    pub release: String,
    /// The number of the version, as `warta release RELEASE --versions` lists it.
    pub version: i64,
    /// Show it again.
    #[arg(long)]
    pub off: bool,
}

/// Seals a version or opens it, and returns when the page of versions shows that.
///
/// # Errors
///
/// [`Wrong`] when there is no such version, or it is the one that feeds show.
pub async fn run(room: &Room, args: &Args) -> anyhow::Result<ExitCode> {
    let id = find(room, &args.release).await?;
    let newsroom = &room.newsroom;
    let Some(standing) = newsroom.store.release(&id).await? else {
        return Ok(ExitCode::SUCCESS);
    };
    let (version, last) = (args.version, standing.revision);
    if !(1..=last).contains(&version) {
        return Err(Wrong(format!("`{id}` has no version {version}; it has 1 to {last}")).into());
    }
    if version == last && !args.off {
        let words = format!(
            "version {version} of `{id}` is the one that feeds show; `warta withdraw` takes it back"
        );
        return Err(Wrong(words).into());
    }
    let now = newsroom.clock.now();
    let language = standing.release.language.clone();
    let target = Target::Release { release: id.clone(), language };
    let filing = Filing::free(Job::Publish { target }, now);
    if !newsroom.store.seal(&id, version, !args.off, &filing, now).await? {
        let how = if args.off { "not sealed" } else { "sealed already" };
        out::line(&format!("version {version} of {id} is {how}"))?;
        return Ok(ExitCode::SUCCESS);
    }
    withdraw::settled(room).await?;
    let how = if args.off { "opened" } else { "sealed" };
    out::line(&format!("{how} version {version} of {id}"))?;
    Ok(ExitCode::SUCCESS)
}
