//! The posts of a WordPress site, by its REST interface, to drafts.
//!
//! ```toml
//! [wordpress]
//! url = "https://kantor.example/"
//! categories = [12]
//! posts_max = 20
//! ```
//!
//! Posts are asked for by when they were last changed, so that corrections come with what is
//! new. A post is known by its guid, as it is in the site's feed: a source may change from
//! one kind to the other and keep its releases. Of a site with a language plug-in, versions
//! in the languages wanted are kept as the source's own translations.
//!
//! # Source
//!
//! WordPress REST API Handbook: posts, embedding, pagination.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;
use toml::de::ValueDeserializer;
use url::Url;

use crate::domain::ask::HttpAsk;
use crate::domain::draft::Media;
use crate::domain::{Ask, Document, Draft, Lane, Language, Markup, ReleaseKey, Stamp, Within};
use crate::source::mark::{self, Mark};
use crate::source::{Context, Heard, Kind, Reading, Source, SourceError, web_address};
use crate::text::extract::type_of;
use crate::text::{charset, date, html};

/// This kind's entry in the registry.
pub(super) const KIND: Kind = Kind {
    name: "wordpress",
    sentence: "The posts of a WordPress site, by its REST interface.",
    example: "[wordpress]\nurl = \"https://kantor.example/\"\ncategories = [12]\nposts_max = 20\n",
    schema: |generator| generator.subschema_for::<Table>(),
    build,
};

/// The `[wordpress]` table of a source file.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "wordpress")]
struct Table {
    /// The site's address; its REST interface is below it at `wp-json/`. Required.
    #[serde(deserialize_with = "web_address")]
    url: Url,
    /// The kind of posts, by its REST name. Default `posts`.
    #[serde(default = "posts")]
    posts: String,
    /// Only posts of these categories, by their numbers. Without it: all.
    #[serde(default)]
    categories: Vec<u64>,
    /// Posts asked for at once, 1 to 100. Default 20.
    #[serde(default)]
    posts_max: Within<1, 100, 20>,
    /// Pages of so many posts read in one pull, 1 to 100. Default 1.
    #[serde(default)]
    pages_max: Within<1, 100, 1>,
    /// Other languages in which the site has its posts, such as `["en"]`: versions that a
    /// language plug-in names are read and kept as the source's own translations.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    languages: Vec<Language>,
}

fn posts() -> String {
    "posts".to_owned()
}

fn build(
    table: ValueDeserializer<'_>,
    context: &Context<'_>,
) -> Result<Arc<dyn Source>, toml::de::Error> {
    let table = Table::deserialize(table)?;
    let mut base = table.url;
    let path = format!("{}/", base.path().trim_end_matches('/'));
    base.set_path(&path);
    base.set_query(None);
    base.set_fragment(None);
    Ok(Arc::new(WordPress {
        base,
        posts: table.posts,
        categories: table.categories,
        posts_max: table.posts_max.get(),
        pages_max: table.pages_max.get(),
        language: context.language.clone(),
        languages: table.languages,
    }))
}

/// A WordPress site.
#[derive(Debug)]
struct WordPress {
    base: Url,
    posts: String,
    categories: Vec<u64>,
    posts_max: u64,
    pages_max: u64,
    language: Language,
    languages: Vec<Language>,
}

