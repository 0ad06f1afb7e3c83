//! One table of everything about the platform that is only reported from the field, or that Meta's own pages
//! leave open. The default follows the documentation; each other position can be chosen to try a client
//! both ways. `handrail-sandbox switches` prints this table.

use std::collections::BTreeMap;

/// One open question about the platform and the answers it may have.
#[derive(Debug, Clone, Copy, serde::Serialize)]
pub struct Switch {
    /// The name used in `POST /_control/switches`.
    pub name: &'static str,
    /// The answers that are built; the first is the default.
    pub positions: &'static [&'static str],
    /// What it decides.
    pub doc: &'static str,
    /// Where the reference says so.
    pub source: &'static str,
}

/// Every switch. A switch is listed only if turning it changes what the sandbox answers.
pub const SWITCHES: &[Switch] = &[
    Switch {
        name: "me_envelope",
        positions: &["flat", "data"],
        doc: "`/me` answers flat, or wrapped in {\"data\":[..]} as the get-started page prints it",
        source: "2.1, 16.7",
    },
    Switch {
        name: "account_type_case",
        positions: &["documented", "capitals"],
        doc: "`Business`/`Media_Creator`, or `BUSINESS`/`MEDIA_CREATOR` as seen in the field",
        source: "2.1",
    },
    Switch {
        name: "error_http_status",
        positions: &["plausible", "always_400", "ok_200"],
        doc: "the HTTP status of an error body; no page documents one per code",
        source: "7, 16.8",
    },
    Switch {
        name: "access_off",
        positions: &["error", "empty"],
        doc: "conversations of a handle whose owner disallowed access: 200/2534041, or HTTP 200 with an empty list",
        source: "2.3, 13.6",
    },
    Switch {
        name: "details_gone_place",
        positions: &["code", "subcode"],
        doc: "9000001 stands in `code`, or in `error_subcode` of code 100",
        source: "3 limits, 13.7",
    },
    Switch {
        name: "beyond_newest_20",
        positions: &["id_only", "id_and_time", "error"],
        doc: "rows of an expansion beyond the 20 newest: only ids, ids with times, or the whole call fails",
        source: "3",
    },
    Switch {
        name: "newest_20_counts_unsent",
        positions: &["no", "yes"],
        doc: "whether unsent messages take up places among the 20 newest",
        source: "13.12",
    },
    Switch {
        name: "unsent_in_list",
        positions: &["absent", "id_only"],
        doc: "whether an unsent message is still listed by id",
        source: "3, 13.12",
    },
    Switch {
        name: "shares_on_read",
        positions: &["link", "empty"],
        doc: "shared posts and reels on the read path: their link (if asked for), or nothing at all",
        source: "3 limits [F:F2]",
    },
    Switch {
        name: "reactions_shape",
        positions: &["data", "bare"],
        doc: "`reactions` wrapped in {\"data\":[..]} (the table) or a bare list (the sample)",
        source: "3",
    },
    Switch {
        name: "is_unsupported",
        positions: &["when_true", "always"],
        doc: "`is_unsupported` only when true (reference), or with an explicit false (Postman)",
        source: "3",
    },
    Switch {
        name: "reply_to_on_read",
        positions: &["present", "absent"],
        doc: "whether messages of Instagram Login carry `reply_to` on the read path",
        source: "3",
    },
    Switch {
        name: "reply_to_on_send",
        positions: &["accepted", "rejected"],
        doc: "whether a send of Instagram Login may carry `reply_to`",
        source: "4, 13.5",
    },
    Switch {
        name: "upload_of_files",
        positions: &["accepted", "rejected"],
        doc: "whether an upload may be a file (multipart), or only an address",
        source: "4, 13.5",
    },
    Switch {
        name: "reaction_opens_window",
        positions: &["yes", "no"],
        doc: "a person's reaction opens the message window (policy page), or not",
        source: "4 windows [R:R3]",
    },
    Switch {
        name: "human_agent_refusal",
        positions: &["10", "10/2534022"],
        doc: "the error for HUMAN_AGENT when the feature is not approved",
        source: "4, 13.8",
    },
    Switch {
        name: "folder_parameter",
        positions: &["ignored", "rejected"],
        doc: "`folder` on the conversations list",
        source: "3, 13.13",
    },
    Switch {
        name: "updated_after_ms",
        positions: &["ignored", "honoured"],
        doc: "`updated_after_ms` and `updated_before_ms` on the conversations list",
        source: "16.3",
    },
    Switch {
        name: "thread_model_fields",
        positions: &["rejected", "accepted"],
        doc: "`unread_count` and `can_reply` of a conversation: error 100, or answered as in the SDK's model",
        source: "3, 16.5",
    },
    Switch {
        name: "page_size_default",
        positions: &["25", "10", "50"],
        doc: "rows of a page when no `limit` is given",
        source: "3, 13.11",
    },
    Switch {
        name: "page_size_max",
        positions: &["100", "25", "50"],
        doc: "the largest page; a greater `limit` is cut to it",
        source: "3, 13.11",
    },
    Switch {
        name: "paging_before",
        positions: &["absent", "present"],
        doc: "whether pages carry a `before` cursor and a `previous` address",
        source: "3",
    },
    Switch {
        name: "paging_next_token",
        positions: &["absent", "present"],
        doc: "whether the ready-made `paging.next` address carries the access token",
        source: "14",
    },
    Switch {
        name: "conversations_throttle",
        positions: &["80002", "613", "off"],
        doc: "beyond 2 calls a second: 80002 with a wait of one minute in the usage header, 613 until the rate falls, or no limit",
        source: "3, 4 rate limits",
    },
    Switch {
        name: "usage_header",
        positions: &["present", "absent"],
        doc: "whether answers carry X-Business-Use-Case-Usage; it is not always present",
        source: "4 rate limits",
    },
    Switch {
        name: "profile_no_match",
        positions: &["100/2534014", "9010"],
        doc: "the error for a person's id that the handle does not know",
        source: "5 [F:F14]",
    },
    Switch {
        name: "token_after_refresh",
        positions: &["old_lives", "old_dies"],
        doc: "whether the old token still works after a refresh",
        source: "1.1, 14",
    },
    Switch {
        name: "refresh_permissions",
        positions: &["absent", "present"],
        doc: "whether the refresh answer lists `permissions`",
        source: "16.6",
    },
    Switch {
        name: "subscribe_message_echoes",
        positions: &["accepted", "rejected"],
        doc: "whether `message_echoes` may be subscribed to with Instagram Login",
        source: "6.1, 16.2",
    },
    Switch {
        name: "subscribed_apps_row",
        positions: &["app_id", "id_name_link"],
        doc: "the shape of a row of `subscribed_apps`",
        source: "6.1, 16.6",
    },
    Switch {
        name: "loopback_redirect",
        positions: &["accepted", "refused"],
        doc: "whether a login may redirect to a loopback address",
        source: "1.1, 1.2 [F:F8], 13.10",
    },
    Switch {
        name: "state_on_denial",
        positions: &["present", "absent"],
        doc: "whether `state` comes back when the person says no",
        source: "1.1",
    },
    Switch {
        name: "exchange_envelope",
        positions: &["data", "flat"],
        doc: "the code exchange of Instagram Login: wrapped in {\"data\":[..]} as documented, or flat as seen",
        source: "1.1 [F:F5], 13.9",
    },
    Switch {
        name: "exchange_user_id",
        positions: &["string", "integer"],
        doc: "`user_id` of the code exchange as text, or as a bare integer beyond 2^53",
        source: "1.1 [F:F5]",
    },
    Switch {
        name: "exchange_permissions",
        positions: &["comma", "array"],
        doc: "`permissions` of the code exchange as text with commas, or as a list",
        source: "1.1 [F:F5]",
    },
    Switch {
        name: "page_login_code_token",
        positions: &["long", "short"],
        doc: "how long the user token of Facebook Login's code exchange lives: 60 days, or one hour",
        source: "1.2",
    },
    Switch {
        name: "debug_token_instagram",
        positions: &["invalid", "described"],
        doc: "whether debug_token describes a token of Instagram Login",
        source: "1.2",
    },
    Switch {
        name: "proof_error",
        positions: &["100", "104"],
        doc: "the error for an absent or wrong appsecret_proof",
        source: "1.3",
    },
    Switch {
        name: "refresh_too_young",
        positions: &["100", "190", "10"],
        doc: "the error for refreshing a token that is not 24 hours old",
        source: "1.1",
    },
    Switch {
        name: "missing_permission",
        positions: &["10", "200"],
        doc: "the error when a scope or a Page task is missing",
        source: "1.5, 7",
    },
    Switch {
        name: "not_eligible_place",
        positions: &["code", "subcode"],
        doc: "36103 stands in `code`, or in `error_subcode` of code 100",
        source: "7, 13.7",
    },
    Switch {
        name: "account_type_on_page_login",
        positions: &["absent", "present"],
        doc: "whether the Instagram node of Facebook Login has `account_type`",
        source: "2.2",
    },
    Switch {
        name: "feature_status",
        positions: &["absent", "present"],
        doc: "whether `business_messaging_feature_status` answers, or is no edge at all",
        source: "16.4",
    },
];

