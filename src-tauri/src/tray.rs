//! The icon in the system's tray: what waits, the health of each handle, quiet, and the way out.

mod menu;
mod present;

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use api::request::{ConversationsRequest, HandleFilter, SnoozeChoicesRequest, Sort, SwitchRequest, View};
use api::view::{ConversationRow, Destination, HandleView, Phase, QuietView, SnoozeKind};
use api::{ApiError, Empty, Handler as _};
use app::App;
use tauri::menu::MenuEvent;
use tauri::tray::{TrayIcon, TrayIconBuilder};
use tauri::{AppHandle, Manager as _};

use crate::inbox::Inbox;
use crate::window;
use menu::Item;

/// The one icon.
const ID: &str = "tray";
/// Conversations that the menu names.
const NAMED: u32 = 3;
/// Changes are gathered for so long: nobody watches the menu, it is only to be true when it opens.
const GATHER: Duration = Duration::from_secs(1);
/// A desktop's panel is waited for so many seconds when the computer starts.
const PANEL_STARTS_IN: u32 = 20;
/// So often the menu is made anew though nothing changed: time goes on.
const ANEW: Duration = Duration::from_secs(60);

/// What the menu shows.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Shown {
    handles: Vec<HandleView>,
    closing: Vec<ConversationRow>,
    needs_reply: u32,
    /// The number on the app's icon; 0 for none.
    badge: u32,
    /// Replies that only a person can settle.
    unsettled: u32,
    quiet: Option<QuietView>,
    now: i64,
}

/// Puts the icon into the tray and keeps its menu true. A desktop without a tray is fine, one without the library too.
/// Answers whether there is an icon; whether it is shown is another question ([`present`]).
pub(crate) fn open(handle: &AppHandle) -> bool {
    // The library is looked for only now, and its absence is a panic.
    let built = std::panic::catch_unwind(AssertUnwindSafe(|| {
        TrayIconBuilder::with_id(ID)
            .icon(tauri::include_image!("../icons/tray.png"))
            .icon_as_template(true)
            .tooltip("Handrail")
            .on_menu_event(chosen)
            .build(handle)
    }));
    match built {
        Ok(Ok(tray)) => {
            tauri::async_runtime::spawn(follow(handle.clone(), tray));
            tauri::async_runtime::spawn(present::follow(handle.clone()));
            return true;
        }
        Ok(Err(error)) => tracing::warn!(%error, "there is no tray icon"),
        Err(_) => tracing::warn!("there is no library for tray icons"),
    }
    false
}

/// Whether the icon was put there already.
pub(crate) fn has_icon(handle: &AppHandle) -> bool {
    handle.tray_by_id(ID).is_some()
}

/// Opens the window of an app that was started into the tray, where the inbox stays closed or where after a while no tray
/// shows its icon.
pub(crate) async fn or_window(handle: AppHandle, icon: bool) {
    if !(icon && is_open(&handle).await && present::until_shown().await) {
        window::bring_forward(&handle);
    }
}

/// Whether nothing stands in the way of the inbox that a person has to see.
async fn is_open(handle: &AppHandle) -> bool {
    let app = handle.state::<Inbox>().inner().clone().app().await;
    let phase = app.app(Empty {}).await.map(|view| view.phase);
    matches!(phase, Ok(Phase::Ready | Phase::Welcome))
}

async fn follow(handle: AppHandle, tray: TrayIcon) {
    let app = handle.state::<Inbox>().inner().clone().app().await;
    let mut changes = app.changes();
    let mut before: Option<Vec<Item>> = None;
    let mut badged = None;
    loop {
        let shown = look(&app).await;
        let items = menu::items(&shown);
        if before.as_ref() != Some(&items) {
            if let Err(error) = menu::put(&handle, &tray, &items) {
                tracing::warn!(%error, "the tray's menu was not made");
            }
            before = Some(items);
        }
        if badged != Some(shown.badge) && badge(&handle, shown.badge) {
            badged = Some(shown.badge);
        }
        let _ = tokio::time::timeout(ANEW, changes.recv()).await;
        tokio::time::sleep(GATHER).await;
        changes = changes.resubscribe();
    }
}

