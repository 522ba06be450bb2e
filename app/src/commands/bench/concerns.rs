//! The cases of an invented township over three years: concerns, petitions and law talks with all that was done with them, each in
//! sentences of its own. The n-th case of a kind is always the same, so that a run that was cut off goes on.

use cases::bring_in::{APPROVE, Brought, BroughtStep};
use cases::event::{Patch, Value};
use kernel::{Date, Id};

/// A kind, what begins its numbers, and how many of twenty cases are of it.
pub const KINDS: [(&str, &str, u32); 3] = [
    ("appeal", "AP", 16),
    ("petition", "XF", 2),
    ("law_talk", "FZ", 2),
];
/// So many steps has a case of them all, times ten: how many cases make so many events.
pub const STEPS_TENTHS: u32 = 54;

const PLACES: [&str; 16] = [
    "村西头",
    "幸福小区三号楼",
    "卫生室门前",
    "小学路口",
    "文化广场",
    "老供销社",
    "东河桥头",
    "南街菜市场",
    "村委会后面",
    "灌溉渠边",
    "二组巷口",
    "养老院北侧",
    "机井房旁",
    "新修的水泥路",
    "大棚园区",
    "古槐树下",
];
/// Category, what it is called, and what is told of it behind the place.
const WRONGS: [(&str, &str, &str); 18] = [
    (
        "roads",
        "路灯不亮",
        "的路灯坏了，晚上老人和孩子走路看不清，希望尽快派人来修",
    ),
    (
        "roads",
        "路面塌陷",
        "的水泥路塌了一个坑，下雨就积水，三轮车已经翻过一次，请先围起来再修补",
    ),
    (
        "roads",
        "大货车压坏路",
        "天天有拉砂石的大货车经过，路沿都压碎了，问能不能限高",
    ),
    (
        "water_power",
        "自来水浑浊",
        "这几天自来水发黄，烧开了还有沉淀，请查一查是不是管道破了",
    ),
    (
        "water_power",
        "经常停电",
        "一到晚上用电高峰就停电，冰箱里的东西都坏了，变压器是不是该换大的",
    ),
    (
        "water_power",
        "暖气不热",
        "供暖以后屋里只有十四度，家里有月子里的孩子，请来人测一测",
    ),
    (
        "environment",
        "垃圾没人清运",
        "的垃圾箱满了好几天没人拉，苍蝇很多，味道飘到院子里",
    ),
    (
        "environment",
        "臭水沟",
        "的排水沟堵了，污水漫到路上，夏天蚊子多，请组织清淤",
    ),
    (
        "environment",
        "秸秆堆放",
        "堆了好多玉米秸秆，离住户不到两米，怕着火，请督促清走",
    ),
    (
        "land",
        "宅基地边界",
        "两家因为滴水檐的边界说不清，吵了几次，请土管所来量一下",
    ),
    (
        "land",
        "流转费没给",
        "的地流转给合作社三年，今年的租金到现在没有发下来，想问什么时候给",
    ),
    (
        "farming",
        "灌溉排不上",
        "麦子该浇返青水了，机井坏了一台，排队要等一个星期",
    ),
    (
        "farming",
        "玉米倒伏",
        "前天大风把玉米刮倒了一片，想问农业保险怎么报案",
    ),
    (
        "farming",
        "化肥质量",
        "买的复合肥用了不见效，怀疑是假货，想请农技站化验",
    ),
    (
        "other",
        "医保缴费",
        "的老人不会用手机交医保，村里说已经截止，问还能不能补交",
    ),
    (
        "other",
        "噪音扰民",
        "夜里十一点还在放广场舞的音响，孩子要中考了，请管一管",
    ),
    (
        "other",
        "犬只伤人",
        "有没拴绳的大狗追人，昨天咬了一个放学的孩子，请处理",
    ),
    (
        "other",
        "低保申请",
        "邻居家人病了没有劳动能力，想申请低保，不知道要带什么材料",
    ),
];
const ENDS: [&str; 8] = [
    "。",
    "，已经一个多月了。",
    "，反映过两次没有回音。",
    "，请回电话。",
    "，麻烦你们了。",
    "，希望过年前解决。",
    "，大伙儿都很着急。",
    "，照片可以加微信发。",
];
const REPLIES: [&str; 8] = [
    "已安排施工队到现场处理，当天修复完毕，并请反映人查看。",
    "经现场核实，情况属实，已列入本周维修计划，三天内完成。",
    "已联系责任单位整改，现场拍照留存，反映人表示认可。",
    "经查不属于本单位职责，已告知反映人向县里有关部门提出，并提供了电话。",
    "村两委召开了协调会，双方签了协议书，今后按界桩使用。",
    "已组织保洁人员清运，并增加了清运次数，由网格员每天巡查。",
    "供电所更换了变压器，负荷测试正常，后续继续观察。",
    "按照政策不能补办，已当面解释清楚，并帮助办理了临时救助。",
];
const REASONS: [&str; 5] = [
    "需要等材料到货后施工",
    "雨天无法作业，请求宽限几日",
    "涉及两个村，要开协调会",
    "反映人说已经自己解决",
    "与前一件重复",
];
const SURNAMES: [&str; 12] = [
    "逯", "苑", "覃", "冼", "郇", "亓", "宓", "晁", "仉", "阚", "昝", "郐",
];
const GIVEN: [&str; 16] = [
    "秋耕", "素云", "怀谷", "望山", "听雪", "景行", "晓棠", "清源", "砚田", "麦香", "守仁", "春霖",
    "石头", "桂兰", "长河", "念慈",
];

