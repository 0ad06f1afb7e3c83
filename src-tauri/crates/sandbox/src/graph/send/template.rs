//! Quick replies and templates, with their limits (reference, section 4).

use serde_json::Value;

use super::content::invalid;
use crate::graph::GraphError;

const MAX_QUICK_REPLIES: usize = 13;
const MAX_ELEMENTS: usize = 10;
const MAX_BUTTONS: usize = 3;
/// Characters of a title and of a subtitle.
const MAX_TITLE: usize = 80;
/// Characters of a button template's text.
const MAX_BUTTON_TEXT: usize = 640;

/// Up to 13; a title past 20 characters is cut, not refused.
pub(super) fn check_quick_replies(asked: &Value) -> Result<(), GraphError> {
    let rows = asked.as_array().ok_or_else(|| invalid("quick_replies is no list"))?;
    if rows.is_empty() || rows.len() > MAX_QUICK_REPLIES {
        return Err(invalid("quick_replies has 1 to 13 rows"));
    }
    for row in rows {
        match row["content_type"].as_str().unwrap_or_default().to_lowercase().as_str() {
            "text" if filled(&row["title"]) && filled(&row["payload"]) => {}
            "user_phone_number" | "user_email" => {}
            _ => return Err(invalid("a quick reply has a title and a payload")),
        }
    }
    Ok(())
}

/// The title under which a template is kept.
pub(super) fn check(payload: &Value) -> Result<String, GraphError> {
    match payload["template_type"].as_str().unwrap_or_default().to_lowercase().as_str() {
        "generic" => generic(payload),
        "button" => {
            let text = payload["text"].as_str().unwrap_or_default();
            if text.is_empty() || text.chars().count() > MAX_BUTTON_TEXT {
                return Err(invalid("a button template has a text of 1 to 640 characters"));
            }
            match buttons(&payload["buttons"])? {
                0 => Err(invalid("a button template has 1 to 3 buttons")),
                _ => Ok(text.to_owned()),
            }
        }
        _ => Err(invalid("the template_type")),
    }
}

fn generic(payload: &Value) -> Result<String, GraphError> {
    let elements = payload["elements"].as_array().map(Vec::as_slice).unwrap_or_default();
    if elements.is_empty() || elements.len() > MAX_ELEMENTS {
        return Err(invalid("a generic template has 1 to 10 elements"));
    }
    for element in elements {
        let title = element["title"].as_str().unwrap_or_default();
        let subtitle = element["subtitle"].as_str().unwrap_or_default();
        if title.is_empty() || title.chars().count() > MAX_TITLE || subtitle.chars().count() > MAX_TITLE {
            return Err(invalid("title and subtitle have up to 80 characters"));
        }
        let buttons = buttons(&element["buttons"])?;
        let more = ["image_url", "default_action"].iter().any(|key| !element[*key].is_null());
        if subtitle.is_empty() && buttons == 0 && !more {
            return Err(invalid("an element has more than its title"));
        }
    }
    Ok(elements.first().and_then(|e| e["title"].as_str()).unwrap_or_default().to_owned())
}

/// How many buttons there are, if all are in order.
fn buttons(asked: &Value) -> Result<usize, GraphError> {
    let rows = match asked {
        Value::Null => return Ok(0),
        Value::Array(rows) if rows.len() <= MAX_BUTTONS => rows,
        _ => return Err(invalid("up to 3 buttons")),
    };
    for button in rows {
        let whole = match button["type"].as_str().unwrap_or_default().to_lowercase().as_str() {
            "web_url" => filled(&button["url"]),
            "postback" => filled(&button["payload"]),
            _ => false,
        };
        if !whole || !filled(&button["title"]) {
            return Err(invalid("a button has a type, a title and what it does"));
        }
    }
    Ok(rows.len())
}

fn filled(value: &Value) -> bool {
    value.as_str().is_some_and(|text| !text.is_empty())
}
