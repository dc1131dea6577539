//! HTML to blocks and to plain words.
//!
//! [`blocks`] turns a body into the list of paragraphs, headings, items and figures a
//! newsroom works on. The HTML is sanitised first, so a block's own HTML can be shown
//! as it is. [`words`] gives what a person would read aloud.

use scraper::node::Node;
use scraper::{ElementRef, Html};
use url::Url;

use crate::domain::{Block, BlockKind};
use crate::text::{markup, sanitize};

/// Cuts HTML into blocks. Inline HTML is sanitised and its addresses are made absolute.
///
/// Two line breaks in a row end a paragraph, as a person meant them to. Paragraphs
/// without words are dropped; one that holds only a picture becomes a figure. A table
/// with a single cell is only a frame, so what stands in it is read.
#[must_use]
pub fn blocks(html: &str, base: Option<&Url>) -> Vec<Block> {
    let tree = Html::parse_fragment(&sanitize::structure(html, base));
    let mut cutter = Cutter::default();
    cutter.children(tree.root_element(), BlockKind::Paragraph);
    cutter.finish(BlockKind::Paragraph);
    cutter.blocks
}

/// Cuts plain text into paragraphs, one a line.
#[must_use]
pub fn plain_blocks(text: &str) -> Vec<Block> {
    let lines = text.lines().map(|line| tidy(&markup::legal(line)));
    lines.filter(|line| !line.is_empty()).map(|line| Block::paragraph(&line)).collect()
}

/// The words of a piece of HTML, entities decoded, blanks collapsed.
#[must_use]
pub fn words(html: &str) -> String {
    if !html.contains(['<', '&']) {
        return tidy(&markup::legal(html));
    }
    let tree = Html::parse_fragment(&sanitize::structure(html, None));
    words_of(tree.root_element())
}

/// Blanks collapsed; hard blanks become blanks, and what cannot be seen (soft hyphens,
/// zero-width blanks) goes. Joiners stay: Persian, Hindi and emoji are spelt with them.
fn tidy(text: &str) -> String {
    let seen: String = text.chars().filter(|c| !is_invisible(*c)).collect();
    seen.split_whitespace().collect::<Vec<_>>().join(" ")
}

const fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}')
}

/// Elements that stand inside a line.
const INLINE: [&str; 15] = [
    "a", "abbr", "b", "br", "cite", "code", "em", "i", "img", "q", "strong", "sub", "sup", "time",
    "span",
];

/// The words below an element, with a blank at the borders of blocks.
fn words_of(element: ElementRef<'_>) -> String {
    let mut text = String::new();
    collect(element, &mut text);
    tidy(&text)
}

fn collect(element: ElementRef<'_>, text: &mut String) {
    for child in element.children() {
        match child.value() {
            Node::Text(words) => text.push_str(words),
            Node::Element(tag) => {
                let apart = tag.name() == "br" || !INLINE.contains(&tag.name());
                text.push_str(if apart { " " } else { "" });
                if let Some(element) = ElementRef::wrap(child) {
                    collect(element, text);
                }
                text.push_str(if apart { " " } else { "" });
            }
            _ => {}
        }
    }
}

/// Gathers one block after the other.
#[derive(Default)]
struct Cutter {
    blocks: Vec<Block>,
    /// HTML and words of the block being gathered.
    html: String,
    words: String,
    /// Start tags of the inline elements that are open, to be opened again in the next
    /// block when a block ends inside them.
    open: Vec<(String, String)>,
    /// Whether the last thing written was a line break.
    broken: bool,
    /// Whether the block holds a picture.
    pictured: bool,
}

impl Cutter {
    fn children(&mut self, element: ElementRef<'_>, kind: BlockKind) {
        for child in element.children() {
            match child.value() {
                Node::Text(words) => self.text(words, kind),
                Node::Element(_) => {
                    if let Some(element) = ElementRef::wrap(child) {
                        self.element(element, kind);
                    }
                }
                _ => {}
            }
        }
    }

