//! The home that `warta init` writes.
