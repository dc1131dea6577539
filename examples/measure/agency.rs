//! The agency whose releases are measured.

use warta::domain::{Language, Profile, Region, Rules, SourceId};

/// What normalising must know of it.
///
/// # Errors
///
/// None but those of a name that was written wrong here.
pub(crate) fn profile() -> anyhow::Result<Profile> {
    Ok(Profile {
        id: SourceId::parse("bakn")?,
        name: "Badan Aman Kita Nasional".to_owned(),
        homepage: None,
        language: Language::parse("id")?,
        region: Some(Region::parse("ID")?),
        timezone: None,
        rights: None,
        full_text: true,
        rules: Rules::default(),
    })
}
