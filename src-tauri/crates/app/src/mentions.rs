//! Story mentions, as the story desk shows them.

use std::collections::HashMap;

use api::ApiError;
use api::request::MentionsRequest;
use api::view::{Blocker, MentionList, MentionView, Thanked};
use domain::ids::HandleId;
use domain::message::Direction;
use domain::time::DAY;
use store::mentions::{self, Mention, MentionQuery};

use crate::errors::of_store;
use crate::inbox::{decode_cursor, encode_cursor};
use crate::space::Space;
use crate::views;

/// A page of story mentions.
pub(crate) async fn list(space: &Space, request: &MentionsRequest) -> Result<MentionList, ApiError> {
    let query = MentionQuery {
        handle: request.handle.map(HandleId),
        open_only: request.open_only,
        after: request.after.as_deref().map(decode_cursor).transpose()?,
        limit: request.limit.clamp(1, 100),
        now: space.engine.clock().now(),
    };
    let page = space.store.mentions(&query).await.map_err(of_store)?;
    let handles = space.store.handles().await.map_err(of_store)?;
    let off: HashMap<HandleId, Blocker> =
        handles.iter().filter_map(|handle| Some((handle.id, views::off_because(handle)?))).collect();
    let off = |handle: HandleId| off.get(&handle).copied();
    Ok(MentionList {
        next: page.next.as_ref().map(encode_cursor).transpose()?,
        mentions: page.mentions.into_iter().map(|one| mention(one, off)).collect(),
    })
}

fn mention(mention: Mention, off: impl Fn(HandleId) -> Option<Blocker>) -> MentionView {
    let Mention { message, conversation, thanked } = mention;
    let attachments = message.body.iter().flat_map(|body| &body.attachments);
    let media = attachments.enumerate().find(|(_, one)| one.url.is_some()).map(|(number, _)| number);
    let ours = message.reactions.into_iter().find(|reaction| reaction.by == Direction::Out);
    MentionView {
        message: message.id.0,
        position: message.position.0,
        at: message.sent_at.at.0,
        ends_at: message.sent_at.at.plus(DAY).0,
        media: media.and_then(|number| u32::try_from(number).ok()),
        blocker: views::blocker(&conversation, off(conversation.handle)),
        row: views::row(conversation),
        thanked: thanked.map(|thanked| match thanked {
            mentions::Thanked::Replied => Thanked::Replied,
            mentions::Thanked::Done => Thanked::Done,
        }),
        reaction: ours.map(|reaction| reaction.emoji),
    }
}
