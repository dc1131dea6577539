//! Engines: what they ask, and what they make of every answer they may get.
//!
//! - [`faults`]: everything a service may do wrong, through the whole pipeline.
//! - [`money`]: budgets, chains, and what an operator is told of them.
//! - [`kills`]: killed at random, and the ledger balances.
//! - [`busy`]: no more on the wire than is borne.
//! - [`offers`]: what people are offered of segments that are alike.
//! - [`sentences`]: sentences that were translated before, in other paragraphs.
//! - [`told`]: what engines are told of terms.
//! - [`wire`]: what the newer engines ask and hear, from their descriptions.
//! - [`desk`]: a home whose engine is the fake one.

mod busy;
mod desk;
mod faults;
mod kills;
mod money;
mod offers;
mod sentences;
mod told;
mod wire;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use serde::Deserialize;
use warta::domain::ask::{HeaderText, HttpAsk, RunAsk};
use warta::domain::secret::SecretRef;
use warta::domain::{Ask, Instant, Language, Reply, Retry, Secret, instant};
use warta::engine::{Answer, Batch, Context, Engine, EngineError, KINDS, Step};

fn now() -> Instant {
    instant::from_seconds(1_790_000_000)
}

fn tag(tag: &str) -> Language {
    Language::parse(tag).unwrap()
}

/// Opens every secret as its own name: `{ env = "abc:fx" }` is the secret `abc:fx`.
fn open(secret: &SecretRef) -> Result<Secret, String> {
    match secret {
        SecretRef::Env(name) => Ok(Secret::new(name.clone())),
        SecretRef::File(path) if path.ends_with("google.json") => {
            let account = String::from_utf8(fixture("google-v3/account.json")).unwrap();
            Ok(Secret::new(account))
        }
        SecretRef::File(path) => Err(format!("{} cannot be read", path.display())),
    }
}

/// Builds an engine of the table as configuration would: its common keys taken out.
pub(crate) fn build(table: &str) -> Result<Arc<dyn Engine>, String> {
    let mut whole: toml::Table = toml::from_str(table).unwrap();
    let kind = whole.remove("kind").unwrap();
    let name = whole.remove("name").unwrap().as_str().unwrap().to_owned();
    for common in ["pairs", "price"] {
        whole.remove(common);
    }
    let own = toml::Value::Table(whole).to_string();
    let kind = KINDS.iter().find(|k| Some(k.name) == kind.as_str()).unwrap();
    let context = Context { name, home: PathBuf::from("/home/of/warta"), open: &open };
    let table = toml::de::ValueDeserializer::parse(&own).map_err(|error| error.to_string())?;
    (kind.build)(table, &context).map_err(|error| error.message().to_owned())
}

fn engine(kind: &str, more: &str) -> Arc<dyn Engine> {
    build(&format!("name = \"{kind}\"\nkind = \"{kind}\"\n{more}")).unwrap()
}

fn apertium() -> Arc<dyn Engine> {
    engine("apertium", "url = \"http://127.0.0.1:2737\"")
}

fn libretranslate() -> Arc<dyn Engine> {
    engine("libretranslate", "url = \"http://127.0.0.1:5000/base/\"\nkey = { env = \"k1\" }")
}

fn deepl() -> Arc<dyn Engine> {
    engine("deepl", "key = { env = \"k1:fx\" }")
}

fn batch(to: &str, texts: &[&str]) -> Batch {
    let texts = texts.iter().map(|text| (*text).to_owned()).collect();
    Batch { from: tag("id"), to: tag(to), texts, context: String::new(), hints: Vec::new() }
}

fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(Path::new("tests/it/fixtures/engines").join(name)).unwrap()
}

fn answered(status: u16, wait: Option<u64>, body: Vec<u8>) -> Reply {
    Reply::Answer { status, retry_after: wait.map(Duration::from_secs), body }
}

fn http(step: Step) -> HttpAsk {
    match step {
        Step::Ask(ask) => match *ask {
            Ask::Http(ask) => ask,
            other => panic!("{other:?}"),
        },
        Step::Answers(answers) => panic!("{answers:?}"),
    }
}

