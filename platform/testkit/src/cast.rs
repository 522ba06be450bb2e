//! Invented people, the same in every test: `person(0)`, `person(1)` and so on, and households made of them.
//!
//! Nobody here exists. The names are made up; each identity number is valid by GB 11643 and belongs to nobody, because
//! its sequence 996 to 999 was kept for people over a hundred while the birth date says otherwise.

use kernel::Date;
pub use kernel::code::Sex;

/// 东昌府区 of 聊城市, a real division, in which the cast lives.
pub const DIVISION: &str = "371502";

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    pub name: String,
    pub sex: Sex,
    pub birth: Date,
    /// 18 characters, the last may be X.
    pub identity: String,
}

/// One to four people; the first is the head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Household {
    pub members: Vec<Person>,
}

impl Household {
    pub fn head(&self) -> &Person {
        self.members.first().expect("a household has a head")
    }
}

/// The first people, each with a name that some program gets wrong; after them names are composed.
const NAMED: [(&str, Sex); 16] = [
    ("张守田", Sex::Male),
    ("李秋禾", Sex::Female),
    ("王石桥", Sex::Male),
    ("赵麦香", Sex::Female),
    // Surnames that are read otherwise than the character usually is: 单 Shan, 仇 Qiu, 解 Xie, 曾 Zeng, 区 Ou.
    ("单小满", Sex::Female),
    ("仇立冬", Sex::Male),
    ("解知雨", Sex::Female),
    ("曾長河", Sex::Male),
    // Two-character surnames.
    ("欧阳谷雨", Sex::Female),
    ("尉迟耕", Sex::Male),
    // Characters that old fonts, encodings and Excel files lose: outside the first plane, and extension A.
    ("陈𬍛", Sex::Female),
    ("周㛃", Sex::Female),
    ("孙䶮", Sex::Male),
    // Names with a middle dot, one of them long.
    ("阿依努尔·麦麦提", Sex::Female),
    ("迪力夏提·阿不都热合曼江", Sex::Male),
    // One character after the surname, and a name that sorts first.
    ("安宁", Sex::Female),
];

const SURNAMES: [&str; 24] = [
    "张", "王", "李", "刘", "赵", "孙", "马", "郭", "许", "侯", "邢", "窦", "靳", "翟", "盖", "朴",
    "查", "覃", "冼", "麻", "苗", "苑", "路", "逯",
];

const FIRST: [&str; 20] = [
    "春", "夏", "秋", "冬", "禾", "谷", "麦", "棉", "杏", "桃", "柳", "槐", "泉", "溪", "桥", "岭",
    "晴", "霜", "雪", "云",
];

const SECOND: [&str; 18] = [
    "生", "芳", "田", "兰", "柱", "梅", "山", "霞", "河", "萍", "山林", "叶", "岩", "莲", "原",
    "燕", "成", "苇",
];

/// The `number`-th person. Different numbers below 8,000 have different names, and all have different identity numbers
/// below 58,000.
pub fn person(number: usize) -> Person {
    let (name, sex) = match NAMED.get(number) {
        Some((name, sex)) => ((*name).to_owned(), *sex),
        None => composed(number - NAMED.len()),
    };
    born(number, name, sex)
}

/// The `count` first people.
pub fn people(count: usize) -> Vec<Person> {
    (0..count).map(person).collect()
}

/// The `number`-th household. Sizes go 1, 2, 3, 4 and round again, nobody lives in two, and the children come last.
pub fn household(number: usize) -> Household {
    let size = number % 4 + 1;
    // Four households hold 1 + 2 + 3 + 4 people.
    let before = number / 4 * 10 + (0..number % 4).map(|n| n + 1).sum::<usize>();
    let mut members: Vec<Person> = (before..before + size).map(person).collect();
    members.sort_by_key(|member| member.birth);
    Household { members }
}

/// The `count` first households.
pub fn households(count: usize) -> Vec<Household> {
    (0..count).map(household).collect()
}

