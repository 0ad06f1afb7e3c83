//! Notifications of the system. A click opens what it tells of.

#[cfg(not(all(unix, not(target_os = "macos"))))]
#[path = "notify/plain.rs"]
mod desktop;
#[cfg(all(unix, not(target_os = "macos")))]
#[path = "notify/freedesktop.rs"]
mod desktop;
mod words;

use app::Announcement;
use tauri::AppHandle;

use crate::inbox::Inbox;
use crate::window;
use tauri::Manager as _;

/// Which notifications take each other's place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Place {
    Conversation(i64),
    Crowd,
    Other,
}

/// Shows an announcement. Waits for other programs, so it is done elsewhere; that nothing can show it is no failure:
/// all of it is in the window too.
pub(crate) fn announce(handle: AppHandle, announcement: Announcement) {
    tauri::async_runtime::spawn_blocking(move || {
        let lines = words::lines(&announcement);
        let (place, sound) = manner(&announcement);
        if desktop::show(place, &lines.title, &lines.body, sound) == Ending::Clicked {
            open(&handle, &announcement);
        }
    });
}

/// Takes back what is shown of a conversation's messages.
pub(crate) fn withdraw(conversation: i64) {
    tauri::async_runtime::spawn(desktop::withdraw(Place::Conversation(conversation)));
}

/// How a notification ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ending {
    Clicked,
    Closed,
}

fn manner(announcement: &Announcement) -> (Place, bool) {
    match announcement {
        Announcement::Message { conversation, sound, .. } => (Place::Conversation(*conversation), *sound),
        Announcement::Reaction { conversation, .. } => (Place::Conversation(*conversation), false),
        Announcement::Crowd { sound, .. } => (Place::Crowd, *sound),
        Announcement::Stopped { .. }
        | Announcement::StoppedMany { .. }
        | Announcement::ReplyFailed { .. }
        | Announcement::Closing { .. }
        | Announcement::Woken { .. }
        | Announcement::Summary(_) => (Place::Other, false),
        Announcement::Trial => (Place::Other, true),
    }
}

fn open(handle: &AppHandle, announcement: &Announcement) {
    let (inbox, to) = (handle.state::<Inbox>().inner().clone(), announcement.leads_to());
    tauri::async_runtime::spawn(async move { inbox.app().await.wish_for_own(to) });
    window::bring_forward(handle);
}
