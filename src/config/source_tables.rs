//! The tables of a source file that are the same whatever its kind.

use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

/// What `robots.txt` means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum RobotsTerm {
    /// It is obeyed.
    Obey,
    /// It is not asked for.
    Ignore,
}

/// A source, whatever its kind.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(super) struct SourceTable {
    /// Its id, part of its releases' ids for ever: a-z, 0-9 and inner hyphens. Default: the
    /// file's name without `.toml`.
    #[schemars(with = "Option<String>")]
    pub(super) id: Option<Spanned<String>>,
    /// Its name for readers. Default: its id.
    pub(super) name: Option<String>,
    /// The language it writes in, a BCP 47 tag. Required here or in `[defaults]`.
    #[schemars(with = "Option<String>")]
    pub(super) language: Option<Spanned<String>>,
    /// The region it writes about where a release says nothing closer: `ID`, `ID-KB`, `035`.
    #[schemars(with = "Option<String>")]
    pub(super) region: Option<Spanned<String>>,
    /// When it is asked: five cron fields, `every 10m`, or `adaptive` for the source's own rhythm
    /// (twice in the gap usually seen between its releases, every 5 minutes to once a day, less
    /// the longer it is quiet). Default: that of `[defaults]`.
    #[schemars(with = "Option<String>")]
    pub(super) schedule: Option<Spanned<String>>,
    /// The zone of its times and schedule, by its IANA name. Default: that of `[defaults]`, else
    /// of its region.
    #[schemars(with = "Option<String>")]
    pub(super) timezone: Option<Spanned<String>>,
    /// Its home page.
    #[schemars(with = "Option<String>")]
    pub(super) homepage: Option<Spanned<String>>,
    /// The line of rights that its releases carry.
    pub(super) rights: Option<String>,
    /// Whether its full text may be published; else the summary alone. Default `true`.
    pub(super) full_text: Option<bool>,
    /// Whether it is asked at all. Default `true`.
    pub(super) enabled: Option<bool>,
    /// Whether its texts may go to engines of this machine only. Default `false`.
    pub(super) local_only: Option<bool>,
    /// What its site's `robots.txt` means for its pages and sitemaps: `obey`, or `ignore` for a
    /// site of your own. Feeds and APIs are asked whatever it says. Default `obey`.
    pub(super) robots: Option<RobotsTerm>,
    /// Whether its schedule is kept even where it asks for longer pauses (`Cache-Control`,
    /// `Expires`, `ttl`, `sy:`), or gives nothing to ask "has it changed?" with, which otherwise
    /// means hourly at most. For a source of your own. Default `false`.
    pub(super) insist: Option<bool>,
    /// How long it may bring nothing new before an alert is raised: `12h`, `14d`. Default: six
    /// times the gap usually seen between its releases, and no less than five days.
    #[schemars(with = "Option<String>")]
    pub(super) quiet_after: Option<Spanned<String>>,
}

