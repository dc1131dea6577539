//! What is left of HTML, and what never is.

use proptest::prelude::*;

use super::*;

fn base() -> Url {
    Url::parse("https://kantor.example/siaran/satu").unwrap()
}

#[track_caller]
fn check(html: &str, cleaned: &str) {
    assert_eq!(clean(html, Some(&base())), cleaned, "{html}");
    assert_eq!(clean(cleaned, Some(&base())), cleaned, "a second time: {html}");
}

#[test]
fn what_a_release_is_made_of_stays() {
    check("<p>Kepala <b>BNN</b></p>", "<p>Kepala <b>BNN</b></p>");
    check("<ul><li>satu</li></ul>", "<ul><li>satu</li></ul>");
    check("<h1>Judul</h1>", "<h2>Judul</h2>");
    check("a &lt; b & c", "a &lt; b &amp; c");
}

#[test]
fn addresses_become_absolute() {
    check("<a href='/x'>x</a>", r#"<a href="https://kantor.example/x">x</a>"#);
    check(
        "<img src=a.jpg alt=Foto>",
        r#"<img src="https://kantor.example/siaran/a.jpg" alt="Foto">"#,
    );
    assert_eq!(clean("<a href='/x'>x</a>", None), "<a>x</a>");
}

#[test]
fn dangerous_addresses_are_dropped_and_their_words_kept() {
    for url in [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\tscript:alert(1)",
        "&#106;avascript:x",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "blob:x",
        " javascript:x",
        "&#x6A;&#x61;vascript&colon;x",
    ] {
        check(&format!("<a href=\"{url}\">teks</a>"), "<a>teks</a>");
        check(&format!("<img src=\"{url}\">teks"), "teks");
    }
}

#[test]
fn active_elements_are_dropped() {
    check("<script>alert(1)</script>a", "a");
    check("<style>p{}</style>a", "a");
    check("<svg><script>x</script><a xlink:href='javascript:x'>k</a></svg>", "<a>k</a>");
    check("<math><mi>x</mi></math>", "x");
    check("<iframe src='https://x.example'>y</iframe>a", "a");
    check("<p onclick=x style='a' id=b class=c>d</p>", "<p>d</p>");
    check("<p class='warta-note'>d</p>", "<p class=\"warta-note\">d</p>");
    check("<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\"></noscript>", "<p></p>");
    check("<plaintext><b>a</b>", "<b>a</b>");
}

#[test]
fn a_tracking_pixel_is_dropped() {
    check("a<img src='https://t.example/p.gif' width=1 height=1>", "a");
    check("a<img src='https://t.example/p.gif' width='1px' height='0'>", "a");
    check("a<img src='https://t.example/p.gif' style='width:1px;height:1px'>", "a");
}

#[test]
fn a_deep_document_is_flattened_and_keeps_its_words() {
    for tag in ["div", "b", "blockquote", "ul", "table", "em", "q"] {
        let html = format!("{}kata", format!("<{tag}>").repeat(40_000));
        let cleaned = clean(&html, None);
        assert!(cleaned.contains("kata"), "{tag}");
        assert!(cleaned.len() < 40_000, "{tag} {}", cleaned.len());
    }
}

#[test]
fn broken_formatting_is_not_rebuilt_for_ever() {
    let open = (0..300).map(|n| format!("<b class=warta-{n}>")).collect::<Vec<_>>().concat();
    let html = format!("<p>{open}</p>{}", "<p>x".repeat(50_000));
    assert!(clean(&html, None).len() < 4_000_000);
}

#[test]
fn a_body_of_any_length_is_cut() {
    let html = "é".repeat(BODY_BYTES_MAX);
    assert!(clean(&html, None).len() <= BODY_BYTES_MAX);
}

proptest! {
    #[test]
    fn cleaning_twice_is_cleaning_once(html in pieces()) {
        let once = clean(&html, Some(&base()));
        prop_assert_eq!(clean(&once, Some(&base())), once);
    }

    #[test]
    fn the_short_way_gives_what_the_long_way_gives(html in plain_pieces()) {
        for shape in [shallow::Shape::Published, shallow::Shape::Blocks] {
            let long = scrub(&html, Some(&base()), shape, false);
            prop_assert_eq!(scrub(&html, Some(&base()), shape, true), long);
        }
    }

    #[test]
    fn the_short_way_gives_what_the_long_way_gives_of_anything(html in pieces()) {
        for shape in [shallow::Shape::Published, shallow::Shape::Blocks] {
            let long = scrub(&html, Some(&base()), shape, false);
            prop_assert_eq!(scrub(&html, Some(&base()), shape, true), long);
        }
    }

    #[test]
    fn nothing_active_is_left(html in pieces()) {
        let cleaned = clean(&html, Some(&base())).to_lowercase();
        for mark in ["<script", "<svg", "<style", "<iframe", "onerror=\"", "=\"javascript:"] {
            prop_assert!(!cleaned.contains(mark), "{}", cleaned);
        }
    }

    #[test]
    fn any_text_at_all_is_read(html in any::<String>()) {
        let once = clean(&html, None);
        prop_assert_eq!(clean(&once, None), once);
    }
}

/// Bodies that are rightly nested more often than not.
fn plain_pieces() -> impl Strategy<Value = String> {
    let leaf = prop::sample::select(vec![
        "teks ",
        "&amp;",
        "&#8220;",
        "&nbsp;",
        "&",
        "a>b",
        "<br>",
        "<img src=x>",
        "<hr>",
        "\n",
        "&eacute;",
        "&#1;",
        "&copy",
        "\u{a0}",
        "&#13;",
        "&lt;b&gt;",
        "<img src=x alt='a&nbsp;\"<'>",
    ]);
    let leaf = leaf.prop_map(str::to_owned);
    leaf.prop_recursive(5, 40, 5, |inner| {
        let tag = prop::sample::select(vec![
            "p",
            "div",
            "a",
            "b",
            "strong",
            "em",
            "ul",
            "ol",
            "li",
            "h1",
            "h3",
            "blockquote",
            "figure",
            "figcaption",
            "span",
            "section",
            "q",
            "code",
            "time",
            "sub",
            "pre",
        ]);
        (tag, prop::collection::vec(inner, 0..5), any::<bool>()).prop_map(
            |(tag, inner, attribute)| {
                let attribute = if attribute { " href='/x?a=1&b=2' lang=id class=k" } else { "" };
                format!("<{tag}{attribute}>{}</{tag}>", inner.concat())
            },
        )
    })
}

fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "<p>",
        "</p>",
        "<b>",
        "</b>",
        "<i>",
        "</i>",
        "<a href=x>",
        "</a>",
        "<table>",
        "<tr>",
        "<td>",
        "</td>",
        "</table>",
        "<li>",
        "<ul>",
        "</ul>",
        "<div>",
        "</div>",
        "<script>",
        "</script>",
        "<svg>",
        "</svg>",
        "<style>",
        "</style>",
        "<!--",
        "-->",
        "<img src=x onerror=y>",
        "text",
        " ",
        "\n",
        "&amp;",
        "&lt;",
        "<",
        ">",
        "\"",
        "'",
        "<pre>",
        "</pre>",
        "<br>",
        "<h2>",
        "</h2>",
        "<blockquote>",
        "</blockquote>",
        "<![CDATA[",
        "]]>",
        "<math>",
        "<a href=\"javascript:x\">",
        "<iframe>",
        "<noscript>",
        "<textarea>",
        "</textarea>",
        "<title>",
        "<figure>",
        "</figure>",
        "<dd>",
        "<q>",
        "<caption>",
        "<tbody>",
        "<th>",
        "/",
    ]);
    prop::collection::vec(piece, 0..24).prop_map(|list| list.concat())
}
