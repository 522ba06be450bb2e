//! Rows under the header that are no data: totals, footers, the header again on the next page.

use crate::grid::{GridRow, RawCell};
use crate::header::{HeadColumn, normalise, squeeze};

/// Why a row was passed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SkipReason {
    /// 合计, 总计, 小计 in one of its first cells.
    Totals,
    /// 公示期, 监督电话, 填表人 and the like.
    Footer,
    /// The header once more.
    HeaderAgain,
}

/// A row that was passed over, with the text of its first cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// 1-based.
    pub row: u32,
    pub why: SkipReason,
    pub text: String,
}

const TOTALS: &[&str] = &[
    "合计",
    "总计",
    "小计",
    "共计",
    "累计",
    "总合计",
    "本页合计",
    "本页小计",
];
const FOOTERS: &[&str] = &[
    "公示期",
    "公示时间",
    "公示日期",
    "监督电话",
    "举报电话",
    "联系电话",
    "咨询电话",
    "填表人",
    "制表人",
    "制表",
    "填报人",
    "填报单位",
    "填报日期",
    "审核人",
    "审批人",
    "负责人",
    "单位负责人",
    "经办人",
    "村委会",
    "单位(章)",
    "单位盖章",
    "盖章",
    "备注:",
    "注:",
    "说明:",
    "填表说明",
    "填表日期",
];
/// A footer is a line or two of text, never as full as a row of data.
const FOOTER_CELLS_MAX: usize = 4;
/// 合计 stands in the first columns, beside or instead of the running number.
const TOTALS_CELLS: usize = 3;

/// Why a row is no data, or None where it is. `lacks_required` says that a required cell is blank.
pub(crate) fn reason(
    row: &GridRow,
    header: &[HeadColumn],
    lacks_required: bool,
) -> Option<SkipReason> {
    let is_totals = row.cells.iter().take(TOTALS_CELLS).any(|(_, cell)| {
        let shown = cell.shown();
        shown.contains('计') && TOTALS.contains(&normalise(&shown).as_str())
    });
    if is_totals {
        return Some(SkipReason::Totals);
    }
    let mut cells = row.cells.iter();
    if row.cells.len() <= FOOTER_CELLS_MAX
        && cells.next().is_some_and(|(_, first)| is_footer(first))
        // 审核人： may stand under the name; a row of nothing but such words is a footer all the same.
        && (lacks_required || cells.all(|(_, cell)| is_footer(cell)))
    {
        return Some(SkipReason::Footer);
    }
    let mut named = 0;
    for column in header {
        if let Some(cell) = row.get(column.index) {
            let text = squeeze(&cell.shown());
            let own = squeeze(&column.text);
            if own != text && own.rsplit('/').next() != Some(text.as_str()) {
                return None;
            }
            named += 1;
        }
    }
    (named >= 2).then_some(SkipReason::HeaderAgain)
}

/// Whether a cell opens with 制表人, 审核人 and the like. The colon tells 备注: (a footer) from 备注 (a heading), so it is
/// kept here.
fn is_footer(cell: &RawCell) -> bool {
    let text = kernel::text::half_width(&cell.shown());
    let text: String = text.split_whitespace().collect();
    FOOTERS.iter().any(|word| text.starts_with(word))
}
