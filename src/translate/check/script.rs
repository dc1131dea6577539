//! Scripts by their blocks: enough to tell a text in the wrong one.

use crate::domain::Language;

/// A script, or several that one language mixes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Script {
    Latin,
    Greek,
    Cyrillic,
    Hebrew,
    Arabic,
    Indic,
    Thai,
    Khmer,
    Burmese,
    Hangul,
    Kana,
    Han,
    Other,
}

/// The script of a letter; nothing for what is no letter.
pub(super) fn of(c: char) -> Option<Script> {
    if !c.is_alphabetic() {
        return None;
    }
    Some(match c {
        '\0'..='\u{24f}'
        | '\u{1e00}'..='\u{1eff}'
        | '\u{2c60}'..='\u{2c7f}'
        | '\u{ff21}'..='\u{ff5a}' => Script::Latin,
        '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}' => Script::Greek,
        '\u{400}'..='\u{52f}' => Script::Cyrillic,
        '\u{590}'..='\u{5ff}' => Script::Hebrew,
        '\u{600}'..='\u{77f}' | '\u{8a0}'..='\u{8ff}' | '\u{fb50}'..='\u{fefc}' => Script::Arabic,
        '\u{900}'..='\u{dff}' => Script::Indic,
        '\u{e00}'..='\u{eff}' => Script::Thai,
        '\u{1000}'..='\u{109f}' => Script::Burmese,
        '\u{1780}'..='\u{17ff}' => Script::Khmer,
        '\u{1100}'..='\u{11ff}' | '\u{ac00}'..='\u{d7af}' => Script::Hangul,
        '\u{3040}'..='\u{30ff}' => Script::Kana,
        '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}' => {
            Script::Han
        }
        _ => Script::Other,
    })
}

/// The scripts a language is written in; none where that is not known here.
pub(super) fn of_language(language: &Language) -> &'static [Script] {
    let tag = language.as_str();
    let script = |name: &str| tag.split('-').any(|part| part == name);
    if script("Latn") {
        return &[Script::Latin];
    }
    if script("Cyrl") {
        return &[Script::Cyrillic];
    }
    if script("Arab") {
        return &[Script::Arabic];
    }
    match language.primary() {
        "id" | "ms" | "en" | "es" | "fr" | "de" | "nl" | "it" | "pt" | "sv" | "da" | "nb"
        | "nn" | "no" | "fi" | "pl" | "cs" | "sk" | "hu" | "ro" | "hr" | "sl" | "tr" | "vi"
        | "fil" | "tl" | "jv" | "su" | "sw" | "ca" | "et" | "lv" | "lt" => &[Script::Latin],
        "ru" | "uk" | "bg" | "be" | "mk" => &[Script::Cyrillic],
        "el" => &[Script::Greek],
        "he" => &[Script::Hebrew],
        "ar" | "fa" | "ur" | "ps" => &[Script::Arabic],
        "hi" | "mr" | "ne" | "bn" | "ta" | "te" | "ml" | "kn" | "gu" | "pa" | "si" => {
            &[Script::Indic]
        }
        "th" | "lo" => &[Script::Thai],
        "km" => &[Script::Khmer],
        "my" => &[Script::Burmese],
        "ko" => &[Script::Hangul, Script::Han],
        "ja" => &[Script::Kana, Script::Han],
        "zh" => &[Script::Han],
        _ => &[],
    }
}
