//! Speakers of quotations in Chinese, Japanese, Korean and Arabic, which have no capitals to
//! tell a name by: what stands beside a verb of speech, cut where an office ends.

use crate::normalize::speaker::Person;

/// Chinese verbs between a speaker and the words.
const CHINESE: [&str; 18] = [
    "表示", "指出", "强调", "強調", "介绍", "介紹", "说道", "說道", "认为", "認為", "透露", "补充",
    "補充", "呼吁", "称", "稱", "说", "說",
];
/// Where a Chinese office ends.
const CHINESE_OFFICES: [&str; 40] = [
    "局长",
    "局長",
    "部长",
    "部長",
    "主任",
    "市长",
    "市長",
    "省长",
    "县长",
    "区长",
    "發言人",
    "发言人",
    "书记",
    "書記",
    "主席",
    "总理",
    "總理",
    "总统",
    "總統",
    "经理",
    "經理",
    "总裁",
    "總裁",
    "董事长",
    "董事長",
    "院长",
    "院長",
    "校长",
    "校長",
    "所长",
    "所長",
    "处长",
    "處長",
    "负责人",
    "負責人",
    "司长",
    "秘书长",
    "秘書長",
    "会长",
    "教授",
];
/// What may stand between a Chinese speaker and the verb.
const CHINESE_BETWEEN: [&str; 8] =
    ["在会上", "在會上", "当天", "當天", "今天", "同时", "昨日", "对此"];
/// Japanese verbs after the words and `と`.
const JAPANESE: [&str; 9] =
    ["述べ", "語っ", "話し", "説明し", "コメントし", "強調し", "訴え", "指摘し", "し"];
/// Offices behind a Japanese name, the longer first; the last two are courtesy alone.
const JAPANESE_OFFICES: [&str; 18] = [
    "副市長",
    "理事長",
    "報道官",
    "市長",
    "知事",
    "大臣",
    "局長",
    "課長",
    "部長",
    "社長",
    "会長",
    "長官",
    "首相",
    "代表",
    "教授",
    "所長",
    "氏",
    "さん",
];
/// Korean verbs of speech by their stems.
const KOREAN: [&str; 9] =
    ["말했", "밝혔", "강조했", "전했", "설명했", "덧붙였", "당부했", "말하", "지적했"];
/// Korean offices, by how they end.
const KOREAN_OFFICES: [&str; 19] = [
    "장관",
    "시장",
    "지사",
    "대표",
    "회장",
    "국장",
    "과장",
    "대변인",
    "총장",
    "원장",
    "의원",
    "위원장",
    "대통령",
    "총리",
    "교수",
    "사장",
    "청장",
    "군수",
    "씨",
];
/// Arabic verbs of speech, with `و` before them or without.
const ARABIC: [&str; 8] = ["قال", "قالت", "أكد", "أكدت", "أضاف", "أضافت", "أوضح", "صرح"];
/// Words at which an Arabic speaker ends.
const ARABIC_ENDS: [&str; 9] = ["إن", "أن", "في", "خلال", "على", "عن", "لوكالة", "ل", "من"];

/// The speaker of the words between `before` and `after`; `None` where no verb says that
/// anybody spoke.
pub(super) fn of(before: &str, after: &str) -> Option<Person> {
    chinese(before, after)
        .or_else(|| japanese(before, after))
        .or_else(|| korean(before, after))
        .or_else(|| arabic_before(before))
}

/// The last sentence of what stands before the words.
fn sentence(before: &str) -> &str {
    before.rsplit(['。', '！', '？', '\n', '」', '”']).next().unwrap_or(before).trim()
}

fn person(name: &str, title: &str) -> Person {
    let some = |text: &str| {
        let text = text.trim();
        (!text.is_empty()).then(|| text.to_owned())
    };
    Person { name: some(name), title: some(title) }
}

/// `局长张三表示：“...”` and `“...”，张三说。`
fn chinese(before: &str, after: &str) -> Option<Person> {
    let led = sentence(before).strip_suffix(['：', ':', '，', ',']).and_then(|named| {
        let named = named.trim_end();
        CHINESE.iter().find_map(|verb| named.strip_suffix(verb))
    });
    let behind = || {
        let said = after.trim_start_matches(['，', ',', '。', ' ']);
        let said = said.split(['。', '，', '：']).next()?;
        CHINESE.iter().find_map(|verb| said.strip_suffix(verb))
    };
    let named = led.or_else(behind)?.rsplit(['，', '、', ',']).next()?.trim();
    let named = CHINESE_BETWEEN.iter().fold(named, |rest, word| rest.trim_end_matches(word));
    let day = named.strip_suffix('日').map(|rest| rest.trim_end_matches(|c: char| c.is_numeric()));
    let named = day.unwrap_or(named);
    let ends = CHINESE_OFFICES.iter().filter_map(|o| named.rfind(o).map(|at| at + o.len()));
    let end = ends.max().unwrap_or(0);
    let (title, name) = named.split_at_checked(end)?;
    let fits = (2..=4).contains(&name.chars().count()) && name.chars().all(is_sign);
    fits.then(|| person(name, title))
}

