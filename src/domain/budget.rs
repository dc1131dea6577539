//! What may be spent on engines: by engine, source and language, a day or a month.

use chrono::{Datelike, Days, Months, NaiveDate, NaiveTime};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::id::SourceId;
use crate::domain::instant::Instant;
use crate::domain::language::Language;

/// How long a budget lasts, in UTC.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Period {
    /// From midnight to midnight.
    Day,
    /// From the first of a month to the first of the next.
    #[default]
    Month,
}

impl Period {
    /// Its first day and its last, around a moment, as `2024-06-01`.
    #[must_use]
    pub fn days(self, at: Instant) -> (String, String) {
        let today = at.date_naive();
        let last = self.end(at).date_naive().pred_opt().unwrap_or(today);
        let first = match self {
            Self::Day => today,
            Self::Month => today.with_day(1).unwrap_or(today),
        };
        (first.to_string(), last.to_string())
    }

    /// The moment at which the next one begins.
    #[must_use]
    pub fn end(self, at: Instant) -> Instant {
        let today = at.date_naive();
        let next: Option<NaiveDate> = match self {
            Self::Day => today.checked_add_days(Days::new(1)),
            Self::Month => today.with_day(1).and_then(|d| d.checked_add_months(Months::new(1))),
        };
        next.map_or(at, |day| day.and_time(NaiveTime::MIN).and_utc())
    }

    /// The word for it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Month => "month",
        }
    }
}

/// What is done when a budget is spent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum WhenSpent {
    /// Headlines alone are translated until the period ends; a part is kept for them.
    #[default]
    Titles,
    /// The next engine of the chain is asked; the last one's work waits.
    Cheaper,
    /// Translations wait until the period ends.
    Hold,
}

/// Money in millionths of the operator's unit, and characters as the engine counts them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Fare {
    /// Characters counted.
    pub chars: i64,
    /// Their price.
    pub cost_micros: i64,
}

/// A budget.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Budget {
    /// The name it is told by.
    pub name: String,
    /// Only what this engine is asked.
    pub engine: Option<String>,
    /// Only what is asked for this source.
    pub source: Option<SourceId>,
    /// Only what is asked into this language.
    pub language: Option<Language>,
    /// How long it lasts.
    pub per: Period,
    /// Characters that may be spent in it.
    pub chars_max: Option<i64>,
    /// Money that may be spent in it, in millionths.
    pub cost_micros_max: Option<i64>,
    /// What is done when it is spent.
    pub when_spent: WhenSpent,
    /// The percentage that is kept for headlines, where it goes on with these alone.
    pub titles_percent: i64,
}

impl Budget {
    /// Whether a request falls under it.
    #[must_use]
    pub fn covers(&self, engine: &str, source: Option<&SourceId>, language: &Language) -> bool {
        self.engine.as_deref().is_none_or(|one| one == engine)
            && self.source.as_ref().is_none_or(|one| Some(one) == source)
            && self.language.as_ref().is_none_or(|one| one == language)
    }

    /// Whether there is room for more beside what is spent. What is no headline leaves the
    /// part kept for headlines.
    #[must_use]
    pub fn has_room(&self, spent: Fare, more: Fare, headlines: bool) -> bool {
        let kept = if self.when_spent == WhenSpent::Titles && !headlines {
            self.titles_percent
        } else {
            0
        };
        let fits = |max: Option<i64>, spent: i64, more: i64| {
            let open = |max: i64| max - max.saturating_mul(kept) / 100;
            max.is_none_or(|max| spent.saturating_add(more) <= open(max))
        };
        fits(self.chars_max, spent.chars, more.chars)
            && fits(self.cost_micros_max, spent.cost_micros, more.cost_micros)
    }

    /// How much of it is spent, in percent, whichever is more.
    #[must_use]
    pub fn percent(&self, spent: Fare) -> i64 {
        let share = |max: Option<i64>, spent: i64| {
            max.filter(|max| *max > 0).map_or(0, |max| spent.saturating_mul(100) / max)
        };
        share(self.chars_max, spent.chars).max(share(self.cost_micros_max, spent.cost_micros))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn budget(when_spent: WhenSpent) -> Budget {
        Budget {
            name: "all".to_owned(),
            engine: None,
            source: None,
            language: None,
            per: Period::Month,
            chars_max: Some(1000),
            cost_micros_max: None,
            when_spent,
            titles_percent: 5,
        }
    }

    #[track_caller]
    fn check(when_spent: WhenSpent, spent: i64, more: i64, headlines: bool, room: bool) {
        let fare = |chars| Fare { chars, cost_micros: 0 };
        assert_eq!(budget(when_spent).has_room(fare(spent), fare(more), headlines), room);
    }

    #[test]
    fn a_budget_is_spent_to_its_end_and_not_over_it() {
        check(WhenSpent::Hold, 900, 100, false, true);
        check(WhenSpent::Hold, 900, 101, false, false);
        check(WhenSpent::Hold, 1000, 1, true, false);
    }

    #[test]
    fn a_part_is_kept_for_headlines_where_these_go_on() {
        check(WhenSpent::Titles, 900, 50, false, true);
        check(WhenSpent::Titles, 900, 51, false, false);
        check(WhenSpent::Titles, 900, 100, true, true);
        check(WhenSpent::Cheaper, 900, 100, false, true);
    }

    #[test]
    fn a_period_has_its_days_and_its_end() {
        let at: Instant = "2024-12-31T23:59:59Z".parse().unwrap();
        let month = ("2024-12-01".to_owned(), "2024-12-31".to_owned());
        assert_eq!(Period::Month.days(at), month);
        assert_eq!(Period::Day.days(at).0, "2024-12-31");
        assert_eq!(Period::Month.end(at).to_rfc3339(), "2025-01-01T00:00:00+00:00");
        assert_eq!(Period::Day.end(at), Period::Month.end(at));
    }

    #[test]
    fn a_budget_covers_what_it_names() {
        let (en, ms) = (Language::parse("en").unwrap(), Language::parse("ms").unwrap());
        let source = SourceId::parse("bnn").unwrap();
        let mut one = budget(WhenSpent::Hold);
        assert!(one.covers("deepl", None, &en));
        one.language = Some(en.clone());
        one.source = Some(source.clone());
        assert!(one.covers("deepl", Some(&source), &en));
        assert!(!one.covers("deepl", None, &en) && !one.covers("deepl", Some(&source), &ms));
    }
}
