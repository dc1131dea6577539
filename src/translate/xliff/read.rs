//! An XLIFF file that comes back, read strictly: what is no XLIFF 2, declares entities, or
//! holds codes we never wrote is refused with its line.

use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;
use thiserror::Error;

use crate::domain::{Language, ReleaseId};
use crate::translate::notation::{self, Token};

/// A file longer than this is no translation of a release.
const BYTES_MAX: usize = 20_000_000;
/// Elements within elements.
const DEPTH_MAX: usize = 64;

/// Why a file is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("line {line}: {what}")]
pub struct XliffError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong there.
    pub what: String,
}

/// A unit that came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// Its id in the file: `u3`.
    pub id: String,
    /// The hash of the source it was written for.
    pub hash: String,
    /// Where that stands, as the file says.
    pub place: String,
    /// Its source, in our notation of codes.
    pub source: String,
    /// Its translation; absent where the file has none.
    pub target: Option<String>,
}

/// What came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Returned {
    /// The release.
    pub release: ReleaseId,
    /// The language translated from.
    pub from: Language,
    /// The language translated into.
    pub to: Language,
    /// The units, in the order of the file.
    pub segments: Vec<Segment>,
}

/// Reads a file.
///
/// # Errors
///
/// [`XliffError`]: it is not well formed, not XLIFF 2, or not one that we wrote.
pub fn read(text: &str) -> Result<Returned, XliffError> {
    let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
    reader.config_mut().check_end_names = true;
    let mut state = State::default();
    if text.len() > BYTES_MAX {
        return Err(XliffError { line: 1, what: "the file is too large".to_owned() });
    }
    loop {
        let at = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        let line = || text.get(..at).map_or(1, |before| before.matches('\n').count() + 1);
        let refuse = |what: String| XliffError { line: line(), what };
        let event = reader.read_event().map_err(|bad| refuse(bad.to_string()))?;
        let taken = match event {
            Event::Eof if state.depth > 0 => Err("it ends in the middle".to_owned()),
            Event::Eof => return state.end().map_err(refuse),
            Event::DocType(_) => Err("a document type is not taken".to_owned()),
            Event::Start(tag) => state.open(&tag, false),
            Event::Empty(tag) => state.open(&tag, true),
            Event::End(tag) => {
                let name = tag.local_name();
                state.close(&String::from_utf8_lossy(name.as_ref()));
                Ok(())
            }
            Event::Text(words) => match words.xml_content(XmlVersion::Implicit1_0) {
                Ok(words) => {
                    state.words(&words);
                    Ok(())
                }
                Err(bad) => Err(bad.to_string()),
            },
            Event::CData(words) => {
                state.words(&String::from_utf8_lossy(&words));
                Ok(())
            }
            Event::GeneralRef(name) => state.reference(&name),
            Event::Decl(_) | Event::Comment(_) | Event::PI(_) => Ok(()),
        };
        taken.map_err(refuse)?;
    }
}

/// Which text words belong to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Into {
    Nothing,
    Place,
    Source,
    Target,
}

/// What was read so far.
#[derive(Debug)]
struct State {
    depth: usize,
    release: Option<ReleaseId>,
    languages: Option<(Language, Language)>,
    segments: Vec<Segment>,
    into: Into,
    source: Vec<Token>,
    target: Vec<Token>,
    has_target: bool,
    /// Numbers of pairs that are open.
    open: Vec<usize>,
}

impl Default for State {
    fn default() -> Self {
        Self {
            depth: 0,
            release: None,
            languages: None,
            segments: Vec::new(),
            into: Into::Nothing,
            source: Vec::new(),
            target: Vec::new(),
            has_target: false,
            open: Vec::new(),
        }
    }
}

impl State {
    fn open(&mut self, tag: &BytesStart<'_>, empty: bool) -> Result<(), String> {
        let local = tag.local_name();
        let name = String::from_utf8_lossy(local.as_ref()).into_owned();
        if self.depth >= DEPTH_MAX {
            return Err("elements are nested too deep".to_owned());
        }
        match (name.as_str(), self.into) {
            ("xliff", _) => self.root(tag)?,
            ("file", _) => {
                let original = attribute(tag, "original")?.unwrap_or_default();
                let id = ReleaseId::parse(&original);
                let id =
                    id.map_err(|_| format!("`{original}` is no release; `original` names it"))?;
                if self.release.replace(id).is_some() {
                    return Err("it holds more than one file".to_owned());
                }
            }
            ("unit", _) => self.unit(tag)?,
            ("note", _) if attribute(tag, "category")?.as_deref() == Some("place") => {
                self.into = Into::Place;
            }
            ("source", Into::Nothing) => self.into = Into::Source,
            ("target", Into::Nothing) => {
                self.into = Into::Target;
                self.has_target = true;
            }
            (_, Into::Source | Into::Target) => self.code(&name, tag)?,
            _ => {}
        }
        self.depth += 1;
        if empty {
            self.close(&name);
        }
        Ok(())
    }

