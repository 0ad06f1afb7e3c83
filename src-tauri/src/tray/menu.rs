//! The tray's menu: first as data, then as the system's.

use api::view::{ConversationRow, HandleView, Health};
use jiff::tz::TimeZone;
use tauri::AppHandle;
use tauri::menu::{
    CheckMenuItemBuilder, IsMenuItem, Menu, MenuItemBuilder, PredefinedMenuItem, SubmenuBuilder,
};
use tauri::tray::TrayIcon;

use super::Shown;
use crate::words::say;

/// What can be chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Choice {
    Open,
    Conversation(i64),
    Outbox,
    /// Moves a handle's switch.
    Switch {
        handle: i64,
        on: bool,
    },
    /// No notifications for so long.
    Quiet {
        minutes: i64,
    },
    /// No notifications until tomorrow morning.
    QuietUntilTomorrow,
    /// Notifications again.
    QuietEnd,
    Sync,
    Quit,
}

impl Choice {
    fn id(self) -> String {
        match self {
            Self::Open => "open".to_owned(),
            Self::Conversation(id) => format!("conversation {id}"),
            Self::Outbox => "outbox".to_owned(),
            Self::Switch { handle, on } => format!("{} {handle}", if on { "on" } else { "off" }),
            Self::Quiet { minutes } => format!("quiet {minutes}"),
            Self::QuietUntilTomorrow => "quiet_until_tomorrow".to_owned(),
            Self::QuietEnd => "quiet_end".to_owned(),
            Self::Sync => "sync".to_owned(),
            Self::Quit => "quit".to_owned(),
        }
    }

    /// The choice that an id stands for.
    pub(super) fn read(id: &str) -> Option<Self> {
        let (what, number) = id.split_once(' ').unwrap_or((id, "0"));
        let number = number.parse().ok()?;
        match what {
            "open" => Some(Self::Open),
            "conversation" => Some(Self::Conversation(number)),
            "outbox" => Some(Self::Outbox),
            "on" => Some(Self::Switch { handle: number, on: true }),
            "off" => Some(Self::Switch { handle: number, on: false }),
            "quiet" => Some(Self::Quiet { minutes: number }),
            "quiet_until_tomorrow" => Some(Self::QuietUntilTomorrow),
            "quiet_end" => Some(Self::QuietEnd),
            "sync" => Some(Self::Sync),
            "quit" => Some(Self::Quit),
            _ => None,
        }
    }
}

/// A line of the menu.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Item {
    /// Only to read.
    Says(String),
    Does(String, Choice),
    /// On or off.
    Switches(String, bool, Choice),
    Within(String, Vec<Item>),
    Line,
}

/// The menu as data.
pub(super) fn items(shown: &Shown) -> Vec<Item> {
    let mut items: Vec<Item> = status(shown).map(Item::Says).into_iter().collect();
    if shown.unsettled > 0 {
        let count = shown.unsettled.to_string();
        items.push(Item::Does(say("tray_unsettled", &[("count", &count)]), Choice::Outbox));
    }
    items.extend(shown.closing.iter().map(|row| conversation(row, shown.now)));
    items.push(Item::Line);
    if !shown.handles.is_empty() {
        let handles = shown.handles.iter().map(handle).collect();
        items.push(Item::Within(say("tray_handles", &[]), handles));
    }
    if let Some(quiet) = shown.quiet {
        items.push(Item::Says(quiet_until(quiet.until, shown.now, &TimeZone::system())));
    }
    items.push(Item::Within(say("tray_quiet", &[]), quiet(shown)));
    items.push(Item::Does(say("tray_sync", &[]), Choice::Sync));
    items.push(Item::Line);
    items.push(Item::Does(say("tray_open", &[]), Choice::Open));
    items.push(Item::Does(say("tray_quit", &[]), Choice::Quit));
    items
}

fn status(shown: &Shown) -> Option<String> {
    let silent =
        shown.handles.iter().find(|one| matches!(one.health, Health::NotReceiving | Health::Blocked));
    // What woke from a snooze stands before what closes next.
    let next = shown.closing.iter().map(|row| minutes_left(row, shown.now)).filter(|left| *left > 0).min();
    // What failed has a line of its own.
    if shown.needs_reply == 0 && silent.is_none() && shown.unsettled > 0 {
        return None;
    }
    Some(status_words(shown.needs_reply, silent.map(|one| one.username.as_str()), next))
}

