//! The tables of `config/warta.toml`, and the reading of whole files of tables.

use std::collections::BTreeMap;
use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde::de::{Deserializer, Error, Visitor};
use toml::Spanned;

use crate::domain::Within;
use crate::domain::budget::{Period, WhenSpent};
use crate::domain::feed::{Only, Otherwise};
use crate::domain::secret::SecretRef;

/// Minutes an entry waits for its translation.
pub(super) type WaitMinutes = Within<0, 10_080, 30>;

/// The site as readers and partners see it.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(super) struct SiteTable {
    /// The name that feeds and pages carry. Default `Warta`.
    pub(super) name: Option<String>,
    /// The public address everything lies below, `http://` or `https://`. Default
    /// `http://127.0.0.1:8484/`.
    #[schemars(with = "Option<String>")]
    pub(super) base: Option<Spanned<String>>,
    /// Who mints the ids of entries: a domain name that is yours, and a year in which it was.
    /// It is stored at the first start and never changes. Default `warta.example,2026`, which
    /// may publish on this machine only.
    #[schemars(with = "Option<String>")]
    pub(super) authority: Option<Spanned<String>>,
    /// A mail or web address where readers and partners can write to.
    pub(super) contact: Option<String>,
}

/// Which database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum StoreKind {
    /// A file of SQLite's.
    Sqlite,
    /// A PostgreSQL server.
    Postgres,
}

/// The database: an SQLite file, or a PostgreSQL server when several machines share the work.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(super) struct StoreTable {
    /// `sqlite` or `postgres`. Default `sqlite`, or `postgres` when `postgres` is set.
    #[schemars(with = "Option<StoreKind>")]
    pub(super) kind: Option<Spanned<StoreKind>>,
    /// The SQLite file; a relative path starts at the home. Default `data/warta.sqlite`.
    #[schemars(with = "Option<PathBuf>")]
    pub(super) path: Option<Spanned<PathBuf>>,
    /// Where the address of the PostgreSQL server lies, `postgres://user:password@host/database`:
    /// `{ env = "DATABASE_URL" }` or `{ file = "path" }`.
    #[schemars(with = "Option<SecretRef>")]
    pub(super) postgres: Option<Spanned<SecretRef>>,
    /// The schema of the PostgreSQL database that all tables lie in. Default `public`.
    #[schemars(with = "Option<String>")]
    pub(super) schema: Option<Spanned<String>>,
}

/// The HTTP server.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(super) struct ServerTable {
    /// The address and port of the public server. Default `127.0.0.1:8484`.
    #[schemars(with = "Option<String>")]
    pub(super) listen: Option<Spanned<String>>,
    /// The loopback address and port of `/metrics`, or `false` for none. Default
    /// `127.0.0.1:8485`.
    #[schemars(with = "Option<Metrics>")]
    pub(super) metrics: Option<Spanned<Metrics>>,
    /// Megabytes of documents kept in memory.
    pub(super) cache_megabytes: Within<1, 4_096, 64>,
}

/// Where `/metrics` is served, if anywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Metrics(pub(super) Option<SocketAddr>);

impl<'de> Deserialize<'de> for Metrics {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Reader;
        impl Visitor<'_> for Reader {
            type Value = Metrics;
            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("an address such as `\"127.0.0.1:8485\"`, or `false`")
            }
            fn visit_bool<E: Error>(self, on: bool) -> Result<Metrics, E> {
                if on {
                    return Err(E::custom(
                        "`true` is no address; leave the key out for the default",
                    ));
                }
                Ok(Metrics(None))
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<Metrics, E> {
                socket(text).map(|address| Metrics(Some(address))).map_err(E::custom)
            }
        }
        from.deserialize_any(Reader)
    }
}

impl JsonSchema for Metrics {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Metrics".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": ["string", "boolean"] })
    }

    fn inline_schema() -> bool {
        true
    }
}

/// Reads an address to listen on.
pub(super) fn socket(text: &str) -> Result<SocketAddr, String> {
    text.parse().map_err(|_| {
        format!("`{text}` is not an address with a port; write `127.0.0.1:8484` or `[::1]:8484`")
    })
}

