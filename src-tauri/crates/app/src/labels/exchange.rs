//! Labels from a file, and into one.

use std::sync::Arc;

use api::ApiError;
use api::request::{ExchangeFormat, ExportRequest, ImportLabelsRequest};
use api::view::{ExportedFile, LabelFound, LabelMerged, LabelsFound};
use domain::labels::{self, Entry, Plan};
use domain::saved_reply::exchange::Format;

use crate::errors::{internal, of_store};
use crate::space::Space;
use crate::views;
use crate::{Host, files};

/// Reads a file and says what is in it; makes those of the new ones that are asked for.
pub(crate) async fn import(space: &Space, request: ImportLabelsRequest) -> Result<LabelsFound, ApiError> {
    let ImportLabelsRequest { file, make } = request;
    let here = space.store.labels().await.map_err(of_store)?;
    let here: Vec<(String, u8)> = here.into_iter().map(|label| (label.name, label.hue)).collect();
    // A large file takes its time.
    let read = move || labels::read(&file).map(|entries| labels::plan(entries, &here));
    let planned = tokio::task::spawn_blocking(read).await.map_err(|fault| internal(&fault))?;
    let Plan { new, same, merged, left_out } = match planned {
        Ok(plan) => plan,
        Err(why) => {
            return Ok(LabelsFound { unreadable: Some(views::unreadable(why)), ..LabelsFound::default() });
        }
    };
    let wanted = make.unwrap_or_default();
    let chosen: Vec<_> = new.iter().filter(|(name, _)| wanted.contains(name)).cloned().collect();
    let mut made = Vec::new();
    if !chosen.is_empty() {
        let (ids, changes) = space.store.add_labels(chosen).await.map_err(of_store)?;
        space.engine.publish(changes);
        made.extend(ids.into_iter().map(|id| id.0));
    }
    Ok(LabelsFound {
        new: new.into_iter().map(|(name, hue)| LabelFound { name, hue }).collect(),
        same,
        merged: merged.into_iter().map(|(name, into)| LabelMerged { name, into }).collect(),
        left_out,
        unreadable: None,
        made,
    })
}

/// Writes all of them into a file, where the person chooses.
pub(crate) async fn export(
    space: &Space,
    host: Arc<dyn Host>,
    request: &ExportRequest,
) -> Result<ExportedFile, ApiError> {
    let all = space.store.labels().await.map_err(of_store)?;
    let count = all.len();
    let entries = all.into_iter().map(|label| Entry { name: label.name, hue: Some(label.hue) }).collect();
    let (format, name) = match request.format {
        ExchangeFormat::Csv => (Format::Csv, "handrail-labels.csv"),
        ExchangeFormat::Json => (Format::Json, "handrail-labels.json"),
    };
    files::save(host, name, labels::write(entries, format), count).await
}
