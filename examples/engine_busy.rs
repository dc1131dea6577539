//! How much of the wire to an engine is used while there is work.
//!
//! `cargo run --release --example engine_busy` (`make busy`) works 400 releases against a
//! service on loopback that takes 200 ms for an answer and bears 8 requests at once, prints the
//! figures that `docs/translating.md` names, and fails below nine tenths. Another number of
//! releases may be given.

use std::collections::VecDeque;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio_util::sync::CancellationToken;
use warta::cli::room;
use warta::domain::SourceId;
use warta::pipeline::house::EngineSetup;
use warta::pipeline::{Newsroom, pull};
use warta::schedule::{start, worker};

const PLACES: u32 = 8;
const DELAY: Duration = Duration::from_millis(200);
/// The share of the places that is wanted.
const SHARE: f64 = 0.9;

const WARTA: &str = "[site]\nname = \"Meja Uji\"\nbase = \"http://127.0.0.1:8484/\"\n\
authority = \"warta.example,2026\"\n[server]\nlisten = \"127.0.0.1:0\"\nmetrics = false\n\
[[engine]]\nname = \"deepl\"\nkind = \"deepl\"\nkey = { file = \"key\" }\n";
const SOURCE: &str = "[source]\nname = \"Kantor Uji\"\nlanguage = \"id\"\nregion = \"ID\"\n\
schedule = \"every 1m\"\n[folder]\npath = \"drop\"\nsettle_secs = 0\n";
const FEEDS: &str = "languages = [\"id\", \"ms\"]\nregions = [\"ID\"]\nformats = [\"json\"]\n";
const RELEASE: &str = "Rapat kerja NOMOR dibuka di kantor pusat\n\
Warga kampung NOMOR hadir dalam rapat itu dan mendengarkan.";

fn main() -> anyhow::Result<()> {
    let releases: usize = std::env::args().nth(1).map_or(Ok(400), |count| count.parse())?;
    let service = Service::start()?;
    let home = tempfile::tempdir()?;
    furnish(home.path(), service.address, releases)?;
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    builder.worker_threads(2).enable_all().build()?.block_on(work(
        home.path(),
        &service,
        releases,
    ))?;
    let (share, most) = service.used();
    let percent = share * 100.0;
    writeln!(
        std::io::stdout(),
        "{releases} releases: {percent:.1} % of {PLACES} places were taken, at most {most} at once"
    )?;
    anyhow::ensure!(most == PLACES, "{most} requests at once, {PLACES} are allowed");
    anyhow::ensure!(share >= SHARE, "less than {:.0} %", SHARE * 100.0);
    Ok(())
}

/// A home with so many releases in its folder.
fn furnish(home: &Path, service: SocketAddr, releases: usize) -> anyhow::Result<()> {
    for folder in ["config/sources", "feeds", "data", "drop"] {
        std::fs::create_dir_all(home.join(folder))?;
    }
    let engine = format!("url = \"http://{service}\"\nin_flight = {PLACES}\n");
    std::fs::write(home.join("config/warta.toml"), format!("{WARTA}{engine}"))?;
    std::fs::write(home.join("config/sources/kantor.toml"), SOURCE)?;
    std::fs::write(home.join("feeds/uji.toml"), FEEDS)?;
    std::fs::write(home.join("key"), "uji")?;
    let past = std::time::SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000);
    for number in 0..releases {
        // a name of letters: a number would be looked for in the answer
        let letter = |digit: u8| char::from(digit - b'0' + b'a');
        let name: String = format!("{number:04}").bytes().map(letter).collect();
        let path = home.join(format!("drop/{name}.txt"));
        std::fs::write(&path, RELEASE.replace("NOMOR", &name))?;
        std::fs::File::options().write(true).open(&path)?.set_modified(past)?;
    }
    Ok(())
}

async fn work(home: &Path, service: &Service, releases: usize) -> anyhow::Result<()> {
    let config = room::configuration(home, None)?;
    let store = room::open_store(&config).await?;
    let newsroom: Newsroom = room::newsroom(&config, store, None)?;
    start::settle(&newsroom).await?;
    pull::pull(&newsroom, &SourceId::parse("kantor")?).await?;
    let Some(lanes) = newsroom.house().engines.first().map(EngineSetup::lanes) else {
        anyhow::bail!("no engine")
    };
    let stop = CancellationToken::new();
    let hands = worker::Hands { pulls: 1, others: lanes + 4 };
    let grace = Duration::from_secs(10);
    let work = tokio::spawn(worker::run(newsroom.clone(), hands, grace, stop.clone()));
    while service.asked() < releases {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    stop.cancel();
    work.await?;
    Ok(())
}

/// A service that gives every text an `o` more, after a while.
#[derive(Debug, Clone)]
struct Service {
    address: SocketAddr,
    /// When requests came and went, and how many were there after that.
    steps: Arc<Mutex<VecDeque<(Instant, u32)>>>,
    asked: Arc<Mutex<usize>>,
}

impl Service {
    fn start() -> anyhow::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let address = listener.local_addr()?;
        let service = Self { address, steps: Arc::default(), asked: Arc::default() };
        let its = service.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let one = its.clone();
                std::thread::spawn(move || one.serve(stream));
            }
        });
        Ok(service)
    }

    fn asked(&self) -> usize {
        *self.asked.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes that a request came or went.
    fn step(&self, came: bool) {
        let mut steps = self.steps.lock().unwrap_or_else(PoisonError::into_inner);
        let before = steps.back().map_or(0, |(_, count)| *count);
        let after = if came { before + 1 } else { before.saturating_sub(1) };
        steps.push_back((Instant::now(), after));
    }

    /// The share of the places that was taken between the first request and the last, and the
    /// most requests at once.
    fn used(&self) -> (f64, u32) {
        let steps = self.steps.lock().unwrap_or_else(PoisonError::into_inner);
        let pairs = steps.iter().zip(steps.iter().skip(1));
        let taken: f64 =
            pairs.map(|(one, next)| (next.0 - one.0).as_secs_f64() * f64::from(one.1)).sum();
        let ends = steps.front().zip(steps.back());
        let whole = ends.map_or(f64::INFINITY, |(first, last)| (last.0 - first.0).as_secs_f64());
        let most = steps.iter().map(|(_, count)| *count).max().unwrap_or(0);
        (taken / (whole * f64::from(PLACES)), most)
    }

    fn serve(&self, mut stream: TcpStream) {
        self.step(true);
        *self.asked.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        std::thread::sleep(DELAY);
        let answer = answer(&mut stream);
        self.step(false);
        if let Some(answer) = answer {
            stream.write_all(&answer).ok();
        }
    }
}

/// Reads a request and translates its texts.
fn answer(stream: &mut TcpStream) -> Option<Vec<u8>> {
    let mut reader = BufReader::new(stream);
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        if line.trim().is_empty() {
            break;
        }
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().ok()?;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    let asked: serde_json::Value = serde_json::from_slice(&body).ok()?;
    let said = |text: &serde_json::Value| {
        let words = text.as_str().unwrap_or_default().split(' ');
        let more = |word: &str| {
            let plain = word.chars().all(char::is_lowercase);
            if plain { format!("{word}o") } else { word.to_owned() }
        };
        serde_json::json!({ "text": words.map(more).collect::<Vec<_>>().join(" ") })
    };
    let texts: Vec<_> = asked.get("text")?.as_array()?.iter().map(said).collect();
    let body = serde_json::json!({ "translations": texts }).to_string();
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\
         Connection: close\r\n\r\n",
        body.len()
    );
    Some([head.as_bytes(), body.as_bytes()].concat())
}
