//! The audit trail: who did what when, never what was said.

use api::ApiError;
use api::request::AuditRequest;
use api::view::{AuditEntry, AuditPage};
use domain::ids::HandleId;

use crate::errors::of_store;
use crate::space::Space;

/// Entries of a page, at most.
const LONGEST_PAGE: u32 = 200;

/// A page of it, newest first.
pub(crate) async fn page(space: &Space, request: &AuditRequest) -> Result<AuditPage, ApiError> {
    let limit = request.limit.clamp(1, LONGEST_PAGE);
    let lines = space.store.audit_page(request.handle.map(HandleId), request.before, limit).await;
    let lines = lines.map_err(of_store)?;
    let full = u32::try_from(lines.len()).is_ok_and(|count| count == limit);
    let next = lines.last().filter(|_| full).map(|line| line.id);
    let entry = lines.into_iter().map(|line| AuditEntry {
        id: line.id,
        at: line.at.0,
        who: line.who,
        action: line.action,
        handle: line.handle.map(|handle| handle.0),
        conversation: line.conversation.map(|conversation| conversation.0),
        before: line.before,
        after: line.after,
    });
    Ok(AuditPage { entries: entry.collect(), next })
}
