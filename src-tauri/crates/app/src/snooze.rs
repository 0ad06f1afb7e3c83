//! Until when something can be snoozed, in this computer's time zone.

use api::ApiError;
use api::request::SnoozeChoicesRequest;
use api::view::{SnoozeChoice, SnoozeKind};
use domain::ids::ConversationId;
use domain::snooze::{self, Preset};
use domain::window::STANDARD_MS;
use jiff::tz::TimeZone;

use crate::errors::{not_found, of_store};
use crate::space::Space;

/// The presets, or what was typed; empty when that is no time to come.
pub(crate) async fn choices(
    space: &Space,
    request: &SnoozeChoicesRequest,
) -> Result<Vec<SnoozeChoice>, ApiError> {
    let window_ends = match request.conversation.map(ConversationId) {
        Some(id) => {
            let found = space.store.conversation(id).await.map_err(of_store)?.ok_or_else(not_found)?;
            found.marks.last_inbound.map(|last| last.at().plus(STANDARD_MS))
        }
        None => None,
    };
    let (now, zone) = (space.engine.clock().now(), TimeZone::system());
    let choices = if request.typed.trim().is_empty() {
        let presets = snooze::presets(now, &zone, window_ends);
        presets.into_iter().map(|(preset, until)| (kind(preset), until)).collect()
    } else {
        let typed = snooze::typed(&request.typed, now, &zone);
        typed.map(|until| (SnoozeKind::Typed, until)).into_iter().collect::<Vec<_>>()
    };
    let choice = choices.into_iter().map(|(kind, until)| SnoozeChoice {
        kind,
        until: until.0,
        window_closed: window_ends.is_some_and(|ends| until >= ends),
    });
    Ok(choice.collect())
}

fn kind(preset: Preset) -> SnoozeKind {
    match preset {
        Preset::LaterToday => SnoozeKind::LaterToday,
        Preset::ThisEvening => SnoozeKind::ThisEvening,
        Preset::Tomorrow => SnoozeKind::Tomorrow,
        Preset::Weekend => SnoozeKind::Weekend,
        Preset::NextWeek => SnoozeKind::NextWeek,
        Preset::BeforeWindowCloses => SnoozeKind::BeforeWindowCloses,
    }
}
