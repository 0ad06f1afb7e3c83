//! Faults on demand: rules that change what a matching call gets.

use serde::{Deserialize, Serialize};

use crate::dice::Dice;
use crate::graph::Twist;

/// Which calls a rule is for; an absent condition matches all.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Match {
    /// The handle's IG id or username.
    pub(crate) handle: Option<String>,
    pub(crate) method: Option<String>,
    pub(crate) path_contains: Option<String>,
    /// One of the names in `GET /_control/calls`.
    pub(crate) endpoint: Option<String>,
    /// Whether it asks for a further page.
    pub(crate) further: Option<bool>,
}

/// What happens to a matching call.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum Fault {
    /// A bare HTTP status, not processed.
    Status { status: u16 },
    /// A Graph error, not processed.
    Error {
        code: i64,
        subcode: Option<i64>,
        message: Option<String>,
        status: Option<u16>,
        is_transient: Option<bool>,
        /// An odd way to write it.
        #[serde(default)]
        twist: Twist,
    },
    /// Exactly these bytes, not processed: an `error` in a 200, half a body, none, another type.
    Body { status: Option<u16>, content_type: Option<String>, body: String },
    /// Not processed, no answer (at most two minutes).
    TimeoutBefore,
    /// Processed, no answer (at most two minutes).
    TimeoutAfter,
    /// A throttle with a waiting time in the usage header, not processed.
    Throttle { code: Option<i64>, minutes: Option<i64> },
    /// As if the token were dead: 190, not processed.
    TokenDead { subcode: Option<i64> },
    /// Processed; every row of the answer's lists comes twice.
    Duplicate,
    /// Processed; the rows of the answer's lists come in reverse.
    Reorder,
    /// Processed, then 1/1357046 "the message may have been sent".
    LyingError,
    /// Processed; the body comes in small pieces.
    SlowBody { delay_ms: Option<u64> },
    /// Processed; the answer begins so much later.
    Late { delay_ms: u64 },
    /// Processed; the body is not JSON.
    Malformed,
    /// Processed; the connection ends in the middle of the body.
    HalfBody,
    /// An HTML page, not processed.
    Html { status: Option<u16> },
    /// Processed; HTTP 200 without a body.
    EmptyBody,
    /// A redirect, not processed.
    Redirect { location: Option<String> },
}

/// A rule: which calls, what happens, how often.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Rule {
    #[serde(default)]
    pub(crate) r#match: Match,
    #[serde(flatten)]
    pub(crate) fault: Fault,
    /// For how many calls; for ever when absent.
    pub(crate) times: Option<u32>,
    /// Lets so many matching calls through first.
    #[serde(default)]
    pub(crate) skip: u32,
    /// 0 to 1; always when absent.
    pub(crate) probability: Option<f64>,
}

/// The rules in force, tried in order.
#[derive(Debug, Default)]
pub(crate) struct FaultTable {
    pub(crate) rules: Vec<Rule>,
}

/// What a rule looks at.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Seen<'a> {
    /// IG id and username of the handle, if the token named one.
    pub(crate) handle: Option<(&'a str, &'a str)>,
    pub(crate) method: &'a str,
    pub(crate) path: &'a str,
    pub(crate) endpoint: &'a str,
    /// It asks for a further page.
    pub(crate) further: bool,
}

impl Match {
    fn covers(&self, seen: Seen<'_>) -> bool {
        let handle = self.handle.as_deref().is_none_or(|wanted| {
            let wanted = wanted.trim_start_matches('@');
            seen.handle.is_some_and(|(id, name)| wanted == id || wanted == name)
        });
        handle
            && self.method.as_deref().is_none_or(|m| m.eq_ignore_ascii_case(seen.method))
            && self.path_contains.as_deref().is_none_or(|p| seen.path.contains(p))
            && self.endpoint.as_deref().is_none_or(|e| e == seen.endpoint)
            && self.further.is_none_or(|further| further == seen.further)
    }
}

impl FaultTable {
    /// The fault of this call; uses up one of the rule's times.
    pub(crate) fn take(&mut self, seen: Seen<'_>, dice: &mut Dice) -> Option<Fault> {
        for rule in &mut self.rules {
            if rule.times == Some(0) || !rule.r#match.covers(seen) {
                continue;
            }
            if rule.skip > 0 {
                rule.skip -= 1;
                continue;
            }
            if rule.probability.is_some_and(|p| (dice.below(1_000_000) as f64) >= p * 1_000_000.0) {
                continue;
            }
            rule.times = rule.times.map(|n| n - 1);
            return Some(rule.fault.clone());
        }
        None
    }
}
