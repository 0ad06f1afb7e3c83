//! The audit trail: who did what when, never what was said.

use std::collections::BTreeMap;
use std::sync::Arc;

use api::ApiError;
use api::request::AuditRequest;
use api::view::{AuditEntry, AuditPage, ExportedFile};
use domain::audit::{Line, table};
use domain::ids::HandleId;

use crate::errors::of_store;
use crate::space::Space;
use crate::{Host, files};

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

/// All of it, of one handle or of all, as a table where the person chooses.
pub(crate) async fn export(
    space: &Space,
    host: Arc<dyn Host>,
    handle: Option<HandleId>,
) -> Result<ExportedFile, ApiError> {
    let handles = space.store.handles().await.map_err(of_store)?;
    let names: BTreeMap<HandleId, String> =
        handles.into_iter().map(|row| (row.id, row.profile.username)).collect();
    let mut lines = Vec::new();
    let mut before = None;
    loop {
        let page = space.store.audit_page(handle, before, LONGEST_PAGE).await.map_err(of_store)?;
        let Some(last) = page.last() else { break };
        before = Some(last.id);
        lines.extend(page.into_iter().map(|line| Line {
            at: line.at,
            who: line.who,
            action: line.action,
            handle: line.handle.and_then(|handle| names.get(&handle).cloned()),
            conversation: line.conversation,
            before: line.before,
            after: line.after,
        }));
    }
    files::save(host, "handrail-audit.csv", table(&lines), lines.len()).await
}
