//! Webhooks and callbacks.

use super::Switch;

pub(super) const SWITCHES: &[Switch] = &[
    Switch {
        name: "webhook_escapes",
        positions: &["unicode", "unicode_and_slash", "unicode_slash_and_less"],
        doc: "what a webhook body escapes before it is signed: beyond ASCII only, `/` as well, `<` as well",
        source: "6.3 [F:F17]",
    },
    Switch {
        name: "webhook_secret",
        positions: &["meta", "instagram"],
        doc: "which app secret signs webhooks",
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
        name: "entry_id_of_page",
        positions: &["ig_id", "page_id"],
        doc: "the entry's id for a handle that is linked to a Page: the handle's, or the Page's as in one sample",
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
        name: "signed_request_secret",
        positions: &["meta", "instagram"],
        doc: "which app secret signs deauthorize and data-deletion requests",
        source: "1.6, 13.2",
    },
    Switch {
        name: "signed_request_user",
        positions: &["app_scoped", "ig_id"],
        doc: "the id in a deauthorize or data-deletion request",
        source: "1.6",
    },
];
