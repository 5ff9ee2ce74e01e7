//! What the desk's page does by itself, without a screen: its modules as they are served, tried by `tests/desk` on
//! Node.

use std::fs;
use std::path::Path;
use std::process::Command;

use tests::Bundle;

/// Set by `tests/run`, which installs what is needed: then its absence is a failure.
const REQUIRED: &str = "PULSO_ENGINES_REQUIRED";

/// Where the page's files are, for the tests.
const PAGE: &str = "functions/console/page";
/// What says that they are modules.
const PACKAGE: &str = "functions/console/package.json";

fn names(folder: &Path) -> Vec<String> {
    let files = fs::read_dir(folder).unwrap();
    files.map(|it| it.unwrap().file_name().into_string().unwrap()).collect()
}

#[test]
fn the_pages_modules_do_what_their_own_tests_say() {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let there = tempfile::tempdir().unwrap();
    for folder in [PAGE, "tests/desk"] {
        fs::create_dir_all(there.path().join(folder)).unwrap();
    }
    fs::copy(repository.join(PACKAGE), there.path().join(PACKAGE)).unwrap();
    let bundle = Bundle::new();
    for name in names(&repository.join(PAGE)) {
        let served = bundle.send("GET", &format!("/desk/{name}"), &[], b"");
        assert_eq!(served.status, 200, "{name}");
        fs::write(there.path().join(PAGE).join(name), served.text).unwrap();
    }
    let mut tests = Vec::new();
    for name in names(&repository.join("tests/desk")) {
        let copy = there.path().join("tests/desk").join(&name);
        fs::copy(repository.join("tests/desk").join(&name), &copy).unwrap();
        if name.ends_with(".test.mjs") {
            tests.push(copy);
        }
    }
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
