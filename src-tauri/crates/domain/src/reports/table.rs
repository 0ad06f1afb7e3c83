//! The figures as a table for spreadsheets.

use std::collections::BTreeMap;

use super::{Figures, Responses, Summary};
use crate::csv::inert;
use crate::ids::HandleId;

const COLUMNS: [&str; 4] = ["report", "figure", "value", "unit"];
const AGES: [&str; 5] = ["under 1 h", "1 to 4 h", "4 to 24 h", "24 h to 7 d", "over 7 d"];
const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
const COUNT: &str = "count";
const MS: &str = "ms";

type Row = [String; 4];

/// Figures as a table, with how many lines it has; handles by name. A time of which there is none is left empty.
#[must_use]
pub fn table(figures: &Figures, names: &BTreeMap<HandleId, String>) -> (String, usize) {
    let Figures { volume, backlog, misses, mentions, not_counted, .. } = figures;
    let mut rows = Vec::new();
    responses(&mut rows, "first response time", figures.first_response);
    responses(&mut rows, "response time", figures.response);
    counts(&mut rows, "response time", [("seen late", figures.late)]);
    times(&mut rows, "response time since seen", figures.since_seen);
    for (handle, of) in &volume.by_handle {
        let name = inert(names.get(handle).map_or("", String::as_str));
        rows.push(row("messages", &name, of.messages.to_string(), COUNT));
        rows.push(row("conversations", &name, of.conversations.to_string(), COUNT));
    }
    for (report, week) in
        [("messages by hour", &volume.messages), ("conversations by hour", &volume.conversations)]
    {
        for (day, hours) in DAYS.iter().zip(week) {
            for (hour, count) in hours.iter().enumerate() {
                rows.push(row(report, &format!("{day} {hour:02}:00"), count.to_string(), COUNT));
            }
        }
    }
    counts(&mut rows, "needs reply now", AGES.into_iter().zip(backlog.by_age));
    counts(&mut rows, "snoozed now", [("all", backlog.snoozed)]);
    let windows = [
        ("closed", misses.turns),
        ("missed", misses.missed),
        ("lost", misses.lost),
        ("saved by human agent", misses.saved),
        ("answered later", misses.answered),
        ("not answered", misses.unanswered),
        ("no reply needed", misses.needless),
    ];
    counts(&mut rows, "message windows", windows);
    let thanked = [
        ("received", mentions.received),
        ("people", mentions.people),
        ("answered while live", mentions.live),
        ("answered later", mentions.later),
        ("never answered", mentions.never),
        ("live and not answered", mentions.waiting),
    ];
    counts(&mut rows, "story mentions", thanked);
    times(&mut rows, "time to thanks", mentions.thanks);
    let left_out = [
        ("spam conversations", not_counted.spam),
        ("muted conversations", not_counted.muted),
        ("groups", not_counted.groups),
        ("imported messages", not_counted.imported),
        ("messages while paused", not_counted.paused),
        ("messages of other tools", not_counted.automatic),
    ];
    counts(&mut rows, "not counted", left_out);
    let lines = rows.len();
    (crate::csv::write(COLUMNS, rows), lines)
}

fn row(report: &str, figure: &str, value: String, unit: &str) -> Row {
    [report.to_owned(), figure.to_owned(), value, unit.to_owned()]
}

fn counts<'f>(rows: &mut Vec<Row>, report: &str, figures: impl IntoIterator<Item = (&'f str, u32)>) {
    rows.extend(figures.into_iter().map(|(figure, count)| row(report, figure, count.to_string(), COUNT)));
}

fn times(rows: &mut Vec<Row>, report: &str, summary: Option<Summary>) {
    counts(rows, report, [("n", summary.map_or(0, |of| of.n))]);
    let of = |pick: fn(Summary) -> i64| summary.map(|of| pick(of).to_string()).unwrap_or_default();
    rows.push(row(report, "median", of(|of| of.median), MS));
    rows.push(row(report, "p90", of(|of| of.p90), MS));
    rows.push(row(report, "mean", of(|of| of.mean), MS));
}

fn responses(rows: &mut Vec<Row>, report: &str, responses: Responses) {
    times(rows, report, responses.times);
    counts(rows, report, [("unanswered", responses.unanswered)]);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reports::{HandleVolume, Volume};

    #[test]
    fn a_spreadsheet_has_every_figure_and_no_time_where_there_is_none() {
        let handle = HandleId(1);
        let volume = HandleVolume { messages: 3, conversations: 2 };
        let volume = Volume { by_handle: BTreeMap::from([(handle, volume)]), ..Volume::default() };
        let times = Summary { n: 2, median: 1_500, p90: 2_000, mean: 1_500 };
        let first_response = Responses { times: Some(times), unanswered: 4 };
        let figures = Figures { first_response, volume, ..Figures::default() };
        let (text, lines) = table(&figures, &BTreeMap::from([(handle, "=luma".to_owned())]));
        let first: Vec<&str> = text.lines().take(7).collect();
        assert_eq!(
            first,
            [
                "\u{FEFF}report,figure,value,unit",
                "first response time,n,2,count",
                "first response time,median,1500,ms",
                "first response time,p90,2000,ms",
                "first response time,mean,1500,ms",
                "first response time,unanswered,4,count",
                "response time,n,0,count",
            ]
        );
        for line in
            ["response time,median,,ms", "messages,'=luma,3,count", "messages by hour,sunday 23:00,0,count"]
        {
            assert!(text.lines().any(|one| one == line), "{line}");
        }
        assert_eq!(lines + 1, text.lines().count());
    }
}
