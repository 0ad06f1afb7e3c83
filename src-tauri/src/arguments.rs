//! The command line.

use domain::deep_link::DeepLink;

/// What a person asked for on the command line.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Wish {
    /// Open the window.
    Open(Arguments),
    /// Print something and end.
    Say(String),
}

/// How to open the window.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Arguments {
    /// Straight into the demo brand.
    pub(crate) demo: bool,
    /// In the tray, without a window.
    pub(crate) hidden: bool,
    /// A link of ours that was opened elsewhere.
    pub(crate) link: Option<DeepLink>,
}

/// Starts the app in the tray: so it starts with the computer.
pub(crate) const HIDDEN: &str = "--hidden";

const HELP: &str = "\
Handrail: an inbox for Instagram direct messages

Usage: handrail [--demo] [--hidden]

  --demo      open the demo brand: a simulated Instagram, nothing kept
  --hidden    start in the tray, where there is one
  --version   print the version
  --help      print this";

impl Arguments {
    /// Understands the arguments after the program's name.
    ///
    /// # Errors
    /// Words for the person, when an argument is not known.
    pub(crate) fn parse(arguments: impl Iterator<Item = String>) -> Result<Wish, String> {
        let (mut demo, mut hidden, mut link) = (false, false, None);
        for argument in arguments {
            match argument.as_str() {
                "--demo" => demo = true,
                HIDDEN => hidden = true,
                "--version" | "-V" => {
                    return Ok(Wish::Say(format!("handrail {}", env!("CARGO_PKG_VERSION"))));
                }
                "--help" | "-h" => return Ok(Wish::Say(HELP.to_owned())),
                // Launch Services on older macOS adds a process serial number.
                serial if serial.starts_with("-psn_") => {}
                // Whoever opens one means the window; a malformed one does nothing more.
                meant if DeepLink::is_meant(meant) => link = DeepLink::read(meant),
                _ => return Err(format!("{argument} is not an option of Handrail.\n\n{HELP}")),
            }
        }
        Ok(Wish::Open(Self { demo, hidden, link }))
    }
}

#[cfg(test)]
mod tests {
    use super::{Arguments, DeepLink, Wish};

    fn parse(words: &[&str]) -> Result<Wish, String> {
        Arguments::parse(words.iter().map(|&word| word.to_owned()))
    }

    #[test]
    fn what_a_person_may_ask() {
        assert_eq!(parse(&[]), Ok(Wish::Open(Arguments::default())));
        let with = Arguments::default;
        assert_eq!(parse(&["--demo"]), Ok(Wish::Open(Arguments { demo: true, ..with() })));
        assert_eq!(parse(&["--hidden"]), Ok(Wish::Open(Arguments { hidden: true, ..with() })));
        assert!(matches!(parse(&["--version"]), Ok(Wish::Say(words)) if words.starts_with("handrail ")));
        assert!(matches!(parse(&["--help"]), Ok(Wish::Say(_))));
    }

    #[test]
    fn a_link_of_ours_is_taken_and_a_malformed_one_does_nothing() {
        let opens = |link: &str| match parse(&[link]) {
            Ok(Wish::Open(arguments)) => Some(arguments.link),
            _ => None,
        };
        assert_eq!(opens("handrail://signed-in"), Some(Some(DeepLink::SignedIn)));
        for malformed in ["handrail://", "handrail:x", "HANDRAIL://signed-in", "handrail://signed-in?token=x"]
        {
            assert_eq!(opens(malformed), Some(None), "{malformed}");
        }
        assert_eq!(opens("https://signed-in"), None);
    }

    #[test]
    fn an_unknown_option_is_named() {
        assert!(parse(&["--dmeo"]).unwrap_err().contains("--dmeo"));
    }
}
