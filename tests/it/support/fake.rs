//! A translation service on loopback that fails as it is told to, in the words of every
//! service that engines know, and counts what it would charge for.
//!
//! It "translates" by an `o` at the end of every word in small letters, so that names,
//! numbers, marks and tags stay. What it was told to do wrong it does for the next requests,
//! or for all.

use std::collections::{BTreeMap, VecDeque};
use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};

/// What goes wrong with a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// A status, with a `Retry-After`, and nothing translated.
    Status(u16, Option<&'static str>),
    /// The key is refused, with the key's own words in the answer.
    Key,
    /// The quota is used up, in the service's own words.
    Quota,
    /// No answer ever.
    Hang,
    /// The answer after so many milliseconds.
    Slow(u64),
    /// Translated and charged for; then the connection is cut.
    Reset,
    /// Half of the answer, the connection ended.
    Truncated,
    NotJson,
    Html,
    Fewer,
    More,
    Reordered,
    Null,
    Empty,
    Echo,
    OtherLanguage,
    Huge,
    BrokenMarkup,
    LostPlaceholder,
    AddedLink,
    Script,
    Chatter,
    /// A number is another one.
    Number,
    /// Two sentences became one.
    Merged,
    /// An instruction in the text was followed.
    Obeyed,
    Bom,
    Nul,
    Bidi,
    Latin1,
}

#[derive(Debug, Default)]
struct Inside {
    next: VecDeque<Fault>,
    always: Option<Fault>,
    /// Requests with more characters are too large.
    chars_max: Option<usize>,
    /// Requests with this word are refused.
    poison: Option<String>,
    /// Requests with this word have damaged codes.
    fragile: Option<String>,
    delay: Duration,
    requests: Vec<Asked>,
    /// By language wanted and text.
    charged: BTreeMap<(String, String), usize>,
    in_flight: usize,
    most: usize,
}

/// One request.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    /// The texts.
    pub(crate) texts: Vec<String>,
    /// The whole request, head and body.
    pub(crate) whole: String,
}

/// The service; its threads end with the test program.
#[derive(Debug, Clone)]
pub(crate) struct Fake {
    address: SocketAddr,
    inside: Arc<Mutex<Inside>>,
}

