//! The deliberate mistakes of `mutations`: that each can still be made. `mutations/run` makes them.

#![expect(clippy::unwrap_used, reason = "a test")]

use std::path::Path;
use std::process::Command;

/// So many are kept at least.
const MUTATIONS_MIN: usize = 47;

#[test]
fn every_deliberate_mistake_still_applies_and_says_what_it_breaks() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("mutations");
    let root = directory.ancestors().nth(3).unwrap();
    let mut patches: Vec<_> = std::fs::read_dir(&directory)
        .unwrap()
        .map(|it| it.unwrap().path())
        .filter(|it| it.extension().is_some_and(|it| it == "patch"))
        .collect();
    patches.sort();
    assert!(patches.len() >= MUTATIONS_MIN, "{} are kept", patches.len());
    for patch in patches {
        let text = std::fs::read_to_string(&patch).unwrap();
        let heading = text.lines().next().unwrap();
        assert!(heading.ends_with('.') && !heading.starts_with("--- "), "{} has no heading", patch.display());
        let checked = Command::new("git").args(["apply", "--check"]).arg(&patch).current_dir(root).output();
        let checked = checked.unwrap();
        assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stderr));
        // A change of tests alone would be found by nobody.
        let of_product = text.lines().filter_map(|it| it.strip_prefix("+++ b/"));
        assert!(of_product.clone().count() > 0, "{} changes nothing", patch.display());
        for file in of_product {
            assert!(file.starts_with("shared/") || file.starts_with("functions/"), "{file} is not shipped");
        }
    }
}
