//! The source's own translations of its releases to translations as any other.
//!
//! A version in another language is no release of its own: it is kept as the translation of
//! the release it is of, made by the source. While it is of the latest text no engine is asked
//! for that language.

use crate::domain::desk::Desk;
use crate::domain::translation::{Origin, Provenance, State, Touch, TranslatedBlock};
use crate::domain::{Draft, ReleaseId, Translation};
use crate::pipeline::house::SourceSetup;
use crate::pipeline::newsroom::Newsroom;
use crate::pipeline::pull::judged;
use crate::pipeline::step::StepError;

/// Records the drafts that are versions of releases known; gives the rest.
pub(super) async fn record(
    newsroom: &Newsroom,
    setup: &SourceSetup,
    drafts: Vec<Draft>,
) -> Result<Vec<Draft>, StepError> {
    let (versions, rest): (Vec<Draft>, Vec<Draft>) =
        drafts.into_iter().partition(|draft| draft.version_of.is_some());
    let now = newsroom.clock.now();
    for draft in versions {
        let Some(key) = draft.version_of.clone() else { continue };
        let id = ReleaseId::new(setup.profile.id.clone(), key);
        let Some(standing) = newsroom.store.release(&id).await? else { continue };
        let Ok(version) = judged(newsroom, setup, &draft) else { continue };
        if version.language.same_primary(&standing.release.language) {
            continue;
        }
        let body = version.body.into_iter().map(|block| TranslatedBlock {
            block,
            origin: Origin::Source,
            segments: Vec::new(),
            doubts: Vec::new(),
        });
        let translation = Translation {
            release: id,
            revision: standing.revision,
            from: standing.release.language.clone(),
            language: version.language,
            state: State::Source,
            headline: Some(version.headline),
            summary: version.summary,
            body: body.collect(),
            doubts: Vec::new(),
            provenance: Provenance {
                engine: "source".to_owned(),
                display: setup.profile.name.clone(),
                model: None,
                craft: "source".to_owned(),
                at: now,
                unknown_share: None,
                hand: Touch::None,
                approved: None,
            },
            desk: Desk::default(),
        };
        newsroom.store.record_translation(&translation, &newsroom.follow(), now).await?;
        newsroom.bell.notify_waiters();
    }
    Ok(rest)
}
