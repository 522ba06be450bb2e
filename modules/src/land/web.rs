//! The pages of land. Decides nothing: deeds do.
