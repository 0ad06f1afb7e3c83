//! The whole contract in one snapshot: a change of it is seen in review, and the generated TypeScript agrees.

#[test]
fn the_commands_are_as_agreed() {
    let config = ts_rs::Config::new().with_large_int("number");
    let lines: Vec<String> = api::commands(&config)
        .into_iter()
        .map(|command| {
            format!(
                "{:?} {}({}) -> {} {:?}",
                command.kind, command.name, command.request, command.response, command.topics
            )
        })
        .collect();
    insta::assert_snapshot!(lines.join("\n"));
}
