//! When a person is told of nothing, in this computer's time zone.

use api::view::{NotificationSettings, QuietHours, QuietView};
use api::{ApiError, ErrorCode};
use domain::hours::WeeklyHours;
use domain::quiet::{self, Asked, Quiet, Unsound};
use domain::time::Timestamp;
use jiff::tz::TimeZone;

use crate::errors::invalid;

/// The quiet that is in force, if any is.
pub(super) fn at(wishes: &NotificationSettings, now: Timestamp) -> Option<Quiet> {
    let asked = Asked {
        until: wishes.quiet_until.map(Timestamp),
        hours: &weekly(&wishes.quiet_hours),
        hours_off_until: wishes.quiet_hours_off_until.map(Timestamp),
    };
    asked.at(now, &TimeZone::system())
}

/// The same, as the UI sees it.
pub(crate) fn view(wishes: &NotificationSettings, now: Timestamp) -> Option<QuietView> {
    let Quiet { until, hours_until } = at(wishes, now)?;
    Some(QuietView { until: until.0, hours_until: hours_until.map(|until| until.0) })
}

/// Refuses quiet hours that cannot be kept.
pub(crate) fn check(hours: &[QuietHours]) -> Result<(), ApiError> {
    quiet::check(&weekly(hours)).map_err(|unsound| match unsound {
        Unsound::OutOfRange => {
            invalid("quiet hours are at most 14, on days from 1 to 7, from and to minutes from 0 to 1439")
        }
        Unsound::Always => ApiError::new(ErrorCode::AlwaysQuiet),
    })
}

fn weekly(hours: &[QuietHours]) -> Vec<WeeklyHours> {
    let one =
        |QuietHours { days, from, to }: &QuietHours| WeeklyHours { days: days.clone(), from: *from, to: *to };
    hours.iter().map(one).collect()
}
