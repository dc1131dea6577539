//! The address of a release's page without what only tells who clicked where:
//! `https://a.example/1?utm_source=x#komentar` to `https://a.example/1`.

use url::Url;

/// Parameters that say how a reader came, not what he reads.
const TRACKS: [&str; 16] = [
    "fbclid",
    "gclid",
    "dclid",
    "yclid",
    "msclkid",
    "igshid",
    "igsh",
    "mc_cid",
    "mc_eid",
    "ref",
    "ref_src",
    "jsessionid",
    "phpsessid",
    "_ga",
    "spm",
    "share",
];

/// The address without tracking parameters, session ids and fragment; `None` when nothing
/// had to go, or when it is no web address.
pub(super) fn canonical(raw: &str) -> Option<String> {
    let mut url = Url::parse(raw).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    let tracks = |name: &str| {
        let name = name.to_ascii_lowercase();
        name.starts_with("utm_") || TRACKS.contains(&name.as_str())
    };
    let session = url.path().to_ascii_lowercase().find(";jsessionid=");
    let tracked = url.query_pairs().any(|(name, _)| tracks(&name));
    // A fragment that begins with `!` or `/` names a page of a site made of scripts.
    let fragment = url.fragment().is_some_and(|part| !part.starts_with(['!', '/']));
    if session.is_none() && !tracked && !fragment {
        return None;
    }
    if let Some(path) = session.and_then(|at| url.path().get(..at)).map(str::to_owned) {
        url.set_path(&path);
    }
    if tracked {
        let query = url.query().unwrap_or_default();
        let kept: Vec<&str> = query
            .split('&')
            .filter(|pair| !tracks(pair.split('=').next().unwrap_or_default()))
            .collect();
        let kept = kept.join("&");
        url.set_query(Some(kept.as_str()).filter(|kept| !kept.is_empty()));
    }
    if fragment {
        url.set_fragment(None);
    }
    Some(url.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(raw: &str, want: Option<&str>) {
        assert_eq!(canonical(raw).as_deref(), want, "{raw}");
    }

    #[test]
    fn what_only_tells_who_clicked_goes() {
        check(
            "https://a.example/1?id=2&utm_source=x&fbclid=y#komentar",
            Some("https://a.example/1?id=2"),
        );
        check("https://a.example/1?utm_medium=x", Some("https://a.example/1"));
        check("https://a.example/1;jsessionid=AB12?id=2", Some("https://a.example/1?id=2"));
    }

    #[test]
    fn what_names_the_page_stays() {
        check("https://a.example/?p=12&q=%20a", None);
        check("https://a.example/#!/rilis/1", None);
        check("urn:x:1?utm_source=y", None);
    }
}