/// A valid GB 11643 number: division, birth date, sequence, check character.
///
/// `sequence` is 0 to 999, odd for men. Only the cast's own sequences, 996 to 999, surely belong to nobody.
pub fn identity(division: &str, birth: Date, sequence: u16) -> String {
    let digits = format!(
        "{division}{:04}{:02}{:02}{sequence:03}",
        birth.year(),
        birth.month(),
        birth.day()
    );
    let check = check_character(&digits);
    format!("{digits}{check}")
}

/// ISO 7064 MOD 11-2: the weight of a digit is 2 to the power of its distance from the end, modulo 11.
fn check_character(digits: &str) -> char {
    let sum = digits
        .chars()
        .filter_map(|c| c.to_digit(10))
        .fold(0, |sum, digit| (sum + digit) * 2 % 11);
    match (12 - sum) % 11 {
        10 => 'X',
        digit => char::from_digit(digit, 10).unwrap_or('0'),
    }
}

fn composed(number: usize) -> (String, Sex) {
    // 3,607 is prime to the 24 x 20 x 18 names, so each comes once before any comes again, neighbours unlike.
    let at = number * 3_607;
    let pick = |list: &[&'static str], at: usize| list.get(at % list.len()).copied();
    let surname = pick(&SURNAMES, at);
    let first = pick(&FIRST, at / SURNAMES.len());
    let second = pick(&SECOND, at / (SURNAMES.len() * FIRST.len()));
    let name = [surname, first, second].into_iter().flatten().collect();
    let sex = if number.is_multiple_of(2) {
        Sex::Female
    } else {
        Sex::Male
    };
    (name, sex)
}

/// Two people share each birth day from 1940 on, an odd and an even sequence apart.
fn born(number: usize, name: String, sex: Sex) -> Person {
    let start = Date::new(1940, 1, 1).expect("a day of the calendar");
    // 7,919 is prime to the 29,220 days of eighty years, so the days repeat only after all of them.
    let day = i64::try_from(number * 7_919 % 29_220).unwrap_or_default();
    let birth = start.plus_days(day);
    let again = u16::try_from(number / 29_220 % 2).unwrap_or_default() * 2;
    let sequence = match sex {
        Sex::Female => 996 + again,
        Sex::Male => 997 + again,
    };
    Person {
        identity: identity(DIVISION, birth, sequence),
        name,
        sex,
        birth,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::code::IdentityNumber;
    use std::collections::HashSet;

    #[test]
    fn check_characters_follow_the_examples_of_the_standard() {
        // The two examples printed in GB 11643-1999, annex A and text.
        assert_eq!(check_character("11010519491231002"), 'X');
        assert_eq!(check_character("44052418800101001"), '4');
    }

    #[test]
    fn nobody_is_there_twice() {
        let people = people(8_000);
        let names: HashSet<_> = people.iter().map(|p| &p.name).collect();
        let numbers: HashSet<_> = people.iter().map(|p| &p.identity).collect();
        assert_eq!((names.len(), numbers.len()), (8_000, 8_000));
        assert!(people.iter().all(|p| p.identity.len() == 18));
    }

    #[test]
    fn sex_and_birth_stand_in_the_identity_number() {
        for person in people(200) {
            assert_eq!(
                person.identity[6..14],
                person.birth.to_string().replace('-', "")
            );
            let odd = person.identity.as_bytes()[16] % 2 == 1;
            assert_eq!(odd, person.sex == Sex::Male, "{person:?}");
            let read = IdentityNumber::parse(&person.identity).unwrap();
            assert_eq!((read.birth_date(), read.sex()), (person.birth, person.sex));
        }
    }

    #[test]
    fn households_have_one_to_four_people_who_live_nowhere_else() {
        let households = households(40);
        let sizes: Vec<_> = households.iter().map(|h| h.members.len()).collect();
        assert_eq!(sizes[..5], [1, 2, 3, 4, 1]);
        let all: HashSet<_> = households
            .iter()
            .flat_map(|h| &h.members)
            .map(|p| &p.identity)
            .collect();
        assert_eq!(all.len(), 100);
    }
}
