//! Edges that are asked for as fields of their node: `me?fields=name,conversations.platform(instagram).limit(5){participants}`
//! is the node with what its edge would have answered.

use super::Call;
use super::GraphError;
use super::fields::{self, Field};

/// The edges that are taken so.
const EDGES: [&str; 4] = ["conversations", "accounts", "permissions", "subscribed_apps"];

/// A call for a node with some of its edges, as the calls that it stands for: the node's, and each edge's with its name.
pub(super) struct Apart {
    pub(super) node: Call,
    pub(super) edges: Vec<(String, Call)>,
}

/// Takes a call apart that asks for edges as fields.
pub(super) fn apart(call: &Call) -> Result<Option<Apart>, GraphError> {
    let (segments, asked) = (call.segments(), call.param("fields"));
    let ([node], Some(asked)) = (segments.as_slice(), asked) else { return Ok(None) };
    if !EDGES.iter().any(|edge| asked.contains(edge)) {
        return Ok(None);
    }
    let (edges, own): (Vec<Field>, Vec<Field>) =
        fields::parse(Some(&asked), &[])?.into_iter().partition(|field| EDGES.contains(&field.name.as_str()));
    if edges.is_empty() {
        return Ok(None);
    }
    let own = if own.is_empty() { "id".to_owned() } else { fields::written(&own) };
    let at_edge = |edge: Field| {
        let inside = fields::written(&edge.fields);
        let modifiers = edge.modifiers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let asked: Vec<(&str, &str)> = modifiers.chain([("fields", inside.as_str())]).collect();
        let call = call.at(&[*node, &edge.name]).asking(&asked);
        (edge.name, call)
    };
    Ok(Some(Apart {
        node: call.asking(&[("fields", &own)]),
        edges: edges.into_iter().map(at_edge).collect(),
    }))
}