    fn root(&mut self, tag: &BytesStart<'_>) -> Result<(), String> {
        let version = attribute(tag, "version")?.unwrap_or_default();
        if !version.starts_with("2.") {
            return Err(format!("it is XLIFF `{version}`, not 2"));
        }
        let language = |name: &str| {
            let text = attribute(tag, name)?.unwrap_or_default();
            Language::parse(&text).map_err(|why| format!("`{name}`: {why}"))
        };
        self.languages = Some((language("srcLang")?, language("trgLang")?));
        Ok(())
    }

    fn unit(&mut self, tag: &BytesStart<'_>) -> Result<(), String> {
        self.source.clear();
        self.target.clear();
        self.has_target = false;
        let text = |name: &str| attribute(tag, name).map(Option::unwrap_or_default);
        let (id, hash) = (text("id")?, text("name")?);
        let (place, source) = (String::new(), String::new());
        self.segments.push(Segment { id, hash, place, source, target: None });
        Ok(())
    }

    /// An inline element; annotations of tools are looked through.
    fn code(&mut self, name: &str, tag: &BytesStart<'_>) -> Result<(), String> {
        let number = |of: &str| -> Result<usize, String> {
            let id = attribute(tag, of)?.unwrap_or_default();
            id.parse().map_err(|_| format!("`{id}` is no code that we wrote"))
        };
        let token = match name {
            "pc" => {
                let number = number("id")?;
                self.open.push(number);
                Token::Open(number)
            }
            "sc" => Token::Open(number("id")?),
            "ec" => Token::Close(number("startRef")?),
            "ph" => Token::Whole(number("id")?),
            "cp" => {
                let hex = attribute(tag, "hex")?.unwrap_or_default();
                let c = u32::from_str_radix(&hex, 16).ok().and_then(char::from_u32);
                let c = c.ok_or_else(|| format!("`{hex}` is no character"))?;
                self.words(&c.to_string());
                return Ok(());
            }
            "mrk" | "sm" | "em" => return Ok(()),
            other => return Err(format!("`{other}` does not belong in a text")),
        };
        self.tokens().push(token);
        Ok(())
    }

    fn close(&mut self, name: &str) {
        self.depth = self.depth.saturating_sub(1);
        match name {
            "pc" => {
                if let Some(number) = self.open.pop() {
                    self.tokens().push(Token::Close(number));
                }
            }
            "source" | "target" | "note" => self.into = Into::Nothing,
            "unit" => {
                let (source, target) =
                    (notation::write(&self.source), notation::write(&self.target));
                if let Some(unit) = self.segments.last_mut() {
                    unit.source = source;
                    unit.target = self.has_target.then_some(target);
                }
            }
            _ => {}
        }
    }

    fn tokens(&mut self) -> &mut Vec<Token> {
        if self.into == Into::Target { &mut self.target } else { &mut self.source }
    }

    fn words(&mut self, words: &str) {
        match self.into {
            Into::Nothing => {}
            Into::Place => {
                if let Some(unit) = self.segments.last_mut() {
                    unit.place.push_str(words);
                }
            }
            Into::Source | Into::Target => notation::push_text(self.tokens(), words),
        }
    }

    fn reference(&mut self, name: &quick_xml::events::BytesRef<'_>) -> Result<(), String> {
        if let Some(c) = name.resolve_char_ref().map_err(|bad| bad.to_string())? {
            self.words(&c.to_string());
            return Ok(());
        }
        let name = String::from_utf8_lossy(name).into_owned();
        let known = quick_xml::escape::resolve_predefined_entity(&name);
        let known = known.ok_or_else(|| format!("`&{name};` is not known"))?;
        self.words(known);
        Ok(())
    }

    fn end(self) -> Result<Returned, String> {
        let (from, to) = self.languages.ok_or("it is no XLIFF")?;
        let release = self.release.ok_or("it names no release")?;
        Ok(Returned { release, from, to, segments: self.segments })
    }
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Result<Option<String>, String> {
    let found = tag.try_get_attribute(name).map_err(|bad| bad.to_string())?;
    let Some(found) = found else { return Ok(None) };
    let value = found.normalized_value(XmlVersion::Implicit1_0).map_err(|bad| bad.to_string())?;
    Ok(Some(value.into_owned()))
}
