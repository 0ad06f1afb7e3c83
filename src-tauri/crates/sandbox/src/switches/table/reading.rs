//! Conversations, messages, people and media as they are read.

use super::Switch;

pub(super) const SWITCHES: &[Switch] = &[
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
        positions: &["accepted", "rejected"],
        doc: "fields that are Messenger's in the documents and Instagram's too in the SDK's model (`unread_count`, `snippet`, a participant's `name`): answered, or error 100",
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
        positions: &["present", "absent"],
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
        name: "profile_no_match",
        positions: &["100/2534014", "9010"],
        doc: "the error for a person's id that the handle does not know",
        source: "5 [F:F14]",
    },
    Switch {
        name: "profile_without_name",
        positions: &["absent", "null"],
        doc: "the name of a person without one: absent, or null",
        source: "5",
    },
    Switch {
        name: "media_content_type",
        positions: &["right", "text_html"],
        doc: "pictures are served under their own type, or as text/html",
        source: "8",
    },
    Switch {
        name: "reread_renews",
        positions: &["yes", "no"],
        doc: "whether reading a message again gives new addresses for media whose old ones have expired",
        source: "8, 13.12",
    },
];
