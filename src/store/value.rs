//! What is bound to a statement, and what comes back in a row.

use crate::domain::Instant;

/// A value to bind, or one that came back.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    Int(Option<i64>),
    Real(Option<f64>),
    Text(Option<String>),
    Blob(Option<Vec<u8>>),
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Int(Some(number))
    }
}

impl From<Option<i64>> for Value {
    fn from(number: Option<i64>) -> Self {
        Self::Int(number)
    }
}

impl From<bool> for Value {
    fn from(yes: bool) -> Self {
        Self::Int(Some(i64::from(yes)))
    }
}

impl From<Instant> for Value {
    fn from(at: Instant) -> Self {
        Self::Int(Some(at.timestamp_millis()))
    }
}

impl From<Option<Instant>> for Value {
    fn from(at: Option<Instant>) -> Self {
        Self::Int(at.map(|at| at.timestamp_millis()))
    }
}

impl From<Option<f64>> for Value {
    fn from(number: Option<f64>) -> Self {
        Self::Real(number)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(Some(text.to_owned()))
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(Some(text))
    }
}

impl From<&String> for Value {
    fn from(text: &String) -> Self {
        Self::Text(Some(text.clone()))
    }
}

impl From<Option<String>> for Value {
    fn from(text: Option<String>) -> Self {
        Self::Text(text)
    }
}

impl From<Option<&str>> for Value {
    fn from(text: Option<&str>) -> Self {
        Self::Text(text.map(str::to_owned))
    }
}

impl From<&[u8]> for Value {
    fn from(bytes: &[u8]) -> Self {
        Self::Blob(Some(bytes.to_vec()))
    }
}

macro_rules! text_values {
    ($($type:ty),*) => {$(
        impl From<&$type> for Value {
            fn from(value: &$type) -> Self {
                Self::Text(Some(value.as_str().to_owned()))
            }
        }
    )*};
}

text_values!(
    crate::domain::SourceId,
    crate::domain::ReleaseKey,
    crate::domain::Language,
    crate::domain::Region
);

impl From<&crate::domain::ReleaseId> for Value {
    fn from(id: &crate::domain::ReleaseId) -> Self {
        Self::Text(Some(id.to_string()))
    }
}

/// Values to bind, from anything that can be one.
macro_rules! args {
    ($($value:expr),* $(,)?) => { &[$($crate::store::value::Value::from($value)),*] };
}
pub(super) use args;
