//! The walk of one draft through the rules, in their order.
//!
//! No rule is here: this file hands each rule its words, puts the answer into the
//! release and notes what it came from.

use chrono_tz::Tz;

use crate::domain::release::{Dateline, Signal, Status};
use crate::domain::{Block, BlockKind, Draft, Language, Markup, Region, Release, ReleaseId};
use crate::gazetteer::Place;
use crate::normalize::Setting;
use crate::normalize::address;
use crate::normalize::body;
use crate::normalize::clues;
use crate::normalize::dateline;
use crate::normalize::dates::{self, Found, Habit};
use crate::normalize::edit;
use crate::normalize::ending;
use crate::normalize::event::{self, Print};
use crate::normalize::headline;
use crate::normalize::language;
use crate::normalize::mark;
use crate::normalize::published::{self, Published};
use crate::normalize::quotes;
use crate::normalize::regions;
use crate::normalize::sections;
use crate::normalize::site::Names;
use crate::normalize::summary;
use crate::normalize::tail;
use crate::normalize::typography;
use crate::text::{detect, html};

/// Why a draft is refused: the rule, and words with a way out.
pub(super) type Refusal = (&'static str, &'static str);

const NO_HEADLINE: Refusal = (
    "headline",
    "it has no headline: no title, and no first line short enough to be one; \
     name the headline in the source's configuration",
);
const NO_BODY: Refusal = (
    "body",
    "it has no text besides its headline; check which part of the document the source reads",
);

/// A release being made.
pub(super) struct Work<'a> {
    pub(super) draft: &'a Draft,
    pub(super) setting: &'a Setting<'a>,
    pub(super) release: Release,
    pub(super) habit: Habit,
    /// The date of the dateline, with its words.
    filed: Option<(Found, String)>,
    /// The moment a line above the text gives.
    pub(super) line_date: Option<Published>,
    /// The place such a line names, and the line.
    pub(super) line_place: Option<(Place, String)>,
    /// The office that signed.
    issuer: Option<String>,
}

/// Takes a draft through every rule.
pub(super) fn through(
    draft: &Draft,
    setting: &Setting<'_>,
    id: ReleaseId,
) -> Result<Release, Refusal> {
    let homepage = setting.profile.homepage.as_deref();
    let (blocks, whole) = body::blocks(draft, homepage);
    let (spoken, rule) = spoken(draft, setting, &blocks);
    let mut release = blank(draft, id, spoken);
    release.note("language", rule, release.language.to_string().as_str());
    release.note("body", if whole { "draft.body" } else { "draft.summary" }, "");
    release.body = blocks;
    let month_first = release.language.as_str() == "en-US"
        || (release.language.as_str() == "en"
            && setting
                .profile
                .region
                .as_ref()
                .and_then(Region::country)
                .is_some_and(|country| country.as_str() == "US"));
    let habit = Habit::of(&release.language, month_first);
    let mut work = Work {
        draft,
        setting,
        release,
        habit,
        filed: None,
        line_date: None,
        line_place: None,
        issuer: None,
    };
    let printed = work.opening().ok_or(NO_HEADLINE)?;
    if work.release.body.is_empty() {
        return Err(NO_BODY);
    }
    work.embargoes();
    work.sections();
    work.dateline();
    work.line_above();
    work.issuer = tail::take(&mut work.release, setting.repeated);
    work.agency_sign();
    work.marks();
    if work.release.body.is_empty() {
        return Err(NO_BODY);
    }
    // The body teaches the headline its casing, so it is cleared of addresses first.
    work.headline(&printed);
    work.detected();
    work.times();
    work.quotes();
    work.regions();
    work.summary();
    Ok(work.release)
}

/// The language of a draft and the rule that gave it.
fn spoken(draft: &Draft, setting: &Setting<'_>, blocks: &[Block]) -> (Language, &'static str) {
    let known = language::of(draft.language.as_ref(), &setting.profile.language);
    let texts: Vec<&str> = blocks.iter().map(|block| block.text.as_str()).collect();
    let detected = detect::language(&texts.join("\n"));
    match language::clearly_other(&known, detected.as_ref()) {
        Some(other) => (other, "detect.clearly"),
        None => (known.language, known.rule),
    }
}

/// A release with what needs no rule.
fn blank(draft: &Draft, id: ReleaseId, language: Language) -> Release {
    let authors: Vec<String> = draft.authors.iter().map(|name| typography::line(name)).collect();
    let byline = (!authors.is_empty()).then(|| authors.join(", "));
    let clean = draft.url.as_deref().and_then(address::canonical);
    let mut release = Release {
        id,
        url: clean.clone().or_else(|| draft.url.clone()),
        language,
        status: if draft.withdrawn { Status::Withdrawn } else { Status::Usable },
        headline: String::new(),
        headline_source: String::new(),
        subhead: None,
        reference: None,
        corrects: None,
        embargo_until: None,
        dateline: None,
        event: None,
        published: None,
        published_precision: None,
        byline,
        initials: Vec::new(),
        regions: Vec::new(),
        national: false,
        quotes: Vec::new(),
        summary: None,
        body: Vec::new(),
        contacts: Vec::new(),
        hashtags: Vec::new(),
        ed_note: None,
        media: draft.media.clone(),
        subjects: Vec::new(),
        evidence: std::collections::BTreeMap::new(),
    };
    if let Some(raw) = draft.url.as_deref().filter(|_| clean.is_some()) {
        release.note("url", "address", raw);
    }
    if let Some(byline) = release.byline.clone() {
        release.note("byline", "draft.authors", &byline);
    }
    for (field, why) in &draft.found {
        release.note(field, &why.rule, &why.words);
    }
    release
}

