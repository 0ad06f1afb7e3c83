//! What Instagram's words tell where its numbers say too little. They can come in the account's language; then the numbers
//! alone count.

use super::kind::ApiErrorKind::{self, *};

/// What a refusal means, of which the numbers mean `kind`.
pub(super) fn kind(kind: ApiErrorKind, subcode: Option<i64>, message: &str) -> ApiErrorKind {
    let says = |words: &str| message.to_ascii_lowercase().contains(words);
    match kind {
        // 200 is said of an app that needs approval, and of a token without a permission: "(#200) Permissions error".
        NotApproved
            if subcode.is_none()
                && (says("permissions error") || (says("requires ") && says("permission")))
                && !(says("advanced access") || says("admins, developers or testers")) =>
        {
            PermissionMissing
        }
        // 230 is said of a person who has not consented, and of a token: "Requires instagram_manage_messages permission".
        ConsentMissing if says("requires ") && says("permission") => PermissionMissing,
        // The subcode is missing at times.
        PermissionMissing if subcode.is_none() && says("outside of allowed window") => WindowClosed,
        UnknownToInstagram | Unavailable if says("reduce the amount of data") => TooMuch,
        kind => kind,
    }
}

#[cfg(test)]
mod tests {
    use super::super::table;
    use super::*;

    #[test]
    fn words_tell_what_a_number_leaves_open() {
        for (code, subcode, message, expected) in [
            (230, None, "(#230) Requires instagram_manage_messages permission", PermissionMissing),
            (230, None, "(#230) Requires pages_messaging permission to manage the object", PermissionMissing),
            (230, None, "User consent is required to access user profile", ConsentMissing),
            (230, None, "", ConsentMissing),
            (200, None, "(#200) Requires instagram_manage_messages permission", PermissionMissing),
            (200, None, "(#200) Permissions error", PermissionMissing),
            (200, None, "(#200) Requires Advanced Access to the pages_messaging permission", NotApproved),
            (
                200,
                None,
                "(#200) Cannot message users who are not admins, developers or testers of the app until pages_messaging \
                 permission is reviewed and the app is live. Requires permission.",
                NotApproved,
            ),
            (200, None, "API access blocked.", NotApproved),
            (200, Some(2_018_028), "Requires pages_messaging permission", NotApproved),
            (200, Some(2_534_041), "Permissions error", AccessOff),
            (10, None, "(#10) This message is sent outside of allowed window.", WindowClosed),
            (10, None, "(#10) Application does not have permission for this action", PermissionMissing),
            (10, Some(2_534_077), "outside of allowed window", LinkUnverified),
            (1, None, "Please reduce the amount of data you're asking for, then retry your request", TooMuch),
            (2, None, "Please reduce the amount of data you're asking for", TooMuch),
            (1, None, "An unknown error occurred", UnknownToInstagram),
            (190, None, "Requires a permission; reduce the amount of data", TokenRevoked),
        ] {
            let by_number = table::kind(Some(code), subcode);
            assert_eq!(kind(by_number, subcode, message), expected, "{code}: {message}");
        }
    }
}
