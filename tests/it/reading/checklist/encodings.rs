//! Behaviours 1 to 10: which encoding a document is in, whatever it says.

use encoding_rs::Encoding;
use serde_json::Value;
use warta::source::feed::ReadHints;
use warta::source::feed::read;

use crate::reading::checklist::field;

const DOCUMENT: &str =
    "<rss version='2.0'><channel><item><title>Kata é</title></item></channel></rss>";

fn read(bytes: &[u8], content_type: Option<&str>) -> Value {
    let hints = ReadHints { content_type, ..ReadHints::default() };
    read::json(bytes, &hints, false)
}

#[track_caller]
fn check(bytes: &[u8], content_type: Option<&str>, title: &str, encoding: &str) {
    let read = read(bytes, content_type);
    assert_eq!(field(&read, "entries.0.title"), title, "{read}");
    assert_eq!(field(&read, "encoding"), encoding, "{read}");
}

/// The document with a label in its prolog, in an encoding of that name.
fn labelled(label: &str, title: &str) -> Vec<u8> {
    let text = DOCUMENT.replace("Kata é", title);
    let text = format!("<?xml version='1.0' encoding='{label}'?>{text}");
    Encoding::for_label(label.as_bytes()).unwrap().encode(&text).0.into_owned()
}

fn wide(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(unit).collect()
}

fn wider(text: &str, unit: fn(u32) -> [u8; 4]) -> Vec<u8> {
    text.chars().flat_map(|c| unit(u32::from(c))).collect()
}

#[test]
fn b1_a_mark_wins_over_every_label() {
    let html = Some("text/xml; charset=iso-8859-1");
    let marked = format!("\u{feff}{DOCUMENT}");
    check(marked.as_bytes(), html, "Kata é", "utf-8");
    check(&wide(&marked, u16::to_be_bytes), html, "Kata é", "utf-16be");
    check(&wide(&marked, u16::to_le_bytes), html, "Kata é", "utf-16le");
    check(&wider(&marked, u32::to_be_bytes), html, "Kata é", "utf-32be");
    check(&wider(&marked, u32::to_le_bytes), html, "Kata é", "utf-32le");
    check(format!("\u{feff}\n\n{DOCUMENT}").as_bytes(), None, "Kata é", "utf-8");
    check(format!("\u{feff}\u{feff}{DOCUMENT}").as_bytes(), None, "Kata é", "utf-8");
}

#[test]
fn b2_wide_encodings_show_themselves_without_a_mark() {
    check(&wide(DOCUMENT, u16::to_be_bytes), None, "Kata é", "utf-16be");
    check(&wide(DOCUMENT, u16::to_le_bytes), None, "Kata é", "utf-16le");
    check(&wider(DOCUMENT, u32::to_be_bytes), None, "Kata é", "utf-32be");
    check(&wider(DOCUMENT, u32::to_le_bytes), None, "Kata é", "utf-32le");
}

#[test]
fn b3_labels_are_known_by_all_their_names() {
    for (label, title, encoding) in [
        ("latin1", "Kata é", "windows-1252"),
        ("x-sjis", "大臣", "shift_jis"),
        ("ks_c_5601-1987", "장관", "euc-kr"),
        ("cp1251", "Министр", "windows-1251"),
        ("csisolatin2", "Š", "iso-8859-2"),
        ("x-euc-jp", "大臣", "euc-jp"),
        ("big5-hkscs", "部長", "big5"),
        ("koi8", "Министр", "koi8-r"),
        ("tis-620", "รัฐมนตรี", "windows-874"),
    ] {
        check(&labelled(label, title), None, title, encoding);
    }
}

#[test]
fn b4_pages_no_browser_knows_are_read_and_utf_7_is_not() {
    let dos = DOCUMENT.replace("é", "E").into_bytes();
    let dos: Vec<u8> = dos.into_iter().map(|b| if b == b'E' { 0x82 } else { b }).collect();
    for (label, name) in
        [("cp437", "cp437"), ("ibm850", "cp850"), ("CP_852", "-"), ("852", "cp852")]
    {
        let mut bytes = format!("<?xml version='1.0' encoding='{label}'?>").into_bytes();
        bytes.extend(&dos);
        if name != "-" {
            check(&bytes, None, "Kata é", name);
        }
    }
    let mainframe = [
        0x4c, 0x6f, 0xa7, 0x94, 0x93, 0x6f, 0x6e, 0x4c, 0x99, 0xa2, 0xa2, 0x6e, 0x4c, 0x89, 0xa3,
        0x85, 0x94, 0x6e, 0x4c, 0xa3, 0x89, 0xa3, 0x93, 0x85, 0x6e, 0xd2, 0x81, 0xa3, 0x81, 0x4c,
        0x61, 0xa3, 0x89, 0xa3, 0x93, 0x85, 0x6e,
    ];
    check(&mainframe, None, "Kata", "cp037");
    let seven = "<?xml version='1.0' encoding='utf-7'?><rss><channel><item>\
        <title>+ADw-script+AD4-</title></item></channel></rss>";
    check(seven.as_bytes(), None, "+ADw-script+AD4-", "utf-8");
}

