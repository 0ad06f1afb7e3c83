//! The command line.

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
}

const HELP: &str = "\
Handrail: an inbox for Instagram direct messages

Usage: handrail [--demo]

  --demo      open the demo brand: a simulated Instagram, nothing kept
  --version   print the version
  --help      print this";

impl Arguments {
    /// Understands the arguments after the program's name.
    ///
    /// # Errors
    /// Words for the person, when an argument is not known.
    pub(crate) fn parse(arguments: impl Iterator<Item = String>) -> Result<Wish, String> {
        let mut demo = false;
        for argument in arguments {
            match argument.as_str() {
                "--demo" => demo = true,
                "--version" | "-V" => {
                    return Ok(Wish::Say(format!("handrail {}", env!("CARGO_PKG_VERSION"))));
                }
                "--help" | "-h" => return Ok(Wish::Say(HELP.to_owned())),
                // Launch Services on older macOS adds a process serial number.
                serial if serial.starts_with("-psn_") => {}
                _ => return Err(format!("{argument} is not an option of Handrail.\n\n{HELP}")),
            }
        }
        Ok(Wish::Open(Self { demo }))
    }
}

#[cfg(test)]
mod tests {
    use super::{Arguments, Wish};

    fn parse(words: &[&str]) -> Result<Wish, String> {
        Arguments::parse(words.iter().map(|&word| word.to_owned()))
    }

    #[test]
    fn what_a_person_may_ask() {
        assert_eq!(parse(&[]), Ok(Wish::Open(Arguments { demo: false })));
        assert_eq!(parse(&["--demo"]), Ok(Wish::Open(Arguments { demo: true })));
        assert!(matches!(parse(&["--version"]), Ok(Wish::Say(words)) if words.starts_with("handrail ")));
        assert!(matches!(parse(&["--help"]), Ok(Wish::Say(_))));
    }

    #[test]
    fn an_unknown_option_is_named() {
        assert!(parse(&["--dmeo"]).unwrap_err().contains("--dmeo"));
    }
}