impl Source for WordPress {
    fn kind(&self) -> &'static str {
        KIND.name
    }

    fn start(&self) -> Vec<Ask> {
        self.page(1).into_iter().collect()
    }

    fn lane(&self) -> Option<Lane> {
        Lane::host(&self.base)
    }

    fn read(&self, heard: Heard<'_>) -> Result<Reading, SourceError> {
        let Heard::Document(document) = heard else {
            return Err(SourceError::not_ours("a WordPress site", "a folder"));
        };
        let (_, mark) = mark::take(&document.address);
        let decoded = charset::decode(&document.bytes, document.content_type.as_deref());
        let value: Value = serde_json::from_str(&decoded.text)
            .map_err(|_| SourceError::not_ours("a WordPress site's posts", "no JSON"))?;
        match (value, mark) {
            (Value::Object(post), Some(Mark::VersionOf(key))) => {
                let post = Value::Object(post);
                let draft = draft(&post).ok_or_else(no_release)?;
                let draft = Draft { version_of: Some(key), ..draft };
                Ok(Reading { drafts: vec![draft], ..Reading::default() })
            }
            (Value::Array(posts), mark) => {
                let number = if let Some(Mark::List(number)) = mark { number } else { 1 };
                Ok(self.list(&posts, number, document))
            }
            (Value::Object(error), _) if error.contains_key("code") => {
                let code = error.get("code").and_then(Value::as_str).unwrap_or("");
                let code: String = code.chars().take(60).filter(char::is_ascii_graphic).collect();
                Err(SourceError::not_ours(
                    "a WordPress site's posts",
                    &format!("the error `{code}`"),
                ))
            }
            _ => Err(SourceError::not_ours("a WordPress site's posts", "other JSON")),
        }
    }
}

fn no_release() -> SourceError {
    SourceError::NoRelease { why: "the post has no title, no text, or a password".to_owned() }
}

impl WordPress {
    fn page(&self, number: u64) -> Option<Ask> {
        let mut url = self.base.join(&format!("wp-json/wp/v2/{}", self.posts)).ok()?;
        {
            let mut query = url.query_pairs_mut();
            query.append_pair("per_page", &self.posts_max.to_string());
            query.append_pair("orderby", "modified").append_pair("order", "desc");
            query.append_pair("_embed", "1");
            if !self.categories.is_empty() {
                let all: Vec<String> = self.categories.iter().map(u64::to_string).collect();
                query.append_pair("categories", &all.join(","));
            }
            if number > 1 {
                query.append_pair("page", &number.to_string());
            }
        }
        let url = if number > 1 { mark::put(url, &Mark::List(number)) } else { url };
        Some(Ask::Http(HttpAsk::feed(url)))
    }

    fn list(&self, posts: &[Value], number: u64, document: &Document) -> Reading {
        let mut reading = Reading::default();
        for post in posts {
            let versions = versions(post);
            // What is a version of a post in the source's own language comes with that post.
            let foreign = spoken(post).is_some_and(|language| {
                self.wants(&language)
                    && versions.iter().any(|(one, _)| one.same_primary(&self.language))
            });
            let Some(mut draft) = draft(post).filter(|_| !foreign) else { continue };
            let key = draft.name().map(ReleaseKey::of);
            for (language, id) in versions.into_iter().filter(|(language, _)| self.wants(language))
            {
                let url = self.base.join(&format!("wp-json/wp/v2/{}/{id}?_embed=1", self.posts));
                if let (Ok(url), Some(key)) = (url, key.clone()) {
                    draft.versions.push(language);
                    let url = mark::put(url, &Mark::VersionOf(key));
                    reading.follow.push(Ask::Http(HttpAsk::feed(url)));
                }
            }
            reading.drafts.push(draft);
        }
        let full = u64::try_from(posts.len()).unwrap_or(0) >= self.posts_max;
        let more = document.pages.map_or(full, |pages| number < pages);
        if more && number < self.pages_max {
            reading.follow.extend(self.page(number + 1));
        }
        reading
    }

    fn wants(&self, language: &Language) -> bool {
        !self.language.same_primary(language)
            && self.languages.iter().any(|one| one.same_primary(language))
    }
}

fn text<'a>(value: &'a Value, pointer: &str) -> Option<&'a str> {
    value.pointer(pointer).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty())
}

/// The language a plug-in says a post is in.
fn spoken(post: &Value) -> Option<Language> {
    let tag = ["/lang", "/wpml_current_locale", "/language", "/polylang_current_lang"]
        .iter()
        .find_map(|pointer| text(post, pointer))?;
    Language::parse(tag).ok()
}

