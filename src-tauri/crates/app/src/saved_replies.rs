//! Saved replies: keeping them, and filling them in where they are used.

mod exchange;

pub(crate) use exchange::{export, import};

use api::request::{FillRequest, SaveSavedReplyRequest};
use api::view::{
    FilledReply, SavedReplyDraft, SavedReplyProblem, SavedReplyScope, SavedReplyText, SavedReplyView,
};
use api::{ApiError, Empty};
use domain::ids::{ConversationId, HandleId};
use domain::message::Direction;
use domain::saved_reply::{
    Facts, MAX_SAVED_REPLIES, SavedText, Scope, check, choose, fill, language_of, values_for,
};
use domain::time::Timestamp;
use store::ChangeSet;
use store::saved_replies::SavedReply;
use store::thread::Part;

use crate::errors::{invalid, not_found, of_store};
use crate::space::Space;
use crate::views;

/// Messages that are looked at for the language of a thread.
const LOOKED_AT: u32 = 30;
/// Of them, messages of the person.
const HEARD: usize = 6;

/// All of them, by title.
pub(crate) async fn list(space: &Space) -> Result<Vec<SavedReplyView>, ApiError> {
    let replies = space.store.saved_replies().await.map_err(of_store)?;
    Ok(replies.into_iter().map(views::saved_reply).collect())
}

/// What is wrong with one.
pub(crate) fn problems(draft: SavedReplyDraft) -> Vec<SavedReplyProblem> {
    check(&written(draft).tidied()).into_iter().map(views::problem).collect()
}

/// Makes one, or changes it.
pub(crate) async fn save(space: &Space, request: SaveSavedReplyRequest) -> Result<SavedReplyView, ApiError> {
    let written = written(request.draft).tidied();
    if !check(&written).is_empty() {
        return Err(invalid("the saved reply cannot be kept like this"));
    }
    let now = space.engine.clock().now();
    let id = match request.saved_reply {
        Some(id) => {
            publish(space, space.store.change_saved_reply(id, written, now).await)?;
            Some(id)
        }
        None => {
            let known = space.store.saved_replies().await.map_err(of_store)?.len();
            if known >= MAX_SAVED_REPLIES {
                return Err(invalid("there are as many saved replies as there can be"));
            }
            let added = space.store.add_saved_replies(vec![written], now).await;
            let (ids, changes) = added.map_err(of_store)?;
            space.engine.publish(changes);
            ids.first().copied()
        }
    };
    let mut all = list(space).await?;
    let at = all.iter().position(|reply| Some(reply.id) == id).ok_or_else(not_found)?;
    Ok(all.swap_remove(at))
}

/// Deletes one.
pub(crate) async fn delete(space: &Space, id: i64) -> Result<Empty, ApiError> {
    publish(space, space.store.delete_saved_reply(id).await)
}

/// Takes back that one was deleted.
pub(crate) async fn restore(space: &Space, reply: SavedReplyView) -> Result<Empty, ApiError> {
    let restored = SavedReply {
        id: reply.id,
        written: written(reply.draft),
        uses: reply.uses,
        used_at: reply.used_at.map(Timestamp),
        changed_at: Timestamp(reply.changed_at),
    };
    publish(space, space.store.restore_saved_reply(restored).await)
}

/// Counts that one was used.
pub(crate) async fn count(space: &Space, id: i64) -> Result<Empty, ApiError> {
    let now = space.engine.clock().now();
    publish(space, space.store.count_saved_reply(id, now).await)
}

/// One as it would be sent: in the language that the person writes, if that can be told and there is such a text.
pub(crate) async fn filled(
    space: &Space,
    request: &FillRequest,
    agent: &str,
) -> Result<FilledReply, ApiError> {
    let id = ConversationId(request.conversation);
    let found = space.store.conversation(id).await.map_err(of_store)?.ok_or_else(not_found)?;
    let handle = space.store.handle(found.handle).await.map_err(of_store)?.ok_or_else(not_found)?;
    let replies = space.store.saved_replies().await.map_err(of_store)?;
    let reply = replies.into_iter().find(|reply| reply.id == request.saved_reply).ok_or_else(not_found)?;
    let texts = &reply.written.texts;
    let spoken = match (&request.language, texts.len()) {
        (Some(language), _) => Some(language.clone()),
        (None, 0 | 1) => None,
        (None, _) => spoken(space, id).await?.map(str::to_owned),
    };
    let asked = spoken.as_deref().and_then(|language| texts.get_key_value(language));
    let asked = asked.map(|(language, text)| (language.as_str(), text.as_str()));
    let (language, body) = asked.or_else(|| choose(texts, spoken.as_deref())).ok_or_else(not_found)?;
    let today = |wanted: &str| request.today.iter().find(|today| today.language == wanted);
    let today = today(language).or_else(|| today("")).map(|today: &SavedReplyText| today.text.as_str());
    let kept = space.store.variable_values().await.map_err(of_store)?;
    let values = values_for(kept, &handle.id);
    let profile = &found.person.profile;
    let filled = fill(
        body,
        Facts {
            name: profile.name.as_deref(),
            username: profile.username.as_deref(),
            handle: &handle.profile.username,
            agent: Some(agent).filter(|agent| !agent.trim().is_empty()),
            today,
            values: Some(&values),
        },
    );
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    Ok(FilledReply {
        language: language.to_owned(),
        blanks: number(filled.blanks),
        fallbacks: number(filled.fallbacks),
        bytes: number(filled.text.len()),
        text: filled.text,
    })
}

/// The language of what the person wrote last.
async fn spoken(space: &Space, id: ConversationId) -> Result<Option<&'static str>, ApiError> {
    let page = space.store.messages(id, Part::Newest, LOOKED_AT).await.map_err(of_store)?;
    let theirs = page.messages.iter().rev().filter(|message| message.direction == Direction::In);
    Ok(language_of(theirs.filter_map(|message| message.text.as_deref()).take(HEARD)))
}

fn publish(space: &Space, done: store::Result<ChangeSet>) -> Result<Empty, ApiError> {
    space.engine.publish(done.map_err(of_store)?);
    Ok(Empty {})
}

fn written(draft: SavedReplyDraft) -> SavedText<HandleId> {
    SavedText {
        title: draft.title,
        shortcut: draft.shortcut,
        scope: match draft.scope {
            SavedReplyScope::All => Scope::All,
            SavedReplyScope::Brand { brand } => Scope::Brand { brand },
            SavedReplyScope::Handle { handle } => Scope::Handle { handle: HandleId(handle) },
        },
        tags: draft.tags,
        texts: draft.texts.into_iter().map(|one| (one.language, one.text)).collect(),
    }
}
