//! One date out of a row of tokens: weekday, bracket, day, month, year, and the last day
//! of several.

use chrono::Weekday;

use crate::normalize::calendar::{self, Tongue};
use crate::normalize::date_numbers::day_of;
use crate::normalize::dates::{Found, Habit, Written};
use crate::normalize::east;
use crate::normalize::tokens::Token;

pub(super) const DASHES: [char; 4] = ['-', '\u{2013}', '\u{2014}', '\u{2212}'];
/// Words between the first and the last day of several.
const TO: &str = " dan hingga sampai to and until through s sd au et al y a e und bis y по и إلى \
    até en à ";
/// Words between a weekday and its day.
const FILL: &str = " pekan minggu bersamaan pagi siang sore malam petang dini hari tadi ini kemarin lalu besok depan \
    mendatang tanggal pada tgl on morning afternoon evening night the le der den dem el dia día \
    dne matin soir passé dernier tarde pasado passado último الموافق من morgens abends утром \
    вечером днём ";
/// Words between a day and its month, or a month and its year.
const OF: &str = " of de del du von do di ";
/// What follows a day's number to make it an ordinal.
const ORDINALS: &str = " st nd rd th er º ª ère ";

fn among(list: &str, word: &str) -> bool {
    list.split_whitespace().any(|one| one == word)
}

/// A cursor over tokens. Every reading function leaves it where it was when it fails.
pub(super) struct Reader<'a> {
    pub(super) tokens: &'a [Token<'a>],
    pub(super) at: usize,
    pub(super) habit: Habit,
}

pub(super) struct Read {
    pub(super) first: Written,
    pub(super) last: Option<Written>,
    pub(super) spelled: bool,
    /// Only a month and a year.
    pub(super) month: bool,
    pub(super) swapped: Option<Written>,
}

