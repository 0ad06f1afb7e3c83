//! The person's settings, kept in the database.

use std::ops::RangeInclusive;

use api::view::{NotificationSettings, Settings};
use api::{ApiError, Empty};
use domain::time::MINUTE;
use engine::Engine;
use store::Store;

use crate::app::App;
use crate::space::Space;
use crate::{Config, errors, notify};

/// Under this key they are kept, as JSON.
const KEY: &str = "settings";
/// The longest undo delay.
const LONGEST_UNDO_MS: u32 = 60_000;

/// How long a reply may wait at most before a person looks at it, and at least, in minutes.
const STALE_AFTER_MIN: RangeInclusive<u32> = 5..=1_440;

/// How many commands may have keys of their own, and how many patterns each.
const MOST_KEYS: usize = 300;
const MOST_PATTERNS: usize = 4;
/// How many screens are remembered.
const MOST_SCREENS: usize = 16;
/// How many handles are told of less.
const MOST_HANDLES: usize = 1_000;
/// How much the window may remember, and how long each of it may be, in bytes.
const MOST_REMEMBERED: usize = 32;
const LONGEST_REMEMBERED: usize = 4_096;
/// The longest name of a command, a pattern of keys, a screen or a language, in bytes.
const LONGEST_WORD: usize = 64;

/// The settings. What cannot be read is as if it had not been set: nobody loses the inbox over a setting.
pub(crate) async fn read(config: &Config, store: &Store) -> Settings {
    overridden(config, kept(store).await)
}

/// The settings as they are kept.
pub(crate) async fn kept(store: &Store) -> Settings {
    let kept = store.setting(KEY).await.ok().flatten();
    kept.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default()
}

/// Keeps the settings.
pub(crate) async fn write(store: &Store, settings: &Settings) -> store::Result<()> {
    let json = serde_json::to_string(&within_bounds(settings.clone())).unwrap_or_default();
    store.set_setting(KEY, Some(json)).await
}

/// What a space runs by from now on.
pub(crate) fn apply(settings: &Settings, engine: &Engine) {
    engine.set_stale_after(i64::from(settings.stale_after_min) * MINUTE);
}

/// Keeps the settings of a space, which runs by them from now on.
pub(crate) async fn set(space: &Space, settings: Settings) -> store::Result<()> {
    let settings = within_bounds(settings);
    write(&space.store, &settings).await?;
    apply(&settings, &space.engine);
    Ok(())
}

impl App {
    /// Changes settings of the space that is shown, and keeps them. One change after the other, so that none takes back
    /// what another one changed.
    ///
    /// # Errors
    /// As `change` says; [`ErrorCode::Invalid`] or [`ErrorCode::AlwaysQuiet`] for hours of quiet that cannot be kept;
    /// when there is no space, or its database cannot be written.
    ///
    /// [`ErrorCode::Invalid`]: api::ErrorCode::Invalid
    /// [`ErrorCode::AlwaysQuiet`]: api::ErrorCode::AlwaysQuiet
    pub async fn change_settings(
        &self,
        change: impl FnOnce(&Settings) -> Result<Settings, ApiError>,
    ) -> Result<Empty, ApiError> {
        let _one = self.changing_settings.lock().await;
        let space = self.space().await?;
        let before = kept(&space.store).await;
        let settings = change(&before)?;
        notify::quiet::check(&settings.notifications.quiet_hours)?;
        let allows_news = settings.check_news && !before.check_news;
        set(&space, settings.clone()).await.map_err(errors::of_store)?;
        self.set_of_person(settings).await;
        if allows_news {
            self.news.allowed.notify_one();
        }
        self.announce_app();
        Ok(Empty {})
    }
}

/// Settings of a person go along into another space.
pub(crate) async fn carry(person: Settings, into: &Space) -> store::Result<()> {
    let there = kept(&into.store).await;
    set(into, carried(person, there)).await
}

/// How the window looks and is used is the person's, whichever space is shown. What names handles, or is a time by a
/// space's own clock, stays as it is there.
pub(crate) fn carried(person: Settings, there: Settings) -> Settings {
    let notifications = NotificationSettings {
        quiet_until: there.notifications.quiet_until,
        quiet_hours_off_until: there.notifications.quiet_hours_off_until,
        quiet_handles: there.notifications.quiet_handles,
        no_mentions_of: there.notifications.no_mentions_of,
        ..person.notifications
    };
    Settings { notifications, ..person }
}

