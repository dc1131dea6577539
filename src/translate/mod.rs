//! A release to a release in another language, asking nobody.
//!
//! The pipeline makes a plan, looks up in the memory what is known, has the rest answered
//! by an engine, and puts both together:
//!
//! - [`plan`]: a release to units: a segment each, and the elements its codes stand for.
//! - [`inline`]: a block's HTML to text with numbered codes, and back.
//! - [`notation`]: the codes' own spelling, written and strictly read.
//! - [`guarded`]: addresses, numbers to call and names that no engine may touch.
//! - [`glossary`]: the newsroom's terms, found in words; [`glossaries`]: those that serve a pair.
//! - [`dates`]: dates in words, said in another language without an engine.
//! - [`protect`]: a segment in an engine's rendition, and an engine's answer read again.
//! - [`rendition`]: the two spellings of codes engines are shown.
//! - [`unknown`]: marks of words an engine does not know, taken away and counted.
//! - [`sentences`]: a unit to its sentences, which are remembered too, and back, by way of `pieces`;
//!   [`lean`]: what speaks against learning one.
//! - [`batch`]: units to requests within an engine's limits.
//! - [`between`]: a unit on its way through another language.
//! - [`plain`]: a unit without its formatting, and its answer dressed again.
//! - [`repair`]: an answer without characters that nobody wrote.
//! - [`check`]: what is wrong with a translated segment.
//! - [`edits`]: what persons wrote, where the source changed under it.
//! - [`near`]: how much alike two segments are, for people.
//! - [`numbers`]: whether two texts tell the same numbers.
//! - [`xliff`]: a translation to a file for translators' tools, and back.
//! - [`tmx`]: a memory to a file for others, and back, by way of `seg`; [`xml`]: such files,
//!   read strictly.
//! - [`tbx`]: a glossary to a file for others, and back.
//! - [`adopt`]: what another memory says, in our own codes.
//! - [`assemble`]: a plan and its answers to a translation.
//!
//! Nothing here reads a clock, a file or the network.

mod pieces;
mod seg;

pub mod adopt;
pub mod assemble;
pub mod batch;
pub mod between;
pub mod check;
pub mod dates;
pub mod edits;
pub mod glossaries;
pub mod glossary;
pub mod guarded;
pub mod inline;
pub mod lean;
pub mod near;
pub mod notation;
pub mod numbers;
pub mod plain;
pub mod plan;
pub mod protect;
pub mod rendition;
pub mod repair;
pub mod sentences;
pub mod tbx;
pub mod tmx;
pub mod unknown;
pub mod xliff;
pub mod xml;
