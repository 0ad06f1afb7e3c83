//! Declares the two commands that the window may call, and checks that there is a UI to build in.

use std::path::Path;
use std::process::ExitCode;

use tauri_build::{AppManifest, Attributes};

fn main() -> ExitCode {
    // Cargo looks at the newest file below: an edit of the UI rebuilds the shell.
    println!("cargo::rerun-if-changed=../ui/dist");
    println!("cargo::rerun-if-changed=isolation");
    if !Path::new("../ui/dist/index.html").is_file() {
        println!("cargo::error=The UI is not built yet (ui/dist is missing).");
        println!("cargo::error=`cargo xtask demo` builds everything and opens the app;");
        println!("cargo::error=`npm ci && npm run build` in ui/ builds the UI alone.");
        return ExitCode::FAILURE;
    }
    // In `tauri.conf.json`, `default-src` is left to Tauri, which adds the gate's origin (new at every build) to it; with a
    // `frame-src` beside it the gate would not load. The hash in `style-src` is of the rule that hides the gate's frame.
    // Without this list every command would be open to every window (Tauri checks only declared ones).
    let commands = AppManifest::new().commands(&["rpc", "subscribe"]);
    match tauri_build::try_build(Attributes::new().app_manifest(commands)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("cargo::error={error:#}");
            ExitCode::FAILURE
        }
    }
}