fn texts(step: Step) -> Vec<String> {
    match step {
        Step::Answers(answers) => answers.into_iter().map(|answer| answer.text).collect(),
        Step::Ask(ask) => panic!("{ask:?}"),
    }
}

/// The name of an error's case, and what the queue does about it.
fn case(error: &EngineError) -> (&'static str, Retry) {
    let name = match error {
        EngineError::Key { .. } => "key",
        EngineError::Quota { .. } => "quota",
        EngineError::Busy { .. } => "busy",
        EngineError::Unavailable { .. } => "unavailable",
        EngineError::TooLarge { .. } => "too large",
        EngineError::Pair { .. } => "pair",
        EngineError::Refused { .. } => "refused",
        EngineError::Malformed { .. } => "malformed",
        EngineError::Mismatch { .. } => "mismatch",
        EngineError::Barred { .. } => "barred",
    };
    (name, error.retry())
}

/// A status, a `Retry-After`, the body's fixture (empty: no body), and what it means.
type Failure = (u16, Option<u64>, &'static str, (&'static str, Retry));

#[track_caller]
fn check_failures(engine: &dyn Engine, folder: &str, failures: &[Failure]) {
    for (status, wait, file, meaning) in failures {
        let body = if file.is_empty() { Vec::new() } else { fixture(&format!("{folder}/{file}")) };
        let reply = answered(*status, *wait, body);
        let error = engine.next(&batch("ms", &["Satu", "Dua"]), &[reply], now()).unwrap_err();
        assert_eq!(case(&error), *meaning, "{status} {file}: {error}");
    }
}

const fn secs(secs: u64) -> Retry {
    Retry::After(Duration::from_secs(secs))
}

#[test]
fn every_example_of_the_registry_builds_and_has_a_schema() {
    for kind in KINDS {
        #[derive(Deserialize)]
        struct Tables {
            engine: Vec<toml::Table>,
        }
        let tables: Tables = toml::from_str(kind.example).unwrap();
        let built = build(&tables.engine[0].to_string()).unwrap();
        assert_eq!(built.kind(), kind.name);
        let limits = built.capability().limits;
        assert!(limits.text_chars_max <= limits.request_chars_max && limits.texts_max > 0);
        assert!(built.takes(&tag("id"), &tag("ms")) && !built.takes(&tag("id"), &tag("id")));
        let schema = (kind.schema)(&mut schemars::SchemaGenerator::default());
        assert_eq!(schema.get("type").and_then(|t| t.as_str()), Some("object"), "{}", kind.name);
    }
}

#[test]
fn an_unknown_key_or_a_wrong_value_is_refused() {
    for (table, words) in [
        ("kind = \"rehearsal\"\nspeed = 1", "unknown field `speed`"),
        ("kind = \"apertium\"", "missing field `url`"),
        ("kind = \"apertium\"\nurl = \"ftp://127.0.0.1/\"", "not an address of HTTP"),
        ("kind = \"command\"\nprogram = \"\"\ncraft = \"rules\"", "`program` is empty"),
        ("kind = \"command\"\nprogram = \"x\"\ncraft = \"rules\"\nlimit_secs = 0", "not within 1"),
        ("kind = \"deepl\"\nkey = { file = \"k\" }", "k cannot be read"),
    ] {
        let error = build(&format!("name = \"x\"\n{table}")).unwrap_err();
        assert!(error.contains(words), "{error}");
    }
}

