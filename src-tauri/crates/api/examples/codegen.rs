//! Writes the contract as TypeScript: `cargo run -p api --example codegen -- FOLDER` makes `FOLDER/generated.ts`.

use std::collections::BTreeMap;
use std::fmt::{Display, Write as _};
use std::{env, fs, path::PathBuf};

use api::{CommandInfo, CommandKind, Topic, commands, visit_types};
use ts_rs::{Config, TS, TypeVisitor};

/// Collects the declaration of every type that the contract reaches.
struct Declarations<'a> {
    config: &'a Config,
    by_name: BTreeMap<String, String>,
}

impl TypeVisitor for Declarations<'_> {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        if T::output_path().is_some() {
            let name = T::ident(self.config);
            if self.by_name.contains_key(&name) {
                return;
            }
            let docs = T::docs().unwrap_or_default();
            self.by_name.insert(name, format!("{docs}export {}\n", T::decl(self.config)));
        }
        T::visit_dependencies(self);
        T::visit_generics(self);
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = PathBuf::from(env::args().nth(1).ok_or("name the folder to write to")?);
    let config = Config::new().with_large_int("number");
    let mut declarations = Declarations { config: &config, by_name: BTreeMap::new() };
    visit_types(&mut declarations);
    declarations.visit::<api::Changes>();
    declarations.visit::<api::ApiError>();

    let mut out = String::from(
        "// Made from the Rust contract by `cargo xtask codegen`. Do not edit.\n\
         /* eslint-disable */\n\n",
    );
    for declaration in declarations.by_name.values() {
        out.push_str(declaration);
        out.push('\n');
    }
    write_constants(&mut out)?;
    write_commands(&mut out, &commands(&config))?;
    fs::create_dir_all(&folder)?;
    fs::write(folder.join("generated.ts"), out)?;
    Ok(())
}

/// The numbers that the UI shares with the core, each with what it means.
fn constants() -> [(&'static str, &'static str, &'static dyn Display); 16] {
    use api::limits;
    use domain::outgoing::{MAX_IMAGE_BYTES, MAX_MEDIA_BYTES};
    [
        (
            "Instagram takes at most this many bytes of UTF-8 in one message.",
            "MAX_TEXT_BYTES",
            &domain::text::MAX_TEXT_BYTES,
        ),
        ("Instagram takes a picture of at most this many bytes.", "MAX_IMAGE_BYTES", &MAX_IMAGE_BYTES),
        (
            "Instagram takes a video, a sound or a PDF of at most this many bytes.",
            "MAX_MEDIA_BYTES",
            &MAX_MEDIA_BYTES,
        ),
        (
            "A file that is attached has at most this many bytes; more are not looked at.",
            "LARGEST_FILE",
            &limits::LARGEST_FILE,
        ),
        (
            "A file of labels or saved replies that is read has at most this many bytes.",
            "LARGEST_IMPORT",
            &domain::saved_reply::exchange::MAX_FILE_BYTES,
        ),
        (
            "One act is about at most this many conversations, unless they are of a selection.",
            "MOST_AT_ONCE",
            &limits::MOST_AT_ONCE,
        ),
        ("A label's name has at most this many characters.", "LONGEST_LABEL", &limits::LONGEST_LABEL),
        (
            "A saved view's name has at most this many characters.",
            "LONGEST_VIEW_NAME",
            &limits::LONGEST_VIEW_NAME,
        ),
        ("A brand's name has at most this many characters.", "LONGEST_BRAND", &limits::LONGEST_BRAND),
        ("A note has at most this many characters.", "LONGEST_NOTE", &limits::LONGEST_NOTE),
        (
            "A laptop's name has at most this many characters.",
            "LONGEST_LAPTOP_NAME",
            &limits::LONGEST_LAPTOP_NAME,
        ),
        (
            "A target of an SLA has at most this many business minutes.",
            "LONGEST_TARGET",
            &domain::sla::LONGEST_TARGET,
        ),
        ("There are at most this many quiet hours.", "MOST_QUIET_HOURS", &domain::quiet::MOST_QUIET_HOURS),
        (
            "At most this much left, in milliseconds: the window closes soon.",
            "WINDOW_SOON_MS",
            &domain::window::SOON_MS,
        ),
        (
            "At most this much left, in milliseconds: the window is closing.",
            "WINDOW_CLOSING_MS",
            &domain::window::CLOSING_MS,
        ),
        ("A conversation stays in the bin for this many milliseconds.", "BIN_MS", &domain::triage::BIN_MS),
    ]
}

fn write_constants(out: &mut String) -> std::fmt::Result {
    for (meaning, name, value) in constants() {
        writeln!(out, "/** {meaning} */\nexport const {name} = {value};")?;
    }
    writeln!(out)
}

fn write_commands(out: &mut String, list: &[CommandInfo]) -> std::fmt::Result {
    writeln!(out, "/** Every command: what it takes, and what it gives. */")?;
    writeln!(out, "export type Commands = {{")?;
    for command in list {
        writeln!(out, "  /**{} */", command.doc)?;
        let kind = if command.kind == CommandKind::Query { "query" } else { "mutation" };
        let CommandInfo { name, request, response, .. } = command;
        writeln!(out, "  {name}: {{ kind: \"{kind}\"; request: {request}; response: {response} }};")?;
    }
    writeln!(out, "}};\n")?;
    writeln!(out, "/** What makes a query's answer out of date. */")?;
    writeln!(out, "export const TOPICS = {{")?;
    for command in list.iter().filter(|command| command.kind == CommandKind::Query) {
        let topics: Vec<String> = command.topics.iter().map(topic_name).collect();
        writeln!(out, "  {}: [{}],", command.name, topics.join(", "))?;
    }
    writeln!(out, "}} as const satisfies Record<string, readonly Topic[]>;")
}

fn topic_name(topic: &Topic) -> String {
    serde_json::to_string(topic).unwrap_or_default()
}
