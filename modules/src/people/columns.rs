//! The columns of a list of households and people, by the names that lists give them (domain.md 4).

use kernel::text::MoneyUnit;
use sheets::{Column, Kind};

pub const NUMBER: &str = "household_number";
pub const VILLAGE: &str = "village";
pub const TOWNSHIP: &str = "township";
pub const NAME: &str = "name";
pub const IDENTITY: &str = "identity";
pub const NO_IDENTITY_REASON: &str = "no_identity_reason";
pub const RELATION: &str = "relation";
pub const MEMBERS: &str = "members";
pub const PHONE: &str = "phone";
pub const HOUSEHOLD_PHONE: &str = "household_phone";
pub const ETHNICITY: &str = "ethnicity";
pub const EDUCATION: &str = "education";
pub const SCHOOLING: &str = "schooling";
pub const HEALTH: &str = "health";
pub const LABOUR: &str = "labour";
pub const CAUSE: &str = "cause";
pub const STATUS: &str = "status";
pub const STATUS_FROM: &str = "status_from";
pub const MONITORING: &str = "monitoring";
pub const MONITORING_FROM: &str = "monitoring_from";
pub const RISK_REMOVED: &str = "risk_removed";
pub const RISK_REMOVED_ON: &str = "risk_removed_on";

/// Columns of a list of households with members. Only the name is required of the file; what else
/// is missing is judged row by row, with words that say what to add. Number and village hold for the
/// blanks below them (merged cells); a blank status says nothing of the household above.
pub const COLUMNS: &[Column] = &[
    Column::new(
        NUMBER,
        &["户编号", "家庭编号", "户号", "户编码"],
        Kind::Code,
    )
    .fill_down(),
    Column::new(
        TOWNSHIP,
        &["乡(镇)", "乡镇", "镇", "乡镇(街道)", "镇街"],
        Kind::Text,
    )
    .fill_down(),
    Column::new(
        VILLAGE,
        &[
            "行政村",
            "村名",
            "村",
            "村(居)",
            "村居",
            "村(社区)",
            "所属村",
            "行政村(社区)",
            "村庄",
            "行政村代码",
        ],
        Kind::Text,
    )
    .fill_down(),
    Column::new(
        NAME,
        &["姓名", "成员姓名", "家庭成员姓名", "人员姓名"],
        Kind::Text,
    )
    .required(),
    Column::new(
        IDENTITY,
        &[
            "证件号码",
            "身份证号",
            "身份证号码",
            "公民身份号码",
            "身份证",
            "证件号",
        ],
        Kind::Identity,
    ),
    Column::new(
        NO_IDENTITY_REASON,
        &[
            "无证件号码原因",
            "无身份证原因",
            "无证件原因",
            "无身份证号原因",
            "未办证原因",
        ],
        Kind::Text,
    ),
    Column::new(
        RELATION,
        &[
            "与户主关系",
            "和户主关系",
            "与户主的关系",
            "户主关系",
            "关系",
        ],
        Kind::Text,
    ),
    Column::new(
        MEMBERS,
        &[
            "人数",
            "家庭人口",
            "家庭人口数",
            "家庭人数",
            "户人口数",
            "人口数",
        ],
        Kind::Count,
    ),
    Column::new(
        PHONE,
        &[
            "人联系电话",
            "联系电话",
            "电话",
            "手机号",
            "手机号码",
            "联系方式",
            "本人电话",
        ],
        Kind::Code,
    ),
    Column::new(HOUSEHOLD_PHONE, &["户联系电话", "家庭联系电话"], Kind::Code),
    Column::new(ETHNICITY, &["民族"], Kind::Text),
    Column::new(EDUCATION, &["文化程度", "学历"], Kind::Text),
    Column::new(SCHOOLING, &["在校生状况", "在校状况"], Kind::Text),
    Column::new(HEALTH, &["健康状况"], Kind::Text),
    Column::new(LABOUR, &["劳动技能", "劳动能力"], Kind::Text),
    Column::new(
        CAUSE,
        &["致贫原因1", "致贫原因", "主要致贫原因", "致贫/返贫风险1"],
        Kind::Text,
    ),
    Column::new(
        STATUS,
        &["户类型", "户类别", "户属性", "脱贫属性", "脱贫状态"],
        Kind::Text,
    ),
    Column::new(
        STATUS_FROM,
        &["首次识别时间", "识别时间", "脱贫时间", "认定时间"],
        Kind::Date,
    ),
    Column::new(
        MONITORING,
        &[
            "监测对象类别",
            "监测对象类型",
            "易返贫致贫户(监测对象)类型",
            "易返贫致贫户类型",
            "监测类别",
        ],
        Kind::Text,
    ),
    Column::new(
        MONITORING_FROM,
        &[
            "风险识别时间",
            "识别监测时间",
            "监测对象识别时间",
            "纳入监测时间",
        ],
        Kind::Date,
    ),
    Column::new(
        RISK_REMOVED,
        &["风险是否消除", "风险是否已消除", "是否消除风险"],
        Kind::Text,
    ),
    Column::new(
        RISK_REMOVED_ON,
        &["风险消除时间", "消除监测时间", "消除风险时间"],
        Kind::Date,
    ),
    // Known so that nobody takes them for something else; not kept, since nothing here needs them.
    Column::new(
        "income",
        &["人均纯收入", "家庭人均纯收入"],
        Kind::Money(MoneyUnit::Yuan),
    ),
];

/// A fault in one of these columns means that the row cannot be taken; elsewhere the cell is left out.
pub fn is_essential(key: &str) -> bool {
    matches!(
        key,
        NUMBER
            | VILLAGE
            | NAME
            | IDENTITY
            | RELATION
            | STATUS_FROM
            | MONITORING_FROM
            | RISK_REMOVED_ON
    )
}