/// The number on the app's icon, where the desktop has one. Answers whether it was put: there may be no window to put it on.
fn badge(handle: &AppHandle, number: u32) -> bool {
    let count = (number > 0).then_some(i64::from(number));
    handle.get_webview_window(window::LABEL).is_some_and(|window| window.set_badge_count(count).is_ok())
}

async fn look(app: &App) -> Shown {
    let closing = ConversationsRequest {
        view: View::NeedsReply,
        handle: None,
        sort: Sort::ClosingSoonest,
        after: None,
        filter: api::request::Filter::default(),
        limit: NAMED,
    };
    let view = app.app(Empty {}).await.ok();
    let handles = app.handles(Empty {}).await.unwrap_or_default();
    let counts = app.counts(HandleFilter { handle: None }).await;
    let needs_reply = counts.map(|counts| counts.needs_reply).unwrap_or_default();
    let outbox = app.outbox_counts(HandleFilter { handle: None }).await;
    Shown {
        closing: app.conversations(closing).await.map(|list| list.rows).unwrap_or_default(),
        needs_reply,
        badge: app.badge().await,
        unsettled: outbox.map(|counts| counts.needs_person).unwrap_or_default(),
        quiet: view.as_ref().and_then(|view| view.quiet),
        now: view.map(|view| view.now).unwrap_or_default(),
        handles,
    }
}

#[expect(clippy::needless_pass_by_value, reason = "Tauri gives an event by value")]
fn chosen(handle: &AppHandle, event: MenuEvent) {
    let Some(choice) = menu::Choice::read(event.id().as_ref()) else { return };
    let inbox = handle.state::<Inbox>().inner().clone();
    let handle = handle.clone();
    tauri::async_runtime::spawn(async move { act(&handle, &inbox.app().await, choice).await });
}

async fn act(handle: &AppHandle, app: &Arc<App>, choice: menu::Choice) {
    let done = match choice {
        menu::Choice::Open => {
            window::bring_forward(handle);
            Ok(Empty {})
        }
        menu::Choice::Conversation(conversation) => {
            app.wish_for(Destination::Conversation { conversation }).await;
            window::bring_forward(handle);
            Ok(Empty {})
        }
        menu::Choice::Outbox => {
            app.wish_for(Destination::Outbox).await;
            window::bring_forward(handle);
            Ok(Empty {})
        }
        menu::Choice::Switch { handle, on } => {
            app.set_switch(SwitchRequest { handle, on, catch_up: false }).await
        }
        menu::Choice::Quiet { minutes } => quiet(app, |now| Some(now + minutes * 60_000)).await,
        menu::Choice::QuietUntilTomorrow => match tomorrow(app).await {
            Ok(until) => quiet(app, |_| until).await,
            Err(error) => Err(error),
        },
        menu::Choice::QuietEnd => end_quiet(app).await,
        menu::Choice::Sync => app.sync_now(HandleFilter { handle: None }).await,
        menu::Choice::Quit => {
            handle.exit(0);
            Ok(Empty {})
        }
    };
    if let Err(error) = done {
        tracing::warn!(%error, "a choice of the tray's menu was not carried out");
    }
}

/// No notifications until a time, which may depend on now.
async fn quiet(app: &App, until: impl FnOnce(i64) -> Option<i64>) -> Result<Empty, ApiError> {
    let now = app.app(Empty {}).await?.now;
    app.change_settings(|before| {
        let mut settings = before.clone();
        settings.notifications.quiet_until = until(now);
        Ok(settings)
    })
    .await
}

/// Notifications again. Quiet hours that hold now begin again the next time.
async fn end_quiet(app: &App) -> Result<Empty, ApiError> {
    let hours = app.app(Empty {}).await?.quiet.and_then(|quiet| quiet.hours_until);
    app.change_settings(|before| {
        let mut settings = before.clone();
        settings.notifications.quiet_until = None;
        // Hours that were ended before stay ended.
        settings.notifications.quiet_hours_off_until = hours.or(settings.notifications.quiet_hours_off_until);
        Ok(settings)
    })
    .await
}

/// When tomorrow begins, as it does for what is snoozed until then.
async fn tomorrow(app: &App) -> Result<Option<i64>, ApiError> {
    let request = SnoozeChoicesRequest { conversation: None, typed: String::new() };
    let choices = app.snooze_choices(request).await?;
    Ok(choices.iter().find(|choice| choice.kind == SnoozeKind::Tomorrow).map(|choice| choice.until))
}
