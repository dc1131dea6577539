//! Invented releases in every form a feed shows.

use warta::domain::block::{Block, BlockKind};
use warta::domain::draft::Media;
use warta::domain::entry::{
    Correction, Elsewhere, Entry, EntryBlock, Publisher, RegionLabel, Sister, Site, Withdrawal,
};
use warta::domain::feed::Form;
use warta::domain::instant::from_seconds;
use warta::domain::release::Dateline;
use warta::domain::translation::{Approval, Origin, Provenance, Touch};
use warta::domain::{Authority, Instant, Language, Region, ReleaseId};
use warta::render::release_path;

/// 1 June 2026, 02:00 UTC: everything here happens after it.
const MORNING: i64 = 1_780_279_200;

pub(crate) fn site() -> Site {
    Site {
        name: "Warta".to_owned(),
        base: "https://warta.example/".to_owned(),
        contact: Some("redaksi@warta.example".to_owned()),
        hubs: vec!["https://hub.example/".to_owned()],
        templates: std::collections::BTreeMap::new(),
    }
}

pub(crate) fn language(tag: &str) -> Language {
    Language::parse(tag).unwrap()
}

pub(crate) fn at(seconds: i64) -> Instant {
    from_seconds(MORNING + seconds)
}

pub(crate) fn authority() -> Authority {
    Authority::parse("warta.example,2026").unwrap()
}

fn region(code: &str, name: &str) -> RegionLabel {
    RegionLabel { code: Region::parse(code).unwrap(), name: name.to_owned() }
}

fn block(kind: BlockKind, text: &str, html: &str) -> Block {
    Block { kind, text: text.to_owned(), html: html.to_owned() }
}

fn blocks(tag: &str, origin: Option<Origin>, blocks: Vec<Block>) -> Vec<EntryBlock> {
    let language = language(tag);
    blocks
        .into_iter()
        .map(|block| EntryBlock { block, language: language.clone(), origin })
        .collect()
}

fn sister(release: &ReleaseId, tag: &str, original: bool) -> Sister {
    let language = language(tag);
    Sister {
        tag: authority().release(release, &language),
        path: release_path(release, &language),
        language,
        original,
    }
}

fn provenance(craft: &str, display: &str) -> Provenance {
    Provenance {
        engine: display.to_lowercase(),
        display: display.to_owned(),
        model: None,
        craft: craft.to_owned(),
        at: at(60),
        unknown_share: None,
        hand: Touch::None,
        approved: None,
    }
}

/// A release as its source printed it, emitted `seconds` after the morning began.
pub(crate) fn original(key: &str, seconds: i64) -> Entry {
    let release = ReleaseId::parse(&format!("sungai/{key}")).unwrap();
    let id = language("id");
    Entry {
        tag: authority().release(&release, &id),
        path: release_path(&release, &id),
        original_tag: None,
        source_url: Some(format!("https://sungai.example/siaran-pers/{key}")),
        headline: "Sembilan Kampung Tepi Kapuas Dapat Air Bersih".to_owned(),
        summary: None,
        dateline: Some(Dateline {
            place: Some("Pontianak".to_owned()),
            region: Region::parse("ID-KB").ok(),
            raw: "PONTIANAK".to_owned(),
            ..Dateline::default()
        }),
        body: blocks("id", None, body()),
        byline: None,
        initials: vec!["tkc".to_owned()],
        publisher: Publisher {
            name: "Badan Sungai Contoh".to_owned(),
            url: Some("https://sungai.example/".to_owned()),
            language: id.clone(),
            rights: Some("\u{a9} Badan Sungai Contoh".to_owned()),
        },
        original_language: id.clone(),
        published: at(seconds),
        updated: at(seconds + 5),
        version: 1,
        created: Some(at(seconds - 3_600)),
        created_precision: None,
        original: None,
        versions_shown: false,
        regions: vec![region("ID-KB", "Kalimantan Barat")],
        subjects: vec!["medtop:20000450".to_owned()],
        media: Vec::new(),
        provenance: None,
        partial: false,
        beside: Vec::new(),
        sisters: vec![sister(&release, "ms", false), sister(&release, "en", false)],
        correction: None,
        also_at: Vec::new(),
        withdrawal: None,
        form: Form::Original,
        headline_language: id.clone(),
        language: id,
        release,
    }
}

