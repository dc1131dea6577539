//! One page, field by field: what it tells, then what it shows.

use ego_tree::NodeId;
use scraper::{ElementRef, Html};
use url::Url;

use crate::domain::{Block, BlockKind, Language};
use crate::text::extract::body::Body;
use crate::text::extract::meta::Head;
use crate::text::extract::told::Told;
use crate::text::extract::{
    Article, Found, Hints, Picks, body, byline, heading, junk, lighten, linked, marked, media,
    meta, moment, node, phrases,
};
use crate::text::{date, html};

/// A line about a text is not longer than so many characters.
const LINE_MAX: usize = 100;

/// Reads a page. What is not found stays absent.
#[must_use]
pub fn read(page: &str, hints: Hints<'_>, picks: &Picks) -> Article {
    let light = lighten::lighten(page);
    let tree = Html::parse_document(&light.html);
    let head = meta::read(&tree, hints.location);
    // What goes before the text is found stays where dates and names are looked for.
    let mut pruned = tree.clone();
    let mut reader = Reader {
        base: head.base.clone().or_else(|| hints.location.cloned()),
        linked: linked::read(&light.linked),
        micro: marked::microdata(&tree),
        formats: marked::microformats(&tree),
        head,
        hints,
        heading: None,
        blocks: Vec::new(),
        article: Article { cut: light.cut, ..Article::default() },
    };
    reader.language();
    reader.headline(&tree, picks);
    let text = reader.text(&mut pruned, picks);
    reader.headline_before(&tree, text);
    reader.dates(&tree, picks);
    reader.authors(&tree, picks);
    reader.image(&tree, picks);
    reader.ends();
    reader.rest()
}

struct Reader<'a> {
    base: Option<Url>,
    linked: Told,
    head: Head,
    micro: Told,
    formats: Told,
    hints: Hints<'a>,
    /// The element that shows the headline.
    heading: Option<NodeId>,
    blocks: Vec<Block>,
    article: Article,
}

