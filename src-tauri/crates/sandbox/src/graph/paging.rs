//! Cursor pages over a live list.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::GraphError;
use crate::switches::Switches;

/// A place in a list that is sorted newest first: time, then a number that breaks ties.
pub(crate) type Place = (i64, u64);

/// What part of a list is asked for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wanted {
    after: Option<Place>,
    before: Option<Place>,
    limit: usize,
}

/// One page and whether there is more.
#[derive(Debug)]
pub(crate) struct Page<T> {
    pub(crate) rows: Vec<T>,
    first: Option<Place>,
    last: Option<Place>,
    more_after: bool,
    more_before: bool,
}

fn cursor((time, tie): Place) -> String {
    format!("QVFI{}", URL_SAFE_NO_PAD.encode(format!("{time}:{tie}")))
}

fn read_cursor(text: &str) -> Result<Place, GraphError> {
    let place = || {
        let plain = URL_SAFE_NO_PAD.decode(text.strip_prefix("QVFI")?).ok()?;
        let (time, tie) = std::str::from_utf8(&plain).ok()?.split_once(':')?;
        Some((time.parse().ok()?, tie.parse().ok()?))
    };
    place().ok_or_else(|| GraphError::parameter("Invalid cursors values"))
}

impl Wanted {
    /// Reads `limit`, `after` and `before`.
    pub(crate) fn read(
        switches: &Switches,
        limit: Option<&str>,
        after: Option<&str>,
        before: Option<&str>,
    ) -> Result<Self, GraphError> {
        let limit = match limit {
            None => switches.number("page_size_default"),
            Some(text) => match text.parse::<usize>() {
                Ok(limit) if limit > 0 => limit.min(switches.number("page_size_max")),
                _ => return Err(GraphError::parameter("Param limit must be a positive integer")),
            },
        };
        let cursor = |text: Option<&str>| text.filter(|t| !t.is_empty()).map(read_cursor).transpose();
        Ok(Self { after: cursor(after)?, before: cursor(before)?, limit })
    }

    /// Cuts the page out of rows that are sorted newest first.
    pub(crate) fn cut<T>(&self, rows: Vec<(Place, T)>) -> Page<T> {
        let total = rows.len();
        let (start, end) = match (self.after, self.before) {
            (Some(after), _) => {
                let start = rows.partition_point(|(place, _)| *place >= after);
                (start, (start + self.limit).min(total))
            }
            (None, Some(before)) => {
                let end = rows.partition_point(|(place, _)| *place > before);
                (end.saturating_sub(self.limit), end)
            }
            (None, None) => (0, self.limit.min(total)),
        };
        let places = |at: usize| rows.get(at).map(|(place, _)| *place);
        let (first, last) = if start < end { (places(start), places(end - 1)) } else { (None, None) };
        let rows = rows.into_iter().skip(start).take(end - start).map(|(_, row)| row).collect();
        Page { rows, first, last, more_after: end < total, more_before: start > 0 }
    }
}

impl<T> Page<T> {
    /// The `paging` object; none for an empty page. `address` is the list's own address without cursors.
    pub(crate) fn paging(&self, switches: &Switches, address: &str) -> Option<Value> {
        let (first, last) = (self.first?, self.last?);
        let join = if address.contains('?') { '&' } else { '?' };
        let mut paging = json!({"cursors": {"after": cursor(last)}});
        if self.more_after {
            paging["next"] = format!("{address}{join}after={}", cursor(last)).into();
        }
        if switches.is("paging_before", "present") {
            paging["cursors"]["before"] = cursor(first).into();
            if self.more_before {
                paging["previous"] = format!("{address}{join}before={}", cursor(first)).into();
            }
        }
        Some(paging)
    }
}

/// A list with its paging, as Graph prints it.
pub(crate) fn list(data: &[Value], paging: Option<Value>) -> Value {
    let mut list = json!({ "data": data });
    if let Some(paging) = paging {
        list["paging"] = paging;
    }
    list
}