/// Manners and limits towards the servers of others.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(super) struct FetchTable {
    /// A mail or web address where you can be reached, part of the user agent. Nothing outside
    /// this machine is asked without it. Default: the `contact` of `[site]`.
    pub(super) contact: Option<String>,
    /// Networks that may be asked although they are not public, with ports if you like:
    /// `10.1.0.0/16`, `192.168.1.5:8080`, `[::1]:8000-8999`. Default none.
    #[schemars(with = "Vec<String>")]
    pub(super) allow: Vec<Spanned<String>>,
    /// Milliseconds between two requests to one host.
    pub(super) gap_ms: Within<0, 600_000, 1_000>,
    /// Seconds that connecting may take.
    pub(super) connect_secs: Within<1, 120, 10>,
    /// Seconds that a whole request may take.
    pub(super) total_secs: Within<1, 600, 30>,
    /// Megabytes of a body after decompression.
    pub(super) body_megabytes: Within<1, 200, 10>,
    /// Redirects followed.
    pub(super) hops: Within<0, 20, 5>,
    /// Sources pulled at the same time by one process, each of another host.
    pub(super) pulls: Within<1, 1_000, 64>,
}

/// What a feed does while a translation is missing. In `warta.toml` for all feeds, in a feed
/// file for its own.
#[derive(Debug, Default, Clone, Copy, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(super) struct TranslationTable {
    /// Minutes an entry is held at most for its translation.
    pub(super) wait_minutes: Option<WaitMinutes>,
    /// What is shown after that: `original`, its `title` alone, or `hold` for nothing. Default
    /// `original`.
    pub(super) otherwise: Option<Otherwise>,
}

/// What holds for sources that do not say otherwise.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(super) struct DefaultsTable {
    /// The language sources write in. Default none: each source says its own.
    #[schemars(with = "Option<String>")]
    pub(super) language: Option<Spanned<String>>,
    /// The time zone of times without one, by its IANA name. Default: that of the region.
    #[schemars(with = "Option<String>")]
    pub(super) timezone: Option<Spanned<String>>,
    /// When sources are asked. Default `every 15m`.
    #[schemars(with = "Option<String>")]
    pub(super) schedule: Option<Spanned<String>>,
}

/// What every `[[engine]]` has; the keys of its kind stand beside. Engines are tried in the
/// order of the file.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[schemars(extend("required" = ["kind"]))]
#[serde(default, deny_unknown_fields)]
pub(super) struct EngineTable {
    /// The name you give it; no two alike. Default: its kind.
    #[schemars(with = "Option<String>")]
    pub(super) name: Option<Spanned<String>>,
    /// Which kind of engine it is. Required.
    #[schemars(with = "Option<String>")]
    pub(super) kind: Option<Spanned<String>>,
    /// The pairs of languages it is for, as `id-ms`. Default: every pair it takes.
    #[schemars(with = "Vec<String>")]
    pub(super) pairs: Vec<Spanned<String>>,
    /// Requests it is sent at once, by all workers on all machines together. Default: 2 to an
    /// engine of this machine, 4 to one of somebody else's.
    pub(super) in_flight: Option<Within<1, 256, 4>>,
    /// Requests it is sent in a minute at most. Default: any number.
    pub(super) per_minute: Option<Within<1, 1_000_000, 600>>,
    /// Characters it is sent in a minute at most. Default: any number.
    pub(super) chars_per_minute: Option<Within<1_000, 1_000_000_000, 1_000_000>>,
    /// Price of a million characters as the engine counts them, in whatever money you reckon
    /// in. Default 0.
    #[schemars(with = "Option<f64>")]
    pub(super) price: Option<Spanned<f64>>,
    /// Seconds a request may take. Default: that of its kind.
    pub(super) request_secs: Option<Within<1, 600, 30>>,
    /// When a quota that the engine says is used up begins anew: `day` or `month`, in UTC.
    /// Default: that of its kind.
    pub(super) quota: Option<Period>,
}

/// The order in which engines are tried for one pair of languages. A pair without one is
/// translated by the engines that take it, in the order of the file.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[schemars(extend("required" = ["pair", "engines"]))]
#[serde(default, deny_unknown_fields)]
pub(super) struct ChainTable {
    /// The pair, as `id-fr`. Required.
    #[schemars(with = "Option<String>")]
    pub(super) pair: Option<Spanned<String>>,
    /// Names of engines, the first to be tried first. Required.
    #[schemars(with = "Vec<String>")]
    pub(super) engines: Vec<Spanned<String>>,
    /// A language to go through where none of them translates the pair directly; readers are
    /// told. Default none.
    #[schemars(with = "Option<String>")]
    pub(super) through: Option<Spanned<String>>,
}

