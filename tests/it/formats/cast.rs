//! Invented releases in every form a feed shows, and the feeds they stand in.

use warta::domain::block::{Block, BlockKind};
use warta::domain::draft::Media;
use warta::domain::entry::{
    Correction, Entry, EntryBlock, FeedLine, Head, Publisher, RegionLabel, Sister, SisterFeed,
    Site, Withdrawal,
};
use warta::domain::feed::Form;
use warta::domain::instant::from_seconds;
use warta::domain::release::Dateline;
use warta::domain::translation::{Origin, Provenance};
use warta::domain::{Authority, Edition, Instant, Language, Region, ReleaseId};
use warta::render::{feed_path, release_path};

/// 1 June 2026, 02:00 UTC: everything here happens after it.
const MORNING: i64 = 1_780_279_200;

/// A feed with its entries, newest first.
pub(crate) struct Scene {
    pub(crate) name: &'static str,
    pub(crate) head: Head,
    pub(crate) entries: Vec<Entry>,
}

pub(crate) fn site() -> Site {
    Site {
        name: "Warta".to_owned(),
        base: "https://warta.example/".to_owned(),
        contact: Some("redaksi@warta.example".to_owned()),
        hubs: vec!["https://hub.example/".to_owned()],
    }
}

pub(crate) fn language(tag: &str) -> Language {
    Language::parse(tag).unwrap()
}

pub(crate) fn at(seconds: i64) -> Instant {
    from_seconds(MORNING + seconds)
}

fn authority() -> Authority {
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
        regions: vec![region("ID-KB", "Kalimantan Barat")],
        subjects: vec!["medtop:20000450".to_owned()],
        media: Vec::new(),
        provenance: None,
        partial: false,
        sisters: vec![sister(&release, "ms", false), sister(&release, "en", false)],
        correction: None,
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
            "\u{62a}\u{633}\u{639} \u{642}\u{631}\u{649} \u{62a}\u{62d}\u{635}\u{644} \u{639}\u{644}\u{649} \u{645}\u{627}\u{621} \u{646}\u{638}\u{64a}\u{641}",
            "\u{645}\u{627}\u{621} \u{646}\u{638}\u{64a}\u{641} \u{644}\u{62a}\u{633}\u{639} \u{642}\u{631}\u{649}.",
            vec![
                "\u{627}\u{641}\u{62a}\u{62a}\u{62d} \u{631}\u{626}\u{64a}\u{633} \u{627}\u{644}\u{647}\u{64a}\u{626}\u{629} \u{62a}\u{633}\u{639} \u{622}\u{628}\u{627}\u{631}.",
            ],
            "\u{643}\u{627}\u{644}\u{64a}\u{645}\u{646}\u{62a}\u{627}\u{646} \u{627}\u{644}\u{63a}\u{631}\u{628}\u{64a}\u{629}",
        ),
        "zh-Hant" => (
            "\u{5361}\u{5e03}\u{963f}\u{65af}\u{6cb3}\u{7554}\u{4e5d}\u{6751}\u{7372}\u{5f97}\u{6e05}\u{6c34}",
            "\u{4e5d}\u{6751}\u{7372}\u{5f97}\u{6e05}\u{6c34}\u{3002}",
            vec![
                "\u{6a5f}\u{69cb}\u{9996}\u{9577}\u{70ba}\u{4e5d}\u{53e3}\u{4e95}\u{63ed}\u{5e55}\u{3002}",
            ],
            "\u{897f}\u{52a0}\u{91cc}\u{66fc}\u{4e39}",
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
    Entry { correction, version: 2, ..original(key, seconds) }
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
    entry.headline = nasty.to_owned();
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

pub(crate) fn head(tag: &str, name: &str, entries: &[Entry]) -> Head {
    let edition = Edition::new(language(tag), Region::parse("ID-KB").unwrap());
    let sisters = ["id", "en", "ms"].into_iter().filter(|other| *other != tag).map(|other| {
        let path = feed_path(&Edition::new(language(other), edition.region.clone()), None);
        SisterFeed { language: language(other), path }
    });
    Head {
        region_name: name.to_owned(),
        slug: None,
        title: None,
        tag: authority().feed(&edition, None),
        path: feed_path(&edition, None),
        updated: entries.first().map_or_else(|| at(0), |entry| entry.updated),
        formats: ["rss", "atom", "json", "html"].map(str::to_owned).to_vec(),
        sisters: sisters.collect(),
        max_age_secs: 60,
        edition,
    }
}

fn scene(name: &'static str, tag: &str, region: &str, entries: Vec<Entry>) -> Scene {
    Scene { name, head: head(tag, region, &entries), entries }
}

/// Every feed that is kept as golden files.
pub(crate) fn scenes() -> Vec<Scene> {
    let ms = vec![
        withdrawn("00000000000e", 700, "ms"),
        title_only("00000000000d", 600, "ms"),
        pending("00000000000c", 500, "ms"),
        partial("00000000000b", 400, "ms"),
        translated("00000000000a", 300, "ms"),
    ];
    let id = vec![
        withdrawn("00000000000e", 700, "id"),
        corrected("00000000000b", 400),
        with_picture(original("00000000000a", 300)),
    ];
    let english = with_picture(translated("00000000000a", 300, "en"));
    let arabic = vec![
        withdrawn("00000000000e", 700, "ar"),
        pending("00000000000c", 500, "ar"),
        partial("00000000000b", 400, "ar"),
    ];
    vec![
        scene("id", "id", "Kalimantan Barat", id),
        scene("ms", "ms", "Kalimantan Barat", ms),
        scene("en", "en", "West Kalimantan", vec![english]),
        scene("ar", "ar", "West Kalimantan", arabic),
        scene(
            "zh",
            "zh-Hant",
            "\u{897f}\u{52a0}\u{91cc}\u{66fc}\u{4e39}",
            vec![translated("00000000000a", 300, "zh-Hant")],
        ),
        scene(
            "hostile",
            "id",
            "Kalimantan <Barat> & \u{202e}lain",
            vec![hostile("00000000000f", 800)],
        ),
        scene("empty", "en", "West Kalimantan", Vec::new()),
    ]
}

pub(crate) fn lines() -> Vec<FeedLine> {
    let line = |tag: &str, code: &str, name: &str, entries: i64| {
        let edition = Edition::new(language(tag), Region::parse(code).unwrap());
        FeedLine {
            path: feed_path(&edition, None),
            edition,
            region_name: name.to_owned(),
            slug: None,
            title: None,
            formats: ["rss", "atom", "json", "html"].map(str::to_owned).to_vec(),
            entries,
            updated: at(entries),
        }
    };
    vec![
        line("id", "001", "Dunia", 14),
        line("id", "ID", "Indonesia", 12),
        line("id", "ID-KB", "Kalimantan Barat", 5),
        line("id", "ID-JK", "Daerah Khusus Jakarta", 0),
        line("ms", "ID", "Indonesia", 12),
        line("ms", "ID-KB", "Kalimantan Barat", 5),
        line("en", "ID-KB", "West Kalimantan", 5),
        line("ar", "ID-KB", "West Kalimantan", 1),
    ]
}
