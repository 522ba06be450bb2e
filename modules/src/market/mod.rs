//! What is sold: product, grade, kilograms, price and buyer, with the money in the seller's book. README.md.

mod record_sale;
mod store;
mod void_sale;

pub use record_sale::{RecordSale, SaleRecorded, amount_of, record_sale};
pub use store::{Sale, sale, sales};
pub use void_sale::{VoidSale, void_sale};

/// Account of the seller's book: what sales of the running period brought.
pub const SALES: &str = "sales";
