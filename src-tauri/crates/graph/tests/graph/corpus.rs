//! Inputs that were worth keeping: everything in `tests/corpus` is read anew, with all promises of the fuzz targets.

use std::path::Path;

#[path = "../../examples/fuzz/targets.rs"]
pub(crate) mod targets;

#[test]
fn all_kept_inputs_keep_the_promises() {
    for (name, target) in targets::TARGETS {
        let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus").join(name);
        let files: Vec<_> =
            std::fs::read_dir(directory).expect("corpus").map(|file| file.expect("file")).collect();
        assert!(files.len() >= 10, "{name}: {} inputs", files.len());
        for file in files {
            let input = std::fs::read(file.path()).expect("input");
            let first = std::panic::catch_unwind(|| target(&input));
            assert!(first.is_ok(), "{}", file.path().display());
            // Cut anywhere, it is read without a panic as well.
            for end in (0..input.len()).step_by(1 + input.len() / 40) {
                assert!(
                    std::panic::catch_unwind(|| target(&input[..end])).is_ok(),
                    "{} to {end}",
                    file.path().display()
                );
            }
        }
    }
}
