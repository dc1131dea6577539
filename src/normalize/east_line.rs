//! Datelines as East Asia writes them: `新华社北京6月6日电`, `【東京共同】`,
//! `(서울=연합뉴스) 홍길동 기자 =`.

use crate::normalize::dateline::{Lookup, Taken};
use crate::normalize::east::{self, Signs};

/// Agencies that sign before or behind the place.
const AGENCIES: [&str; 34] = [
    "新华社",
    "新華社",
    "中新社",
    "中新网",
    "中新網",
    "人民网",
    "人民日报",
    "新华网",
    "中央社",
    "中国新闻网",
    "央视网",
    "环球网",
    "光明网",
    "本报",
    "本報",
    "本台",
    "共同",
    "時事",
    "ロイター",
    "AFP時事",
    "AFP",
    "AP",
    "朝日新聞",
    "毎日新聞",
    "読売新聞",
    "연합뉴스",
    "뉴시스",
    "뉴스1",
    "중앙일보",
    "헤럴드경제",
    "이데일리",
    "아시아경제",
    "머니투데이",
    "파이낸셜뉴스",
];

/// Where a dateline ends and what it holds, still in one piece.
struct Shell<'a> {
    inner: &'a str,
    rest: usize,
    /// Whether only a dateline has this shape.
    sure: bool,
}

/// Finds a dateline of East Asia at the start of a text.
pub(super) fn take(text: &str, lookup: Lookup<'_>) -> Option<Taken> {
    let shell = wired(text).or_else(|| korean(text)).or_else(|| bracketed(text))?;
    let cut = text.get(shell.rest..)?.trim_start_matches([' ', '-', '\u{3000}', '\u{2013}']);
    let rest = text.len() - cut.len();
    let date = east::find(shell.inner).into_iter().next().filter(|found| !found.month);
    let date = date.or_else(|| east::without_month(shell.inner));
    let (named, after) = match &date {
        Some(found) => (shell.inner.get(..found.start)?, shell.inner.get(found.end..)?),
        None => (shell.inner, ""),
    };
    let marks = |c: char| c.is_whitespace() || "、，,".contains(c);
    let named = named.trim_start_matches(['据', '據']).trim_matches(marks);
    let (name, agency) = parts(named, lookup)?;
    // `東京 6日 ロイター`
    let behind = Some(after.trim_matches(marks)).filter(|after| AGENCIES.contains(after));
    let agency = agency.or(behind);
    let place = lookup(name);
    let agency = agency.map(str::trim).filter(|agency| !agency.is_empty());
    let known = agency.is_some_and(|agency| AGENCIES.contains(&agency));
    let short = name.chars().count() <= 12;
    if !(place.is_some() || (shell.sure || known || date.is_some()) && short) {
        return None;
    }
    let agency = agency.map(str::to_owned);
    let raw = shell.inner.trim().to_owned();
    Some(Taken { name: name.to_owned(), place, region: None, agency, date, raw, rest })
}

/// The place and the agency of `新华社北京`, `東京共同`, `東京＝時事`, `서울=연합뉴스`.
fn parts<'a>(named: &'a str, lookup: Lookup<'_>) -> Option<(&'a str, Option<&'a str>)> {
    if let Some((place, agency)) = named.split_once(['=', '＝', '・', '／']) {
        return Some((place.trim(), Some(agency)));
    }
    if let Some((place, agency)) = named.rsplit_once(' ')
        && AGENCIES.contains(&agency)
    {
        return Some((place.trim(), Some(agency)));
    }
    for agency in AGENCIES {
        if let Some(place) = named.strip_prefix(agency).or_else(|| named.strip_suffix(agency)) {
            let place = without_reporter(place.trim(), lookup);
            return (!place.is_empty()).then_some((place, Some(agency)));
        }
    }
    if lookup(named).is_none() {
        // An agency nobody told us of, before a place the gazetteer knows.
        let split = named.char_indices().skip(2).filter_map(|(at, _)| named.split_at_checked(at));
        if let Some((agency, place)) = split.into_iter().find(|(_, place)| lookup(place).is_some())
        {
            return Some((place, Some(agency)));
        }
    }
    (!named.is_empty()).then_some((named, None))
}

