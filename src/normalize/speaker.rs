//! Words such as `Kepala BAKN Budi Contoh, S.E., Kamis` to an office and a name.
//!
//! Degrees before and after a name go; nothing else is added or taken.

use crate::normalize::quotes::among;
use crate::normalize::tokens::{self, Kind, Token};

/// Who spoke, as far as the words say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Person {
    pub(super) name: Option<String>,
    pub(super) title: Option<String>,
}

/// Offices, ranks, and what offices answer for, in small letters.
const OFFICES: &str = "kepala wakil ketua direktur deputi menteri gubernur bupati wali \
    walikota kota \
    kabupaten provinsi sekretaris sekda camat lurah kades kapolda kapolres kapolsek kapolri \
    danrem dandim pangdam kabag kabid karo kadis kasi kasat kasubag kanit kajati kajari dinas \
    badan biro bidang bagian seksi balai lembaga komite yayasan panitia humas komisaris jenderal \
    komjen irjen brigjen kombes kompol letjen mayjen kolonel letkol mayor pol pj plt plh pjs \
    penjabat presiden juru bicara direktorat daerah umum nasional kepolisian tim koordinator \
    rektor dekan utama eksekutif pelaksana harian negara republik indonesia kementerian komisi \
    duta besar konsul siaran perdagangan pertanian kesehatan pendidikan keuangan perhubungan \
    energi lingkungan hidup kehutanan kelautan perikanan agama sosial hukum komunikasi digital \
    informatika pariwisata olahraga pemuda desa koperasi investasi dalam luar negeri pertahanan \
    pekerjaan perumahan rakyat operasional pemberantasan pencegahan rehabilitasi kecamatan \
    kelurahan pusat penelitian teknik pemasaran keamanan laut darat udara alam sekitar perdana \
    minister director governor president secretary spokesperson spokesman spokeswoman mayor chief \
    general head executive officer commissioner ambassador chair chairman manager inspector \
    ministerin direktor direktorin präsident präsidentin sprecher sprecherin leiter leiterin \
    vorsitzende bundesminister bundesministerin kanzler";
/// Words in small letters that say what a person is; an article may stand before them.
const ROLES: &str = "pengrajin petani nelayan warga guru dokter pemilik pengusaha pedagang pelatih \
    ketua kepala direktur juru peneliti relawan mahasiswa siswa penggagas tokoh pengelola \
    chair chairman chairwoman director head president chief minister secretary spokesperson \
    spokesman spokeswoman manager founder mayor professor coach owner researcher governor \
    directrice directeur ministre maire président présidente chercheur porte-parole responsable \
    directora director ministra ministro alcalde alcaldesa presidenta presidente portavoz jefa \
    jefe diretora diretor porta-voz secretária secretário министр директор глава мэр президент \
    председатель представитель губернатор руководитель начальник";
const ARTICLES: &str = "la le les l el los a o os as the der die das";
/// Small words inside names.
const PARTICLES: [&str; 10] = ["bin", "binti", "al", "van", "von", "de", "da", "bint", "el", "ibn"];
/// Words that stand for a person and name none.
const PRONOUNS: &str = "Ia Dia Beliau Mereka Kami Dirinya He She They We It Er Sie Il \
    Elle Ils Él Ella Ele \
    Ela Он Она Они";
/// Degrees and forms of address before a name that say nothing of an office.
const DEGREES: [&str; 9] = ["dr", "drg", "Dr", "Drg", "Prof", "Drs", "Dra", "Ir", "Mr"];
/// Forms of address that begin a name.
const ADDRESS: [&str; 12] = [
    "Tuan", "Nona", "Nyonya", "Encik", "Puan", "Bapak", "Ibu", "Datuk", "Dato", "Tan", "Mrs", "Ms",
];

/// Reads the words after a verb of speech.
pub(super) fn read(named: &str, place: &dyn Fn(&str) -> bool) -> Person {
    let named = named.trim_start_matches([' ', ':', '\u{a0}']);
    let (role, from) = role(named);
    let rest = named.get(from..).unwrap_or_default();
    let (mut person, end) = phrase_of(rest, place);
    if let Some(role) = role {
        let title = person.title.take().map_or(role.to_owned(), |title| format!("{role} {title}"));
        person.title = Some(title);
    }
    let after = rest.get(end..).unwrap_or_default();
    complete(person, after, place)
}

/// Reads the words before a verb of speech, which must be about a person alone.
pub(super) fn read_before(named: &str, place: &dyn Fn(&str) -> bool) -> Person {
    let person = read(named, place);
    let length = named.split_whitespace().count();
    if person.name.is_some() && length <= 20 { person } else { Person::default() }
}

/// Where the last sentence of a text begins: abbreviations end none.
pub(super) fn sentence_start(text: &str) -> usize {
    text.match_indices(". ")
        .filter(|(at, _)| {
            let before = text.get(..*at).unwrap_or_default();
            let word = before.rsplit([' ', '.', '(']).next().unwrap_or_default();
            !is_abbreviation(word) && word.chars().count() > 2
        })
        .last()
        .map_or(0, |(at, _)| at + 2)
}

/// `pengrajin Nona ...`, `la directora Ana ...`: the words in small letters before a name.
fn role(named: &str) -> (Option<&str>, usize) {
    let mut end = 0;
    let mut roles = 0;
    for word in named.split_inclusive(' ').take(6) {
        let bare = word.trim();
        if bare.chars().next().is_none_or(|c| !c.is_lowercase()) || bare.ends_with([',', '.']) {
            break;
        }
        let known = among(ROLES, bare);
        let first_article = end == 0 && among(ARTICLES, bare);
        if roles == 0 && !known && !first_article {
            break;
        }
        roles += u32::from(known);
        end += word.len();
    }
    let role = named.get(..end).map(str::trim).filter(|_| roles > 0);
    if role.is_some() { (role, end) } else { (None, 0) }
}

