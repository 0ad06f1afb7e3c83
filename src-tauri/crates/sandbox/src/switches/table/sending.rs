//! Sends and uploads.

use super::Switch;

pub(super) const SWITCHES: &[Switch] = &[
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
        name: "upload_edge",
        positions: &["both", "message_attachments", "messageattachments"],
        doc: "where Instagram Login uploads: the page's edge, the model's, or either",
        source: "4, 16.1",
    },
    Switch {
        name: "reaction_opens_window",
        positions: &["yes", "no"],
        doc: "a person's reaction opens the message window (policy page), or not",
        source: "4 windows [R:R3]",
    },
    Switch {
        name: "referral_opens_window",
        positions: &["yes", "no"],
        doc: "an ig.me link into a thread opens the message window (policy page), or not",
        source: "4 windows [R:R3]",
    },
    Switch {
        name: "human_agent_refusal",
        positions: &["10", "10/2534022"],
        doc: "the error for HUMAN_AGENT when the feature is not approved",
        source: "4, 13.8",
    },
    Switch {
        name: "human_agent_alone",
        positions: &["accepted", "rejected"],
        doc: "whether HUMAN_AGENT is taken without `messaging_type`, as the collection prints it",
        source: "4",
    },
    Switch {
        name: "messaging_type",
        positions: &["optional", "required_by_pages", "rejected_by_instagram"],
        doc: "whether a send must, may or must not say `messaging_type`",
        source: "4, 13.5",
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
        name: "not_owner",
        positions: &["100/2534037", "100/2018300", "2018300"],
        doc: "the error of a send to a thread that another app controls",
        source: "7",
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
];
