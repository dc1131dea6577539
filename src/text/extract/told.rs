//! What a page tells of itself, in the words of one vocabulary.

/// The fields one vocabulary tells, each as it is written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Told {
    /// The rule's name, for the evidence.
    pub rule: &'static str,
    /// The headline.
    pub headline: Option<String>,
    /// The text, without its markup.
    pub body: Option<String>,
    /// A shorter text.
    pub summary: Option<String>,
    /// When it was published.
    pub published: Option<String>,
    /// When it was last changed.
    pub updated: Option<String>,
    /// Who wrote it.
    pub authors: Vec<String>,
    /// Its picture.
    pub image: Option<String>,
    /// Its language.
    pub language: Option<String>,
    /// The name of the site.
    pub site: Option<String>,
}

impl Told {
    /// Nothing told yet, by the rule of this name.
    pub(super) fn by(rule: &'static str) -> Self {
        Self { rule, ..Self::default() }
    }
}

/// Sets a field that is empty yet, when there is something to set it to.
pub(super) fn fill(field: &mut Option<String>, value: &str) {
    let value = value.trim();
    if field.is_none() && !value.is_empty() {
        *field = Some(value.to_owned());
    }
}