#[test]
fn apertium_is_asked_one_text_after_another() {
    let (engine, batch) = (apertium(), batch("ms", &["Rapat & kerja", "Dua"]));
    let ask = http(engine.next(&batch, &[], now()).unwrap());
    assert_eq!(ask.url.as_str(), "http://127.0.0.1:2737/translate");
    let (media_type, body) = ask.body.unwrap();
    assert_eq!(media_type, "application/x-www-form-urlencoded");
    let form = "langpair=ind%7Czlm&markUnknown=yes&format=txt&q=Rapat+%26+kerja";
    assert_eq!(String::from_utf8(body).unwrap(), form);

    let answer = answered(200, None, fixture("apertium/answer.json"));
    let again = http(engine.next(&batch, std::slice::from_ref(&answer), now()).unwrap());
    assert!(String::from_utf8(again.body.unwrap().1).unwrap().ends_with("q=Dua"));
    let done = texts(engine.next(&batch, &[answer.clone(), answer], now()).unwrap());
    assert_eq!(done.len(), 2);
    assert!(done[0].starts_with("Ketua Kolej ⟦1⟧*Kominfo⟦/1⟧"), "{}", done[0]);
}

#[test]
fn apertium_is_never_sent_what_it_would_cut() {
    let long = "kata ".repeat(201);
    let error = apertium().next(&batch("ms", &[&long]), &[], now()).unwrap_err();
    assert_eq!(case(&error), ("too large", Retry::Split));
}

#[test]
fn apertiums_failures_have_names() {
    check_failures(
        &*apertium(),
        "apertium",
        &[
            (400, None, "pair.json", ("pair", Retry::Never)),
            (400, None, "missing.json", ("refused", Retry::Split)),
            (503, None, "unavailable.json", ("unavailable", Retry::Later)),
            (503, Some(7), "", ("busy", secs(7))),
            (404, None, "", ("unavailable", Retry::Later)),
            (200, None, "missing.json", ("malformed", Retry::Later)),
        ],
    );
}

#[test]
fn libretranslate_gets_the_whole_batch_as_text() {
    let engine = libretranslate();
    let two = batch("zh-Hant", &["Kepala ⟦1⟧ hadir.", "Rapat selesai."]);
    let ask = http(engine.next(&two, &[], now()).unwrap());
    assert_eq!(ask.url.as_str(), "http://127.0.0.1:5000/base/translate");
    let body: serde_json::Value = serde_json::from_slice(&ask.body.unwrap().1).unwrap();
    let wanted = serde_json::json!({
        "q": ["Kepala ⟦1⟧ hadir.", "Rapat selesai."],
        "source": "id", "target": "zh-Hant", "format": "text", "api_key": "k1",
    });
    assert_eq!(body, wanted);
    let answer = answered(200, None, fixture("libretranslate/answer.json"));
    let done = texts(engine.next(&two, &[answer], now()).unwrap());
    assert_eq!(done, ["Ketua ⟦1⟧ hadir.", "Mesyuarat selesai."]);
}

#[test]
fn libretranslates_failures_have_names() {
    check_failures(
        &*libretranslate(),
        "libretranslate",
        &[
            (400, None, "key-missing.json", ("key", Retry::Never)),
            (403, None, "key-wrong.json", ("key", Retry::Never)),
            (400, None, "pair.json", ("pair", Retry::Never)),
            (400, None, "too-large.json", ("too large", Retry::Split)),
            (429, None, "slowdown.json", ("busy", secs(60))),
            (500, None, "failed.json", ("unavailable", Retry::Later)),
            (200, None, "picture.json", ("malformed", Retry::Later)),
            (200, None, "short.json", ("mismatch", Retry::Split)),
            (200, None, "failed.json", ("malformed", Retry::Later)),
        ],
    );
}

#[test]
fn deepl_is_asked_with_tags_and_a_secret_nobody_prints() {
    let engine = deepl();
    let two = batch("en", &["Kepala <x id=\"1\">BPC</x> <g id=\"2\">hadir</g>.", "A &amp; B"]);
    let ask = http(engine.next(&two, &[], now()).unwrap());
    assert_eq!(ask.url.as_str(), "https://api-free.deepl.com/v2/translate");
    assert!(!format!("{ask:?}").contains("k1"));
    let secret = Secret::new("k1:fx".to_owned());
    let header = HeaderText::Secret { prefix: "DeepL-Auth-Key ", secret };
    assert_eq!(ask.headers, [("authorization".into(), header)]);
    let body: serde_json::Value = serde_json::from_slice(&ask.body.unwrap().1).unwrap();
    assert_eq!((&body["source_lang"], &body["target_lang"]), (&"ID".into(), &"EN-GB".into()));
    assert_eq!((&body["tag_handling"], &body["ignore_tags"][0]), (&"xml".into(), &"x".into()));
    let answer = answered(200, None, fixture("deepl/answer.json"));
    let done = texts(engine.next(&two, &[answer], now()).unwrap());
    assert_eq!(done[0], "The head <x id=\"1\">BPC</x> <g id=\"2\">came</g>.");
}

