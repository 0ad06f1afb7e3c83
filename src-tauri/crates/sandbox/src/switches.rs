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
    Switch {
        name: "recipient_unknown",
        positions: &["100/2534014", "100/2018001"],
        doc: "the error of a send to nobody the handle knows",
        source: "7 [F:F3]",
    },
    Switch {
        name: "blocked_refusal",
        positions: &["551", "551/1545041", "2"],
        doc: "the error of a send to somebody who blocked the handle",
        source: "7",
    },
    Switch {
        name: "messaging_type",
        positions: &["optional", "required_by_pages", "rejected_by_instagram"],
        doc: "whether a send must, may or must not say `messaging_type`",
        source: "4, 13.5",
    },
    Switch {
        name: "human_agent_alone",
        positions: &["accepted", "rejected"],
        doc: "whether HUMAN_AGENT is taken without `messaging_type`, as the collection prints it",
        source: "4",
    },
    Switch {
        name: "several_images",
        positions: &["accepted", "100/2534068", "2534068"],
        doc: "several images in one message: taken, or refused with the number as subcode or as code",
        source: "4, 7, 13.7",
    },
    Switch {
        name: "page_text_limit",
        positions: &["bytes", "characters"],
        doc: "the limit of a text with Facebook Login: 1000 bytes, or less than 1000 characters",
        source: "4",
    },
    Switch {
        name: "page_reactions",
        positions: &["love_only", "any"],
        doc: "which reactions Facebook Login takes: its page names `love` alone",
        source: "4",
    },
    Switch {
        name: "send_throttle",
        positions: &["buc", "613", "off"],
        doc: "beyond the send limits: 80002 or 80006 with a wait, 613, or no limit",
        source: "4 rate limits",
    },
    Switch {
        name: "app_usage_header",
        positions: &["when_alone", "always"],
        doc: "X-App-Usage only where no business usage applies, or always",
        source: "4 rate limits",
    },
    Switch {
        name: "not_owner",
        positions: &["100/2534037", "100/2018300", "2018300"],
        doc: "the error of a send to a thread that another app controls",
        source: "7",
    },
    Switch {
        name: "standard_access",
        positions: &["everybody", "role_holders"],
        doc: "whether an app with Standard Access sees and answers people without a role in it",
        source: "11, 13.1",
    },
    Switch {
        name: "large_creators",
        positions: &["taken", "refused"],
        doc: "whether creators with 500,000 followers and more are refused with 36103",
        source: "10, 13.14",
    },
    Switch {
        name: "declined_permission",
        positions: &["declined", "absent"],
        doc: "a permission that was not granted: listed as declined by `/me/permissions`, or left out",
        source: "1.2",
    },
    Switch {
        name: "profile_without_name",
        positions: &["absent", "null"],
        doc: "the name of a person without one: absent, or null",
        source: "5",
    },
    Switch {
        name: "api_version_header",
        positions: &["present", "absent"],
        doc: "whether answers carry `facebook-api-version`",
        source: "9",
    },
    Switch {
        name: "webhook_escapes",
        positions: &["unicode", "unicode_and_slash", "unicode_slash_and_less"],
        doc: "what a webhook body escapes before it is signed: beyond ASCII only, `/` as well, `<` as well",
        source: "6.3 [F:F17]",
    },
    Switch {
        name: "entry_id_of_page",
        positions: &["ig_id", "page_id"],
        doc: "the entry's id for a handle that is linked to a Page: the handle's, or the Page's as in one sample",
        source: "6.5",
    },
    Switch {
        name: "webhook_secret",
        positions: &["meta", "instagram"],
        doc: "which app secret signs webhooks and signed requests",
        source: "6.3, 13.2",
    },
    Switch {
        name: "webhook_sha1",
        positions: &["absent", "present"],
        doc: "whether deliveries carry the older X-Hub-Signature as well",
        source: "6.3",
    },
    Switch {
        name: "webhook_retry",
        positions: &["36h", "1h_then_unsubscribed"],
        doc: "how long a failed delivery is tried again, and whether its failure ends the subscription",
        source: "6.4, 13.3",
    },
    Switch {
        name: "webhook_wrapping",
        positions: &["object", "array"],
        doc: "a body is one envelope, or an array of it as in some samples",
        source: "6.5",
    },
    Switch {
        name: "webhook_values",
        positions: &["included", "left_out"],
        doc: "\"Include values\" of the dashboard: without it only `changed_fields` arrive",
        source: "6.5",
    },
    Switch {
        name: "message_entry",
        positions: &["messaging", "changes"],
        doc: "messages stand in `messaging`, or in `changes` with their field",
        source: "6.5 [F:F19]",
    },
    Switch {
        name: "comment_entry",
        positions: &["changes", "direct"],
        doc: "a comment stands in `changes`, or as `field` and `value` of the entry",
        source: "6.5",
    },
    Switch {
        name: "comment_id_key",
        positions: &["id", "comment_id"],
        doc: "the key of a comment's id: Instagram Login's, or Facebook Login's",
        source: "6.6",
    },
    Switch {
        name: "echo_field",
        positions: &["message_echoes", "messages"],
        doc: "the field that an app must choose to get echoes",
        source: "6.1, 13.4",
    },
    Switch {
        name: "echo_app_id",
        positions: &["absent", "present"],
        doc: "whether echoes say which app sent them",
        source: "6.6, 13.4",
    },
    Switch {
        name: "sticker_webhook",
        positions: &["image", "image_and_sticker", "sticker", "none"],
        doc: "a sticker's webhook: type `image`, both types, `sticker`, or no webhook at all",
        source: "6.6, 12",
    },
    Switch {
        name: "post_share",
        positions: &["ig_post", "share_and_ig_post", "share"],
        doc: "a shared post's webhook: `ig_post`, both types for one post, or `share` alone",
        source: "6.6",
    },
    Switch {
        name: "ig_post_id",
        positions: &["ig_post_media_id", "id"],
        doc: "the key of a shared post's id",
        source: "6.6",
    },
    Switch {
        name: "link_sticker",
        positions: &["present", "absent"],
        doc: "whether a story reply tells where the story's link sticker leads",
        source: "6.6",
    },
    Switch {
        name: "ad_id_type",
        positions: &["text", "number"],
        doc: "an advert's id in quotes or without",
        source: "6.6",
    },
    Switch {
        name: "handover_app_ids",
        positions: &["text", "number"],
        doc: "app ids of thread control in quotes or without",
        source: "6.6",
    },
    Switch {
        name: "unreact_webhook",
        positions: &["sent", "lost"],
        doc: "whether a reaction that was taken back is told",
        source: "6.6 [F:F2]",
    },
    Switch {
        name: "num_edit_type",
        positions: &["number", "text"],
        doc: "the count of edits as a number, or as text like the documented placeholder",
        source: "6.6",
    },
    Switch {
        name: "edit_zero",
        positions: &["absent", "sent"],
        doc: "whether each new message is followed by an edit number 0 without text or people",
        source: "6.6 [F:F22]",
    },
    Switch {
        name: "unsend_webhook",
        positions: &["persons_side", "both_sides"],
        doc: "whether an unsend of the business's own message is told",
        source: "13.16",
    },
    Switch {
        name: "signed_request_user",
        positions: &["app_scoped", "ig_id"],
        doc: "the id in a deauthorize or data-deletion request",
        source: "1.6",
    },
    Switch {
        name: "media_content_type",
        positions: &["right", "text_html"],
        doc: "pictures are served under their own type, or as text/html",
        source: "8",
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