/// The positions in force.
#[derive(Debug, Clone, Default)]
pub(crate) struct Switches(BTreeMap<&'static str, &'static str>);

impl Switches {
    /// The position of a switch; its default when it was never turned.
    pub(crate) fn get(&self, name: &str) -> &'static str {
        self.0.get(name).copied().unwrap_or_else(|| {
            SWITCHES.iter().find(|s| s.name == name).and_then(|s| s.positions.first()).copied().unwrap_or("")
        })
    }

    /// Whether a switch stands at this position.
    pub(crate) fn is(&self, name: &str, position: &str) -> bool {
        self.get(name) == position
    }

    /// The position read as a number.
    pub(crate) fn number(&self, name: &str) -> usize {
        self.get(name).parse().unwrap_or(0)
    }

    /// Turns a switch; says what is wrong when there is no such switch or position.
    pub(crate) fn set(&mut self, name: &str, position: &str) -> Result<(), String> {
        let Some(switch) = SWITCHES.iter().find(|s| s.name == name) else {
            return Err(format!("no switch `{name}`"));
        };
        let Some(position) = switch.positions.iter().find(|p| **p == position) else {
            return Err(format!("switch `{name}` has the positions {}", switch.positions.join(", ")));
        };
        self.0.insert(switch.name, position);
        Ok(())
    }

    /// Every switch with its position.
    pub(crate) fn all(&self) -> BTreeMap<&'static str, &'static str> {
        SWITCHES.iter().map(|s| (s.name, self.get(s.name))).collect()
    }
}
