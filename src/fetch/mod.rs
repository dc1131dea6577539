//! The only door to the network: one client that guards, paces, limits and revalidates
//! every request of the program.

pub mod guard;
pub mod options;

pub use options::Options;