impl<'a> Reader<'a> {
    /// A cursor before one of the tokens.
    pub(super) const fn at(tokens: &'a [Token<'a>], at: usize, habit: Habit) -> Self {
        Self { tokens, at, habit }
    }

    /// The token it stands before.
    pub(super) const fn place(&self) -> usize {
        self.at
    }

    pub(super) fn peek(&self, ahead: usize) -> Option<&'a Token<'a>> {
        self.tokens.get(self.at + ahead)
    }

    /// Reads a date that begins right here, its weekday and bracket included.
    pub(super) fn date(&mut self) -> Option<Found> {
        let before = self.at;
        let named = self.weekday().is_some();
        self.at = before;
        let found =
            if named || self.peek(0)?.is_any(&['(', '[']) { self.date_after(true) } else { None };
        // `mar 5` is a Tuesday or a month.
        found.or_else(|| {
            self.at = before;
            self.date_after(false)
        })
    }

    /// Reads a date; `named` tells whether a weekday may stand before it.
    fn date_after(&mut self, named: bool) -> Option<Found> {
        let start = self.peek(0)?.start;
        let mut bracketed = self.open();
        let weekday = if named { self.weekday() } else { None };
        if weekday.is_some() {
            self.last_weekday();
            self.fill();
            bracketed |= self.open();
            self.fill();
        }
        let first = self.at;
        let read = self.spelled().or_else(|| self.numeric(weekday.is_some(), bracketed))?;
        let possible =
            |day: &Written| day.month == 0 || day_of(day.year, day.month, day.day).is_some();
        if first == self.at || !possible(&read.first) || !read.last.iter().all(possible) {
            return None;
        }
        self.year_word();
        let weekday = weekday.or_else(|| self.weekday_behind());
        let end = self.tokens.get(self.at - 1)?.end;
        let closes = self.peek(0).is_none_or(|next| next.is_any(&[')', ']', '|', ',']));
        Some(Found {
            start,
            end,
            first: read.first,
            last: read.last,
            weekday: weekday.filter(|_| !read.month),
            bracketed: bracketed && closes,
            spelled: read.spelled,
            month: read.month,
            swapped: read.swapped,
        })
    }

    fn open(&mut self) -> bool {
        self.mark('(') || self.mark('[')
    }

    pub(super) fn mark(&mut self, mark: char) -> bool {
        let is = self.peek(0).is_some_and(|token| token.is(mark));
        if is {
            self.at += 1;
        }
        is
    }

    /// Passes a word of a list.
    fn word(&mut self, list: &str) -> bool {
        let is = self.peek(0).and_then(Token::lower).is_some_and(|word| among(list, &word));
        if is {
            self.at += 1;
        }
        is
    }

    fn weekday(&mut self) -> Option<Weekday> {
        let word = self.peek(0)?.lower()?;
        let day = calendar::weekday(&word, self.habit.tongue)?;
        let marked = self.peek(1).is_some_and(|mark| mark.is_any(&['.', ',']));
        // `Di., 4. Juni`: so short a word needs a mark to be a weekday.
        if word.chars().count() < 3 && !marked {
            return None;
        }
        self.at += 1;
        if word.chars().count() <= 5 {
            self.mark('.');
        }
        // `quinta-feira`
        let fair = |token: &Token<'_>| token.lower().as_deref() == Some("feira");
        if self.peek(0).is_some_and(|mark| mark.is('-')) && self.peek(1).is_some_and(fair) {
            self.at += 2;
        }
        Some(day)
    }

    /// `5 Jun 2024 (Rabu)`: a weekday alone in brackets behind its date.
    fn weekday_behind(&mut self) -> Option<Weekday> {
        let before = self.at;
        // `2024. 6. 5.(수)`
        self.mark('.');
        let open = self.open() || self.mark('\u{ff08}');
        let sign = |token: &Token<'_>| east::weekday_sign(token.text);
        let eastern = self.peek(0).and_then(sign).filter(|_| open);
        self.at += usize::from(eastern.is_some());
        let day = eastern.or_else(|| if open { self.weekday() } else { None });
        let closed = self.mark(')') || self.mark(']') || self.mark('\u{ff09}');
        if day.is_none() || !closed {
            self.at = before;
            return None;
        }
        day
    }

    /// `Kamis-Sabtu, 6-8 Juni`: the weekday of the last of several days.
    fn last_weekday(&mut self) {
        let before = self.at;
        if !(self.range() && self.weekday().is_some()) {
            self.at = before;
        }
    }

    /// `2024 года`, `2024 г.`
    fn year_word(&mut self) {
        if self.habit.tongue == Tongue::Russian && self.word(" года год г ") {
            let short = self.tokens.get(self.at - 1).is_some_and(|token| token.text == "г");
            if short {
                self.mark('.');
            }
        }
    }

    fn fill(&mut self) {
        for _ in 0..4 {
            let Some(token) = self.peek(0) else { return };
            let filling = token.is_any(&[',', '/', '\u{60c}'])
                || token.lower().is_some_and(|word| among(FILL, &word));
            if !filling {
                return;
            }
            self.at += 1;
        }
    }

    pub(super) fn number(&mut self, digits: usize) -> Option<u32> {
        let token = self.peek(0)?;
        let number = token.number().filter(|_| token.digits() <= digits)?;
        self.at += 1;
        Some(number)
    }

    fn day_number(&mut self) -> Option<u32> {
        let before = self.at;
        let number = self.number(2).filter(|day| (1..=31).contains(day));
        if number.is_none() {
            self.at = before;
            return None;
        }
        if !self.word(ORDINALS) && matches!(self.habit.tongue, Tongue::German | Tongue::Other) {
            self.mark('.');
        }
        number
    }

    /// The last of several days, its weekday passed: `lundi 3 au mercredi 5 juin`.
    fn last_day(&mut self) -> Option<u32> {
        if self.weekday().is_some() {
            self.fill();
        }
        self.day_number()
    }

    fn month(&mut self) -> Option<u32> {
        let word = self.peek(0)?.lower()?;
        let next = self.peek(1).and_then(Token::lower).unwrap_or_default();
        if let Some(month) = calendar::long_month(&word, &next) {
            self.at += 2;
            return Some(month);
        }
        let month = calendar::month(&word, self.habit.tongue)?;
        self.at += 1;
        if month_is_short(self.tokens.get(self.at - 1)?.text) {
            self.mark('.');
        }
        // `حزيران/يونيو` names one month twice.
        let again = self.peek(1).and_then(Token::lower);
        let again = again.and_then(|word| calendar::month(&word, self.habit.tongue));
        if again == Some(month) && self.peek(0).is_some_and(|mark| mark.is('/')) {
            self.at += 2;
        }
        Some(month)
    }

    fn year(&mut self) -> Option<i32> {
        let before = self.at;
        if !self.word(OF) && !self.mark(',') {
            self.mark('\u{60c}');
        }
        let year = self.number(4).filter(|year| (1900..=2100).contains(year));
        if year.is_none() {
            self.at = before;
        }
        year.and_then(|year| i32::try_from(year).ok())
    }

    fn range(&mut self) -> bool {
        let Some(token) = self.peek(0) else { return false };
        let word = token.lower().is_some_and(|word| among(TO, &word));
        if !(word || token.is_any(&DASHES)) {
            return false;
        }
        let abbreviated = word && token.text.eq_ignore_ascii_case("s");
        self.at += 1;
        // `bis zum 8. Juni`, `hasta el 8 de junio`
        if word && self.peek(1).is_some_and(|next| next.number().is_some()) {
            self.word(" zum el o the le den ");
        }
        if abbreviated {
            // `s/d` and `s.d.` both mean "up to".
            while self.peek(0).is_some_and(|next| next.is_any(&['/', '.']) || next.text == "d") {
                self.at += 1;
            }
        }
        true
    }

    fn spelled(&mut self) -> Option<Read> {
        let before = self.at;
        let read = self.day_month().or_else(|| {
            self.at = before;
            self.month_day().or_else(|| {
                self.at = before;
                self.month_alone()
            })
        });
        if read.is_none() {
            self.at = before;
        }
        read
    }

    fn day_month(&mut self) -> Option<Read> {
        let day = self.day_number()?;
        let before = self.at;
        let to = if self.range() { self.last_day() } else { None };
        if to.is_none() {
            self.at = before;
        }
        self.word(OF);
        let month = self.month()?;
        let year = self.year();
        let mut first = Written { year, month, day };
        let mut last = to.map(|day| Written { year, month, day });
        let before = self.at;
        if last.is_none() && self.range() {
            last = self.last_day().and_then(|day| {
                self.word(OF);
                let month = self.month()?;
                Some(Written { year: self.year().or(year), month, day })
            });
            if last.is_none() {
                self.at = before;
            }
            first.year = first.year.or_else(|| last.and_then(|last| last.year));
        }
        Some(Read { first, last, spelled: true, month: false, swapped: None })
    }

    fn month_day(&mut self) -> Option<Read> {
        let word = self.peek(0)?.text;
        let month = self.month()?;
        if word.chars().next().is_some_and(char::is_lowercase) {
            return None;
        }
        let day = self.day_number()?;
        // `Mei 2024` is no day 20.
        let before = self.at;
        let mut last_month = month;
        let mut to = None;
        if self.range() {
            if self.weekday().is_some() {
                self.fill();
            }
            last_month = self.month().unwrap_or(month);
            to = self.day_number();
        }
        if to.is_none() {
            self.at = before;
        }
        let year = self.year();
        let last = to.map(|day| Written { year, month: last_month, day });
        Some(Read {
            first: Written { year, month, day },
            last,
            spelled: true,
            month: false,
            swapped: None,
        })
    }

    /// `Juni 2024`: a month of a year, and no day.
    fn month_alone(&mut self) -> Option<Read> {
        let lead = self.peek(0)?;
        let cased = lead.text.chars().next().is_some_and(char::is_lowercase);
        let small = matches!(self.habit.tongue, Tongue::Malayic | Tongue::English | Tongue::German);
        let numbered = self.at.checked_sub(1).and_then(|at| self.tokens.get(at));
        let numbered = numbered.is_some_and(|token| token.number().is_some() || token.is('.'));
        if (cased && small) || numbered || lead.text.chars().count() < 3 {
            return None;
        }
        let month = self.month()?;
        self.word(OF);
        let year = self.number(4).filter(|year| (1900..=2100).contains(year))?;
        let first = Written { year: i32::try_from(year).ok(), month, day: 1 };
        Some(Read { first, last: None, spelled: true, month: true, swapped: None })
    }
}

fn month_is_short(word: &str) -> bool {
    word.chars().count() <= 4
}
