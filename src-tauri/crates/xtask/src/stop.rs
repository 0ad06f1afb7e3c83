//! How a command of this tool ends when it does not end well.

/// What every command returns.
pub(crate) type Outcome<T = ()> = Result<T, Stop>;

/// The reason why the tool stops, in words for the person at the terminal.
#[derive(Debug)]
pub(crate) struct Stop {
    /// The exit code: 1 something failed, 2 something is missing on this machine, 64 wrong use.
    pub(crate) code: u8,
    /// One or more whole sentences, with the next step where there is one.
    pub(crate) words: String,
}

impl Stop {
    /// A check, a build or a test did not pass.
    pub(crate) fn failed(words: impl Into<String>) -> Self {
        Self { code: 1, words: words.into() }
    }

    /// Something must be installed or started by the person first.
    pub(crate) fn missing(words: impl Into<String>) -> Self {
        Self { code: 2, words: words.into() }
    }

    /// The command line was not understood.
    pub(crate) fn usage(words: impl Into<String>) -> Self {
        Self { code: 64, words: words.into() }
    }
}
