//! The error object of an answer (instagram-platform, section 7).

use serde_json::Value;

use super::{ApiError, table, words};
use crate::reply::ServerTime;
use crate::usage::Usage;
use crate::wire::json::Node;

impl ApiError {
    /// Reads the error of an answer, whatever its status: an error inside a 200 is an error. `None` when there is none.
    ///
    /// Besides Graph's `{"error":{..}}` this takes the flat form of the login host
    /// (`error_type`, `code`, `error_message`; section 1.1).
    pub(crate) fn read(
        answer: &Value,
        status: u16,
        usage: Usage,
        server_time: Option<ServerTime>,
    ) -> Option<Box<Self>> {
        let flat = answer.field("error_type").or_else(|| answer.field("error_message")).map(|_| answer);
        let error = answer.error().or(flat)?;
        let (code, subcode) = (error.number("code"), error.number("error_subcode"));
        let message =
            error.text("message").or_else(|| error.text("error_message")).or_else(|| error.as_str());
        let message = message.unwrap_or_default();
        Some(Box::new(Self {
            kind: words::kind(table::kind(code, subcode), subcode, message),
            code,
            subcode,
            message: message.to_owned(),
            user_title: error.owned("error_user_title"),
            user_msg: error.owned("error_user_msg"),
            fbtrace_id: error.owned("fbtrace_id").filter(|id| is_trace(id)),
            transient: error.flag("is_transient").unwrap_or(false),
            status,
            usage,
            server_time,
        }))
    }

    /// Whether the call failed because it asked for a field that Instagram does not know here. 100 is any parameter's, and
    /// no subcode tells this one (instagram-platform, section 7); the words do, as they were seen.
    pub(crate) fn names_a_field(&self) -> bool {
        let says = |words: &&str| self.message.to_ascii_lowercase().contains(words);
        self.code == Some(100) && self.subcode.is_none() && UNKNOWN_FIELD.iter().any(says)
    }
}

/// Graph's words for a field that a node does not have: today's, of the edges of the ads, and those of older versions.
const UNKNOWN_FIELD: [&str; 3] = ["nonexisting field", "is not valid for fields param", "unknown fields:"];

/// A trace id is letters and digits. Whatever else stands in its place is not printed with the error.
fn is_trace(id: &str) -> bool {
    id.len() <= 64 && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::error::ApiErrorKind;

    fn read(value: &Value) -> Option<Box<ApiError>> {
        ApiError::read(value, 200, Usage::default(), None)
    }

    #[test]
    fn the_documented_shape() {
        let body = json!({"error": {"message": "(#10) outside", "type": "OAuthException", "code": 10,
            "error_subcode": 2_534_022, "is_transient": false, "error_user_title": "Too late",
            "error_user_msg": "You cannot reply any more.", "fbtrace_id": "AbC123"}});
        let error = read(&body).expect("error");
        assert_eq!(error.kind, ApiErrorKind::WindowClosed);
        assert_eq!((error.code, error.subcode), (Some(10), Some(2_534_022)));
        assert_eq!(error.fbtrace_id.as_deref(), Some("AbC123"));
        assert_eq!(error.user_msg.as_deref(), Some("You cannot reply any more."));
    }

    #[test]
    fn other_shapes_are_errors_too() {
        let kind = |value: Value| read(&value).map(|error| error.kind);
        assert_eq!(
            kind(json!({"error": {"code": "190", "error_subcode": "463"}})),
            Some(ApiErrorKind::TokenExpired)
        );
        assert_eq!(kind(json!({"error": "gone"})), Some(ApiErrorKind::Unlisted));
        assert_eq!(kind(json!({"error": {}})), Some(ApiErrorKind::Unlisted));
        let login = json!({"error_type": "OAuthException", "code": 400, "error_message": "used"});
        assert_eq!(kind(login), Some(ApiErrorKind::Unlisted));
        assert_eq!(kind(json!({"data": [], "error": null})), None);
        assert_eq!(kind(json!({"data": [], "error": false})), None);
        assert_eq!(kind(json!([])), None);
    }

    #[test]
    fn a_field_that_is_not_known_is_told_by_words_alone() {
        let names = |code: i64, subcode: Option<i64>, message: &str| {
            let body = json!({"error": {"message": message, "code": code, "error_subcode": subcode}});
            read(&body).expect("error").names_a_field()
        };
        for message in [
            "(#100) Tried accessing nonexisting field (reactions) on node type (IGMessage)",
            "(#100) reply_to is not valid for fields param. please check the documentation",
            "(#100) Unknown fields: reply_to.",
        ] {
            assert!(names(100, None, message), "{message}");
            assert!(!names(2500, None, message) && !names(100, Some(33), message), "{message}");
        }
        for message in [
            "(#100) Invalid parameter",
            "(#100) The field after must be a cursor",
            "Unsupported get request. Object with ID 'field' does not exist",
        ] {
            assert!(!names(100, None, message), "{message}");
        }
    }

    #[test]
    fn nothing_that_instagram_wrote_is_printed() {
        let body = json!({"error": {"message": "Malformed access token IGAAsecret", "code": 190,
            "error_user_msg": "Hello Mira", "fbtrace_id": "for Mira"}});
        let error = read(&body).expect("error");
        let printed = format!("{error:?} {error}");
        assert!(!printed.contains("IGAA") && !printed.contains("Mira"), "{printed}");
        assert!(printed.contains("190"));
    }
}
