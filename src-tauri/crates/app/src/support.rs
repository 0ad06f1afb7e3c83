//! What Instagram lets apps show and send, for the screen.

use api::view::{KindSupport, Support, SupportEdition, SupportSource};
use domain::support;

/// All editions of the table, the newest first.
pub(crate) fn editions() -> Vec<SupportEdition> {
    support::editions().iter().map(edition).collect()
}

fn edition(edition: &support::Edition) -> SupportEdition {
    let kind = |row: &support::KindSupport| KindSupport {
        kind: row.kind.clone(),
        inbound: word(row.inbound),
        outbound: word(row.outbound),
        note: row.note.clone(),
    };
    SupportEdition {
        as_of: edition.as_of.clone(),
        source: match &edition.source {
            support::Source::PlatformPages => SupportSource::PlatformPages,
            support::Source::Announcement { title } => SupportSource::Announcement { title: title.clone() },
        },
        kinds: edition.kinds.iter().map(kind).collect(),
    }
}

fn word(support: support::Support) -> Support {
    match support {
        support::Support::Yes => Support::Yes,
        support::Support::Partly => Support::Partly,
        support::Support::No => Support::No,
        support::Support::Unclear => Support::Unclear,
    }
}
