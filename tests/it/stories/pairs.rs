//! Pairs of releases made of our own texts: the same release printed twice in the ways
//! offices and outlets print, and siblings that one template gave birth to.

use crate::stories::house::News;

/// The texts, with slots for a place, a date, an official and three figures.
const BASES: &str = include_str!("../fixtures/stories/bases.txt");

/// A text with slots.
#[derive(Debug, Clone)]
pub(crate) struct Base {
    pub(crate) name: String,
    pub(crate) language: String,
    headline: String,
    other: String,
    paragraphs: Vec<String>,
}

/// What fills the slots.
#[derive(Debug, Clone)]
struct Filling {
    place: &'static str,
    date: [&'static str; 2],
    official: &'static str,
    figures: [String; 3],
}

/// Two releases and what they are to each other, by whoever made them.
#[derive(Debug)]
pub(crate) struct Pair {
    pub(crate) what: String,
    pub(crate) one: News,
    pub(crate) other: News,
}

const PLACES: [&str; 8] = [
    "Sambas",
    "Ketapang",
    "Singkawang",
    "Kabupaten Sanggau",
    "Kota Palangka Raya",
    "Banyuwangi",
    "Desa Sukalestari",
    "Kecamatan Muara Tirta",
];

const OFFICIALS: [&str; 5] = [
    "Raden Contohwan",
    "Siti Umpamasari",
    "Bima Misalnyo",
    "Dr. Laras Andaikanti",
    "Yosef Permisalan",
];

/// Each date in two ways of writing it.
const DATES_ID: [[&str; 2]; 5] = [
    ["Kamis (6/6/2024)", "Kamis, 6 Juni 2024"],
    ["Jumat (7/6/2024)", "Jumat, 7 Juni 2024"],
    ["Senin (10/6/2024)", "Senin, 10 Juni 2024"],
    ["Kamis (13/6/2024)", "Kamis, 13 Juni 2024"],
    ["Selasa (18/6/2024)", "Selasa, 18 Juni 2024"],
];

const DATES_EN: [[&str; 2]; 5] = [
    ["Thursday, 6 June 2024", "Thursday, June 6, 2024"],
    ["Friday, 7 June 2024", "Friday, June 7, 2024"],
    ["Monday, 10 June 2024", "Monday, June 10, 2024"],
    ["Thursday, 13 June 2024", "Thursday, June 13, 2024"],
    ["Tuesday, 18 June 2024", "Tuesday, June 18, 2024"],
];

const FIGURES: [[&str; 3]; 5] = [
    ["1.250", "48", "7"],
    ["1.320", "52", "9"],
    ["964", "37", "12"],
    ["2.075", "61", "15"],
    ["815", "23", "4"],
];

const IN_WORDS: [[&str; 3]; 2] = [["tujuh", "sembilan", "tiga"], ["delapan", "sebelas", "lima"]];
const IN_ENGLISH: [[&str; 3]; 2] = [["seven", "nine", "three"], ["eight", "eleven", "five"]];

/// The texts of the fixture.
pub(crate) fn bases() -> Vec<Base> {
    let each = |text: &str| {
        let mut lines = text.lines().filter(|line| !line.trim().is_empty()).map(str::to_owned);
        let (name, language) = lines
            .next()
            .unwrap()
            .trim()
            .split_once(' ')
            .map(|(a, b)| (a.to_owned(), b.to_owned()))
            .unwrap();
        let headline = lines.next().unwrap();
        let other = lines.next().unwrap().strip_prefix("~ ").unwrap().to_owned();
        Base { name, language, headline, other, paragraphs: lines.collect() }
    };
    BASES.split("=== ").filter(|text| !text.trim().is_empty()).map(each).collect()
}

fn fill(text: &str, filling: &Filling) -> String {
    let mut text = text.replace("{P}", filling.place).replace("{D}", filling.date[0]);
    text = text.replace("{O}", filling.official);
    for (slot, figure) in ["{N1}", "{N2}", "{N3}"].iter().zip(&filling.figures) {
        text = text.replace(slot, figure);
    }
    text
}

impl Base {
    fn filling(&self, at: usize) -> Filling {
        let dates = if self.language == "en" { DATES_EN } else { DATES_ID };
        Filling {
            place: PLACES[at % PLACES.len()],
            date: dates[at % dates.len()],
            official: OFFICIALS[at % OFFICIALS.len()],
            figures: FIGURES[at % FIGURES.len()].map(str::to_owned),
        }
    }

    fn news(&self, filling: &Filling) -> News {
        let each = |text: &String| fill(text, filling);
        News {
            language: self.language.clone(),
            headline: each(&self.headline),
            paragraphs: self.paragraphs.iter().map(each).collect(),
        }
    }

