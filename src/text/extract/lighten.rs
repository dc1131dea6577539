//! A page to a page that a tree can be built of at a bounded cost.
//!
//! Building a tree costs the square of the depth, and a few unclosed `<font>` make every
//! paragraph after them a copy of them all. So scripts, styles and drawings go before the
//! tree is built, what is nested too deep loses its tags and keeps its words, and past a
//! number of tags only words are left. JSON-LD is put aside, since it stands in scripts.

use crate::text::markup;
use crate::text::sanitize::{Tag, entity, read_tag};

/// Elements open inside each other, beyond which tags are dropped.
const DEPTH_MAX: usize = 100;
/// Inline styling open at once, beyond which it is dropped.
const STYLING_MAX: usize = 12;
/// Tags kept of one page.
const TAGS_MAX: usize = 30_000;
/// Bytes kept of one page.
const PAGE_BYTES_MAX: usize = 1_500_000;
/// Bytes of one tag; a longer one keeps its name only.
const TAG_BYTES_MAX: usize = 8_192;
/// Bytes of JSON-LD kept of one page.
const LINKED_BYTES_MAX: usize = 1_048_576;

/// Elements whose content is no text for readers.
const SILENT: [&str; 14] = [
    "script", "style", "svg", "math", "template", "iframe", "noscript", "noembed", "noframes",
    "textarea", "select", "object", "canvas", "xmp",
];
/// Elements without an end.
const VOID: [&str; 14] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr",
];
/// Elements that end by themselves, so that their ends are not counted.
const IMPLIED: [&str; 15] = [
    "p", "li", "dd", "dt", "option", "optgroup", "td", "th", "tr", "tbody", "thead", "tfoot",
    "html", "body", "head",
];
/// Elements a tree builder opens again in every paragraph that follows.
const STYLING: [&str; 14] = [
    "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u",
];

/// A page made light.
#[derive(Debug, Default)]
pub(super) struct Light {
    /// The page without what is no text.
    pub html: String,
    /// The JSON-LD documents in it.
    pub linked: Vec<String>,
    /// Whether tags were left out because there were too many, or too deep.
    pub cut: bool,
    depth: usize,
    styling: usize,
    skipped: usize,
    tags: usize,
}

/// Makes a page light, in one pass over its bytes.
pub(super) fn lighten(page: &str) -> Light {
    let mut light = Light { html: String::with_capacity(page.len() / 2), ..Light::default() };
    let mut rest = page;
    while let Some((words, after)) = rest.split_once('<') {
        if light.html.len() + words.len() > PAGE_BYTES_MAX {
            light.cut = true;
            return light;
        }
        light.html.push_str(words);
        rest = light.markup(after);
    }
    if light.html.len() + rest.len() <= PAGE_BYTES_MAX {
        light.html.push_str(rest);
    } else {
        light.cut = true;
    }
    light
}

