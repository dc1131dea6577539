//! Addresses and names of `config/warta.toml`, read from their words.

use std::path::Path;

use url::{Host, Url};

/// Reads the public address: without query or fragment, with a final slash.
pub(super) fn base(text: &str) -> Result<Url, String> {
    let wrong = |why: &str| format!("`{text}` {why}; write `https://news.example.org/`");
    let mut url = Url::parse(text).map_err(|_| wrong("is not a web address"))?;
    if !["http", "https"].contains(&url.scheme()) || url.host().is_none() {
        return Err(wrong("is not an address of `http` or `https`"));
    }
    let bare = url.username().is_empty() && url.password().is_none();
    if url.query().is_some() || url.fragment().is_some() || !bare {
        return Err(wrong("says more than host and path"));
    }
    if !url.path().ends_with('/') {
        url.set_path(&format!("{}/", url.path()));
    }
    Ok(url)
}

/// Reads the address of a hub.
pub(super) fn hub(text: &str) -> Result<String, String> {
    let url = Url::parse(text).ok();
    let url = url.filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    url.map(String::from).ok_or_else(|| {
        format!("`{text}` is not the address of a hub; write `https://hub.example.org/`")
    })
}

/// Tells whether an address means this machine to everybody who reads it.
pub(super) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        None => false,
    }
}

pub(super) fn is_address(path: &Path) -> bool {
    path.to_str().is_some_and(|path| path.contains("://"))
}

pub(super) fn schema(text: &str) -> Result<String, String> {
    let inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    let whole = (1..=57).contains(&text.len())
        && text.chars().all(inner)
        && !text.starts_with(|c: char| c.is_ascii_digit());
    if whole {
        Ok(text.to_owned())
    } else {
        Err(format!("`{text}` is not a name of a schema; use a-z, 0-9 and `_`"))
    }
}
