//! The log in JetStream, with real servers.

mod conformance;
mod losses;
mod promise;
