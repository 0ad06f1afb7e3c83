//! What came in and found no place.

use api::view::{UndeliveredBecause, UndeliveredView};
use store::undelivered::{Because, UndeliveredRow};

/// An entry of the list: that there was something, never what it said.
pub(crate) fn undelivered(row: UndeliveredRow) -> UndeliveredView {
    UndeliveredView {
        id: row.id,
        handle: Some(row.handle.0),
        at: row.at.0,
        why: match row.why {
            Because::Unreadable => UndeliveredBecause::Unreadable,
            Because::NoPerson => UndeliveredBecause::NoPerson,
            Because::NotFound => UndeliveredBecause::NotFound,
            Because::ThreadUnreadable => UndeliveredBecause::ThreadUnreadable,
        },
        field: row.field,
    }
}
