//! A text file to a draft: the first line that says something is the headline.

use crate::domain::{Draft, Markup};
use crate::text::markup;

/// Reads a text.
pub(super) fn read(text: &str) -> Draft {
    let text = text.trim_start();
    let (headline, body) = text.split_once(['\n', '\r']).unwrap_or((text, ""));
    Draft {
        headline: Some(markup::line(headline)),
        body: Some(Markup::Plain(body.trim().to_owned())),
        ..Draft::default()
    }
}
