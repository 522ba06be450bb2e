//! What may be shown of a person in public: a name, a number or a phone with the middle taken out.
//!
//! Each mask keeps the length, so that two lines of one notice stay apart, and never fails.

/// Surnames of two characters, kept whole by [`name`].
const COMPOUND_SURNAMES: [&str; 20] = [
    "欧阳", "司马", "上官", "诸葛", "夏侯", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "长孙",
    "宇文", "司徒", "司空", "端木", "百里", "呼延", "南宫", "澹台",
];

/// The surname and a star for each further character: 袁*, 欧阳**, 买**** (for 买买提·艾力).
/// A single character becomes a star.
pub fn name(name: &str) -> String {
    let name = name.trim();
    let length = name.chars().count();
    let has_compound = length > 2 && COMPOUND_SURNAMES.iter().any(|s| name.starts_with(s));
    let kept = match length {
        0 | 1 => 0,
        _ if has_compound => 2,
        _ => 1,
    };
    keep(name, kept, 0)
}

/// An identity number or other long number: `35*************123`. Shorter than 8: stars only.
pub fn identity(number: &str) -> String {
    let number = number.trim();
    if number.chars().count() < 8 {
        keep(number, 0, 0)
    } else {
        keep(number, 2, 3)
    }
}

/// `138****1234`; a shorter number keeps its last two digits at most.
pub fn phone(number: &str) -> String {
    let number = number.trim();
    match number.chars().count() {
        0..=5 => keep(number, 0, 0),
        6..=10 => keep(number, 0, 2),
        _ => keep(number, 3, 4),
    }
}

/// A bank account: the last four digits, as pay lists print them. Shorter than 8: stars only.
pub fn account(number: &str) -> String {
    let number = number.trim();
    if number.chars().count() < 8 {
        keep(number, 0, 0)
    } else {
        keep(number, 0, 4)
    }
}

fn keep(text: &str, first: usize, last: usize) -> String {
    let length = text.chars().count();
    text.chars()
        .enumerate()
        .map(|(i, c)| {
            let is_kept = i < first || i + last >= length;
            if is_kept { c } else { '*' }
        })
        .collect()
}
