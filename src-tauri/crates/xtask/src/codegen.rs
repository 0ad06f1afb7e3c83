//! `cargo xtask codegen`: the TypeScript side of the contract, written from the Rust side.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::stop::{Outcome, Stop};
use crate::{process, repository};

/// Where the generated files stand, below the top of the repository.
const CONTRACT: &str = "ui/src/lib/contract";

pub(crate) fn run(arguments: &[String]) -> Outcome {
    let check = match arguments {
        [] => false,
        [option] if option == "--check" => true,
        _ => return Err(Stop::usage("cargo xtask codegen [--check]")),
    };
    let standing = repository::root().join(CONTRACT);
    if !check {
        generate(&standing)?;
        println!("{CONTRACT} is written.");
        return Ok(());
    }
    let fresh = repository::target_dir()?.join("xtask-codegen");
    fs::create_dir_all(&fresh)
        .map_err(|e| Stop::failed(format!("{} cannot be made: {e}", fresh.display())))?;
    generate(&fresh)?;
    let differ = differing(&files(&fresh)?, &standing);
    if differ.is_empty() {
        println!("The TypeScript contract is what the Rust contract generates.");
        return Ok(());
    }
    Err(Stop::failed(format!(
        "Out of date in {CONTRACT}: {}. Run `cargo xtask codegen` and commit the result.",
        differ.join(", ")
    )))
}

fn generate(into: &Path) -> Outcome {
    process::run(process::cargo().args(["build", "--quiet", "--workspace", "--example", "codegen"]))?;
    let writer = repository::built("examples/codegen")?;
    process::run(process::program(&writer.to_string_lossy()).arg(into))
}

/// Every file directly in `dir`, by name.
fn files(dir: &Path) -> Outcome<BTreeMap<String, Vec<u8>>> {
    let unreadable = |e| Stop::failed(format!("{} cannot be read: {e}", dir.display()));
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(dir).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        if entry.path().is_file() {
            found.insert(
                entry.file_name().to_string_lossy().into_owned(),
                fs::read(entry.path()).map_err(unreadable)?,
            );
        }
    }
    Ok(found)
}

/// The names of generated files that are absent from `standing` or other there.
fn differing(generated: &BTreeMap<String, Vec<u8>>, standing: &Path) -> Vec<String> {
    let other =
        |(name, bytes): &(&String, &Vec<u8>)| fs::read(standing.join(name)).ok().as_ref() != Some(*bytes);
    generated.iter().filter(other).map(|(name, _)| name.clone()).collect()
}
