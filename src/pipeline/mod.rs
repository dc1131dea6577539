//! One job a file: the only place where doors meet rules.

pub mod house;

pub use house::House;