    fn element(&mut self, element: ElementRef<'_>, kind: BlockKind) {
        let inner = match element.value().name() {
            "br" => return self.line_break(kind),
            "img" => {
                self.pictured = true;
                self.html.push_str(&start_tag(element));
                return;
            }
            name if INLINE.contains(&name) => return self.inline(element, kind),
            "hr" => return self.finish(kind),
            "h2" | "h3" | "h4" => BlockKind::Heading,
            "blockquote" => BlockKind::Quote,
            "pre" => BlockKind::Preformatted,
            "ul" => return self.list(element, kind, BlockKind::Bullet),
            "ol" => return self.list(element, kind, BlockKind::Number),
            "figure" => return self.whole(element, kind, BlockKind::Figure),
            "table" if cells(element) > 1 => return self.whole(element, kind, BlockKind::Table),
            _ => kind,
        };
        self.finish(kind);
        self.children(element, inner);
        self.finish(inner);
    }

    fn inline(&mut self, element: ElementRef<'_>, kind: BlockKind) {
        let start = start_tag(element);
        let end = format!("</{}>", element.value().name());
        let before = self.html.len();
        self.html.push_str(&start);
        let after = self.html.len();
        self.open.push((start, end.clone()));
        self.children(element, kind);
        self.open.pop();
        if self.html.len() == after && after > before {
            self.html.truncate(before);
        } else {
            self.html.push_str(&end);
        }
    }

    fn list(&mut self, element: ElementRef<'_>, around: BlockKind, item: BlockKind) {
        self.finish(around);
        self.children(element, item);
        self.finish(item);
    }

    /// A table or a figure, which makes sense only in one piece.
    fn whole(&mut self, element: ElementRef<'_>, around: BlockKind, kind: BlockKind) {
        self.finish(around);
        let text = words_of(element);
        let html = element.html().replace("&nbsp;", " ");
        if !text.is_empty() || html.contains("<img") {
            self.blocks.push(Block { kind, text, html });
        }
    }

    fn text(&mut self, words: &str, kind: BlockKind) {
        let seen: String = words.chars().filter(|c| !is_invisible(*c)).collect();
        if kind == BlockKind::Preformatted {
            self.html.push_str(&markup::text(&seen));
            self.words.push_str(&seen);
            return;
        }
        let mut tidied = String::with_capacity(seen.len());
        let mut blank = self.broken || self.words.is_empty() || self.words.ends_with(' ');
        for c in seen.chars() {
            if !c.is_whitespace() {
                tidied.push(c);
            } else if !blank {
                tidied.push(' ');
            }
            blank = c.is_whitespace();
        }
        if !tidied.is_empty() {
            self.html.push_str(&markup::text(&tidied));
            self.words.push_str(&tidied);
            self.broken = false;
        }
    }

    fn line_break(&mut self, kind: BlockKind) {
        if kind == BlockKind::Preformatted {
            self.html.push('\n');
            self.words.push('\n');
        } else if self.broken {
            self.finish(kind);
        } else if !self.words.is_empty() {
            self.html.push_str("<br>");
            self.words.push(' ');
            self.broken = true;
        }
    }

    /// Ends the block being gathered.
    fn finish(&mut self, kind: BlockKind) {
        let mut html = std::mem::take(&mut self.html);
        let words = std::mem::take(&mut self.words);
        let pictured = std::mem::take(&mut self.pictured);
        if std::mem::take(&mut self.broken) {
            html.truncate(trim_breaks(&html).len());
        }
        for (start, end) in self.open.iter().rev() {
            match html.strip_suffix(start.as_str()) {
                Some(rest) => html.truncate(rest.len()),
                None => html.push_str(end),
            }
        }
        self.html = self.open.iter().map(|(start, _)| start.as_str()).collect();
        if kind == BlockKind::Preformatted {
            let words = words.trim_matches('\n').trim_end().to_owned();
            if !words.is_empty() {
                let html = html.trim_matches('\n').trim_end().to_owned();
                self.blocks.push(Block { kind, text: words, html });
            }
            return;
        }
        let text = words.trim().to_owned();
        let html = trim_breaks(&html).to_owned();
        if !text.is_empty() {
            self.blocks.push(Block { kind, text, html });
        } else if pictured {
            let html = format!("<figure>{html}</figure>");
            self.blocks.push(Block { kind: BlockKind::Figure, text, html });
        }
    }
}

/// HTML without blanks and line breaks at either end.
fn trim_breaks(html: &str) -> &str {
    let mut html = html.trim();
    while let Some(rest) = html.strip_suffix("<br>") {
        html = rest.trim_end();
    }
    html
}

fn cells(table: ElementRef<'_>) -> usize {
    let is_cell = |element: &ElementRef<'_>| matches!(element.value().name(), "td" | "th");
    table.descendent_elements().filter(is_cell).count()
}

