//! Puts the page's files (`page/`) into one list of names and texts, without what a browser has no use for, and tells
//! the page which modules it is made of: a browser that had to find each in the one before would ask seven times over.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, error, fs};

fn main() -> Result<(), Box<dyn error::Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=page");
    let mut files = Vec::new();
    for file in fs::read_dir("page")? {
        let path = file?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let text = bare(&fs::read_to_string(&path)?).map_err(|what| format!("page/{name}: {what}"))?;
        files.push((name, text));
    }
    files.sort();
    let is_module = |name: &str| Path::new(name).extension().is_some_and(|it| it == "js");
    let mut modules = String::new();
    for (name, _) in files.iter().filter(|(name, _)| is_module(name)) {
        writeln!(modules, "<link rel=\"modulepreload\" href=\"/desk/{name}\">")?;
    }
    for (_, page) in files.iter_mut().filter(|(name, _)| name == "index.html") {
        *page = page.replace("</head>", &format!("{modules}</head>"));
    }
    let out = env::var("OUT_DIR")?;
    fs::write(Path::new(&out).join("files.rs"), format!("&{files:?}"))?;
    Ok(())
}

/// A file without the lines that are comments or empty, and without indentation. What stands in a line is left as it
/// is.
fn bare(text: &str) -> Result<String, String> {
    let mut kept = String::new();
    let mut in_comment = false;
    for line in text.lines().map(str::trim) {
        if in_comment || line.starts_with("/*") {
            let end = line.find("*/").map(|at| at + "*/".len());
            if end.is_some_and(|end| end < line.len()) {
                return Err(format!("something follows a comment in its line: {line}"));
            }
            in_comment = end.is_none();
        } else if !line.is_empty() && !line.starts_with("//") {
            // The words of one would lose their lines.
            if line.matches('`').count() % 2 == 1 {
                return Err(format!("a template is not in one line: {line}"));
            }
            kept.push_str(line);
            kept.push('\n');
        }
    }
    Ok(kept)
}