/// `記者王小明台北`: the place behind the name of whoever wrote it.
fn without_reporter<'a>(named: &'a str, lookup: Lookup<'_>) -> &'a str {
    let Some(behind) = named.strip_prefix("記者").or_else(|| named.strip_prefix("记者")) else {
        return named;
    };
    let cuts = behind.char_indices().skip(1).filter_map(|(at, _)| behind.get(at..));
    let place = cuts.into_iter().find(|place| lookup(place).is_some());
    // A name has three signs as a rule.
    let third = behind.char_indices().nth(3).and_then(|(at, _)| behind.get(at..));
    place.or(third).unwrap_or(named).trim()
}

/// `新华社北京6月6日电(记者 ...)`, `（中央社台北6日電）`.
fn wired(text: &str) -> Option<Shell<'_>> {
    let open = text.starts_with(['(', '（']);
    let start = if open { text.chars().next()?.len_utf8() } else { 0 };
    let marked = |(at, c): (usize, char)| {
        let after = text.get(at + c.len_utf8()..)?;
        let sign = after.trim_start().chars().next()?;
        let mark = matches!(sign, '电' | '電' | '讯' | '訊');
        mark.then(|| (text.len() - after.trim_start().len(), sign))
    };
    let (at, sign) = text.char_indices().take(40).filter(|(_, c)| *c == '日').find_map(marked)?;
    let inner = text.get(start..at)?;
    let mut rest = at + sign.len_utf8();
    let mut signs = Signs { text, at: rest };
    signs.blanks();
    if open {
        signs.sign(&[')', '）']).then_some(())?;
        rest = signs.at;
    } else if signs.sign(&['(', '（']) {
        let after = text.get(signs.at..)?;
        let close = after.find([')', '）']).filter(|close| *close < 120)?;
        rest = signs.at + close + after.get(close..)?.chars().next()?.len_utf8();
    }
    Some(Shell { inner, rest, sure: true })
}

/// `(서울=연합뉴스) 홍길동 기자 =`.
fn korean(text: &str) -> Option<Shell<'_>> {
    let shell = bracketed(text).filter(|shell| shell.inner.contains(['=', '＝']))?;
    let after = text.get(shell.rest..)?;
    let byline = after.split_once('=').filter(|(name, _)| {
        name.chars().count() <= 30 && (name.contains("기자") || name.contains("특파원"))
    });
    let rest = byline.map_or(shell.rest, |(name, _)| shell.rest + name.len() + 1);
    Some(Shell { inner: shell.inner, rest, sure: true })
}

/// `【東京共同】`, `（東京、2024年6月6日）`, `[서울=뉴시스]`.
fn bracketed(text: &str) -> Option<Shell<'_>> {
    let open = text.chars().next()?;
    let close = match open {
        '【' => '】',
        '（' => '）',
        '(' => ')',
        '[' => ']',
        '［' => '］',
        _ => return None,
    };
    let inner = text.get(open.len_utf8()..)?;
    // Plain brackets hold datelines of other scripts too.
    let wide = |c: char| c >= '\u{2e80}';
    let end = inner.find(close).filter(|end| *end <= 90)?;
    let rest = open.len_utf8() + end + close.len_utf8();
    let inner = inner.get(..end)?;
    inner.contains(wide).then_some(Shell { inner, rest, sure: false })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dateline_stands_before_the_wire_mark_or_in_brackets() {
        let lookup = |_: &str| None;
        let taken = |text: &str| {
            let taken = take(text, &lookup)?;
            Some((taken.name, taken.agency, text.get(taken.rest..)?.to_owned()))
        };
        let want = |name: &str, agency: &str, rest: &str| {
            Some((name.to_owned(), Some(agency.to_owned()), rest.to_owned()))
        };
        let read = taken("新华社北京6月6日电(记者 某)书展开幕。");
        assert_eq!(read, want("北京", "新华社", "书展开幕。"));
        assert_eq!(taken("【東京共同】美術館。"), want("東京", "共同", "美術館。"));
        let read = taken("(서울=연합뉴스) 홍길동 기자 = 문을 연다.");
        assert_eq!(read, want("서울", "연합뉴스", "문을 연다."));
        assert_eq!(taken("【お知らせ】窓口。"), None);
        assert_eq!(taken("北京6月6日将举行书展。"), None);
    }
}
