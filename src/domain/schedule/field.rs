//! One cron field -> the numbers it stands for, and numbers -> what the `cron` crate reads.

use std::collections::BTreeSet;

use crate::domain::schedule::ScheduleError;

/// What one of the five fields may hold.
pub(super) struct Field {
    name: &'static str,
    least: u32,
    most: u32,
    /// Three-letter names, the first one standing for `least`.
    names: &'static [&'static str],
}

pub(super) const MINUTE: Field = Field { name: "minute", least: 0, most: 59, names: &[] };
pub(super) const HOUR: Field = Field { name: "hour", least: 0, most: 23, names: &[] };
pub(super) const DAY: Field = Field { name: "day of the month", least: 1, most: 31, names: &[] };
pub(super) const MONTH: Field = Field {
    name: "month",
    least: 1,
    most: 12,
    names: &["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"],
};
pub(super) const WEEKDAY: Field = Field {
    name: "weekday",
    least: 0,
    most: 7,
    names: &["sun", "mon", "tue", "wed", "thu", "fri", "sat", "sun"],
};

impl Field {
    /// Reads a list of numbers, names, ranges and steps.
    pub(super) fn numbers(&self, text: &str) -> Result<BTreeSet<u32>, ScheduleError> {
        let mut numbers = BTreeSet::new();
        for item in text.split(',') {
            numbers.extend(self.item(item)?);
        }
        Ok(numbers)
    }

    /// Reads one part of a list: `*`, `5`, `1-5`, `*/10`, `10-50/10`.
    fn item(&self, item: &str) -> Result<Vec<u32>, ScheduleError> {
        let (range, step) = match item.split_once('/') {
            Some((range, step)) => (range, Some(step)),
            None => (item, None),
        };
        let step = match step.map(|step| (step, digits(step))) {
            None => 1,
            Some((_, Some(step))) if (1..=self.most).contains(&step) => step,
            Some(_) => return Err(self.wrong(item, format!("a step is 1 to {}", self.most))),
        };
        let (first, last) = if range == "*" {
            (self.least, if self.most == 7 { 6 } else { self.most })
        } else if let Some((first, last)) = range.split_once('-') {
            let (first, last) = (self.number(first, item)?, self.number(last, item)?);
            (first, if last == 0 && self.most == 7 { 7 } else { last })
        } else {
            let only = self.number(range, item)?;
            if item != range {
                let hint = format!("a step needs a range: `{only}-{}/{step}`", self.most);
                return Err(self.wrong(item, hint));
            }
            (only, only)
        };
        if first > last {
            return Err(self.wrong(item, "a range runs upwards".to_owned()));
        }
        let step = usize::try_from(step).unwrap_or(1);
        Ok((first..=last).step_by(step).collect())
    }

    /// Reads one number or name.
    fn number(&self, text: &str, item: &str) -> Result<u32, ScheduleError> {
        let name = text.to_ascii_lowercase();
        let by_name = (self.least..).zip(self.names).find(|(_, known)| **known == name);
        let number = by_name.map(|(number, _)| number).or_else(|| digits(text));
        number.filter(|number| (self.least..=self.most).contains(number)).ok_or_else(|| {
            let special = item.contains(['L', 'W', '#', '?', 'l', 'w']);
            let names = match self.names {
                [] => String::new(),
                [first, ..] => format!(", or a name such as `{first}`"),
            };
            let plain = format!("use {} to {}{names}", self.least, self.most);
            let hint =
                if special { format!("`L`, `W`, `#` and `?` are no cron; {plain}") } else { plain };
            self.wrong(item, hint)
        })
    }

    fn wrong(&self, item: &str, hint: String) -> ScheduleError {
        ScheduleError::Field { field: self.name, item: item.to_owned(), hint }
    }
}

/// Reads one to four digits and nothing else.
fn digits(text: &str) -> Option<u32> {
    let plain = (1..=4).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| plain)
}

/// Writes numbers as the crate reads them.
pub(super) fn list(numbers: &BTreeSet<u32>) -> String {
    numbers.iter().map(u32::to_string).collect::<Vec<_>>().join(",")
}

/// Writes weekdays by name: by number the crate counts them from Sunday = 1.
pub(super) fn names(weekdays: &BTreeSet<u32>) -> String {
    let name = |number: &u32| {
        usize::try_from(*number).ok().and_then(|number| WEEKDAY.names.get(number)).copied()
    };
    weekdays.iter().filter_map(name).collect::<Vec<_>>().join(",")
}
