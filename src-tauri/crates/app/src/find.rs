//! Search: words, filters and names. All of it from the database.

use api::ApiError;
use api::request::SearchRequest;
use api::view::{SearchHit, SearchPage, TextRange, UnreadFilter};
use domain::ids::HandleId;
use domain::position::Position;
use domain::search::Query;
use jiff::tz::TimeZone;
use store::search::{Hit, Search};

use crate::errors::of_store;
use crate::space::Space;
use crate::views;

/// People of the name that is typed, above the messages.
const PEOPLE: u32 = 5;

/// Searches every message, and with the first page the names of people.
pub(crate) async fn search(space: &Space, request: &SearchRequest) -> Result<SearchPage, ApiError> {
    let query = Query::parse(&request.query);
    let unread = query.unread().iter();
    let unread_filters =
        unread.map(|one| UnreadFilter { text: one.text.clone(), is_filter: one.is_filter }).collect();
    let now = space.engine.clock().now();
    let handle = request.handle.map(HandleId);
    let people = if query.has_words() && query.filters().is_empty() && request.before.is_none() {
        space.store.people_named(&query, handle, PEOPLE).await.map_err(of_store)?
    } else {
        Vec::new()
    };
    let search = Search {
        handle,
        // Days begin where this computer is.
        sent: query.sent(now, &TimeZone::system()),
        before: request.before.map(Position),
        ..Search::of(query, request.limit.clamp(1, 100), now)
    };
    let found = space.store.search(&search).await.map_err(of_store)?;
    Ok(SearchPage {
        people: people.into_iter().map(views::row).collect(),
        best: u32::try_from(found.best).unwrap_or_default(),
        hits: found.hits.into_iter().map(hit).collect(),
        unread_filters,
        next: found.next.map(|next| next.0),
    })
}

fn hit(hit: Hit) -> SearchHit {
    SearchHit {
        conversation: hit.conversation.0,
        message: hit.message.0,
        position: hit.position.0,
        handle: hit.handle.0,
        person: views::person(hit.person),
        direction: hit.direction.into(),
        kind: hit.kind.into(),
        at: hit.position.at().0,
        text: hit.snippet,
        ranges: hit.highlights.into_iter().map(|(start, end)| TextRange { start, end }).collect(),
    }
}