#[test]
fn b5_a_page_is_read_as_the_larger_one_that_holds_it() {
    let quoted = |label: &str| {
        let text = DOCUMENT.replace("Kata é", "Q");
        let mut bytes = format!("<?xml version='1.0' encoding='{label}'?>").into_bytes();
        bytes.extend(text.into_bytes().into_iter().map(|b| if b == b'Q' { 0x93 } else { b }));
        bytes
    };
    check(&quoted("iso-8859-1"), None, "“", "windows-1252");
    check(&quoted("us-ascii"), None, "“", "windows-1252");
    let mut chinese =
        b"<?xml version='1.0' encoding='gb2312'?><rss><channel><item><title>".to_vec();
    chinese.extend([0x81, 0x30, 0x81, 0x34]); // four bytes: GB 18030 only
    chinese.extend(b"\xb2\xbf</title></item></channel></rss>");
    assert!(field(&read(&chinese, None), "entries.0.title").ends_with('部'));
}

#[test]
fn b6_the_header_is_believed_before_the_prolog_however_it_is_written() {
    let bytes = labelled("iso-8859-2", "Łódź");
    for header in [
        "text/xml; charset=iso-8859-2",
        "text/xml;charset=\"ISO-8859-2\"",
        "application/rss+xml ; Charset = 'iso-8859-2' ; q=1",
    ] {
        let plain: Vec<u8> = bytes.iter().skip_while(|b| **b != b'?').skip(1).copied().collect();
        let start = plain.windows(4).position(|w| w == b"<rss").unwrap();
        check(&plain[start..], Some(header), "Łódź", "iso-8859-2");
    }
    let other = labelled("windows-1251", "Министр");
    check(&other, Some("text/xml; charset=koi8-r"), "лХМХЯРП", "koi8-r");
    let bare = "<rss><channel><item><title>Kata</title></item></channel></rss>";
    check(bare.as_bytes(), Some("text/xml"), "Kata", "us-ascii");
    check(bare.as_bytes(), Some("application/xml"), "Kata", "utf-8");
    check(DOCUMENT.as_bytes(), Some("text/xml"), "Kata é", "utf-8");
}

#[test]
fn b7_a_label_the_bytes_contradict_is_overruled_and_told_of() {
    for label in ["utf-16", "x-bogus", "iso-8859-1"] {
        let text = format!("<?xml version='1.0' encoding='{label}'?>{DOCUMENT}");
        check(text.as_bytes(), None, "Kata é", "utf-8");
        assert!(field(&read(text.as_bytes(), None), "warnings").contains(label));
    }
    let latin = labelled("windows-1252", "Kata é");
    let latin: Vec<u8> = String::from_utf8_lossy(&latin).contains("1252").then_some(latin).unwrap();
    let start = latin.windows(4).position(|w| w == b"<rss").unwrap();
    let mut lying = b"<?xml version='1.0' encoding='utf-8'?>".to_vec();
    lying.extend(&latin[start..]);
    check(&lying, None, "Kata é", "windows-1252");
}

#[test]
fn b8_text_without_a_label_is_known_by_its_letters() {
    for (label, text) in [
        ("big5", "國家通訊傳播委員會今天宣布新的規定將於下個月開始實施並公布相關的細節"),
        ("euc-jp", "内閣官房長官は今日の記者会見で新しい方針について説明を行いました"),
        ("euc-kr", "정부는 오늘 새로운 정책을 발표하고 다음 달부터 시행한다고 밝혔습니다"),
        ("gb18030", "国家统计局今天发布了新的数据并介绍了今年以来的经济运行情况"),
        ("koi8-r", "Министерство сегодня сообщило о новых правилах и сроках их введения"),
        ("shift_jis", "内閣官房長官は今日の記者会見で新しい方針について説明を行いました"),
        ("windows-874", "รัฐมนตรีว่าการกระทรวงแถลงข่าวเกี่ยวกับมาตรการใหม่ในวันนี้"),
        ("windows-1255", "משרד הבריאות הודיע היום על ההנחיות החדשות לציבור"),
    ] {
        let document = DOCUMENT.replace("Kata é", text);
        let bytes = Encoding::for_label(label.as_bytes()).unwrap().encode(&document).0.into_owned();
        let read = read(&bytes, None);
        assert_eq!(field(&read, "entries.0.title"), text, "{label}");
        assert!(field(&read, "warnings").contains("by the look of its bytes"), "{read}");
    }
}

#[test]
fn b9_one_bad_byte_costs_one_character() {
    let mut bytes = DOCUMENT.as_bytes().to_vec();
    let at = bytes.windows(4).position(|w| w == b"Kata").unwrap();
    bytes.splice(at..at, [0x93]);
    let long = "é".repeat(10);
    let text = String::from_utf8_lossy(&bytes).into_owned();
    assert!(text.contains('\u{fffd}'));
    let end = bytes.windows(8).position(|w| w == b"</title>").unwrap();
    bytes.splice(end..end, long.bytes());
    check(&bytes, None, &format!("“Kata é{long}"), "utf-8");
}

#[test]
fn b10_controls_and_padding_are_dropped() {
    let padded = format!("{}\0\0\0\0", DOCUMENT.replace("Kata", "Ka\u{0}\u{b}ta\u{fffe}"));
    check(padded.as_bytes(), None, "Kata é", "utf-8");
    assert!(field(&read(padded.as_bytes(), None), "warnings").contains("control characters"));
}
