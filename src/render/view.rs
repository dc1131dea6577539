//! An entry as every format shows it: one place decides the title, the summary, the links
//! and the files, so that all formats agree.

use url::Url;

use crate::domain::Language;
use crate::domain::block::BlockKind;
use crate::domain::entry::{Entry, Head, RegionLabel, SisterFeed, Site};
use crate::domain::feed::Form;
use crate::domain::region::RegionKind;
use crate::domain::translation::Touch;
use crate::render::body;
use crate::render::media::{self, File};
use crate::render::words::Words;
use crate::text::markup;

/// Characters of a summary made by us, at most.
const SUMMARY_CHARS_MAX: usize = 300;

/// A page in another language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Page {
    /// Its language.
    pub(crate) language: Language,
    /// Its absolute address.
    pub(crate) href: String,
}

/// What an entry shows, formats left aside.
#[derive(Debug, Clone)]
pub(crate) struct View<'a> {
    /// The facts.
    pub(crate) entry: &'a Entry,
    /// The words of its language.
    pub(crate) words: Words,
    /// Its page.
    pub(crate) page: String,
    /// The title as plain text.
    pub(crate) title: String,
    /// The language the title, summary and text are in: while a translation is missing the
    /// original's. Atom marks each part; RSS and JSON Feed have one mark for the whole.
    pub(crate) title_language: Language,
    /// The summary as plain text, never empty.
    pub(crate) summary: String,
    /// The body, notes included.
    pub(crate) html: String,
    /// Who wrote it.
    pub(crate) creator: String,
    /// The source's page; none for a withdrawal, whose address may tell the headline.
    pub(crate) source_url: Option<String>,
    /// The work this is a translation of.
    pub(crate) translation_of: Option<Page>,
    /// The translations of this, when it is the original.
    pub(crate) translations: Vec<Page>,
    /// Pictures first, then other files.
    pub(crate) files: Vec<File>,
    /// IPTC's name for how it was made, for machine translations.
    pub(crate) digital_source: Option<&'static str>,
}

impl<'a> View<'a> {
    /// Looks at an entry.
    pub(crate) fn of(entry: &'a Entry, site: &Site) -> Self {
        let words = Words::of(&entry.language);
        let shown = entry.form != Form::Withdrawn;
        let source_url = entry.source_url.as_deref().filter(|_| shown).and_then(address);
        let original = entry.sisters.iter().find(|sister| sister.original).map(|sister| Page {
            language: sister.language.clone(),
            href: site.address(&sister.path),
        });
        let translated = entry.form == Form::Translated;
        let at_source =
            source_url.clone().map(|href| Page { language: entry.original_language.clone(), href });
        let title = title(entry, &words);
        let summary = summary(entry, &words, &title);
        let note = original.as_ref().or(at_source.as_ref()).map(|page| page.href.clone());
        let links = body::Links { original: source_url.as_deref().or(note.as_deref()) };
        let html = body::html(entry, &words, links, &summary);
        Self {
            page: site.address(&entry.path),
            title_language: if shown {
                entry.headline_language.clone()
            } else {
                words.language().clone()
            },
            title,
            summary,
            html,
            creator: creator(entry),
            source_url,
            translation_of: original.or(at_source).filter(|_| translated),
            translations: translations(entry, site),
            files: if shown { media::files(&entry.media) } else { Vec::new() },
            digital_source: digital_source(entry),
            words,
            entry,
        }
    }

    /// The tag of the original, where this is a version of it.
    pub(crate) fn original_tag(&self) -> Option<&str> {
        let shown = !matches!(self.entry.form, Form::Withdrawn | Form::Original);
        self.entry.original_tag.as_deref().filter(|_| shown)
    }

    /// What is written in `xml:lang` of title and summary, where it is not the entry's.
    pub(crate) fn other_language(&self) -> Option<String> {
        (self.title_language != self.entry.language).then(|| self.title_language.to_string())
    }

    /// How the translation was made, in words beside the code for it.
    pub(crate) fn made_how(&self) -> String {
        let edited = body::hand(self.entry) == Touch::Edited;
        self.words.say(if edited { "label_edited" } else { "machine_translation" }, &[])
    }

    /// What readers are told made the translation.
    pub(crate) fn engine(&self) -> Option<&str> {
        self.digital_source.and(self.entry.provenance.as_ref()).map(|made| made.display.as_str())
    }

