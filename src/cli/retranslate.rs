//! `warta retranslate`: a source's translations once more, when terms, engines or checks have
//! changed.

use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use chrono::TimeDelta;
use clap::Args as ClapArgs;

use crate::cli::plan::{languages, source};
use crate::cli::room::Room;
use crate::cli::{Wrong, out, presence};
use crate::domain::feed::is_original;
use crate::domain::job::Filing;
use crate::domain::{Language, ReleaseId};
use crate::schedule::worker;
use crate::store::releases::Filter;

/// How long the queue is waited for when the next job is due soon.
const PATIENCE: Duration = Duration::from_secs(3);

/// Arguments of `warta retranslate`.
#[derive(Debug, ClapArgs)]
pub struct Args {
    /// The source.
    pub source: String,
    /// Into this language only; into all of its feeds when none is named.
    #[arg(long, value_name = "TAG")]
    pub to: Option<String>,
    /// Releases first seen in the last so many days.
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..=3_660))]
    pub days: u32,
}

/// Has them translated again. What is remembered is not asked for, and what is published stays
/// until the new text is there; `warta plan` says before what it will cost.
///
/// # Errors
///
/// Why it could not be done.
pub async fn run(room: &Room, args: &Args) -> anyhow::Result<ExitCode> {
    let newsroom = &room.newsroom;
    let house = newsroom.house();
    let (id, _) = source(&house, &args.source)?;
    let mut into = languages(&house, &id);
    if let Some(tag) = &args.to {
        let one = Language::parse(tag).map_err(|why| Wrong(why.to_string()))?;
        into.retain(|language| **language == one);
        if into.is_empty() {
            return Err(Wrong(format!("no feed of `{id}` is in `{one}`")).into());
        }
    }
    let now = newsroom.clock.now();
    let since = now - TimeDelta::days(i64::from(args.days));
    let filter = Filter { source: Some(id.clone()), region: None, status: None, limit: 5_000 };
    let mut releases = newsroom.store.releases(&filter).await?;
    releases.retain(|one| one.seen >= since);
    let follow = newsroom.follow();
    let mut wanted: Vec<(ReleaseId, Language, Filing)> = Vec::new();
    for to in into {
        let translated = newsroom.store.translated(&id, to).await?;
        for one in releases.iter().filter(|one| translated.contains(&one.release.id)) {
            let (release, from) = (&one.release, &one.release.language);
            if !is_original(from, to) {
                let embargo = release.embargo_until;
                let filing = follow.translation_of(&release.id, (from, to), embargo, now);
                wanted.push((release.id.clone(), to.clone(), filing));
            }
        }
    }
    let before = hashes(room, &wanted).await?;
    let _presence = presence::enter(room).await?;
    newsroom.store.want_again(&wanted, now).await?;
    newsroom.bell.notify_waiters();
    let progress = out::Progress::start();
    let worked = AtomicUsize::new(0);
    let told = || {
        let worked = worked.fetch_add(1, Ordering::Relaxed) + 1;
        progress.say(&format!("translating and publishing: {worked} jobs done"));
    };
    worker::until_idle(newsroom, PATIENCE, &told).await?;
    progress.end();
    let after = hashes(room, &wanted).await?;
    let changed = before.iter().zip(&after).filter(|(before, after)| before != after).count();
    let mut waiting = 0;
    for (release, language, _) in &wanted {
        waiting += usize::from(newsroom.store.wanted_again(release, language).await?.is_some());
    }
    let asked = wanted.len();
    let plural = if asked == 1 { "translation" } else { "translations" };
    out::line(&format!("asked again for {asked} {plural} of `{id}`; {changed} changed"))?;
    if waiting > 0 {
        out::line(&format!("{waiting} wait in the queue: `warta jobs` says for what"))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// What people read of each translation, as a hash.
async fn hashes(
    room: &Room,
    wanted: &[(ReleaseId, Language, Filing)],
) -> anyhow::Result<Vec<Option<String>>> {
    let mut all = Vec::new();
    for (release, language, _) in wanted {
        let made = room.newsroom.store.translation(release, language).await?;
        all.push(made.map(|made| made.hash()));
    }
    Ok(all)
}
