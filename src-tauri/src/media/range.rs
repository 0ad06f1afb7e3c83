//! The one form of a range request that players use.

use std::ops::Range;

/// The bytes that `bytes=a-b`, `bytes=a-` or `bytes=-n` means in a body of `total` bytes; `None` when it means none,
/// or more than one range.
pub(super) fn parse(asked: &str, total: usize) -> Option<Range<usize>> {
    let (first, last) = asked.strip_prefix("bytes=")?.split_once('-')?;
    let range = match (first.trim(), last.trim()) {
        ("", count) => total.saturating_sub(count.parse().ok()?)..total,
        (start, "") => start.parse().ok()?..total,
        (start, end) => start.parse().ok()?..end.parse::<usize>().ok()?.saturating_add(1).min(total),
    };
    (range.start < range.end).then_some(range)
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn ranges_of_a_body_of_ten() {
        for (asked, meant) in [
            ("bytes=0-", Some(0..10)),
            ("bytes=0-1", Some(0..2)),
            ("bytes=3-99", Some(3..10)),
            ("bytes=-4", Some(6..10)),
            ("bytes=-99", Some(0..10)),
            ("bytes=10-", None),
            ("bytes=5-4", None),
            ("bytes=-0", None),
            ("bytes=0-1,4-5", None),
            ("bytes=18446744073709551615-18446744073709551615", None),
            ("lines=0-1", None),
            ("", None),
        ] {
            assert_eq!(parse(asked, 10), meant, "{asked}");
        }
    }
}
