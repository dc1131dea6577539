//! Cutting a block's start or end off, in its words and in its HTML alike.
//!
//! A block's words are its HTML without tags, so the two agree in every character that
//! is no blank: those are counted, and what stands before or after them goes.

use crate::domain::{Block, BlockKind};

/// Keeps the words from byte `start` to byte `end` of a block.
pub(super) fn keep(block: &mut Block, start: usize, end: usize) {
    let before = solid(block.text.get(..start).unwrap_or_default());
    let until = solid(block.text.get(..end).unwrap_or(&block.text));
    block.text = block.text.get(start..end).unwrap_or_default().trim().to_owned();
    if !matches!(block.kind, BlockKind::Table | BlockKind::Figure) {
        block.html = keep_html(&block.html, before, until);
    }
}

/// Cuts off what stands before byte `start`.
pub(super) fn cut_start(block: &mut Block, start: usize) {
    let end = block.text.len();
    keep(block, start, end);
}

/// Cuts off what stands from byte `end` on.
pub(super) fn cut_end(block: &mut Block, end: usize) {
    keep(block, 0, end);
}

/// Counts characters that are no blanks.
fn solid(text: &str) -> usize {
    text.chars().filter(|c| !c.is_whitespace()).count()
}

/// Keeps the solid characters from `start` to `end` of inline HTML, with all tags but
/// line breaks outside of them and elements left empty.
fn keep_html(html: &str, start: usize, end: usize) -> String {
    let mut out = String::with_capacity(html.len());
    let mut seen = 0;
    let mut rest = html;
    while let Some(c) = rest.chars().next() {
        let length = match c {
            '<' => rest.find('>').map_or(rest.len(), |at| at + 1),
            '&' => rest.find(';').filter(|at| *at <= 10).map_or(1, |at| at + 1),
            _ => c.len_utf8(),
        };
        let (piece, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
        rest = after;
        let blank = piece == "&nbsp;" || c.is_whitespace();
        let inside = seen >= start && seen < end;
        if c == '<' {
            if inside || !is_void(piece) {
                out.push_str(piece);
            }
        } else if blank {
            if inside && seen > start {
                out.push_str(piece);
            }
        } else {
            if inside {
                out.push_str(piece);
            }
            seen += 1;
        }
    }
    drop_empty(&out).trim().to_owned()
}

fn is_void(tag: &str) -> bool {
    tag.starts_with("<br") || tag.starts_with("<img") || tag.starts_with("<wbr")
}

/// Takes out elements that hold nothing: `<strong></strong>`.
fn drop_empty(html: &str) -> String {
    let mut html = html.to_owned();
    while let Some((start, end)) = empty_element(&html) {
        html.replace_range(start..end, "");
    }
    html
}

fn empty_element(html: &str) -> Option<(usize, usize)> {
    html.match_indices("</").find_map(|(close, _)| {
        let before = html.get(..close)?.trim_end();
        let open = before.ends_with('>').then(|| before.rfind('<'))??;
        let tag = before.get(open + 1..before.len() - 1)?;
        if tag.starts_with('/') || is_void(before.get(open..)?) {
            return None;
        }
        let name = tag.split([' ', '/']).next()?;
        let end = close + html.get(close..)?.find('>')? + 1;
        let closing = html.get(close + 2..end - 1)?;
        (closing.trim() == name).then_some((open, end))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(text: &str, html: &str) -> Block {
        Block { kind: BlockKind::Paragraph, text: text.to_owned(), html: html.to_owned() }
    }

    #[test]
    fn a_start_goes_with_the_element_it_stood_in() {
        let mut block = block(
            "JAKARTA - Kepala & staf BNN.",
            "<strong>JAKARTA</strong> - <em>Kepala</em> &amp; staf BNN.",
        );
        cut_start(&mut block, "JAKARTA - ".len());
        assert_eq!(block.text, "Kepala & staf BNN.");
        assert_eq!(block.html, "<em>Kepala</em> &amp; staf BNN.");
    }

    #[test]
    fn an_element_may_reach_over_the_cut() {
        let mut block = block("JAKARTA - Kepala BNN.", "<b>JAKARTA -&nbsp;Kepala</b> BNN.");
        cut_start(&mut block, "JAKARTA - ".len());
        assert_eq!(block.html, "<b>Kepala</b> BNN.");
    }

    #[test]
    fn an_end_goes_with_its_line_break() {
        let mut block = block("Selesai. (rfa)", "Selesai.<br><i>(rfa)</i>");
        cut_end(&mut block, "Selesai.".len());
        assert_eq!(block.text, "Selesai.");
        assert_eq!(block.html, "Selesai.");
    }
}