/// Never that all is answered while a handle does not receive; and when a window closes, if that is soon.
fn status_words(needs_reply: u32, silent: Option<&str>, next: Option<i64>) -> String {
    let count = needs_reply.to_string();
    match (needs_reply, silent, next) {
        (0, Some(handle), _) => say("tray_not_receiving", &[("handle", handle)]),
        (0, None, _) => say("tray_nothing", &[]),
        (_, _, Some(minutes @ 1..60)) => {
            say("tray_needs_reply_closing", &[("count", &count), ("minutes", &minutes.to_string())])
        }
        _ => say("tray_needs_reply", &[("count", &count)]),
    }
}

fn minutes_left(row: &ConversationRow, now: i64) -> i64 {
    row.window.map_or(0, |window| window.ends_at - now) / 60_000
}

fn conversation(row: &ConversationRow, now: i64) -> Item {
    let name = &row.person.name;
    let words = match minutes_left(row, now) {
        ..=0 => say("tray_closed", &[("person", name)]),
        minutes @ 1..60 => say("tray_minutes", &[("person", name), ("count", &minutes.to_string())]),
        minutes => say("tray_hours", &[("person", name), ("count", &(minutes / 60).to_string())]),
    };
    Item::Does(words, Choice::Conversation(row.id))
}

fn handle(one: &HandleView) -> Item {
    let health = match one.health {
        Health::Receiving => say("health_receiving", &[]),
        Health::CatchingUp => say("health_catching_up", &[]),
        Health::Warning => say("health_warning", &[]),
        Health::NotReceiving => say("health_not_receiving", &[]),
        Health::Paused => say("health_paused", &[]),
        Health::Blocked => say("health_blocked", &[]),
    };
    let words = say("tray_handle", &[("handle", &one.username), ("health", &health)]);
    Item::Switches(words, one.on, Choice::Switch { handle: one.id, on: !one.on })
}

/// For how long there can be no notifications: what the settings and the palette offer (`ui/src/lib/settings/quiet.ts`).
fn quiet(shown: &Shown) -> Vec<Item> {
    let mut items = vec![
        Item::Does(say("tray_quiet_half_hour", &[]), Choice::Quiet { minutes: 30 }),
        Item::Does(say("tray_quiet_hour", &[]), Choice::Quiet { minutes: 60 }),
        Item::Does(say("quiet_tomorrow", &[]), Choice::QuietUntilTomorrow),
    ];
    if shown.quiet.is_some() {
        items.push(Item::Does(say("tray_quiet_end", &[]), Choice::QuietEnd));
    }
    items
}

/// Until when it is quiet: the time of day within a day, else with its date.
fn quiet_until(until: i64, now: i64, zone: &TimeZone) -> String {
    let format = if until - now < 24 * 60 * 60_000 { "%H:%M" } else { "%Y-%m-%d %H:%M" };
    let at = jiff::Timestamp::from_millisecond(until).unwrap_or(jiff::Timestamp::MAX).to_zoned(zone.clone());
    say("setting_quiet_until", &[("time", &at.strftime(format).to_string())])
}

/// Makes the system's menu of it.
pub(super) fn put(handle: &AppHandle, tray: &TrayIcon, items: &[Item]) -> tauri::Result<()> {
    let made = items.iter().map(|item| system(handle, item)).collect::<tauri::Result<Vec<_>>>()?;
    let lines: Vec<&dyn IsMenuItem<tauri::Wry>> = made.iter().map(AsRef::as_ref).collect();
    tray.set_menu(Some(Menu::with_items(handle, &lines)?))
}

fn system(handle: &AppHandle, item: &Item) -> tauri::Result<Box<dyn IsMenuItem<tauri::Wry>>> {
    Ok(match item {
        Item::Says(words) => Box::new(MenuItemBuilder::new(escaped(words)).enabled(false).build(handle)?),
        Item::Does(words, choice) => {
            Box::new(MenuItemBuilder::with_id(choice.id(), escaped(words)).build(handle)?)
        }
        Item::Switches(words, on, choice) => {
            Box::new(CheckMenuItemBuilder::with_id(choice.id(), escaped(words)).checked(*on).build(handle)?)
        }
        Item::Within(words, items) => {
            let made = items.iter().map(|item| system(handle, item)).collect::<tauri::Result<Vec<_>>>()?;
            let lines: Vec<&dyn IsMenuItem<tauri::Wry>> = made.iter().map(AsRef::as_ref).collect();
            Box::new(SubmenuBuilder::new(handle, escaped(words)).items(&lines).build()?)
        }
        Item::Line => Box::new(PredefinedMenuItem::separator(handle)?),
    })
}

