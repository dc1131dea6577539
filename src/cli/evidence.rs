//! A release for people: every field with the rule and the words behind it.

use std::fmt::Write;

use crate::domain::release::{Dateline, Event, Precision};
use crate::domain::{Instant, Release};

/// Writes a release and why it is what it is.
#[must_use]
pub fn print(release: &Release) -> String {
    let mut page = Page { release, out: String::new() };
    page.heading();
    page.field("headline", Some(release.headline.clone()));
    if release.headline != release.headline_source {
        page.detail(&format!("printed as: {}", release.headline_source));
    }
    page.field("subhead", release.subhead.clone());
    page.field("language", Some(release.language.to_string()));
    page.field("reference", release.reference.clone());
    page.field("embargo_until", release.embargo_until.map(|at| at.to_rfc3339()));
    page.field("dateline", release.dateline.as_ref().map(dateline));
    page.field("event", release.event.as_ref().map(event));
    page.field("published", release.published.map(|at| published(at, release)));
    page.field("byline", release.byline.clone());
    page.field("initials", list(&release.initials));
    page.regions();
    page.field("summary", release.summary.clone());
    for quote in &release.quotes {
        let speaker = quote.speaker.as_deref().unwrap_or("somebody");
        let title = quote.title.as_ref().map_or_else(String::new, |title| format!(" ({title})"));
        page.line("quote", &format!("{speaker}{title}: {}", shortened(&quote.text, 100)));
    }
    page.field("hashtags", list(&release.hashtags));
    page.field("contacts", list(&release.contacts));
    page.field("ed_note", release.ed_note.clone());
    page.rest();
    page.line("body", &format!("{} blocks, {} words", release.body.len(), words(release)));
    page.evidence("body");
    for block in &release.body {
        page.detail(&format!("{}: {}", block.kind.name(), shortened(&block.text, 90)));
    }
    page.out
}

/// Fields that have a line of their own above.
const SHOWN: [&str; 17] = [
    "headline",
    "subhead",
    "language",
    "reference",
    "embargo_until",
    "dateline",
    "event",
    "published",
    "byline",
    "initials",
    "regions",
    "summary",
    "hashtags",
    "contacts",
    "ed_note",
    "body",
    "quotes",
];

struct Page<'a> {
    release: &'a Release,
    out: String,
}

impl Page<'_> {
    fn heading(&mut self) {
        let (id, status) = (&self.release.id, self.release.status.name());
        self.write(&format!("{id}  ({status})\n"));
        if let Some(url) = &self.release.url {
            self.write(&format!("{url}\n"));
        }
    }

    fn field(&mut self, name: &str, value: Option<String>) {
        let Some(value) = value else { return };
        self.line(name, &value);
        self.evidence(name);
    }

    fn regions(&mut self) {
        for region in &self.release.regions {
            let national = if self.release.national { ", national" } else { "" };
            let line =
                format!("{} ({}{national}), score {:.2}", region.code, region.level, region.score);
            self.line("region", &line);
            for why in &region.why {
                self.detail(why);
            }
        }
        self.evidence("regions");
    }

    /// What rules noted beside the fields above: a release line, the office that signed, a
    /// mark of correction, why it is held.
    fn rest(&mut self) {
        let release = self.release;
        for (name, noted) in &release.evidence {
            if SHOWN.contains(&name.as_str()) {
                continue;
            }
            let words = noted.first().map_or("", |one| one.words.as_str());
            self.line(name, &shortened(words, 90));
            self.evidence(name);
        }
    }

    fn evidence(&mut self, name: &str) {
        let Some(all) = self.release.evidence.get(name) else { return };
        for one in all {
            let words = shortened(&one.words.replace('\n', " / "), 90);
            let from = if words.is_empty() { words } else { format!(": {words}") };
            self.detail(&format!("by {}{from}", one.rule));
        }
    }

    fn line(&mut self, name: &str, value: &str) {
        self.write(&format!("  {name:<14} {value}\n"));
    }

    fn detail(&mut self, words: &str) {
        self.write(&format!("  {:<14}   {words}\n", ""));
    }

    fn write(&mut self, text: &str) {
        // Writing into a string cannot fail.
        self.out.write_str(text).unwrap_or_default();
    }
}

fn dateline(dateline: &Dateline) -> String {
    let parts = [
        dateline.place.clone(),
        dateline.region.as_ref().map(|region| format!("in {region}")),
        dateline.agency.as_ref().map(|agency| format!("by {agency}")),
        dateline.date.map(|date| date.to_string()),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn event(event: &Event) -> String {
    let end = event.end.map_or_else(String::new, |end| format!(" to {end}"));
    let weekday = match (event.weekday, event.conflict) {
        (_, true) => ", the weekday named does not agree",
        (true, false) => ", weekday confirmed",
        (false, false) => "",
    };
    format!("{}{end} ({}{weekday})", event.date, precision(event.precision))
}

fn published(at: Instant, release: &Release) -> String {
    let precision = release.published_precision.map_or("", precision);
    format!("{} ({precision})", at.to_rfc3339())
}

const fn precision(precision: Precision) -> &'static str {
    match precision {
        Precision::Year => "to the year",
        Precision::Month => "to the month",
        Precision::Day => "to the day",
        Precision::Minute => "to the minute",
        Precision::Second => "to the second",
    }
}

fn list(items: &[String]) -> Option<String> {
    (!items.is_empty()).then(|| items.join(", "))
}

fn words(release: &Release) -> usize {
    release.text().split_whitespace().count()
}

fn shortened(text: &str, length: usize) -> String {
    if text.chars().count() <= length {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(length).collect();
    short.push('…');
    short
}
