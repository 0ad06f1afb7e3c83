//! A list of conversations that is empty: an answer without an error that can hide one.

use domain::handle::Flavour;
use graph::{Access, ApiErrorKind, GraphError};
use store::handles::HandleRow;

use super::failure::Failure;
use crate::shared::Shared;

/// Writes down that Instagram shows nothing at all, or that it shows something again. An empty list is an answer without
/// an error that can hide one (instagram-platform, section 2.3).
///
/// With Facebook Login the Page's Messenger threads are asked for first: what is wrong with token or Page shows there, and
/// is the handle's trouble; otherwise the silence is Instagram's. They want a permission of their own, without which they
/// tell nothing: Instagram's list was answered.
pub(super) async fn note(
    shared: &Shared,
    row: &HandleRow,
    access: Access<'_>,
    empty: bool,
) -> Result<(), Failure> {
    if empty != row.empty_since.is_some() {
        if empty && row.flavour == Flavour::FacebookLogin {
            let _permit = shared.budget.read(row.id).await;
            match shared.client.messenger_threads(access).await {
                Ok(threads) => shared.learn(row.id, &threads),
                Err(GraphError::Api(error)) if error.kind == ApiErrorKind::PermissionMissing => {}
                Err(error) => return Err(error.into()),
            }
        }
        let since = empty.then(|| shared.clock.now());
        shared.publish(shared.store.set_empty(row.id, since).await?);
    }
    Ok(())
}
