//! How much of Instagram's allowance is used up, as its headers say (instagram-platform, section 4 "Rate limits").

use domain::time::{DAY, MINUTE, SECOND};
use http::HeaderMap;
use serde_json::Value;

use crate::wire::json::{self, Node};
use crate::wire::time::http_date;

const BUSINESS: &str = "x-business-use-case-usage";
const APP: &str = "x-app-usage";
/// Percentages of one row.
const SHARES: [&str; 3] = ["call_count", "total_cputime", "total_time"];

/// Percentages of the allowance. Slow down well before 100: calling on while throttled makes the throttle longer.
/// The headers are not always there; a missing one counts as nothing used.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Usage {
    /// The handle's own allowance used, in percent; may exceed 100.
    pub percent: u8,
    /// How long Instagram says to wait before calling again, in milliseconds.
    pub wait_ms: Option<i64>,
    /// The whole app's allowance used, in percent: shared by all handles.
    pub app_percent: u8,
}

impl Usage {
    /// Reads the headers of an answer. `own` are the ids of the handle and its node: rows of other objects count only
    /// when there are none of these.
    pub(crate) fn read(headers: &HeaderMap, own: &[&str]) -> Self {
        let mut usage = Self::default();
        if let Some(Value::Object(rows)) = header(headers, BUSINESS) {
            let named = rows.keys().any(|id| own.contains(&id.as_str()));
            let counted = rows.iter().filter(|(id, _)| !named || own.contains(&id.as_str()));
            for row in counted.flat_map(|(_, rows)| rows.as_array().into_iter().flatten()) {
                usage.percent = usage.percent.max(share(row));
                let wait = row
                    .number("estimated_time_to_regain_access")
                    .map(|minutes| minutes.saturating_mul(MINUTE));
                usage.wait_ms = usage.wait_ms.max(wait.and_then(sensible));
            }
        }
        if let Some(row) = header(headers, APP) {
            usage.app_percent = share(&row);
        }
        usage.wait_ms = usage.wait_ms.max(retry_after(headers).and_then(sensible));
        usage
    }
}

/// What `Retry-After` asks for: so many seconds, or a time (RFC 9110, section 10.2.3), which is counted from the server's own.
fn retry_after(headers: &HeaderMap) -> Option<i64> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim);
    let asked = text(http::header::RETRY_AFTER)?;
    let seconds = asked.parse().ok().map(|seconds: i64| seconds.saturating_mul(SECOND));
    seconds.or_else(|| Some(http_date(asked)?.since(http_date(text(http::header::DATE)?)?)))
}

fn header(headers: &HeaderMap, name: &str) -> Option<Value> {
    json::parse(headers.get(name)?.as_bytes())
}

fn share(row: &Value) -> u8 {
    let highest = SHARES.iter().filter_map(|name| row.number(name)).max().unwrap_or(0);
    u8::try_from(highest.clamp(0, i64::from(u8::MAX))).unwrap_or(u8::MAX)
}

/// A wait that can be meant: more than none, at most a day.
fn sensible(ms: i64) -> Option<i64> {
    (ms > 0).then(|| ms.min(DAY))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn usage(pairs: &[(&'static str, &str)]) -> Usage {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.insert(*name, value.parse().expect("header"));
        }
        Usage::read(&headers, &["17841400000000123"])
    }

    #[test]
    fn the_documented_headers() {
        let row = r#"{"17841400000000123":[{"type":"instagram","call_count":100,"total_cputime":25,"total_time":25,"estimated_time_to_regain_access":19}]}"#;
        let expected = Usage { percent: 100, wait_ms: Some(19 * MINUTE), app_percent: 0 };
        assert_eq!(usage(&[(BUSINESS, row)]), expected);
        let app = r#"{"call_count":28,"total_time":25,"total_cputime":25}"#;
        assert_eq!(usage(&[(APP, app)]), Usage { app_percent: 28, ..Usage::default() });
        assert_eq!(usage(&[("retry-after", "7")]).wait_ms, Some(7_000));
        let (now, then) = ("Mon, 28 Sep 2026 22:44:49 GMT", "Mon, 28 Sep 2026 22:46:49 GMT");
        assert_eq!(usage(&[("retry-after", then), ("date", now)]).wait_ms, Some(2 * MINUTE));
        assert_eq!(usage(&[("retry-after", now), ("date", then)]).wait_ms, None, "over already");
        assert_eq!(usage(&[("retry-after", then)]).wait_ms, None, "our own clock may be wrong");
    }

    #[test]
    fn only_the_handles_own_rows_count_when_there_are_some() {
        let rows = r#"{"999":[{"call_count":100}],"17841400000000123":[{"type":"new","call_count":"12"}]}"#;
        assert_eq!(usage(&[(BUSINESS, rows)]).percent, 12);
        assert_eq!(usage(&[(BUSINESS, r#"{"999":[{"call_count":63.5},{"total_time":7}]}"#)]).percent, 63);
    }

    #[test]
    fn nonsense_counts_as_nothing() {
        for text in ["", "[]", "{", "null", "7", r#"{"a":1}"#, r#"{"a":[null,3,"x",{"call_count":{}}]}"#] {
            assert_eq!(usage(&[(BUSINESS, text), (APP, text), ("retry-after", text)]).percent, 0, "{text}");
        }
        assert_eq!(usage(&[(APP, r#"{"call_count":-4}"#)]).app_percent, 0);
        assert_eq!(usage(&[(APP, r#"{"call_count":1e300}"#)]).app_percent, u8::MAX);
        let years = r#"{"a":[{"estimated_time_to_regain_access":9007199254740993}]}"#;
        assert_eq!(usage(&[(BUSINESS, years)]).wait_ms, Some(DAY));
    }
}
