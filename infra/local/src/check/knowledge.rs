//! What is unwise about a clinic's knowledge.

use std::collections::BTreeSet;

use domain::clinic::Clinic;
use domain::template::Severity;

use super::Line;
use crate::clinic_files::{KnowledgeFile, Sources, knowledge_file};

/// Topics that are not there in each of the clinic's languages: who writes in that one gets a person for an answer.
pub(super) fn findings(sources: &Sources, clinic: &Clinic) -> Vec<Line> {
    let topics: BTreeSet<&str> = sources.knowledge.iter().map(|it| it.topic.as_str()).collect();
    let mut findings = Vec::new();
    for topic in topics {
        let files: Vec<&KnowledgeFile> = sources.knowledge.iter().filter(|it| it.topic == topic).collect();
        let missing = clinic.languages.iter().filter(|it| files.iter().all(|file| file.language != **it));
        let Some(first) = files.first() else { continue };
        findings.extend(missing.map(|language| Line {
            file: knowledge_file(first.language, topic).into(),
            line: 1,
            severity: Severity::Warning,
            code: "knowledge-language",
            message: format!("there is no {}", knowledge_file(*language, topic)),
        }));
    }
    findings
}
