//! What the newer engines ask and hear, by the vendors' own descriptions.

use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
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
fn google_of_the_advanced_edition_gets_a_token_signed_by_the_account() {
    let own = "key = { file = \"google.json\" }\nlocation = \"us-central1\"";
    let engine = engine("google-v3", own);
    let (ask, body) = asked(&*engine, "zh-Hant");
    let parent = "projects/kantor-uji/locations/us-central1";
    let address = format!("https://translation.googleapis.com/v3/{parent}:translateText");
    assert_eq!(ask.url.as_str(), address);
    let wanted = json!({
        "contents": TWO, "mimeType": "text/plain", "sourceLanguageCode": "id",
        "targetLanguageCode": "zh-TW", "model": format!("{parent}/models/general/nmt"),
    });
    assert_eq!(body, wanted);
    let [(name, HeaderText::Secret { prefix: "Bearer ", secret })] = &ask.headers[..] else {
        panic!("no token: {:?}", ask.headers)
    };
    assert_eq!(name, "authorization");
    let claims = claims(secret.reveal());
    assert_eq!(claims["iss"], json!("warta@kantor-uji.example"));
    assert_eq!(claims["scope"], json!("https://www.googleapis.com/auth/cloud-translation"));
    assert_eq!((&claims["iat"], &claims["exp"]), (&json!(1_790_000_000), &json!(1_790_003_600)));
    check_answer(&*engine, "google-v3/answer.json");
    check_failures(
        &*engine,
        "google-v3",
        &[
            (429, None, "day.json", ("quota", Retry::Never)),
            (429, None, "", ("busy", secs(60))),
            (403, None, "denied.json", ("key", Retry::Never)),
            (401, None, "", ("key", Retry::Never)),
            (400, None, "long.json", ("too large", Retry::Split)),
            (400, None, "pair.json", ("pair", Retry::Never)),
            (503, None, "", ("unavailable", Retry::Later)),
            (200, None, "short.json", ("mismatch", Retry::Split)),
            (200, None, "day.json", ("malformed", Retry::Later)),
        ],
    );
}

/// What a token says, once its signature was found to be that of the account's key.
fn claims(token: &str) -> Value {
    let account: Value = serde_json::from_slice(&fixture("google-v3/account.json")).unwrap();
    let pem = account["private_key"].as_str().unwrap();
    let letters: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
    let pair = ring::rsa::KeyPair::from_pkcs8(&BASE64_STANDARD.decode(letters).unwrap()).unwrap();
    let public = ring::rsa::PublicKeyComponents::<Vec<u8>>::from(pair.public());
    let (words, signature) = token.rsplit_once('.').unwrap();
    let signature = BASE64_URL_SAFE_NO_PAD.decode(signature).unwrap();
    let known = &ring::signature::RSA_PKCS1_2048_8192_SHA256;
    public.verify(known, words.as_bytes(), &signature).unwrap();
    let (head, claims) = words.split_once('.').unwrap();
    let read = |part: &str| -> Value {
        serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
    };
    assert_eq!(read(head), json!({ "alg": "RS256", "typ": "JWT", "kid": "uji1" }));
    read(claims)
}

#[test]
fn a_key_that_is_no_service_account_is_refused_without_a_word_of_it() {
    let error = super::build("name = \"g\"\nkind = \"google-v3\"\nkey = { env = \"rahasia\" }");
    let error = error.unwrap_err();
    assert!(error.contains("is not the JSON of a service account"), "{error}");
    assert!(!error.contains("rahasia"), "{error}");
}