fn body() -> Vec<Block> {
    vec![
        Block::paragraph(
            "Kepala Badan Sungai Contoh, Tokoh Contoh, meresmikan sembilan sumur di tepi Kapuas, \
             Senin (1/6). \"Air ini milik warga,\" katanya.",
        ),
        block(BlockKind::Heading, "Tiga tahap", "Tiga tahap"),
        block(
            BlockKind::Bullet,
            "Pengeboran & pemasangan pipa",
            "Pengeboran &amp; pemasangan pipa",
        ),
        block(
            BlockKind::Bullet,
            "Uji mutu air",
            "Uji mutu <a href=\"https://sungai.example/mutu?a=1&amp;b=2\">air</a>",
        ),
        block(BlockKind::Number, "Serah terima", "<strong>Serah terima</strong>"),
        block(BlockKind::Quote, "Kami akan menjaganya.", "Kami akan menjaganya."),
        block(
            BlockKind::Table,
            "Kampung Sumur Contoh Hulu 4 Contoh Hilir 5",
            "<table><tr><th>Kampung</th><th>Sumur</th></tr><tr><td>Contoh Hulu</td><td>4</td>\
             </tr><tr><td>Contoh Hilir</td><td>5</td></tr></table>",
        ),
        Block::paragraph("Pekerjaan berikutnya dimulai pada bulan Juli."),
    ]
}

/// The same in another language, not yet a translation.
fn moved(mut entry: Entry, tag: &str, form: Form) -> Entry {
    let own = language(tag);
    entry.original_tag = Some(entry.tag.clone());
    entry.tag = authority().release(&entry.release, &own);
    entry.path = release_path(&entry.release, &own);
    entry.sisters = vec![sister(&entry.release, "id", true)];
    entry.language = own;
    entry.form = form;
    entry
}

/// A machine translation.
pub(crate) fn translated(key: &str, seconds: i64, tag: &str) -> Entry {
    let entry = moved(original(key, seconds), tag, Form::Translated);
    let (headline, summary, texts, place) = match tag {
        "ms" => (
            "Sembilan Kampung di Tepi Kapuas Mendapat Air Bersih",
            "Sembilan telaga baharu dirasmikan di tepi Kapuas.",
            vec!["Ketua badan itu merasmikan sembilan telaga di tepi Kapuas pada hari Isnin."],
            "Kalimantan Barat",
        ),
        "ar" => (
            "تسع قرى تحصل على ماء نظيف",
            "ماء نظيف لتسع قرى.",
            vec!["افتتح رئيس الهيئة تسع آبار."],
            "كاليمنتان الغربية",
        ),
        "zh-Hant" => (
            "卡布阿斯河畔九村獲得清水",
            "九村獲得清水。",
            vec!["機構首長為九口井揭幕。"],
            "西加里曼丹",
        ),
        _ => (
            "Nine Villages on the Kapuas Get Clean Water",
            "Nine new wells were opened on the banks of the Kapuas.",
            vec!["The head of the agency opened nine wells on the banks of the Kapuas on Monday."],
            "West Kalimantan",
        ),
    };
    let (craft, engine) = if tag == "ms" { ("rules", "Apertium") } else { ("trained", "DeepL") };
    Entry {
        headline: headline.to_owned(),
        headline_language: language(tag),
        summary: Some(summary.to_owned()),
        body: blocks(tag, Some(Origin::Machine), texts.into_iter().map(Block::paragraph).collect()),
        regions: vec![region("ID-KB", place)],
        provenance: Some(provenance(craft, engine)),
        ..entry
    }
}

/// An English translation that persons had a hand in.
pub(crate) fn reviewed(key: &str, seconds: i64, hand: Touch, approved: bool) -> Entry {
    let approved = approved.then(|| Approval { by: "Rani Contoh".to_owned(), at: at(90) });
    let made = Provenance { hand, approved, ..provenance("trained", "DeepL") };
    Entry { provenance: Some(made), ..translated(key, seconds, "en") }
}

/// A translation of which one paragraph stays in the original's language.
pub(crate) fn partial(key: &str, seconds: i64, tag: &str) -> Entry {
    let mut entry = translated(key, seconds, tag);
    entry.partial = true;
    let left = vec![
        Block::paragraph("Kegiatan ini didanai dana desa."),
        block(BlockKind::Bullet, "Tahap pertama", "Tahap pertama"),
    ];
    entry.body.extend(blocks("id", Some(Origin::Original), left));
    entry
}