/// What you say about a source's releases, before and above the rules of the house. Patterns are
/// regular expressions in the syntax of the crate `regex`, in which capitals and small letters
/// count alike unless they say `(?-i)`; they are sought in the headline and in the text. A rule
/// holds for what is new or changed from then on: what was read before stays as it is.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(super) struct RulesTable {
    /// A release is taken only if one of these patterns is in it. Default: every one is.
    #[schemars(with = "Option<Vec<String>>")]
    pub(super) keep: Option<Vec<Spanned<String>>>,
    /// A release is left out if one of these patterns is in it; `warta sources` counts it among
    /// the refused.
    #[schemars(with = "Option<Vec<String>>")]
    pub(super) drop: Option<Vec<Spanned<String>>>,
    /// A release waits for you if one of these patterns is in it: `warta alerts` tells of it, and
    /// `warta reinstate` lets it go. `hold = ["."]` holds every one.
    #[schemars(with = "Option<Vec<String>>")]
    pub(super) hold: Option<Vec<Spanned<String>>>,
    /// What is replaced before anything else is read, in this order:
    /// `{ in = "headline", find = "^SIARAN: ", with = "" }`.
    pub(super) rewrite: Option<Vec<RewriteTable>>,
    /// The regions its releases have, whatever they say.
    #[schemars(with = "Option<Vec<String>>")]
    pub(super) regions: Option<Vec<Spanned<String>>>,
    /// The language its releases are in, whatever they say.
    #[schemars(with = "Option<String>")]
    pub(super) language: Option<Spanned<String>>,
    /// Words that open the headline of a text that mends a fault of an earlier one, besides
    /// `correction_words` of `[stories]`: `["PEMBETULAN DATA"]`.
    #[schemars(with = "Option<Vec<String>>")]
    pub(super) correction_words: Option<Vec<Spanned<String>>>,
    /// Words that open the headline of a text that takes an earlier one back, besides
    /// `withdrawal_words` of `[stories]`: `["DICABUT"]`.
    #[schemars(with = "Option<Vec<String>>")]
    pub(super) withdrawal_words: Option<Vec<Spanned<String>>>,
    /// Whether engines translate its releases. Where they do not, feeds in other languages show
    /// what `otherwise` says. Default `true`.
    pub(super) translate: Option<bool>,
    /// Subjects besides those that are found by themselves:
    /// `{ when = "narkoba", add = ["medtop:20000095"] }`.
    pub(super) subjects: Option<Vec<SubjectTable>>,
}

/// Words to be put in the place of others.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RewriteTable {
    /// `headline`, which is meant where nothing is said, or `text`, in HTML with its markup.
    #[serde(rename = "in", default)]
    pub(super) part: PartWord,
    /// The pattern.
    #[schemars(with = "String")]
    pub(super) find: Spanned<String>,
    /// What stands there instead; `$1` is what the first group took.
    pub(super) with: String,
}

/// A part of a draft.
#[derive(Debug, Clone, Copy, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum PartWord {
    /// The headline.
    #[default]
    Headline,
    /// The text.
    Text,
}

/// Subjects of releases that say something.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SubjectTable {
    /// The pattern.
    #[schemars(with = "String")]
    pub(super) when: Spanned<String>,
    /// Media topics such as `medtop:20000095`, or words of your own.
    #[schemars(with = "Vec<String>")]
    pub(super) add: Vec<Spanned<String>>,
}

/// A recorded document, and what must come out of it. `warta check` runs it; what is left out
/// is not looked at.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[schemars(extend("required" = ["document"]))]
#[serde(default, deny_unknown_fields)]
pub(super) struct TestTable {
    /// The recorded document, below `config/documents/`. Required.
    #[schemars(with = "Option<String>")]
    pub(super) document: Option<Spanned<String>>,
    /// The headline.
    pub(super) headline: Option<String>,
    /// The place of the dateline.
    pub(super) place: Option<String>,
    /// Regions that must be among the release's.
    #[schemars(with = "Option<Vec<String>>")]
    pub(super) regions: Option<Vec<Spanned<String>>>,
    /// The language.
    #[schemars(with = "Option<String>")]
    pub(super) language: Option<Spanned<String>>,
    /// The date of what it tells of: `2024-06-06`.
    pub(super) event: Option<String>,
    /// When it was published, or the beginning of it: `2024-06-06`.
    pub(super) published: Option<String>,
    /// The byline.
    pub(super) byline: Option<String>,
    /// The initials at its end.
    pub(super) initials: Option<Vec<String>>,
    /// Subjects that must be among the release's.
    pub(super) subjects: Option<Vec<String>>,
    /// Whether it waits for a person.
    pub(super) held: Option<bool>,
    /// The rule that must refuse it: `drop`, `keep`, `headline` or `body`.
    pub(super) refused: Option<String>,
    /// How many releases the document holds, without those that are refused.
    pub(super) releases: Option<usize>,
}
