//! The desk as a team would have left it: brands, labels, notes, something snoozed. Said by the same commands.

use std::collections::BTreeSet;
use std::sync::Arc;

use api::ApiError;
use api::request::{
    Act, ActRequest, ConversationsRequest, Filter, HandleSetting, HandleSettingRequest, SaveLabelRequest,
    SaveNoteRequest, SaveViewRequest, SnoozeChoicesRequest, Sort, View,
};
use api::view::{ConversationRow, Disposition, Intent};
use store::handles::HandleRow;
use tokio::sync::broadcast::error::RecvError;
use tokio_util::sync::CancellationToken;

use crate::space::Space;
use crate::{errors, handles, inbox, labels, saved_views, snooze, triage};

/// The brands that handles are shown under, by their names.
pub(super) const BRANDS: [(&str, &[&str]); 2] = [
    ("Luma Beauty", &["luma.skin", "luma.de", "luma.lab", "luma.pro"]),
    ("Luma Living", &["luma.home", "luma.kids"]),
];
/// Labels with their hues, and which rows of the newest have them: every so many, from which on.
const LABELS: [(&str, u8, usize, usize); 5] = [
    ("Refund", 0, 11, 5),
    ("Shipping", 3, 7, 3),
    ("Creator", 9, 13, 6),
    ("VIP", 1, 19, 8),
    ("Press", 6, 41, 12),
];
const NOTES: [&str; 3] = [
    "Ben promised her a new bottle by Friday.",
    "Third message this month. Please be extra kind, and offer the travel size.",
    "Their agency asks about the autumn campaign. Eva knows more.",
];
const INTENTS: [Intent; 4] = [Intent::Question, Intent::Praise, Intent::Issue, Intent::Other];
/// Rows that are looked at.
const ROWS: u32 = 120;

/// Sets the desk up once all history is read, and that of each handle that is let in later, unless the demo ends before.
pub(super) async fn set_up_when_read(space: Arc<Space>, ended: CancellationToken) {
    let mut changes = space.engine.changes();
    let mut set_up = BTreeSet::new();
    loop {
        let handles = space.store.handles().await.unwrap_or_default();
        let waits = |row: &HandleRow| row.on && row.trouble.is_none() && row.sync.catching_up;
        let read = handles.iter().filter(|row| !row.sync.catching_up).map(|row| row.id.0);
        let new: BTreeSet<i64> = read.filter(|id| !set_up.contains(id)).collect();
        if !new.is_empty() && !handles.iter().any(waits) {
            if let Err(error) = set_up_handles(&space, &new, set_up.is_empty()).await {
                tracing::warn!(%error, "the desk of the demo is not complete");
            }
            set_up.extend(new);
        }
        loop {
            tokio::select! {
                () = ended.cancelled() => return,
                received = changes.recv() => match received {
                    Err(RecvError::Closed) => return,
                    Ok(change) if change.handles.is_empty() => {}
                    // Falling behind is fine: the rows are read anew.
                    Ok(_) | Err(RecvError::Lagged(_)) => break,
                },
            }
        }
    }
}

async fn set_up_handles(space: &Space, new: &BTreeSet<i64>, first: bool) -> Result<(), ApiError> {
    if first {
        group_by_brand(space).await?;
        make_labels(space).await?;
    }
    let rows = rows(space, new, View::All, Sort::Newest).await?;
    for label in labels::list(space).await? {
        let known = LABELS.iter().find(|(name, ..)| *name == label.name);
        if let Some((.., every, from)) = known {
            let some = rows.iter().skip(*from).step_by(*every).collect();
            act(space, some, Act::Label { label: label.id, on: true }).await?;
        }
    }
    for (n, intent) in INTENTS.into_iter().enumerate() {
        let some = rows.iter().skip(n).step_by(9).collect();
        act(space, some, Act::Intent { intent: Some(intent) }).await?;
    }
    for (row, text) in rows.iter().skip(4).step_by(6).zip(NOTES) {
        let request = SaveNoteRequest { conversation: row.id, note: None, text: text.into() };
        labels::save_note(space, request).await?;
    }
    let waiting = self::rows(space, new, View::Waiting, Sort::Newest).await?;
    let thanked = Some(Disposition::Thanked);
    act(space, waiting.iter().skip(3).take(4).collect(), Act::Done { disposition: thanked }).await?;
    snooze_some(space, new).await
}

/// Makes the labels, and a saved view of one of them.
async fn make_labels(space: &Space) -> Result<(), ApiError> {
    for (name, hue, ..) in LABELS {
        let request = SaveLabelRequest { label: None, name: name.into(), hue };
        let label = labels::save(space, request).await?.id;
        if name == "Refund" {
            let filter = Filter { labels: vec![label], ..Filter::default() };
            let sort = Sort::ClosingSoonest;
            let request =
                SaveViewRequest { saved_view: None, name: "Refunds".into(), view: View::All, sort, filter };
            saved_views::save(space, request).await?;
        }
    }
    Ok(())
}

async fn group_by_brand(space: &Space) -> Result<(), ApiError> {
    for handle in handles::list(space).await? {
        let brand = BRANDS.iter().find(|(_, handles)| handles.contains(&handle.username.as_str()));
        let setting = HandleSetting::Brand { brand: brand.map(|(brand, _)| (*brand).to_owned()) };
        handles::save_setting(space, HandleSettingRequest { handle: handle.id, setting }).await?;
    }
    Ok(())
}

/// Who has waited longest is looked at again tomorrow.
async fn snooze_some(space: &Space, of: &BTreeSet<i64>) -> Result<(), ApiError> {
    let waits = rows(space, of, View::NeedsReply, Sort::OldestWaiting).await?;
    let request = SnoozeChoicesRequest { conversation: None, typed: "tomorrow 8:00".into() };
    let until = snooze::choices(space, &request).await?.first().map(|choice| choice.until);
    let until = until.ok_or_else(|| errors::invalid("tomorrow is no time"))?;
    act(space, waits.iter().take(2).collect(), Act::Snooze { until }).await
}

async fn rows(
    space: &Space,
    of: &BTreeSet<i64>,
    view: View,
    sort: Sort,
) -> Result<Vec<ConversationRow>, ApiError> {
    let request = ConversationsRequest {
        view,
        handle: None,
        sort,
        filter: Filter::default(),
        after: None,
        limit: ROWS,
    };
    let rows = inbox::list(space, request).await?.rows;
    Ok(rows.into_iter().filter(|row| !row.closed && of.contains(&row.handle)).collect())
}

async fn act(space: &Space, rows: Vec<&ConversationRow>, act: Act) -> Result<(), ApiError> {
    if !rows.is_empty() {
        let conversations = rows.into_iter().map(|row| row.id).collect();
        // Nothing of it is the person's to take back.
        triage::say(space, ActRequest { conversations, selection: None, act }).await?;
    }
    Ok(())
}
