//! Text and nesting that a tree builder would leave as they are.
//!
//! Nearly all bodies are paragraphs, lists and pictures, rightly nested. Building their
//! tree costs ten times what reading them costs and changes nothing, so such bodies are
//! recognised while they are written. What is not surely plain goes the long way; a test
//! shows that both ways give the same.

use crate::text::markup;
use crate::text::sanitize::entity;

/// Elements of a line, which hold nothing but a line.
const LINE: [&str; 15] = [
    "a", "b", "cite", "code", "em", "i", "q", "strong", "sub", "sup", "time", "p", "h2", "h3", "h4",
];

/// Elements that hold blocks.
const BLOCKS: [&str; 8] = ["p", "h2", "h3", "h4", "blockquote", "figure", "figcaption", "div"];

/// Whether a browser leaves an element where its start tag stands, in these open ones.
///
/// # Source
///
/// WHATWG HTML, section 13.2.6.4.7.
pub(super) fn may_stand(name: &str, open: &[&str]) -> bool {
    let top = open.last().copied().unwrap_or("");
    let in_line = LINE.contains(&top);
    match name {
        "a" => !open.contains(&"a"),
        "br" | "img" => true,
        "li" => matches!(top, "ul" | "ol"),
        "ul" | "ol" | "hr" => !in_line,
        _ if BLOCKS.contains(&name) => !in_line,
        _ => LINE.contains(&name),
    }
}

/// Writes text as the tree builder writes it: references as characters, `&`, `<` and `>`
/// escaped. `false` when something in it is left as it stands for the builder to read.
pub(super) fn text(text: &str, out: &mut String) -> bool {
    let mut plain = !text.contains('\r');
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(['&', '>']) {
        out.push_str(before);
        if rest.as_bytes().get(before.len()) == Some(&b'>') {
            out.push_str("&gt;");
            rest = after;
            continue;
        }
        let end = entity::reference_end(after);
        let (name, tail) = after.split_at_checked(end).unwrap_or((after, ""));
        rest = match (entity::meaning(name), tail.strip_prefix(';')) {
            (entity::Meaning::Words(known), Some(tail)) if !name.is_empty() => {
                out.push_str(&markup::text(&markup::legal(known)));
                plain &= !known.contains('\r');
                tail
            }
            (entity::Meaning::Char(known), Some(tail)) => {
                let mut letters = [0; 4];
                let known = known.encode_utf8(&mut letters);
                out.push_str(&markup::text(&markup::legal(known)));
                plain &= known != "\r";
                tail
            }
            _ if name.is_empty() => {
                out.push_str("&amp;");
                after
            }
            _ => {
                plain = false;
                out.push('&');
                after
            }
        };
    }
    out.push_str(rest);
    plain
}
