//! A block's HTML to text with numbered codes, and back.
//!
//! An element that holds words becomes a pair of codes, one that is to be left alone
//! becomes a single code, and so does every guarded piece of text. Their tags and
//! attributes stay here: no engine sees an address, and none can bring one in.

use scraper::{ElementRef, Html, Node};

use crate::text::markup;
use crate::translate::guarded::{self, Guard, Rules};
use crate::translate::notation::{self, Token};

/// What a code stands for. Codes are numbered from 1 in the order of their vector.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Code {
    /// An element around words.
    Pair {
        /// Its start tag with all attributes.
        open: String,
        /// Its end tag.
        close: String,
    },
    /// An element kept whole, such as an image or a piece of program text.
    Element {
        /// The element.
        html: String,
        /// The words in it.
        text: String,
    },
    /// Text no engine may touch.
    Guarded {
        /// The text.
        text: String,
        /// What stands for it in the translation: the text itself, but for a date.
        said: String,
        /// Why.
        guard: Guard,
    },
}

impl Code {
    /// The words it holds in the source; none of a pair, whose words stand between.
    #[must_use]
    pub fn text(&self) -> &str {
        match self {
            Self::Pair { .. } => "",
            Self::Element { text, .. } | Self::Guarded { text, .. } => text,
        }
    }

    /// The words that stand for it in the translation.
    #[must_use]
    pub fn said(&self) -> &str {
        match self {
            Self::Pair { .. } => "",
            Self::Element { text, .. } => text,
            Self::Guarded { said, .. } => said,
        }
    }
}

/// Elements kept whole: what is in them is no prose.
const WHOLE: &[&str] = &[
    "code", "pre", "kbd", "samp", "var", "script", "style", "img", "br", "wbr", "hr", "audio",
    "video", "source", "picture", "iframe", "svg", "math", "table", "object",
];

/// Elements nested deeper than this are kept whole.
const DEPTH_MAX: usize = 32;

/// Turns inline HTML into a segment's text and what its codes stand for.
#[must_use]
pub fn read(html: &str, rules: &Rules) -> (String, Vec<Code>) {
    let tree = Html::parse_fragment(html);
    let mut reader = Reader { rules, tokens: Vec::new(), codes: Vec::new() };
    reader.children(tree.root_element(), 0);
    (notation::write(&reader.tokens).trim().to_owned(), reader.codes)
}

/// Turns plain words, such as a headline, into a segment's text and its codes.
#[must_use]
pub fn read_plain(words: &str, rules: &Rules) -> (String, Vec<Code>) {
    let mut reader = Reader { rules, tokens: Vec::new(), codes: Vec::new() };
    reader.words(words);
    (notation::write(&reader.tokens).trim().to_owned(), reader.codes)
}

/// What was read so far.
struct Reader<'a> {
    rules: &'a Rules,
    tokens: Vec<Token>,
    codes: Vec<Code>,
}

impl Reader<'_> {
    fn children(&mut self, parent: ElementRef<'_>, depth: usize) {
        for child in parent.children() {
            if let Node::Text(words) = child.value() {
                self.words(words);
            } else if let Some(element) = ElementRef::wrap(child) {
                self.element(element, depth);
            }
        }
    }

    fn element(&mut self, element: ElementRef<'_>, depth: usize) {
        if depth >= DEPTH_MAX || is_whole(element) {
            let mut text: String = element.text().collect();
            if element.value().name() == "br" {
                text.push(' ');
            }
            self.codes.push(Code::Element { html: element.html(), text });
            self.tokens.push(Token::Whole(self.codes.len()));
            return;
        }
        let close = format!("</{}>", element.value().name());
        self.codes.push(Code::Pair { open: start_tag(element), close });
        let number = self.codes.len();
        self.tokens.push(Token::Open(number));
        self.children(element, depth + 1);
        self.tokens.push(Token::Close(number));
    }

    fn words(&mut self, words: &str) {
        let mut at = 0;
        for span in guarded::spans(words, self.rules) {
            notation::push_text(&mut self.tokens, words.get(at..span.start).unwrap_or_default());
            let text = words.get(span.start..span.end).unwrap_or_default().to_owned();
            let said = span.said.unwrap_or_else(|| text.clone());
            self.codes.push(Code::Guarded { text, said, guard: span.guard });
            self.tokens.push(Token::Whole(self.codes.len()));
            at = span.end;
        }
        notation::push_text(&mut self.tokens, words.get(at..).unwrap_or_default());
    }
}

