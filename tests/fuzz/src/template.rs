//! Templates and the values that fill them: the first line's text, then one value per line.
//!
//! A text that parses says itself back and fills as its parameters would; one that does not names the place. A hole
//! without a value is never sent, and the error does not quote the values.

use domain::phi::Phi;
use domain::template::{Text, VARIABLE_CHARS_MAX};

use crate::leak::{CANARY, absent, masked};
use crate::sms;

/// Parts template and values.
const SEPARATOR: char = '\u{1F}';

/// Checks one template with its values.
pub fn check(bytes: &[u8]) {
    let Ok(input) = std::str::from_utf8(bytes) else { return };
    let mut parts = input.split(SEPARATOR);
    let source = parts.next().unwrap_or_default();
    let values: Vec<Phi<String>> = parts.map(|it| Phi::new(it.to_owned())).collect();
    let text = match Text::parse(source) {
        Ok(text) => text,
        Err(error) => {
            assert!(source.is_char_boundary(error.offset) && error.line > 0 && error.column > 0, "{error:?}");
            return assert!(!error.to_string().is_empty());
        }
    };
    assert_eq!(text.source(), source);
    let stored = serde_json::to_string(&text).expect("a text is JSON");
    assert_eq!(serde_json::from_str::<Text>(&stored).expect("it reads back"), text);
    let names: Vec<&str> = text.variables().collect();
    assert!(names.iter().all(|it| (1..=VARIABLE_CHARS_MAX).contains(&it.len())));

    // A variable has one value, whichever hole it stands in.
    let value = |name: &str| {
        let at = names.iter().position(|it| *it == name)?;
        values.get(at % values.len().max(1))
    };
    match (text.render(value), text.parameters(value)) {
        (Ok(rendered), Ok(parameters)) => {
            assert_eq!(*rendered.expose(), filled(source, &parameters), "the parameters fill it otherwise");
            for (_, parameter) in &parameters {
                let parameter = parameter.expose();
                assert!(
                    !parameter.contains(['\n', '\t', '\r']) && !parameter.contains("    "),
                    "{parameter:?}"
                );
                assert_eq!(parameter.trim(), parameter);
            }
            masked("a text", &(&rendered, &parameters));
            sms::check(rendered.expose().as_bytes());
        }
        (Err(one), Err(other)) => {
            assert_eq!(one, other);
            let leaks = names.iter().any(|it| it.contains(CANARY));
            assert!(leaks || !one.to_string().contains(CANARY), "{one}");
        }
        (rendered, parameters) => panic!("{rendered:?} but {parameters:?}"),
    }
    let blank = |_: &str| Some(Phi::new(" \u{200B}\t".to_owned()));
    assert_eq!(text.render(blank).is_ok(), names.is_empty(), "a blank value was sent");
    absent(
        "a template's error",
        &text.render(|_| None::<Phi<String>>).err().map_or(String::new(), |it| it.name),
    );
}

/// The text as somebody fills it who has the parameters: with another scanner than the product's.
fn filled(source: &str, parameters: &[(String, Phi<String>)]) -> String {
    let mut pieces = source.split("{{");
    let mut text = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (name, rest) = piece.split_once("}}").expect("a hole that parsed is closed");
        let parameter = parameters.iter().find(|(known, _)| known == name.trim());
        text.push_str(parameter.map_or("", |(_, value)| value.expose()));
        text.push_str(rest);
    }
    text
}
