//! What one changed release costs among many, and what it costs to render everything.
//!
//! `cargo run --release --example publishing_speed -- 10000` prints the figures that
//! `docs/publishing.md` names: five languages, five regions, five formats, and every release
//! in each of them. A second number says how many changes are made, 5 unless it is given.

#[path = "measure/cpu.rs"]
mod cpu;

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant as Tick};

use warta::domain::instant::from_seconds;
use warta::domain::translation::{Origin, Provenance, State, TranslatedBlock};
use warta::domain::{Draft, Language, Markup, Release, SourceId, Translation, Validators};
use warta::fetch::Client;
use warta::gazetteer::Gazetteer;
use warta::normalize::{self, Setting};
use warta::pipeline::pull::rolled_up;
use warta::pipeline::{Clock, Newsroom};
use warta::schedule::{start, worker};
use warta::store::Store;
use warta::store::pulls::{Haul, Incoming};

const LANGUAGES: [&str; 5] = ["id", "ms", "en", "ar", "zh-Hant"];
const REGIONS: [&str; 5] = ["ID-KB", "ID", "035", "142", "001"];
const DOCUMENTS: [&str; 5] = ["feed.rss", "feed.atom", "feed.json", "ninjs.ndjson", ""];

/// Releases recorded in one transaction.
const AT_ONCE: usize = 500;

const WARTA: &str = "[site]\nname = \"Meja Uji\"\nbase = \"http://127.0.0.1:8484/\"\n\
authority = \"warta.example,2026\"\n[server]\nlisten = \"127.0.0.1:0\"\nmetrics = false\n";
const SOURCE: &str = "[source]\nname = \"Kantor Uji\"\nlanguage = \"id\"\nregion = \"ID\"\n\
[rules]\ntranslate = false\n[folder]\npath = \"drop\"\n";

fn text(number: usize, when: &str) -> String {
    let paragraph = "Kegiatan itu diikuti warga dari beberapa desa di tepi sungai, yang sejak \
        lama meminta agar jalan dan jembatan mereka diperbaiki sebelum musim hujan tiba.";
    format!(
        "Kegiatan Nomor {number} di Tepi Kapuas\n\
         PONTIANAK - Kantor Contoh membuka kegiatan nomor {number}, Kamis (6/6/2024).\n\n\
         Sebanyak {number} warga hadir {when}.\n\n{paragraph}\n\n{paragraph}\n"
    )
}

/// As the program has it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> anyhow::Result<()> {
    let count: usize = std::env::args().nth(1).map_or(Ok(10_000), |count| count.parse())?;
    let rounds: usize = std::env::args().nth(2).map_or(Ok(5), |count| count.parse())?;
    let home = tempfile::tempdir()?;
    let newsroom = newsroom(home.path()).await?;
    let mut out = std::io::stdout();

    for first in (0..count).step_by(AT_ONCE) {
        let numbers: Vec<usize> = (first..count.min(first + AT_ONCE)).collect();
        record(&newsroom, &numbers, "sejak pagi").await?;
        newsroom.clock.advance(Duration::from_hours(1));
    }
    writeln!(out, "{count} releases are recorded in {} languages", LANGUAGES.len())?;

    let (start, cpu) = (Tick::now(), cpu::on_cpu()?);
    // Two hands on threads of their own, as `warta run` has.
    let hand = || {
        let newsroom = newsroom.clone();
        tokio::spawn(
            async move { worker::until_idle(&newsroom, Duration::from_secs(2), &|| {}).await },
        )
    };
    let (one, other) = tokio::try_join!(hand(), hand())?;
    one?;
    other?;
    let counts = newsroom.tally.counts();
    writeln!(
        out,
        "everything: {:.1} s, {:.1} s of them on a CPU, {} documents, at most {} MB",
        start.elapsed().as_secs_f64(),
        Duration::from_nanos(cpu::on_cpu()? - cpu).as_secs_f64(),
        counts.documents,
        most_megabytes()?,
    )?;

    for round in 0..rounds {
        newsroom.clock.advance(Duration::from_mins(5));
        let addresses = addresses();
        let before = newsroom.store.etags(&addresses).await?;
        anyhow::ensure!(before.len() == addresses.len(), "{} documents", before.len());
        let (cpu, rendered) = (cpu::on_cpu()?, newsroom.tally.counts().documents);
        record(&newsroom, &[count / 2], &format!("sejak pukul {round}")).await?;
        let filed = cpu::on_cpu()?;
        worker::until_idle(&newsroom, Duration::from_secs(2), &|| {}).await?;
        let done = cpu::on_cpu()?;
        let after = newsroom.store.etags(&addresses).await?;
        let same = before.iter().filter(|(address, tag)| after.get(*address) == Some(*tag)).count();
        anyhow::ensure!(same == 0, "{same} documents answer the old state");
        writeln!(
            out,
            "one change: {:.1} ms to record it, {:.1} ms until {} documents answer it ({} rendered)",
            Duration::from_nanos(filed - cpu).as_secs_f64() * 1_000.0,
            Duration::from_nanos(done - filed).as_secs_f64() * 1_000.0,
            addresses.len(),
            newsroom.tally.counts().documents - rendered,
        )?;
    }
    Ok(())
}

