//! The fields that an app can choose for the object `instagram` (reference, section 6.1): those of both logins, and the
//! other spelling that Meta's page on sending has for some.

/// All of them.
pub(crate) const KNOWN: &[&str] = &[
    "comments",
    "live_comments",
    "mentions",
    "message_echoes",
    "message_edit",
    "message_reactions",
    "messages",
    "messaging_handover",
    "messaging_optins",
    "messaging_policy_enforcement",
    "messaging_postbacks",
    "messaging_reactions",
    "messaging_referral",
    "messaging_referrals",
    "messaging_seen",
    "response_feedback",
    "standby",
    "story_insights",
];

/// The usual spelling of a field.
pub(crate) fn usual(field: &str) -> &str {
    match field {
        "messaging_reactions" => "message_reactions",
        "messaging_referrals" => "messaging_referral",
        usual => usual,
    }
}
