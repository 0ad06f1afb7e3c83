//! `cargo xtask codegen`: the TypeScript side of the contract, written from the Rust side.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
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
    empty(&fresh).map_err(|e| Stop::failed(format!("{} cannot be emptied: {e}", fresh.display())))?;
    generate(&fresh)?;
    let differ = differing(&files(&fresh)?, &files(&standing)?);
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

/// Makes `dir` a folder with nothing in it: what an older run wrote there is no longer generated.
fn empty(dir: &Path) -> io::Result<()> {
    if dir.exists() {
        fs::remove_dir_all(dir)?;
    }
    fs::create_dir_all(dir)
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

/// The names of files that only one of the two has, or that are not the same in both.
fn differing(generated: &BTreeMap<String, Vec<u8>>, standing: &BTreeMap<String, Vec<u8>>) -> Vec<String> {
    let names: BTreeSet<_> = generated.keys().chain(standing.keys()).collect();
    names.into_iter().filter(|&name| generated.get(name) != standing.get(name)).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::{differing, files};
    use std::fs;

    #[test]
    fn a_file_that_differs_or_that_only_one_side_has_is_named() {
        let top = std::env::temp_dir().join(format!("handrail-xtask-codegen-{}", std::process::id()));
        let side = |name: &str, texts: &[(&str, &str)]| {
            let dir = top.join(name);
            super::empty(&dir).unwrap();
            texts.iter().for_each(|(file, text)| fs::write(dir.join(file), text).unwrap());
            files(&dir).unwrap()
        };
        let standing = side("standing", &[("same.ts", "a"), ("other.ts", "b"), ("old.ts", "c")]);
        side("generated", &[("left-over.ts", "of an older run")]);
        let generated = side("generated", &[("same.ts", "a"), ("other.ts", "d"), ("new.ts", "e")]);
        assert_eq!(differing(&generated, &standing), ["new.ts", "old.ts", "other.ts"]);
        assert!(differing(&standing, &standing).is_empty());
        fs::remove_dir_all(&top).unwrap();
    }
}
