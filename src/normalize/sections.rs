//! Parts after the text that are not for readers: whom to call, notes to editors.

use crate::domain::Block;
use crate::normalize::ending;

/// What was taken out of a body.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Taken {
    pub(super) contacts: Vec<String>,
    pub(super) note: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Contacts,
    Note,
}

const CONTACTS: [&str; 14] = [
    "narahubung",
    "kontak media",
    "kontak pers",
    "kontak",
    "contact person",
    "media contact",
    "media contacts",
    "press contact",
    "contact",
    "contacts",
    "hubungi",
    "cp",
    "untuk informasi lebih lanjut",
    "for more information",
];
const NOTES: [&str; 6] = [
    "catatan untuk redaksi",
    "catatan redaksi",
    "catatan untuk editor",
    "notes to editors",
    "note to editors",
    "editor's note",
];

/// Takes contacts and notes to editors out of a body. Neither is looked for in the first
/// paragraph, and contacts end where words follow that hold no number and no address.
pub(super) fn take(body: &mut Vec<Block>) -> Taken {
    let mut taken = Taken::default();
    let mut notes: Vec<String> = Vec::new();
    let mut kept: Vec<Block> = Vec::with_capacity(body.len());
    let mut part = None;
    for block in body.drain(..) {
        let begins = if kept.is_empty() { None } else { begins(&block.text) };
        part = match (begins, part) {
            (Some(part), _) => Some(part),
            (None, Some(Part::Contacts)) if !is_contact(&block.text) => None,
            (None, part) => part,
        };
        match part {
            Some(Part::Contacts) => taken.contacts.push(block.text),
            Some(Part::Note) => notes.push(block.text),
            None => kept.push(block),
        }
    }
    *body = kept;
    taken.contacts.retain(|line| !is_label(line));
    notes.retain(|line| !is_label(line) && ending::read(line) != Some(ending::Line::EndMark));
    taken.note = (!notes.is_empty()).then(|| notes.join("\n"));
    taken
}

/// The part a line opens.
fn begins(line: &str) -> Option<Part> {
    let lower = line.trim_start_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let opens = |labels: &[&str]| {
        labels.iter().any(|label| {
            lower.strip_prefix(label).is_some_and(|rest| {
                let rest = rest.trim_start();
                rest.is_empty() || rest.starts_with(':') || rest.starts_with('-')
            })
        })
    };
    if opens(&NOTES) {
        return Some(Part::Note);
    }
    let asks = ["untuk informasi lebih lanjut", "for more information", "informasi lebih lanjut"];
    let invites = asks.iter().any(|ask| lower.starts_with(ask)) && holds_address(line);
    (opens(&CONTACTS) || invites).then_some(Part::Contacts)
}

fn is_label(line: &str) -> bool {
    let bare = line.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    CONTACTS.contains(&bare.as_str()) || NOTES.contains(&bare.as_str())
}

/// A line of a list of contacts: an address or telephone number, or a short name.
fn is_contact(line: &str) -> bool {
    if ending::read(line).is_some() {
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
