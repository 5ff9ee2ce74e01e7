//! The files of what a clinic answers questions with: `knowledge/es/parking.md` and so on.

use std::io::{self, ErrorKind};
use std::path::Path;

use domain::knowledge::{PASSAGES_MAX, Passage, parse};
use domain::language::Language;

use super::ClinicFileError;
use super::sources::{CLINIC_FILE, failure};

/// What a file's name ends with.
const ENDING: &str = ".md";

/// A file about one topic in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct KnowledgeFile {
    pub(crate) language: Language,
    pub(crate) topic: String,
    pub(crate) text: String,
}

/// The file of a topic in a language, relative to the clinic's directory.
pub(crate) fn knowledge_file(language: Language, topic: &str) -> String {
    format!("knowledge/{}/{topic}{ENDING}", language.as_str())
}

/// The example clinic's.
pub(super) fn example() -> Vec<KnowledgeFile> {
    macro_rules! files {
        ($language:expr, $code:literal, $($topic:literal),+) => {
            [$(($language, $topic, include_str!(concat!("../../../clinics/sol/knowledge/", $code, "/", $topic, ".md")))),+]
        };
    }
    macro_rules! topics {
        ($($topic:literal),+) => {
            [
                files!(Language::Es, "es", $($topic),+),
                files!(Language::En, "en", $($topic),+),
                files!(Language::Pt, "pt", $($topic),+),
            ]
        };
    }
    let files = topics![
        "accessibility", "address", "arrival", "booking", "bring", "cancellation", "certificates",
        "children", "companions", "contact", "first-visit", "hours", "insurers", "languages", "parking",
        "prep-blood-test", "prep-colonoscopy", "prep-ct", "prep-mammography", "prep-mri", "prep-stress-test",
        "prep-ultrasound", "prep-urine", "prescriptions", "prices", "records", "results", "services",
        "vaccines", "video-visits"
    ];
    let file = |(language, topic, text): (Language, &str, &str)| KnowledgeFile {
        language,
        topic: topic.to_owned(),
        text: text.to_owned(),
    };
    files.into_iter().flatten().map(file).collect()
}

/// Reads the files under a clinic's directory, in order of language and topic. A clinic may have none.
pub(super) fn read(dir: &Path) -> Result<Vec<KnowledgeFile>, Vec<ClinicFileError>> {
    let mut files = Vec::new();
    for language in Language::ALL {
        for topic in topics(dir, language)? {
            let file = knowledge_file(language, &topic);
            let text = std::fs::read_to_string(dir.join(&file)).map_err(|error| unreadable(&file, &error))?;
            // Some editors begin a file with a byte order mark, which TOML takes and no title has.
            let text = text.trim_start_matches('\u{feff}').to_owned();
            files.push(KnowledgeFile { language, topic, text });
        }
    }
    Ok(files)
}

fn topics(dir: &Path, language: Language) -> Result<Vec<String>, Vec<ClinicFileError>> {
    let place = format!("knowledge/{}", language.as_str());
    let entries = match std::fs::read_dir(dir.join(&place)) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(unreadable(&place, &error)),
    };
    let mut topics = Vec::new();
    for entry in entries {
        let name = entry.map_err(|error| unreadable(&place, &error))?.file_name();
        topics.extend(name.to_str().and_then(|it| it.strip_suffix(ENDING)).map(str::to_owned));
    }
    topics.sort_unstable();
    Ok(topics)
}

fn unreadable(file: &str, error: &io::Error) -> Vec<ClinicFileError> {
    vec![failure(file, 1, format!("cannot be read: {error}"))]
}

/// The passages of the files; what is wrong with them goes to `errors`.
pub(super) fn passages(files: &[KnowledgeFile], errors: &mut Vec<ClinicFileError>) -> Vec<Passage> {
    let mut passages = Vec::new();
    for KnowledgeFile { language, topic, text } in files {
        match parse(topic, *language, text) {
            Ok(found) => passages.extend(found),
            Err(problems) => errors.extend(
                problems
                    .into_iter()
                    .map(|it| failure(&knowledge_file(*language, topic), it.line, it.kind.to_string())),
            ),
        }
    }
    if passages.len() > PASSAGES_MAX {
        let what = format!("there are {} passages under knowledge/, over {PASSAGES_MAX}", passages.len());
        errors.push(failure(CLINIC_FILE, 1, what));
    }
    passages
}