pub(crate) fn pending(key: &str, seconds: i64, tag: &str) -> Entry {
    moved(original(key, seconds), tag, Form::Pending)
}

pub(crate) fn title_only(key: &str, seconds: i64, tag: &str) -> Entry {
    let entry = moved(original(key, seconds), tag, Form::Title);
    let summary = Some("Sembilan sumur diresmikan di tepi Kapuas.".to_owned());
    Entry { body: Vec::new(), summary, ..entry }
}

pub(crate) fn corrected(key: &str, seconds: i64) -> Entry {
    let correction = Some(Correction { at: at(seconds + 4) });
    let also_at = vec![
        Elsewhere {
            name: "Kantor Hulu & Hilir".to_owned(),
            url: Some("https://hulu.example/berita?id=1&v=2".to_owned()),
        },
        Elsewhere { name: "Kabar <Tepi> Sungai".to_owned(), url: None },
    ];
    Entry { correction, also_at, version: 2, ..original(key, seconds) }
}

/// A withdrawal that still carries everything it once said.
pub(crate) fn withdrawn(key: &str, seconds: i64, tag: &str) -> Entry {
    let mut entry =
        if tag == "id" { original(key, seconds) } else { translated(key, seconds, tag) };
    entry.media = vec![picture()];
    entry.correction = Some(Correction { at: at(seconds) });
    entry.form = Form::Withdrawn;
    entry.version = 3;
    entry.withdrawal = Some(Withdrawal {
        at: at(seconds + 5),
        reason: Some("Salah kirim <b>oleh</b> sumber".to_owned()),
    });
    entry
}

fn picture() -> Media {
    Media {
        url: "https://sungai.example/foto/sumur.jpg?a=1&b=2".to_owned(),
        media_type: Some("image/jpeg".to_owned()),
        bytes: Some(48_211),
        caption: Some("Sumur kesembilan, \"Contoh Hilir\"".to_owned()),
        credit: Some("Humas Badan Sungai Contoh".to_owned()),
    }
}

pub(crate) fn with_picture(mut entry: Entry) -> Entry {
    let webp = Media {
        url: "https://sungai.example/foto/sumur.webp".to_owned(),
        media_type: Some("image/webp".to_owned()),
        bytes: None,
        caption: None,
        credit: None,
    };
    let letter = Media {
        url: "https://sungai.example/surat.pdf".to_owned(),
        media_type: None,
        bytes: None,
        caption: None,
        credit: None,
    };
    entry.media = vec![letter, webp, picture()];
    entry
}

/// Everything that has ever broken a feed, in every field that can hold it.
pub(crate) fn hostile(key: &str, seconds: i64) -> Entry {
    let nasty =
        "<x> a\u{b}b ]]> </title> &amp; &lt;b&gt; \u{1f30a} \u{202e}lawan\u{85} 3 < 4 \"k\" 'p'";
    let mut entry = with_picture(original(key, seconds));
    nasty.clone_into(&mut entry.headline);
    entry.summary = Some(format!("{nasty} <script>alert(1)</script>"));
    entry.byline = Some(nasty.to_owned());
    entry.initials = vec!["<i>".to_owned()];
    entry.publisher.name = format!("Badan {nasty}");
    entry.publisher.rights = Some(nasty.to_owned());
    entry.publisher.url = Some("javascript:alert(1)".to_owned());
    entry.source_url = Some("https://sungai.example/a b?q=\"<x>\"&r=\u{e9}".to_owned());
    entry.subjects = vec![nasty.to_owned()];
    entry.dateline = Some(Dateline {
        place: Some("Kota <x> & Kota".to_owned()),
        raw: "KOTA".to_owned(),
        ..Dateline::default()
    });
    entry.body = blocks(
        "id",
        None,
        vec![
            Block::paragraph(nasty),
            block(BlockKind::Preformatted, "a ]]> b", "a ]]&gt; b ]]> c\u{b}"),
        ],
    );
    for media in &mut entry.media {
        media.caption = Some(nasty.to_owned());
        media.credit = Some(nasty.to_owned());
    }
    entry
}