#[test]
fn deepl_writes_targets_with_their_regions() {
    for (to, code) in [("en-US", "EN-US"), ("pt", "PT-PT"), ("pt-BR", "PT-BR"), ("zh", "ZH-HANS")] {
        let ask = http(deepl().next(&batch(to, &["Satu"]), &[], now()).unwrap());
        let body: serde_json::Value = serde_json::from_slice(&ask.body.unwrap().1).unwrap();
        assert_eq!(body["target_lang"], code);
    }
    let paid = engine("deepl", "key = { env = \"k2\" }");
    let ask = http(paid.next(&batch("en", &["Satu"]), &[], now()).unwrap());
    assert_eq!(ask.url.host_str(), Some("api.deepl.com"));
}

#[test]
fn deepls_failures_have_names() {
    check_failures(
        &*deepl(),
        "deepl",
        &[
            (400, None, "pair.json", ("pair", Retry::Never)),
            (400, None, "refused.json", ("refused", Retry::Split)),
            (403, None, "", ("key", Retry::Never)),
            (413, None, "too-large.json", ("too large", Retry::Split)),
            (429, None, "busy.json", ("busy", secs(10))),
            (429, Some(30), "", ("busy", secs(30))),
            (456, None, "quota.json", ("quota", Retry::Never)),
            (503, None, "", ("unavailable", Retry::Later)),
            (529, None, "", ("busy", secs(10))),
            (200, None, "quota.json", ("malformed", Retry::Later)),
            (200, None, "../libretranslate/answer.json", ("malformed", Retry::Later)),
        ],
    );
}

#[test]
fn a_rehearsal_marks_every_text_and_asks_nobody() {
    let done = engine("rehearsal", "").next(&batch("es-419", &["⟦1⟧ 12", "Dua"]), &[], now());
    assert_eq!(texts(done.unwrap()), ["[es] ⟦1⟧ 12", "[es] Dua"]);
}

const COMMAND: &str = "program = \"apertium\"\narguments = [\"{from}-{to}\"]\n\
    codes = { id = \"ind\", ms = \"zlm\" }\ncraft = \"rules\"\nmarks_unknown = true";

#[test]
fn a_program_gets_a_batch_in_one_call_and_must_give_as_many_paragraphs_back() {
    let engine = engine("command", COMMAND);
    let two = batch("ms", &["Satu\nbaris", "Dua"]);
    let Step::Ask(ask) = engine.next(&two, &[], now()).unwrap() else { panic!("no ask") };
    let Ask::Run(run) = *ask else { panic!("{ask:?}") };
    assert_eq!((run.program.as_str(), run.arguments), ("apertium", vec!["ind-zlm".to_owned()]));
    assert_eq!(run.input, b"Satu baris\n\nDua\n");
    let heard = |output: &[u8]| engine.next(&two, &[Reply::Output(output.to_vec())], now());
    assert_eq!(texts(heard(b"Satu baris\n\nDua\n").unwrap()), ["Satu baris", "Dua"]);
    for wrong in [&b"Satu\n"[..], b"a\nb\nc", b""] {
        assert_eq!(case(&heard(wrong).unwrap_err()), ("mismatch", Retry::Split));
    }
    assert_eq!(case(&heard(b"\xff\n\nDua").unwrap_err()), ("malformed", Retry::Later));
}