impl Reader<'_> {
    fn note(&mut self, field: &'static str, rule: &'static str, words: &str) {
        let words: String = words.chars().take(200).collect();
        self.article.evidence.push(Found { field, rule, words });
    }

    /// What the vocabularies tell, in their order.
    fn tells(&self, field: fn(&Told) -> Option<&String>) -> Option<(&'static str, String)> {
        [&self.linked, &self.head.told, &self.micro, &self.formats]
            .into_iter()
            .find_map(|told| field(told).map(|value| (told.rule, value.clone())))
    }

    fn language(&mut self) {
        let root = self.head.language.clone().map(|tag| ("html-lang", tag));
        let linked = self.linked.language.clone().map(|tag| ("json-ld", tag));
        let told = self.tells(|told| told.language.as_ref());
        for (rule, tag) in [linked, root, told].into_iter().flatten() {
            if let Ok(language) = Language::parse(&tag) {
                self.note("language", rule, &tag);
                self.article.language = Some(language);
                return;
            }
        }
    }

    fn headline(&mut self, tree: &Html, picks: &Picks) {
        if let Some(found) = picks.headline.as_ref().and_then(|pick| pick.first(tree)) {
            let words = node::words(found);
            self.note("title", "selector", &words);
            self.article.title = Some(words).filter(|words| !words.is_empty());
            return;
        }
        let host = self.hints.location.and_then(Url::host_str).map(str::to_owned);
        let site = self.tells(|told| told.site.as_ref()).map(|(_, site)| site);
        let stripped = |title: &str| heading::without_site(title, site.as_deref(), host.as_deref());
        let told = self.tells(|told| told.headline.as_ref());
        let titled = self.head.title.as_deref().map(|title| ("title", stripped(title)));
        let told =
            told.map(|(rule, title)| (rule, if rule == "meta" { stripped(&title) } else { title }));
        let known: Vec<&str> = [&told, &titled]
            .into_iter()
            .flatten()
            .map(|(_, title)| title.as_str())
            .chain(self.head.title.as_deref())
            .collect();
        let element = heading::element(tree, &known);
        self.heading = element.map(|one| one.id());
        let shown = element.map(node::words);
        // What is told may be cut short, or in another case than what is shown.
        let found = match (told, shown) {
            (Some((rule, told)), Some(shown)) if agree(&told, &shown) => Some((rule, shown)),
            (Some(found), _) => Some(found),
            (None, Some(shown)) => Some(("heading", shown)),
            (None, None) => titled,
        };
        if let Some((rule, words)) = found.filter(|(_, words)| !words.trim().is_empty()) {
            self.note("title", rule, &words);
            self.article.title = Some(words);
        }
    }

    /// A page without a heading, and with the name of its site for a title, has its headline
    /// in the line before its text.
    fn headline_before(&mut self, tree: &Html, text: Option<NodeId>) {
        let title = self.article.evidence.iter().find(|one| one.field == "title");
        let weak = title.is_none_or(|one| one.rule == "title");
        if self.heading.is_some() || !weak {
            return;
        }
        let Some(found) = text.and_then(|text| heading::before(tree, text)) else { return };
        let words = node::words(found);
        self.article.evidence.retain(|one| one.field != "title");
        self.note("title", "before-text", &words);
        self.heading = Some(found.id());
        self.article.title = Some(words);
    }

    fn dates(&mut self, tree: &Html, picks: &Picks) {
        let language = self.article.language.clone().or_else(|| self.hints.language.cloned());
        let hints = date::Hints { language: language.as_ref(), zone: self.hints.zone };
        let picked = picks.date.as_ref().and_then(|pick| pick.first(tree)).and_then(|found| {
            let said = ["datetime", "content"].iter().find_map(|key| found.attr(key));
            let words = node::words(found);
            said.and_then(|said| moment::told(said, hints))
                .or_else(|| moment::within(&words, hints))
        });
        let told = |field: fn(&Told) -> Option<&String>| {
            [&self.linked, &self.head.told, &self.micro, &self.formats].into_iter().find_map(
                |one| {
                    let stamp = moment::told(field(one)?, hints)?;
                    Some((one.rule, stamp))
                },
            )
        };
        let heading = || self.heading.and_then(|id| tree.tree.get(id)).and_then(ElementRef::wrap);
        let address = || self.hints.location.and_then(|url| moment::in_address(url.path()));
        let published = picked
            .map(|stamp| ("selector", stamp))
            .or_else(|| told(|told| told.published.as_ref()))
            .or_else(|| moment::shown(tree, heading(), hints))
            .or_else(|| address().map(|stamp| ("address", stamp)));
        let updated = told(|told| told.updated.as_ref());
        for (field, found) in [("published", published), ("updated", updated)] {
            let Some((rule, stamp)) = found else { continue };
            self.note(field, rule, &stamp.raw);
            let slot = if field == "published" {
                &mut self.article.published
            } else {
                &mut self.article.updated
            };
            *slot = Some(stamp);
        }
    }

    fn authors(&mut self, tree: &Html, picks: &Picks) {
        if let Some(found) = picks.byline.as_ref().and_then(|pick| pick.first(tree)) {
            let words = node::words(found);
            self.note("byline", "selector", &words);
            self.article.authors = byline::name(&words).into_iter().collect();
            return;
        }
        let vocabularies = [&self.linked, &self.head.told, &self.micro, &self.formats];
        let told = vocabularies.into_iter().find_map(|told| {
            let names: Vec<String> =
                told.authors.iter().filter_map(|name| byline::name(name)).collect();
            (!names.is_empty()).then_some((told.rule, names))
        });
        if let Some((rule, names)) = told {
            self.note("byline", rule, &names.join(", "));
            self.article.authors = names;
            return;
        }
        let heading = self.heading.and_then(|id| tree.tree.get(id)).and_then(ElementRef::wrap);
        if let Some((rule, name)) = byline::shown(tree, heading) {
            self.note("byline", rule, &name);
            self.article.authors = vec![name];
        }
    }

    fn image(&mut self, tree: &Html, picks: &Picks) {
        let picked = picks.image.as_ref().and_then(|pick| pick.first(tree)).and_then(|found| {
            let from = ["data-src", "src", "content", "href"];
            from.iter().find_map(|key| found.attr(key)).map(|to| ("selector", to.to_owned()))
        });
        let found = picked.or_else(|| self.tells(|told| told.image.as_ref()));
        let Some((rule, to)) = found else { return };
        if let Some(url) = meta::resolve(&to, self.base.as_ref()) {
            self.note("image", rule, url.as_str());
            self.article.image = Some(url.into());
        }
    }

    /// Finds the text; gives the part of the tree it is.
    fn text(&mut self, tree: &mut Html, picks: &Picks) -> Option<NodeId> {
        if let Some(drop) = &picks.drop {
            let nodes: Vec<NodeId> = drop.all(tree).iter().map(|one| one.id()).collect();
            junk::detach(tree, &nodes);
        }
        if let Some(pick) = &picks.body {
            let parts: Vec<ElementRef<'_>> = pick.all(tree);
            let outer: Vec<ElementRef<'_>> = parts
                .iter()
                .filter(|one| {
                    !parts.iter().any(|other| other.id() != one.id() && node::holds(*other, **one))
                })
                .copied()
                .collect();
            if !outer.is_empty() {
                let markup: String = outer
                    .iter()
                    .flat_map(|one| ["<div>".to_owned(), one.inner_html(), "</div>".to_owned()])
                    .collect();
                for part in &outer {
                    self.article.media.extend(media::below(*part, self.base.as_ref()));
                }
                self.note("text", "selector", pick.as_str());
                self.written(&markup);
                return outer.first().map(|one| one.id());
            }
        }
        junk::prune(tree);
        let (rule, found) = body::find(tree, self.linked.body.as_deref())?;
        let part = if let Body::Part(id) = &found { Some(*id) } else { None };
        let title = self.article.title.clone();
        let (markup, place) = match found {
            Body::Part(id) => {
                junk::tidy(tree, id, title.as_deref());
                let part = tree.tree.get(id).and_then(ElementRef::wrap)?;
                self.article.media = media::below(part, self.base.as_ref());
                (part.inner_html(), place(part))
            }
            Body::Markup(markup) => {
                let mut part = Html::parse_fragment(&markup);
                let root = part.root_element().id();
                junk::tidy(&mut part, root, title.as_deref());
                self.article.media = media::below(part.root_element(), self.base.as_ref());
                (part.root_element().inner_html(), String::new())
            }
        };
        self.note("text", rule, &place);
        self.written(&markup);
        part
    }

    /// Takes the text from markup, in blocks, without films that are not there.
    fn written(&mut self, markup: &str) {
        let markup = phrases::without_videos(markup);
        self.blocks = html::blocks(&markup, self.base.as_ref());
    }

    /// Takes off what stands before and after the text and is not of it: the headline, lines
    /// with its date or its writer, links to elsewhere.
    fn ends(&mut self) {
        let mut blocks = std::mem::take(&mut self.blocks);
        let title = self.article.title.clone().unwrap_or_default();
        let language = self.article.language.clone().or_else(|| self.hints.language.cloned());
        let hints = date::Hints { language: language.as_ref(), zone: self.hints.zone };
        let lead = blocks.iter().take(6).take_while(|block| {
            let short =
                block.text.chars().count() <= LINE_MAX && !block.text.ends_with(['.', '。']);
            let about = || {
                moment::within(&block.text, hints).is_some()
                    || self.article.authors.iter().any(|name| block.text.ends_with(name.as_str()))
            };
            block.kind == BlockKind::Figure || node::same(&title, &block.text) || (short && about())
        });
        let lead = lead.filter(|block| block.kind != BlockKind::Figure).count();
        let mut taken = 0;
        blocks.retain(|block| {
            let goes = block.kind != BlockKind::Figure && taken < lead;
            taken += usize::from(goes);
            !goes
        });
        blocks.retain(|block| block.kind != BlockKind::Heading || !node::same(&title, &block.text));
        while blocks.last().is_some_and(|block| is_pointing(&block.html, &block.text)) {
            blocks.pop();
        }
        let lines = blocks.iter().filter(|block| block.kind != BlockKind::Figure);
        self.article.text = lines.map(|block| block.text.as_str()).collect::<Vec<_>>().join("\n");
        self.article.html = blocks.iter().map(outer).collect();
    }

    fn rest(mut self) -> Article {
        let summary = self.tells(|told| told.summary.as_ref()).map(|(_, summary)| summary);
        self.article.summary = summary;
        self.article.canonical = self.head.canonical.take();
        self.article.versions = std::mem::take(&mut self.head.versions);
        let pictured =
            self.article.media.iter().find(|one| {
                one.media_type.as_deref().is_none_or(|kind| kind.starts_with("image/"))
            });
        if self.article.image.is_none()
            && let Some(url) = pictured.map(|one| one.url.clone())
        {
            self.note("image", "text", &url);
            self.article.image = Some(url);
        }
        self.article
    }
}