/// `山田太郎市長は5日、「...」と述べた。`
fn japanese(before: &str, after: &str) -> Option<Person> {
    let said = after.strip_prefix('と')?;
    JAPANESE.iter().find(|verb| said.starts_with(**verb))?;
    let (named, _) = sentence(before).rsplit_once('は')?;
    let named = named.rsplit(['、', 'の', '・', ' ']).next()?.trim();
    let office = JAPANESE_OFFICES.iter().find(|office| named.ends_with(**office));
    let name = office.and_then(|office| named.strip_suffix(office)).unwrap_or(named);
    let title = office.filter(|office| !matches!(**office, "氏" | "さん")).unwrap_or(&"");
    let fits = (2..=8).contains(&name.chars().count()) && name.chars().all(is_sign);
    fits.then(|| person(name, title))
}

/// `홍길동 시장은 "..."라고 말했다.`
fn korean(before: &str, after: &str) -> Option<Person> {
    let said = after.split('.').next()?;
    let quoted = ["라고", "이라고", "고", "라며", "며"].iter().any(|word| said.starts_with(word));
    if !quoted || !KOREAN.iter().any(|verb| said.contains(verb)) {
        return None;
    }
    let sentence = before.rsplit(['.', '"', '\u{201d}']).next()?.trim();
    let words: Vec<&str> = sentence.split_whitespace().collect();
    let marked = |word: &str| word.strip_suffix(['은', '는', '이', '가']).map(str::to_owned);
    let (at, last) = words.iter().enumerate().find_map(|(at, word)| Some((at, marked(word)?)))?;
    let office = KOREAN_OFFICES.iter().any(|office| last.ends_with(office));
    let first = at.checked_sub(1).and_then(|at| words.get(at)).copied();
    let (name, title) = match (office, first) {
        (true, Some(name)) => (name.to_owned(), if last == "씨" { "" } else { &last }),
        _ => (last.clone(), ""),
    };
    let fits = (2..=4).contains(&name.chars().count()) && name.chars().all(is_hangul);
    fits.then(|| person(&name, title))
}

/// `وقال الوزير أحمد مثال: "..."`
fn arabic_before(before: &str) -> Option<Person> {
    let said = before.trim_end().strip_suffix([':', '،'])?;
    let said = said.rsplit(['.', '؟', '!', '"', '»']).next()?.trim();
    let (verb, named) = said.split_once(' ')?;
    let bare = verb.strip_prefix('و').unwrap_or(verb);
    ARABIC.iter().any(|known| bare == *known || verb == *known).then(|| arabic(named))
}

/// The words behind an Arabic verb of speech. Office and name look alike there, so both are
/// the speaker.
pub(super) fn arabic(named: &str) -> Person {
    let named = named.split([':', '،', '.', '"', '«', '(']).next().unwrap_or(named).trim();
    let words: Vec<&str> =
        named.split_whitespace().take_while(|word| !ARABIC_ENDS.contains(word)).collect();
    let arabic = words.iter().all(|word| word.chars().all(is_arabic));
    let fits = (2..=7).contains(&words.len()) && arabic;
    if fits { person(&words.join(" "), "") } else { Person::default() }
}

fn is_sign(c: char) -> bool {
    matches!(u32::from(c), 0x3005 | 0x3041..=0x30FF | 0x3400..=0x9FFF)
}

fn is_hangul(c: char) -> bool {
    matches!(u32::from(c), 0xAC00..=0xD7A3)
}

/// Tells whether a letter is Arabic.
pub(super) fn is_arabic(c: char) -> bool {
    matches!(u32::from(c), 0x0600..=0x06FF)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(before: &str, after: &str, want: Option<(&str, Option<&str>)>) {
        let got = of(before, after);
        let got = got.as_ref().map(|one| (one.name.as_deref().unwrap(), one.title.as_deref()));
        assert_eq!(got, want, "{before} ... {after}");
    }

    #[test]
    fn a_chinese_speaker_stands_before_the_verb() {
        check("市文旅局局长张三表示：", "", Some(("张三", Some("市文旅局局长"))));
        check("会议昨天举行。李四指出，", "", Some(("李四", None)));
        check("发言人王小明5日说：", "", Some(("王小明", Some("发言人"))));
        check("", "，校长李例说。", Some(("李例", Some("校长"))));
        check("口号是", "。", None);
    }

    #[test]
    fn a_japanese_speaker_is_the_theme_of_the_sentence() {
        check("山田太郎市長は5日、", "と述べた。", Some(("山田太郎", Some("市長"))));
        check("同社の例田花子氏は", "と話した。", Some(("例田花子", None)));
        check("計画は", "と呼ばれる。", None);
    }

    #[test]
    fn a_korean_speaker_carries_a_particle() {
        check("홍길동 시장은 ", "라고 말했다.", Some(("홍길동", Some("시장"))));
        check("김예시는 ", "고 밝혔다.", Some(("김예시", None)));
        check("행사 이름은 ", "이다.", None);
    }

    #[test]
    fn an_arabic_speaker_follows_the_verb() {
        check("وقال الوزير أحمد مثال: ", "", Some(("الوزير أحمد مثال", None)));
        check("وأضافت المديرة منى مثال خلال اللقاء: ", "", Some(("المديرة منى مثال", None)));
        check("افتتح المعرض: ", "", None);
        assert_eq!(
            arabic(" مدير المكتب أحمد مثال.").name.as_deref(),
            Some("مدير المكتب أحمد مثال")
        );
    }
}
