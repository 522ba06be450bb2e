//! Pinyin of names: the key by which Chinese lists sort, and the initials by which clerks search.
//!
//! A help to find, not a transcription: given names of several readings take the commonest.

use pinyin::ToPinyin;

/// Surnames read otherwise than the character alone. The longer ones stand first.
const SURNAMES: &[(&str, &str)] = &[
    ("尉迟", "yu chi"),
    ("长孙", "zhang sun"),
    ("万俟", "mo qi"),
    ("澹台", "tan tai"),
    ("单于", "chan yu"),
    ("令狐", "ling hu"),
    ("宿勤", "su qin"),
    ("单", "shan"),
    ("曾", "zeng"),
    ("解", "xie"),
    ("仇", "qiu"),
    ("朴", "piao"),
    ("查", "zha"),
    ("任", "ren"),
    ("区", "ou"),
    ("盖", "ge"),
    ("缪", "miao"),
    ("翟", "zhai"),
    ("华", "hua"),
    ("纪", "ji"),
    ("乐", "yue"),
    ("尹", "yin"),
    ("员", "yun"),
    ("种", "chong"),
    ("召", "shao"),
    ("繁", "po"),
    ("黑", "he"),
    ("秘", "bi"),
    ("折", "she"),
    ("洗", "xian"),
    ("冼", "xian"),
    // In Shandong, as in 牟平, the surname is read mu; elsewhere mou.
    ("牟", "mu"),
    ("逄", "pang"),
    ("祭", "zhai"),
    ("都", "du"),
    ("句", "gou"),
    ("柏", "bai"),
    ("葛", "ge"),
    ("谌", "chen"),
    ("覃", "qin"),
    ("车", "che"),
    ("盛", "sheng"),
    ("石", "shi"),
    ("沈", "shen"),
    ("俞", "yu"),
    ("郗", "xi"),
    ("藏", "zang"),
    ("晟", "cheng"),
    ("隗", "wei"),
    ("曲", "qu"),
    ("宁", "ning"),
    ("那", "na"),
    ("卜", "bu"),
    ("薄", "bo"),
    ("贾", "jia"),
    ("费", "fei"),
    ("应", "ying"),
    ("尉", "wei"),
    ("訾", "zi"),
    ("相", "xiang"),
    ("於", "yu"),
    ("莘", "shen"),
    ("褚", "chu"),
    ("重", "chong"),
    ("撒", "sa"),
    ("幺", "yao"),
    ("长", "chang"),
];

/// The key to sort a name by, in byte order: `张三` is `zhang san`, `单雄` is `shan xiong`.
///
/// Plain syllables (ü as v) with a space between, Latin letters small; what has no pinyin stays as it is. Two
/// names may have one key: the caller breaks the tie by the name itself.
pub fn sort_key(name: &str) -> String {
    syllables(name).join(" ")
}

/// What the keys of all names that begin with `start` begin with; `None` where they do not agree, as
/// for 单, which begins 单于 too.
pub fn shared_key(start: &str) -> Option<String> {
    let start = start.trim();
    let longer = |name: &str| name.len() > start.len() && name.starts_with(start);
    (!SURNAMES.iter().any(|(name, _)| longer(name))).then(|| sort_key(start))
}

/// The first letter of each syllable, and Latin letters and digits as they are, small: `张三` is `zs`.
pub fn initials(name: &str) -> String {
    let (front, rest) = split_surname(name.trim());
    let mut out: String = front
        .split(' ')
        .filter_map(|syllable| syllable.chars().next())
        .collect();
    for c in rest.chars() {
        match plain(c) {
            Some(syllable) => out.extend(syllable.chars().next()),
            None if c.is_alphanumeric() => out.extend(c.to_lowercase()),
            None => {}
        }
    }
    out
}

fn syllables(name: &str) -> Vec<String> {
    let (front, rest) = split_surname(name.trim());
    let mut out: Vec<String> = Vec::new();
    if !front.is_empty() {
        out.push(front.to_owned());
    }
    let mut other = String::new();
    for c in rest.chars() {
        match plain(c) {
            Some(syllable) => {
                if !other.is_empty() {
                    out.push(std::mem::take(&mut other));
                }
                out.push(syllable);
            }
            None => other.extend(c.to_lowercase()),
        }
    }
    if !other.is_empty() {
        out.push(other);
    }
    out
}

/// The reading of a surname that the table knows, and what follows it; else nothing and the whole name.
fn split_surname(name: &str) -> (&'static str, &str) {
    SURNAMES
        .iter()
        .find_map(|(surname, reading)| Some((*reading, name.strip_prefix(surname)?)))
        .unwrap_or(("", name))
}

fn plain(c: char) -> Option<String> {
    c.to_pinyin()
        .map(|syllable| syllable.plain().replace('ü', "v"))
}

/// The reading of one character without tones: `ji` for 𠮷; nothing where none is known.
pub fn reading(sign: char) -> Option<String> {
    plain(sign)
}
