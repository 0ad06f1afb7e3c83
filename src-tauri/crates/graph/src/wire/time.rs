//! Times in all of Meta's spellings (instagram-platform, section 14 "Time").

use domain::time::{SECOND, SentAt, Timestamp};
use serde_json::Value;

/// From this number on a bare number is milliseconds, below it seconds: as seconds it is the year 5138, as
/// milliseconds it is 1973.
const FIRST_MS: i64 = 100_000_000_000;
/// No message is from after the year 5138 either.
const LAST_MS: i64 = FIRST_MS * SECOND;

/// A point in time: ISO 8601 with any spelling of the offset, or a number of seconds or milliseconds since 1970.
pub(crate) fn time(value: &Value) -> Option<SentAt> {
    match value {
        Value::Number(number) => counted(number.as_i64()?),
        Value::String(text) => {
            let text = text.trim();
            text.parse().map_or_else(|_| written(text), counted)
        }
        _ => None,
    }
}

fn counted(number: i64) -> Option<SentAt> {
    match number {
        1..FIRST_MS => Some(SentAt::to_the_second(number * SECOND)),
        FIRST_MS..LAST_MS => Some(SentAt::exact(number)),
        _ => None,
    }
}

fn written(text: &str) -> Option<SentAt> {
    let at = text.parse::<jiff::Timestamp>().ok()?.as_millisecond();
    if !(1..LAST_MS).contains(&at) {
        return None;
    }
    Some(if text.contains('.') { SentAt::exact(at) } else { SentAt::to_the_second(at) })
}

/// The time of an HTTP `Date` header.
pub(crate) fn http_date(text: &str) -> Option<Timestamp> {
    let parsed = jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(text.trim()).ok()?;
    Some(Timestamp(parsed.as_millisecond()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn every_spelling_of_one_moment() {
        let moment = SentAt::to_the_second(1_790_635_489_000);
        for spelling in [
            json!("2026-09-28T22:44:49+0000"),
            json!("2026-09-28T22:44:49+00:00"),
            json!("2026-09-28T22:44:49Z"),
            json!("2026-09-29T00:44:49+0200"),
            json!(" 2026-09-28 22:44:49+0000 "),
            json!(1_790_635_489),
            json!("1790635489"),
        ] {
            assert_eq!(time(&spelling), Some(moment), "{spelling}");
        }
        for spelling in
            [json!(1_790_635_489_000_i64), json!("1790635489000"), json!("2026-09-28T22:44:49.000+0000")]
        {
            assert_eq!(time(&spelling), Some(SentAt::exact(moment.at.0)), "{spelling}");
        }
    }

    #[test]
    fn what_is_no_time() {
        for odd in [
            json!(null),
            json!("yesterday"),
            json!(""),
            json!(0),
            json!(-5),
            json!(1.5),
            json!({}),
            json!(i64::MAX),
            json!("9999-12-31T23:59:59+0000"),
            json!("2026-09-28T22:44:49"),
        ] {
            assert_eq!(time(&odd), None, "{odd}");
        }
    }

    #[test]
    fn date_headers() {
        assert_eq!(http_date("Mon, 28 Sep 2026 22:44:49 GMT"), Some(Timestamp(1_790_635_489_000)));
        assert_eq!(http_date("soon"), None);
    }

    proptest! {
        #[test]
        fn nothing_panics(text in any::<String>(), number in any::<i64>()) {
            let _ = (time(&json!(text)), time(&json!(number)), http_date(&text));
        }
    }
}
