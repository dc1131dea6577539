//! Parts after the text that are not for readers: whom to call, notes to editors.

use crate::domain::Block;
use crate::normalize::ending;

/// What was taken out of a body.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Taken {
    pub(super) contacts: Vec<String>,
    pub(super) note: Option<String>,
    /// What no release needs, with the rule that took it.
    pub(super) dropped: Vec<(&'static str, String)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Contacts,
    Note,
    /// `Tentang Koperasi Contoh`: who the issuer is.
    About,
    /// What follows the end mark.
    Behind,
}

const CONTACTS: &str = "narahubung|narahubung media|kontak media|kontak pers|kontak|kontak person|\
    contact person|media contact|media contacts|press contact|press contacts|contact|contacts|\
    hubungi|cp|hubungan media|media enquiries|press enquiries|media inquiries|\
    untuk informasi lebih lanjut|informasi lebih lanjut|informasi lebih lanjut hubungi|\
    for more information|for further information|for media inquiries|untuk maklumat lanjut|\
    contact presse|contacts presse|contact média|contact médias|contacto|contacto de prensa|\
    contactos|contacto para medios|contactos de imprensa|contato|assessoria de imprensa|\
    pressekontakt|kontakt|ansprechpartner|ansprechpartnerin|rückfragen|medienkontakt|\
    контакты|контакты для сми|للتواصل|للاستفسار|联系人|媒体联系|媒體聯絡|お問い合わせ|問い合わせ先|문의|담당";
const NOTES: &str = "catatan untuk redaksi|catatan redaksi|catatan untuk editor|catatan \
    bagi redaksi|\
    notes to editors|note to editors|notes for editors|editor's note|nota editor|nota \
    kepada editor|\
    note aux rédactions|notes aux rédacteurs|note à l'attention des rédactions|\
    nota a los editores|notas para los editores|hinweis für redaktionen|hinweis an die redaktion|\
    nota aos editores|nota para editores|примечание для редакторов|ملاحظة للمحررين|编者注";
const ABOUT: [&str; 9] = [
    "tentang ",
    "about ",
    "à propos de ",
    "à propos d",
    "acerca de ",
    "sobre ",
    "über ",
    "perihal ",
    "о компании ",
];
/// What lines begin with that ask for a call.
const ASKS: [&str; 12] = [
    "untuk informasi lebih lanjut",
    "informasi lebih lanjut",
    "informasi selengkapnya",
    "for more information",
    "for further information",
    "for media enquiries",
    "for media inquiries",
    "pour plus d'informations",
    "para más información",
    "para mais informações",
    "weitere informationen",
    "für rückfragen",
];
/// Lines that send readers elsewhere, in the middle of a text or below it.
const ELSEWHERE: [&str; 20] = [
    "baca juga",
    "baca selengkapnya",
    "lihat juga",
    "simak juga",
    "simak berita",
    "baca berita",
    "read also",
    "read more",
    "also read",
    "related news",
    "related:",
    "see also",
    "lire aussi",
    "à lire aussi",
    "lea también",
    "lea además",
    "lesen sie auch",
    "mehr zum thema",
    "leia também",
    "читайте также",
];
const CAPTIONS: [&str; 8] =
    ["foto:", "foto :", "caption:", "caption :", "keterangan foto", "photo:", "ket. foto", "ft:"];

/// Takes contacts, notes to editors, the issuer's own description and lines that lead
/// elsewhere out of a body. None is looked for in the first paragraph, and contacts end
/// where words follow that hold no number and no address.
pub(super) fn take(body: &mut Vec<Block>) -> Taken {
    let mut taken = Taken::default();
    let mut notes: Vec<String> = Vec::new();
    let mut kept: Vec<Block> = Vec::with_capacity(body.len());
    let mut part = None;
    let blocks = std::mem::take(body);
    for (at, block) in blocks.iter().enumerate() {
        let text = block.text.as_str();
        let alone = blocks.len() == 1;
        if let Some(rule) = aside(text, !kept.is_empty()).filter(|_| !alone) {
            taken.dropped.push((rule, text.to_owned()));
            continue;
        }
        let rest = blocks.get(at + 1..).unwrap_or_default();
        part = match (begins(text, kept.is_empty(), rest), part) {
            (Some(part), _) => Some(part),
            (None, Some(Part::Contacts)) if !is_contact(text) => {
                if ends_text(&kept) {
                    Some(Part::Behind)
                } else {
                    None
                }
            }
            (None, None) if ends_text(&kept) => Some(Part::Behind),
            (None, part) => part,
        };
        match part {
            Some(Part::Contacts) => taken.contacts.push(text.to_owned()),
            Some(Part::Note) => notes.push(text.to_owned()),
            Some(Part::About) => taken.dropped.push(("boilerplate.about", text.to_owned())),
            // Signatures and hashtags below an end mark are the ending's to read.
            Some(Part::Behind) if ending::read(text).is_none() => {
                taken.dropped.push(("ending.behind", text.to_owned()));
            }
            _ => kept.push(block.clone()),
        }
    }
    *body = kept;
    taken.contacts.retain(|line| !is_label(line));
    notes.retain(|line| !is_label(line) && ending::read(line) != Some(ending::Line::EndMark));
    taken.note = (!notes.is_empty()).then(|| notes.join("\n"));
    taken
}

