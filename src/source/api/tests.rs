//! JSON interfaces, read by paths.

use serde_json::json;

use super::*;
use crate::domain::Document;
use crate::domain::secret::SecretRef;

const MORE: &str = "list = \"/data\", id = \"/nomor\", title = \"/judul\", body = \"/isi\"";

fn api(more: &str) -> Arc<dyn Source> {
    let text = format!("{{ url = \"https://k.example/api\", {MORE}, {more} }}");
    let value = ValueDeserializer::parse(&text).unwrap();
    let language = Language::parse("id").unwrap();
    let open = |_: &SecretRef| Ok(Secret::new("kunci".to_owned()));
    build(value, &Context { home: ".".into(), language, zone: None, open: &open }).unwrap()
}

fn read(source: &Arc<dyn Source>, address: &str, value: &Value) -> Reading {
    let document = Document::bare(address, value.to_string().into_bytes());
    source.read(Heard::Document(&document)).unwrap()
}

fn asked(ask: &Ask) -> &str {
    let Ask::Http(ask) = ask else { panic!("not over HTTP") };
    ask.url.as_str()
}

#[test]
fn items_are_drafts_and_the_list_goes_on() {
    let source = api("date = \"/terbit\", link = \"/tautan\", next = \"/lanjut\", pages_max = 2, \
                      withdrawn = \"/ditarik\"");
    let value = json!({"data": [
        {"nomor": 17, "judul": "Warga Dilatih", "isi": "<p>Isi.</p>", "terbit": "2026-03-01", "tautan": "/17"},
        {"nomor": 18, "judul": "Ralat", "isi": "x", "ditarik": {"pada": "2026-03-02"}},
        {"judul": "Tanpa nomor", "isi": "x"}], "lanjut": "?hal=2"});
    let reading = read(&source, "https://k.example/api", &value);
    assert_eq!(reading.drafts.len(), 2);
    assert_eq!(reading.drafts[0].own_id.as_deref(), Some("17"));
    assert_eq!(reading.drafts[0].url.as_deref(), Some("https://k.example/17"));
    assert!(!reading.drafts[0].withdrawn && reading.drafts[1].withdrawn);
    assert_eq!(reading.warnings.len(), 1);
    assert_eq!(asked(&reading.follow[0]), "https://k.example/api?hal=2#warta-list-2");
    let second = read(&source, "https://k.example/api?hal=2#warta-list-2", &value);
    assert_eq!(second.follow, []);
}

#[test]
fn texts_may_stand_in_documents_of_their_own() {
    let source = api("detail = \"/api/satu?ref={id}\", item = \"/rilis\"");
    let reading = read(&source, "https://k.example/api", &json!({"data": [{"nomor": "IP/26/1"}]}));
    assert_eq!(asked(&reading.follow[0]), "https://k.example/api/satu?ref=IP%2F26%2F1");
    let own = json!({"rilis": {"nomor": "IP/26/1", "judul": "Judul", "isi": "Isi"}});
    let reading = read(&source, "https://k.example/api/satu?ref=IP%2F26%2F1", &own);
    assert_eq!(reading.drafts[0].own_id.as_deref(), Some("IP/26/1"));
}

#[test]
fn versions_in_wanted_languages_are_followed() {
    let source = api("versions = \"/available_translations\", languages = [\"en\"]");
    let value = json!({"data": [{"nomor": "1", "judul": "J", "isi": "I", "available_translations":
        [{"locale": "en", "api_url": "/api/1.en"}, {"locale": "cy", "api_url": "/api/1.cy"}]}]});
    let reading = read(&source, "https://k.example/api", &value);
    assert_eq!(reading.drafts[0].versions, [Language::english()]);
    assert_eq!(reading.follow.len(), 1);
    let own = json!({"nomor": "1", "judul": "Title", "isi": "Text"});
    let version = read(&source, asked(&reading.follow[0]), &own);
    assert_eq!(version.drafts[0].version_of, Some(ReleaseKey::of("1")));
}

#[test]
fn what_is_no_such_interface_is_refused() {
    let document = |text: &str| Document::bare("https://k.example/api", text.as_bytes().to_vec());
    for text in ["", "<html>", "{}", "{\"data\": {}}"] {
        assert!(api("").read(Heard::Document(&document(text))).is_err(), "{text}");
    }
    let dotted = ValueDeserializer::parse("{ url = \"https://k.example\", id = \"a.b\" }").unwrap();
    let language = Language::parse("id").unwrap();
    let open = |_: &SecretRef| Err(String::new());
    let context = Context { home: ".".into(), language, zone: None, open: &open };
    assert!(build(dotted, &context).unwrap_err().to_string().contains("write `/a/b`"));
}

#[test]
fn a_key_is_sent_to_the_interfaces_own_server_alone() {
    let headers = |ask: &Ask| {
        let Ask::Http(ask) = ask else { panic!("not over HTTP") };
        ask.headers.clone()
    };
    let secret = Secret::new("kunci".to_owned());
    let bearer = HeaderText::Secret { prefix: "Bearer ", secret: secret.clone() };
    let source = api("token = { env = \"KUNCI\" }, next = \"/lanjut\", pages_max = 3");
    assert_eq!(headers(&source.start()[0]), [("authorization".into(), bearer.clone())]);
    let page = |next: &str| json!({"data": [], "lanjut": next});
    let next = read(&source, "https://k.example/api", &page("/api?hal=2"));
    assert_eq!(headers(&next.follow[0]), [("authorization".into(), bearer)]);
    for elsewhere in ["https://lain.example/api", "http://k.example/api", "//k.example:8443/api"] {
        let next = read(&source, "https://k.example/api", &page(elsewhere));
        assert_eq!(headers(&next.follow[0]), [], "{elsewhere}");
    }
    let named = api("token = { env = \"KUNCI\" }, token_header = \"X-Api-Key\"");
    let bare = HeaderText::Secret { prefix: "", secret };
    assert_eq!(headers(&named.start()[0]), [("X-Api-Key".into(), bare)]);
    assert!(!format!("{named:?} {:?}", named.start()).contains("kunci"));
}
