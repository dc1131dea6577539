//! A release to its translation by way of a language between, where a chain says so.
//!
//! Each unit goes both legs by itself, in the codes of the source (`translate::between`): what
//! arrives is remembered, put together, edited and approved as a translation from the source's
//! language. What persons said of a unit is not asked for on either leg.

use std::collections::BTreeMap;

use crate::domain::Language;
use crate::domain::segment::Hand;
use crate::domain::translation::Translation;
use crate::pipeline::house::{EngineSetup, House};
use crate::pipeline::newsroom::Newsroom;
use crate::pipeline::step::StepError;
use crate::pipeline::translate::chain::{Task, Way, is_bad, planned, walk};
use crate::pipeline::translate::makers::{self, joined};
use crate::pipeline::translate::people;
use crate::store::memory::Shelf;
use crate::translate::between::Leg;
use crate::translate::guarded::Rules as Guards;
use crate::translate::plan::{Place, Plan, Remembered, Unit};

/// Translates a release through a language; the inner error says why that could not be done.
/// All of it must get into the language between, unless a budget leaves headlines alone.
pub(super) async fn pivot(
    newsroom: &Newsroom,
    house: &House,
    task: &Task<'_>,
    through: &Language,
) -> Result<Result<Translation, String>, StepError> {
    let (release, to) = (task.release, task.to);
    let named = house.chain(&release.language, to).map(|chain| chain.engines.as_slice());
    let plan = planned(house, task);
    let mut way = Way::new(&plan);
    way.known = people::said(newsroom, &plan).await?;
    people::approved(&mut way.known, &plan, task.people);
    let wanted = way.wanted();

    let half = Stretch::new(house, task, (&release.language, through));
    let texts = plan.units.iter().map(|unit| (unit, unit.segment.text.clone()));
    let (legs, first) = half.plan(texts, |unit| wanted.iter().any(|one| one.hash == unit.hash));
    let mut first = Way::new(&first);
    first.known = people::said(newsroom, first.plan).await?;
    let asked = walk(newsroom, house, task, &mut first, named).await?;
    let arrived = arrived(&first, &legs);
    let titled = arrived.iter().any(|(unit, _)| unit.place == Place::Title);
    if arrived.len() < legs.len() && !(first.titles_only && titled) {
        return match first.pause {
            Some(pause) => Err(StepError::Waits { pause, why: first.why }),
            None => Ok(Err(format!("not all of it could be translated into {through}"))),
        };
    }
    let half_by = made_by(newsroom, &first, &asked);

    let rest = Stretch::new(house, task, (through, to));
    let texts = arrived.iter().map(|(unit, one)| (*unit, one.text.clone()));
    let (legs, second) = rest.plan(texts, |_| true);
    let mut second = Way::new(&second);
    second.known = people::said(newsroom, second.plan).await?;
    let asked = walk(newsroom, house, task, &mut second, named).await?;
    take(&mut way, &first, &second, &legs, &arrived);
    let engines = joined(&[&half_by, &made_by(newsroom, &second, &asked)]);

    let beside = people::beside(&mut way.known, &plan, task.people);
    Ok(way.end(newsroom, task, &asked)?.map(|mut made| {
        let display = format!("{engines} ({} \u{2192} {through} \u{2192} {to})", release.language);
        made.provenance.display = display;
        people::told(made, beside, task.people)
    }))
}

/// One leg's languages, and what it guards and checks by.
struct Stretch<'a> {
    house: &'a House,
    task: &'a Task<'a>,
    from: &'a Language,
    to: &'a Language,
}

impl<'a> Stretch<'a> {
    const fn new(
        house: &'a House,
        task: &'a Task<'a>,
        (from, to): (&'a Language, &'a Language),
    ) -> Self {
        Self { house, task, from, to }
    }

    /// The legs of units whose words are these by now, and the plan of those that are wanted.
    fn plan<'u>(
        &self,
        texts: impl Iterator<Item = (&'u Unit, String)>,
        wanted: impl Fn(&Unit) -> bool,
    ) -> (Vec<(&'u Unit, Leg)>, Plan) {
        let glossary = self.house.glossary_for(self.from, self.to);
        let guards = Guards::of(&glossary).between(self.from, self.to);
        let mut legs: Vec<(&Unit, Leg)> =
            texts.map(|(unit, text)| (unit, Leg::of(unit, &text, &guards, &glossary))).collect();
        let units = legs.iter().map(|(_, leg)| leg.unit.clone()).collect();
        let source = &self.task.release.id.source;
        let rules = self.house.checks_for(Some(source), self.from, self.to);
        let mut plan = Plan::of_units(self.from, self.to, units).checked_by(rules);
        let kept: Vec<bool> = legs.iter().map(|(unit, _)| wanted(unit)).collect();
        let mut keep = kept.iter();
        plan.units.retain(|_| keep.next().copied().unwrap_or(false));
        let mut keep = kept.iter();
        legs.retain(|_| keep.next().copied().unwrap_or(false));
        (legs, plan)
    }
}

/// What got to the end of a leg without an error, in the codes of the source.
fn arrived<'u>(way: &Way<'_>, legs: &[(&'u Unit, Leg)]) -> Vec<(&'u Unit, Remembered)> {
    let each = |(unit, leg): &(&'u Unit, Leg)| {
        let known = way.known.get(&leg.unit.hash)?;
        let good = known.hand == Hand::Person || !is_bad(&leg.unit, &known.text, way.plan);
        let text = leg.back(&known.text).filter(|_| good)?;
        Some((*unit, Remembered { text, ..known.clone() }))
    };
    legs.iter().filter_map(each).collect()
}

/// Takes what both legs brought for units of the source. It is a machine's: nobody has said it
/// of the source.
fn take(
    way: &mut Way<'_>,
    first: &Way<'_>,
    second: &Way<'_>,
    legs: &[(&Unit, Leg)],
    arrived: &[(&Unit, Remembered)],
) {
    let halves: BTreeMap<&str, &Remembered> =
        arrived.iter().map(|(unit, half)| (unit.hash.as_str(), half)).collect();
    for (unit, leg) in legs {
        let Some(known) = second.known.get(&leg.unit.hash) else { continue };
        let Some(text) = leg.back(&known.text) else { continue };
        let half = halves.get(unit.hash.as_str()).and_then(|half| half.unknown_share);
        let shares = half.into_iter().chain(known.unknown_share);
        let unknown_share = shares.max_by(f64::total_cmp);
        let one = Remembered { text, unknown_share, hand: Hand::Machine };
        way.known.insert(unit.hash.clone(), one);
        if let Some(engine) = second.by.get(&leg.unit.hash) {
            way.by.insert(unit.hash.clone(), engine.clone());
        }
        if second.plain.contains(&leg.unit.hash) {
            way.plain.insert(unit.hash.clone());
        }
    }
    way.titles_only = first.titles_only || second.titles_only;
    let halted = if second.pause.is_some() { second } else { first };
    way.pause = halted.pause;
    halted.why.clone_into(&mut way.why);
}

/// The names of a leg's engines.
fn made_by(newsroom: &Newsroom, way: &Way<'_>, asked: &[(&EngineSetup, Shelf)]) -> String {
    let made = makers::provenance(way, newsroom.clock.now(), asked);
    made.map(|made| made.display).unwrap_or_default()
}
