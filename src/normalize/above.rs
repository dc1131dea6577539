//! What stands above the text of a release: release lines, embargo, reference, headline,
//! subhead, a line with its place and day.

use chrono_tz::Tz;

use crate::domain::release::{Dateline, Status};
use crate::domain::{Block, BlockKind};
use crate::normalize::body;
use crate::normalize::opening;
use crate::normalize::published;
use crate::normalize::sections;
use crate::normalize::typography;
use crate::normalize::work::Work;

/// The longest first line that may be a headline, in characters.
const HEADLINE_MOST: usize = 250;
/// How many lines above the text are looked at.
const OPENING_LINES: usize = 8;

impl Work<'_> {
    /// Takes the lines above the text off, and gives the headline as printed.
    pub(super) fn opening(&mut self) -> Option<String> {
        let own = self.draft.headline.as_deref().map(typography::line);
        let mut printed = own.filter(|line| !line.is_empty());
        let mut label = None;
        if let Some(line) = printed.take_if(|line| self.open(line)) {
            label = Some(line);
        }
        for _ in 0..OPENING_LINES {
            let Some(first) = self.release.body.first().map(|block| block.text.clone()) else {
                break;
            };
            let repeats = printed.as_deref().is_some_and(|headline| body::says(&first, headline));
            let short = first.chars().count() <= HEADLINE_MOST;
            let above = repeats || self.open(&first) || self.dated(&first);
            if above || (printed.is_some() && self.subhead()) {
                self.release.body.remove(0);
            } else if printed.is_none() && short && self.release.body.len() > 1 {
                self.release.note("headline", "body.first_line", &first);
                self.release.body.remove(0);
                printed = Some(first);
            } else {
                break;
            }
        }
        printed.or(label)
    }

    /// Reads a line above the text; `true` when it is one.
    fn open(&mut self, line: &str) -> bool {
        if sections::is_contact_line(line) {
            self.release.note("contacts", "opening", line);
            self.release.contacts.push(line.to_owned());
            return true;
        }
        let Some(read) = opening::read(line, self.habit, self.zone(), self.setting.seen) else {
            return false;
        };
        match read {
            opening::Line::Release => self.release.note("release_line", "opening", line),
            opening::Line::Reference(number) => {
                self.release.note("reference", "opening", line);
                self.release.reference.get_or_insert(number);
            }
            opening::Line::Embargo(until) => {
                self.release.note("embargo_until", "embargo", line);
                let until = self.release.embargo_until.map_or(until, |other| other.max(until));
                self.release.embargo_until = Some(until);
                if until > self.setting.seen && self.release.status == Status::Usable {
                    self.release.status = Status::Embargoed;
                }
            }
            opening::Line::Unreadable => {
                self.release.note("embargo_until", "embargo.unreadable", line);
                self.release.note("status", "embargo.unreadable", line);
                if self.release.status != Status::Withdrawn {
                    self.release.status = Status::Held;
                }
            }
        }
        true
    }

    /// Takes the heading right below the headline; `true` when there is one.
    fn subhead(&mut self) -> bool {
        let Some(first) = self.release.body.first() else { return false };
        let short = first.text.chars().count() <= HEADLINE_MOST;
        let free = self.release.subhead.is_none() && self.release.body.len() > 1;
        if first.kind != BlockKind::Heading || !short || !free {
            return false;
        }
        let text = first.text.clone();
        self.release.note("subhead", "subhead", &text);
        self.release.subhead = Some(text);
        true
    }

    /// Reads a line that is a date and nothing else; `true` when it is one.
    fn dated(&mut self, line: &str) -> bool {
        let zone = self.zone().unwrap_or(Tz::UTC);
        let seen = self.setting.seen;
        let mut read = published::of_line(line, self.habit, zone, seen);
        // `Jakarta, 6 Juni 2024`
        if read.is_none()
            && let Some((name, date)) = line.split_once(',')
            && let Some(place) = self.place(name.trim())
        {
            read = published::of_line(date, self.habit, zone, seen);
            if read.is_some() {
                self.line_place = Some((place, line.to_owned()));
            }
        }
        let is = read.is_some();
        self.line_date = self.line_date.take().or(read);
        is
    }

    /// An embargo may also stand below the text.
    pub(super) fn embargoes(&mut self) {
        let stands = |block: &Block| opening::names_embargo(&block.text);
        let lines: Vec<String> = self
            .release
            .body
            .iter()
            .filter(|block| stands(block))
            .map(|block| block.text.clone())
            .collect();
        for line in lines {
            if self.open(&line) {
                self.release.body.retain(|block| block.text != line);
            }
        }
    }

    /// A text without a dateline may have its place and day on a line above.
    pub(super) fn line_above(&mut self) {
        if self.release.dateline.is_some() {
            return;
        }
        let Some((place, raw)) = self.line_place.take() else { return };
        self.release.note("dateline", "dateline.line", &raw);
        let zone = self.zone().unwrap_or(Tz::UTC);
        let date = self.line_date.as_ref().map(|date| date.at.with_timezone(&zone).date_naive());
        let region = Some(place.region);
        self.release.dateline =
            Some(Dateline { place: Some(place.name), region, agency: None, date, raw });
    }
}