/// A caption, or a line that leads elsewhere; `None` when it belongs to the text.
fn aside(line: &str, inside: bool) -> Option<&'static str> {
    let lower = line.trim_start_matches(['-', '*', '\u{2022}', ' ', '(', '[']).to_lowercase();
    if CAPTIONS.iter().any(|label| lower.starts_with(label)) && line.chars().count() <= 250 {
        return Some("caption");
    }
    let leads = inside && ELSEWHERE.iter().any(|label| lower.starts_with(label));
    (leads && line.split_whitespace().count() <= 18).then_some("elsewhere")
}

/// Tells whether the last block kept is an end mark that ends a text, not a line between
/// two parts of it.
fn ends_text(kept: &[Block]) -> bool {
    let last = kept.last().map(|block| block.text.as_str()).unwrap_or_default();
    let sure = last.chars().any(char::is_alphanumeric) || last.contains('#');
    kept.len() > 1 && sure && ending::read(last) == Some(ending::Line::EndMark)
}

/// Tells whether a line opens with a label that stands alone.
fn labelled(lower: &str, labels: &str) -> bool {
    labels.split('|').any(|label| {
        lower.strip_prefix(label).is_some_and(|rest| {
            let rest = rest.trim_start();
            rest.is_empty() || rest.starts_with([':', '-', '\u{ff1a}', '('])
        })
    })
}

/// `Tentang Koperasi Contoh`, with no more than a few blocks behind it.
fn is_about(line: &str, rest: &[Block]) -> bool {
    let lower = line.to_lowercase();
    let named = ABOUT.iter().find_map(|label| {
        let name = lower.strip_prefix(label).and_then(|_| line.get(label.len()..))?;
        Some(name.trim().trim_start_matches("the "))
    });
    let capital = named.is_some_and(|name| name.starts_with(char::is_uppercase));
    let heading = line.split_whitespace().count() <= 9 && !line.trim_end().ends_with(['.', '?']);
    let prose = rest.iter().take_while(|block| begins(&block.text, false, &[]).is_none());
    let few = prose.filter(|block| ending::read(&block.text).is_none()).count();
    capital && heading && (1..=3).contains(&few)
}

/// The part a line opens; none opens a body.
fn begins(line: &str, first: bool, rest: &[Block]) -> Option<Part> {
    if first {
        return None;
    }
    let lower = line.trim_start_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    if labelled(&lower, NOTES) {
        return Some(Part::Note);
    }
    let ends = line.trim_end().ends_with([':', '\u{ff1a}']);
    let invites = ASKS.iter().any(|ask| lower.starts_with(ask)) && (holds_address(line) || ends);
    if labelled(&lower, CONTACTS) || invites {
        return Some(Part::Contacts);
    }
    is_about(line, rest).then_some(Part::About)
}

/// Tells whether a line above a text says whom to call.
pub(super) fn is_contact_line(line: &str) -> bool {
    let lower = line.to_lowercase();
    labelled(&lower, CONTACTS) && holds_address(line) && line.chars().count() <= 200
}

fn is_label(line: &str) -> bool {
    let bare = line.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    CONTACTS.split('|').chain(NOTES.split('|')).any(|label| label == bare)
}

/// A line of a list of contacts: an address or telephone number, or a short name.
fn is_contact(line: &str) -> bool {
    let signed = matches!(ending::read(line), Some(ending::Line::Signature { .. }));
    if !signed && ending::read(line).is_some() {
        return false;
    }
    let words = line.split_whitespace().count();
    holds_address(line)
        || (words <= 6 && !line.trim_end().ends_with(['.', '!', '?']) && !is_mark(line))
}

fn is_mark(line: &str) -> bool {
    !line.chars().any(char::is_alphanumeric) || line.starts_with(['#', '*', '-'])
}

/// Tells whether a line holds an e-mail address or a telephone number.
fn holds_address(line: &str) -> bool {
    let mail = |word: &str| {
        word.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'))
    };
    let digits = |part: &str| part.chars().filter(char::is_ascii_digit).count();
    let phone = line
        .split(|c: char| c.is_alphabetic() || c == ',' || c == ':' || c == '/')
        .any(|part| (8..=15).contains(&digits(part)));
    line.split_whitespace().any(mail) || phone
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(lines: &[&str], left: &[&str], contacts: &[&str], note: Option<&str>) {
        let mut body: Vec<Block> = lines.iter().map(|line| Block::paragraph(line)).collect();
        let taken = take(&mut body);
        let texts: Vec<&str> = body.iter().map(|block| block.text.as_str()).collect();
        assert_eq!(texts, left);
        assert_eq!(taken.contacts, contacts);
        assert_eq!(taken.note.as_deref(), note);
    }

    #[test]
    fn contacts_are_taken_out_with_their_lines() {
        check(
            &["Rapat digelar.", "Narahubung:", "Budi Contoh", "0812-0000-0000", "Instagram: @x"],
            &["Rapat digelar.", "Instagram: @x"],
            &["Budi Contoh", "0812-0000-0000"],
            None,
        );
        check(
            &["Rapat digelar.", "Kontak media: humas@bakn.example", "Rapat itu berjalan baik."],
            &["Rapat digelar.", "Rapat itu berjalan baik."],
            &["Kontak media: humas@bakn.example"],
            None,
        );
    }

    #[test]
    fn notes_to_editors_reach_to_the_end() {
        check(
            &["The office opened.", "Notes to editors", "The office is new.", "It is big."],
            &["The office opened."],
            &[],
            Some("The office is new.\nIt is big."),
        );
    }

    #[test]
    fn a_sentence_about_contacts_is_text() {
        let lines = ["Rapat digelar.", "Kontak dengan warga dijaga setiap hari oleh petugas."];
        check(&lines, &lines, &[], None);
    }
}
