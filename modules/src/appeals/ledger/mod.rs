//! The ledger of the 12345 hotline (12345工单台账): read into what was done with each concern, compared with what is here, taken in as
//! one deed, and written with the same columns (domain.md 4).

pub mod compare;
pub mod export;
pub mod import_ledger;
mod reader;

pub use compare::{Compared, Differing, compare};
pub use import_ledger::{ImportLedger, LedgerImported, import_ledger};
pub use reader::{Ledger, Line, read};

use ::store::Tx;
use sheets::{Column, Kind, Limits, ReadFault, Spec, Table};

/// The code list of what concerns are about.
pub const CATEGORY: &str = "concern_category";
/// Of its uploads and imports.
pub const KIND: &str = "hotline_ledger";

/// What a ledger says of a concern that was taken back, or that is none.
pub const WITHDRAWN: &str = "已撤回";
pub const VOID: &str = "已作废";

pub const COLUMNS: &[Column] = &[
    Column::new("number", &["工单编号", "工单号", "编号"], Kind::Code),
    Column::new(
        "came",
        &["来电时间", "受理时间", "登记时间", "诉求时间"],
        Kind::Date,
    )
    .required(),
    Column::new("name", &["诉求人", "来电人", "姓名"], Kind::Text),
    Column::new("contact", &["联系电话", "电话", "来电号码"], Kind::Code),
    Column::new("category", &["诉求类别", "类别", "诉求类型"], Kind::Text),
    Column::new("detail", &["诉求内容", "内容", "来电内容"], Kind::Text).required(),
    Column::new("address", &["地址", "地点", "事发地址"], Kind::Text),
    Column::new("owner", &["承办单位", "责任单位", "主办单位"], Kind::Text),
    Column::new("assigned", &["派单时间", "转办时间"], Kind::Date),
    // Counted here; what the ledger says stays in it.
    Column::new("due", &["办理时限", "截止时间"], Kind::Date),
    Column::new("closed", &["办结时间", "办结日期", "答复时间"], Kind::Date),
    Column::new("result", &["办理结果", "处理结果"], Kind::Text),
    Column::new("callback", &["回访结果", "回访情况"], Kind::Text),
    Column::new("satisfaction", &["满意度", "满意情况"], Kind::Text),
];

pub fn read_table(bytes: &[u8], name: &str) -> std::result::Result<Table, ReadFault> {
    sheets::read_table(bytes, name, &Spec::new(COLUMNS), &Limits::default())
}

/// Keyed hash of a file, in hex, so that the journal can say which one it was without holding it.
pub fn file_tag(tx: &Tx, bytes: &[u8]) -> String {
    kernel::text::hex(&tx.hmac("cases.file", &[bytes]))
}

/// A result by its code, as the ledger writes it.
const RESULTS: [(&str, &str); 4] = [
    ("solved", "已解决"),
    ("partly", "部分解决"),
    ("explained", "解释说明"),
    ("not_ours", "不属于受理范围"),
];
