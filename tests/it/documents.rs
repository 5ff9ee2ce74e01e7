//! What the documents name is there: files, headings, tests, settings.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use local::runtime::{PORT, Settings};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The files of the tree that end like that, but for what is built and what a clinic says.
fn files(directory: &Path, extension: &str, found: &mut Vec<PathBuf>) {
    for path in std::fs::read_dir(directory).unwrap().map(|it| it.unwrap().path()) {
        let name = path.file_name().unwrap().to_str().unwrap();
        if path.is_dir() && !name.starts_with('.') && !["target", "clinics"].contains(&name) {
            files(&path, extension, found);
        } else if path.extension().is_some_and(|it| it == extension) {
            found.push(path);
        }
    }
}

/// The documents, each with its text outside of blocks of code.
fn documents() -> Vec<(PathBuf, String)> {
    let mut paths = Vec::new();
    files(&root(), "md", &mut paths);
    assert!(paths.len() > 10, "{paths:?}");
    let prose = |path: PathBuf| {
        let text = std::fs::read_to_string(&path).unwrap();
        let prose: Vec<&str> = text.split("```").step_by(2).collect();
        (path, prose.concat())
    };
    paths.into_iter().map(prose).collect()
}

/// What a heading is linked by.
fn anchor(heading: &str) -> String {
    let kept = heading.chars().filter(|it| it.is_alphanumeric() || " -_".contains(*it));
    kept.collect::<String>().to_lowercase().replace(' ', "-")
}

/// What the names begin with that only a test has, by their length, or that stand for several (`row_01_*`).
fn named_tests(text: &str) -> impl Iterator<Item = &str> {
    let is_name = |it: &&str| it.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_*".contains(&byte));
    let words = text.split('`').skip(1).step_by(2).flat_map(|it| it.split([' ', ':'])).filter(is_name);
    let tests = words.filter(|it| it.matches('_').count() > 3 || (it.ends_with('*') && it.contains('_')));
    tests.map(|it| it.trim_end_matches('*'))
}

#[test]
fn what_a_document_links_to_is_there() {
    let mut broken = Vec::new();
    for (path, prose) in documents() {
        let links = prose.split("](").skip(1).filter_map(|it| it.split(')').next());
        for link in links.filter(|it| !it.contains("://")) {
            let (file, heading) = link.split_once('#').unwrap_or((link, ""));
            let target = if file.is_empty() { path.clone() } else { path.with_file_name(file) };
            let is_there = if heading.is_empty() {
                target.exists()
            } else {
                let text = std::fs::read_to_string(&target).unwrap_or_default();
                let titles = text.lines().filter(|it| it.starts_with('#'));
                titles.map(|it| anchor(it.trim_start_matches('#').trim())).any(|it| it == heading)
            };
            if !is_there {
                broken.push(format!("{}: {link}", path.display()));
            }
        }
    }
    assert_eq!(broken, [""; 0]);
}

#[test]
fn the_tests_that_a_document_names_are_there() {
    let mut paths = Vec::new();
    files(&root(), "rs", &mut paths);
    let mut functions = BTreeSet::new();
    for path in paths {
        let text = std::fs::read_to_string(path).unwrap();
        let names = text.split("fn ").skip(1).filter_map(|it| it.split(['(', '<']).next());
        functions.extend(names.map(str::to_owned));
    }
    let mut named = 0;
    for (path, prose) in documents() {
        for name in named_tests(&prose) {
            named += 1;
            assert!(functions.iter().any(|it| it.starts_with(name)), "{}: {name}", path.display());
        }
    }
    assert!(named > 100, "{named}");
}

#[test]
fn the_readme_tells_every_setting_and_no_other() {
    let settings = Settings::from_vars(|_| None, PORT);
    let read: BTreeSet<&str> = settings.named().into_iter().map(|(name, _)| name).collect();
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    let (_, table) = readme.split_once("\n## Settings\n").unwrap();
    let (table, _) = table.split_once("\n## ").unwrap();
    let names = table.lines().filter_map(|it| it.strip_prefix('|')?.split('|').next());
    let told: BTreeSet<&str> = names.flat_map(|it| it.split('`').skip(1).step_by(2)).collect();
    assert_eq!(told, read);
}