    /// The release, filled in its `at`th way.
    pub(crate) fn release(&self, at: usize) -> News {
        self.news(&self.filling(at))
    }
}

/// The same release twice, in twelve ways each.
pub(crate) fn true_pairs() -> Vec<Pair> {
    let mut pairs = Vec::new();
    for (at, base) in bases().iter().enumerate() {
        let filling = base.filling(at);
        let one = base.news(&filling);
        for (what, other) in copies(base, &filling) {
            let what = format!("{}: {what}", base.name);
            pairs.push(Pair { what, one: one.clone(), other });
        }
    }
    pairs
}

/// The first two paragraphs of each release beside the whole.
pub(crate) fn excerpts() -> Vec<Pair> {
    let pairs = true_pairs().into_iter();
    pairs.filter(|pair| pair.what.ends_with("teaser")).collect()
}

fn copies(base: &Base, filling: &Filling) -> Vec<(&'static str, News)> {
    let whole = base.news(filling);
    let change = |how: &dyn Fn(&mut News)| {
        let mut copy = whole.clone();
        how(&mut copy);
        copy
    };
    let id = base.language != "en";
    let other = fill(&base.other, filling);
    vec![
        ("copied", whole.clone()),
        ("another headline", change(&|one| one.headline.clone_from(&other))),
        (
            "an outlet's frame",
            change(&|one| {
                one.paragraphs[0] = format!("KOTA CONTOH, (Kabar Uji) - {}", one.paragraphs[0]);
                one.paragraphs.last_mut().unwrap().push_str(" (abc/def)");
            }),
        ),
        ("the end cut", change(&|one| drop(one.paragraphs.pop()))),
        ("two paragraphs cut", change(&|one| drop(one.paragraphs.drain(2..4)))),
        ("teaser", change(&|one| one.paragraphs.truncate(2))),
        ("other typography", change(&|one| typography(one))),
        (
            "capitals",
            change(&|one| {
                one.headline = one.headline.to_uppercase();
                one.paragraphs[0] = opening_in_capitals(&one.paragraphs[0]);
            }),
        ),
        ("lightly edited", change(&|one| edited(one, id))),
        (
            "an office's own end",
            change(&|one| {
                one.headline.clone_from(&other);
                let end = if id {
                    "Informasi selengkapnya dapat diperoleh di kantor wilayah pada jam kerja, \
                 setiap hari Senin sampai Jumat, atau melalui telepon 0800 100 200."
                } else {
                    "More information is available from the regional office during working hours, \
                 every day from Monday to Friday, or by telephone on 0800 100 200."
                };
                one.paragraphs.push(end.to_owned());
            }),
        ),
        ("the date in another way", {
            let date = [filling.date[1], filling.date[0]];
            base.news(&Filling { date, ..filling.clone() })
        }),
        (
            "an opening of its own, one block",
            change(&|one| {
                let opening = if id {
                    "Kabar baik datang dari daerah pada pekan ini."
                } else {
                    "There was news from the regions this week."
                };
                one.headline.clone_from(&other);
                one.paragraphs = vec![format!("{opening} {}", one.paragraphs.join(" "))];
            }),
        ),
    ]
}

fn typography(one: &mut News) {
    for paragraph in &mut one.paragraphs {
        let mut open = false;
        let curly = |letter: char| match letter {
            '"' => {
                open = !open;
                if open { '\u{201c}' } else { '\u{201d}' }
            }
            '-' => '\u{2011}',
            other => other,
        };
        *paragraph = paragraph.chars().map(curly).collect();
        *paragraph = paragraph.replacen(' ', "\u{a0}", 2).replacen(". ", ".  ", 1);
    }
}

fn opening_in_capitals(text: &str) -> String {
    let words: Vec<&str> = text.split(' ').collect();
    let (first, rest) = words.split_at(3);
    format!("{} {}", first.join(" ").to_uppercase(), rest.join(" "))
}

/// What a sub-editor changes without changing what is said.
fn edited(one: &mut News, id: bool) {
    let changes: &[(&str, &str)] = if id {
        &[
            (" mengatakan ", " menyampaikan "),
            ("Sebanyak ", "Sejumlah "),
            (" tidak ", " tak "),
            (" agar ", " supaya "),
        ]
    } else {
        &[(" said that ", " explained that "), (" also ", " "), (" so that ", " so ")]
    };
    for paragraph in &mut one.paragraphs {
        for (from, to) in changes {
            *paragraph = paragraph.replacen(from, to, 1);
        }
    }
}

/// Releases of one template that tell of something else, in twelve ways each.
pub(crate) fn siblings() -> Vec<Pair> {
    let mut pairs = Vec::new();
    for (at, base) in bases().iter().enumerate() {
        let filling = base.filling(at);
        let one = base.news(&filling);
        for (what, other) in others(base, &filling, at) {
            let what = format!("{}: {what}", base.name);
            pairs.push(Pair { what, one: one.clone(), other });
        }
        let words = if base.language == "en" { IN_ENGLISH } else { IN_WORDS };
        let [one, other] = words.map(|words| {
            base.news(&Filling { figures: words.map(str::to_owned), ..filling.clone() })
        });
        pairs.push(Pair { what: format!("{}: figures in words", base.name), one, other });
    }
    pairs
}

fn others(base: &Base, filling: &Filling, at: usize) -> Vec<(&'static str, News)> {
    let next = base.filling(at + 1);
    let after = base.filling(at + 2);
    let same = || filling.clone();
    let make = |filling: Filling| base.news(&filling);
    let one_figure = |n: usize| {
        let mut figures = filling.figures.clone();
        figures[n].clone_from(&next.figures[n]);
        make(Filling { figures, ..same() })
    };
    let mut cut = make(Filling { date: next.date, ..same() });
    cut.paragraphs.pop();
    let mut edit = make(Filling { place: after.place, ..same() });
    edited(&mut edit, base.language != "en");
    vec![
        ("date", make(Filling { date: next.date, ..same() })),
        ("date a week on", make(Filling { date: base.filling(at + 3).date, ..same() })),
        ("place", make(Filling { place: next.place, ..same() })),
        (
            "place and official",
            make(Filling { place: after.place, official: after.official, ..same() }),
        ),
        ("figures", make(Filling { figures: next.figures.clone(), ..same() })),
        ("one figure", one_figure(0)),
        ("another figure", one_figure(1)),
        (
            "date and figures",
            make(Filling { date: next.date, figures: after.figures.clone(), ..same() }),
        ),
        ("all", make(next.clone())),
        ("date, end cut", cut),
        ("place, lightly edited", edit),
    ]
}
