//! The statements of all kinds of searches, for the plan snapshots.

use domain::position::Position;

use super::narrow::Narrow;
use super::walk::{self, List, Source};
use super::words;

pub(crate) fn statements() -> Vec<(String, String)> {
    let candidates = [
        ("words", Source::Words(String::new())),
        ("a conversation", Source::Conversations(vec![1])),
        ("a kind", Source::Kind("image")),
        ("all messages", Source::Messages),
        ("conversations", Source::Newest(None, List::All)),
        ("conversations of a handle", Source::Newest(Some(1), List::All)),
        ("unread", Source::Newest(None, List::Unread)),
        ("unread of a handle", Source::Newest(Some(1), List::Unread)),
        ("closing", Source::Closing(None)),
        ("closing of a handle", Source::Closing(Some(1))),
        ("a standing", Source::Newest(None, List::Standing(0))),
        ("a standing of a handle", Source::Newest(Some(1), List::Standing(0))),
    ];
    let candidates = candidates.into_iter().map(|(name, source)| {
        let sql = source.sql(Position(0), Position(1), 1).sql().as_str().to_owned();
        (format!("search candidates: {name}"), sql)
    });
    let look = ("search: a look".to_owned(), walk::sql(&Narrow::default(), &[1]).sql().as_str().to_owned());
    let newest = ("search: the newest".to_owned(), words::statement());
    candidates.chain([look, newest]).collect()
}
