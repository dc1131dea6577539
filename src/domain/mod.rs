//! The nouns of the house: what every floor above speaks of.
//!
//! No async, clock, file or socket is here. Times come in as arguments, and a
//! type that can be wrong is read by one function that says what is wrong:
//!
//! - [`id`]: sources, releases and their public tag addresses.
//! - [`language`], [`region`], [`area`], [`edition`]: whom a feed is for.
//! - [`schedule`]: when a source is asked.
//! - [`ask`], [`document`], [`validators`]: what a door is asked, and what came back.
//! - [`draft`], [`release`], [`block`]: what a source printed, what a newsroom means by it.
//! - [`segment`], [`remembrance`], [`translation`], [`capability`]: a release in another language.
//! - [`breaker`], [`budget`]: whether an engine may be asked, and what may be spent on it.
//! - [`feed`], [`entry`], [`emission`]: what is published, to whom, at which second.
//! - [`search`]: what somebody looks for, and what is found.
//! - [`notice`], [`job`], [`alert`]: what is recorded, what is to be done, what is told.
//! - [`story`]: releases that are one piece of news.
//! - [`crash`]: named points at which tests end the process.
//! - [`profile`], [`secret`], [`within`]: the parts of configuration that other floors own.

pub mod alert;
pub mod area;
pub mod ask;
pub mod block;
pub mod breaker;
pub mod budget;
pub mod capability;
pub mod crash;
pub mod desk;
pub mod document;
pub mod draft;
pub mod edition;
pub mod emission;
pub mod entry;
pub mod feed;
pub mod id;
pub mod instant;
pub mod job;
pub mod language;
pub mod notice;
pub mod profile;
pub mod region;
pub mod release;
pub mod remembrance;
pub mod retry;
pub mod rules;
pub mod schedule;
pub mod search;
pub mod secret;
pub mod segment;
pub mod story;
pub mod translation;
pub mod validators;
pub mod within;

pub use alert::Alert;
pub use area::{Area, Areas};
pub use ask::{Ask, AskError, Reply};
pub use block::{Block, BlockKind};
pub use document::Document;
pub use draft::{Draft, Markup, Stamp};
pub use edition::Edition;
pub use emission::Emission;
pub use entry::Entry;
pub use feed::FeedSpec;
pub use id::{Authority, ReleaseId, ReleaseKey, SourceId};
pub use instant::Instant;
pub use job::{Job, Lane};
pub use language::Language;
pub use notice::Notice;
pub use profile::Profile;
pub use region::Region;
pub use release::{Rejection, Release};
pub use remembrance::Remembrance;
pub use retry::Retry;
pub use rules::Rules;
pub use schedule::Schedule;
pub use secret::Secret;
pub use segment::Segment;
pub use translation::Translation;
pub use validators::Validators;
pub use within::Within;
