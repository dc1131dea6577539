//! What an engine is told of terms, and that memory goes by it.

use serde_json::{Value, json};
use warta::domain::segment::Hint;
use warta::engine::{Batch, Engine};

use crate::engines::desk::Desk;
use crate::engines::{answered, batch, build, engine, fixture, http, now, texts};
use crate::support::fake::Asked;

const TWO: [&str; 2] = ["Kepala ⟦1⟧ hadir.", "Rapat selesai."];

fn body(engine: &dyn Engine, batch: &Batch) -> Value {
    let ask = http(engine.next(batch, &[], now()).unwrap());
    serde_json::from_slice(&ask.body.unwrap().1).unwrap()
}

fn hint(term: &str, translation: &str) -> Hint {
    Hint { term: term.to_owned(), translations: vec![translation.to_owned()] }
}

#[test]
fn a_model_is_told_terms_and_the_paragraph_beside_the_texts() {
    let chat = engine("chat", "url = \"http://127.0.0.1:11434/v1\"\nmodel = \"uji\"");
    let mut asked = batch("ms", &TWO);
    asked.context = "Kepala BCN hadir. Ia pulang. Rapat selesai.".to_owned();
    asked.hints = vec![Vec::new(), vec![hint("rapat", "mesyuarat"), hint("⟦1/⟧", "dewan")]];
    let body = body(&*chat, &asked);
    let said: Value =
        serde_json::from_str(body["messages"][1]["content"].as_str().unwrap()).unwrap();
    let terms = json!([
        { "term": "rapat", "translations": ["mesyuarat"] },
        { "term": "⟦1/⟧", "translations": ["dewan"] },
    ]);
    let wanted = json!({
        "from": "id", "to": "ms", "context": asked.context,
        "segments": [{ "id": 1, "text": TWO[0] }, { "id": 2, "text": TWO[1], "terms": terms }],
    });
    assert_eq!(said, wanted);
    assert_eq!(chat.counts_context(&asked.context), 43, "it reads the paragraph, and charges");
}

#[test]
fn deepl_uses_a_glossary_of_its_own_and_looks_at_the_paragraph() {
    let deepl = engine("deepl", "key = { env = \"k1\" }\nglossary = \"def3a26b\"");
    let mut asked = batch("ms", &TWO);
    asked.context = "Kepala hadir. Rapat selesai.".to_owned();
    let sent = body(&*deepl, &asked);
    assert_eq!((&sent["glossary_id"], &sent["source_lang"]), (&json!("def3a26b"), &json!("ID")));
    assert_eq!(sent["context"], json!(asked.context));
    assert_eq!(deepl.counts_context(&asked.context), 0, "it is not charged for");
    assert_eq!(deepl.glossary(), Some("def3a26b"));
    let plain = engine("deepl", "key = { env = \"k1\" }");
    let sent = body(&*plain, &batch("ms", &TWO));
    assert!(sent.get("glossary_id").is_none() && sent.get("context").is_none(), "{sent}");
}

#[test]
fn google_uses_a_glossary_of_its_own_and_the_list_made_with_it_is_read() {
    let own =
        "key = { file = \"google.json\" }\nlocation = \"us-central1\"\nglossary = \"istilah\"";
    let google = engine("google-v3", own);
    let sent = body(&*google, &batch("ms", &TWO));
    let path = "projects/kantor-uji/locations/us-central1/glossaries/istilah";
    assert_eq!(sent["glossaryConfig"], json!({ "glossary": path, "ignoreCase": true }));
    assert_eq!(google.glossary(), Some("istilah"));
    let answer = answered(200, None, fixture("google-v3/glossary.json"));
    let found = texts(google.next(&batch("ms", &TWO), &[answer], now()).unwrap());
    assert_eq!(found, ["Ketua ⟦1⟧ hadir.", "Mesyuarat tamat."]);
    // an answer made without it is none
    let answer = answered(200, None, fixture("google-v3/answer.json"));
    google.next(&batch("ms", &TWO), &[answer], now()).unwrap_err();
}

#[test]
fn a_glossary_that_cannot_be_is_refused() {
    for (table, words) in [
        ("kind = \"google-v3\"\nkey = { file = \"google.json\" }\nglossary = \"x\"", "`location`"),
        ("kind = \"deepl\"\nkey = { env = \"k\" }\nglossary = \" \"", "`glossary` is empty"),
    ] {
        let error = build(&format!("name = \"x\"\n{table}")).unwrap_err();
        assert!(error.contains(words), "{error}");
    }
}

const RELEASE: &str = "Warga dilatih di kantor pusat\nPenyuluhan dibuka kepala kantor.\n\
Rapat kerja dihadiri seluruh warga kampung.\nSemua peserta mendengarkan dengan tenang.";

/// The texts asked for since so many requests.
fn since(desk: &Desk, before: usize) -> Vec<String> {
    let requests: Vec<Asked> = desk.fake.requests().split_off(before);
    requests.into_iter().flat_map(|one| one.texts).collect()
}

/// Other terms, and everything of the release translated once more.
fn with_terms(desk: &Desk, lines: &str) -> Vec<String> {
    desk.home.write("config/glossary/id-ms.tsv", lines);
    desk.reload();
    again(desk)
}

fn again(desk: &Desk) -> Vec<String> {
    let before = desk.fake.requests().len();
    desk.retranslate("ms");
    since(desk, before)
}

#[test]
fn a_model_is_asked_again_only_for_segments_with_other_terms() {
    let desk = Desk::of("chat");
    desk.drop_in("satu", RELEASE);
    desk.pull();
    assert_eq!(since(&desk, 0).len(), 4);
    assert_eq!(again(&desk), Vec::<String>::new());
    // a preferred term: the model is told, so its segment is asked for again, and no other
    let asked = with_terms(&desk, "penyuluhan\tpreferred\tceramah\n");
    assert_eq!(asked, ["Penyuluhan dibuka kepala kantor."]);
    let last = desk.fake.requests().pop().unwrap().whole;
    assert!(last.contains("ceramah"), "{last}");
    assert_eq!(again(&desk), Vec::<String>::new());
    // a fixed one, and another translation of it
    let fixed = "penyuluhan\tpreferred\tceramah\nrapat kerja\tfixed\tmesyuarat\n";
    assert_eq!(with_terms(&desk, fixed), ["⟦1/⟧ dihadiri seluruh warga kampung."]);
    let other = fixed.replace("\tmesyuarat", "\tmesyuarat kerja");
    assert_eq!(with_terms(&desk, &other).len(), 1, "the model knows what stands for the mark");
    // as it was: what was remembered then is found again
    assert_eq!(with_terms(&desk, ""), Vec::<String>::new());
    assert_eq!(desk.faults(), Vec::<String>::new());
}

#[test]
fn another_glossary_of_the_services_own_is_another_memory() {
    let desk = Desk::with("deepl", "", "");
    desk.drop_in("satu", RELEASE);
    desk.pull();
    let config = desk.home.read("config/warta.toml");
    desk.home.write("config/warta.toml", &format!("{config}glossary = \"satu\"\n"));
    desk.reload();
    assert_eq!(again(&desk).len(), 4);
    assert_eq!(again(&desk), Vec::<String>::new());
    desk.home.write("config/warta.toml", &config);
    desk.reload();
    assert_eq!(again(&desk), Vec::<String>::new(), "what was made without one is still there");
}