/// The settings without what is out of bounds: they are read at each start and must stay small.
fn within_bounds(mut settings: Settings) -> Settings {
    let is_short = |word: &str| word.len() <= LONGEST_WORD;
    settings.undo_ms = settings.undo_ms.min(LONGEST_UNDO_MS);
    settings.stale_after_min =
        settings.stale_after_min.clamp(*STALE_AFTER_MIN.start(), *STALE_AFTER_MIN.end());
    settings.language = settings.language.filter(|tag| is_short(tag));
    settings.keys = settings
        .keys
        .into_iter()
        .filter(|(command, patterns)| {
            is_short(command) && patterns.len() <= MOST_PATTERNS && patterns.iter().all(|one| is_short(one))
        })
        .take(MOST_KEYS)
        .collect();
    settings.notifications.quiet_handles.truncate(MOST_HANDLES);
    settings.notifications.no_mentions_of.truncate(MOST_HANDLES);
    for hours in &mut settings.notifications.quiet_hours {
        hours.days.sort_unstable();
        hours.days.dedup();
    }
    settings.panes =
        settings.panes.into_iter().filter(|(screen, _)| is_short(screen)).take(MOST_SCREENS).collect();
    settings.remembered = settings
        .remembered
        .into_iter()
        .filter(|(name, value)| is_short(name) && value.len() <= LONGEST_REMEMBERED)
        .take(MOST_REMEMBERED)
        .collect();
    settings
}

/// As they hold in this start of the app.
pub(crate) fn overridden(config: &Config, mut settings: Settings) -> Settings {
    settings.undo_ms = config.undo_ms.unwrap_or(settings.undo_ms);
    settings
}

#[cfg(test)]
mod tests {
    use api::view::{Preview, QuietHours, Theme};

    use super::*;

    #[test]
    fn settings_of_an_earlier_version_are_kept() {
        let kept = r#"{"undo_ms":10000,"theme":"dark","single_keys":false}"#;
        let read: Settings = serde_json::from_str(kept).unwrap();
        assert_eq!(
            read,
            Settings { undo_ms: 10_000, theme: Theme::Dark, single_keys: false, ..Settings::default() }
        );
    }

    #[test]
    fn notifications_of_an_earlier_version_are_kept() {
        let kept = r#"{"notifications":{"messages":true,"mentions":false,"closing":true,"stopped":true,"failed":true,
            "sound":false,"preview":"sender","quiet_until":1790000000000,"quiet_handles":[3]}}"#;
        let read: Settings = serde_json::from_str(kept).unwrap();
        let notifications = NotificationSettings {
            mentions: false,
            sound: false,
            preview: Preview::Sender,
            quiet_until: Some(1_790_000_000_000),
            quiet_handles: vec![3],
            ..NotificationSettings::default()
        };
        assert_eq!(read, Settings { notifications, ..Settings::default() });
    }

    #[test]
    fn what_is_of_a_space_stays_in_it() {
        let own = |handle, until| NotificationSettings {
            quiet_until: Some(until),
            quiet_hours_off_until: Some(until),
            quiet_handles: vec![handle],
            no_mentions_of: vec![handle],
            ..NotificationSettings::default()
        };
        let notifications = NotificationSettings { sound: false, ..own(1, 1_000) };
        let person = Settings { theme: Theme::Dark, notifications, ..Settings::default() };
        let there = Settings { undo_ms: 0, notifications: own(2, 2_000), ..Settings::default() };
        let notifications = NotificationSettings { sound: false, ..own(2, 2_000) };
        assert_eq!(
            carried(person, there),
            Settings { theme: Theme::Dark, notifications, ..Settings::default() }
        );
    }

    #[test]
    fn what_is_out_of_bounds_is_left_out() {
        let long = "x".repeat(LONGEST_WORD + 1);
        let mut settings = Settings {
            undo_ms: u32::MAX,
            stale_after_min: 0,
            language: Some(long.clone()),
            ..Settings::default()
        };
        settings.keys.insert("done".to_owned(), vec!["Shift+d".to_owned()]);
        settings.keys.insert("open".to_owned(), vec![]);
        settings.keys.insert("many".to_owned(), vec!["a".to_owned(); MOST_PATTERNS + 1]);
        settings.keys.insert("long".to_owned(), vec![long.clone()]);
        settings.notifications.no_mentions_of = vec![1; MOST_HANDLES + 1];
        settings.notifications.quiet_hours = vec![QuietHours { days: vec![5, 1, 5], from: 0, to: 60 }];
        settings.panes.insert(long.clone(), api::view::PaneWidths::default());
        settings.remembered.insert("news-seen".to_owned(), "[]".to_owned());
        settings.remembered.insert("novel".to_owned(), "x".repeat(LONGEST_REMEMBERED + 1));
        settings.remembered.insert(long, "[]".to_owned());
        let kept = within_bounds(settings);
        assert_eq!(kept.notifications.no_mentions_of.len(), MOST_HANDLES);
        assert_eq!(kept.notifications.quiet_hours[0].days, [1, 5]);
        assert_eq!((kept.undo_ms, kept.stale_after_min, kept.language), (LONGEST_UNDO_MS, 5, None));
        assert_eq!(kept.keys.into_keys().collect::<Vec<_>>(), ["done", "open"]);
        assert!(kept.panes.is_empty());
        assert_eq!(kept.remembered.into_keys().collect::<Vec<_>>(), ["news-seen"]);
    }
}
