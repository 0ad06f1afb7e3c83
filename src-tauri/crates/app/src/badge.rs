//! The number on the app's icon.

use api::view::Badge;
use domain::ids::HandleId;
use store::lists::{Filter, ListQuery, Sort, View};

use crate::app::App;
use crate::settings;
use crate::space::Space;

impl App {
    /// What the number on the app's icon is by the person's setting; 0 for none. Conversations of handles that they do not
    /// want to hear of do not count, and muted ones neither.
    pub async fn badge(&self) -> u32 {
        let Some(space) = self.space_if_open().await else { return 0 };
        let wishes = settings::read(&self.config, &space.store).await.notifications;
        let counted = match wishes.badge {
            Badge::NeedsReply => needs_reply(&space, &wishes.quiet_handles).await,
            Badge::Unread => unread(&space, &wishes.quiet_handles).await,
            Badge::Off => Ok(0),
        };
        counted.unwrap_or_else(|error| {
            tracing::warn!(%error, "what the number on the icon counts was not read");
            0
        })
    }
}

async fn needs_reply(space: &Space, quiet: &[i64]) -> store::Result<u32> {
    let needing_reply = space.store.needing_reply().await?;
    let heard = needing_reply.iter().filter(|(handle, _)| !quiet.contains(&handle.0));
    let sum: i64 = heard.map(|(_, conversations)| conversations).sum();
    Ok(u32::try_from(sum).unwrap_or_default())
}

async fn unread(space: &Space, quiet: &[i64]) -> store::Result<u32> {
    let handles = space.store.handles().await?.into_iter().map(|row| row.id);
    let heard: Vec<HandleId> = handles.filter(|handle| !quiet.contains(&handle.0)).collect();
    // An empty filter would mean all of them.
    if heard.is_empty() {
        return Ok(0);
    }
    let query = ListQuery {
        view: View::All,
        handle: None,
        sort: Sort::Newest,
        filter: Filter { handles: heard, unread: Some(true), muted: Some(false), ..Filter::default() },
        after: None,
        limit: 0,
        now: space.engine.clock().now(),
    };
    space.store.count(&query).await
}
