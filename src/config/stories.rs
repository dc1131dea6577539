//! The `[stories]` table of `config/warta.toml`.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::domain::story::Shown;

/// What texts are to each other. The same release from several sources is one entry, in every
/// feed of any of them; a text may mend an earlier one or take it back.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(super) struct StoriesTable {
    /// Whose text the entry shows: of the source that was `first`, the `longest`, or that of a
    /// release that concerns its whole country, `national`, else the first. Default `first`.
    pub(super) shown: Option<Shown>,
    /// Words that open the headline of a text that mends a fault of an earlier one.
    pub(super) correction_words: Vec<String>,
    /// Words that open the headline of a text that takes an earlier one back.
    pub(super) withdrawal_words: Vec<String>,
}

impl Default for StoriesTable {
    fn default() -> Self {
        let words = |list: &[&str]| list.iter().map(|word| (*word).to_owned()).collect();
        Self {
            shown: None,
            correction_words: words(&[
                "RALAT",
                "KOREKSI",
                "PEMBETULAN",
                "CORRECTION",
                "CORRECTED",
                "RECTIFICATIF",
                "CORRECCIÓN",
                "RECTIFICACIÓN",
                "BERICHTIGUNG",
                "CORREÇÃO",
                "ИСПРАВЛЕНИЕ",
                "تصحيح",
                "更正",
                "訂正",
                "정정",
            ]),
            withdrawal_words: words(&["DITARIK", "PENARIKAN", "WITHDRAWN", "RETRACTED"]),
        }
    }
}
