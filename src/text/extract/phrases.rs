//! Words by which sites point to something else than the text.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::Regex;

/// Beginnings of lines that point elsewhere; alone they are a heading of such a list.
const POINTERS: [&str; 66] = [
    "baca juga",
    "baca pula",
    "baca selengkapnya",
    "baca lebih",
    "baca artikel",
    "baca berita",
    "simak juga",
    "simak pula",
    "lihat juga",
    "lihat pula",
    "tonton juga",
    "saksikan juga",
    "artikel terkait",
    "artikel lainnya",
    "berita terkait",
    "berita lainnya",
    "berita lain",
    "berita terbaru",
    "berita populer",
    "pos terkait",
    "tag terkait",
    "lanjutkan membaca",
    "read also",
    "also read",
    "read more",
    "read next",
    "see also",
    "more on this",
    "related articles",
    "related news",
    "related posts",
    "related stories",
    "related content",
    "related links",
    "recommended for you",
    "you may also like",
    "you might also like",
    "more from",
    "latest news",
    "most read",
    "advertisement",
    "scroll to continue",
    "continue reading",
    "share this",
    "share on",
    "share:",
    "bagikan",
    "sebarkan",
    "iklan",
    "sign up for",
    "subscribe to",
    "follow us",
    "ikuti kami",
    "tags:",
    "tag:",
    "kategori:",
    "相关阅读",
    "相关新闻",
    "延伸阅读",
    "推荐阅读",
    "相关链接",
    "分享到",
    "اقرأ أيضا",
    "اقرأ أيضًا",
    "مواضيع ذات صلة",
    "أخبار ذات صلة",
];

/// Films that are not there.
static VIDEO: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?i)\[\s*gambas\s*:[^\]]{0,80}\]|\[\s*video[^\]]{0,60}\]").ok());

/// A text without films that are not there.
pub(super) fn without_videos(text: &str) -> Cow<'_, str> {
    VIDEO.as_ref().map_or(Cow::Borrowed(text), |video| video.replace_all(text, ""))
}

/// Whether a line points elsewhere: `Some(true)` when it is the bare words of a heading,
/// `Some(false)` when what it points to follows on the line.
pub(super) fn is_pointer(line: &str) -> Option<bool> {
    let start: String = line
        .trim_start_matches(|c: char| !c.is_alphanumeric())
        .chars()
        .take(60)
        .collect::<String>()
        .to_lowercase();
    let phrase = POINTERS.iter().find(|phrase| start.starts_with(**phrase))?;
    let rest = start.get(phrase.len()..).unwrap_or("");
    let word_ends =
        !rest.starts_with(|c: char| c.is_alphabetic()) || phrase.chars().any(|c| c > '\u{3000}');
    let bare = rest.chars().filter(|c| c.is_alphanumeric()).count() < 3;
    word_ends.then_some(bare)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_point_elsewhere_are_known() {
        assert_eq!(is_pointer("Baca juga: Warga Pesisir Dilatih"), Some(false));
        assert_eq!(is_pointer("BERITA TERKAIT"), Some(true));
        assert_eq!(is_pointer("» Baca Juga :"), Some(true));
        assert_eq!(is_pointer("Bagikannya kepada warga"), None);
        assert_eq!(is_pointer("Pontianak - Warga baca juga buku"), None);
        assert_eq!(is_pointer("اقرأ أيضا: تدريب"), Some(false));
    }

    #[test]
    fn films_that_are_not_there_are_known() {
        assert_eq!(without_videos("a [Gambas:Video 20detik] b"), "a  b");
    }
}
