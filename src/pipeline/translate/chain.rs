//! A release to its translation, by one engine after another.
//!
//! Each engine of the chain is asked for what those before it did not give or gave damaged.
//! An engine that is away for long is passed over; one that is back soon is waited for, and
//! the job comes back. What an engine damaged by its formatting is asked for once more as
//! plain words. Where a chain says so, and only there, a language between is gone through
//! (`pivot`).

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use crate::domain::budget::WhenSpent;
use crate::domain::capability::Reach;
use crate::domain::desk::People;
use crate::domain::segment::Hand;
use crate::domain::translation::{Doubt, Gravity, Origin, State, Translation};
use crate::domain::{Language, Release};
use crate::pipeline::house::{EngineSetup, House};
use crate::pipeline::newsroom::Newsroom;
use crate::pipeline::step::StepError;
use crate::pipeline::translate::host::{Found, ask_engine};
use crate::pipeline::translate::makers;
use crate::pipeline::translate::pivot::pivot;
use crate::pipeline::translate::request::{Errand, Halt};
use crate::pipeline::translate::{people, shelf};
use crate::store::memory::Shelf;
use crate::translate::plan::{Place, Plan, Remembered, Unit};
use crate::translate::{assemble, check, plain, plan};

/// What a translation says of itself whose text waits until more may be spent.
pub(super) const BUDGET: &str = "budget";

/// What is to be translated, and on which conditions.
#[derive(Debug, Clone, Copy)]
pub(super) struct Task<'a> {
    pub(super) release: &'a Release,
    pub(super) revision: i64,
    pub(super) to: &'a Language,
    /// Whether it may not leave this machine, and why not.
    pub(super) local_only: Option<&'static str>,
    /// What persons did to the translation.
    pub(super) people: &'a People,
}

/// Translates a release; the inner error says why no engine could. Where no engine takes the
/// pair, or none made a headline of it, a language between is gone through if the chain names
/// one.
pub(super) async fn attempt(
    newsroom: &Newsroom,
    task: &Task<'_>,
) -> Result<Result<Translation, String>, StepError> {
    let house = newsroom.house();
    let (from, to) = (&task.release.language, task.to);
    let through = house.chain(from, to).and_then(|chain| chain.through.as_ref());
    let Some(through) = through else { return direct(newsroom, &house, task).await };
    if house.engines_for(from, to).next().is_some() {
        let made = direct(newsroom, &house, task).await?;
        if made.as_ref().is_ok_and(|made| made.headline.is_some()) {
            return Ok(made);
        }
    }
    pivot(newsroom, &house, task, through).await
}

/// The release's plan, with what its translation is checked by.
pub(super) fn planned(house: &House, task: &Task<'_>) -> Plan {
    let (release, to) = (task.release, task.to);
    let rules = house.checks_for(Some(&release.id.source), &release.language, to);
    let glossary = house.glossary_for(&release.language, to);
    plan::make(release, to, &glossary).checked_by(rules)
}

/// From the language of the release into the one wanted, by the engines that take the pair.
async fn direct(
    newsroom: &Newsroom,
    house: &House,
    task: &Task<'_>,
) -> Result<Result<Translation, String>, StepError> {
    let plan = planned(house, task);
    let named = house.chain(&plan.from, &plan.to).map(|chain| chain.engines.as_slice());
    let mut way = Way::new(&plan);
    way.known = people::said(newsroom, &plan).await?;
    people::approved(&mut way.known, &plan, task.people);
    let asked = walk(newsroom, house, task, &mut way, named).await?;
    let beside = people::beside(&mut way.known, &plan, task.people);
    let made = way.end(newsroom, task, &asked)?;
    Ok(made.map(|made| people::told(made, beside, task.people)))
}