/// The person a phrase begins with, and where the phrase ends.
fn phrase_of(named: &str, place: &dyn Fn(&str) -> bool) -> (Person, usize) {
    let tokens = phrase(named);
    let end = tokens.last().map_or(0, |token| token.end);
    let office_end = office_end(&tokens, named, place);
    let words = |part: Option<&[Token<'_>]>| {
        let part = part?;
        let text = named.get(part.first()?.start..part.last()?.end)?;
        let text = text.trim().trim_end_matches(',');
        (!text.is_empty()).then(|| text.to_owned())
    };
    let title = words(tokens.get(..office_end));
    let name = words(tokens.get(office_end..)).map(|name| without_degrees(&name).to_owned());
    let name = name.filter(|name| !name.is_empty() && !among(PRONOUNS, name));
    (Person { name, title }, end)
}

/// A name may follow its office after a comma, or an office its name.
fn complete(person: Person, after: &str, place: &dyn Fn(&str) -> bool) -> Person {
    let next = after.strip_prefix(',').map(str::trim_start);
    match (person, next) {
        (Person { name: None, title: Some(title) }, Some(next)) => {
            let (other, _) = phrase_of(next, place);
            if other.name.is_some() && other.title.is_none() && is_office(&title) {
                Person { name: other.name, title: Some(title) }
            } else {
                Person { name: Some(title), title: None }
            }
        }
        (Person { name: None, title: Some(title) }, None) => {
            Person { name: Some(title), title: None }
        }
        (Person { name, title: None }, Some(next)) if name.is_some() => {
            Person { title: office_after(next), name }
        }
        (person, _) => person,
    }
}

/// The office after a name: `, chair of the Harbour Trust.`, `, Kepala Dinas Contoh, ...`.
fn office_after(next: &str) -> Option<String> {
    let mut next = next;
    // Degrees stand between a name and its office: `, S.Sos., M.M., Kepala ...`.
    while let Some((degree, rest)) = next.split_once(',')
        && degree.contains('.')
        && degree.split_whitespace().count() <= 1
    {
        next = rest.trim_start();
    }
    let end = next.find([',', '(', '"', '\u{201c}', ';']).unwrap_or(next.len());
    let words = next.get(..end)?;
    let words = words.get(..words.find(". ").unwrap_or(words.len()))?;
    let words = words.trim().trim_end_matches('.');
    let article = |word: &&str| !among(ARTICLES, word);
    let first = words.split([' ', '\'', '\u{2019}']).find(article)?.to_lowercase();
    let office = among(ROLES, &first) || among(OFFICES, &first);
    (office && words.split_whitespace().count() <= 9).then(|| words.to_owned())
}

fn is_office(title: &str) -> bool {
    title.split_whitespace().count() > 1
}

fn without_degrees(name: &str) -> &str {
    let mut name = name;
    while let Some((word, rest)) = name.split_once(' ') {
        let known = DEGREES.contains(&word.trim_end_matches('.'));
        if !known {
            break;
        }
        name = rest.trim_start();
    }
    name
}

/// The tokens of the phrase that names a person: up to a comma, a sentence's end, or a
/// word in small letters that no name holds.
fn phrase(named: &str) -> Vec<Token<'_>> {
    let mut out: Vec<Token<'_>> = Vec::new();
    for token in tokens::of(named) {
        let fits = match token.kind {
            Kind::Word => {
                token.text.starts_with(char::is_uppercase)
                    || PARTICLES.contains(&token.text)
                    || DEGREES.contains(&token.text)
            }
            Kind::Mark => {
                let abbreviates = out
                    .last()
                    .is_some_and(|last| last.end == token.start && is_abbreviation(last.text));
                token.is('-') || (token.is('.') && abbreviates)
            }
            Kind::Number => false,
        };
        if !fits {
            break;
        }
        out.push(token);
    }
    while out.last().is_some_and(|last| {
        PARTICLES.contains(&last.text) || (last.kind == Kind::Mark && !last.is('.'))
    }) {
        out.pop();
    }
    out
}

fn is_abbreviation(word: &str) -> bool {
    word.chars().count() == 1
        || DEGREES.contains(&word)
        || matches!(word, "Pol" | "Pj" | "Plt" | "Plh" | "Pjs" | "Hj" | "KH" | "Mrs" | "Ms" | "St")
}

/// How many tokens belong to the office: up to the last word of office, acronym or place
/// before a form of address.
fn office_end(tokens: &[Token<'_>], named: &str, place: &dyn Fn(&str) -> bool) -> usize {
    let is_office = |token: &Token<'_>| {
        token.lower().is_some_and(|word| among(OFFICES, &word))
            || (token.text.chars().count() >= 2
                && token.text.chars().any(char::is_uppercase)
                && !token.text.chars().any(char::is_lowercase))
    };
    let Some(first) = tokens.first().filter(|token| is_office(token)) else { return 0 };
    let address = tokens.iter().position(|token| ADDRESS.contains(&token.text));
    if let Some(at) = address.filter(|at| *at > 0) {
        return at;
    }
    let mut end = tokens.iter().rposition(is_office).map_or(0, |at| at + 1);
    if tokens.get(end).is_some_and(|token| token.is('.')) {
        end += 1;
    }
    let from = tokens.get(end).map_or(first.start, |token| token.start);
    let reach =
        |count: usize| tokens.get(end + count - 1).and_then(|last| named.get(from..last.end));
    let places = [3, 2, 1].into_iter().find(|count| reach(*count).is_some_and(place));
    end + places.unwrap_or(0)
}
