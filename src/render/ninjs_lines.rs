//! Entries to a file of ninjs 3.1 objects, one a line: ninjs knows single objects and no
//! list of them.

use crate::domain::entry::{Entry, Fragment, Site};
use crate::render::view::View;
use crate::render::{Around, Format, RenderError, Scope, ninjs};

/// A feed of ninjs 3.1 objects.
#[derive(Debug, Clone, Copy)]
pub struct NinjsLines;

impl Format for NinjsLines {
    fn name(&self) -> &'static str {
        "ninjs"
    }

    fn sentence(&self) -> &'static str {
        "ninjs 3.1, IPTC's news in JSON: one object a line, for newsroom systems."
    }

    fn scope(&self) -> Scope {
        Scope::Feed
    }

    fn media_type(&self) -> &'static str {
        "application/x-ndjson"
    }

    fn file_name(&self) -> &'static str {
        "ninjs.ndjson"
    }

    fn entry(&self, entry: &Entry, site: &Site) -> Result<String, RenderError> {
        let object = ninjs::object(&View::of(entry, site));
        serde_json::to_string(&object).map_err(|bad| fault(bad.to_string()))
    }

    fn wrap(
        &self,
        around: Around<'_>,
        fragments: &[Fragment],
        _: &Site,
    ) -> Result<Vec<u8>, RenderError> {
        let Around::Feed(_) = around else {
            return Err(fault("it lists the entries of a feed".to_owned()));
        };
        let mut lines = Vec::new();
        for fragment in fragments {
            lines.extend_from_slice(fragment.text.as_bytes());
            lines.push(b'\n');
        }
        Ok(lines)
    }
}

fn fault(what: String) -> RenderError {
    RenderError { format: "ninjs", what }
}
