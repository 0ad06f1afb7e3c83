//! The policy: phases with their bounds and beginnings.

use std::sync::LazyLock;

use jiff::civil::Date;
use jiff::tz::TimeZoneDatabase;
use serde::Deserialize;
use thiserror::Error;

use crate::time::Timestamp;

/// Whether a bound itself is within. The announcement says "between", Meta's own notice "over" and "under".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BoundStyle {
    /// Exactly the bound is within: "between 10,000 and 100,000".
    Inclusive,
    /// Exactly the bound is outside: "over 10,000 and under 100,000".
    Exclusive,
}

/// The followers that a phase asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bounds {
    /// The fewest.
    pub min: i64,
    /// The most.
    pub max: i64,
}

/// A phase of a roll-out. It lasts until the next one begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phase {
    /// A stable key; its name on screen is the UI's.
    pub id: String,
    /// Its first instant: midnight of its day in the policy's time zone.
    pub starts_at: Timestamp,
    /// The followers that it asks for; all professional accounts when absent.
    pub bounds: Option<Bounds>,
}

/// An access policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// Where it is from.
    pub source: String,
    /// How the bounds are meant.
    pub bound_style: BoundStyle,
    /// A handle that was activated in Early Access keeps its access, whatever its followers (R38).
    pub early_access_keeps: bool,
    /// Whether having been in the alpha is enough by itself. The announcement says no (R41).
    pub alpha_exempts: bool,
    /// Access that was granted stays when the followers later leave the bounds (R19).
    pub granted_stays: bool,
    /// The phases, in the order of their beginnings.
    pub phases: Vec<Phase>,
}

/// What is wrong with a policy table.
#[derive(Debug, Error)]
pub enum PolicyError {
    /// It has another shape.
    #[error("the access policy has another shape")]
    Shape(#[from] serde_json::Error),
    /// There is no such time zone, or no such day.
    #[error("the access policy names a day or time zone that does not exist")]
    Time(#[from] jiff::Error),
    /// The phases do not begin one after the other.
    #[error("the phases of the access policy are not in order")]
    Order,
}

/// A policy as its table writes it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    source: String,
    time_zone: String,
    bound_style: BoundStyle,
    early_access_keeps: bool,
    alpha_exempts: bool,
    granted_stays: bool,
    phases: Vec<Row>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    id: String,
    starts: Date,
    followers: Option<Bounds>,
}

impl Policy {
    /// Reads a policy table (JSON).
    ///
    /// # Errors
    /// When it is no policy; nothing of it is used then.
    pub fn parse(table: &str) -> Result<Self, PolicyError> {
        let table: Table = serde_json::from_str(table)?;
        // The zones that are compiled in: the same on every computer.
        let zone = TimeZoneDatabase::bundled().get(&table.time_zone)?;
        let mut phases = Vec::with_capacity(table.phases.len());
        for row in table.phases {
            let starts_at = Timestamp(row.starts.to_zoned(zone.clone())?.timestamp().as_millisecond());
            phases.push(Phase { id: row.id, starts_at, bounds: row.followers });
        }
        if phases.windows(2).any(|pair| matches!(pair, [a, b] if a.starts_at >= b.starts_at)) {
            return Err(PolicyError::Order);
        }
        Ok(Self {
            source: table.source,
            bound_style: table.bound_style,
            early_access_keeps: table.early_access_keeps,
            alpha_exempts: table.alpha_exempts,
            granted_stays: table.granted_stays,
            phases,
        })
    }

    /// The policy of Instagram's messaging API: the phases of 2021, and since then everybody.
    #[must_use]
    pub fn instagram_messaging() -> &'static Self {
        static POLICY: LazyLock<Policy> = LazyLock::new(|| {
            // A test reads the same file. Were it broken, Instagram's own answer would still decide.
            Policy::parse(include_str!("policy.json")).unwrap_or_else(|_| Policy::open())
        });
        &POLICY
    }

    /// The phase at a time; none before the first.
    #[must_use]
    pub fn phase_at(&self, at: Timestamp) -> Option<&Phase> {
        self.phases.iter().rev().find(|phase| phase.starts_at <= at)
    }

    /// When the next phase begins: the next time that decisions can change by themselves.
    #[must_use]
    pub fn next_start(&self, at: Timestamp) -> Option<Timestamp> {
        self.phases.iter().map(|phase| phase.starts_at).find(|start| *start > at)
    }

    /// Whether a phase asks for other followers than these.
    pub(super) fn within(&self, bounds: Bounds, followers: i64) -> bool {
        match self.bound_style {
            BoundStyle::Inclusive => (bounds.min..=bounds.max).contains(&followers),
            BoundStyle::Exclusive => bounds.min < followers && followers < bounds.max,
        }
    }

    /// Open to every professional account, ever.
    fn open() -> Self {
        Self {
            source: String::new(),
            bound_style: BoundStyle::Inclusive,
            early_access_keeps: true,
            alpha_exempts: false,
            granted_stays: true,
            phases: vec![Phase { id: "open".to_owned(), starts_at: Timestamp(i64::MIN), bounds: None }],
        }
    }
}