fn is_whole(element: ElementRef<'_>) -> bool {
    WHOLE.contains(&element.value().name())
        || element.value().attr("translate") == Some("no")
        || element.text().all(|words| words.trim().is_empty())
}

fn start_tag(element: ElementRef<'_>) -> String {
    let mut tag = format!("<{}", element.value().name());
    for (name, value) in element.value().attrs() {
        let value = markup::attribute(value);
        tag.extend([" ", name, "=\"", value.as_str(), "\""]);
    }
    tag.push('>');
    tag
}

/// Puts a translated segment back into the source's own elements: its HTML, not yet
/// sanitised, and its words alone. A code nobody knows is left out.
#[must_use]
pub fn write(segment: &str, codes: &[Code]) -> (String, String) {
    let mut html = String::new();
    let mut words = String::new();
    for token in notation::read(segment) {
        match token {
            Token::Text(text) => {
                html.push_str(&markup::text(&text));
                words.push_str(&text);
            }
            Token::Open(n) => {
                if let Some(Code::Pair { open, .. }) = code(codes, n) {
                    html.push_str(open);
                }
            }
            Token::Close(n) => {
                if let Some(Code::Pair { close, .. }) = code(codes, n) {
                    html.push_str(close);
                }
            }
            Token::Whole(n) => match code(codes, n) {
                Some(Code::Element { html: whole, text }) => {
                    html.push_str(whole);
                    words.push_str(text);
                }
                Some(Code::Guarded { said, .. }) => {
                    html.push_str(&markup::text(said));
                    words.push_str(said);
                }
                _ => {}
            },
        }
    }
    (html, words.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// The words of a piece of HTML alone.
#[must_use]
pub fn words(html: &str) -> String {
    let text: String = Html::parse_fragment(html).root_element().text().collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The code of a number.
#[must_use]
pub fn code(codes: &[Code], number: usize) -> Option<&Code> {
    codes.get(number.checked_sub(1)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(html: &str, segment: &str) {
        let (text, codes) = read(html, &Rules::default());
        assert_eq!(text, segment);
        assert_eq!(write(&text, &codes).0, html);
    }

    #[test]
    fn elements_become_numbered_codes_and_come_back_with_their_attributes() {
        check(
            "Lihat <a href=\"https://contoh.go.id/a?b=1&amp;c=2\">laman <b>resmi</b></a> kami.",
            "Lihat <1>laman <2>resmi</2></1> kami.",
        );
    }

    #[test]
    fn images_breaks_and_program_text_are_kept_whole() {
        check(
            "Satu<br>dua <img alt=\"x\" src=\"https://contoh.id/x.png\"> <code>ls &lt;x&gt;</code>",
            "Satu<1/>dua <2/> <3/>",
        );
        check("Tulis <span translate=\"no\">rapat kerja</span> saja", "Tulis <1/> saja");
    }

    #[test]
    fn an_address_in_the_words_is_a_code_too() {
        check("Surat ke humas@contoh.go.id &amp; warga", "Surat ke <1/> &amp; warga");
    }

    #[test]
    fn the_words_alone_hold_what_was_guarded() {
        let (text, codes) = read("Surat  ke <b>humas@contoh.go.id</b>", &Rules::default());
        assert_eq!(write(&text, &codes).1, "Surat ke humas@contoh.go.id");
    }
}