impl Work<'_> {
    /// The zone of times that name none, when it is known.
    pub(super) fn zone(&self) -> Option<Tz> {
        let profile = self.setting.profile;
        let of = |region| self.setting.gazetteer.zone(region);
        let dateline = self.release.dateline.as_ref().and_then(|line| line.region.as_ref());
        profile
            .timezone
            .or_else(|| dateline.and_then(of))
            .or_else(|| profile.region.as_ref().and_then(of))
    }

    fn headline(&mut self, whole: &str) {
        let printed = headline::shortened(whole);
        if printed.len() < whole.len() {
            self.release.note("headline", "headline.cut", printed);
        }
        let profile = self.setting.profile;
        let address = self.draft.url.as_deref().or(profile.homepage.as_deref());
        let host = clues::host(address);
        let text = self.release.text();
        let language = self.release.language.clone();
        let places = |line: &str| {
            let found = self.setting.gazetteer.mentions(line, &language, profile.region.as_ref());
            found.into_iter().map(|mention| mention.start..mention.end).collect()
        };
        let names = Names { name: &profile.name, host: host.as_deref(), places: &places };
        let read = headline::read(printed, &text, &language, &names);
        let release = &mut self.release;
        printed.clone_into(&mut release.headline_source);
        let rule = if read.recased { "headline.casing" } else { "headline" };
        release.note("headline", rule, printed);
        for (rule, words) in [("headline.genre", &read.genre), ("headline.site", &read.site)] {
            if let Some(words) = words {
                release.note("headline", rule, words);
            }
        }
        if let Some(signal) = read.signal {
            release.note("signal", signal.rule(), printed);
        }
        if let Some(number) = read.reference {
            release.note("reference", "headline", printed);
            release.reference.get_or_insert(number);
        }
        release.headline = read.text;
    }

    /// Takes the dateline, and hashtags before the first sentence, off the first paragraph.
    fn dateline(&mut self) {
        let paragraph = |block: &Block| block.kind == BlockKind::Paragraph;
        let Some(at) = self.release.body.iter().position(paragraph) else { return };
        let Some(mut first) = self.release.body.get(at).cloned() else { return };
        if let Some((tags, start)) = ending::leading_hashtags(&first.text) {
            self.release.note("hashtags", "opening", &tags.join(" "));
            self.release.hashtags.extend(tags);
            edit::cut_start(&mut first, start);
        }
        let near = self.setting.profile.region.as_ref();
        let language = self.release.language.clone();
        let lookup = |name: &str| self.setting.gazetteer.place(name, &language, near);
        let taken = dateline::take(&first.text, &language, self.habit, &lookup);
        if let Some(taken) = taken {
            edit::cut_start(&mut first, taken.rest);
            let seen = self.setting.seen.date_naive();
            let date =
                taken.date.and_then(|found| dates::resolve(found.first, found.weekday, seen));
            let region = taken.place.as_ref().map(|place| place.region.clone()).or(taken.region);
            let rule = if region.is_some() { "dateline" } else { "dateline.unknown_place" };
            self.release.note("dateline", rule, &taken.raw);
            self.filed = taken.date.map(|found| (found, taken.raw.clone()));
            self.release.dateline = Some(Dateline {
                place: Some(taken.name),
                region,
                agency: taken.agency,
                date,
                raw: taken.raw,
            });
        }
        if first.text.is_empty() {
            self.release.body.remove(at);
        } else if let Some(block) = self.release.body.get_mut(at) {
            *block = first;
        }
    }

    pub(super) fn place(&self, name: &str) -> Option<Place> {
        let near = self.setting.profile.region.as_ref();
        self.setting.gazetteer.place(name, &self.release.language, near)
    }

    /// `... dua kali sehari. EFE`: the agency of the dateline signs once more.
    fn agency_sign(&mut self) {
        let line = self.release.dateline.as_ref();
        let Some(agency) = line.and_then(|line| line.agency.clone()) else { return };
        let Some(last) = self.release.body.last_mut() else { return };
        let signed = last.text.trim_end_matches(['.', ')']).strip_suffix(agency.as_str());
        let Some(before) = signed.map(|text| text.trim_end_matches([' ', '(', '-', '/'])) else {
            return;
        };
        if before.ends_with(['.', '"', '\u{201d}', '!', '?']) {
            let end = before.len();
            edit::cut_end(last, end);
            self.release.note("body", "ending.agency", &agency);
        }
    }

    /// Notes a sentence that takes an earlier release back.
    fn marks(&mut self) {
        let found = self.release.body.iter().find_map(|block| mark::of_body(&block.text));
        if let Some(words) = found {
            self.release.note("signal", Signal::Withdrawal.rule(), words);
        }
    }

    fn sections(&mut self) {
        let taken = sections::take(&mut self.release.body);
        if !taken.contacts.is_empty() {
            let words = format!("{} lines", taken.contacts.len());
            self.release.note("contacts", "sections", &words);
            self.release.contacts.extend(taken.contacts);
        }
        for (rule, words) in taken.dropped {
            self.release.note("body", rule, &words);
            let bare = self.release.media.iter_mut().find(|media| media.caption.is_none());
            if let Some(media) = bare.filter(|_| rule == "caption") {
                media.caption = Some(words);
            }
        }
        if let Some(note) = taken.note {
            self.release.note("ed_note", "sections", &note);
            self.release.ed_note = Some(note);
        }
    }

    fn detected(&mut self) {
        let detected = detect::language(&self.release.text());
        for block in &self.release.body.clone() {
            let own = detect::language(&block.text);
            if let Some(other) = language::doubt(&self.release.language, own.as_ref()) {
                let start: String = block.text.chars().take(40).collect();
                self.release.note("language", "detect.paragraph", &format!("{other}: {start}"));
            }
        }
        if let Some(other) = language::doubt(&self.release.language, detected.as_ref()) {
            self.release.note("language", "detect.disagrees", &other);
        } else if let Some(same) = detected {
            self.release.note("language", "detect", same.as_str());
        }
    }

    /// When it was printed, and when what it tells of took place.
    fn times(&mut self) {
        let seen = self.setting.seen;
        let zone = self.zone().unwrap_or(Tz::UTC);
        let stamp = self.draft.published.as_ref();
        let filed = self.filed.clone();
        let of_dateline = || {
            let (found, raw) = filed.as_ref()?;
            published::of_dateline(found, raw, zone, seen)
        };
        let stamped = published::of_stamp(stamp, zone, seen);
        if let Some(stamp) = stamp.filter(|_| stamped.is_none()) {
            self.release.note("published", "published.impossible", &stamp.raw);
        }
        let printed = stamped.or_else(|| self.line_date.take()).or_else(of_dateline);
        if let Some(printed) = &printed {
            self.release.note("published", printed.rule, &printed.words);
            self.release.published = Some(printed.at);
            self.release.published_precision = Some(printed.precision);
        }
        let at = printed.as_ref().map_or(seen, |printed| printed.at);
        let day = at.with_timezone(&zone).date_naive();
        let print = Print { day, stated: printed.is_some(), habit: self.habit };
        let paragraphs: Vec<&str> =
            self.release.body.iter().map(|block| block.text.as_str()).collect();
        let line = self.filed.as_ref().map(|(found, raw)| (found, raw.as_str()));
        if let Some(chosen) = event::choose(&paragraphs, line, print) {
            let rule = match (chosen.event.weekday, chosen.event.conflict) {
                (_, true) => "event.weekday_disagrees",
                (true, _) => "event.weekday_agrees",
                _ => "event",
            };
            self.release.note("event", rule, &chosen.words);
            self.release.event = Some(chosen.event);
        }
    }

    fn quotes(&mut self) {
        let near = self.setting.profile.region.as_ref();
        let language = &self.release.language;
        let place = |name: &str| self.setting.gazetteer.place(name, language, near).is_some();
        let quotes: Vec<_> =
            self.release.body.iter().flat_map(|block| quotes::find(&block.text, &place)).collect();
        if !quotes.is_empty() {
            self.release.note("quotes", "quotes", &quotes.len().to_string());
        }
        self.release.quotes = quotes;
    }

    fn regions(&mut self) {
        let clues = clues::of(self.draft, self.setting, &self.release, self.issuer.as_deref());
        let configured = self.setting.profile.region.as_ref();
        let scored = regions::score(&clues);
        self.release.national = regions::is_national(configured, &self.draft.regions, &scored);
        for region in &scored {
            let words = format!("{} {:.1}: {}", region.code, region.score, region.why.join("; "));
            self.release.note("regions", "regions", &words);
        }
        self.release.regions = scored;
    }

    fn summary(&mut self) {
        let own = self.draft.summary.as_ref().map(|markup| match markup {
            Markup::Plain(text) => typography::line(text),
            Markup::Html(text) => typography::line(&html::words(text)),
        });
        let prose = |block: &&Block| block.kind == BlockKind::Paragraph;
        let first = self.release.body.iter().find(prose).map(|block| block.text.clone());
        let first = first.unwrap_or_default();
        let made = summary::make(own.as_deref(), &first, &self.release.language);
        if let Some((text, rule)) = made {
            self.release.note("summary", rule, "");
            self.release.summary = Some(text);
        }
    }
}