/// The versions of a post, by language, with their numbers: as Polylang or WPML name them.
fn versions(post: &Value) -> Vec<(Language, u64)> {
    let mut found = Vec::new();
    for (tag, id) in post.get("translations").and_then(Value::as_object).into_iter().flatten() {
        if let (Ok(language), Some(id)) = (Language::parse(tag), id.as_u64()) {
            found.push((language, id));
        }
    }
    for one in post.get("wpml_translations").and_then(Value::as_array).into_iter().flatten() {
        let tag = text(one, "/locale").and_then(|tag| Language::parse(tag).ok());
        if let (Some(language), Some(id)) = (tag, one.get("id").and_then(Value::as_u64)) {
            found.push((language, id));
        }
    }
    let own = post.get("id").and_then(Value::as_u64);
    found.retain(|(_, id)| Some(*id) != own);
    found.truncate(20);
    found
}

/// One post as a draft; nothing when it has no title or text, or asks for a password.
fn draft(post: &Value) -> Option<Draft> {
    let rendered = |field: &str| text(post, &format!("/{field}/rendered"));
    let closed = post.pointer("/content/protected") == Some(&Value::Bool(true));
    let headline = html::words(rendered("title")?);
    let body = rendered("content").filter(|_| !closed)?;
    let url = text(post, "/link")?;
    let named = |pointer: &str| -> Vec<String> {
        let all = post.pointer(pointer).and_then(Value::as_array).into_iter().flatten();
        all.filter_map(|one| text(one, "/name")).map(html::words).collect()
    };
    let terms = post.pointer("/_embedded/wp:term").and_then(Value::as_array);
    let terms = terms.into_iter().flatten().filter_map(Value::as_array).flatten();
    Some(Draft {
        own_id: Some(rendered("guid").unwrap_or(url).to_owned()),
        url: Some(url.to_owned()),
        headline: Some(headline),
        summary: rendered("excerpt").map(|excerpt| Markup::Html(excerpt.to_owned())),
        body: Some(Markup::Html(body.to_owned())),
        language: spoken(post),
        published: stamp(post, "date"),
        updated: stamp(post, "modified"),
        authors: named("/_embedded/author")
            .into_iter()
            .filter(|name| !name.to_lowercase().contains("admin"))
            .collect(),
        categories: terms.filter_map(|term| text(term, "/name")).map(html::words).collect(),
        media: featured(post),
        ..Draft::default()
    })
}

/// A time of a post: in UTC where it is given, else as the site wrote it.
fn stamp(post: &Value, field: &str) -> Option<Stamp> {
    let utc = text(post, &format!("/{field}_gmt")).filter(|at| !at.starts_with("0000"));
    let raw = match utc {
        Some(at) => format!("{}Z", at.trim_end_matches('Z')),
        None => text(post, &format!("/{field}"))?.to_owned(),
    };
    Some(date::read(&raw, date::Hints::default()))
}

/// The picture set over a post, with its size, caption and words.
fn featured(post: &Value) -> Vec<Media> {
    let all = post.pointer("/_embedded/wp:featuredmedia").and_then(Value::as_array);
    let media = all.into_iter().flatten().filter_map(|one| {
        let url = text(one, "/source_url").filter(|url| url.starts_with("http"))?;
        let caption =
            text(one, "/caption/rendered").map(html::words).filter(|words| !words.is_empty());
        let said = text(one, "/mime_type").map(str::to_owned);
        Some(Media {
            url: url.to_owned(),
            media_type: said.or_else(|| type_of(url).map(str::to_owned)),
            bytes: one.pointer("/media_details/filesize").and_then(Value::as_u64),
            caption: caption.or_else(|| text(one, "/alt_text").map(str::to_owned)),
            credit: text(one, "/media_details/image_meta/credit").map(str::to_owned),
        })
    });
    media.collect()
}

#[cfg(test)]
mod tests;