/// Goes along the engines for what people have not said of a plan's units.
pub(super) async fn walk<'h>(
    newsroom: &Newsroom,
    house: &'h House,
    task: &Task<'_>,
    way: &mut Way<'_>,
    named: Option<&[String]>,
) -> Result<Vec<(&'h EngineSetup, Shelf)>, StepError> {
    let plan = way.plan;
    let (from, to) = (&plan.from, &plan.to);
    let mut setups = house.in_order(named);
    setups.retain(|setup| setup.takes(from, to));
    let mut asked: Vec<(&EngineSetup, Shelf)> = Vec::new();
    for setup in setups {
        if let Some(why) = task.local_only
            && setup.engine.capability().reach == Reach::ThirdParty
        {
            why.clone_into(&mut way.why);
            continue;
        }
        let wanted = way.wanted();
        if wanted.is_empty() && !asked.is_empty() {
            break;
        }
        let shelf = shelf(setup, from, to);
        let errand = errand(house, setup, &shelf, task, plan);
        let found = ask_engine(newsroom, &errand, &wanted).await?;
        let on = way.take(setup, found)?;
        if on == Next::Titles {
            let titles = way.wanted_titles();
            let found = ask_engine(newsroom, &errand, &titles).await?;
            way.take_titles(setup, found)?;
        }
        asked.push((setup, shelf));
        if on != Next::Engine {
            break;
        }
    }
    for (setup, shelf) in &asked {
        plainly(newsroom, &errand(house, setup, shelf, task, plan), way).await?;
    }
    Ok(asked)
}

fn errand<'a>(
    house: &'a House,
    setup: &'a EngineSetup,
    shelf: &'a Shelf,
    task: &'a Task<'_>,
    plan: &'a Plan,
) -> Errand<'a> {
    let (source, budgets) = (Some(&task.release.id.source), house.budgets.as_slice());
    Errand { setup, shelf, source, budgets, rules: &plan.rules }
}

/// Asks once more, as plain words, for what came back with damaged formatting.
async fn plainly(
    newsroom: &Newsroom,
    errand: &Errand<'_>,
    way: &mut Way<'_>,
) -> Result<(), StepError> {
    let damaged = |unit: &&&Unit| way.known.contains_key(&unit.hash);
    let strip = |unit: &&'_ Unit| plain::strip(unit).map(|bare| ((*unit).clone(), bare));
    let pairs: Vec<(Unit, Unit)> = way.wanted().iter().filter(damaged).filter_map(strip).collect();
    if pairs.is_empty() || way.halted {
        return Ok(());
    }
    let bare: Vec<&Unit> = pairs.iter().map(|(_, bare)| bare).collect();
    let found = ask_engine(newsroom, errand, &bare).await?;
    for (unit, bare) in &pairs {
        let Some(answer) = found.known.get(&bare.hash) else { continue };
        let text = plain::dress(unit, &answer.text);
        if !is_bad(unit, &text, way.plan) {
            let unknown_share = answer.unknown_share;
            let hand = answer.hand;
            way.known.insert(unit.hash.clone(), Remembered { text, unknown_share, hand });
            way.by.insert(unit.hash.clone(), errand.setup.name.clone());
            way.plain.insert(unit.hash.clone());
        }
    }
    Ok(())
}

pub(super) fn is_bad(unit: &Unit, text: &str, plan: &Plan) -> bool {
    check::doubts(unit, text, &plan.judge()).iter().any(check::is_error)
}

/// Which engine is asked next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Next {
    /// The next of the chain.
    Engine,
    /// The same, for the headline alone; then none.
    Titles,
    /// None.
    Nobody,
}

/// What is known on the way along a chain.
pub(super) struct Way<'a> {
    pub(super) plan: &'a Plan,
    pub(super) known: BTreeMap<String, Remembered>,
    /// Which engine gave what is known, by hash.
    pub(super) by: BTreeMap<String, String>,
    /// What was translated as plain words, by hash.
    pub(super) plain: BTreeSet<String>,
    pub(super) why: String,
    /// When it is worth coming back, if ever.
    pub(super) pause: Option<Duration>,
    /// Headlines alone are paid for.
    pub(super) titles_only: bool,
    /// An engine stopped the work.
    halted: bool,
}

impl<'a> Way<'a> {
    pub(super) fn new(plan: &'a Plan) -> Self {
        let Plan { from, to, .. } = plan;
        let why = format!(
            "no engine translates from {from} to {to}; add one to `[[engine]]` in config/warta.toml"
        );
        Self {
            plan,
            known: BTreeMap::new(),
            by: BTreeMap::new(),
            plain: BTreeSet::new(),
            why,
            pause: None,
            titles_only: false,
            halted: false,
        }
    }

