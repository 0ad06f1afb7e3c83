//! Instagram's error codes, as one table (instagram-platform, section 7; product requirements, section 9).

use super::kind::ApiErrorKind::{self, *};

/// Numbers that mean something only as a pair of code and subcode.
const PAIRS: &[(i64, i64, ApiErrorKind)] = &[
    (190, 458, TokenRevoked),
    (190, 459, Checkpoint),
    (190, 460, TokenRevoked),
    (190, 463, TokenExpired),
    (190, 464, Checkpoint),
    (190, 467, TokenRevoked),
    (190, 490, Checkpoint),
    (190, 492, PageRoleMissing),
    (100, 33, NotFound),
    (1, 99, UnknownToInstagram),
    // "Action is blocked": said of one account, though 4 alone is the whole app's.
    (4, 2_207_051, SendRestricted),
    (613, 1996, TooUneven),
];

/// Numbers that mean the same wherever they stand: some rows of Meta's table are codes in one place and subcodes in
/// another.
const ANYWHERE: &[(i64, ApiErrorKind)] = &[
    (2_534_022, WindowClosed),
    (2_018_278, WindowClosed),
    (2_018_065, WindowClosed),
    (2_534_077, LinkUnverified),
    (2_018_108, PersonUnavailable),
    (1_545_041, PersonUnavailable),
    (1_893_063, SendRestricted),
    (2_534_029, SendRestricted),
    (2_534_041, AccessOff),
    (2_018_028, NotApproved),
    (2_018_027, NotApproved),
    (2_018_021, NotApproved),
    (2_534_048, NotApproved),
    (2_018_001, NoSuchPerson),
    (2_534_014, NoSuchPerson),
    (2_534_013, PageNotLinked),
    (2_534_015, BadMessage),
    (2_534_122, BadMessage),
    (2_018_014, BadMessage),
    (2_534_038, TextTooLong),
    (2_534_025, CommentClosed),
    (2_534_023, CommentClosed),
    (2_534_037, OwnedByOtherApp),
    (2_018_300, OwnedByOtherApp),
    (2_534_068, SeveralImagesUnavailable),
    (2_018_008, MediaRefused),
    (2_018_047, MediaRefused),
    (2_018_109, MediaRefused),
    (2_018_294, MediaRefused),
    (2_018_074, AttachmentGone),
    (2_534_001, ThreadGone),
    (9_000_001, DetailsUnavailable),
    (36_103, NotEligible),
    (2_018_218, NoProfile),
    (2_018_247, NoProfile),
    (1_357_046, MaybeSent),
    (1_545_133, Unavailable),
    (2_534_084, TooMuch),
    (2_534_040, Throttled),
    (2_018_338, TagAbused),
];

/// Codes whose subcode, if any, adds nothing.
const CODES: &[(i64, ApiErrorKind)] = &[
    (190, TokenRevoked),
    (102, TokenRevoked),
    (104, ProofWrong),
    (10, PermissionMissing),
    (230, ConsentMissing),
    (551, PersonUnavailable),
    (100, BadParameter),
    (9010, NoSuchPerson),
    (803, NotFound),
    (3, WrongPairing),
    (1, UnknownToInstagram),
    (2, Unavailable),
    (-1, Unavailable),
    (-2, Unavailable),
    (4, AppThrottled),
    (17, Throttled),
    (32, Throttled),
    (613, Throttled),
    (341, AppLimit),
    (368, SendRestricted),
    (2022, SendRestricted),
    (2500, BadQuery),
];

/// What a code and subcode mean together.
pub(super) fn kind(code: Option<i64>, subcode: Option<i64>) -> ApiErrorKind {
    let pair = PAIRS.iter().find(|row| code == Some(row.0) && subcode == Some(row.1)).map(|row| row.2);
    let listed = |rows: &[(i64, ApiErrorKind)], number: Option<i64>| {
        rows.iter().find(|row| number == Some(row.0)).map(|row| row.1)
    };
    pair.or_else(|| listed(ANYWHERE, subcode))
        .or_else(|| listed(ANYWHERE, code))
        .or_else(|| listed(CODES, code))
        .or_else(|| code.and_then(of_a_range))
        // A subcode without a code can be one of the plain codes that slipped.
        .or_else(|| if code.is_none() { listed(CODES, subcode) } else { None })
        .unwrap_or(Unlisted)
}

