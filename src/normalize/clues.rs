//! Every sign of a region a release gives: configuration, host, dateline, issuer,
//! headline and body.

use crate::domain::{Draft, Region, Release};
use crate::normalize::Setting;
use crate::normalize::regions::{Clue, Found};

/// Gathers the clues. `issuer` is the office that signed; without one the source's name
/// stands for it.
pub(super) fn of(
    draft: &Draft,
    setting: &Setting<'_>,
    release: &Release,
    issuer: Option<&str>,
) -> Vec<Clue> {
    let profile = setting.profile;
    let mut out: Vec<Clue> = profile.region.iter().map(|r| code(r, Found::Source)).collect();
    out.extend(draft.regions.iter().map(|region| code(region, Found::Draft)));
    let host = host(draft.url.as_deref().or(profile.homepage.as_deref()));
    if let Some(words) = host
        && let Some(place) = setting.gazetteer.host(&words)
    {
        let (region, code) = (place.region, place.code);
        out.push(Clue { region, found: Found::Host, words, code, prefixed: false });
    }
    out.extend(dateline(setting, release));
    let mut mentions = |text: &str, found| out.extend(mentions(setting, release, text, found));
    mentions(issuer.unwrap_or(&profile.name), Found::Issuer);
    mentions(&release.headline, Found::Headline);
    for block in &release.body {
        mentions(&block.text, Found::Body);
    }
    out
}

/// A clue that is a code itself.
fn code(region: &Region, found: Found) -> Clue {
    let words = region.to_string();
    Clue { region: region.clone(), found, words, code: None, prefixed: false }
}

fn dateline(setting: &Setting<'_>, release: &Release) -> Option<Clue> {
    let line = release.dateline.as_ref()?;
    let region = line.region.clone()?;
    let words = line.place.clone()?;
    let place = setting.gazetteer.place(&words, &release.language, Some(&region));
    let code = place.and_then(|place| place.code);
    Some(Clue { region, found: Found::Dateline, words, code, prefixed: false })
}

fn mentions(setting: &Setting<'_>, release: &Release, text: &str, found: Found) -> Vec<Clue> {
    let near = setting.profile.region.as_ref();
    let mentions = setting.gazetteer.mentions(text, &release.language, near);
    mentions
        .into_iter()
        .map(|mention| Clue {
            words: text.get(mention.start..mention.end).unwrap_or_default().to_owned(),
            region: mention.place.region,
            code: mention.place.code,
            found,
            prefixed: mention.prefixed,
        })
        .collect()
}

/// The host of an address.
pub(super) fn host(address: Option<&str>) -> Option<String> {
    let url = url::Url::parse(address?).ok()?;
    url.host_str().map(str::to_owned)
}
