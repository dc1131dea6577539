//! Releases that are one piece of news: what two are to each other, and whose text is shown.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::id::ReleaseId;
use crate::domain::instant::Instant;

/// What a release is to one that is known already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kinship {
    /// Another piece of news.
    Apart,
    /// The same release.
    Same,
    /// A part of the known one.
    Excerpt,
    /// The known one is a part of it.
    Whole,
}

impl Kinship {
    /// Whether the two are one piece of news.
    #[must_use]
    pub const fn is_one(self) -> bool {
        !matches!(self, Self::Apart)
    }
}

/// Whose text the entry of a story shows. The entry keeps the id of its first member
/// whatever is chosen here.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Shown {
    /// The member that came first.
    #[default]
    First,
    /// The member with the longest text.
    Longest,
    /// The member of a national source, else the first.
    National,
}

/// What choosing goes by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The release.
    pub release: ReleaseId,
    /// When it was first seen.
    pub seen: Instant,
    /// Letters of its text.
    pub length: usize,
    /// Whether it concerns its whole country.
    pub national: bool,
}

/// The member whose text is shown: by the policy, then the first seen. `None` of none.
#[must_use]
pub fn choose(members: &[Member], policy: Shown) -> Option<&Member> {
    members.iter().min_by_key(|member| {
        let rank = match policy {
            Shown::First => 0,
            Shown::Longest => usize::MAX - member.length,
            Shown::National => usize::from(!member.national),
        };
        (rank, member.seen, &member.release)
    })
}

/// Another place where the same release stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlsoAt {
    /// The release there.
    pub release: ReleaseId,
    /// Its page.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub url: Option<String>,
}

/// What a source's change of a text amounts to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Change {
    /// Nothing a reader would see: white space, other quotation marks.
    Nothing,
    /// Something was added; what stood there stands there still.
    Update,
    /// Something that stood there is different now, or gone.
    Correction,
}

impl Change {
    /// The word stored and shown.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Update => "update",
            Self::Correction => "correction",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::instant::from_seconds;

    fn member(name: &str, seen: i64, length: usize, national: bool) -> Member {
        let release = ReleaseId::parse(&format!("{name}/0123456789ab")).unwrap();
        Member { release, seen: from_seconds(seen), length, national }
    }

    #[track_caller]
    fn check(policy: Shown, wanted: &str) {
        let members = [
            member("cabang", 10, 900, false),
            member("pusat", 20, 400, true),
            member("koran", 30, 900, false),
        ];
        assert_eq!(choose(&members, policy).unwrap().release.source.as_str(), wanted);
    }

    #[test]
    fn the_policy_says_whose_text_is_shown() {
        check(Shown::First, "cabang");
        check(Shown::Longest, "cabang");
        check(Shown::National, "pusat");
        assert_eq!(choose(&[], Shown::First), None);
    }
}
