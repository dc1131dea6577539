//! A release of a test's own, from its words to what normalising makes of it.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use warta::domain::{Draft, Language, Markup, Profile, Region, Release, Rules, SourceId};
use warta::gazetteer::Gazetteer;
use warta::normalize::{self, Setting};

/// A release as it is printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct News {
    pub(crate) language: String,
    pub(crate) headline: String,
    pub(crate) paragraphs: Vec<String>,
}

impl News {
    /// What a source prints: a name of its own, a headline and lines.
    pub(crate) fn draft(&self, name: &str) -> Draft {
        Draft {
            own_id: Some(name.to_owned()),
            url: Some(format!("https://{name}.example/berita")),
            headline: Some(self.headline.clone()),
            body: Some(Markup::Plain(self.paragraphs.join("\n"))),
            ..Draft::default()
        }
    }

    /// What normalising makes of it, printed by `source`.
    pub(crate) fn release(&self, source: &str, name: &str) -> Release {
        static GAZETTEER: OnceLock<Gazetteer> = OnceLock::new();
        let profile = Profile {
            id: SourceId::parse(source).unwrap(),
            name: source.to_owned(),
            homepage: None,
            language: Language::parse(&self.language).unwrap(),
            region: Some(Region::parse("ID").unwrap()),
            timezone: None,
            rights: None,
            full_text: true,
            rules: Rules::default(),
        };
        let setting = Setting {
            profile: &profile,
            gazetteer: GAZETTEER.get_or_init(Gazetteer::bundled),
            seen: warta::domain::instant::from_seconds(1_718_000_000),
            repeated: &BTreeSet::new(),
        };
        normalize::release(&self.draft(name), &setting).unwrap()
    }
}
