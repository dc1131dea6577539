//! What the newer engines ask and hear, by the vendors' own descriptions.

use serde_json::{Value, json};
use warta::domain::Retry;
use warta::domain::ask::{HeaderText, HttpAsk};
use warta::domain::secret::Secret;
use warta::engine::{Engine, Step};

use crate::engines::{answered, batch, check_failures, engine, fixture, http, now, secs, texts};

const TWO: [&str; 2] = ["Kepala ⟦1⟧ hadir.", "Rapat selesai."];
const THEIRS: [&str; 2] = ["Ketua ⟦1⟧ hadir.", "Mesyuarat selesai."];

fn asked(engine: &dyn Engine, to: &str) -> (HttpAsk, Value) {
    let ask = http(engine.next(&batch(to, &TWO), &[], now()).unwrap());
    let body = serde_json::from_slice(&ask.body.as_ref().unwrap().1).unwrap();
    (ask, body)
}

fn secret(prefix: &'static str) -> HeaderText {
    HeaderText::Secret { prefix, secret: Secret::new("k1".to_owned()) }
}

#[track_caller]
fn check_answer(engine: &dyn Engine, file: &str) {
    let answer = answered(200, None, fixture(file));
    assert_eq!(texts(engine.next(&batch("ms", &TWO), &[answer], now()).unwrap()), THEIRS, "{file}");
}

#[test]
fn google_gets_plain_text_and_its_key_in_a_header() {
    let engine = engine("google", "key = { env = \"k1\" }");
    let (ask, body) = asked(&*engine, "zh-Hant");
    assert_eq!(ask.url.as_str(), "https://translation.googleapis.com/language/translate/v2");
    assert_eq!(ask.headers, [("x-goog-api-key".into(), secret(""))]);
    let wanted = json!({
        "q": TWO, "source": "id", "target": "zh-TW", "format": "text", "model": "nmt",
    });
    assert_eq!(body, wanted);
    check_answer(&*engine, "google/answer.json");
    check_failures(
        &*engine,
        "google",
        &[
            (403, None, "daily.json", ("quota", Retry::Never)),
            (403, None, "rate.json", ("busy", secs(60))),
            (429, Some(5), "", ("busy", secs(5))),
            (403, None, "", ("key", Retry::Never)),
            (400, None, "key.json", ("key", Retry::Never)),
            (400, None, "many.json", ("too large", Retry::Split)),
            (400, None, "pair.json", ("pair", Retry::Never)),
            (503, None, "", ("unavailable", Retry::Later)),
            (200, None, "short.json", ("mismatch", Retry::Split)),
            (200, None, "key.json", ("malformed", Retry::Later)),
        ],
    );
}

#[test]
fn azure_is_told_languages_in_the_address_and_its_region_in_a_header() {
    let engine = engine("azure", "key = { env = \"k1\" }\nregion = \"southeastasia\"");
    let (ask, body) = asked(&*engine, "pt-BR");
    let address = "https://api.cognitive.microsofttranslator.com/translate\
                   ?api-version=3.0&from=id&to=pt&textType=plain";
    assert_eq!(ask.url.as_str(), address);
    let region = HeaderText::Clear("southeastasia".to_owned());
    let headers = [
        ("ocp-apim-subscription-key".into(), secret("")),
        ("ocp-apim-subscription-region".into(), region),
    ];
    assert_eq!(ask.headers, headers);
    assert_eq!(body, json!([{ "Text": TWO[0] }, { "Text": TWO[1] }]));
    check_answer(&*engine, "azure/answer.json");
    check_answer(&*engine, "azure/marked.json");
    check_failures(
        &*engine,
        "azure",
        &[
            (401, None, "", ("key", Retry::Never)),
            (403, None, "quota.json", ("quota", Retry::Never)),
            (400, None, "pair.json", ("pair", Retry::Never)),
            (400, None, "large.json", ("too large", Retry::Split)),
            (429, None, "busy.json", ("busy", secs(60))),
            (503, None, "", ("unavailable", Retry::Later)),
            (200, None, "busy.json", ("malformed", Retry::Later)),
        ],
    );
}

#[test]
fn a_model_gets_texts_apart_from_its_rules_and_answers_by_id() {
    let own = "url = \"http://127.0.0.1:11434/v1\"\nkey = { env = \"k1\" }\nmodel = \"uji\"";
    let chat = engine("chat", own);
    let (ask, body) = asked(&*chat, "ms");
    assert_eq!(ask.url.as_str(), "http://127.0.0.1:11434/v1/chat/completions");
    assert_eq!(ask.headers, [("authorization".into(), secret("Bearer "))]);
    assert_eq!((&body["model"], &body["temperature"]), (&json!("uji"), &json!(0)));
    assert_eq!(body["response_format"]["json_schema"]["strict"], json!(true));
    let segments: Value =
        serde_json::from_str(body["messages"][1]["content"].as_str().unwrap()).unwrap();
    let wanted = json!({ "from": "id", "to": "ms", "segments": [
        { "id": 1, "text": TWO[0] }, { "id": 2, "text": TWO[1] },
    ] });
    assert_eq!(segments, wanted);
    // in whatever order they come
    check_answer(&*chat, "chat/answer.json");
    let fenced = answered(200, None, fixture("chat/fenced.json"));
    let found = texts(chat.next(&batch("ms", &TWO), &[fenced], now()).unwrap());
    assert_eq!(found, ["Satu.", "Dua."]);
    check_failures(
        &*chat,
        "chat",
        &[
            (401, None, "key.json", ("key", Retry::Never)),
            (429, Some(7), "", ("busy", secs(7))),
            (429, None, "quota.json", ("quota", Retry::Never)),
            (400, None, "long.json", ("too large", Retry::Split)),
            (200, None, "cut.json", ("too large", Retry::Split)),
            (200, None, "doubled.json", ("mismatch", Retry::Split)),
            (200, None, "words.json", ("malformed", Retry::Later)),
            (200, None, "refusal.json", ("refused", Retry::Split)),
            (500, None, "", ("unavailable", Retry::Later)),
        ],
    );
    let bare = engine("chat", "url = \"http://127.0.0.1:1/v1\"\nmodel = \"u\"\nstructured = false");
    assert!(asked(&*bare, "ms").1.get("response_format").is_none());
}

#[test]
fn what_a_model_says_it_used_is_what_counts() {
    let chat = engine("chat", "url = \"http://127.0.0.1:11434/v1\"\nmodel = \"uji\"");
    let answer = answered(200, None, fixture("chat/answer.json"));
    let Step::Answers(found) = chat.next(&batch("ms", &TWO), &[answer], now()).unwrap() else {
        panic!("no answers")
    };
    assert_eq!(found.iter().map(|one| one.billed).sum::<Option<usize>>(), Some(1_000));
}
