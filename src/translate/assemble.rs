//! A plan and what is known of its segments to a translation.
//!
//! Tags and attributes are the source's own; what an engine wrote stands between them as
//! words, and the whole is sanitised last. A block whose translation is missing or wrong
//! stays in the original and says so.

use std::collections::BTreeMap;

use url::Url;

use crate::domain::desk::{Desk, Used};
use crate::domain::segment::Hand;
use crate::domain::translation::{
    Doubt, Gravity, Origin, Provenance, State, Touch, TranslatedBlock,
};
use crate::domain::{Block, BlockKind, Language, Release, Translation};
use crate::text::{markup, sanitize, sentence};
use crate::translate::check;
use crate::translate::inline;
use crate::translate::notation;
use crate::translate::plan::{self, Place, Plan, Remembered, Unit};

/// Above this share of unknown words a translation is flagged between languages that
/// share their words, where a text left untranslated looks like any other.
const UNKNOWN_MAX: f64 = 0.5;

/// Makes the translation of a release from what is known of the segments of its plan.
///
/// Its state is `Failed` when nothing of it could be used, `Partial` when the headline or
/// a block could not, `Edited` when a person wrote some of it, `Flagged` when a check has
/// warned, else `Machine`.
#[must_use]
pub fn translation(
    release: &Release,
    revision: i64,
    to: &Language,
    plan: &Plan,
    known: &BTreeMap<String, Remembered>,
    provenance: Provenance,
) -> Translation {
    let room = Room::new(release, plan, known);
    let mut doubts = Vec::new();
    let headline = match plan.unit(Place::Title) {
        Some(unit) => room.line(unit, &mut doubts),
        None => Some(release.headline.clone()).filter(|line| !line.trim().is_empty()),
    };
    let body: Vec<TranslatedBlock> =
        release.body.iter().enumerate().map(|(index, block)| room.block(index, block)).collect();
    let summary = room.summary(&body, &mut doubts);
    let unknown_share = room.unknown_share().or(provenance.unknown_share);
    if let Some(share) = unknown_share
        && share > UNKNOWN_MAX
        && check::are_alike(&plan.from, to)
        && plan.rules.makes("untranslated")
    {
        let words = format!("{:.0} % of the words are unknown to the engine", share * 100.0);
        doubts.push(Doubt::new("untranslated", Gravity::Warning, words));
    }
    let place = release.dateline.as_ref().and_then(|dateline| dateline.place.as_deref());
    doubts.extend(check::doubts_of_whole(&room.pairs(), unknown_share, place, &plan.judge()));
    let segments = room.used();
    let hand = touch(&segments);
    let state = match state(headline.is_some(), &body, &doubts) {
        State::Flagged | State::Machine if hand != Touch::None => State::Edited,
        other => other,
    };
    Translation {
        release: release.id.clone(),
        revision,
        from: plan.from.clone(),
        language: to.clone(),
        state,
        headline,
        summary,
        body,
        doubts,
        provenance: Provenance { unknown_share, hand, ..provenance },
        desk: Desk { segments, ..Desk::default() },
    }
}

/// What persons had to do with the segments that are used.
fn touch(segments: &[Used]) -> Touch {
    let persons = segments.iter().filter(|one| one.hand == Hand::Person).count();
    match persons {
        0 => Touch::None,
        all if all == segments.len() => Touch::Person,
        _ => Touch::Edited,
    }
}

fn state(headline: bool, body: &[TranslatedBlock], doubts: &[Doubt]) -> State {
    let made = body.iter().any(|block| block.origin != Origin::Original);
    if !made && !headline {
        return State::Failed;
    }
    // A block without a segment has no words of a language, unless it is of a kind that is
    // never sent.
    let left = |made: &TranslatedBlock| {
        let unsent = matches!(made.block.kind, BlockKind::Table | BlockKind::Preformatted);
        let worded = made.block.text.chars().any(char::is_alphabetic);
        made.origin == Origin::Original && (!made.segments.is_empty() || (unsent && worded))
    };
    if !headline || body.iter().any(left) {
        State::Partial
    } else if !doubts.is_empty() || body.iter().any(|block| !block.doubts.is_empty()) {
        State::Flagged
    } else {
        State::Machine
    }
}