    /// The line of rights.
    pub(crate) fn rights(&self) -> Option<String> {
        self.entry.publisher.rights.as_deref().map(markup::line).filter(|line| !line.is_empty())
    }

    /// The publisher's home page.
    pub(crate) fn publisher_url(&self) -> Option<String> {
        self.entry.publisher.url.as_deref().and_then(address)
    }

    /// The place of the dateline, unless the text was taken back.
    pub(crate) fn place(&self) -> Option<String> {
        let dateline = self.entry.dateline.as_ref().filter(|_| self.is_shown())?;
        dateline.place.as_deref().map(markup::line).filter(|place| !place.is_empty())
    }

    /// Whether it shows a release and not that one was taken back.
    pub(crate) fn is_shown(&self) -> bool {
        self.entry.form != Form::Withdrawn
    }

    /// Whether its text is all there: not only its title, nor that it was taken back.
    pub(crate) fn is_whole(&self) -> bool {
        self.is_shown() && !self.entry.body.is_empty()
    }

    /// What an editor must know of it, in the words' language: that it was taken back or
    /// corrected, and what made its text.
    pub(crate) fn remarks(&self) -> Vec<String> {
        if !self.is_shown() {
            return body::notice(self.entry, &self.words);
        }
        let corrected = self.entry.correction.as_ref().map(|correction| {
            let date = self.words.date(correction.at);
            self.words.say("corrected", &[("date", &date)])
        });
        let translated = body::said_of_translation(self.entry, &self.words);
        corrected.into_iter().chain(translated).map(|line| markup::line(&line)).collect()
    }

    /// The public id of one of its files, counted from 1: one in all languages.
    pub(crate) fn media_tag(&self, number: usize) -> String {
        let tag = &self.entry.tag;
        let work = tag.rsplit_once('/').map_or(tag.as_str(), |(work, _)| work);
        format!("{work}/media/{number}")
    }

    /// Characters and words of its text, marks and notes left aside.
    pub(crate) fn counts(&self) -> (usize, usize) {
        let texts = self.entry.body.iter().map(|block| block.block.text.as_str());
        texts.fold((0, 0), |(chars, words), text| {
            (chars + text.chars().count(), words + text.split_whitespace().count())
        })
    }

    /// The subjects, as IPTC media topics where they say so: their scheme and the code.
    pub(crate) fn subjects(&self) -> Vec<(Option<&'static str>, String)> {
        let subjects = self.entry.subjects.iter().filter(|_| self.is_shown());
        let read = subjects.map(|subject| match subject.strip_prefix("medtop:") {
            Some(code) => (Some("http://cv.iptc.org/newscodes/mediatopic/"), markup::line(code)),
            None => (None, markup::line(subject)),
        });
        read.filter(|(_, code)| !code.is_empty()).collect()
    }
}

/// The same feed in other languages, each language once: two of one language and type are
/// an error of Atom.
pub(crate) fn sister_feeds(head: &Head) -> Vec<&SisterFeed> {
    let mut feeds: Vec<&SisterFeed> = Vec::new();
    for sister in &head.sisters {
        let known = feeds.iter().any(|feed| feed.language == sister.language);
        if !known && sister.language != head.edition.language {
            feeds.push(sister);
        }
    }
    feeds
}

/// The list of codes a region's code is from; none for a region of the operator's own.
pub(crate) fn scheme(region: &RegionLabel) -> Option<String> {
    match region.code.kind() {
        RegionKind::M49 => Some("https://unstats.un.org/unsd/methodology/m49/".to_owned()),
        RegionKind::Country | RegionKind::Subdivision => {
            let country = region.code.country()?;
            Some(format!("https://www.iso.org/obp/ui/#iso:code:3166:{country}"))
        }
        RegionKind::Custom => None,
    }
}

/// A web address in the spelling of RFC 3986; nothing else may be linked.
pub(crate) fn address(text: &str) -> Option<String> {
    let url = Url::parse(text.trim()).ok()?;
    (matches!(url.scheme(), "http" | "https") && url.has_host()).then(|| url.to_string())
}

