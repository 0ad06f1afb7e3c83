//! Folding and tokens for search in all scripts.