#[test]
fn amazon_gets_one_text_and_a_signature_instead_of_the_key() {
    let own = "access_key_id = { env = \"AKIDEXAMPLE\" }\nsecret_access_key = { env = \"k1\" }\n\
               session_token = { env = \"s1\" }\nregion = \"ap-southeast-1\"";
    let engine = engine("amazon", own);
    assert_eq!(engine.capability().limits.texts_max, 1);
    let ask = http(engine.next(&batch("zh-Hant", &TWO[..1]), &[], now()).unwrap());
    assert_eq!(ask.url.as_str(), "https://translate.ap-southeast-1.amazonaws.com/");
    let (media_type, body) = ask.body.as_ref().unwrap();
    assert_eq!(*media_type, "application/x-amz-json-1.1");
    let wanted =
        json!({ "Text": TWO[0], "SourceLanguageCode": "id", "TargetLanguageCode": "zh-TW" });
    assert_eq!(serde_json::from_slice::<Value>(body).unwrap(), wanted);
    let clear = |words: &str| HeaderText::Clear(words.to_owned());
    let target = clear("AWSShineFrontendService_20170701.TranslateText");
    assert_eq!(ask.headers[0], ("x-amz-target".into(), target));
    assert_eq!(ask.headers[1], ("x-amz-date".into(), clear("20260921T141320Z")));
    let (name, HeaderText::Secret { prefix: "", secret }) = &ask.headers[2] else {
        panic!("no signature: {:?}", ask.headers)
    };
    assert_eq!(name, "authorization");
    let start = "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260921/ap-southeast-1/translate/\
                 aws4_request, SignedHeaders=content-type;host;x-amz-date;x-amz-security-token;\
                 x-amz-target, Signature=\
                 ef586c9d83e8ea8035bc84664853b96ad989e9d7f769b30bde1a141ba678f8cb";
    assert_eq!(secret.reveal(), start);
    let token = HeaderText::Secret { prefix: "", secret: Secret::new("s1".to_owned()) };
    assert_eq!(ask.headers[3], ("x-amz-security-token".into(), token));
    let answer = answered(200, None, fixture("amazon/answer.json"));
    let found = engine.next(&batch("ms", &TWO[..1]), &[answer], now()).unwrap();
    assert_eq!(texts(found), THEIRS[..1]);
    check_failures(
        &*engine,
        "amazon",
        &[
            (400, None, "size.json", ("too large", Retry::Split)),
            (400, None, "throttled.json", ("busy", secs(10))),
            (400, None, "pair.json", ("pair", Retry::Never)),
            (400, None, "token.json", ("key", Retry::Never)),
            (400, None, "request.json", ("refused", Retry::Split)),
            (503, None, "down.json", ("unavailable", Retry::Later)),
            (500, None, "", ("unavailable", Retry::Later)),
            (200, None, "empty.json", ("mismatch", Retry::Split)),
        ],
    );
}

#[test]
fn modernmt_is_asked_by_a_post_that_is_a_get_and_says_what_it_charges() {
    let engine = engine("modernmt", "key = { env = \"k1\" }");
    let (ask, body) = asked(&*engine, "pt");
    assert_eq!(ask.url.as_str(), "https://api.modernmt.com/translate");
    let get = HeaderText::Clear("GET".to_owned());
    let headers = [("mmt-apikey".into(), secret("")), ("x-http-method-override".into(), get)];
    assert_eq!(ask.headers, headers);
    let wanted = json!({ "source": "id", "target": "pt-BR", "q": TWO, "format": "text/plain" });
    assert_eq!(body, wanted);
    check_answer(&*engine, "modernmt/answer.json");
    let answer = answered(200, None, fixture("modernmt/answer.json"));
    let Step::Answers(found) = engine.next(&batch("ms", &TWO), &[answer], now()).unwrap() else {
        panic!("no answers")
    };
    assert_eq!(found.iter().map(|one| one.billed).collect::<Vec<_>>(), [Some(18), Some(14)]);
    check_failures(
        &*engine,
        "modernmt",
        &[
            (401, None, "key.json", ("key", Retry::Never)),
            (403, None, "quota.json", ("quota", Retry::Never)),
            (400, None, "pair.json", ("pair", Retry::Never)),
            (400, None, "long.json", ("too large", Retry::Split)),
            (429, Some(3), "", ("busy", secs(3))),
            (503, None, "", ("unavailable", Retry::Later)),
            (200, None, "short.json", ("mismatch", Retry::Split)),
            (200, None, "key.json", ("malformed", Retry::Later)),
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
