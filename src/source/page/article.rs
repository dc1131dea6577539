//! One page to a draft.

use std::collections::BTreeMap;

use chrono_tz::Tz;
use url::Url;

use crate::domain::draft::Media;
use crate::domain::release::Evidence;
use crate::domain::{Document, Draft, Language, Markup, ReleaseKey};
use crate::source::mark::{self, Mark};
use crate::source::page::ask;
use crate::source::{Reading, SourceError, Warning};
use crate::text::extract::{self, Article, Hints, Picks, type_of};
use crate::text::{charset, detect};

/// What a reader of pages goes by.
#[derive(Debug, Clone)]
pub struct Reader {
    /// The operator's selectors.
    pub picks: Picks,
    /// The language the source writes in.
    pub language: Language,
    /// The zone of times that name none.
    pub zone: Option<Tz>,
    /// Languages of versions that are followed.
    pub languages: Vec<Language>,
}

impl Reader {
    /// Reads a release's page; versions of it in other languages are asked for next.
    ///
    /// # Errors
    ///
    /// [`SourceError::NoRelease`] when there is no headline or no text on it.
    pub fn read(&self, document: &Document) -> Result<Reading, SourceError> {
        let (article, mut reading) = self.article(document)?;
        let (address, _) = mark::take(&document.address);
        let mut draft = draft(&article, address);
        let name = draft.name().map(ReleaseKey::of);
        for (language, to) in &article.versions {
            let wanted = self.languages.iter().any(|one| one.same_primary(language));
            let own = self.language.same_primary(language);
            let Some(key) = name.clone().filter(|_| wanted && !own) else { continue };
            if let Ok(url) = Url::parse(to) {
                draft.versions.push(language.clone());
                reading.follow.push(ask(mark::put(url, &Mark::VersionOf(key))));
            }
        }
        reading.drafts.push(draft);
        Ok(reading)
    }

    /// Reads a page as the source's own translation of a release.
    ///
    /// # Errors
    ///
    /// As [`Reader::read`].
    pub fn version(&self, document: &Document, of: ReleaseKey) -> Result<Reading, SourceError> {
        let (article, mut reading) = self.article(document)?;
        let (address, _) = mark::take(&document.address);
        let draft = Draft { version_of: Some(of), ..draft(&article, address) };
        reading.drafts.push(draft);
        Ok(reading)
    }

    fn article(&self, document: &Document) -> Result<(Article, Reading), SourceError> {
        let decoded = charset::decode(&document.bytes, document.content_type.as_deref());
        let location = Url::parse(&document.location).ok();
        let hints =
            Hints { location: location.as_ref(), language: Some(&self.language), zone: self.zone };
        let article = extract::read(&decoded.text, hints, &self.picks);
        if article.text.trim().is_empty() || article.title.is_none() {
            let what = if article.title.is_none() { "no headline" } else { "no text" };
            return Err(SourceError::NoRelease { why: format!("there is {what} on the page") });
        }
        let mut warnings: Vec<Warning> =
            decoded.warnings.into_iter().map(|what| Warning { line: None, what }).collect();
        if article.cut {
            let what = "the page is so large or so deep that some of its tags were left out";
            warnings.push(Warning { line: None, what: what.to_owned() });
        }
        Ok((article, Reading { warnings, ..Reading::default() }))
    }
}

/// An article as a draft; its address is the one it was asked for by, which never changes.
#[must_use]
pub fn draft(article: &Article, address: &str) -> Draft {
    let language = spoken(article);
    let found = article.evidence.iter().map(|one| {
        let field = match one.field {
            "title" => "headline",
            "text" => "body",
            other => other,
        };
        let rule = format!("page.{}", one.rule);
        (field.to_owned(), Evidence { rule, words: one.words.clone() })
    });
    Draft {
        url: Some(address.to_owned()),
        headline: article.title.clone(),
        summary: article.summary.clone().map(Markup::Plain),
        body: Some(Markup::Html(article.html.clone())),
        language,
        published: article.published.clone(),
        updated: article.updated.clone(),
        authors: article.authors.clone(),
        media: media(article),
        found: found.collect::<BTreeMap<_, _>>(),
        ..Draft::default()
    }
}

/// The language of a page: what it says, unless its words plainly are of another. Sites
/// are built on templates whose language nobody changed.
#[must_use]
pub fn spoken(article: &Article) -> Option<Language> {
    let said = article.language.clone();
    match (said, detect::language(&article.text)) {
        (Some(said), Some(heard)) if !said.same_primary(&heard) => {
            let malay = |one: &Language| matches!(one.primary(), "id" | "ms");
            Some(if malay(&said) && malay(&heard) { said } else { heard })
        }
        (said, heard) => said.or(heard),
    }
}

/// Pictures and attachments of the text; the page's own picture before them, once.
fn media(article: &Article) -> Vec<Media> {
    let mut media = article.media.clone();
    if let Some(image) = &article.image
        && !media.iter().any(|one| one.url == *image)
    {
        let first = Media {
            url: image.clone(),
            media_type: type_of(image).map(str::to_owned),
            bytes: None,
            caption: None,
            credit: None,
        };
        media.insert(0, first);
    }
    media
}