/// Whether a unit is of the block at an index of the body.
const fn is_of(place: Place, index: usize) -> bool {
    match place {
        Place::Title | Place::Summary => false,
        Place::Block(at) | Place::Caption(at) | Place::Cell(at, _) => at == index,
    }
}

/// What every part of the work looks at.
struct Room<'a> {
    release: &'a Release,
    plan: &'a Plan,
    known: &'a BTreeMap<String, Remembered>,
    /// What the checks find in each segment that is known, by hash.
    found: BTreeMap<&'a str, Vec<Doubt>>,
}

impl<'a> Room<'a> {
    fn new(release: &'a Release, plan: &'a Plan, known: &'a BTreeMap<String, Remembered>) -> Self {
        let look = |unit: &'a Unit| {
            let text = &known.get(&unit.hash)?.text;
            Some((unit.hash.as_str(), check::doubts(unit, text, &plan.judge())))
        };
        Self { release, plan, known, found: plan.units.iter().filter_map(look).collect() }
    }

    /// The translated segment, when it is known and no error is in it; what the checks
    /// found is added to `doubts`.
    fn usable(&self, unit: &Unit, doubts: &mut Vec<Doubt>) -> Option<&str> {
        let remembered = self.known.get(&unit.hash)?;
        let found = self.found.get(unit.hash.as_str()).map_or(&[][..], Vec::as_slice);
        // A person's word stands, whatever the checks think of it.
        let wrong = remembered.hand != Hand::Person && found.iter().any(check::is_error);
        doubts.extend_from_slice(found);
        (!wrong).then_some(remembered.text.as_str())
    }

    /// A headline or summary: words alone.
    fn line(&self, unit: &Unit, doubts: &mut Vec<Doubt>) -> Option<String> {
        let (_, words) = inline::write(self.usable(unit, doubts)?, &unit.codes);
        Some(markup::line(&words)).filter(|line| !line.is_empty())
    }

    fn block(&self, index: usize, block: &Block) -> TranslatedBlock {
        let mut doubts = Vec::new();
        let units: Vec<&Unit> =
            self.plan.units.iter().filter(|unit| is_of(unit.place, index)).collect();
        let segments = units.iter().map(|unit| unit.hash.clone()).collect();
        let made = match (block.kind, units.as_slice()) {
            (_, []) => None,
            (BlockKind::Table, _) => self.table(index, block, &mut doubts),
            (_, [unit, ..]) => self
                .usable(unit, &mut doubts)
                .and_then(|translated| self.rebuilt(block, unit, translated)),
        };
        let persons = |unit: &&Unit| {
            self.known.get(&unit.hash).is_some_and(|known| known.hand == Hand::Person)
        };
        let origin = match &made {
            None => Origin::Original,
            Some(_) if units.iter().all(persons) => Origin::Person,
            Some(_) => Origin::Machine,
        };
        let block = made.unwrap_or_else(|| block.clone());
        TranslatedBlock { block, origin, segments, doubts }
    }

    fn rebuilt(&self, block: &Block, unit: &Unit, translated: &str) -> Option<Block> {
        let (inside, text) = inline::write(translated, &unit.codes);
        let html = if block.kind == BlockKind::Figure {
            let (before, _, after) = plan::caption(&block.html)?;
            format!("{before}{inside}{after}")
        } else {
            inside
        };
        Some(Block { kind: block.kind, text: markup::line(&text), html: self.clean(&html) })
    }

    /// A table whose every cell of words could be translated; a mixed one could not be
    /// labelled.
    fn table(&self, index: usize, block: &Block, doubts: &mut Vec<Doubt>) -> Option<Block> {
        let (mut html, mut text, mut at) = (String::new(), Vec::new(), 0);
        for (cell, (start, end)) in plan::cells(&block.html).into_iter().enumerate() {
            html.push_str(block.html.get(at..start)?);
            let inside = block.html.get(start..end)?;
            let (inside, words) = match self.plan.unit(Place::Cell(index, cell)) {
                Some(unit) => inline::write(self.usable(unit, doubts)?, &unit.codes),
                None => (inside.to_owned(), inline::words(inside)),
            };
            html.push_str(&inside);
            text.push(words);
            at = end;
        }
        html.push_str(block.html.get(at..)?);
        let text = markup::line(&text.join(" "));
        Some(Block { kind: block.kind, text, html: self.clean(&html) })
    }

    fn clean(&self, html: &str) -> String {
        let base = self.release.url.as_deref().and_then(|url| Url::parse(url).ok());
        sanitize::clean(html, base.as_ref())
    }

    /// The summary: its own translation, or as much of the translated body as the
    /// source's summary takes of the source's body.
    fn summary(&self, body: &[TranslatedBlock], doubts: &mut Vec<Doubt>) -> Option<String> {
        let source = self.release.summary.as_deref()?;
        if let Some(unit) = self.plan.unit(Place::Summary) {
            return self.line(unit, doubts);
        }
        let open = plan::shortened(source).len() < source.trim_end().len();
        let wanted = plan::collapse(plan::shortened(source));
        let (mut taken, mut left) = (Vec::new(), wanted.as_str());
        for (block, made) in self.release.body.iter().zip(body) {
            let original = plan::collapse(&block.text);
            if original.is_empty() {
                continue;
            }
            let words = (made.origin != Origin::Original).then_some(&made.block.text)?;
            if let Some(rest) = left.strip_prefix(original.as_str()) {
                taken.push(words.clone());
                left = rest.trim_start();
            } else {
                taken.push(self.start(words, left, &original, open));
                left = "";
            }
            if left.is_empty() {
                break;
            }
        }
        Some(taken.join(" ")).filter(|summary| !summary.is_empty())
    }

    /// The start of a translated block that stands for `part` of its `original`: as many
    /// sentences, or about as many words.
    fn start(&self, translated: &str, part: &str, original: &str, open: bool) -> String {
        let sentences = |text: &str| sentence::split(text, &self.plan.from).len();
        let made = sentence::split(translated, &self.plan.to);
        let count = sentences(part);
        if !open && sentences(original) == made.len() && count < made.len() {
            return made.into_iter().take(count).collect::<String>().trim_end().to_owned();
        }
        let words = part.split_whitespace().count();
        let cut: Vec<&str> = translated.split_whitespace().take(words).collect();
        let cut = cut.join(" ");
        if cut.len() == translated.len() { cut } else { format!("{cut}…") }
    }

    /// Every segment that is used, as it is, in order and each once.
    fn used(&self) -> Vec<Used> {
        let mut all: Vec<Used> = Vec::new();
        for unit in &self.plan.units {
            let Some(known) = self.known.get(&unit.hash) else { continue };
            let fresh = all.iter().all(|one| one.segment != unit.hash);
            if fresh && self.usable(unit, &mut Vec::new()).is_some() {
                let (segment, text) = (unit.hash.clone(), known.text.clone());
                all.push(Used { segment, text, hand: known.hand });
            }
        }
        all
    }

    /// The words of every segment that is used, source and target.
    fn pairs(&self) -> Vec<(String, String)> {
        let words = |text: &str| notation::words(&notation::read(text)).trim().to_owned();
        let used = |unit: &&Unit| self.usable(unit, &mut Vec::new()).is_some();
        let pair = |unit: &Unit| {
            let known = self.known.get(&unit.hash)?;
            Some((words(&unit.segment.text), words(&known.text)))
        };
        self.plan.units.iter().filter(used).filter_map(pair).collect()
    }

    /// The share of unknown words over all segments, by their lengths.
    fn unknown_share(&self) -> Option<f64> {
        let (mut unknown, mut all) = (0.0, 0.0);
        for unit in &self.plan.units {
            let Some(share) = self.known.get(&unit.hash).and_then(|r| r.unknown_share) else {
                continue;
            };
            let words = unit.segment.text.split_whitespace().count();
            let words = f64::from(u32::try_from(words).unwrap_or(u32::MAX));
            unknown += share * words;
            all += words;
        }
        (all > 0.0).then(|| unknown / all)
    }
}
