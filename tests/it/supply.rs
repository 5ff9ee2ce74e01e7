//! What the shipped functions are made of: how many crates, which of them twice, and under which lints our own are.
//!
//! Licences, bans and sources are `cargo deny`'s: `deny.toml`.
#![expect(clippy::print_stdout, reason = "the table is part of the result")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// Most crates that each function may be made of, macros at build time included: today's figure, and room for two.
const BUDGETS: [(&str, usize); 6] = [
    ("concierge", 176),
    ("console", 198),
    ("reminder-scheduler", 170),
    ("sender", 177),
    ("survey-collector", 172),
    ("webhook-ingest", 172),
];
/// Crates that a function links in two versions, and who asks for the older one.
const TWICE: [(&str, &str); 3] = [
    ("base64", "lambda_runtime"),
    ("hashbrown", "dashmap, of rlibphonenumber"),
    ("thiserror", "rlibphonenumber"),
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// What cargo answers in a directory.
fn cargo(directory: &Path, arguments: &str) -> String {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.current_dir(directory).args(arguments.split(' ')).args(["--locked", "--offline"]);
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// A function's crates as it is deployed, by name, version and features.
fn crates(function: &str, edges: &str) -> BTreeSet<(String, String, String)> {
    let of = "tree --target x86_64-unknown-linux-gnu --prefix none --no-dedupe --format {p}|{f} --edges";
    let text = cargo(&root().join("functions").join(function), &format!("{of} {edges}"));
    let one = |line: &str| {
        let (package, features) = line.split_once('|').unwrap();
        let mut words = package.split(' ');
        let (name, version) = (words.next().unwrap(), words.next().unwrap());
        (name.to_owned(), version.to_owned(), features.to_owned())
    };
    text.lines().filter(|it| !it.is_empty()).map(one).collect()
}

fn versions(crates: &BTreeSet<(String, String, String)>) -> BTreeSet<(&str, &str)> {
    crates.iter().map(|(name, version, _)| (name.as_str(), version.as_str())).collect()
}

#[test]
fn no_function_is_made_of_more_crates_than_its_budget() {
    println!("{:<20}{:>8}{:>8}{:>8}", "function", "crates", "linked", "budget");
    let mut twice = BTreeSet::new();
    for (function, budget) in BUDGETS {
        let (all, linked) = (crates(function, "normal"), crates(function, "normal,no-proc-macro"));
        let (count, linked) = (versions(&all).len(), versions(&linked));
        println!("{function:<20}{count:>8}{:>8}{budget:>8}", linked.len());
        assert!(count <= budget, "{function} is made of {count} crates, budget {budget}");
        assert!(
            count + 5 >= budget,
            "{function} is made of {count} crates: its budget can be less than {budget}"
        );
        let mut names = BTreeMap::<&str, usize>::new();
        for (name, _) in &linked {
            *names.entry(*name).or_default() += 1;
        }
        twice.extend(names.into_iter().filter(|it| it.1 > 1).map(|it| it.0.to_owned()));
    }
    let known: BTreeSet<String> = TWICE.iter().map(|it| it.0.to_owned()).collect();
    assert_eq!(twice, known, "linked in two versions");
}

/// A crate that two functions have with different features is built twice, and with it all that stand on it.
#[test]
fn functions_share_one_build_of_what_they_have_in_common() {
    let mut features = BTreeMap::<(String, String), BTreeMap<String, Vec<&str>>>::new();
    for (function, _) in BUDGETS {
        for (name, version, of) in crates(function, "normal,no-proc-macro") {
            features.entry((name, version)).or_default().entry(of).or_default().push(function);
        }
    }
    let differ: Vec<_> = features.iter().filter(|it| it.1.len() > 1).collect();
    assert!(differ.is_empty(), "{differ:#?}");
}

#[test]
fn every_crate_is_under_the_workspaces_lints() {
    let read = |path: &Path| format!("{}\n", std::fs::read_to_string(path).unwrap());
    let workspace = read(&root().join("Cargo.toml"));
    assert!(
        workspace.contains("[workspace.lints.rust]\nunsafe_code = \"forbid\"\n"),
        "unsafe code is forbidden"
    );
    let members = cargo(&root(), "metadata --no-deps --format-version 1");
    let members: Value = serde_json::from_str(&members).unwrap();
    for package in members["packages"].as_array().unwrap() {
        let manifest = package["manifest_path"].as_str().unwrap();
        assert!(read(Path::new(manifest)).contains("[lints]\nworkspace = true\n"), "{manifest}");
    }
}
