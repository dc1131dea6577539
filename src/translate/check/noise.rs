//! What an engine put in that nobody wrote: `urls`, `script`, `control`, `markup_leak`,
//! `chatter`.

use std::sync::LazyLock;

use regex::Regex;

use crate::domain::translation::Gravity;
use crate::translate::check::case::{Case, Found, shown};
use crate::translate::check::script::{self, Script};
use crate::translate::check::shape;
use crate::translate::guarded;

/// An address in the words is a code already, so that any found here was invented.
pub(super) fn urls(case: &Case<'_>) -> Option<Found> {
    let own = guarded::addresses(case.source);
    let invented = guarded::addresses(case.target).into_iter().find(|one| !own.contains(one))?;
    let at = case.target.find(invented)?;
    Some(case.target_at(Gravity::Error, at..at + invented.len()))
}

static MARKUP: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"</?[A-Za-z][^<>]*>|&(?:#\d+|[A-Za-z]{2,8});|@@PH|[⟦⟧]").ok());

/// Markup that readers would see.
pub(super) fn markup_leak(case: &Case<'_>) -> Option<Found> {
    let mut leaks = MARKUP.as_ref()?.find_iter(case.target);
    let leak = leaks.find(|leak| !case.source.contains(leak.as_str()))?;
    Some(case.target_at(Gravity::Error, leak.range()))
}

/// Characters that have no shape, turn the direction, or are what a wrong code page leaves.
pub(super) fn control(case: &Case<'_>) -> Option<Found> {
    const MOJIBAKE: [&str; 8] = ["Ã©", "Ã¨", "Ã¡", "Ã±", "Ã¼", "â€", "Â ", "ï¿½"];
    let strange =
        case.target.char_indices().find(|(_, c)| is_control(*c) && !case.source.contains(*c));
    if let Some((at, c)) = strange {
        let mut found = case.target_at(Gravity::Error, at..at + c.len_utf8());
        found.words = format!("U+{:04X}", u32::from(c));
        return Some(found);
    }
    let broken = |m: &&&str| case.target.contains(**m) && !case.source.contains(**m);
    let broken = MOJIBAKE.iter().find(broken)?;
    let at = case.target.find(broken)?;
    Some(case.target_at(Gravity::Error, at..at + broken.len()))
}

fn is_control(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\t'))
        || matches!(
            c,
            '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'
                | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{fffd}'
        )
}

/// One letter in five is of a script that neither the language nor the source is written in.
pub(super) fn script(case: &Case<'_>) -> Option<Found> {
    let own = script::of_language(case.to);
    if own.is_empty() {
        return None;
    }
    let used: Vec<Script> = case.source.chars().filter_map(script::of).collect();
    let letters: Vec<(usize, Script)> =
        case.target.char_indices().filter_map(|(at, c)| Some((at, script::of(c)?))).collect();
    let foreign = |(_, script): &&(usize, Script)| !own.contains(script) && !used.contains(script);
    let strange = letters.iter().filter(foreign).count();
    if strange * 5 <= letters.len() {
        // Words left in the source's script are no translation either.
        let theirs = |(_, script): &&(usize, Script)| !own.contains(script);
        let left = letters.iter().filter(theirs).count();
        let homely = used.iter().filter(|script| own.contains(script)).count();
        let untouched =
            left * 5 > letters.len() * 4 && homely * 5 < used.len() && shape::is_prose(case.source);
        return untouched.then(|| case.whole(Gravity::Error, shown(case.target)));
    }
    let (at, _) = letters.iter().find(foreign)?;
    Some(case.target_at(Gravity::Error, *at..case.target.len()))
}

/// What a model says beside its translation: greetings, fences, refusals, its own orders.
static CHATTER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?xi)
          ^ \W* (?: sure | certainly | of\ course | okay | ok ) [,!.:]
        | ^ \W* (?: here(?:\ is|'s|\u{2019}s) | below\ is | berikut (?:\ ini)? (?:\ adalah)? )
            \s [^.]{0,40} \b (?: translation | translated | terjemahan )
        | ^ \W* (?: translation | terjemahan | translated\ text | hasil\ terjemahan ) \s? :
        | \b as \s an \s (?: ai | artificial ) \b
        | \b (?: i \s am | i'm | i\u{2019}m ) \s (?: sorry | unable | not\ able ) .{0,40}
            \b (?: can(?:not|'t|\u{2019}t) | translate | assist | help )
        | \b i \s (?: cannot | can't | can\u{2019}t ) \s
            (?: assist | help | comply | translate | fulfil )
        | ``` | <\|im_ | ^ \s* \{ \s* \x22 (?: translations? | text ) \x22
        | \b (?: translator's | translator\u{2019}s ) \s note \b
        | \b let \s me \s know \s if \b
        | translation \s step \s of \s a \s newsroom's
        | segments \s are \s material \s to \s translate",
    )
    .ok()
});

/// A model that talks. What the source says itself is none of it.
pub(super) fn chatter(case: &Case<'_>) -> Option<Found> {
    let pattern = CHATTER.as_ref()?;
    let said = pattern.find(case.target)?;
    (!pattern.is_match(case.source)).then(|| case.target_at(Gravity::Error, said.range()))
}
