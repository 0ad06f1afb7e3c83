//! Saved views.

use api::limits::LONGEST_VIEW_NAME;
use api::request::{HandleFilter, SaveViewRequest, SavedViewRequest};
use api::view::SavedView;
use api::{ApiError, Empty};
use domain::ids::{HandleId, SavedViewId};

use crate::errors::{invalid, of_store};
use crate::labels::name;
use crate::lists;
use crate::space::Space;

/// The saved views, with how many conversations each has.
pub(crate) async fn list(space: &Space, request: &HandleFilter) -> Result<Vec<SavedView>, ApiError> {
    let now = space.engine.clock().now();
    let views = space.store.saved_views(request.handle.map(HandleId), now).await.map_err(of_store)?;
    let view = views.into_iter().map(|(saved, count)| SavedView {
        id: saved.id.0,
        name: saved.name,
        view: lists::shown_view(saved.view),
        sort: lists::shown_sort(saved.sort),
        filter: lists::shown_filter(saved.filter),
        count,
    });
    Ok(view.collect())
}

/// Makes or changes a saved view.
pub(crate) async fn save(space: &Space, request: SaveViewRequest) -> Result<SavedView, ApiError> {
    let name =
        name(&request.name, LONGEST_VIEW_NAME).ok_or_else(|| invalid("a name has 1 to 40 characters"))?;
    let (view, sort, filter) =
        (lists::view(request.view), lists::sort(request.sort), lists::filter(&request.filter));
    let query = store::lists::ListQuery {
        view,
        handle: None,
        sort,
        filter: filter.clone(),
        after: None,
        limit: 0,
        now: space.engine.clock().now(),
    };
    let id = request.saved_view.map(SavedViewId);
    let saved = space.store.save_view(id, name.clone(), view, sort, filter).await;
    let (id, changes) = saved.map_err(of_store)?;
    space.engine.publish(changes);
    let count = space.store.count(&query).await.map_err(of_store)?;
    let SaveViewRequest { view, sort, filter, .. } = request;
    Ok(SavedView { id: id.0, name, view, sort, filter, count })
}

/// Deletes a saved view.
pub(crate) async fn delete(space: &Space, request: &SavedViewRequest) -> Result<Empty, ApiError> {
    let changes = space.store.delete_view(SavedViewId(request.saved_view)).await.map_err(of_store)?;
    space.engine.publish(changes);
    Ok(Empty {})
}
