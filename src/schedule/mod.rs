//! When: the ticker that files pulls, and the workers that do what is filed.
//!
//! - [`clock`]: sources that are due become jobs.
//! - [`worker`]: jobs that are due are claimed, worked, renewed and ended.
//! - `clerk`: the ends of pulls are written down many at a time.
//! - [`start`]: what is looked after once at a start or a reload.

mod clerk;
pub mod clock;
pub mod start;
pub mod worker;