    /// The units of which nothing good is known.
    pub(super) fn wanted(&self) -> Vec<&'a Unit> {
        let good = |unit: &&Unit| {
            let known = self.known.get(&unit.hash);
            known.is_some_and(|one| one.hand == Hand::Person || !is_bad(unit, &one.text, self.plan))
        };
        self.plan.units.iter().filter(|unit| !good(unit)).collect()
    }

    fn wanted_titles(&self) -> Vec<&'a Unit> {
        self.wanted().into_iter().filter(|unit| unit.place == Place::Title).collect()
    }

    /// Takes what an engine gave; says who is asked next.
    fn take(&mut self, setup: &EngineSetup, found: Found) -> Result<Next, StepError> {
        self.keep(setup, &found.known);
        if found.shared {
            return Err(StepError::Shared);
        }
        match found.halt {
            None => Ok(Next::Engine),
            Some(Halt::Never(error)) => {
                self.why = error.to_string();
                Ok(Next::Engine)
            }
            Some(Halt::Failed(error)) => Err(error),
            Some(Halt::Wait { pause, why, away }) => {
                self.wait(pause, why);
                Ok(if away { Next::Engine } else { Next::Nobody })
            }
            Some(Halt::Lost { pause, why }) => {
                self.wait(pause, why);
                Ok(Next::Engine)
            }
            Some(Halt::Spent { when, pause, why }) => {
                self.wait(pause, why);
                Ok(match when {
                    WhenSpent::Cheaper => Next::Engine,
                    WhenSpent::Hold => Next::Nobody,
                    WhenSpent::Titles => Next::Titles,
                })
            }
        }
    }

    /// Takes a headline that was asked for alone, since a budget is spent.
    fn take_titles(&mut self, setup: &EngineSetup, found: Found) -> Result<(), StepError> {
        self.titles_only = true;
        self.take(setup, found).map(|_| ())
    }

    fn keep(&mut self, setup: &EngineSetup, known: &BTreeMap<String, Remembered>) {
        for unit in self.wanted() {
            let Some(one) = known.get(&unit.hash) else { continue };
            let better = !is_bad(unit, &one.text, self.plan);
            if better || !self.known.contains_key(&unit.hash) {
                self.known.insert(unit.hash.clone(), one.clone());
                self.by.insert(unit.hash.clone(), setup.name.clone());
            }
        }
    }

    fn wait(&mut self, pause: Duration, why: String) {
        self.pause = Some(self.pause.map_or(pause, |known| known.min(pause)));
        self.halted = true;
        self.why = why;
    }

    /// Puts together what is known, or says that the job has to come back.
    pub(super) fn end(
        self,
        newsroom: &Newsroom,
        task: &Task<'_>,
        asked: &[(&EngineSetup, Shelf)],
    ) -> Result<Result<Translation, String>, StepError> {
        let unanswered = |unit: &&Unit| !self.known.contains_key(&unit.hash);
        let missing = self.plan.units.iter().any(|unit| unanswered(&unit));
        let provenance = makers::provenance(&self, newsroom.clock.now(), asked);
        let made = provenance.map(|provenance| {
            let Task { release, revision, to, .. } = *task;
            assemble::translation(release, revision, to, self.plan, &self.known, provenance)
        });
        let titled = made.as_ref().is_some_and(|made| made.headline.is_some());
        if let Some(pause) = self.pause
            && (missing || !titled)
            && !(titled && self.titles_only)
        {
            return Err(StepError::Waits { pause, why: self.why });
        }
        let all_lost = missing && self.known.is_empty();
        match made {
            Some(_) if all_lost => Ok(Err(self.why)),
            None => Ok(Err(self.why)),
            Some(mut made) => {
                if missing && self.titles_only {
                    let words = format!("its text waits for the next period: {}", self.why);
                    made.doubts.push(Doubt::new(BUDGET, Gravity::Warning, words));
                }
                Ok(Ok(self.flagged(made)))
            }
        }
    }

    /// What was translated without its formatting says so.
    fn flagged(&self, mut made: Translation) -> Translation {
        for block in &mut made.body {
            let plain = block.segments.iter().any(|hash| self.plain.contains(hash));
            if plain && block.origin == Origin::Machine {
                let words = "translated without its formatting".to_owned();
                block.doubts.push(Doubt::new("codes", Gravity::Warning, words));
                if made.state == State::Machine {
                    made.state = State::Flagged;
                }
            }
        }
        made
    }
}

/// An engine's refusal in words, for whoever asked it by hand.
#[must_use]
pub fn words(halt: &Halt) -> String {
    match halt {
        Halt::Never(error) => error.to_string(),
        Halt::Failed(error) => error.to_string(),
        Halt::Wait { why, .. } | Halt::Spent { why, .. } | Halt::Lost { why, .. } => why.clone(),
    }
}