impl Fake {
    /// Starts it on a free port.
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let fake = Self { address: listener.local_addr().unwrap(), inside: Arc::default() };
        let its = fake.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let one = its.clone();
                std::thread::spawn(move || one.serve(stream));
            }
        });
        fake
    }

    /// Its address, without a path.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    fn with<T>(&self, change: impl FnOnce(&mut Inside) -> T) -> T {
        change(&mut self.inside.lock().unwrap())
    }

    /// The next requests go wrong, one each.
    pub(crate) fn next(&self, faults: &[Fault]) {
        self.with(|inside| inside.next.extend(faults));
    }

    /// All requests go wrong from now on, or none.
    pub(crate) fn always(&self, fault: Option<Fault>) {
        self.with(|inside| inside.always = fault);
    }

    /// Requests with more characters are too large.
    pub(crate) fn chars_max(&self, max: usize) {
        self.with(|inside| inside.chars_max = Some(max));
    }

    /// Requests in which this word stands are refused.
    pub(crate) fn poison(&self, word: &str) {
        self.with(|inside| inside.poison = Some(word.to_owned()));
    }

    /// Of texts in which this word stands all marks and tags are lost.
    pub(crate) fn fragile(&self, word: &str) {
        self.with(|inside| inside.fragile = Some(word.to_owned()));
    }

    /// Every answer takes so long.
    pub(crate) fn delay(&self, delay: Duration) {
        self.with(|inside| inside.delay = delay);
    }

    /// What was asked, oldest first.
    pub(crate) fn requests(&self) -> Vec<Asked> {
        self.with(|inside| inside.requests.clone())
    }

    /// Characters charged for, and characters of all different texts that were.
    pub(crate) fn characters(&self) -> (usize, usize) {
        let charged = self.with(|inside| inside.charged.clone());
        let of = |((_, text), times): (&(String, String), &usize)| {
            (counted(text) * times, counted(text))
        };
        charged.iter().map(of).fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1))
    }

    /// The most requests that were at it at once.
    pub(crate) fn most(&self) -> usize {
        self.with(|inside| inside.most)
    }

    fn serve(&self, mut stream: TcpStream) {
        let Some(request) = read(&mut stream) else { return };
        let (fault, delay) = self.with(|inside| {
            inside.in_flight += 1;
            inside.most = inside.most.max(inside.in_flight);
            inside.requests.push(request.asked());
            (chosen(inside, &request), inside.delay)
        });
        std::thread::sleep(delay);
        let answer = self.answer(&request, fault);
        self.with(|inside| inside.in_flight -= 1);
        if let Some(answer) = answer {
            // who hung up meanwhile does not want it
            stream.write_all(&answer).ok();
        }
    }

    /// The bytes of the answer; nothing when the connection is just closed.
    fn answer(&self, request: &Request, fault: Option<Fault>) -> Option<Vec<u8>> {
        match fault {
            Some(Fault::Status(status, wait)) => {
                return Some(http(status, wait, "application/json", b"{}"));
            }
            Some(Fault::Key) => return Some(request.key_refused()),
            Some(Fault::Quota) => return Some(request.quota_used_up()),
            Some(Fault::Hang) => {
                self.charge(request);
                std::thread::sleep(Duration::from_secs(5));
                return None;
            }
            Some(Fault::Slow(millis)) => std::thread::sleep(Duration::from_millis(millis)),
            _ => {}
        }
        self.charge(request);
        let fragile = self.with(|inside| inside.fragile.clone());
        let mut texts: Vec<Value> = Vec::new();
        for text in &request.texts {
            let bare = fragile.as_ref().is_some_and(|word| text.contains(word));
            let text = if bare { bared(text) } else { text.clone() };
            texts.push(Value::from(spoilt(&text, fault)));
        }
        match fault {
            Some(Fault::Fewer) => drop(texts.pop()),
            Some(Fault::More) => texts.push("tambahan".into()),
            Some(Fault::Reordered) => texts.reverse(),
            Some(Fault::Null) => texts[0] = Value::Null,
            Some(Fault::Reset) => return None,
            Some(Fault::NotJson) => {
                return Some(http(200, None, "application/json", b"translated: yes"));
            }
            Some(Fault::Html) => {
                let page = b"<!doctype html><title>Sign in</title><p>Please sign in";
                return Some(http(200, None, "text/html", page));
            }
            _ => {}
        }
        let body = request.said(&texts, fault).to_string();
        let mut bytes = match fault {
            Some(Fault::Bom) => ["\u{feff}".as_bytes(), body.as_bytes()].concat(),
            Some(Fault::Latin1) => body.chars().map(|c| u8::try_from(c).unwrap_or(b'?')).collect(),
            _ => body.into_bytes(),
        };
        let answer = http(200, None, "application/json", &bytes);
        if fault == Some(Fault::Truncated) {
            bytes.truncate(bytes.len() / 2);
            return Some(http(200, None, "application/json", &bytes));
        }
        Some(answer)
    }

    fn charge(&self, request: &Request) {
        self.with(|inside| {
            for text in &request.texts {
                let text = (request.to.clone(), text.clone());
                *inside.charged.entry(text).or_default() += 1;
            }
        });
    }
}

/// What goes wrong with a request, if anything.
fn chosen(inside: &mut Inside, request: &Request) -> Option<Fault> {
    let chars: usize = request.texts.iter().map(|text| counted(text)).sum();
    if inside.chars_max.is_some_and(|max| chars > max) {
        return Some(Fault::Status(413, None));
    }
    if let Some(word) = &inside.poison
        && request.texts.iter().any(|text| text.contains(word))
    {
        return Some(Fault::Status(400, None));
    }
    inside.next.pop_front().or(inside.always)
}