/// What may be spent on engines. Every request falls under all budgets that cover it, and is
/// sent only where all of them have room.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(super) struct BudgetTable {
    /// The name it is told by. Default: its number in the file.
    pub(super) name: Option<String>,
    /// Only what this engine is asked. Default: what any is.
    #[schemars(with = "Option<String>")]
    pub(super) engine: Option<Spanned<String>>,
    /// Only what is translated for this source, by its id. Default: for any.
    #[schemars(with = "Option<String>")]
    pub(super) source: Option<Spanned<String>>,
    /// Only what is translated into this language. Default: into any.
    #[schemars(with = "Option<String>")]
    pub(super) language: Option<Spanned<String>>,
    /// How long it lasts, in UTC: a `day` or a `month`. Default `month`.
    pub(super) per: Period,
    /// Characters that may be spent in it, as the engines count them.
    pub(super) characters: Option<Within<1, 1_000_000_000_000, 500_000>>,
    /// Money that may be spent in it, by the engines' `price`.
    #[schemars(with = "Option<f64>")]
    pub(super) money: Option<Spanned<f64>>,
    /// What is done when it is spent: `titles` translates headlines alone, `cheaper` asks the
    /// next engine, `hold` waits for the next period. Default `titles`.
    pub(super) when_spent: WhenSpent,
    /// The percentage of it that is kept for headlines, where it goes on with these alone.
    pub(super) titles_percent: Within<0, 50, 5>,
}

/// A region of your own. The table's name is its slug, which then stands wherever a region may
/// stand: in feeds, in sources, in addresses. A release of any of its parts is in its feeds.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[schemars(extend("required" = ["regions"]))]
#[serde(default, deny_unknown_fields)]
pub(super) struct AreaTable {
    /// The codes it is made of: `ID-JK`, `MY`, or `ID-*` for every province. Required.
    #[schemars(with = "Vec<String>")]
    pub(super) regions: Vec<Spanned<String>>,
    /// Its names by language: `{ id = "Jabodetabek", en = "Greater Jakarta" }`. In a language
    /// without one, English; without any, its slug.
    #[schemars(with = "BTreeMap<String, String>")]
    pub(super) names: BTreeMap<Spanned<String>, Spanned<String>>,
}

/// A feed, or a family of feeds: languages times regions.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[schemars(extend("required" = ["languages", "regions"]))]
#[serde(default, deny_unknown_fields)]
pub(super) struct FeedTable {
    /// The languages, as BCP 47 tags. Required.
    #[schemars(with = "Vec<String>")]
    pub(super) languages: Vec<Spanned<String>>,
    /// The regions: codes such as `ID`, `ID-KB`, `035`, or `ID-*` for every province. Required.
    #[schemars(with = "Vec<String>")]
    pub(super) regions: Vec<Spanned<String>>,
    /// The formats by name. Pages in HTML are always there. Default `rss`, `atom` and `json`.
    #[schemars(with = "Option<Vec<String>>")]
    pub(super) formats: Option<Vec<Spanned<String>>>,
    /// Entries in a document at most.
    pub(super) entries: Within<1, 60, 50>,
    /// For a selection of an edition: the part of its address that tells it from the whole.
    #[schemars(with = "Option<String>")]
    pub(super) slug: Option<Spanned<String>>,
    /// A title, instead of the one made of region and language.
    pub(super) title: Option<String>,
    /// Only releases of these sources. Default: of all.
    #[schemars(with = "Vec<String>")]
    pub(super) sources: Vec<Spanned<String>>,
    /// Only releases about one of these subjects: IPTC media topics as `medtop:20000450`, or the
    /// words their sources use. Default: about anything.
    pub(super) subjects: Vec<String>,
    /// Only entries in which these words are found, in the language of the feed: every word must
    /// be there, `-word` must not, `word*` may go on, and a region's name means the region.
    /// Default: whatever they say.
    #[schemars(with = "Option<String>")]
    pub(super) query: Option<Spanned<String>>,
    /// Only `originals`, releases in the feed's own language, or only finished `translations`.
    /// Default: both.
    pub(super) only: Option<Only>,
    /// Whether a translation enters only when a person approved it, or the source made it itself.
    /// Releases in the feed's own language enter as ever. Default `false`.
    pub(super) reviewed: bool,
    /// Whether a translation is followed by its original, where the source's full text may be
    /// published. Default `false`.
    pub(super) bilingual: bool,
    /// What it does while a translation is missing.
    pub(super) translation: TranslationTable,
}
