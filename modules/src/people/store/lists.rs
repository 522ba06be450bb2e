//! Lists and searches.
