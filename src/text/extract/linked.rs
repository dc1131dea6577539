//! JSON-LD to what a page tells of itself.

use serde_json::{Map, Value};

use crate::text::extract::told::{Told, fill};
use crate::text::html;

/// Types of things that are an article, without the vocabulary's address.
const ARTICLES: [&str; 14] = [
    "newsarticle",
    "article",
    "pressrelease",
    "blogposting",
    "reportagenewsarticle",
    "analysisnewsarticle",
    "backgroundnewsarticle",
    "opinionnewsarticle",
    "reviewnewsarticle",
    "advertisercontentarticle",
    "report",
    "socialmediaposting",
    "liveblogposting",
    "governmentannouncement",
];
/// Types that tell dates and names of a page, where no article does.
const PAGES: [&str; 4] = ["webpage", "itempage", "event", "creativework"];
/// Things looked at in one page.
const THINGS_MAX: usize = 400;
/// How deep things are looked for inside each other.
const DEPTH_MAX: usize = 8;

/// Reads the JSON-LD documents of a page. The article that says most wins; dates of a mere
/// page fill what the article leaves open.
///
/// # Source
///
/// JSON-LD 1.1 and the vocabulary of schema.org, as sites use them.
pub(super) fn read(documents: &[String]) -> Told {
    let roots: Vec<Value> = documents.iter().filter_map(|text| parse(text)).collect();
    let mut things = Vec::new();
    for root in &roots {
        collect(root, 0, &mut things);
    }
    let mut told = Told::by("json-ld");
    let mut articles: Vec<&Map<String, Value>> =
        things.iter().copied().filter(|thing| is_one_of(thing, &ARTICLES)).collect();
    // A list of related articles has shorter entries than the article itself.
    articles.sort_by_key(|thing| std::cmp::Reverse(says(thing)));
    if let Some(article) = articles.first() {
        take(article, &things, &mut told);
    }
    for page in things.iter().filter(|thing| is_one_of(thing, &PAGES)) {
        fill(&mut told.published, text_of(page.get("datePublished")).as_deref().unwrap_or(""));
        fill(&mut told.updated, text_of(page.get("dateModified")).as_deref().unwrap_or(""));
        fill(&mut told.language, text_of(page.get("inLanguage")).as_deref().unwrap_or(""));
    }
    for site in things.iter().filter(|thing| is_one_of(thing, &["website", "organization"])) {
        fill(&mut told.site, text_of(site.get("name")).as_deref().unwrap_or(""));
    }
    told
}

/// JSON as sites write it: with line breaks inside of texts, comments around, and a
/// semicolon at the end.
fn parse(text: &str) -> Option<Value> {
    let text = text.trim().trim_start_matches("<!--").trim_start_matches("//<![CDATA[");
    let text = text.trim_end_matches("//]]>").trim_end_matches("-->").trim().trim_end_matches(';');
    if let Ok(value) = serde_json::from_str(text) {
        return Some(value);
    }
    let flat: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let flat = flat.replace(",}", "}").replace(",]", "]");
    serde_json::from_str(&flat).ok()
}

fn collect<'a>(value: &'a Value, depth: usize, things: &mut Vec<&'a Map<String, Value>>) {
    if depth > DEPTH_MAX || things.len() >= THINGS_MAX {
        return;
    }
    match value {
        Value::Array(list) => list.iter().for_each(|one| collect(one, depth + 1, things)),
        Value::Object(map) => {
            if map.contains_key("@type") {
                things.push(map);
            }
            for key in ["@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "item"] {
                if let Some(inner) = map.get(key) {
                    collect(inner, depth + 1, things);
                }
            }
            // Some wrap the article in a thing of their own.
            if depth == 0 && !map.contains_key("@graph") {
                for inner in map.values().filter(|inner| inner.is_object()) {
                    collect(inner, depth + 1, things);
                }
            }
        }
        _ => {}
    }
}

fn is_one_of(thing: &Map<String, Value>, kinds: &[&str]) -> bool {
    let is = |kind: &str| {
        let kind = kind.rsplit(['/', ':', '#']).next().unwrap_or(kind).to_ascii_lowercase();
        kinds.contains(&kind.as_str())
    };
    match thing.get("@type") {
        Some(Value::String(kind)) => is(kind),
        Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).any(is),
        _ => false,
    }
}

