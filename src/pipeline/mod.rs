//! One job a file or folder: the only place where doors meet rules.
//!
//! [`Newsroom`] holds the doors and what is configured; [`work::all`] takes a lease to the
//! function that does its job:
//!
//! - [`pull`]: ask a source, read, normalise, record; [`receive`]: the same for what is pushed.
//! - [`translate`]: plan, remember, ask an engine, check, assemble, record.
//! - [`publish`]: admit, render, keep; [`mod@entry`] gathers the facts of an entry.
//! - [`withdraw`]: take a release back everywhere, and undo it.
//! - [`desk`]: lay a translation before a person, and take what he writes or decides.
//! - [`offers`]: what was said of segments like those before a person.
//! - [`deliver`]: tell subscribers and hubs that a document changed; [`mod@export`]: put it into
//!   a bucket.
//!
//! Beside them: [`ask`] takes an ask to its door, [`follow`] says what follows from a change,
//! [`house`] is what is configured, [`clock`] tells the time, [`step`] is how a step fails,
//! [`search`] keeps what is found of a release, [`gate`] holds requests to engines in line,
//! [`tally`] counts what publishing costs.

pub mod ask;
pub mod clock;
pub mod deliver;
pub mod desk;
pub mod entry;
pub mod export;
pub mod follow;
pub mod gate;
pub mod house;
pub mod newsroom;
pub mod offers;
pub mod publish;
pub mod pull;
pub mod receive;
pub mod search;
pub mod step;
pub mod tally;
pub mod translate;
pub mod withdraw;
pub mod work;

pub use clock::Clock;
pub use house::House;
pub use newsroom::Newsroom;
pub use step::StepError;
