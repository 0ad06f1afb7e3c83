//! How much comes in, by handle and by the hour of the week.

use std::collections::{BTreeMap, HashMap};

use jiff::tz::TimeZone;

use super::{Event, Period};
use crate::ids::HandleId;

/// Hours of a week: Monday to Sunday, each from 0 to 23.
pub type Week = [[u32; 24]; 7];

/// What people sent in the period.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Volume {
    /// Of each handle that was sent something.
    pub by_handle: BTreeMap<HandleId, HandleVolume>,
    /// Messages by the hour of the week, by the wall clock of the handle's people.
    pub messages: Week,
    /// Conversations in which a person wrote in that hour of the week.
    pub conversations: Week,
    /// The clocks of a handle changed in the period: an hour that came twice is one, and one was left out.
    pub clocks_changed: bool,
}

/// What one handle was sent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct HandleVolume {
    /// Messages.
    pub messages: u32,
    /// Conversations that they are of.
    pub conversations: u32,
}

#[derive(Debug)]
pub(super) struct Counting {
    zones: HashMap<HandleId, TimeZone>,
    volume: Volume,
}

impl Counting {
    pub(super) fn new(period: Period, zones: HashMap<HandleId, TimeZone>) -> Self {
        let clocks_changed = zones.values().any(|zone| changes(zone, period));
        Self { zones, volume: Volume { clocks_changed, ..Volume::default() } }
    }

    /// Takes in what a person sent in one conversation.
    pub(super) fn add<'e>(&mut self, handle: HandleId, came: impl Iterator<Item = &'e Event>) {
        let zone = self.zones.get(&handle).cloned().unwrap_or(TimeZone::UTC);
        let mut met = [[false; 24]; 7];
        let mut messages = 0;
        for event in came {
            messages += 1;
            let Some((day, hour)) = cell(event, &zone) else { continue };
            self.volume.messages[day][hour] += 1;
            if !std::mem::replace(&mut met[day][hour], true) {
                self.volume.conversations[day][hour] += 1;
            }
        }
        if messages > 0 {
            let of_handle = self.volume.by_handle.entry(handle).or_default();
            of_handle.messages += messages;
            of_handle.conversations += 1;
        }
    }

    pub(super) fn finish(self) -> Volume {
        self.volume
    }
}

/// The day, 0 is Monday, and the hour of a message.
fn cell(event: &Event, zone: &TimeZone) -> Option<(usize, usize)> {
    let at = jiff::Timestamp::from_millisecond(event.at().0).ok()?.to_zoned(zone.clone());
    let day = usize::try_from(at.weekday().to_monday_zero_offset()).ok()?;
    Some((day, usize::try_from(at.hour()).ok()?))
}

/// Whether the clocks of a zone change in a period.
fn changes(zone: &TimeZone, period: Period) -> bool {
    let Ok(from) = jiff::Timestamp::from_millisecond(period.from.0) else { return false };
    zone.following(from).next().is_some_and(|change| change.timestamp().as_millisecond() < period.to.0)
}
