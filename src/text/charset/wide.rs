//! UTF-16 and UTF-32, which show themselves in their marks or their zeros.

use encoding_rs::{UTF_16BE, UTF_16LE};

/// Decodes a document in units of two or four bytes; `None` when it is in single bytes.
///
/// # Source
///
/// XML 1.0, appendix F.1.
pub(super) fn decode(bytes: &[u8]) -> Option<(String, &'static str)> {
    match bytes {
        [0x00, 0x00, 0xfe, 0xff, rest @ ..] => Some((four(rest, true), "utf-32be")),
        [0xff, 0xfe, 0x00, 0x00, rest @ ..] => Some((four(rest, false), "utf-32le")),
        [0x00, 0x00, 0x00, 0x01..=0x7f, ..] => Some((four(bytes, true), "utf-32be")),
        [0x01..=0x7f, 0x00, 0x00, 0x00, ..] => Some((four(bytes, false), "utf-32le")),
        [0xfe, 0xff, rest @ ..] => Some((two(rest, true), "utf-16be")),
        [0xff, 0xfe, rest @ ..] => Some((two(rest, false), "utf-16le")),
        [0x00, a, 0x00, b, ..] if is_opening(*a) && *b != 0 => Some((two(bytes, true), "utf-16be")),
        [a, 0x00, b, 0x00, ..] if is_opening(*a) && *b != 0 => {
            Some((two(bytes, false), "utf-16le"))
        }
        _ => None,
    }
}

/// What a feed, a page or a JSON text may begin with.
const fn is_opening(byte: u8) -> bool {
    matches!(byte, b'<' | b'{' | b'[' | b' ' | b'\n' | b'\r' | b'\t')
}

fn two(bytes: &[u8], big: bool) -> String {
    let encoding = if big { UTF_16BE } else { UTF_16LE };
    encoding.decode_without_bom_handling(bytes).0.into_owned()
}

fn four(bytes: &[u8], big: bool) -> String {
    let units = bytes.chunks_exact(4).map(|unit| {
        let unit: [u8; 4] = unit.try_into().unwrap_or_default();
        let code = if big { u32::from_be_bytes(unit) } else { u32::from_le_bytes(unit) };
        char::from_u32(code).unwrap_or('\u{fffd}')
    });
    units.collect()
}
