//! The pages' common part: words, layouts, components, charts, assets.

pub mod assets;
pub mod chart;
pub mod components;
pub mod format;
pub mod i18n;
pub mod layout;
