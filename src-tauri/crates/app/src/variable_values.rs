//! What a person keeps for variables of their own in saved replies.

use api::request::VariableValueRequest;
use api::view::{VariableValueProblem, VariableValueSaved, VariableValueView};
use api::{ApiError, Empty};
use domain::ids::HandleId;
use domain::saved_reply::{MAX_VALUE_BYTES, MAX_VALUES, ValueProblem, VariableValue};

use crate::errors::of_store;
use crate::space::Space;

/// All of them, by name.
pub(crate) async fn list(space: &Space) -> Result<Vec<VariableValueView>, ApiError> {
    let kept = space.store.variable_values().await.map_err(of_store)?;
    let view = kept.into_iter().map(|VariableValue { name, handle, text }| VariableValueView {
        name,
        handle: handle.map(|handle| handle.0),
        text,
    });
    Ok(view.collect())
}

/// Keeps one, or says why it cannot be kept.
pub(crate) async fn save(space: &Space, request: VariableValueView) -> Result<VariableValueSaved, ApiError> {
    let VariableValueView { name, handle, text } = request;
    let value = match (VariableValue { name, handle: handle.map(HandleId), text }).tidied() {
        Ok(value) => value,
        Err(why) => return Ok(VariableValueSaved { problem: Some(problem(why)) }),
    };
    let kept = space.store.variable_values().await.map_err(of_store)?;
    let known = kept.iter().any(|one| one.name == value.name && one.handle == value.handle);
    if !known && kept.len() >= MAX_VALUES {
        let most = u32::try_from(MAX_VALUES).unwrap_or(u32::MAX);
        return Ok(VariableValueSaved { problem: Some(VariableValueProblem::NoRoom { most }) });
    }
    space.engine.publish(space.store.save_variable_values(vec![value]).await.map_err(of_store)?);
    Ok(VariableValueSaved { problem: None })
}

/// Deletes one.
pub(crate) async fn delete(space: &Space, request: VariableValueRequest) -> Result<Empty, ApiError> {
    let done = space.store.delete_variable_value(request.name, request.handle.map(HandleId)).await;
    space.engine.publish(done.map_err(of_store)?);
    Ok(Empty {})
}

fn problem(why: ValueProblem) -> VariableValueProblem {
    match why {
        ValueProblem::Name => VariableValueProblem::Name,
        ValueProblem::BuiltIn => VariableValueProblem::BuiltIn,
        ValueProblem::NoText => VariableValueProblem::NoText,
        ValueProblem::TextTooLong => {
            VariableValueProblem::TextTooLong { most: u32::try_from(MAX_VALUE_BYTES).unwrap_or(u32::MAX) }
        }
    }
}
