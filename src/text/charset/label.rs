//! What a header or a document says of its encoding.

/// Bytes of a document in which its label is looked for.
pub(super) const HEAD_BYTES: usize = 1024;

/// The charset of a `Content-Type` header.
///
/// # Source
///
/// RFC 9110, section 8.3; quotes and case are taken as they come.
pub(super) fn of_header(header: &str) -> Option<String> {
    header.split(';').skip(1).find_map(|parameter| {
        let (key, value) = parameter.split_once('=')?;
        key.trim().eq_ignore_ascii_case("charset").then(|| bare(value)).filter(|v| !v.is_empty())
    })
}

/// Whether a header calls a document XML that is a text, which is ASCII when nothing says
/// otherwise.
///
/// # Source
///
/// RFC 3023, section 3.1; RFC 7303 took it back, and the same bytes are UTF-8.
pub(super) fn is_text_xml(header: &str) -> bool {
    let kind = header.split(';').next().unwrap_or("").trim().to_ascii_lowercase();
    kind.starts_with("text/") && (kind.ends_with("xml") || kind.contains("xml-"))
}

/// The label in an XML prolog, or in a page's `meta`.
///
/// # Source
///
/// XML 1.0, section 4.3.3; WHATWG HTML, section 13.2.3.2, in spirit.
pub(super) fn of_document(bytes: &[u8]) -> Option<String> {
    let head = bytes.get(..HEAD_BYTES.min(bytes.len())).unwrap_or(bytes);
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let prolog = head
        .split_once("<?xml")
        .and_then(|(_, rest)| rest.split('>').next())
        .and_then(|prolog| prolog.split_once("encoding"));
    let meta = || head.split_once("<meta").and_then(|(_, rest)| rest.split_once("charset"));
    let (_, rest) = prolog.or_else(meta)?;
    let value = rest.trim_start().strip_prefix('=')?.trim_start();
    let value = match value.chars().next()? {
        quote @ ('"' | '\'') => value.get(1..)?.split(quote).next()?,
        _ => value.split(['"', '\'', ' ', '>', ';', '?', '/']).next()?,
    };
    Some(bare(value)).filter(|label| !label.is_empty())
}

fn bare(value: &str) -> String {
    value.trim().trim_matches(['"', '\'']).trim().to_ascii_lowercase()
}
