//! What a person says about conversations. All of it can be taken back.

use std::path::Path;

use api::request::{Act, ActRequest, HandleFilter, ReadRequest};
use api::view::Undo;
use api::{ApiError, Empty};
use domain::ids::{ConversationId, HandleId, LabelId};
use domain::position::Position;
use domain::time::Timestamp;
use domain::triage;
use store::triage::{Acted, By};

use crate::errors::{invalid, of_store};
use crate::space::Space;

/// Conversations of one act, at most.
const MOST: usize = 1_000;

/// Everything up to a message was on screen.
pub(crate) async fn read(space: &Space, request: &ReadRequest) -> Result<Empty, ApiError> {
    let (conversation, through) = (ConversationId(request.conversation), Position(request.through));
    let changes = space.store.mark_read(conversation, through).await.map_err(of_store)?;
    space.engine.publish(changes);
    Ok(Empty {})
}

/// Says something about conversations.
pub(crate) async fn act(space: &Space, request: ActRequest) -> Result<Undo, ApiError> {
    let acted = say(space, request).await?;
    let changed = u32::try_from(acted.changed()).unwrap_or(u32::MAX);
    // Where nothing changed there is nothing to take back.
    let undo = if changed > 0 { space.keep_undo(acted) } else { String::new() };
    Ok(Undo { undo, changed })
}

/// Says something about conversations without keeping how to take it back.
pub(crate) async fn say(space: &Space, request: ActRequest) -> Result<Acted, ApiError> {
    if request.conversations.is_empty() || request.conversations.len() > MOST {
        return Err(invalid("an act is about 1 to 1,000 conversations"));
    }
    let by = by(space);
    let act = act_of(&request.act);
    if let triage::Act::Snooze(until) = act
        && until <= by.now
    {
        return Err(invalid("a snooze ends in the future"));
    }
    let conversations = request.conversations.into_iter().map(ConversationId).collect();
    let (acted, changes) = space.store.act(conversations, act, by).await.map_err(of_store)?;
    space.engine.publish(changes);
    space.engine.look_at_snoozes();
    Ok(acted)
}

/// Takes back what was said.
pub(crate) async fn undo(space: &Space, token: &str) -> Result<Empty, ApiError> {
    let acted = space.take_undo(token)?;
    let changes = space.store.undo(acted, by(space)).await.map_err(of_store)?;
    space.engine.publish(changes);
    space.engine.look_at_snoozes();
    Ok(Empty {})
}

/// Deletes what is in the bin.
pub(crate) async fn empty_bin(space: &Space, request: &HandleFilter) -> Result<Empty, ApiError> {
    space.forget_undos();
    space.engine.empty_bin(request.handle.map(HandleId)).await.map_err(of_store)?;
    Ok(Empty {})
}

/// The computer's user, as the system calls them; what is done in the app is done by them.
pub(crate) fn who() -> Option<String> {
    user(|name| std::env::var(name).ok(), std::env::home_dir().as_deref())
}

/// Not everything that starts an app tells it the user's name. The home folder is in the system's account, and called
/// like the user.
fn user(variable: impl Fn(&str) -> Option<String>, home: Option<&Path>) -> Option<String> {
    let home = home.and_then(Path::file_name).map(|name| name.to_string_lossy().into_owned());
    let told = ["USER", "USERNAME", "LOGNAME"].into_iter().filter_map(variable);
    told.chain(home).find(|name| !name.trim().is_empty())
}

fn by(space: &Space) -> By {
    By { who: who(), now: space.engine.clock().now() }
}

fn act_of(act: &Act) -> triage::Act {
    match *act {
        Act::Done { disposition } => triage::Act::Done(disposition.map(Into::into)),
        Act::Reopen => triage::Act::Reopen,
        Act::Unread => triage::Act::Unread,
        Act::Snooze { until } => triage::Act::Snooze(Timestamp(until)),
        Act::Wake => triage::Act::Wake,
        Act::Mute { on } => triage::Act::Mute(on),
        Act::Spam { on } => triage::Act::Spam(on),
        Act::Bin { on } => triage::Act::Bin(on),
        Act::Label { label, on } => triage::Act::Label(LabelId(label), on),
        Act::Intent { intent } => triage::Act::Intent(intent.map(Into::into)),
        Act::Disposition { disposition } => triage::Act::Disposition(disposition.map(Into::into)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_uses_the_computer_has_a_name_also_where_no_variable_tells_it() {
        let home = || Some(Path::new("/home/eva"));
        let logname = |name: &str| (name == "LOGNAME").then(|| "mira".to_owned());
        assert_eq!(user(logname, home()).as_deref(), Some("mira"));
        assert_eq!(user(|_| Some(" ".to_owned()), home()).as_deref(), Some("eva"));
        assert_eq!(user(|_| None, Some(Path::new("/"))), None);
    }
}