/// Whether what is told and what is shown are one headline.
fn agree(told: &str, shown: &str) -> bool {
    let bare = |text: &str| -> String {
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let (told, shown) = (bare(told), bare(shown));
    told == shown || (told.chars().count() >= 20 && shown.starts_with(&told))
}

/// Whether a short last block is links to elsewhere, and no sentence.
fn is_pointing(html: &str, text: &str) -> bool {
    if text.chars().count() > LINE_MAX
        || !html.contains("<a ")
        || text.ends_with(['.', '。', '"', '”', ')'])
    {
        return false;
    }
    let tree = Html::parse_fragment(html);
    let root = tree.root_element();
    let share = if html.matches("<a ").count() > 1 { 5 } else { 2 };
    node::linked(root) * share >= node::weight(root)
}

/// A block with its own element around it.
fn outer(block: &Block) -> String {
    let (start, end) = match block.kind {
        BlockKind::Paragraph => ("<p>", "</p>"),
        BlockKind::Heading => ("<h2>", "</h2>"),
        BlockKind::Quote => ("<blockquote>", "</blockquote>"),
        BlockKind::Bullet => ("<ul><li>", "</li></ul>"),
        BlockKind::Number => ("<ol><li>", "</li></ol>"),
        BlockKind::Preformatted => ("<pre>", "</pre>"),
        BlockKind::Table | BlockKind::Figure => ("", ""),
    };
    [start, &block.html, end].concat()
}

/// Where an element stands, for the evidence: its name, id and classes.
fn place(element: ElementRef<'_>) -> String {
    let mut place = node::name(&element).to_owned();
    if let Some(id) = element.attr("id") {
        place.push('#');
        place.push_str(id);
    }
    for class in element.attr("class").unwrap_or("").split_whitespace().take(3) {
        place.push('.');
        place.push_str(class);
    }
    place
}
