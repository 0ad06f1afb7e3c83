//! An edge that is asked for as a field of its node: `me?fields=name,conversations.platform(instagram).limit(5){participants}`
//! is the node with what its edge would have answered.

use super::Call;
use super::GraphError;
use super::fields::{self, Field};

/// The edges that are taken so.
const EDGES: [&str; 1] = ["conversations"];

/// A call for a node with one of its edges, as the two calls that it stands for, and the edge's name.
pub(super) fn apart(call: &Call) -> Result<Option<(Call, Call, String)>, GraphError> {
    let (segments, asked) = (call.segments(), call.param("fields"));
    let ([node], Some(asked)) = (segments.as_slice(), asked) else { return Ok(None) };
    if !EDGES.iter().any(|edge| asked.contains(edge)) {
        return Ok(None);
    }
    let (edges, own): (Vec<Field>, Vec<Field>) =
        fields::parse(Some(&asked), &[])?.into_iter().partition(|field| EDGES.contains(&field.name.as_str()));
    let Some(edge) = edges.into_iter().next() else { return Ok(None) };
    let own = if own.is_empty() { "id".to_owned() } else { fields::written(&own) };
    let inside = fields::written(&edge.fields);
    let modifiers = edge.modifiers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let of_edge: Vec<(&str, &str)> = modifiers.chain([("fields", inside.as_str())]).collect();
    let at_edge = call.at(&[*node, &edge.name]).asking(&of_edge);
    Ok(Some((call.asking(&[("fields", &own)]), at_edge, edge.name)))
}
