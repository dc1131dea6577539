//! What persons did: what they said of the units of a plan, for which no engine is asked, what
//! they approved or refused, and what they wrote where the source changed since.

use std::collections::BTreeMap;

use crate::domain::desk::{Beside, Decision, People, Review, Used};
use crate::domain::segment::Hand;
use crate::domain::translation::{Approval, Doubt, Gravity, State};
use crate::domain::{Instant, Translation};
use crate::pipeline::newsroom::Newsroom;
use crate::store::StoreError;
use crate::translate::plan::{Plan, Remembered};
use crate::translate::{check, edits};

/// What people said of a plan's units, by hash.
///
/// # Errors
///
/// [`StoreError`] when the database fails.
pub async fn said(
    newsroom: &Newsroom,
    plan: &Plan,
) -> Result<BTreeMap<String, Remembered>, StoreError> {
    let each = |unit: &crate::translate::plan::Unit| (unit.hash.clone(), unit.context.clone());
    let units: Vec<(String, String)> = plan.units.iter().map(each).collect();
    let said = newsroom.store.said((&plan.from, &plan.to), &units).await?;
    let remembered = said.into_iter().map(|(hash, one)| {
        (hash, Remembered { text: one.text, unknown_share: None, hand: one.hand })
    });
    Ok(remembered.collect())
}

/// Puts what a person approved in the place of whatever engines would say today: it stays while
/// its source does.
pub(super) fn approved(known: &mut BTreeMap<String, Remembered>, plan: &Plan, people: &People) {
    let Some(review) = &people.review else { return };
    if review.decision != Decision::Approved {
        return;
    }
    for (segment, text) in review.segments.iter().filter(|(segment, _)| plan.holds(segment)) {
        // Approving is not writing: a machine's text stays a machine's.
        let read = Remembered { text: text.clone(), unknown_share: None, hand: Hand::Machine };
        known.entry(segment.clone()).or_insert(read);
    }
}

/// Persons' texts whose source changed, with what the machine proposes now. A person's text
/// stays in sight as long as no check says that it tells another thing than the new source.
pub(super) fn beside(
    known: &mut BTreeMap<String, Remembered>,
    plan: &Plan,
    people: &People,
) -> Vec<Beside> {
    let mut all = Vec::new();
    for (unit, edit) in edits::stale(plan, &people.edits) {
        let now = known.get(&unit.hash);
        if now.is_some_and(|one| one.hand == Hand::Person) {
            continue;
        }
        let machine = now.map(|one| one.text.clone());
        let shown = !check::doubts(unit, &edit.text, &plan.judge()).iter().any(check::is_error);
        if shown {
            let text = edit.text.clone();
            let stays = Remembered { text, unknown_share: None, hand: Hand::Person };
            known.insert(unit.hash.clone(), stays);
        }
        all.push(Beside {
            segment: unit.hash.clone(),
            source: edit.source.clone(),
            text: edit.text.clone(),
            by: edit.by.clone(),
            machine,
            shown,
        });
    }
    all
}

/// What persons decided about a translation, told with it.
pub(super) fn told(mut made: Translation, beside: Vec<Beside>, people: &People) -> Translation {
    for one in &beside {
        let words = format!("the source changed what {} wrote", one.by);
        let doubt = Doubt::new("source_changed", Gravity::Warning, words);
        made.doubts.push(Doubt { segment: one.segment.clone(), ..doubt });
        if made.state == State::Machine {
            made.state = State::Flagged;
        }
    }
    made.desk.beside = beside;
    made.desk.mark.clone_from(&people.mark);
    let Some(review) = &people.review else { return made };
    match review.decision {
        Decision::Rejected => made.state = State::Rejected,
        Decision::Approved if is_what_was_read(&made, review) => {
            made.state = State::Approved;
            let approval = Approval { by: review.by.clone(), at: review.at };
            made.provenance.approved = Some(approval);
        }
        Decision::Approved => {}
    }
    made
}

/// Whether a translation is, segment by segment, the one that was read.
fn is_what_was_read(made: &Translation, review: &Review) -> bool {
    let same = |one: &Used| review.segments.get(&one.segment) == Some(&one.text);
    let desk = &made.desk;
    desk.beside.is_empty()
        && desk.segments.len() == review.segments.len()
        && desk.segments.iter().all(same)
}

/// Raises an alert while the source changed under what a person wrote; ends it when not.
///
/// # Errors
///
/// [`StoreError`] when the database fails.
pub(super) async fn tell(
    newsroom: &Newsroom,
    made: &Translation,
    now: Instant,
) -> Result<(), StoreError> {
    let (id, language) = (&made.release, &made.language);
    let key = format!("translation.changed:{id}/{language}");
    let Some(first) = made.desk.beside.first() else {
        newsroom.store.clear(&key, now).await?;
        return Ok(());
    };
    let words = format!(
        "the source of `{id}` changed what {} had edited in {language}; `warta edit {id} --lang \
         {language}` shows both",
        first.by
    );
    newsroom.store.raise(&key, "translation.changed", Some(&id.source), &words, now).await?;
    Ok(())
}
