//! What a person finds before they wrote anything: ice breakers and the persistent menu (Meta's pages of both logins on
//! `messenger_profile`). What comes of them are postbacks.

use axum::http::Method;
use serde_json::{Map, Value, json};

use super::caller::Seat;
use super::{Answer, Call, GraphError, fields};
use crate::world::World;

const ICE_BREAKERS: &str = "ice_breakers";
const MENU: &str = "persistent_menu";
/// Questions of one language at most.
const MOST_QUESTIONS: usize = 4;
/// Entries of one language's menu at most.
const MOST_ENTRIES: usize = 5;

/// `GET|POST|DELETE /{me|ig-id|page-id}/messenger_profile`. A Page has one on Messenger too, unless `platform` says
/// Instagram; the two are kept apart.
pub(super) fn serve(world: &mut World, seat: &Seat, method: &Method, call: &Call) -> Answer {
    let asked = call.param("platform").map(|platform| platform.to_lowercase());
    let messenger = seat.page.is_some() && asked.as_deref() != Some("instagram");
    let own = &mut world.handles[seat.handle];
    let profile = if messenger { &mut own.messenger_profile } else { &mut own.instagram_profile };
    match *method {
        Method::GET => Ok(read(profile, &names(call)?)),
        Method::POST => {
            let told: Vec<(&str, Value)> =
                [ICE_BREAKERS, MENU].into_iter().filter_map(|name| Some((name, call.value(name)?))).collect();
            if told.is_empty() {
                return Err(GraphError::parameter(
                    "Requires one of the params: ice_breakers, persistent_menu",
                ));
            }
            for (name, value) in &told {
                check(name, value)?;
            }
            profile.extend(told.into_iter().map(|(name, value)| (name.to_owned(), value)));
            Ok(json!({"result": "success"}))
        }
        Method::DELETE => {
            for name in names(call)? {
                profile.remove(&name);
            }
            Ok(json!({"result": "success"}))
        }
        _ => Err(GraphError::unsupported(method.as_str())),
    }
}

fn names(call: &Call) -> Result<Vec<String>, GraphError> {
    let asked =
        call.param("fields").ok_or_else(|| GraphError::parameter("The parameter fields is required"))?;
    let names: Vec<String> = fields::parse(Some(&asked), &[])?.into_iter().map(|field| field.name).collect();
    match names.iter().find(|name| ![ICE_BREAKERS, MENU].contains(&name.as_str())) {
        Some(odd) => Err(GraphError::parameter(format!("Param fields must not contain \"{odd}\""))),
        None => Ok(names),
    }
}

/// Ice breakers with languages, asked for alone, are the rows themselves; everything else is one row by name.
fn read(profile: &Map<String, Value>, names: &[String]) -> Value {
    let kept: Map<String, Value> =
        names.iter().filter_map(|name| Some((name.clone(), profile.get(name)?.clone()))).collect();
    match kept.get(ICE_BREAKERS) {
        None if kept.is_empty() => json!({"data": []}),
        Some(rows) if names.len() == 1 && has_languages(rows) => json!({ "data": rows }),
        _ => json!({ "data": [kept] }),
    }
}

fn has_languages(rows: &Value) -> bool {
    rows[0].get("call_to_actions").is_some()
}

fn check(name: &str, value: &Value) -> Result<(), GraphError> {
    let wrong = |words: &str| Err(GraphError::parameter(format!("Invalid parameter: {name}. {words}")));
    let Some(rows) = value.as_array().filter(|rows| !rows.is_empty()) else {
        return wrong("It must be a list that is not empty.");
    };
    // The older form of ice breakers has questions and no languages.
    let languages: Vec<&Value> = if name == ICE_BREAKERS && !has_languages(value) {
        vec![value]
    } else {
        if !rows.iter().any(|row| row["locale"] == "default") {
            return wrong("The locale default is required.");
        }
        rows.iter().map(|row| &row["call_to_actions"]).collect()
    };
    let most = if name == ICE_BREAKERS { MOST_QUESTIONS } else { MOST_ENTRIES };
    for entries in languages {
        let Some(entries) = entries.as_array().filter(|entries| (1..=most).contains(&entries.len())) else {
            return wrong(&format!("There must be one to {most} call_to_actions."));
        };
        let has = |entry: &Value, key: &str| entry[key].as_str().is_some_and(|text| !text.is_empty());
        let right = |entry: &Value| match name {
            ICE_BREAKERS => has(entry, "question") && has(entry, "payload"),
            _ => has(entry, "title") && (has(entry, "payload") || has(entry, "url")),
        };
        if !entries.iter().all(right) {
            return wrong("An entry is incomplete.");
        }
    }
    Ok(())
}