/// Runs a program as the door to programs does.
pub(crate) fn run(ask: &RunAsk) -> Vec<u8> {
    let mut child = Command::new(&ask.program)
        .args(&ask.arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(&ask.input).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{:?}", output.status);
    output.stdout
}

/// Whether Apertium with Indonesian and Malay is here; says so when it is not.
pub(crate) fn apertium_is_here() -> bool {
    let here = Path::new("/usr/share/apertium/modes/ind-zlm.mode").exists()
        && Command::new("apertium").arg("-V").output().is_ok();
    if !here {
        left_out("apertium");
    }
    here
}

/// Tells that a test was left out because a program is not installed.
fn left_out(what: &str) {
    let told = writeln!(std::io::stderr(), "left out: {what} is not installed");
    told.unwrap();
}

/// Takes an engine through a batch, asking programs and loopback servers for real.
pub(crate) fn answers(engine: &dyn Engine, batch: &Batch) -> Result<Vec<Answer>, EngineError> {
    let mut replies = Vec::new();
    loop {
        match engine.next(batch, &replies, now())? {
            Step::Answers(answers) => return Ok(answers),
            Step::Ask(ask) => replies.push(match *ask {
                Ask::Run(ask) => Reply::Output(run(&ask)),
                Ask::Http(ask) => call(&ask),
                other => panic!("{other:?}"),
            }),
        }
    }
}

/// Posts to a loopback server as the door to the network does, with nothing kept open.
fn call(ask: &HttpAsk) -> Reply {
    let port = ask.url.port().unwrap();
    let (media_type, body) = ask.body.as_ref().unwrap();
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    let head = format!(
        "POST {} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: {media_type}\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n",
        ask.url.path(),
        body.len(),
    );
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(body).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
    let status = std::str::from_utf8(&answer[9..12]).unwrap().parse().unwrap();
    answered(status, None, answer[end + 4..].to_vec())
}

/// A real APy on loopback, ended with the test.
struct Apy(Child, u16);

impl Apy {
    fn start() -> Option<Self> {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut child = Command::new("tools/apy-on-loopback.py")
            .arg(port.to_string())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        let mut line = String::new();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        out.read_line(&mut line).unwrap();
        if line.trim() == "listening" {
            return Some(Self(child, port));
        }
        child.wait().unwrap();
        left_out("apertium-apy");
        None
    }
}

impl Drop for Apy {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

#[test]
fn the_real_program_keeps_paragraphs_marks_and_numbers_apart() {
    if !apertium_is_here() {
        return;
    }
    let long = "Pertemuan itu berlangsung di kantor. ".repeat(300);
    let texts =
        ["Pertemuan Kerja", "⟦1⟧ 12,5 persen ⟦2⟧warga⟦/2⟧ hadir", &long, "1.", "Dr. Contoh"];
    let found = answers(&*engine("command", COMMAND), &batch("ms", &texts)).unwrap();
    assert_eq!(found.len(), texts.len());
    assert!(found[0].text.starts_with("Mesyuarat"), "{}", found[0].text);
    for mark in ["⟦1⟧", "12,5", "⟦2⟧", "⟦/2⟧"] {
        assert!(found[1].text.contains(mark), "{}", found[1].text);
    }
    assert_eq!(found[2].text.matches("esyuarat").count(), 300);
}

#[test]
fn the_real_service_answers_as_recorded() {
    if !apertium_is_here() {
        return;
    }
    let Some(apy) = Apy::start() else { return };
    let engine = engine("apertium", &format!("url = \"http://127.0.0.1:{}\"", apy.1));
    let text =
        "Kepala Dinas ⟦1⟧Kominfo⟦/1⟧ menerima kunjungan pada Kamis (6/6/2024) di ruang rapat.";
    let found = answers(&*engine, &batch("ms", &[text, "Pertemuan kerja"])).unwrap();
    let recorded: serde_json::Value =
        serde_json::from_slice(&fixture("apertium/answer.json")).unwrap();
    assert_eq!(found[0].text, recorded["responseData"]["translatedText"]);
    assert_eq!(found[1].text, "Mesyuarat kerja");
    let error = answers(&*engine, &batch("ja", &["Rapat"])).unwrap_err();
    assert_eq!(case(&error), ("pair", Retry::Never));
}
