//! Which vocabulary an element belongs to.
//!
//! Feeds write the address of one vocabulary in many ways, or forget it: case, scheme,
//! a closing stroke and old versions are overlooked, and a prefix nobody declared means
//! what everybody means by it.

/// A vocabulary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ns {
    /// RSS of any version, or no vocabulary at all.
    Plain,
    /// Atom 1.0 and 0.3.
    Atom,
    /// Atom 0.3 only.
    Atom03,
    /// RSS 1.0 module "content".
    Content,
    /// Dublin Core, elements and terms.
    Dc,
    /// Media RSS.
    Media,
    /// Apple's podcast elements.
    Itunes,
    /// XHTML.
    Xhtml,
    /// RDF.
    Rdf,
    /// RSS 0.90, whose items look like those of RSS 1.0.
    Rss090,
    /// `FeedBurner`.
    Feedburner,
    /// Something else.
    Other,
}

/// The vocabulary of an address; `None` when we have not heard of it.
pub(super) fn of_address(address: &str) -> Option<Ns> {
    let address = address.trim().to_ascii_lowercase();
    let address = address.trim_end_matches(['/', '#']);
    let address = address
        .strip_prefix("http://")
        .or_else(|| address.strip_prefix("https://"))
        .unwrap_or(address);
    let known = match address {
        "www.w3.org/2005/atom" => Ns::Atom,
        "purl.org/rss/1.0/modules/content" | "purl.org/rss/1.0/modules/content/encoded" => {
            Ns::Content
        }
        "purl.org/dc/elements/1.0" | "purl.org/dc/elements/1.1" | "purl.org/dc/terms" => Ns::Dc,
        "search.yahoo.com/mrss" | "search.yahoo.com/rss" => Ns::Media,
        "www.itunes.com/dtds/podcast-1.0.dtd" | "example.com/dtds/podcast-1.0.dtd" => Ns::Itunes,
        "www.w3.org/1999/xhtml" => Ns::Xhtml,
        "www.w3.org/1999/02/22-rdf-syntax-ns" => Ns::Rdf,
        "rssnamespace.org/feedburner/ext/1.0" => Ns::Feedburner,
        "my.netscape.com/rdf/simple/0.9" | "channel.netscape.com/rdf/simple/0.9" => Ns::Rss090,
        "purl.org/rss/1.0" | "purl.org/net/rss1.1" => Ns::Plain,
        _ if address.starts_with("purl.org/atom/ns") => Ns::Atom03,
        _ if address.starts_with("backend.userland.com/")
            || address.starts_with("blogs.law.harvard.edu/tech/rss")
            || address.starts_with("cyber.law.harvard.edu/rss") =>
        {
            Ns::Plain
        }
        _ => return None,
    };
    Some(known)
}

/// What a prefix means that nobody declared.
pub(super) fn of_prefix(prefix: &str) -> Ns {
    match prefix {
        "atom" | "atom10" | "a10" | "atom03" => Ns::Atom,
        "content" => Ns::Content,
        "dc" | "dcterms" => Ns::Dc,
        "media" => Ns::Media,
        "itunes" => Ns::Itunes,
        "xhtml" | "html" => Ns::Xhtml,
        "rdf" => Ns::Rdf,
        "feedburner" => Ns::Feedburner,
        "rss" => Ns::Plain,
        _ => Ns::Other,
    }
}
