//! Feeds changed inputs to what reads Instagram's bytes, for a while:
//!
//! `cargo run --release -p graph --example fuzz -- webhook|page|error SECONDS [SEED]`
//!
//! Inputs come from `tests/corpus/TARGET` and are changed in their structure; one that shows something new is changed
//! further. Whatever breaks a promise is written to `target/fuzz/`, to be put into the corpus with its fix: an
//! ordinary test reads all of it.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a tool speaks by printing")]
#![allow(clippy::indexing_slicing, clippy::panic, clippy::unreachable, reason = "a tool for developers")]

mod dice;
mod mutate;
mod targets;

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use dice::Dice;

/// More would only slow the choice down.
const POOL: usize = 20_000;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let name = arguments.next().unwrap_or_default();
    let seconds = arguments.next().and_then(|text| text.parse().ok());
    let seed = arguments.next().and_then(|text| text.parse().ok()).unwrap_or(1);
    let target = targets::TARGETS.iter().find(|(known, _)| *known == name);
    let (Some((_, target)), Some(seconds)) = (target, seconds) else {
        eprintln!("fuzz webhook|page|error SECONDS [SEED]");
        return ExitCode::FAILURE;
    };
    let mut pool = corpus(&name);
    println!("{name}: {} inputs of the corpus, seed {seed}", pool.len());
    // What is caught is told at the end, with its input.
    std::panic::set_hook(Box::new(|_| {}));
    let (mut dice, mut signs) = (Dice::seeded(seed), HashSet::new());
    let (began, mut runs, mut slowest) = (Instant::now(), 0_u64, Duration::ZERO);
    while began.elapsed() < Duration::from_secs(seconds) {
        let first =
            usize::try_from(runs).ok().and_then(|run| pool.get(run)).filter(|_| signs.len() < pool.len());
        let input = match first {
            Some(input) if runs < 1_000 => input.clone(),
            _ => mutate::mutated(&pool, &mut dice),
        };
        let run = Instant::now();
        let Ok(sign) = std::panic::catch_unwind(|| target(&input)) else {
            return broken(&name, &input, runs);
        };
        slowest = slowest.max(run.elapsed());
        runs += 1;
        if signs.insert(sign) && pool.len() < POOL {
            pool.push(input);
        }
    }
    println!("{name}: {runs} inputs, {} signs, the slowest took {slowest:?}, nothing broke", signs.len());
    ExitCode::SUCCESS
}

fn corpus(name: &str) -> Vec<Vec<u8>> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus").join(name);
    let files = std::fs::read_dir(directory).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = files.map(|file| file.path()).collect();
    paths.sort();
    paths.iter().filter_map(|path| std::fs::read(path).ok()).collect()
}

fn broken(name: &str, input: &[u8], runs: u64) -> ExitCode {
    let file = PathBuf::from(format!("target/fuzz/{name}-{runs}"));
    let kept = std::fs::create_dir_all("target/fuzz").and_then(|()| std::fs::write(&file, input));
    eprintln!("{name}: broke after {runs} inputs; the input is in {} ({kept:?})", file.display());
    ExitCode::FAILURE
}