/// An ampersand marks the letter of a menu's key; in a person's name it is one.
fn escaped(words: &str) -> String {
    words.replace('&', "&&")
}

#[cfg(test)]
mod tests {
    use api::view::QuietView;
    use jiff::tz::TimeZone;

    use super::{Choice, Item, Shown, items, quiet, quiet_until, status_words};

    const HOUR: i64 = 60 * 60_000;

    fn shown(quiet: Option<QuietView>) -> Shown {
        let (handles, closing) = (Vec::new(), Vec::new());
        Shown { handles, closing, needs_reply: 0, badge: 0, unsettled: 0, quiet, now: 0 }
    }

    #[test]
    fn the_first_line_says_what_is_next() {
        assert_eq!(status_words(0, None, None), "Nothing needs a reply");
        assert_eq!(status_words(0, Some("acme"), None), "@acme does not receive");
        assert_eq!(status_words(3, Some("acme"), Some(40)), "Needs reply: 3 · a window closes in 40 min");
        for later in [None, Some(60), Some(0), Some(-5)] {
            assert_eq!(status_words(3, None, later), "Needs reply: 3");
        }
    }

    #[test]
    fn replies_that_failed_are_counted_and_lead_to_the_outbox() {
        let first = |shown: &Shown| items(shown).into_iter().take_while(|item| *item != Item::Line).collect();
        let says = |words: &str| Item::Says(words.to_owned());
        let failed = || Item::Does("Unsent replies that need you: 3".to_owned(), Choice::Outbox);
        let mut shown = Shown { unsettled: 3, ..shown(None) };
        let lines: Vec<_> = first(&shown);
        assert_eq!(lines, [failed()], "never that nothing needs a reply");
        shown.needs_reply = 2;
        assert_eq!(first(&shown), [says("Needs reply: 2"), failed()]);
        shown.unsettled = 0;
        assert_eq!(first(&shown), [says("Needs reply: 2")]);
    }

    #[test]
    fn a_quiet_says_until_when_and_can_be_ended() {
        let shown = shown(Some(QuietView { until: HOUR, hours_until: Some(HOUR) }));
        let said = quiet_until(HOUR, 0, &TimeZone::system());
        assert!(items(&shown).contains(&Item::Says(said)));
        assert_eq!(quiet(&shown).pop(), Some(Item::Does("Notify again".into(), Choice::QuietEnd)));
    }

    #[test]
    fn until_when_it_is_quiet_has_a_date_where_a_time_is_not_enough() {
        let until = |hours| quiet_until(hours * HOUR, 0, &TimeZone::UTC);
        assert_eq!(until(8), "No notifications until 08:00");
        assert_eq!(until(80), "No notifications until 1970-01-04 08:00");
    }

    #[test]
    fn quiet_is_offered_as_on_the_page() {
        let shown = shown(None);
        let choices = quiet(&shown).into_iter().map(|item| match item {
            Item::Does(words, choice) => (words, choice),
            other => panic!("{other:?} is no choice"),
        });
        let choices: Vec<_> = choices.collect();
        let offered = [
            ("For 30 minutes", Choice::Quiet { minutes: 30 }),
            ("For an hour", Choice::Quiet { minutes: 60 }),
            ("Until tomorrow 08:00", Choice::QuietUntilTomorrow),
        ];
        assert_eq!(choices, offered.map(|(words, choice)| (words.to_owned(), choice)));
    }

    #[test]
    fn a_choice_is_read_from_its_id() {
        for choice in [
            Choice::Open,
            Choice::Conversation(12),
            Choice::Outbox,
            Choice::Switch { handle: 3, on: false },
            Choice::Quiet { minutes: 30 },
            Choice::QuietUntilTomorrow,
            Choice::QuietEnd,
            Choice::Sync,
            Choice::Quit,
        ] {
            assert_eq!(Choice::read(&choice.id()), Some(choice));
        }
        assert_eq!(Choice::read("conversation x"), None);
        assert_eq!(Choice::read("something else"), None);
    }
}
