//! Graph's errors (reference, section 7). The numbers are Meta's; the words are plausible.

use serde_json::{Value, json};

use crate::switches::Switches;

/// Odd ways to write an error that were seen or may come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Twist {
    /// As documented.
    #[default]
    None,
    /// Codes are text.
    StringCodes,
    /// The subcode's number stands in the code, and there is no subcode.
    SubcodeAsCode,
    /// The code's number stands in the subcode of a 100.
    CodeAsSubcode,
    /// Only `message`, `type` and `code`.
    Bare,
}

/// An error that Graph answers.
#[derive(Debug, Clone)]
pub(crate) struct GraphError {
    pub(crate) code: i64,
    pub(crate) subcode: Option<i64>,
    pub(crate) message: String,
    kind: &'static str,
    transient: bool,
    title: Option<&'static str>,
    /// The shape of api.instagram.com instead of Graph's (reference, section 1.1).
    of_the_other_host: bool,
    /// How a fault rule wants the body to be written.
    pub(crate) twist: Twist,
    /// A status that a fault rule asked for.
    pub(crate) status: Option<u16>,
    /// The waiting time for the usage header.
    pub(crate) regain_minutes: Option<i64>,
}

impl GraphError {
    /// An error of any number, for fault rules.
    pub(crate) fn new(code: i64, subcode: Option<i64>, message: impl Into<String>) -> Self {
        Self {
            code,
            subcode,
            message: format!("(#{code}) {}", message.into()),
            kind: "OAuthException",
            transient: matches!(code, 1 | 2 | 4 | 17 | 32 | 613 | 80001 | 80002 | 80006),
            title: None,
            of_the_other_host: false,
            twist: Twist::None,
            status: None,
            regain_minutes: None,
        }
    }

    fn titled(mut self, title: &'static str) -> Self {
        self.title = Some(title);
        self
    }

    /// 100: a bad parameter.
    pub(crate) fn parameter(message: impl Into<String>) -> Self {
        Self::new(100, None, message)
    }

    /// 100: a field that the node does not have; it fails the whole call.
    pub(crate) fn unknown_field(field: &str, node: &str) -> Self {
        Self::parameter(format!("Tried accessing nonexisting field ({field}) on node type ({node})"))
    }

    /// 2500: the `fields` expression cannot be parsed.
    pub(crate) fn syntax(at: usize) -> Self {
        Self::new(2500, None, format!("Syntax error in the `fields` expression at character {at}."))
    }

    /// 100/33: no such object, or not yours.
    pub(crate) fn no_object(id: &str) -> Self {
        let id: String = id.chars().take(60).collect();
        let mut error = Self::new(
            100,
            Some(33),
            format!(
                "Unsupported request. Object with ID '{id}' does not exist, cannot be loaded due to missing \
                 permissions, or does not support this operation."
            ),
        );
        error.kind = "GraphMethodException";
        error
    }

    /// 100/33: the operation does not exist.
    pub(crate) fn unsupported(method: &str) -> Self {
        let mut error = Self::new(100, Some(33), format!("Unsupported {} request.", method.to_lowercase()));
        error.kind = "GraphMethodException";
        error
    }

    /// 190: the token opens nothing.
    pub(crate) fn token(subcode: Option<i64>) -> Self {
        let message = match subcode {
            Some(463) => "Error validating access token: Session has expired. Please log in again.",
            Some(460) => {
                "Error validating access token: The session has been invalidated because the user changed \
                 their password or Instagram has changed the session for security reasons."
            }
            Some(458) => "Error validating access token: The user has not authorized application.",
            Some(467) => "Error validating access token: This may be because the user logged out.",
            Some(_) => "Error validating access token.",
            None => "Invalid OAuth access token - Cannot parse access token",
        };
        let mut error = Self::new(190, subcode, "");
        message.clone_into(&mut error.message);
        error
    }

    /// 200/2534041: the owner disallowed access to messages.
    pub(crate) fn access_off() -> Self {
        Self::new(
            200,
            Some(2_534_041),
            "The owner of the account has disabled access to Instagram Direct messages.",
        )
        .titled("Access to messages is off")
    }

    /// An error of api.instagram.com, where codes are exchanged.
    pub(crate) fn of_the_other_host(message: &str) -> Self {
        let mut error = Self::new(400, None, "");
        message.clone_into(&mut error.message);
        error.of_the_other_host = true;
        error.status = Some(400);
        error
    }