fn start_tag(element: ElementRef<'_>) -> String {
    let mut tag = format!("<{}", element.value().name());
    for (key, value) in element.value().attrs() {
        for part in [" ", key, "=\"", &markup::attribute(value), "\""] {
            tag.push_str(part);
        }
    }
    tag.push('>');
    tag
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(html: &str, expected: &[(BlockKind, &str)]) {
        let blocks = blocks(html, None);
        let found: Vec<(BlockKind, &str)> =
            blocks.iter().map(|block| (block.kind, block.html.as_str())).collect();
        assert_eq!(found, expected, "{html}");
    }

    const P: BlockKind = BlockKind::Paragraph;

    #[test]
    fn paragraphs_are_found_however_they_are_written() {
        check("<p>Satu.</p><p>Dua.</p>", &[(P, "Satu."), (P, "Dua.")]);
        check("Satu.<br><br>Dua.", &[(P, "Satu."), (P, "Dua.")]);
        check("Satu.<br />\n<br />Dua.", &[(P, "Satu."), (P, "Dua.")]);
        check("<div>Satu.</div><div>Dua.</div>", &[(P, "Satu."), (P, "Dua.")]);
        check("<section>Satu.<article>Dua.</article></section>", &[(P, "Satu."), (P, "Dua.")]);
        check("<b>Satu.<br><br>Dua.</b>", &[(P, "<b>Satu.</b>"), (P, "<b>Dua.</b>")]);
        check("Satu.<br>Dua.<br>", &[(P, "Satu.<br>Dua.")]);
    }

    #[test]
    fn empty_paragraphs_and_unseen_characters_are_dropped() {
        check(
            "<p>&nbsp;</p><p> <b></b> </p><p>Ja\u{ad}kar&#8203;ta&nbsp;  Barat</p>",
            &[(P, "Jakarta Barat")],
        );
        assert_eq!(plain_blocks("a\n\n  b  c\u{200b}\n").len(), 2);
    }

    #[test]
    fn headings_lists_and_quotations_keep_their_kind() {
        check(
            "<h3>Latar</h3><ul><li>a<ol><li>b</li></ol></li></ul><blockquote><p>c</p></blockquote>",
            &[
                (BlockKind::Heading, "Latar"),
                (BlockKind::Bullet, "a"),
                (BlockKind::Number, "b"),
                (BlockKind::Quote, "c"),
            ],
        );
    }

    #[test]
    fn preformatted_text_keeps_its_lines() {
        let blocks = blocks("<pre>\na  b\n c &lt;\n</pre>", None);
        assert_eq!(blocks[0].text, "a  b\n c <");
        assert_eq!(blocks[0].html, "a  b\n c &lt;");
    }

    #[test]
    fn tables_and_figures_stay_whole() {
        check("<table><tr><td>Isi</td></tr></table>", &[(P, "Isi")]);
        let table = blocks("<table><tr><td>a</td><td>b</td></tr></table>", None);
        assert_eq!((table[0].kind, table[0].text.as_str()), (BlockKind::Table, "a b"));
        let html =
            "<figure><img src='https://k.example/a.jpg'><figcaption>Foto</figcaption></figure>";
        let figure = blocks(html, None);
        assert_eq!((figure[0].kind, figure[0].text.as_str()), (BlockKind::Figure, "Foto"));
        check(
            "<p><img src='https://k.example/a.jpg'></p>",
            &[(BlockKind::Figure, "<figure><img src=\"https://k.example/a.jpg\"></figure>")],
        );
    }

    #[test]
    fn words_are_read_aloud() {
        assert_eq!(words("Tanya &amp; <b>Jawab</b><br>BNN"), "Tanya & Jawab BNN");
        assert_eq!(words("<p>a</p><p>b</p><script>x</script>"), "a b");
        assert_eq!(words("  polos  saja "), "polos saja");
    }

    #[test]
    fn a_link_keeps_its_absolute_address() {
        let base = Url::parse("https://kantor.example/a/").unwrap();
        let blocks = blocks("<p>Lihat <a href='b'>ini</a>.</p>", Some(&base));
        assert_eq!(blocks[0].html, "Lihat <a href=\"https://kantor.example/a/b\">ini</a>.");
        assert_eq!(blocks[0].text, "Lihat ini.");
    }
}
