//! WordPress sites, read by their REST interface.

use serde_json::json;

use super::*;
use crate::domain::instant;

fn site(more: &str) -> Arc<dyn Source> {
    let text = format!("{{ url = \"https://k.example/blog\", {more} }}");
    let value = ValueDeserializer::parse(&text).unwrap();
    let language = Language::parse("id").unwrap();
    build(value, &Context { home: ".".into(), language, zone: None, open: &|_| Err(String::new()) })
        .unwrap()
}

fn post(id: u64) -> Value {
    json!({
        "id": id, "guid": {"rendered": format!("https://k.example/?p={id}")},
        "link": format!("https://k.example/{id}"), "date_gmt": "2026-03-01T01:00:00",
        "title": {"rendered": "Warga &#8220;Pesisir&#8221; Dilatih"},
        "content": {"rendered": "<p>Isi.</p>", "protected": false}, "lang": "id",
        "translations": {"id": id, "en": id + 100},
        "_embedded": {"author": [{"name": "Rani Contoh"}],
            "wp:featuredmedia": [{"source_url": "https://k.example/a.jpg", "mime_type": "image/jpeg",
                "media_details": {"filesize": 1234}, "caption": {"rendered": "<p>Latihan</p>"}}],
            "wp:term": [[{"name": "Siaran Pers"}]]},
    })
}

fn read(site: &Arc<dyn Source>, address: &str, value: &Value, pages: Option<u64>) -> Reading {
    let bytes = value.to_string().into_bytes();
    let document = Document { pages, ..Document::bare(address, bytes) };
    site.read(Heard::Document(&document)).unwrap()
}

fn asked(ask: &Ask) -> &str {
    let Ask::Http(ask) = ask else { panic!("not over HTTP") };
    ask.url.as_str()
}

#[test]
fn posts_are_asked_for_by_when_they_changed() {
    let start = site("categories = [12, 3], posts_max = 5").start();
    assert_eq!(
        asked(&start[0]),
        "https://k.example/blog/wp-json/wp/v2/posts?per_page=5&orderby=modified&order=desc\
         &_embed=1&categories=12%2C3"
    );
}

#[test]
fn a_post_is_a_draft() {
    let reading = read(&site(""), "https://k.example/x", &json!([post(7)]), None);
    let draft = &reading.drafts[0];
    assert_eq!(draft.own_id.as_deref(), Some("https://k.example/?p=7"));
    assert_eq!(draft.headline.as_deref(), Some("Warga “Pesisir” Dilatih"));
    let at = draft.published.as_ref().unwrap().at.map(instant::rfc3339);
    assert_eq!(at.as_deref(), Some("2026-03-01T01:00:00Z"));
    assert_eq!(draft.authors, ["Rani Contoh"]);
    assert_eq!(draft.categories, ["Siaran Pers"]);
    assert_eq!(draft.media[0].bytes, Some(1234));
    assert_eq!(draft.media[0].caption.as_deref(), Some("Latihan"));
    assert_eq!(reading.follow, []);
}

#[test]
fn pages_go_on_as_far_as_the_site_and_the_operator_say() {
    let source = site("posts_max = 1, pages_max = 3");
    let posts = json!([post(7)]);
    let next = |address: &str, pages| {
        let reading = read(&source, address, &posts, pages);
        reading.follow.first().map(|ask| asked(ask).to_owned())
    };
    assert!(next("https://k.example/x", Some(9)).unwrap().ends_with("&page=2#warta-list-2"));
    assert_eq!(next("https://k.example/x", Some(1)), None);
    assert_eq!(next("https://k.example/x#warta-list-3", Some(9)), None);
}

#[test]
fn versions_of_a_plug_in_are_followed() {
    let source = site("languages = [\"en\"]");
    let mut english = post(107);
    english["lang"] = json!("en");
    english["translations"] = json!({"id": 7, "en": 107});
    let reading = read(&source, "https://k.example/x", &json!([post(7), english]), None);
    assert_eq!(reading.drafts.len(), 1);
    assert_eq!(reading.drafts[0].versions, [Language::english()]);
    let to = asked(&reading.follow[0]);
    assert!(
        to.starts_with("https://k.example/blog/wp-json/wp/v2/posts/107?_embed=1#warta-version-of-")
    );
    let version = read(&source, to, &post(107), None);
    assert_eq!(version.drafts[0].version_of, Some(ReleaseKey::of("https://k.example/?p=7")));
}

#[test]
fn what_is_closed_or_broken_is_no_post() {
    let mut closed = post(7);
    closed["content"]["protected"] = json!(true);
    assert_eq!(read(&site(""), "https://k.example/x", &json!([closed, 1, {}]), None).drafts, []);
    let error = Document::bare("https://k.example/x", b"{\"code\": \"rest_no_route\"}".to_vec());
    assert!(site("").read(Heard::Document(&error)).is_err());
}
