//! `cargo xtask icons`: every platform's icons from the drawings in `icons/`.

mod icns;
mod ico;

use std::fs;
use std::path::Path;

use crate::setup::{self, Need};
use crate::stop::{Outcome, Stop};
use crate::{process, repository};

/// The files that Tauri, Linux desktops and stores ask for, with their size in pixels.
const PICTURES: &[(&str, u32)] = &[
    ("32x32.png", 32),
    ("64x64.png", 64),
    ("128x128.png", 128),
    ("128x128@2x.png", 256),
    ("256x256.png", 256),
    ("512x512.png", 512),
    ("icon.png", 512),
    ("1024x1024.png", 1024),
];

/// Up to this size the drawing for small sizes is used: a line that is fine at 128 px is mud at 16.
const SMALL: u32 = 32;

pub(crate) fn run(arguments: &[String]) -> Outcome {
    if !arguments.is_empty() {
        return Err(Stop::usage("cargo xtask icons takes no options."));
    }
    setup::machine(Need::Icons)?;
    let dir = repository::root().join("icons");
    for (name, size) in PICTURES {
        write(&dir.join(name), &icon(&dir, *size)?)?;
    }
    write(&dir.join("icon.ico"), &ico::file(&each(&dir, ico::SIZES)?))?;
    write(&dir.join("icon.icns"), &icns::file(|size| icon(&dir, size))?)?;
    write(&dir.join("tray.png"), &picture(&dir.join("tray.svg"), 64)?)?;
    println!("{} is written.", dir.display());
    Ok(())
}

/// The app icon as PNG, `size` pixels square.
fn icon(dir: &Path, size: u32) -> Outcome<Vec<u8>> {
    let drawing = if size <= SMALL { "handrail-small.svg" } else { "handrail.svg" };
    picture(&dir.join(drawing), size)
}

fn each(dir: &Path, sizes: &[u32]) -> Outcome<Vec<(u32, Vec<u8>)>> {
    sizes.iter().map(|&size| Ok((size, icon(dir, size)?))).collect()
}

fn picture(drawing: &Path, size: u32) -> Outcome<Vec<u8>> {
    let size = size.to_string();
    let output = process::program("rsvg-convert")
        .args(["--width", &size, "--height", &size, "--format", "png"])
        .arg(drawing)
        .output()
        .map_err(|e| Stop::missing(format!("rsvg-convert (package librsvg2-bin) cannot be started: {e}")))?;
    if output.status.success() {
        Ok(output.stdout)
    } else {
        let why = String::from_utf8_lossy(&output.stderr).into_owned();
        Err(Stop::failed(format!("{} cannot be drawn: {why}", drawing.display())))
    }
}

fn write(path: &Path, bytes: &[u8]) -> Outcome {
    fs::write(path, bytes).map_err(|e| Stop::failed(format!("{} cannot be written: {e}", path.display())))
}
