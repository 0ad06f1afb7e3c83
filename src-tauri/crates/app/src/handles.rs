//! Handles: what the rail shows, and the switch.

use api::limits::LONGEST_BRAND;
use api::request::{
    AttentionRequest, HandleRequest, HandleSetting, HandleSettingRequest, OrderHandlesRequest, SwitchRequest,
};
use api::view::{Disconnected, HandleView, Revoked, Sla};
use api::{ApiError, Empty};
use domain::hours::WeeklyHours;
use domain::ids::{ConversationId, HandleId};
use domain::sla::{Policy, Targets};
use domain::time::Timestamp;
use engine::Attention;
use jiff::tz::TimeZone;
use store::handles::{self, HandleRow, ResumeMode};
use store::triage::By;

use crate::errors::{invalid, of_connect, of_store};
use crate::labels::name;
use crate::space::Space;
use crate::views::{self, Around};

/// How many tints there are; a tint is below that.
const TINTS: u8 = 10;

/// Every handle with its state.
pub(crate) async fn list(space: &Space) -> Result<Vec<HandleView>, ApiError> {
    let rows = space.store.handles().await.map_err(of_store)?;
    let needing_reply = space.store.needing_reply().await.map_err(of_store)?;
    let owned = space.store.owned_elsewhere().await.map_err(of_store)?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let needs_reply = needing_reply.get(&row.id).copied().unwrap_or_default();
            let around = around(space, &row, owned.get(&row.id).copied().unwrap_or_default());
            views::handle(row, needs_reply, around)
        })
        .collect())
}

/// What is known of a handle besides its row.
pub(crate) fn around(space: &Space, row: &HandleRow, owned_elsewhere: u32) -> Around {
    Around {
        unwritten: space.engine.unwritten_trouble(row.id),
        looks: space.engine.looks(row.id),
        relay: space.engine.relay_facts(row),
        watching_since: space.engine.awake_since(),
        owned_elsewhere,
        now: space.engine.clock().now(),
    }
}

/// Subscribes a handle to its messages anew.
pub(crate) async fn resubscribe(space: &Space, request: &HandleRequest) -> Result<Empty, ApiError> {
    space.engine.resubscribe(HandleId(request.handle)).await.map_err(of_connect)?;
    Ok(Empty {})
}

/// Ends a handle's sign-in and removes its token.
pub(crate) async fn disconnect(space: &Space, request: &HandleRequest) -> Result<Disconnected, ApiError> {
    let done = space.engine.disconnect(HandleId(request.handle)).await.map_err(of_connect)?;
    Ok(Disconnected { unsubscribed: done.unsubscribed, revoked: Revoked::NotOffered })
}

/// Moves a handle's switch.
pub(crate) async fn set_switch(space: &Space, request: &SwitchRequest) -> Result<Empty, ApiError> {
    let missed = if request.catch_up { ResumeMode::FetchMissed } else { ResumeMode::FromNow };
    space.engine.set_switch(HandleId(request.handle), request.on, missed).await.map_err(of_store)?;
    Ok(Empty {})
}

/// Reads from Instagram now.
pub(crate) async fn sync_now(space: &Space, handle: Option<i64>) -> Result<Empty, ApiError> {
    space.engine.sync_now(handle.map(HandleId)).await.map_err(of_store)?;
    Ok(Empty {})
}

/// Says what the person is looking at.
pub(crate) async fn attend(space: &Space, request: &AttentionRequest) -> Result<Empty, ApiError> {
    let conversation = request.conversation.map(ConversationId);
    let open = match conversation {
        Some(id) => space.store.conversation(id).await.map_err(of_store)?.map(|found| found.handle),
        None => None,
    };
    space.engine.attend(Attention { visible: request.visible, open, conversation });
    Ok(Empty {})
}

/// Changes one of the settings of a handle.
pub(crate) async fn save_setting(space: &Space, request: HandleSettingRequest) -> Result<Empty, ApiError> {
    let now = space.engine.clock().now();
    let setting = sound(request.setting, now)?;
    let by = By { who: store::user(), now };
    let saved = space.store.save_handle_setting(HandleId(request.handle), setting, by).await;
    space.engine.publish(saved.map_err(of_store)?);
    Ok(Empty {})
}

/// A setting as it can be kept. What is promised is promised from `now` on.
fn sound(setting: HandleSetting, now: Timestamp) -> Result<handles::HandleSetting, ApiError> {
    Ok(match setting {
        HandleSetting::Brand { brand } => {
            let brand = brand.filter(|brand| !brand.trim().is_empty());
            let brand = brand.map(|brand| {
                name(&brand, LONGEST_BRAND).ok_or_else(|| invalid("a brand has at most 60 characters"))
            });
            handles::HandleSetting::Brand(brand.transpose()?)
        }
        HandleSetting::MentionsNeedReply { on } => handles::HandleSetting::MentionsNeedReply(on),
        HandleSetting::DispositionRequired { on } => handles::HandleSetting::DispositionRequired(on),
        HandleSetting::TimeZone { time_zone } => {
            handles::HandleSetting::TimeZone(time_zone.as_deref().map(zone_name).transpose()?)
        }
        HandleSetting::Tint { tint } if tint.is_some_and(|tint| tint >= TINTS) => {
            return Err(invalid("a tint is from 0 to 9"));
        }
        HandleSetting::Tint { tint } => handles::HandleSetting::Tint(tint),
        HandleSetting::Sla { sla } => {
            let targets = sla.map(targets).transpose()?;
            handles::HandleSetting::Sla(targets.map(|targets| Policy { targets, since: now }))
        }
    })
}

/// What a handle promises, as it can be kept.
fn targets(sla: Sla) -> Result<Targets, ApiError> {
    let Sla { first_reply, next_reply, mut days, from, to } = sla;
    days.sort_unstable();
    days.dedup();
    let targets = Targets { first_reply, next_reply, hours: WeeklyHours { days, from, to } };
    if targets.is_sound() { Ok(targets) } else { Err(invalid("nothing can be promised so")) }
}

/// A time zone by the name that it is listed under.
fn zone_name(name: &str) -> Result<String, ApiError> {
    let zone = TimeZone::get(name).map_err(|_| invalid("there is no such time zone"))?;
    zone.iana_name().map(str::to_owned).ok_or_else(|| invalid("there is no such time zone"))
}

/// Changes the rail's order.
pub(crate) async fn order(space: &Space, request: OrderHandlesRequest) -> Result<Empty, ApiError> {
    let handles = request.handles.into_iter().map(HandleId).collect();
    space.engine.publish(space.store.order_handles(handles).await.map_err(of_store)?);
    Ok(Empty {})
}