/// How much an article says of itself.
fn says(thing: &Map<String, Value>) -> usize {
    let body = thing.get("articleBody").and_then(Value::as_str).map_or(0, str::len);
    let fields = ["headline", "datePublished", "dateModified", "author", "image", "publisher"];
    body + fields.iter().filter(|key| thing.contains_key(**key)).count() * 100
}

fn take(article: &Map<String, Value>, things: &[&Map<String, Value>], told: &mut Told) {
    let get = |key: &str| text_of(article.get(key));
    told.headline = get("headline").or_else(|| get("name")).map(|text| html::words(&text));
    told.body = get("articleBody").or_else(|| get("text"));
    told.summary = get("description").map(|text| html::words(&text));
    told.published = get("datePublished").or_else(|| get("dateCreated"));
    told.updated = get("dateModified");
    told.language = get("inLanguage");
    told.image = address_of(article.get("image").or_else(|| article.get("thumbnailUrl")));
    told.site = article.get("publisher").and_then(|one| name_of(one, things));
    let authors = article.get("author").or_else(|| article.get("creator"));
    for author in authors.into_iter().flat_map(each) {
        let Some(name) = name_of(author, things) else { continue };
        if !told.authors.contains(&name) {
            told.authors.push(name);
        }
    }
}

fn each(value: &Value) -> Vec<&Value> {
    value.as_array().map_or_else(|| vec![value], |list| list.iter().take(20).collect())
}

/// The name of a person or an organization, which may be told of elsewhere by its id.
fn name_of(value: &Value, things: &[&Map<String, Value>]) -> Option<String> {
    let name = match value {
        Value::String(name) => Some(name.clone()),
        Value::Object(map) => text_of(map.get("name")).or_else(|| {
            let id = map.get("@id")?;
            let thing = things.iter().find(|thing| thing.get("@id") == Some(id))?;
            text_of(thing.get("name"))
        }),
        _ => None,
    };
    name.map(|name| html::words(&name)).filter(|name| !name.is_empty() && !name.contains("://"))
}

fn text_of(value: Option<&Value>) -> Option<String> {
    let text = match value? {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Object(map) => {
            return text_of(map.get("@value").or_else(|| map.get("name")));
        }
        Value::Array(list) => {
            let parts: Vec<&str> = list.iter().filter_map(Value::as_str).collect();
            parts.join("\n\n")
        }
        _ => return None,
    };
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

fn address_of(value: Option<&Value>) -> Option<String> {
    match value? {
        Value::String(text) => Some(text.clone()),
        Value::Array(list) => list.iter().find_map(|one| address_of(Some(one))),
        Value::Object(map) => address_of(map.get("url").or_else(|| map.get("contentUrl"))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn told(json: &str) -> Told {
        read(&[json.to_owned()])
    }

    #[test]
    fn an_article_tells_of_itself() {
        let told = told(
            r#"{"@context": "https://schema.org", "@type": "NewsArticle", "headline": "Judul &amp; isi",
            "datePublished": "2026-03-01T08:00:00+07:00", "author": [{"@type": "Person", "name": "Rani"}],
            "image": {"url": "https://k.example/a.jpg"}, "publisher": {"name": "Kantor"}, "inLanguage": "id"}"#,
        );
        assert_eq!(told.headline.as_deref(), Some("Judul & isi"));
        assert_eq!(told.published.as_deref(), Some("2026-03-01T08:00:00+07:00"));
        assert_eq!(told.authors, ["Rani"]);
        assert_eq!(told.image.as_deref(), Some("https://k.example/a.jpg"));
        assert_eq!(told.site.as_deref(), Some("Kantor"));
    }

    #[test]
    fn an_article_in_a_graph_names_its_author_elsewhere() {
        let told = told(
            r##"{"@graph": [{"@type": "WebPage", "dateModified": "2026-03-02"},
            {"@type": ["Article"], "headline": "Judul", "author": {"@id": "#a"}},
            {"@type": "Person", "@id": "#a", "name": "Rani"}]}"##,
        );
        assert_eq!(told.authors, ["Rani"]);
        assert_eq!(told.updated.as_deref(), Some("2026-03-02"));
    }

    #[test]
    fn broken_json_is_mended_or_left() {
        assert_eq!(
            told("{\"@type\": \"Article\", \"headline\": \"A\nB\",}").headline.as_deref(),
            Some("A B")
        );
        assert_eq!(told("{\"@type\": ").headline, None);
        assert_eq!(told(&"[".repeat(100_000)).headline, None);
    }
}