    /// The same error as api.instagram.com words it.
    pub(crate) fn at_the_other_host(self) -> Self {
        if self.of_the_other_host {
            return self;
        }
        let bare = self.message.split_once(") ").map_or(&*self.message, |(_, words)| words);
        Self::of_the_other_host(bare)
    }

    /// The token was not granted what this needs: 10, or 200 by switch.
    pub(crate) fn permission(switches: &Switches) -> Self {
        if switches.is("missing_permission", "200") {
            Self::new(200, None, "Permissions error")
        } else {
            Self::new(10, None, "Application does not have permission for this action")
        }
    }

    /// A number of which it is open whether it is a code, or a subcode of 100: the switch tells.
    pub(crate) fn placed(switches: &Switches, switch: &str, number: i64, message: &str) -> Self {
        if switches.is(switch, "subcode") {
            Self::new(100, Some(number), message)
        } else {
            Self::new(number, None, message)
        }
    }

    /// Says whether it claims to be transient.
    pub(crate) fn claiming(mut self, transient: Option<bool>) -> Self {
        self.transient = transient.unwrap_or(self.transient);
        self
    }

    /// 10/2534022: outside the message window.
    pub(crate) fn outside_window() -> Self {
        Self::new(10, Some(2_534_022), "This message is sent outside of allowed window.")
            .titled("Message not sent")
    }

    /// 9000001: deleted, or not among the newest 20.
    pub(crate) fn details_gone(switches: &Switches) -> Self {
        let message = "The message has been deleted by the user or the business.";
        Self::placed(switches, "details_gone_place", 9_000_001, message)
    }

    /// A throttle that tells how long to wait.
    pub(crate) fn throttle(code: i64, minutes: Option<i64>) -> Self {
        let message = match code {
            613 => "Calls to this api have exceeded the rate limit.",
            80002 => "There have been too many calls to this Instagram account. Wait a bit and try again.",
            4 => "Application request limit reached",
            17 => "User request limit reached",
            _ => "Too many calls.",
        };
        let mut error = Self::new(code, None, message);
        error.regain_minutes = minutes;
        error
    }

    /// The HTTP status: undocumented per code, so a matter of plausibility and of a switch.
    pub(crate) fn http_status(&self, switches: &Switches) -> u16 {
        if let Some(status) = self.status {
            return status;
        }
        match switches.get("error_http_status") {
            "ok_200" => 200,
            "always_400" => 400,
            _ => match self.code {
                190 | 102 => 401,
                10 | 200..=299 | 368 | 551 | 4 | 17 | 32 | 341 | 613 | 80001 | 80002 | 80006 => 403,
                1 | 2 | -1 | -2 => 500,
                _ => 400,
            },
        }
    }

    /// Meta's error envelope.
    pub(crate) fn body(&self, fbtrace: &str) -> Value {
        if self.of_the_other_host {
            return json!({"error_type": self.kind, "code": self.code, "error_message": self.message});
        }
        let mut error = json!({
            "message": self.message,
            "type": self.kind,
            "code": self.code,
            "fbtrace_id": fbtrace,
        });
        if let Some(subcode) = self.subcode {
            error["error_subcode"] = subcode.into();
        }
        if self.transient {
            error["is_transient"] = true.into();
        }
        if let Some(title) = self.title {
            error["error_user_title"] = title.into();
            error["error_user_msg"] = self.message.split_once(") ").map_or(&*self.message, |(_, m)| m).into();
        }
        match (self.twist, self.subcode) {
            (Twist::None, _) | (Twist::SubcodeAsCode, None) => {}
            (Twist::StringCodes, _) => {
                error["code"] = self.code.to_string().into();
                if let Some(subcode) = self.subcode {
                    error["error_subcode"] = subcode.to_string().into();
                }
            }
            (Twist::SubcodeAsCode, Some(subcode)) => {
                error["code"] = subcode.into();
                without(&mut error, &["error_subcode"]);
            }
            (Twist::CodeAsSubcode, _) => {
                error["error_subcode"] = self.code.into();
                error["code"] = 100.into();
            }
            (Twist::Bare, _) => {
                without(
                    &mut error,
                    &["error_subcode", "fbtrace_id", "is_transient", "error_user_title", "error_user_msg"],
                );
            }
        }
        json!({ "error": error })
    }
}

fn without(error: &mut Value, keys: &[&str]) {
    if let Some(error) = error.as_object_mut() {
        keys.iter().for_each(|key| drop(error.remove(*key)));
    }
}
