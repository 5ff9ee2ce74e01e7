//! The interface's description, and what of it a test has exercised.

use std::cell::RefCell;
use std::collections::BTreeSet;

use serde_json::{Value, json};
use tests::{Answered, Bundle, KEY};

const DESCRIPTION: &str = include_str!("../../../infra/openapi.yaml");
/// The methods that a described path may have, among those that Pulso uses.
const METHODS: [&str; 3] = ["get", "post", "put"];

/// The description, and the answers seen so far.
pub(crate) struct Spec {
    document: Value,
    seen: RefCell<BTreeSet<(String, String)>>,
}

/// A request, with the path as the description writes it.
pub(crate) struct Asked<'a> {
    pub(crate) path: &'a str,
    pub(crate) method: &'a str,
    /// The address asked for; it fills the path's parameters in.
    pub(crate) target: &'a str,
    pub(crate) headers: &'a [(&'a str, &'a str)],
    pub(crate) body: &'a [u8],
}

impl Spec {
    pub(crate) fn read() -> Self {
        Self { document: serde_norway::from_str(DESCRIPTION).unwrap(), seen: RefCell::default() }
    }

    /// All operations, as `GET /healthz`.
    pub(crate) fn operations(&self) -> BTreeSet<String> {
        let paths = self.document["paths"].as_object().unwrap();
        let of_path = |(path, item): (&String, &Value)| -> Vec<String> {
            let named = METHODS.iter().filter(|it| item.get(**it).is_some());
            named.map(|it| format!("{} {path}", it.to_uppercase())).collect()
        };
        paths.iter().flat_map(of_path).collect()
    }

    /// The roles that an operation says it is open to.
    pub(crate) fn roles(&self, operation: &str) -> BTreeSet<String> {
        let listed = self.operation(operation)["security"].as_array().cloned().unwrap_or_default();
        let role = |it: &Value| it["clinicKey"][0].as_str().map(str::to_owned);
        listed.iter().filter_map(role).collect()
    }

    /// The codes that the field or schema there may have.
    pub(crate) fn codes(&self, schema: &str) -> BTreeSet<String> {
        let codes =
            self.document["components"]["schemas"].pointer(schema).and_then(|it| it["enum"].as_array());
        let codes = codes.unwrap_or_else(|| panic!("{schema} has no codes"));
        codes.iter().map(|it| it.as_str().unwrap().to_owned()).collect()
    }

    /// The operations that were answered well.
    pub(crate) fn succeeded(&self) -> BTreeSet<String> {
        let seen = self.seen.borrow();
        seen.iter()
            .filter(|(_, status)| status.starts_with('2'))
            .map(|(operation, _)| operation.clone())
            .collect()
    }

    /// The 400, 401, 403, 404, 405, 409 and 413 that are described and were not seen.
    pub(crate) fn errors_not_seen(&self) -> BTreeSet<(String, String)> {
        let seen = self.seen.borrow();
        let described = self.operations().into_iter().flat_map(|operation| {
            let responses = self.operation(&operation)["responses"].as_object().unwrap().clone();
            let errors = responses
                .into_iter()
                .map(|(status, _)| status)
                .filter(|it| it.starts_with('4') && it != "429");
            errors.map(move |status| (operation.clone(), status)).collect::<Vec<_>>()
        });
        described.filter(|it| !seen.contains(it)).collect()
    }

    /// Asks the bundle; the answer has to have that status, and to be as described.
    pub(crate) fn ask(&self, bundle: &Bundle, asked: &Asked<'_>, status: u16) -> Answered {
        let answer = match asked.target.strip_prefix("/sim/") {
            Some(path) => bundle.sim_bytes(asked.method, path, asked.body),
            None => bundle.send(asked.method, asked.target, asked.headers, asked.body),
        };
        self.check(asked, status, &answer);
        answer
    }

    /// Checks an answer that was got in any way.
    pub(crate) fn check(&self, asked: &Asked<'_>, status: u16, answer: &Answered) {
        let name = format!("{} {}", asked.method, asked.path);
        assert_eq!(answer.status, status, "{name}: {}", answer.text);
        // A method that is not described is refused as another operation of the same address says.
        let described = self.operation(&name);
        let described =
            if status == 405 && described.is_null() { self.any_operation(asked.path) } else { described };
        let response = self.resolved(&described["responses"][status.to_string()]);
        assert!(response.is_object(), "{name}: {status} is not described");
        if let Some(schema) = response["content"]["application/json"].get("schema") {
            self.fits(&name, schema, &answer.json);
        }
        if answer.status < 300
            && let Some(schema) = described["requestBody"]["content"]["application/json"].get("schema")
        {
            self.fits(&name, schema, &serde_json::from_slice(asked.body).unwrap());
        }
        let operations = METHODS.iter().map(|it| format!("{} {}", it.to_uppercase(), asked.path));
        let met = operations.filter(|it| *it == name || status == 405);
        self.seen.borrow_mut().extend(met.map(|it| (it, status.to_string())));
    }

    fn operation(&self, name: &str) -> &Value {
        let (method, path) = name.split_once(' ').unwrap();
        &self.document["paths"][path][method.to_lowercase()]
    }

    fn any_operation(&self, path: &str) -> &Value {
        let item = &self.document["paths"][path];
        METHODS.iter().map(|it| &item[*it]).find(|it| it.is_object()).unwrap_or(&Value::Null)
    }

    fn resolved<'a>(&'a self, value: &'a Value) -> &'a Value {
        match value["$ref"].as_str() {
            Some(reference) => self.document.pointer(reference.trim_start_matches('#')).unwrap(),
            None => value,
        }
    }

    /// Whether a value is as the schema says; `components` is put in, so that its references resolve.
    fn fits(&self, name: &str, schema: &Value, value: &Value) {
        let whole = json!({ "allOf": [schema], "components": self.document["components"] });
        let validator = jsonschema::draft202012::new(&whole).unwrap();
        let errors: Vec<String> =
            validator.iter_errors(value).map(|it| format!("{} at {}", it, it.instance_path())).collect();
        assert!(errors.is_empty(), "{name}: {errors:#?}");
    }
}

/// The header with the clinic's key.
pub(crate) fn key() -> (&'static str, &'static str) {
    static HEADER: std::sync::LazyLock<String> = std::sync::LazyLock::new(|| format!("Bearer {KEY}"));
    ("authorization", HEADER.as_str())
}
