//! What a person says about conversations. All of it can be taken back.

use api::limits::MOST_AT_ONCE;
use api::request::{Act, ActRequest, HandleFilter, ReadRequest, SelectRequest};
use api::view::{Selection, Undo};
use api::{ApiError, Empty};
use domain::ids::{ConversationId, HandleId, LabelId};
use domain::position::Position;
use domain::time::Timestamp;
use domain::triage;
use store::StoreError;
use store::lists::{ListQuery, Sort};
use store::triage::{Acted, By, Selection as Selected};

use crate::errors::{invalid, of_store};
use crate::lists;
use crate::space::Space;

/// Of a selection so many are written together: short enough for other writes in between.
const STEP: usize = 500;

/// Everything up to a message was on screen.
pub(crate) async fn read(space: &Space, request: &ReadRequest) -> Result<Empty, ApiError> {
    let (conversation, through) = (ConversationId(request.conversation), Position(request.through));
    let changes = space.store.mark_read(conversation, through).await.map_err(of_store)?;
    space.engine.publish(changes);
    Ok(Empty {})
}

/// Selects everything that a list has, for `act`.
pub(crate) async fn select(space: &Space, request: SelectRequest) -> Result<Selection, ApiError> {
    let selected = selected(space, request).await?;
    let conversations = selected.conversations().map(|id| id.0).collect();
    Ok(Selection { selection: space.keep_selection(selected), conversations })
}

/// Everything that a list has.
pub(crate) async fn selected(space: &Space, request: SelectRequest) -> Result<Selected, ApiError> {
    let query = ListQuery {
        view: lists::view(request.view),
        handle: request.handle.map(HandleId),
        sort: Sort::Newest,
        filter: lists::filter(&request.filter),
        after: None,
        limit: 0,
        now: space.engine.clock().now(),
    };
    space.store.select(query).await.map_err(of_store)
}

/// Says something about conversations.
pub(crate) async fn act(space: &Space, request: ActRequest) -> Result<Undo, ApiError> {
    let (acted, left) = match &request.selection {
        Some(token) => say_of_selected(space, token, &request).await?,
        None => (say(space, request).await?, 0),
    };
    let of = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let (changed, left) = (of(acted.changed()), of(left));
    // Where nothing changed there is nothing to take back.
    let undo = if changed > 0 { space.offer_undo(acted) } else { String::new() };
    Ok(Undo { undo, changed, left })
}

/// Says something about conversations without keeping how to take it back.
pub(crate) async fn say(space: &Space, request: ActRequest) -> Result<Acted, ApiError> {
    if request.conversations.is_empty() || request.conversations.len() > MOST_AT_ONCE {
        return Err(invalid("an act is about 1 to 1,000 conversations"));
    }
    let by = by(space);
    let act = act_of(&request.act, &by)?;
    let conversations = request.conversations.into_iter().map(ConversationId).collect();
    let (acted, changes) = space.store.act(conversations, act, by).await.map_err(of_store)?;
    space.engine.publish(changes);
    space.engine.look_at_snoozes();
    Ok(acted)
}

/// Says something about what was selected, some at a time: of all of it, or after an error of none. Where what was said
/// cannot be taken back either, it is answered as what was done, so that the person can. Answers how many were left as they
/// are, too.
async fn say_of_selected(
    space: &Space,
    token: &str,
    request: &ActRequest,
) -> Result<(Acted, usize), ApiError> {
    let selection = space.selection(token)?;
    let by = by(space);
    let act = act_of(&request.act, &by)?;
    let mut meant: Vec<ConversationId> = request.conversations.iter().copied().map(ConversationId).collect();
    meant.sort_unstable();
    meant.dedup();
    if act == triage::Act::Done(None)
        && space.store.asks_disposition(&selection, &meant).await.map_err(of_store)?
    {
        return Err(of_store(StoreError::DispositionRequired));
    }
    let (mut whole, mut left) = (Acted::default(), 0);
    for some in meant.chunks(STEP) {
        match space.store.act_on_selected(&selection, some, act, by.clone()).await {
            Ok(said) => {
                space.engine.publish(said.changes);
                whole.join(said.acted);
                left += said.left;
            }
            Err(error) => {
                return match take_back(space, whole).await {
                    Ok(()) => Err(of_store(error)),
                    Err(Stuck { rest, .. }) => {
                        let left = meant.len().saturating_sub(rest.changed());
                        Ok((rest, left))
                    }
                };
            }
        }
    }
    space.engine.look_at_snoozes();
    Ok((whole, left))
}

/// Takes back what was said. What cannot be taken back now can be later, by the same token.
pub(crate) async fn undo(space: &Space, token: &str) -> Result<Empty, ApiError> {
    match take_back(space, space.take_undo(token)?).await {
        Ok(()) => Ok(Empty {}),
        Err(Stuck { rest, error }) => {
            space.keep_undo(token.to_owned(), rest);
            Err(of_store(error))
        }
    }
}

/// Taking back was broken off.
struct Stuck {
    /// What was not taken back.
    rest: Acted,
    error: StoreError,
}

async fn take_back(space: &Space, acted: Acted) -> Result<(), Stuck> {
    let mut parts = acted.parts(STEP);
    let mut broken = None;
    for part in parts.by_ref() {
        match space.store.undo(part.clone(), by(space)).await {
            Ok(changes) => space.engine.publish(changes),
            Err(error) => {
                broken = Some((part, error));
                break;
            }
        }
    }
    space.engine.look_at_snoozes();
    let Some((mut rest, error)) = broken else { return Ok(()) };
    for part in parts {
        rest.join(part);
    }
    Err(Stuck { rest, error })
}

/// Deletes what is in the bin.
pub(crate) async fn empty_bin(space: &Space, request: &HandleFilter) -> Result<Empty, ApiError> {
    space.engine.empty_bin(request.handle.map(HandleId)).await.map_err(of_store)?;
    space.forget_what_was_said();
    Ok(Empty {})
}

fn by(space: &Space) -> By {
    By { who: store::user(), now: space.engine.clock().now() }
}

/// An act in the core's words. Refused when it makes no sense by now.
fn act_of(act: &Act, by: &By) -> Result<triage::Act, ApiError> {
    Ok(match *act {
        Act::Done { disposition } => triage::Act::Done(disposition.map(Into::into)),
        Act::Reopen => triage::Act::Reopen,
        Act::Unread => triage::Act::Unread,
        Act::Snooze { until } if until <= by.now.0 => return Err(invalid("a snooze ends in the future")),
        Act::Snooze { until } => triage::Act::Snooze(Timestamp(until)),
        Act::Wake => triage::Act::Wake,
        Act::Mute { on } => triage::Act::Mute(on),
        Act::Spam { on } => triage::Act::Spam(on),
        Act::Bin { on } => triage::Act::Bin(on),
        Act::Label { label, on } => triage::Act::Label(LabelId(label), on),
        Act::Intent { intent } => triage::Act::Intent(intent.map(Into::into)),
        Act::Disposition { disposition } => triage::Act::Disposition(disposition.map(Into::into)),
    })
}
