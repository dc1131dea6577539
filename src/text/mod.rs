//! Pure functions on words: no rule about releases is here, only about text.
//!
//! - [`charset`]: bytes to text, whatever their labels say.
//! - [`html`]: HTML to blocks and to plain words.
//! - [`sanitize`]: HTML that may be shown to anybody.
//! - [`markup`]: escaping, one function for each place text is written into.
//! - [`date`]: a date as a feed or a page writes it.
//! - [`extract`]: a page to the release on it.
//! - [`sentence`]: a paragraph to sentences.
//! - [`grapheme`]: texts cut between what a reader takes for characters.
//! - [`search`]: text to the words it is found by, and what somebody types to a query.
//! - [`detect`]: which language a text is in.
//! - [`difference`]: two texts of a release to what differs between them.
//! - [`turned_away`]: pages that stand before what was asked for.
//! - [`fingerprint`]: what a release is found again by, and what two are to each other.

pub mod charset;
pub mod date;
pub mod detect;
pub mod difference;
pub mod extract;
pub mod fingerprint;
pub mod grapheme;
pub mod html;
pub mod markup;
pub mod sanitize;
pub mod search;
pub mod sentence;
mod turned;

pub use turned::turned_away;
