//! The `warta` program.

fn main() {}
