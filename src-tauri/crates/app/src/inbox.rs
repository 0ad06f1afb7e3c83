//! Lists and threads: what the person reads. All of it from the database, none of it from the network.

use api::request::{ConversationsRequest, LinkRequest, MessagesRequest};
use api::view::{ConversationList, ConversationView, Counts, MessagesPage, UndeliveredView};
use api::{ApiError, Empty};
use domain::ids::{ConversationId, HandleId, MessageId};
use domain::position::Position;
use serde::Serialize;
use serde::de::DeserializeOwned;
use store::lists::ListQuery;
use store::thread::Part;
use url::Url;

use crate::Host;
use crate::errors::{internal, invalid, not_found, of_store};
use crate::space::Space;
use crate::{lists, replies, views};

/// Rows of a page, at most.
const LONGEST_PAGE: u32 = 200;
/// Rows of the list of what found no place, at most.
const MOST_UNDELIVERED: u32 = 200;

/// A page of a list.
pub(crate) async fn list(space: &Space, request: ConversationsRequest) -> Result<ConversationList, ApiError> {
    let after = request.after.as_deref().map(decode_cursor).transpose()?;
    let query = ListQuery {
        view: lists::view(request.view),
        handle: request.handle.map(HandleId),
        sort: lists::sort(request.sort),
        filter: lists::filter(&request.filter),
        after,
        limit: request.limit.clamp(1, LONGEST_PAGE),
        now: space.engine.clock().now(),
    };
    let page = space.store.conversations(&query).await.map_err(of_store)?;
    let next = page.next.map(|cursor| encode_cursor(&cursor)).transpose()?;
    Ok(ConversationList { rows: page.rows.into_iter().map(views::row).collect(), next })
}

/// How many conversations each view has.
pub(crate) async fn counts(space: &Space, handle: Option<i64>) -> Result<Counts, ApiError> {
    let now = space.engine.clock().now();
    let counts = space.store.counts(handle.map(HandleId), now).await.map_err(of_store)?;
    let of = |count: i64| u32::try_from(count).unwrap_or_default();
    Ok(Counts {
        needs_reply: of(counts.needs_reply),
        waiting: of(counts.waiting),
        mentions: of(counts.mentions),
        requests: of(counts.requests),
        snoozed: of(counts.snoozed),
        done: of(counts.done),
        all: of(counts.all),
        spam: of(counts.spam),
        bin: of(counts.bin),
    })
}

/// A conversation's header and composer.
pub(crate) async fn conversation(space: &Space, id: i64) -> Result<ConversationView, ApiError> {
    let id = ConversationId(id);
    let found = space.store.conversation(id).await.map_err(of_store)?.ok_or_else(not_found)?;
    let draft = space.store.draft(id).await.map_err(of_store)?;
    let uploads = space.store.attached(id).await.map_err(of_store)?;
    let handle = space.store.handle(found.handle).await.map_err(of_store)?;
    let agreed = space.store.human_agent_agreed(found.handle).await.map_err(of_store)?;
    let refused = space.store.human_agent_refused(found.handle).await.map_err(of_store)?;
    let off = handle.as_ref().and_then(views::off_because);
    let openers = space.store.openers(id).await.map_err(of_store)?;
    Ok(views::conversation(found, draft, &uploads, (agreed, refused), off, openers))
}

/// A page of a thread.
pub(crate) async fn messages(space: &Space, request: MessagesRequest) -> Result<MessagesPage, ApiError> {
    let id = ConversationId(request.conversation);
    let limit = request.limit.clamp(1, LONGEST_PAGE);
    let part = match request {
        MessagesRequest { before: Some(before), .. } => Part::Before(Position(before)),
        MessagesRequest { after: Some(after), .. } => Part::After(Position(after)),
        MessagesRequest { around: Some(around), .. } => Part::Around(Position(around)),
        MessagesRequest { .. } => Part::Newest,
    };
    let page = space.store.messages(id, part, limit).await.map_err(of_store)?;
    let replies = replies::of_conversation(space, id).await?;
    let human_agent = space.store.sent_as_human_agent(id).await.map_err(of_store)?;
    Ok(views::page(page, replies, &human_agent))
}

/// What came in and found no place, newest first.
pub(crate) async fn undelivered(
    space: &Space,
    handle: Option<i64>,
) -> Result<Vec<UndeliveredView>, ApiError> {
    let rows = space.store.undelivered(handle.map(HandleId), MOST_UNDELIVERED).await.map_err(of_store)?;
    Ok(rows.into_iter().map(views::undelivered).collect())
}

/// Opens a link of a message in the browser: by number, found anew in the stored text, or the page that an attachment
/// stands for. Media is never opened so.
pub(crate) async fn open_link(
    space: &Space,
    host: &dyn Host,
    request: &LinkRequest,
) -> Result<Empty, ApiError> {
    let message = space.store.message(MessageId(request.message)).await.map_err(of_store)?;
    let message = message.ok_or_else(not_found)?;
    if let Some(number) = request.attachment {
        let number = usize::try_from(number).map_err(|_| invalid("no such attachment"))?;
        let mut attachments = message.body.unwrap_or_default().attachments.into_iter();
        let page = attachments.nth(number).and_then(|attachment| attachment.link).ok_or_else(not_found)?;
        let page = domain::links::whole(&page).ok_or_else(not_found)?;
        host.open_url(&page.url);
        return Ok(Empty {});
    }
    let text = message.text.ok_or_else(not_found)?;
    let number = usize::try_from(request.link).map_err(|_| invalid("no such link"))?;
    let link = views::link_ranges(&text).into_iter().nth(number).ok_or_else(not_found)?;
    host.open_url(&link.url);
    Ok(Empty {})
}

/// Opens Instagram's own inbox in the browser. Instagram's API gives no address of a single thread.
pub(crate) fn open_instagram(host: &dyn Host) -> Result<Empty, ApiError> {
    let inbox = Url::parse("https://www.instagram.com/direct/inbox/").map_err(|error| internal(&error))?;
    host.open_url(&inbox);
    Ok(Empty {})
}

pub(crate) fn encode_cursor<C: Serialize>(cursor: &C) -> Result<String, ApiError> {
    serde_json::to_string(cursor).map_err(|error| internal(&error))
}

pub(crate) fn decode_cursor<C: DeserializeOwned>(text: &str) -> Result<C, ApiError> {
    serde_json::from_str(text).map_err(|_| invalid("the cursor is not one of ours"))
}
