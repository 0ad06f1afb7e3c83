//! The UI's packages and build, each redone only when what it is made from has changed.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use crate::process;
use crate::repository;
use crate::stop::{Outcome, Stop};

/// What in `ui/` goes into the built UI, besides configuration files at its top.
const SOURCES: &[&str] = &["src", "messages", "public", "static", "index.html"];
/// Folders written by tools, in any place.
const GENERATED: &[&str] = &["generated", "node_modules", "dist", "cache"];

/// Runs `npm ci` when `package-lock.json` is not the one that was installed last.
pub(crate) fn packages() -> Outcome {
    let ui = repository::root().join("ui");
    let lock = read(&ui.join("package-lock.json"))?;
    let stamp = ui.join("node_modules/.handrail-installed");
    if fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        println!("      as in package-lock.json already");
        return Ok(());
    }
    process::run(process::npm().args(["ci", "--no-audit", "--no-fund", "--loglevel=error"]))?;
    write(&stamp, &lock)
}

/// Runs `npm run build` when a source of the UI changed since the last build.
pub(crate) fn build() -> Outcome {
    let ui = repository::root().join("ui");
    let now = fingerprint(&ui)?;
    // Beside the packages and not in `dist`, whose every file becomes a part of the app.
    let stamp = ui.join("node_modules/.handrail-built");
    let built =
        ui.join("dist/index.html").is_file() && fs::read_to_string(&stamp).is_ok_and(|last| last == now);
    if built {
        println!("      unchanged since the last build");
        return Ok(());
    }
    process::run(process::npm().args(["run", "build"]))?;
    write(&stamp, now.as_bytes())
}

/// A hash over the names and contents of all that goes into the built UI.
fn fingerprint(ui: &Path) -> Outcome<String> {
    let mut files = Vec::new();
    for source in SOURCES {
        collect(&ui.join(source), &mut files)?;
    }
    for entry in list(ui)? {
        if entry.extension().is_some_and(|e| e == "json" || e == "ts" || e == "js") && entry.is_file() {
            files.push(entry);
        }
    }
    files.sort();
    let mut hasher = DefaultHasher::new();
    for file in files {
        file.strip_prefix(ui).unwrap_or(&file).hash(&mut hasher);
        read(&file)?.hash(&mut hasher);
    }
    Ok(format!("{:016x}", hasher.finish()))
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) -> Outcome {
    if path.is_file() {
        files.push(path.to_path_buf());
    } else if path.is_dir() && !GENERATED.iter().any(|name| path.ends_with(name)) {
        for entry in list(path)? {
            collect(&entry, files)?;
        }
    }
    Ok(())
}

fn list(dir: &Path) -> Outcome<Vec<PathBuf>> {
    let entries = fs::read_dir(dir).map_err(|e| unreadable(dir, &e))?;
    entries.map(|entry| entry.map(|e| e.path()).map_err(|e| unreadable(dir, &e))).collect()
}

fn read(path: &Path) -> Outcome<Vec<u8>> {
    fs::read(path).map_err(|e| unreadable(path, &e))
}

fn write(path: &Path, bytes: &[u8]) -> Outcome {
    fs::write(path, bytes).map_err(|e| Stop::failed(format!("{} cannot be written: {e}", path.display())))
}

fn unreadable(path: &Path, error: &std::io::Error) -> Stop {
    Stop::failed(format!("{} cannot be read: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::fingerprint;
    use std::fs;

    #[test]
    fn the_fingerprint_follows_sources_and_ignores_what_tools_write() {
        let ui = std::env::temp_dir().join(format!("handrail-xtask-ui-{}", std::process::id()));
        fs::create_dir_all(ui.join("src/lib/words/generated")).unwrap();
        fs::write(ui.join("index.html"), "<html>").unwrap();
        fs::write(ui.join("src/app.ts"), "let a = 1").unwrap();
        let first = fingerprint(&ui).unwrap();

        fs::write(ui.join("src/lib/words/generated/messages.ts"), "generated").unwrap();
        assert_eq!(fingerprint(&ui).unwrap(), first);

        fs::write(ui.join("src/app.ts"), "let a = 2").unwrap();
        let edited = fingerprint(&ui).unwrap();
        assert_ne!(edited, first);

        fs::rename(ui.join("src/app.ts"), ui.join("src/main.ts")).unwrap();
        assert_ne!(fingerprint(&ui).unwrap(), edited);
        fs::remove_dir_all(&ui).unwrap();
    }
}
