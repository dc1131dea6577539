//! Feeds of the shapes that 200 real ones of 2026 had, written by a counter: nothing here is
//! anybody's text, and every run measures the same bytes.

use std::fmt::Write as _;

/// Words a press office writes, in two languages and an accent or two.
const WORDS: [&str; 40] = [
    "kepala",
    "badan",
    "menyampaikan",
    "bahwa",
    "program",
    "ini",
    "akan",
    "dilaksanakan",
    "di",
    "seluruh",
    "provinsi",
    "pada",
    "bulan",
    "depan",
    "dengan",
    "anggaran",
    "yang",
    "telah",
    "disetujui",
    "oleh",
    "pemerintah",
    "daerah",
    "warga",
    "diminta",
    "the",
    "ministry",
    "said",
    "that",
    "new",
    "rules",
    "for",
    "schools",
    "and",
    "clinics",
    "would",
    "be",
    "café",
    "–",
    "Pontianak",
    "2024",
];

/// A row of numbers that is the same in every run.
pub struct Counter(u64);

impl Counter {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(2).wrapping_add(1))
    }

    pub fn below(&mut self, bound: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % bound.max(1)
    }

    fn words(&mut self, count: usize, out: &mut String) {
        for n in 0..count {
            out.push_str(if n == 0 { "" } else { " " });
            out.push_str(WORDS[self.below(WORDS.len())]);
        }
    }
}

/// A body as WordPress writes it: paragraphs, links, pictures with all their attributes,
/// headings, lists, a frame now and then.
fn body(counter: &mut Counter, paragraphs: usize) -> String {
    let mut out = String::new();
    for n in 0..paragraphs {
        match counter.below(12) {
            0 => write!(
                out,
                "<figure class=\"wp-block-image size-large\"><img loading=\"lazy\" decoding=\"async\" width=\"1024\" \
                 height=\"683\" src=\"https://kantor.example/wp-content/uploads/2024/06/foto-{n}-1024x683.jpg\" alt=\"Foto\" \
                 class=\"wp-image-{n}\" srcset=\"https://kantor.example/foto-{n}-300x200.jpg 300w, \
                 https://kantor.example/foto-{n}-768x512.jpg 768w\" sizes=\"(max-width: 1024px) 100vw, 1024px\" />\
                 <figcaption>"
            )
            .and_then(|()| {
                counter.words(8, &mut out);
                out.write_str("</figcaption></figure>\n\n")
            }),
            1 => {
                out.push_str("<h2 class=\"wp-block-heading\"><strong>");
                counter.words(5, &mut out);
                out.write_str("</strong></h2>\n\n")
            }
            2 => {
                out.push_str("<ul>\n");
                for _ in 0..4 {
                    out.push_str("<li>");
                    counter.words(7, &mut out);
                    out.push_str("</li>\n");
                }
                out.write_str("</ul>\n\n")
            }
            3 => {
                out.push_str("<p style=\"text-align: justify;\"><span style=\"font-size: 12pt;\">");
                counter.words(40, &mut out);
                out.write_str("</span></p>\n")
            }
            _ => {
                out.push_str("<p>");
                counter.words(25, &mut out);
                write!(out, " <a href=\"https://kantor.example/siaran/{n}/\" target=\"_blank\" rel=\"noopener\">")
                    .ok();
                counter.words(3, &mut out);
                out.push_str("</a>, &#8220;");
                counter.words(12, &mut out);
                out.push_str("&#8221; &amp; <em>");
                counter.words(4, &mut out);
                out.write_str("</em>.</p>\n\n")
            }
        }
        .ok();
    }
    out
}

