//! `POST /v1/fhir`, with the bodies that the description shows.

use serde_json::{Value, json};
use tests::{Answered, Bundle};

use super::asked;
use super::spec::{Asked, Spec};

const DESCRIPTION: &str = include_str!("../../../infra/openapi.yaml");
const PATH: &str = "/v1/fhir";

pub(super) fn every_answer(spec: &Spec, bundle: &Bundle) {
    let post = |body: &[u8], status| spec.ask(bundle, &asked(PATH, "POST", PATH, body), status);
    let description: Value = serde_norway::from_str(DESCRIPTION).unwrap();
    let content = &description["paths"][PATH]["post"]["requestBody"]["content"]["application/fhir+json"];
    for (name, example) in content["examples"].as_object().unwrap() {
        let answer = post(example["value"].to_string().as_bytes(), 202);
        let issues = answer.json["issue"].as_array().unwrap();
        assert!(issues.iter().all(|it| it["severity"] == "information"), "{name}: {}", answer.text);
    }
    refused(&post(b"{}", 400), "structure", "the body is no FHIR resource");
    refused(&post(b"", 400), "structure", "the body is empty");
    refused(&post(&vec![b' '; 3 * 1024 * 1024], 413), "too-long", "the body is larger than 2097152 bytes");
    spec.ask(bundle, &asked(PATH, "GET", PATH, b""), 405);
    spec.ask(bundle, &Asked { path: PATH, method: "POST", target: PATH, headers: &[], body: b"{}" }, 401);
    bundle.settle();
}

fn refused(answer: &Answered, code: &str, diagnostics: &str) {
    let issue = json!({ "severity": "error", "code": code, "diagnostics": diagnostics });
    assert_eq!(answer.json, json!({ "resourceType": "OperationOutcome", "issue": [issue] }));
}
