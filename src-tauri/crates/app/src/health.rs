//! A handle's health page, and notices.

use api::request::{HealthRequest, NoticeRequest};
use api::view::{AccessReason, AccessView, CheckView, HealthView, NoticeView, TokenView};
use api::{ApiError, Empty};
use domain::handle::Flavour;
use domain::ids::HandleId;

use crate::errors::{not_found, of_store};
use crate::handles;
use crate::space::Space;
use crate::views;

/// The health page of a handle.
pub(crate) async fn view(space: &Space, request: &HealthRequest) -> Result<HealthView, ApiError> {
    let id = HandleId(request.handle);
    let row = space.store.handle(id).await.map_err(of_store)?.ok_or_else(not_found)?;
    let around = handles::around(space, id);
    let found = views::diagnosis(&row, around);
    let (who, action) = found.code.remedy();
    let checks = found.checks.iter().map(|checked| CheckView {
        check: checked.check.into(),
        state: checked.state.into(),
        code: checked.code.map(Into::into),
        since: checked.since.map(|at| at.0),
    });
    Ok(HealthView {
        who: who.into(),
        action: action.into(),
        checks: checks.collect(),
        permission: permission(row.flavour).to_owned(),
        last_webhook_at: row.last_webhook_at.map(|at| at.0),
        last_poll_at: None,
        token: TokenView::default(),
        messages_today: 0,
        owned_elsewhere: around.owned_elsewhere,
        gaps: Vec::new(),
        access: AccessView {
            eligible: true,
            reason: AccessReason::PhaseCriteriaMet,
            eligible_from: None,
            drifted: false,
            granted_at: None,
            phases: Vec::new(),
        },
        audit: Vec::new(),
        diagnostics: String::new(),
        handle: views::handle(row, 0, around),
    })
}

/// The permission that messages need, as Meta names it (instagram-platform, section 1.2).
fn permission(flavour: Flavour) -> &'static str {
    match flavour {
        Flavour::InstagramLogin => "instagram_business_manage_messages",
        Flavour::FacebookLogin => "instagram_manage_messages",
    }
}

/// What handles came to without a person, and nobody has seen yet.
pub(crate) async fn notices(_space: &Space) -> Result<Vec<NoticeView>, ApiError> {
    Ok(Vec::new())
}

/// A notice was seen.
pub(crate) async fn dismiss(_space: &Space, _request: &NoticeRequest) -> Result<Empty, ApiError> {
    Ok(Empty {})
}