/// A title as plain text. Some readers decode it twice, so `<` where a tag could begin
/// becomes a quotation mark that looks like it.
pub(crate) fn plain_title(words: &str) -> String {
    let line = markup::line(words);
    let mut out = String::with_capacity(line.len());
    let mut letters = line.chars().peekable();
    while let Some(c) = letters.next() {
        let opens =
            letters.peek().is_some_and(|next| next.is_alphabetic() || "/!?".contains(*next));
        out.push(if c == '<' && opens { '\u{2039}' } else { c });
    }
    out
}

fn title(entry: &Entry, words: &Words) -> String {
    let publisher = markup::line(&entry.publisher.name);
    let title = if entry.form == Form::Withdrawn {
        let date = words.date(body::day(entry));
        words.say("withdrawn_title", &[("publisher", &publisher), ("date", &date)])
    } else {
        entry.headline.clone()
    };
    let title = plain_title(&title);
    if title.is_empty() { publisher } else { title }
}

fn summary(entry: &Entry, words: &Words, title: &str) -> String {
    if entry.form == Form::Withdrawn {
        return body::notice(entry, words).join(" ");
    }
    let given = entry.summary.as_deref().map(markup::line).unwrap_or_default();
    if !given.is_empty() {
        return given;
    }
    let told = [BlockKind::Paragraph, BlockKind::Quote];
    let blocks = entry.body.iter().filter(|block| told.contains(&block.block.kind));
    let texts = blocks.map(|block| block.block.text.as_str());
    let start: Vec<&str> = texts.flat_map(str::split_whitespace).take(SUMMARY_CHARS_MAX).collect();
    let made = cut(&markup::line(&start.join(" ")), SUMMARY_CHARS_MAX);
    if made.is_empty() { title.to_owned() } else { made }
}

/// The beginning of a text, at most so many characters, ended at a word.
fn cut(text: &str, chars_max: usize) -> String {
    let Some((end, _)) = text.char_indices().nth(chars_max) else {
        return text.to_owned();
    };
    let start = text.get(..end).unwrap_or(text);
    let word = start.rfind(' ').and_then(|blank| start.get(..blank)).unwrap_or(start);
    let ended = word.trim_end_matches(|c: char| c.is_whitespace() || ",;:-\u{2013}".contains(c));
    format!("{ended}\u{2026}")
}

fn creator(entry: &Entry) -> String {
    let publisher = markup::line(&entry.publisher.name);
    if entry.form == Form::Withdrawn {
        return publisher;
    }
    let byline = entry.byline.as_deref().map(markup::line).filter(|line| !line.is_empty());
    let name = byline.unwrap_or(publisher);
    let initials = markup::line(&entry.initials.join(", "));
    if initials.is_empty() { name } else { format!("{name} ({initials})") }
}

fn translations(entry: &Entry, site: &Site) -> Vec<Page> {
    if entry.form != Form::Original {
        return Vec::new();
    }
    let others = entry.sisters.iter().filter(|sister| !sister.original);
    others
        .map(|sister| Page { language: sister.language.clone(), href: site.address(&sister.path) })
        .collect()
}

fn digital_source(entry: &Entry) -> Option<&'static str> {
    let craft = entry.provenance.as_ref().map(|made| made.craft.as_str());
    match (entry.form, craft, body::hand(entry)) {
        (Form::Translated, Some("trained"), Touch::Edited) => {
            Some("compositeWithTrainedAlgorithmicMedia")
        }
        (Form::Translated, _, Touch::Edited) => Some("compositeSynthetic"),
        (Form::Translated, Some("trained"), Touch::None) => Some("trainedAlgorithmicMedia"),
        (Form::Translated, _, Touch::None) => Some("algorithmicMedia"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_never_looks_like_markup() {
        assert_eq!(plain_title("<b>Awas</b> 3 < 4 & 5"), "\u{2039}b>Awas\u{2039}/b> 3 < 4 & 5");
        assert_eq!(plain_title("a\u{b}\u{202e}b\n c"), "ab c");
    }

    #[test]
    fn a_summary_ends_at_a_word() {
        assert_eq!(cut("satu dua tiga", 9), "satu dua\u{2026}");
        assert_eq!(cut("satu, dua", 6), "satu\u{2026}");
        assert_eq!(cut("satu", 9), "satu");
        assert_eq!(cut("\u{1f600}\u{1f600}\u{1f600}", 2), "\u{1f600}\u{1f600}\u{2026}");
    }
}
