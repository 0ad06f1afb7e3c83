//! The app's own webhook subscription, which is otherwise made in the dashboard: the callback and the fields of all
//! accounts (Graph's page on the `subscriptions` edge of an app).

use axum::http::Method;
use serde_json::{Value, json};

use super::{Answer, Call, GraphError, fields};
use crate::sandbox::Sandbox;
use crate::webhook::fields::KNOWN;
use crate::world::World;

/// `GET|POST|DELETE /{app-id}/subscriptions`, with the app's token; none for any other call.
pub(super) async fn serve(sandbox: &Sandbox, call: &Call) -> Option<Answer> {
    let by_app = |world: &mut World| {
        let app = &world.registry.app;
        let token = format!("{}|{}", app.id, app.secret);
        match call.segments().as_slice() {
            [id, "subscriptions"] if *id == app.id => Some(call.token.as_deref() == Some(token.as_str())),
            _ => None,
        }
    };
    if !sandbox.with(by_app)? {
        let words = "This method must be called with an app access_token.";
        return Some(Err(GraphError::new(15, None, words)));
    }
    Some(match call.method {
        Method::GET => Ok(sandbox.with(|world| shown(world))),
        Method::POST => subscribe(sandbox, call).await,
        Method::DELETE => {
            sandbox.with(|world| world.hooks.forget_callback());
            Ok(json!({"success": true}))
        }
        _ => Err(GraphError::unsupported(call.method.as_str())),
    })
}

async fn subscribe(sandbox: &Sandbox, call: &Call) -> Answer {
    if call.param("object").as_deref() != Some("instagram") {
        return Err(GraphError::parameter("Param object must be one of {INSTAGRAM}"));
    }
    let needed = |name: &str| {
        let given = call.param(name).filter(|text| !text.is_empty());
        given.ok_or_else(|| GraphError::parameter(format!("The parameter {name} is required")))
    };
    let (callback, verify) = (needed("callback_url")?, needed("verify_token")?);
    let chosen = call.param("fields").map(|text| fields::parse(Some(&text), &[])).transpose()?;
    for (index, field) in chosen.iter().flatten().enumerate() {
        if !KNOWN.contains(&field.name.as_str()) {
            return Err(GraphError::parameter(format!(
                "Param fields[{index}] must be one of {{{}}} - got \"{}\".",
                KNOWN.join(", ").to_uppercase(),
                field.name
            )));
        }
    }
    if let Err(why) = sandbox.send_webhooks(&callback, &verify).await {
        let words = format!("Callback verification failed with the following errors: {why}");
        return Err(GraphError::new(2200, None, words));
    }
    let chosen = chosen.map(|fields| fields.into_iter().map(|field| field.name).collect());
    sandbox.with(|world| world.hooks.manners.fields = chosen);
    Ok(json!({"success": true}))
}

fn shown(world: &World) -> Value {
    let Some(callback) = &world.hooks.callback else { return json!({"data": []}) };
    let fields: Vec<Value> = world
        .hooks
        .manners
        .fields
        .iter()
        .flatten()
        .map(|name| json!({"name": name, "version": "v26.0"}))
        .collect();
    json!({"data": [{"object": "instagram", "callback_url": callback, "active": true, "fields": fields}]})
}
