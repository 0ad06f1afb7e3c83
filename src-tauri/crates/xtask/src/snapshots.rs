//! `cargo xtask sqlx`: the store's golden files, after a migration or a changed query.

use crate::process;
use crate::stop::{Outcome, Stop};

pub(crate) fn run(arguments: &[String]) -> Outcome {
    if !arguments.is_empty() {
        return Err(Stop::usage("cargo xtask sqlx takes no options."));
    }
    println!(
        "Every build checks the store's queries against a database that its build script makes from the\n\
         migrations, so there is no .sqlx folder to prepare. What is kept are golden snapshots of the\n\
         schema and of the hot queries' plans; these are written anew now."
    );
    let tests = ["test", "--package", "store", "snapshots"];
    process::run(process::cargo().args(tests).env("INSTA_UPDATE", "always"))?;
    println!("Done. Read the difference before you commit it: a new SCAN of messages is a defect.");
    Ok(())
}
