//! `handrail-relay`: the webhook relay.

mod command;

use std::process::ExitCode;

use clap::Parser as _;

#[tokio::main]
async fn main() -> ExitCode {
    command::Arguments::parse().run().await
}
