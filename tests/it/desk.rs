//! What the desk's page does by itself, without a screen: its modules, tried by `tests/desk` on Node.

use std::path::{Path, PathBuf};
use std::process::Command;

/// Set by `tests/run`, which installs what is needed: then its absence is a failure.
const REQUIRED: &str = "PULSO_ENGINES_REQUIRED";

#[test]
fn the_pages_modules_do_what_their_own_tests_say() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("desk");
    let files = std::fs::read_dir(&folder).unwrap().map(|it| it.unwrap().path());
    let tests: Vec<PathBuf> = files.filter(|it| it.to_string_lossy().ends_with(".test.mjs")).collect();
    assert!(!tests.is_empty());
    let run = match Command::new("node").args(["--test", "--test-reporter=tap"]).args(&tests).output() {
        Ok(run) => run,
        Err(error) => {
            assert!(std::env::var_os(REQUIRED).is_none(), "node is missing: {error}");
            eprintln!("skipped: node is missing; tests/run installs it");
            return;
        }
    };
    let told = String::from_utf8_lossy(&run.stdout);
    assert!(run.status.success(), "{told}{}", String::from_utf8_lossy(&run.stderr));
    // A file that runs no test is green too.
    let passed = told.lines().find_map(|it| it.strip_prefix("# pass ")?.parse::<usize>().ok());
    assert!(passed.is_some_and(|it| it > tests.len()), "{told}");
}