impl Light {
    /// Takes what begins after a `<`; gives what follows it.
    fn markup<'a>(&mut self, after: &'a str) -> &'a str {
        if let Some(comment) = after.strip_prefix("!--") {
            return comment.split_once("-->").map_or("", |(_, rest)| rest);
        }
        if after.starts_with(['!', '?']) {
            return after.split_once('>').map_or("", |(_, rest)| rest);
        }
        let name = after.strip_prefix('/').unwrap_or(after);
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            self.html.push_str("&lt;");
            return after;
        }
        let Some((tag, rest)) = read_tag(after) else { return "" };
        let name = tag.name.as_ref();
        if SILENT.contains(&name) {
            return if tag.closing { rest } else { self.silent(&tag, rest) };
        }
        if !matches!(name, "plaintext" | "frameset" | "frame") {
            let length = after.len() - rest.len();
            self.tag(&tag, after.get(..length).unwrap_or(""));
        }
        rest
    }

    /// A blank where a tag was, once.
    fn blank(&mut self) {
        if !self.html.ends_with(' ') {
            self.html.push(' ');
        }
    }

    /// Skips what is no text, and keeps JSON-LD.
    fn silent<'a>(&mut self, tag: &Tag<'_>, rest: &'a str) -> &'a str {
        let end = end_of(rest, &tag.name);
        let (inner, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
        let linked = tag.attributes.iter().any(|(key, value)| {
            key == "type" && value.trim().to_ascii_lowercase().starts_with("application/ld+json")
        });
        let kept: usize = self.linked.iter().map(String::len).sum();
        if linked && tag.name == "script" && kept + inner.len() <= LINKED_BYTES_MAX {
            self.linked.push(inner.to_owned());
        }
        after.split_once('>').map_or("", |(_, rest)| rest)
    }

    fn tag(&mut self, tag: &Tag<'_>, written: &str) {
        let name = tag.name.as_ref();
        self.tags += 1;
        if self.tags > TAGS_MAX {
            self.cut = true;
            self.blank();
            return;
        }
        let counted = !VOID.contains(&name) && !IMPLIED.contains(&name);
        let styling = STYLING.contains(&name);
        if tag.closing && counted {
            if self.skipped > 0 {
                self.skipped -= 1;
                return;
            }
            self.depth = self.depth.saturating_sub(1);
            self.styling = self.styling.saturating_sub(usize::from(styling));
        } else if counted {
            if self.depth >= DEPTH_MAX || (styling && self.styling >= STYLING_MAX) {
                self.skipped += 1;
                self.cut |= self.depth >= DEPTH_MAX;
                self.blank();
                return;
            }
            self.depth += 1;
            self.styling += usize::from(styling);
        }
        self.html.push('<');
        if written.len() <= TAG_BYTES_MAX {
            self.html.push_str(written);
        } else {
            let slash = if tag.closing { "/" } else { "" };
            for part in [slash, name, &short_attributes(tag), ">"] {
                self.html.push_str(part);
            }
        }
    }
}

/// The attributes of a long tag that are not what makes it long.
fn short_attributes(tag: &Tag<'_>) -> String {
    let short = tag.attributes.iter().filter(|(_, value)| value.len() < 512);
    short
        .filter(|(key, _)| key.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'))
        .flat_map(|(key, value)| {
            let value = markup::attribute(&entity::decode(value));
            [" ".to_owned(), key.to_string(), "=\"".to_owned(), value, "\"".to_owned()]
        })
        .collect()
}

/// Where `</name` begins, or the end of the text.
fn end_of(text: &str, name: &str) -> usize {
    let mut from = 0;
    while let Some(at) = text.get(from..).and_then(|rest| rest.find("</")) {
        let start = from + at;
        let tail = text.get(start + 2..).unwrap_or("");
        if tail.get(..name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name)) {
            return start;
        }
        from = start + 2;
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(page: &str, light: &str) {
        assert_eq!(lighten(page).html, light);
    }

    #[test]
    fn scripts_and_comments_go_and_words_stay() {
        check("a<script>if (a < b) {}</script>b<!-- c --><STYLE>d</Style>e", "abe");
        check("1 < 2 <p class=x>c", "1 &lt; 2 <p class=x>c");
        check("<p>a<script>never closed", "<p>a");
    }

    #[test]
    fn json_ld_is_put_aside() {
        let light = lighten("<script type=\"application/ld+json\">{\"a\": 1}</script>");
        assert_eq!(light.linked, ["{\"a\": 1}"]);
        assert!(light.html.is_empty());
    }

    #[test]
    fn what_is_nested_too_deep_keeps_its_words() {
        let page = format!("{}kata{}", "<div>".repeat(5_000), "</div>".repeat(5_000));
        let light = lighten(&page);
        assert!(light.cut && light.html.contains("kata"));
        assert_eq!(light.html.matches("<div>").count(), DEPTH_MAX);
        assert_eq!(light.html.matches("</div>").count(), DEPTH_MAX);
    }

    #[test]
    fn unclosed_styling_and_long_tags_are_bounded() {
        let fonts: String = (0..1_000)
            .flat_map(|n| ["<font size=".to_owned(), n.to_string(), ">".to_owned()])
            .collect();
        assert_eq!(lighten(&fonts).html.matches("<font").count(), STYLING_MAX);
        let long = format!("<img alt=\"foto\" src=\"data:{}\">", "x".repeat(2_000_000));
        check(&long, "<img alt=\"foto\">");
        assert!(lighten(&"<br>".repeat(200_000)).html.len() < 1_000_000);
    }
}
