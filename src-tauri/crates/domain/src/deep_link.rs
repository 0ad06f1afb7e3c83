//! Links of our own (`handrail://…`), by which a page in the browser wakes the app.
//!
//! Any program and any page can open one, and any program can take our scheme: such a link carries no authority and no
//! data. All that one can do is to make the app look at what it waits for anyway (reliability, section 6.7).

/// No link of ours is longer, in bytes.
const LONGEST: usize = 256;

/// What a link asks the app to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DeepLink {
    /// `handrail://signed-in`: look whether a sign-in in the browser has come to its end.
    SignedIn,
}

impl DeepLink {
    /// Reads a link; `None` for everything that is not exactly one of ours.
    #[must_use]
    pub fn read(link: &str) -> Option<Self> {
        if link.len() > LONGEST {
            return None;
        }
        match link {
            // Some browsers end an address without a path with a slash.
            "handrail://signed-in" | "handrail://signed-in/" => Some(Self::SignedIn),
            _ => None,
        }
    }

    /// Whether somebody meant it as a link of ours, well formed or not.
    #[must_use]
    pub fn is_meant(text: &str) -> bool {
        text.get(..9).is_some_and(|scheme| scheme.eq_ignore_ascii_case("handrail:"))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const OURS: [&str; 2] = ["handrail://signed-in", "handrail://signed-in/"];

    #[test]
    fn only_what_is_exactly_ours_is_a_link() {
        for link in OURS {
            assert_eq!(DeepLink::read(link), Some(DeepLink::SignedIn));
        }
        for other in [
            "",
            "handrail:",
            "handrail://",
            "handrail:signed-in",
            "Handrail://signed-in",
            "handrail://Signed-In",
            "handrail://signed-in?token=IGAAx",
            "handrail://signed-in#x",
            "handrail://signed-in//",
            "handrail://signed-in/../connect",
            "handrail://user@signed-in",
            "handrail://signed-in:80",
            "handrail://signed-in\0",
            " handrail://signed-in",
            "handrail://signed-in\n",
            "handrail://signed%2Din",
            "https://signed-in",
        ] {
            assert_eq!(DeepLink::read(other), None, "{other:?}");
        }
        assert_eq!(DeepLink::read(&format!("handrail://signed-in{}", "/".repeat(9_999))), None);
        assert!(
            DeepLink::is_meant("HANDRAIL://x") && !DeepLink::is_meant("--demo") && !DeepLink::is_meant("é")
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(10_000))]

        #[test]
        fn ten_thousand_malformed_links_do_nothing(
            start in prop_oneof![Just("handrail://signed-in"), Just("handrail://"), Just("handrail:"), Just("")],
            rest in ".{0,400}",
            at in 0usize..21,
            with in any::<char>(),
        ) {
            let mut altered: Vec<char> = OURS[1].chars().collect();
            altered[at.min(20)] = with;
            for link in [format!("{start}{rest}"), altered.into_iter().collect()] {
                let ours = OURS.contains(&link.as_str());
                prop_assert_eq!(DeepLink::read(&link).is_some(), ours, "{}", link);
            }
        }
    }
}
