//! Folding and tokens for search in all scripts.
//!
//! Text is folded, so that case, accents and spelling variants do not matter (`fold`), and cut into tokens (`tokens`):
//! words where a script has spaces, overlapping pairs of characters where it has none or where parts of words are
//! looked for (Han, Kana, Hangul, Thai, Lao, Khmer), and each emoji by itself. The index stores tokens joined by
//! spaces; FTS5's `ascii` tokenizer cuts them there and nowhere else, since it takes all of non-ASCII for letters.

mod day;
mod excerpt;
mod filter;
mod fold;
mod query;
mod syntax;
mod tokens;

pub use day::Day;
pub use excerpt::{Excerpt, excerpt};
pub use filter::{Content, Filter, State, Who, Window};
pub use fold::fold;
pub use query::{Fit, Query, query};
pub use syntax::Unread;
pub use tokens::{index_text, name_words};
