//! Which links of a listing lead to releases, and which to the next page of it.

use url::Url;

use crate::text::extract::{Picker, links};

/// Parameters that tell where a reader came from, and nothing of the page.
const TRACKING: [&str; 9] =
    ["fbclid", "gclid", "igshid", "mc_cid", "mc_eid", "spm", "ref", "share", "replytocom"];
/// First parts of paths that lead to lists, forms and files, not to releases.
const ASIDE: [&str; 26] = [
    "category",
    "kategori",
    "tag",
    "tags",
    "author",
    "penulis",
    "page",
    "hal",
    "search",
    "login",
    "wp-login.php",
    "wp-admin",
    "wp-content",
    "feed",
    "rss",
    "kontak",
    "contact",
    "privacy",
    "about",
    "tentang",
    "register",
    "daftar-isi",
    "sitemap",
    "arsip",
    "archive",
    "archives",
];
/// Words of links to the next page of a list.
const NEXT: [&str; 22] = [
    "next",
    "next page",
    "next »",
    "next ›",
    "next >",
    "›",
    "»",
    ">",
    ">>",
    "older posts",
    "older",
    "older entries",
    "berikutnya",
    "selanjutnya",
    "halaman berikutnya",
    "berikut",
    "seterusnya",
    "下一页",
    "下页",
    "التالي",
    "weiter",
    "suivant",
];

/// The links an operator's selector found, each once, in the order of the page.
pub(super) fn chosen(found: Vec<(Url, String)>) -> Vec<Url> {
    let mut all: Vec<Url> = Vec::new();
    for (url, _) in found {
        let url = plain(url);
        if !all.contains(&url) {
            all.push(url);
        }
    }
    all
}

/// The links that look like releases: on the same site, with a headline for words, and an
/// address of its own.
pub(in crate::source) fn likely(found: Vec<(Url, String)>, listing: &Url) -> Vec<Url> {
    let mut words: Vec<(Url, String)> = Vec::new();
    for (url, text) in found {
        let url = plain(url);
        // A picture and `read more` lead where the headline leads.
        match words.iter_mut().find(|(known, _)| *known == url) {
            Some((_, longest)) if longest.len() < text.len() => *longest = text,
            Some(_) => {}
            None => words.push((url, text)),
        }
    }
    let fits = |(url, text): &(Url, String)| {
        same_site(url, listing)
            && *url != *listing
            && is_headline(text)
            && is_own_page(url, listing)
    };
    words.into_iter().filter(fits).map(|(url, _)| url).collect()
}

/// An address without what only tells where a reader came from.
fn plain(mut url: Url) -> Url {
    let keeps = |key: &str| !key.starts_with("utm_") && !TRACKING.contains(&key);
    if url.query_pairs().any(|(key, _)| !keeps(&key)) {
        let kept: Vec<(String, String)> = url
            .query_pairs()
            .filter(|(key, _)| keeps(key))
            .map(|(k, v)| (k.into(), v.into()))
            .collect();
        url.set_query(None);
        if !kept.is_empty() {
            url.query_pairs_mut().extend_pairs(kept);
        }
    }
    url
}

fn same_site(url: &Url, listing: &Url) -> bool {
    let bare = |url: &Url| url.host_str().map(|host| host.trim_start_matches("www.").to_owned());
    bare(url).is_some() && bare(url) == bare(listing) && url.port() == listing.port()
}

/// Four words or more, or as much in a script without blanks.
fn is_headline(text: &str) -> bool {
    let dense = text.chars().filter(|c| matches!(c, '\u{3040}'..='\u{9fff}')).count();
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    dense >= 8 || (text.split_whitespace().count() >= 3 && letters >= 15)
}

fn is_own_page(url: &Url, listing: &Url) -> bool {
    let parts: Vec<String> = url
        .path_segments()
        .into_iter()
        .flatten()
        .filter(|part| !part.is_empty())
        .map(str::to_ascii_lowercase)
        .collect();
    let first = parts.first().map_or("", String::as_str);
    let last = parts.last().map_or("", String::as_str);
    let listed = listing.path().to_ascii_lowercase();
    let aside = ASIDE.contains(&first) && !listed.contains(&format!("/{first}"));
    let file = [".pdf", ".jpg", ".jpeg", ".png", ".doc", ".docx", ".xls", ".xlsx", ".zip", ".mp4"];
    if aside || file.iter().any(|ending| last.ends_with(ending)) {
        return false;
    }
    let digits = parts.iter().flat_map(|part| part.chars()).filter(char::is_ascii_digit).count();
    let hyphens = last.matches(['-', '_']).count();
    let numbered = url.query().is_some_and(|query| query.chars().any(|c| c.is_ascii_digit()));
    hyphens >= 2 || digits >= 2 || numbered || last.contains('%') || last.len() >= 20
}

/// The next page of the listing: what the selector finds, else the link that says so.
pub(super) fn next(page: &str, location: &Url, picker: Option<&Picker>) -> Option<Url> {
    let other = |url: &Url| url != location;
    if let Some(picker) = picker {
        return links(page, location, Some(picker)).into_iter().map(|(url, _)| url).find(other);
    }
    let by_rel =
        Picker::parse("a[rel~=next], link[rel~=next], a.next, .next a, .pagination-next a");
    let marked = by_rel.ok().and_then(|picker| {
        links(page, location, Some(&picker)).into_iter().map(|(url, _)| url).find(other)
    });
    marked.or_else(|| {
        let all = links(page, location, None);
        let said = all.into_iter().find(|(url, text)| {
            other(url)
                && same_site(url, location)
                && NEXT.contains(&text.trim().to_lowercase().as_str())
        });
        said.map(|(url, _)| url)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(address: &str, text: &str, likely_one: bool) {
        let listing = Url::parse("https://k.example/berita/").unwrap();
        let found = vec![(listing.join(address).unwrap(), text.to_owned())];
        assert_eq!(!likely(found, &listing).is_empty(), likely_one, "{address} {text}");
    }

    #[test]
    fn releases_look_like_releases() {
        check("/berita/warga-pesisir-dilatih", "Warga Pesisir Dilatih Lagi", true);
        check("/index.php?id=417", "Warga Pesisir Dilatih Lagi", true);
        check("/berita/read/417/warga", "Warga Pesisir Dilatih Lagi", true);
        check("/art/202406/t20240606_17.html", "沿海居民接受安全储存培训", true);
        check("/kategori/siaran-pers-baru", "Semua siaran pers yang baru", false);
        check("/unduh/rencana-kerja-2026.pdf", "Rencana kerja tahun 2026", false);
        check("/berita/", "Warga Pesisir Dilatih Lagi", false);
        check("/berita/warga-pesisir-dilatih", "Selengkapnya", false);
        check("https://lain.example/a-b-c", "Warga Pesisir Dilatih Lagi", false);
    }

    #[test]
    fn the_next_page_says_so() {
        let at = Url::parse("https://k.example/berita/").unwrap();
        let to = |page: &str| next(page, &at, None).map(String::from);
        let two = Some("https://k.example/berita/?p=2".to_owned());
        assert_eq!(to("<a class='next page' href='?p=2'>»</a>"), two);
        assert_eq!(to("<a href='?p=2'>Selanjutnya</a>"), two);
        assert_eq!(to("<a href='?p=2'>2</a>"), None);
    }
}
