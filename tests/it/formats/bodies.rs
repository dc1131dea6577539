//! What stands in the body of an entry, for people.

use serde_json::Value;
use warta::domain::Entry;
use warta::domain::translation::Touch;

use super::cast::{self, site};
use super::{FEEDS, named};

fn html(entry: &Entry) -> String {
    let json: Value = serde_json::from_str(&named("json").entry(entry, &site()).unwrap()).unwrap();
    json["content_html"].as_str().unwrap().to_owned()
}

#[test]
fn a_body_is_put_together_again() {
    let html = html(&cast::original("00000000000a", 0));
    assert!(html.starts_with("<p>PONTIANAK - Kepala Badan"), "{html}");
    assert!(html.contains("<ul>\n<li>Pengeboran &amp; pemasangan pipa</li>\n<li>"), "{html}");
    assert!(html.contains("</ul>\n<ol>\n<li><strong>Serah terima</strong></li>\n</ol>"), "{html}");
    assert_eq!(html.matches("PONTIANAK").count(), 1);
    assert!(!html.contains("warta-"), "an original in its own feed has no note: {html}");
}

#[test]
fn a_machine_translation_says_so_to_people_and_to_machines() {
    let entry = cast::partial("00000000000b", 0, "ms");
    let html = html(&entry);
    assert!(html.starts_with("<div lang=\"ms-t-id-t0-und\">\n<p>PONTIANAK - "), "{html}");
    assert!(html.contains("<p lang=\"id\">Kegiatan ini didanai dana desa.</p>"), "{html}");
    assert!(html.contains("<li lang=\"id\">Tahap pertama</li>"), "{html}");
    assert!(
        html.contains(
            "<p class=\"warta-translation-note\"><em>Terjemahan mesin daripada \
        bahasa Indonesia oleh Apertium; belum disemak oleh manusia. Sebahagian"
        ),
        "{html}"
    );
    assert!(
        html.contains(
            "<a href=\"https://sungai.example/siaran-pers/00000000000b\" \
        hreflang=\"id\">Kenyataan media asal</a>.</em></p>"
        ),
        "{html}"
    );
    let rss = named("rss").entry(&entry, &site()).unwrap();
    assert!(rss.contains("digitalsourcetype/algorithmicMedia\">"), "{rss}");
    let trained = named("atom").entry(&cast::translated("00000000000a", 0, "en"), &site()).unwrap();
    assert!(trained.contains("\"trainedAlgorithmicMedia\""), "{trained}");
}

#[test]
fn what_a_person_changed_says_so_and_what_he_stands_for_needs_no_line() {
    let edited = cast::reviewed("00000000000a", 0, Touch::Edited, false);
    let text = html(&edited);
    assert!(text.contains("by DeepL, changed by a person; not yet approved."), "{text}");
    let rss = named("rss").entry(&edited, &site()).unwrap();
    assert!(rss.contains("/compositeWithTrainedAlgorithmicMedia\">Machine translation, edited<"));

    assert_eq!(warta::render::search::hit(&edited, &site()).hand, Some(Touch::Edited));
    let written = cast::reviewed("00000000000a", 0, Touch::Person, false);
    let text = html(&written);
    assert!(text.contains("Translated from Indonesian by a person; not yet approved."), "{text}");
    assert!(!text.contains("t0-und") && !text.contains("DeepL"), "{text}");

    for hand in [Touch::None, Touch::Edited, Touch::Person] {
        let approved = cast::reviewed("00000000000a", 0, hand, true);
        let text = html(&approved);
        assert_eq!(warta::render::search::hit(&approved, &site()).hand, None, "nor when found");
        assert!(!text.contains("approved") && !text.contains("reviewed"), "{text}");
        let json: Value =
            serde_json::from_str(&named("json").entry(&approved, &site()).unwrap()).unwrap();
        assert_eq!(json["_warta"]["translation"]["reviewed"], true);
        for name in FEEDS {
            let text = named(name).entry(&approved, &site()).unwrap();
            assert!(!text.contains("Rani Contoh"), "a reviewer's name is the desk's: {text}");
        }
    }
}

#[test]
fn an_original_that_waits_for_its_translation_is_never_called_one() {
    for entry in [cast::pending("00000000000c", 0, "ms"), cast::title_only("00000000000d", 0, "ms")]
    {
        let html = html(&entry);
        assert!(html.starts_with("<div lang=\"id\">\n"), "{html}");
        assert!(html.contains("belum tersedia"), "{html}");
        assert!(!html.contains("Terjemahan mesin"), "{html}");
        for name in FEEDS {
            let text = named(name).entry(&entry, &site()).unwrap();
            assert!(!text.contains("translationOfWork") && !text.contains("lgorithmicMedia"));
        }
    }
}

#[test]
fn arabic_runs_from_right_to_left_and_english_notes_in_it_do_not() {
    let arabic = html(&cast::partial("00000000000b", 0, "ar"));
    assert!(arabic.starts_with("<div lang=\"ar-t-id-t0-und\" dir=\"rtl\">"), "{arabic}");
    assert!(arabic.contains("<p lang=\"id\" dir=\"ltr\">"), "{arabic}");
    assert!(arabic.contains("-note\" dir=\"rtl\"><em>ترجمة آلية"), "{arabic}");
    let persian = html(&cast::partial("00000000000b", 0, "fa"));
    let note = "-note\" lang=\"en\" dir=\"ltr\"><em>Machine translation";
    assert!(persian.contains(note), "{persian}");
}

#[test]
fn a_correction_is_dated_at_the_top() {
    let html = html(&cast::corrected("00000000000b", 0));
    let note = "<p class=\"warta-correction-note\"><em>Dikoreksi oleh sumbernya pada 1 Juni 2026.";
    assert!(html.starts_with(note), "{html}");
}

#[test]
fn who_else_prints_it_is_said_under_the_text() {
    let html = html(&cast::corrected("00000000000b", 0));
    let note = "<p class=\"warta-also-note\"><em>Juga diterbitkan oleh \
                <a href=\"https://hulu.example/berita?id=1&amp;v=2\">Kantor Hulu &amp; Hilir</a>, \
                Kabar &lt;Tepi&gt; Sungai.</em></p>";
    assert!(html.ends_with(note), "{html}");
}

#[test]
fn text_runs_in_its_own_direction_whatever_it_holds() {
    let html = html(&cast::hostile("00000000000f", 0));
    assert!(html.contains("lawan") && !html.contains('\u{202e}'), "{html}");
}