fn escaped(html: &str) -> String {
    html.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// An RSS feed of WordPress's shape.
pub fn rss(seed: u64, items: usize, paragraphs: usize, cdata: bool) -> String {
    let mut counter = Counter::new(seed);
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><rss version=\"2.0\"\n\
         xmlns:content=\"http://purl.org/rss/1.0/modules/content/\"\n\
         xmlns:wfw=\"http://wellformedweb.org/CommentAPI/\"\nxmlns:dc=\"http://purl.org/dc/elements/1.1/\"\n\
         xmlns:atom=\"http://www.w3.org/2005/Atom\"\nxmlns:sy=\"http://purl.org/rss/1.0/modules/syndication/\"\n\
         xmlns:slash=\"http://purl.org/rss/1.0/modules/slash/\"\n>\n<channel>\n\t<title>Kantor Contoh</title>\n\
         \t<atom:link href=\"https://kantor.example/feed/\" rel=\"self\" type=\"application/rss+xml\" />\n\
         \t<link>https://kantor.example</link>\n\t<description>Siaran pers</description>\n\
         \t<lastBuildDate>Thu, 06 Jun 2024 08:00:00 +0000</lastBuildDate>\n\t<language>id</language>\n\
         \t<sy:updatePeriod>hourly</sy:updatePeriod>\n\t<generator>https://wordpress.org/?v=6.5</generator>\n",
    );
    for n in 0..items {
        let mut title = String::new();
        counter.words(9, &mut title);
        let mut short = String::new();
        counter.words(45, &mut short);
        let html = body(&mut counter, paragraphs);
        let (short, html) = if cdata {
            (format!("<![CDATA[<p>{short} [&#8230;]</p>]]>"), format!("<![CDATA[{html}]]>"))
        } else {
            (escaped(&short), escaped(&html))
        };
        writeln!(
            out,
            "\t<item>\n\t\t<title>{title} &#8211; {n}</title>\n\t\t<link>https://kantor.example/siaran/{n}/</link>\n\
             \t\t<comments>https://kantor.example/siaran/{n}/#respond</comments>\n\
             \t\t<dc:creator><![CDATA[Humas]]></dc:creator>\n\
             \t\t<pubDate>Thu, {:02} Jun 2024 08:{:02}:00 +0000</pubDate>\n\
             \t\t<category><![CDATA[Berita]]></category>\n\t\t<category><![CDATA[Siaran Pers]]></category>\n\
             \t\t<guid isPermaLink=\"false\">https://kantor.example/?p={n}</guid>\n\
             \t\t<description>{short}</description>\n\t\t<content:encoded>{html}</content:encoded>\n\
             \t\t<wfw:commentRss>https://kantor.example/siaran/{n}/feed/</wfw:commentRss>\n\
             \t\t<slash:comments>0</slash:comments>\n\t\t<enclosure url=\"https://kantor.example/{n}.jpg\" \
             length=\"12345\" type=\"image/jpeg\" />\n\t</item>",
            n % 28 + 1,
            n % 60
        )
        .ok();
    }
    out.push_str("</channel>\n</rss>\n");
    out
}

/// An Atom feed.
pub fn atom(seed: u64, entries: usize, paragraphs: usize) -> String {
    let mut counter = Counter::new(seed);
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"en\">\n\
         <title>Example Office</title>\n<link href=\"https://office.example/\" />\n\
         <link rel=\"self\" href=\"https://office.example/feed.atom\" />\n<updated>2024-06-06T08:00:00Z</updated>\n\
         <id>tag:office.example,2024:feed</id>\n",
    );
    for n in 0..entries {
        let mut title = String::new();
        counter.words(9, &mut title);
        let html = escaped(&body(&mut counter, paragraphs));
        let mut short = String::new();
        counter.words(30, &mut short);
        writeln!(
            out,
            "<entry><title type=\"html\">{title}</title><link href=\"https://office.example/{n}\" />\
             <id>tag:office.example,2024:{n}</id><published>2024-06-06T08:{:02}:00+00:00</published>\
             <updated>2024-06-06T08:{:02}:30Z</updated><author><name>Press Office</name></author>\
             <category term=\"news\" /><summary type=\"html\">{short}</summary>\
             <content type=\"html\">{html}</content></entry>",
            n % 60,
            n % 60
        )
        .ok();
    }
    out.push_str("</feed>\n");
    out
}

/// 200 feeds in the proportions seen: two thirds RSS, the rest Atom; 5 to 50 entries, from
/// a line each to a whole page.
pub fn many() -> Vec<String> {
    let mut counter = Counter::new(7);
    (0..200)
        .map(|n| {
            let entries = 5 + counter.below(30);
            let paragraphs = [0, 1, 4, 8, 14][counter.below(5)];
            match n % 3 {
                2 => atom(n, entries, paragraphs),
                _ => rss(n, entries, paragraphs, counter.below(4) > 0),
            }
        })
        .collect()
}