/// Where and when the cases are.
pub struct Township<'a> {
    pub unit: Id,
    pub villages: &'a [(String, Id)],
    pub first: Date,
    /// Nothing is done after it: what came lately is open as far as it came.
    pub last: Date,
    /// Of each kind, in the order of [`KINDS`].
    pub expected: [u32; 3],
}

/// Dice of one case.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % (n.max(1) as u64)).unwrap_or(0)
    }

    fn one<'t, T: ?Sized>(&mut self, of: &[&'t T]) -> Option<&'t T> {
        of.get(self.below(of.len())).copied()
    }

    fn word(&mut self, of: &[&'static str]) -> &'static str {
        self.one(of).unwrap_or_default()
    }

    /// So many of a hundred.
    fn falls(&mut self, of_100: usize) -> bool {
        self.below(100) < of_100
    }

    fn days(&mut self, from: i64, to: i64) -> i64 {
        from + i64::try_from(self.below(usize::try_from(to - from + 1).unwrap_or(1))).unwrap_or(0)
    }

    fn person(&mut self) -> String {
        format!("{}{}", self.word(&SURNAMES), self.word(&GIVEN))
    }
}

/// What is done with a case, day after day, until nothing more is.
struct Story {
    day: Date,
    last: Date,
    /// Steps until it was left lying.
    left: usize,
    steps: Vec<BroughtStep>,
}

type Fields<'f> = &'f [(&'f str, Value)];

impl Story {
    /// Whether it was done: a case that came lately has not gone as far yet, and some are left lying.
    fn step(&mut self, action: &str, after: i64, patch: Fields<'_>, personal: Fields<'_>) -> bool {
        self.told(action, after, patch, personal, None)
    }

    fn told(
        &mut self,
        action: &str,
        after: i64,
        patch: Fields<'_>,
        personal: Fields<'_>,
        reason: Option<&str>,
    ) -> bool {
        let day = self.day.plus_days(after);
        if day > self.last || self.left == 0 {
            self.left = 0;
            return false;
        }
        self.left -= 1;
        self.day = day;
        let of = |fields: Fields<'_>| -> Patch {
            let own = |(name, value): &(&str, Value)| ((*name).to_owned(), value.clone());
            fields.iter().map(own).collect()
        };
        self.steps.push(BroughtStep {
            action: action.to_owned(),
            day,
            patch: of(patch),
            personal: of(personal),
            reason: reason.map(str::to_owned),
        });
        true
    }
}

fn code(code: &str) -> Value {
    Value::Code(code.to_owned())
}

fn text(text: impl Into<String>) -> Value {
    Value::Text(text.into())
}

impl Township<'_> {
    /// The n-th case of a kind.
    pub fn case(&self, kind: usize, n: u32) -> Brought {
        let mut dice = Dice(u64::from(n) * 8 + kind as u64);
        let village = self.villages.get(dice.below(self.villages.len()));
        let unit = village.map_or(self.unit, |(_, id)| *id);
        let span = self.first.days_until(self.last);
        let expected = self.expected.get(kind).copied().unwrap_or(1).max(1);
        let came = span * i64::from(n) / i64::from(expected);
        let mut story = Story {
            day: self.first.plus_days(came.min(span)),
            last: self.last,
            left: match dice.falls(4) {
                true => 1 + dice.below(4),
                false => usize::MAX,
            },
            steps: Vec::new(),
        };
        let owner = match dice.falls(70) {
            true => unit,
            false => self.unit,
        };
        match kind {
            0 => concern(&mut story, &mut dice, owner),
            1 => petition(&mut story, &mut dice, owner),
            _ => law_talk(&mut story, &mut dice),
        }
        Brought {
            row: n,
            unit,
            onto: None,
            steps: story.steps,
        }
    }
}

fn concern(story: &mut Story, dice: &mut Dice, owner: Id) {
    let wrong = WRONGS.get(dice.below(WRONGS.len()));
    let (category, title, told) = wrong.copied().unwrap_or_default();
    let place = dice.word(&PLACES);
    let channel = dice.word(&["hotline", "hotline", "counter", "phone"]);
    let personal = [
        ("title", text(format!("{place}{title}"))),
        ("detail", text(format!("{place}{told}{}", dice.word(&ENDS)))),
        ("requester_name", text(dice.person())),
        (
            "contact",
            text(format!("0635-0{:06}", dice.below(1_000_000))),
        ),
    ];
    story.step("open", 0, &[("channel", code(channel))], &personal);
    if dice.falls(3) {
        let reason = dice.word(&REASONS);
        let taken_back = dice.falls(70);
        let how = if taken_back { "withdraw" } else { "void" };
        story.told(how, 1, &[], &[], Some(reason));
        if !taken_back {
            story.step(APPROVE, 1, &[], &[]);
        }
        return;
    }
    let to = [
        ("category", code(category)),
        ("owner_unit", Value::Unit(owner)),
    ];
    story.step("accept", dice.days(0, 1), &to, &[]);
    if dice.falls(2) {
        story.told("return", 1, &[], &[], Some("不属于本村，应由镇里派单"));
        story.step("accept", 1, &to, &[]);
    }
    handled(story, dice);
    let mut rounds = 0;
    loop {
        while dice.falls(15) && rounds < 2 {
            story.step("missed", 1, &[], &[]);
            rounds += 1;
        }
        if dice.falls(3) {
            story.step("refused", 1, &[], &[]);
            break;
        }
        let said = dice.word(&[
            "satisfied",
            "satisfied",
            "satisfied",
            "satisfied",
            "basic",
            "dissatisfied",
        ]);
        story.step(
            "call_back",
            dice.days(0, 2),
            &[("satisfaction", code(said))],
            &[],
        );
        if said != "dissatisfied" || rounds > 2 {
            break;
        }
        rounds = 3;
        story.told(
            "reopen",
            dice.days(1, 3),
            &[],
            &[],
            Some("回访不满意，问题又出现了"),
        );
        handled(story, dice);
    }
    if dice.falls(5) {
        let shown = [
            ("public_title", text(title)),
            ("public_reply", text(dice.word(&REPLIES))),
        ];
        story.step("publish", 1, &shown, &[]);
        story.step(APPROVE, 1, &[], &[]);
    }
}

/// From the beginning of the work to the reply.
fn handled(story: &mut Story, dice: &mut Dice) {
    story.step("start", dice.days(0, 1), &[], &[]);
    if dice.falls(4) {
        let days = [("extra_days", Value::Number(dice.days(2, 8)))];
        story.told("extend", 1, &days, &[], Some(dice.word(&REASONS)));
        story.step(APPROVE, 1, &[], &[]);
    }
    if dice.falls(14) {
        let asked = format!("请说明{}的具体位置和门牌", dice.word(&PLACES));
        story.step("ask", 1, &[], &[("question", text(asked))]);
        let answer = format!("在{}往东五十米", dice.word(&PLACES));
        story.step("answer", dice.days(1, 6), &[], &[("answer", text(answer))]);
    }
    let days = match dice.falls(9) {
        true => dice.days(9, 25),
        false => dice.days(1, 5),
    };
    let result = dice.word(&[
        "solved",
        "solved",
        "solved",
        "solved",
        "partly",
        "explained",
    ]);
    let reply = text(dice.word(&REPLIES));
    story.step(
        "solve",
        days,
        &[("result", code(result))],
        &[("reply", reply)],
    );
}

fn petition(story: &mut Story, dice: &mut Dice, owner: Id) {
    let wrong = WRONGS.get(dice.below(WRONGS.len()));
    let (_, title, told) = wrong.copied().unwrap_or_default();
    let place = dice.word(&PLACES);
    let channel = dice.word(&["letter", "visit", "phone", "web"]);
    let purpose = dice.word(&["claim", "advice", "report"]);
    let personal = [
        ("title", text(format!("关于{place}{title}的信访"))),
        (
            "content",
            text(format!(
                "信访人{}反映：{place}{told}{}",
                dice.person(),
                dice.word(&ENDS)
            )),
        ),
        (
            "contact",
            text(format!("0635-0{:06}", dice.below(1_000_000))),
        ),
    ];
    let open = [("channel", code(channel)), ("purpose", code(purpose))];
    story.step("open", 0, &open, &personal);
    if dice.falls(4) {
        story.told(
            "reject",
            dice.days(1, 12),
            &[],
            &[],
            Some("属于诉讼范围，应向法院提出"),
        );
        story.step(APPROVE, 1, &[], &[]);
        return;
    }
    story.step(
        "accept",
        dice.days(1, 12),
        &[("owner_unit", Value::Unit(owner))],
        &[],
    );
    if dice.falls(6) {
        let days = [("extra_days", Value::Number(dice.days(5, 30)))];
        story.told(
            "extend",
            dice.days(5, 40),
            &days,
            &[],
            Some(dice.word(&REASONS)),
        );
        story.step(APPROVE, 1, &[], &[]);
    }
    let decision = dice.word(&["supported", "partly", "not_supported", "answered"]);
    let reply = text(format!("信访人：{}", dice.word(&REPLIES)));
    let days = dice.days(5, 50);
    story.step(
        "reply",
        days,
        &[("decision", code(decision))],
        &[("reply", reply)],
    );
    if dice.falls(10) {
        story.told(
            "ask_review",
            dice.days(1, 25),
            &[],
            &[],
            Some("对处理意见不服"),
        );
        let review = dice.word(&["upheld", "upheld", "changed"]);
        story.step("review", dice.days(5, 28), &[("review", code(review))], &[]);
    }
}

fn law_talk(story: &mut Story, dice: &mut Dice) {
    let about = dice.word(&[
        "民法典",
        "土地承包法",
        "反诈骗",
        "老年人权益",
        "禁毒",
        "婚姻家庭",
    ]);
    let place = dice.word(&PLACES);
    let days = dice.days(3, 20);
    let fields = [
        ("title", text(format!("{place}{about}宣讲"))),
        ("planned_day", Value::Date(story.day.plus_days(days))),
        ("speaker_name", text(dice.person())),
    ];
    story.step("open", 0, &fields, &[]);
    if dice.falls(5) {
        story.told("void", 1, &[], &[], Some("讲师有事，取消"));
        return;
    }
    let held = [
        ("speaker_name", text(dice.person())),
        ("audience", Value::Number(dice.days(8, 160))),
    ];
    story.step("hold", days, &held, &[]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_township_has_cases_of_all_kinds_most_of_them_ended() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        let villages: Vec<(String, Id)> = (1..=40).map(|n| (n.to_string(), Id(n))).collect();
        let there = Township {
            unit: Id(100),
            villages: &villages,
            first: day("2020-01-02"),
            last: day("2022-12-29"),
            expected: [8_000, 1_000, 1_000],
        };
        let of_appeals: Vec<Brought> = (0..8_000).map(|n| there.case(0, n)).collect();
        let steps: usize = of_appeals.iter().map(|case| case.steps.len()).sum();
        assert!((4..7).contains(&(steps / 8_000)), "{steps}");
        let ends = ["call_back", "refused", "withdraw", APPROVE];
        let ended = of_appeals.iter().filter(|case| {
            let last = case.steps.last().map(|step| step.action.as_str());
            last.is_some_and(|last| ends.contains(&last))
        });
        let ended = ended.count();
        assert!((7_300..7_900).contains(&ended), "{ended}");
        assert_eq!(there.case(0, 17), there.case(0, 17));
        assert!((0..1_000).all(|n| !there.case(2, n).steps.is_empty()));
    }
}