fn of_a_range(code: i64) -> Option<ApiErrorKind> {
    match code {
        200..=299 => Some(NotApproved),
        // One limit per business use case; Instagram's is 80002, Messenger's 80006, the Page's 80001.
        80_000..=80_099 => Some(Throttled),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Section 7 row by row, in its order.
    const SECTION_7: &[(i64, Option<i64>, ApiErrorKind)] = &[
        (190, None, TokenRevoked),
        (190, Some(458), TokenRevoked),
        (190, Some(459), Checkpoint),
        (190, Some(460), TokenRevoked),
        (190, Some(463), TokenExpired),
        (190, Some(464), Checkpoint),
        (190, Some(467), TokenRevoked),
        (190, Some(492), PageRoleMissing),
        (190, Some(7), TokenRevoked),
        (102, None, TokenRevoked),
        (102, Some(463), TokenRevoked),
        (104, None, ProofWrong),
        (10, None, PermissionMissing),
        (10, Some(2_534_022), WindowClosed),
        (10, Some(2_018_278), WindowClosed),
        (10, Some(2_018_065), WindowClosed),
        (10, Some(2_534_077), LinkUnverified),
        (10, Some(2_018_108), PersonUnavailable),
        (10, Some(1_893_063), SendRestricted),
        (200, None, NotApproved),
        (299, None, NotApproved),
        (200, Some(2_534_041), AccessOff),
        (200, Some(1_545_041), PersonUnavailable),
        (200, Some(2_018_028), NotApproved),
        (230, None, ConsentMissing),
        (551, None, PersonUnavailable),
        (551, Some(1_545_041), PersonUnavailable),
        (100, None, BadParameter),
        (100, Some(33), NotFound),
        (100, Some(2_018_001), NoSuchPerson),
        (100, Some(2_534_014), NoSuchPerson),
        (9010, None, NoSuchPerson),
        (100, Some(2_534_013), PageNotLinked),
        (100, Some(2_534_015), BadMessage),
        (100, Some(2_534_025), CommentClosed),
        (100, Some(2_534_029), SendRestricted),
        (100, Some(2_534_037), OwnedByOtherApp),
        (200, Some(2_534_037), OwnedByOtherApp),
        (100, Some(2_534_068), SeveralImagesUnavailable),
        (100, Some(2_018_008), MediaRefused),
        (100, Some(2_018_047), MediaRefused),
        (100, Some(2_018_074), AttachmentGone),
        (100, Some(2_018_109), MediaRefused),
        (100, Some(2_018_294), MediaRefused),
        (100, Some(2_018_014), BadMessage),
        (100, Some(2_534_038), TextTooLong),
        (2_534_001, None, ThreadGone),
        (9_000_001, None, DetailsUnavailable),
        (100, Some(9_000_001), DetailsUnavailable),
        (36_103, None, NotEligible),
        (2_018_300, None, OwnedByOtherApp),
        (2_018_218, None, NoProfile),
        (100, Some(2_018_247), NoProfile),
        (3, None, WrongPairing),
        (1, None, UnknownToInstagram),
        (1, Some(99), UnknownToInstagram),
        (1, Some(1_357_046), MaybeSent),
        (2, None, Unavailable),
        (2, Some(1_545_133), Unavailable),
        (-1, Some(2_207_001), Unavailable),
        (-2, Some(2_207_003), Unavailable),
        (4, None, AppThrottled),
        (17, None, Throttled),
        (32, None, Throttled),
        (613, None, Throttled),
        (613, Some(2_534_040), Throttled),
        (613, Some(1996), TooUneven),
        (613, Some(2_018_338), TagAbused),
        (80_002, None, Throttled),
        (80_006, None, Throttled),
        (80_001, Some(2_446_079), Throttled),
        (341, None, AppLimit),
        (368, None, SendRestricted),
        (2022, None, SendRestricted),
        (2500, None, BadQuery),
        (123_456, None, Unlisted),
        (0, None, Unlisted),
    ];

    /// What no document lists, and others were answered.
    const OF_THE_FIELD: &[(i64, Option<i64>, ApiErrorKind)] = &[
        // "The user is enrolled in a blocking, logged-in checkpoint".
        (190, Some(490), Checkpoint),
        // "Action is blocked: we restrict certain activity".
        (4, Some(2_207_051), SendRestricted),
        (4, Some(1_349_210), AppThrottled),
        // The app is not approved for those who have no role in it.
        (200, Some(2_534_048), NotApproved),
        (10, Some(2_534_048), NotApproved),
        // "Your query has timed out since you have too many conversations".
        (-2, Some(2_534_084), TooMuch),
        // "The comment already has a reply".
        (-1, Some(2_534_023), CommentClosed),
        // "Link can not be shared".
        (508, Some(2_534_122), BadMessage),
        // "This recipient is not eligible for messages".
        (10, Some(2_534_014), NoSuchPerson),
        (100, Some(2_534_001), ThreadGone),
        // "Some of the aliases you requested do not exist".
        (803, None, NotFound),
        (190, Some(466), TokenRevoked),
        (190, Some(452), TokenRevoked),
    ];

    #[test]
    fn every_row_of_the_reference() {
        for (code, subcode, expected) in SECTION_7.iter().chain(OF_THE_FIELD) {
            assert_eq!(kind(Some(*code), *subcode), *expected, "{code}/{subcode:?}");
        }
    }

    #[test]
    fn numbers_are_found_in_either_position() {
        for (number, expected) in ANYWHERE {
            assert_eq!(kind(Some(*number), None), *expected, "{number} as code");
            assert_eq!(kind(None, Some(*number)), *expected, "{number} as subcode");
            assert_eq!(kind(Some(100), Some(*number)), *expected, "100/{number}");
        }
        assert_eq!(kind(None, Some(190)), TokenRevoked);
        assert_eq!(kind(None, None), Unlisted);
    }

    #[test]
    fn no_number_stands_twice() {
        let mut numbers: Vec<i64> = ANYWHERE.iter().chain(CODES).map(|row| row.0).collect();
        numbers.sort_unstable();
        assert!(numbers.windows(2).all(|pair| pair[0] != pair[1]));
    }
}