/// The documents of all feeds.
fn addresses() -> Vec<String> {
    let mut all = Vec::new();
    for language in LANGUAGES {
        for region in REGIONS {
            let region = if region == "001" { String::new() } else { format!("{region}/") };
            all.extend(DOCUMENTS.map(|name| format!("/{language}/{region}{name}")));
        }
    }
    all
}

async fn newsroom(home: &Path) -> anyhow::Result<Newsroom> {
    let quoted = |words: [&str; 5]| words.map(|word| format!("\"{word}\"")).join(", ");
    let feeds = format!(
        "languages = [{}]\nregions = [{}]\nformats = [\"rss\", \"atom\", \"json\", \"ninjs\"]\n",
        quoted(LANGUAGES),
        quoted(REGIONS)
    );
    for folder in ["config/sources", "feeds", "data", "drop"] {
        std::fs::create_dir_all(home.join(folder))?;
    }
    std::fs::write(home.join("config/warta.toml"), WARTA)?;
    std::fs::write(home.join("config/sources/kantor.toml"), SOURCE)?;
    std::fs::write(home.join("feeds/uji.toml"), feeds)?;
    let config = warta::config::load(home, None, &|_| None)
        .map_err(|faults| anyhow::anyhow!("{faults:?}"))?;
    let store = Store::open(&config.store).await?;
    let fetch = Client::new(config.fetch.clone(), None)?;
    let clock = Clock::standing(from_seconds(1_720_000_000));
    let gazetteer = Arc::new(Gazetteer::bundled());
    let newsroom = Newsroom::new(config.house, store, Arc::new(fetch), gazetteer, clock);
    start::settle(&newsroom).await?;
    Ok(newsroom)
}

/// Records releases, and a translation of each into every other language.
async fn record(newsroom: &Newsroom, numbers: &[usize], when: &str) -> anyhow::Result<()> {
    let (house, follow, now) = (newsroom.house(), newsroom.follow(), newsroom.clock.now());
    let source = SourceId::parse("kantor")?;
    let Some(setup) = house.sources.get(&source) else { anyhow::bail!("no source") };
    let mut incoming = Vec::new();
    for number in numbers {
        let draft = Draft {
            path: Some(format!("{number}.txt")),
            body: Some(Markup::Plain(text(*number, when))),
            ..Draft::default()
        };
        let repeated = BTreeSet::new();
        let (profile, gazetteer) = (&setup.profile, &*newsroom.gazetteer);
        let setting = Setting { profile, gazetteer, seen: now, repeated: &repeated };
        let release = normalize::release(&draft, &setting)
            .map_err(|refused| anyhow::anyhow!("{}", refused.why))?;
        let (hash, regions) = (draft.hash(), rolled_up(newsroom, &release));
        incoming.push(Incoming { release, draft, hash, regions, last_block: None });
    }
    let releases: Vec<Release> = incoming.iter().map(|one| one.release.clone()).collect();
    let haul = Haul {
        source,
        address: "drop".to_owned(),
        validators: Validators::default(),
        incoming,
        returned: Vec::new(),
        rejected: Vec::new(),
        backfill: false,
        ahead: 0,
        watch: None,
    };
    newsroom.store.record(&haul, &follow, now).await?;
    for release in &releases {
        let standing = newsroom.store.release(&release.id).await?;
        let revision = standing.map_or(1, |standing| standing.revision);
        for language in LANGUAGES.iter().skip(1) {
            let translation = translation(release, revision, Language::parse(language)?, now)?;
            newsroom.store.record_translation(&translation, &follow, now).await?;
        }
    }
    Ok(())
}

fn translation(
    release: &Release,
    revision: i64,
    language: Language,
    at: warta::domain::Instant,
) -> anyhow::Result<Translation> {
    let facts = serde_json::json!({
        "engine": "rehearsal", "display": "Rehearsal", "craft": "none", "at": at,
    });
    let provenance: Provenance = serde_json::from_value(facts)?;
    let block = |block: &warta::domain::Block| TranslatedBlock {
        block: block.clone(),
        origin: Origin::Machine,
        segments: Vec::new(),
        doubts: Vec::new(),
    };
    Ok(Translation {
        release: release.id.clone(),
        revision,
        from: release.language.clone(),
        headline: Some(format!("[{language}] {}", release.headline)),
        language,
        state: State::Machine,
        summary: release.summary.clone(),
        body: release.body.iter().map(block).collect(),
        doubts: Vec::new(),
        provenance,
        desk: warta::domain::desk::Desk::default(),
    })
}

/// The most memory this program ever had, in megabytes.
///
/// # Source
///
/// `VmHWM` of Linux's `/proc/self/status`, in kilobytes.
fn most_megabytes() -> anyhow::Result<u64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    Ok(line.split_whitespace().next().unwrap_or("0").parse::<u64>()? / 1_000)
}
