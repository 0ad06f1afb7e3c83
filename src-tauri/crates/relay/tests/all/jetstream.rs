//! The log in JetStream, with real servers.

mod conformance;
mod cut_off;
mod losses;
mod promise;
