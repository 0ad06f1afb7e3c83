//! Reports: how fast people were answered, what came in, what waits and what was missed.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use api::ApiError;
use api::request::ReportsRequest;
use api::view::{ExportedFile, Reports};
use domain::ids::HandleId;
use domain::reports::{self, Figures, Period, table};
use domain::time::DAY;
use domain::window::STANDARD_MS;
use jiff::tz::TimeZone;
use store::handles::HandleRow;
use store::reports::ReportQuery;

use crate::errors::{invalid, of_store};
use crate::space::Space;
use crate::{Host, files};

/// Conversations of a page. Each page is a read of its own, so that a report holds nothing up.
const PAGE: u32 = 200;
/// Messages of a page: so many are held at a time, or those of one conversation.
const MESSAGES: i64 = 20_000;
/// The longest period, in days.
const LONGEST: u32 = 366;

/// The reports of the days up to now.
pub(crate) async fn view(space: &Space, request: &ReportsRequest) -> Result<Reports, ApiError> {
    let (period, figures) = figures(space, request, &handles(space).await?).await?;
    Ok(Reports::of(period, figures))
}

/// The same as a table where the person chooses.
pub(crate) async fn export(
    space: &Space,
    host: Arc<dyn Host>,
    request: &ReportsRequest,
) -> Result<ExportedFile, ApiError> {
    let handles = handles(space).await?;
    let (_, figures) = figures(space, request, &handles).await?;
    let names: BTreeMap<HandleId, String> =
        handles.into_iter().map(|row| (row.id, row.profile.username)).collect();
    let (text, lines) = table(&figures, &names);
    files::save(host, "handrail-reports.csv", text, lines).await
}

async fn handles(space: &Space) -> Result<Vec<HandleRow>, ApiError> {
    space.store.handles().await.map_err(of_store)
}

async fn figures(
    space: &Space,
    request: &ReportsRequest,
    handles: &[HandleRow],
) -> Result<(Period, Figures), ApiError> {
    if !(1..=LONGEST).contains(&request.days) {
        return Err(invalid("so many days are no period"));
    }
    let to = space.engine.clock().now();
    let from = to.plus(-i64::from(request.days) * DAY);
    let period = Period { from, to, imported: request.imported };
    let handle = request.handle.map(HandleId);
    let asked = handles.iter().filter(|row| handle.is_none_or(|handle| row.id == handle));
    let mut reports =
        reports::Reports::new(period, asked.map(|row| (row.id, zone(row))).collect::<HashMap<_, _>>());
    // A message window that closed in the period was opened as much before.
    let mut query =
        ReportQuery { handle, since: from.plus(-STANDARD_MS), after: None, limit: PAGE, messages: MESSAGES };
    loop {
        let page = space.store.report_page(&query).await.map_err(of_store)?;
        for conversation in page.conversations {
            reports.add(conversation);
        }
        query.after = page.next;
        if query.after.is_none() {
            return Ok((period, reports.finish()));
        }
    }
}

/// The time zone of a handle's people; this computer's where none is set.
fn zone(row: &HandleRow) -> TimeZone {
    let named = row.settings.time_zone.as_deref().and_then(|name| TimeZone::get(name).ok());
    named.unwrap_or_else(TimeZone::system)
}
