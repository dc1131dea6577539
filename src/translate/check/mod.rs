//! What is wrong with a translated segment, and with a translation as a whole.
//!
//! [`CHECKS`] holds every check by its stable id, which is what a doubt carries. An error
//! means the text is not used, a warning that a person should look at it. [`Rules`] says which
//! are made. One family a file:
//!
//! - `shape`: whether it is there, whole, and said once.
//! - `figures`: numbers and dates.
//! - `wording`: terms, names, denials.
//! - `marks`: quotations, brackets, ends, blanks.
//! - `noise`: what an engine put in that nobody wrote.
//! - `whole`: what only all of it shows.

mod case;
mod figures;
mod lists;
mod marks;
mod noise;
mod rules;
mod script;
mod shape;
mod whole;
mod wording;

use crate::domain::Language;
use crate::domain::translation::{Doubt, Gravity};
use crate::translate::check::case::{Case, Found};
use crate::translate::check::whole::Whole;
use crate::translate::notation;
use crate::translate::plan::Unit;
use crate::translate::protect;

pub use crate::translate::check::marks::spaced;
pub use crate::translate::check::rules::Rules;

/// Words of one language that are at home in the other: `untranslated` would be wrong.
const ALIKE: &[(&str, &str)] = &[("id", "ms"), ("nb", "nn"), ("nb", "da"), ("hr", "sr")];

/// A check: its id, and what it tells, for people.
#[derive(Debug, Clone, Copy)]
pub struct Check {
    /// The id, which never changes.
    pub id: &'static str,
    /// What it finds, in a few words.
    pub finds: &'static str,
    look: Look,
}

/// How a check looks.
#[derive(Debug, Clone, Copy)]
enum Look {
    /// By the codes of a segment, when these are read; and by its words, if at all.
    Codes(Option<fn(&Case<'_>) -> Option<Found>>),
    /// By the words of a segment.
    Words(fn(&Case<'_>) -> Option<Found>),
    /// By all segments of a translation.
    Whole(fn(&Whole<'_>) -> Vec<Found>),
}

const fn check(id: &'static str, finds: &'static str, look: Look) -> Check {
    Check { id, finds, look }
}

/// Every check there is.
pub const CHECKS: [Check; 25] = [
    check("codes", "formatting lost, doubled or wrongly nested", Look::Codes(None)),
    check("empty", "no words at all", Look::Codes(None)),
    check(
        "truncated",
        "much shorter or longer, or cut in a sentence",
        Look::Words(shape::truncated),
    ),
    check("repetition", "the same four words four times", Look::Words(shape::repetition)),
    check("numbers", "a number lost, changed or invented", Look::Words(figures::numbers)),
    check("dates", "another day, or day and month changed", Look::Codes(Some(figures::dates))),
    check("urls", "an address, mail, phone number or tag changed", Look::Codes(Some(noise::urls))),
    check("protected", "a protected term lost", Look::Codes(None)),
    check("glossary", "a term of the glossary said in other words", Look::Words(wording::glossary)),
    check("names", "a name of two words not found again", Look::Words(wording::names)),
    check("untranslated", "the same words as the source's", Look::Words(shape::untranslated)),
    check(
        "unknown",
        "more than 15 % of the words unknown to the engine",
        Look::Whole(whole::unknown),
    ),
    check("language", "all of it reads as another language", Look::Whole(whole::language)),
    check("script", "letters of another script", Look::Words(noise::script)),
    check("quotes", "more or fewer quotations, or one left open", Look::Words(marks::quotes)),
    check("endpunct", "ends with another mark", Look::Words(marks::endpunct)),
    check("brackets", "a bracket left open", Look::Words(marks::brackets)),
    check("space", "blanks too many; mended as answers come in", Look::Words(marks::space)),
    check(
        "control",
        "characters without a shape, or of a wrong code page",
        Look::Words(noise::control),
    ),
    check("markup_leak", "markup that readers would see", Look::Words(noise::markup_leak)),
    check("chatter", "a model that talks instead of translating", Look::Words(noise::chatter)),
    check(
        "negation",
        "the source denies, the translation does not",
        Look::Words(wording::negation),
    ),
    check("casing", "a headline in capitals that was not, or was", Look::Words(wording::casing)),
    check("consistency", "the same words said in two ways", Look::Whole(whole::consistency)),
    check("attribution", "the place it is dated from is gone", Look::Whole(whole::attribution)),
];

/// Between which languages, and by which rules, texts are checked.
#[derive(Debug, Clone, Copy)]
pub struct Judge<'a> {
    /// The language of the source.
    pub from: &'a Language,
    /// The language of the translation.
    pub to: &'a Language,
    /// Which checks are made.
    pub rules: &'a Rules,
}

/// Looks for everything that may be wrong with the translation of a unit; `translated`
/// is in our own notation of codes.
#[must_use]
pub fn doubts(unit: &Unit, translated: &str, judge: &Judge<'_>) -> Vec<Doubt> {
    let tokens = notation::read(translated);
    let source = notation::words(&notation::read(&unit.segment.text));
    let target = notation::words(&tokens);
    let Judge { from, to, rules } = *judge;
    let kind = unit.segment.kind;
    let case = Case { source: &source, target: &target, kind, from, to, terms: &unit.preferred };
    let of_unit = |doubt: Doubt| Doubt { segment: unit.hash.clone(), ..doubt };
    if target.trim().is_empty() {
        let nothing = case.source_at(Gravity::Error, 0..source.len());
        let empty = rules.makes("empty").then(|| of_unit(named("empty", nothing)));
        return empty.into_iter().collect();
    }
    let broken = protect::verify(unit, &tokens).err().filter(|doubt| rules.makes(&doubt.check));
    let mut found: Vec<Doubt> = broken.into_iter().map(of_unit).collect();
    for check in CHECKS.iter().filter(|check| rules.makes(check.id)) {
        let (Look::Words(look) | Look::Codes(Some(look))) = check.look else { continue };
        found.extend(look(&case).map(|one| of_unit(named(check.id, one))));
    }
    found
}

/// Looks for what is wrong with a translation as a whole. `pairs` are the words of its
/// segments, source and target; `place` is where the release is dated from.
#[must_use]
pub fn doubts_of_whole(
    pairs: &[(String, String)],
    unknown_share: Option<f64>,
    place: Option<&str>,
    judge: &Judge<'_>,
) -> Vec<Doubt> {
    let Judge { from, to, rules } = *judge;
    let whole = Whole { from, to, pairs, unknown_share, place };
    let mut found = Vec::new();
    for check in CHECKS.iter().filter(|check| rules.makes(check.id)) {
        if let Look::Whole(look) = check.look {
            found.extend(look(&whole).into_iter().map(|one| named(check.id, one)));
        }
    }
    found
}

fn named(check: &str, found: Found) -> Doubt {
    let Found { gravity, words, spans } = found;
    Doubt { spans, ..Doubt::new(check, gravity, words) }
}

/// Tells whether a doubt forbids the text.
#[must_use]
pub fn is_error(doubt: &Doubt) -> bool {
    doubt.gravity == Gravity::Error
}

/// Tells whether two languages share most of their words.
#[must_use]
pub fn are_alike(one: &Language, other: &Language) -> bool {
    let pair = (one.primary(), other.primary());
    ALIKE.contains(&pair) || ALIKE.contains(&(pair.1, pair.0))
}
