//! The example's files in a directory, as a clinic has its own.
#![expect(clippy::unwrap_used, reason = "tests")]

use tempfile::TempDir;

use super::{CLINIC_FILE, Sources, template_file};

/// Without knowledge, and with a change in one of them.
pub(crate) fn changed(file: &str, from: &str, to: &str) -> TempDir {
    let dir = with_knowledge(&[]);
    let path = dir.path().join(file);
    let text = std::fs::read_to_string(&path).unwrap();
    let changed = text.replacen(from, to, 1);
    assert_ne!(changed, text, "{from} is not in {file}");
    std::fs::write(path, changed).unwrap();
    dir
}

/// With these files under `knowledge/` in place of its own.
pub(crate) fn with_knowledge(files: &[(&str, &str)]) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    let sources = Sources::example();
    let templates = sources.templates.into_iter().map(|(language, text)| (template_file(language), text));
    let knowledge = files.iter().map(|(name, text)| (format!("knowledge/{name}"), (*text).to_owned()));
    let clinic = (CLINIC_FILE.to_owned(), sources.clinic);
    for (name, text) in templates.chain(knowledge).chain([clinic]) {
        let path = dir.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    dir
}
