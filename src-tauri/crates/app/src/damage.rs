//! A database of which a part cannot be read: that it is so, and what came of its repair.

use std::sync::Arc;

use api::view::{RepairView, RepairedPart, RepairedPartView};
use api::{Changes, Topic};
use store::Store;
use store::repair::{Part, PartRepaired, Repaired};
use tokio::sync::broadcast;
use tokio_util::sync::CancellationToken;

use crate::space::Space;

/// Says that the app changed once the database of a space is found damaged, until cancelled.
pub(crate) async fn watch(space: Arc<Space>, changes: broadcast::Sender<Changes>, cancel: CancellationToken) {
    let mut damaged = space.store.damaged();
    tokio::select! {
        () = cancel.cancelled() => {}
        Ok(_) = damaged.wait_for(|damaged| *damaged) => {
            // Nobody listening is fine: data is always pulled.
            let _listeners = changes.send(Changes::of(Topic::App));
        }
        else => {}
    }
}

/// What came of the last repair, until a person has seen it. Where that cannot be read nothing is told of it.
pub(crate) async fn repaired(store: &Store) -> Option<RepairView> {
    match store.repaired().await {
        Ok(repaired) => repaired.map(view),
        Err(error) => {
            tracing::warn!(%error, "what came of the repair cannot be read");
            None
        }
    }
}

fn view(repaired: Repaired) -> RepairView {
    let Repaired { folder, copy_of, all_from_copy, parts, unsure } = repaired;
    let told = |(_, part): &(Part, PartRepaired)| part.from_copy > 0 || part.lost > 0 || part.may_be_more;
    let parts = parts.into_iter().filter(told).map(|(part, of)| RepairedPartView {
        part: named(part),
        from_copy: count(of.from_copy),
        lost: count(of.lost),
        may_be_more: of.may_be_more,
    });
    RepairView {
        folder,
        copy_of: copy_of.map(|at| at.0),
        all_from_copy,
        parts: parts.collect(),
        unsure: count(unsure),
    }
}

fn count(rows: u64) -> u32 {
    u32::try_from(rows).unwrap_or(u32::MAX)
}

fn named(part: Part) -> RepairedPart {
    match part {
        Part::Replies => RepairedPart::Replies,
        Part::Drafts => RepairedPart::Drafts,
        Part::Files => RepairedPart::Files,
        Part::Notes => RepairedPart::Notes,
        Part::Labels => RepairedPart::Labels,
        Part::SavedReplies => RepairedPart::SavedReplies,
        Part::SavedViews => RepairedPart::SavedViews,
        Part::Settings => RepairedPart::Settings,
        Part::Handles => RepairedPart::Handles,
        Part::Audit => RepairedPart::Audit,
        Part::Conversations => RepairedPart::Conversations,
        Part::Messages => RepairedPart::Messages,
    }
}
