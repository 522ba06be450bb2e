//! The workbook of a campaign: five sheets, known by their headers. Read with every fault by sheet and cell at once; written as
//! it is read, for the template and for who wants a campaign back as a file.

mod reader;
mod writer;

pub use reader::{Read, Unread, read};
pub use writer::{example, tables, write};

use ::store::Tx;
use sheets::{Column, Kind, Problem};

/// A fault with the sheet that it stands in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    pub sheet: String,
    pub problem: Problem,
}

/// A sheet: its usual name, and its columns. Which sheet of a file it is, its header says, not its name.
#[derive(Debug, Clone, Copy)]
pub struct Sheet {
    pub name: &'static str,
    pub columns: &'static [Column],
}

pub const CAMPAIGN: Sheet = Sheet {
    name: "专项行动",
    columns: &[
        Column::new(
            "name",
            &["行动名称", "专项行动", "专项行动名称"],
            Kind::Text,
        )
        .required(),
        Column::new("first", &["开始日期", "起始日期", "开始时间"], Kind::Date).required(),
        Column::new("last", &["结束日期", "截止日期", "结束时间"], Kind::Date).required(),
        Column::new("points", &["满分", "总分"], Kind::Text),
        Column::new("least", &["起评样本数", "最少抽查处数"], Kind::Count),
        Column::new(
            "shown",
            &["每类公布前几名", "公布前几名", "公布名次"],
            Kind::Count,
        ),
        Column::new(
            "weeks",
            &["长效巡查间隔(周)", "巡查间隔(周)", "长效巡查间隔周数"],
            Kind::Count,
        ),
        Column::new("source", &["依据", "文件依据", "文号"], Kind::Text),
    ],
};

pub const ITEMS: Sheet = Sheet {
    name: "检查项目",
    columns: &[
        Column::new("name", &["检查项目", "项目名称", "问题类别"], Kind::Text).required(),
        Column::new("kind", &["类型", "清零或提升", "目标类型"], Kind::Text).required(),
        Column::new("line", &["是否三线", "三线"], Kind::Text),
        Column::new("deduct", &["每处扣分", "扣分标准", "单处扣分"], Kind::Text).required(),
        Column::new("points", &["扣分上限", "最多扣分", "分值"], Kind::Text).required(),
        Column::new("photo", &["佐证", "佐证要求", "是否拍照"], Kind::Text),
    ],
};

pub const VILLAGES: Sheet = Sheet {
    name: "村庄",
    columns: &[
        Column::new("village", &["村", "村名", "行政村", "村庄"], Kind::Text).required(),
        Column::new("class", &["类别", "分类", "村庄类别"], Kind::Text).required(),
        Column::new("pilot", &["是否试点", "试点"], Kind::Text),
        Column::new("households", &["户数", "总户数"], Kind::Count),
        Column::new("grids", &["网格数", "网格"], Kind::Count),
    ],
};

pub const LINES: Sheet = Sheet {
    name: "三线产权",
    columns: &[
        Column::new("kind", &["线缆", "线缆类型", "线路类型"], Kind::Text).required(),
        Column::new("owner", &["产权单位", "权属单位"], Kind::Text).required(),
        Column::new("unit", &["对接单位", "督办单位", "责任单位"], Kind::Text),
    ],
};

pub const ROUNDS: Sheet = Sheet {
    name: "轮次",
    columns: &[
        Column::new("place", &["轮次", "检查轮次", "第几轮"], Kind::Count).required(),
        Column::new(
            "first",
            &["开始日期", "检查开始日期", "起始日期"],
            Kind::Date,
        )
        .required(),
        Column::new(
            "last",
            &["结束日期", "检查结束日期", "截止日期"],
            Kind::Date,
        )
        .required(),
        Column::new("team", &["检查组", "检查人员", "检查单位"], Kind::Text),
        Column::new("grids", &["抽查网格数", "每村网格数"], Kind::Count),
        Column::new(
            "households",
            &["抽查连续户数", "每村连续户数", "抽查户数"],
            Kind::Count,
        ),
    ],
};

/// Words of the workbook: it is Chinese in every language of the pages, as what comes from above is.
mod said {
    pub const YES: &str = "是";
    pub const NO: &str = "否";
    pub const ZERO: &str = "清零";
    pub const LIFT: &str = "提升";
    pub const PHOTO: &str = "照片";
    pub const NO_PHOTO: &str = "不要求";
    pub const LINES: [(&str, crate::campaigns::model::LineKind); 3] = [
        ("电力", crate::campaigns::model::LineKind::Power),
        ("通信", crate::campaigns::model::LineKind::Telecom),
        ("广播电视", crate::campaigns::model::LineKind::Tv),
    ];
}

/// Keyed hash of a workbook, in hex, so that the journal can say which one it was without holding it.
pub fn file_tag(tx: &Tx, bytes: &[u8]) -> String {
    kernel::text::hex(&tx.hmac("campaigns.workbook", &[bytes]))
}