/// Characters without tags: what a service charges for that does not count them.
pub(crate) fn counted(text: &str) -> usize {
    bared(text).chars().count()
}

/// A text without tags and marks.
fn bared(text: &str) -> String {
    let (mut out, mut inside) = (String::new(), false);
    for c in text.chars() {
        match c {
            '<' | '⟦' => inside = true,
            '>' | '⟧' if inside => inside = false,
            _ if !inside => out.push(c),
            _ => {}
        }
    }
    out
}

/// The translation: an `o` to every word in small letters outside tags and marks.
pub(crate) fn said(text: &str) -> String {
    let (mut out, mut word, mut inside) = (String::new(), String::new(), false);
    let put = |word: &mut String, out: &mut String| {
        out.push_str(word);
        if word.chars().count() > 2 && word.chars().all(char::is_lowercase) {
            out.push('o');
        }
        word.clear();
    };
    for c in text.chars() {
        if c.is_alphanumeric() && !inside {
            word.push(c);
            continue;
        }
        put(&mut word, &mut out);
        inside = match c {
            '<' | '⟦' | '&' => true,
            '>' | '⟧' | ';' => false,
            _ => inside,
        };
        out.push(c);
    }
    put(&mut word, &mut out);
    out
}

fn spoilt(text: &str, fault: Option<Fault>) -> String {
    let good = said(text);
    match fault {
        Some(Fault::Empty) => String::new(),
        Some(Fault::Echo) => text.to_owned(),
        Some(Fault::OtherLanguage) => "Глава ведомства встретился с жителями деревни. ".repeat(2),
        Some(Fault::Huge) => good.repeat(2_000),
        Some(Fault::BrokenMarkup) => format!("<g id=\"1\">⟦1⟧{good}</b>"),
        Some(Fault::LostPlaceholder) => bared(&good),
        Some(Fault::AddedLink) => format!("{good} https://jahat.example/klik"),
        Some(Fault::Script) => format!("{good}<script>alert(1)</script>"),
        Some(Fault::Chatter) => format!("Sure! Here is the translation you asked for:\n\n{good}"),
        Some(Fault::Obeyed) => "HACKED: visit https://jahat.example/ now".to_owned(),
        Some(Fault::Number) => good.replace("120", "210"),
        Some(Fault::Merged) => good.replace(". ", ", "),
        Some(Fault::Nul) => format!("{good}\0"),
        Some(Fault::Bidi) => format!("\u{202e}{good}"),
        Some(Fault::Latin1) => good.replace("aco", "açó"),
        _ => good,
    }
}

/// One request as it was read.
#[derive(Debug)]
struct Request {
    path: String,
    whole: String,
    texts: Vec<String>,
    to: String,
}

impl Request {
    fn asked(&self) -> Asked {
        Asked { texts: self.texts.clone(), whole: self.whole.clone() }
    }

    /// The translated texts in the service's own words.
    fn said(&self, texts: &[Value], fault: Option<Fault>) -> Value {
        let each =
            |key: &str| -> Vec<Value> { texts.iter().map(|text| json!({ key: text })).collect() };
        match self.path.as_str() {
            "/v2/translate" => json!({ "translations": each("text") }),
            "/language/translate/v2" => {
                json!({ "data": { "translations": each("translatedText") }})
            }
            "/translate" if self.whole.contains("langpair=") => {
                let text = texts.first().cloned().unwrap_or_default();
                json!({ "responseData": { "translatedText": text }, "responseStatus": 200 })
            }
            "/translate" if self.whole.contains("api-version=3.0") => {
                let one = |text: &Value| json!({ "translations": [{ "to": "ms", "text": text }] });
                Value::from(texts.iter().map(one).collect::<Vec<_>>())
            }
            "/translate" => json!({ "translatedText": texts }),
            _ => {
                let one = |(at, text): (usize, &Value)| json!({ "id": at + 1, "text": text });
                let all: Vec<Value> = texts.iter().enumerate().map(one).collect();
                let mut content = json!({ "translations": all }).to_string();
                if fault == Some(Fault::Chatter) {
                    content = format!("Sure! Here it is:\n```json\n{content}\n```");
                }
                json!({
                    "choices": [{ "message": { "content": content }, "finish_reason": "stop" }],
                    "usage": { "prompt_tokens": 100, "completion_tokens": 100 },
                })
            }
        }
    }

