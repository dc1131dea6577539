//! What the source's operator says, before the rules and above them.
//!
//! [`before`] rewrites what was printed and pins its language; [`after`] leaves a release
//! out, holds it, and sets its regions and subjects, whatever the other rules found.

use std::borrow::Cow;

use crate::domain::release::{ScoredRegion, Status};
use crate::domain::rules::{Part, Pattern, Rules};
use crate::domain::{Draft, Markup, Region, Release};
use crate::normalize::regions;

/// The draft as the rules are to see it.
pub(super) fn before<'a>(draft: &'a Draft, rules: &Rules) -> Cow<'a, Draft> {
    if rules.rewrite.is_empty() && rules.language.is_none() {
        return Cow::Borrowed(draft);
    }
    let mut draft = draft.clone();
    for rewrite in &rules.rewrite {
        let new = |text: &str| rewrite.find.replace(text, &rewrite.with);
        match rewrite.part {
            Part::Headline => draft.headline = draft.headline.as_deref().map(new),
            Part::Text => {
                draft.body = draft.body.map(|body| match body {
                    Markup::Plain(text) => Markup::Plain(new(&text)),
                    Markup::Html(text) => Markup::Html(new(&text)),
                });
            }
        }
    }
    if let Some(language) = &rules.language {
        draft.language = Some(language.clone());
    }
    Cow::Owned(draft)
}

/// Applies what is said of finished releases.
///
/// # Errors
///
/// The name of the rule that leaves the release out, `keep` or `drop`, and why.
pub(super) fn after(release: &mut Release, rules: &Rules) -> Result<(), (&'static str, String)> {
    if *rules == Rules::default() {
        return Ok(());
    }
    let text = format!("{}\n{}\n{}", release.headline_source, release.headline, release.text());
    let first = |patterns: &[Pattern]| {
        patterns.iter().find_map(|pattern| pattern.find(&text)).map(str::to_owned)
    };
    if !rules.keep.is_empty() && first(&rules.keep).is_none() {
        let why = "none of the patterns of `keep` in its source's `[rules]` is in it";
        return Err(("keep", why.to_owned()));
    }
    if let Some(words) = first(&rules.drop) {
        return Err(("drop", format!("its source's `[rules]` drop what has `{words}`")));
    }
    if let Some(words) = first(&rules.hold)
        && release.status != Status::Withdrawn
    {
        release.note("status", "rules.hold", &words);
        release.status = Status::Held;
    }
    if rules.language.is_some() {
        let language = release.language.to_string();
        release.note("language", "rules.language", &language);
    }
    if !rules.regions.is_empty() {
        pin(release, rules);
    }
    for rule in &rules.subjects {
        let Some(words) = rule.when.find(&text) else { continue };
        release.note("subjects", "rules.subjects", words);
        for subject in &rule.add {
            if !release.subjects.contains(subject) {
                release.subjects.push(subject.clone());
            }
        }
    }
    Ok(())
}

/// Gives a release the regions of the rules and no others.
fn pin(release: &mut Release, rules: &Rules) {
    let codes: Vec<&str> = rules.regions.iter().map(Region::as_str).collect();
    let codes = codes.join(" ");
    release.note("regions", "rules.regions", &codes);
    let pinned = |code: &Region| ScoredRegion {
        code: code.clone(),
        level: regions::level(code).to_owned(),
        score: 1.0,
        why: vec![format!("rules: {code}")],
    };
    release.regions = rules.regions.iter().map(pinned).collect();
    release.national = release.regions.iter().any(|region| region.level == "country");
}