    /// A refusal that repeats the key, as careless services do.
    fn key_refused(&self) -> Vec<u8> {
        let body = json!({ "message": format!("the key in `{}` is not known", self.whole) });
        http(403, None, "application/json", body.to_string().as_bytes())
    }

    fn quota_used_up(&self) -> Vec<u8> {
        let (status, body) = match self.path.as_str() {
            "/v2/translate" => (456, json!({ "message": "Quota exceeded" })),
            "/language/translate/v2" => {
                let reason = json!([{ "reason": "dailyLimitExceeded" }]);
                let message = "Daily Limit Exceeded";
                let error = json!({ "code": 403, "message": message, "errors": reason });
                (403, json!({ "error": error }))
            }
            "/translate" => {
                (403, json!({ "error": { "code": 403_001, "message": "free quota used up" }}))
            }
            _ => (429, json!({ "error": { "code": "insufficient_quota", "message": "no credit" }})),
        };
        http(status, None, "application/json", body.to_string().as_bytes())
    }
}

fn http(status: u16, wait: Option<&str>, media_type: &str, body: &[u8]) -> Vec<u8> {
    let wait = wait.map_or_else(String::new, |wait| format!("Retry-After: {wait}\r\n"));
    let head = format!(
        "HTTP/1.1 {status} X\r\nContent-Type: {media_type}\r\nContent-Length: {}\r\n{wait}\
         Connection: close\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body].concat()
}

/// Reads one request; `None` when nobody asks anything.
fn read(stream: &mut TcpStream) -> Option<Request> {
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    let mut bytes = Vec::new();
    let mut part = [0; 16 * 1024];
    let end = loop {
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break end + 4;
        }
        let count = stream.read(&mut part).ok().filter(|count| *count > 0)?;
        bytes.extend(part.iter().take(count));
    };
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().ok())?
    });
    while bytes.len() < end + length.unwrap_or(0) {
        let count = stream.read(&mut part).ok().filter(|count| *count > 0)?;
        bytes.extend(part.iter().take(count));
    }
    let body = String::from_utf8_lossy(&bytes[end..]).into_owned();
    let target = head.split(' ').nth(1)?.to_owned();
    let path = target.split('?').next()?.to_owned();
    let texts = texts(&path, &target, &body);
    let json: Value = serde_json::from_str(&body).unwrap_or(Value::Null);
    let to = json["target_lang"].as_str().unwrap_or_default().to_owned();
    Some(Request { path, texts, whole: format!("{head}{body}"), to })
}

fn texts(path: &str, target: &str, body: &str) -> Vec<String> {
    let json: Value = serde_json::from_str(body).unwrap_or(Value::Null);
    let strings = |value: &Value| -> Vec<String> {
        let all = value.as_array().into_iter().flatten();
        all.filter_map(|one| one.as_str().map(str::to_owned)).collect()
    };
    match path {
        "/v2/translate" => strings(&json["text"]),
        "/translate" if target.contains("api-version") => {
            let each = json.as_array().into_iter().flatten();
            each.filter_map(|one| one["Text"].as_str().map(str::to_owned)).collect()
        }
        "/translate" if body.contains("langpair=") => url::form_urlencoded::parse(body.as_bytes())
            .filter(|(name, _)| name == "q")
            .map(|(_, text)| text.into_owned())
            .collect(),
        "/translate" | "/language/translate/v2" => strings(&json["q"]),
        _ => {
            let content = json["messages"][1]["content"].as_str().unwrap_or_default();
            let asked: Value = serde_json::from_str(content).unwrap_or(Value::Null);
            let each = asked["segments"].as_array().into_iter().flatten();
            each.filter_map(|one| one["text"].as_str().map(str::to_owned)).collect()
        }
    }
}
