//! Amazon Bedrock's Converse, as far as it is called: a model that says the text it was given, or what a test has it
//! say.
//!
//! A Signature Version 4 header must be there; it is not verified. No model is behind it.

use std::collections::VecDeque;

use http::{Method, Request, Response, header};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Exchange, json_response};

const JSON: &str = "application/json";
/// What the path of a call begins and ends with.
const PATH: (&str, &str) = ("/model/", "/converse");
/// Most turns that wait, and most questions that are remembered.
const TURNS_MAX: usize = 100;

/// What the model does with the next question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ModelTurn {
    /// It says this.
    Says {
        /// The words.
        text: String,
    },
    /// It stops for that reason: `max_tokens`, `guardrail_intervened`, ….
    Stops {
        /// Converse's `stopReason`.
        reason: String,
    },
    /// Bedrock refuses: 429 `ThrottlingException`, 408 `ModelTimeoutException`, ….
    Refuses {
        /// The HTTP status.
        status: u16,
        /// The exception.
        name: String,
    },
    /// It says nothing until the caller gives up.
    Silent,
}

/// The model: what it will do, and what it was asked.
#[derive(Debug, Default)]
pub(super) struct Model {
    turns: VecDeque<ModelTurn>,
    asked: VecDeque<String>,
}

impl Model {
    /// Whether a request is for it.
    pub(super) fn is_asked(request: &Request<Vec<u8>>) -> bool {
        request.uri().path().starts_with(PATH.0)
    }

    /// Has it do that next, after what it was told before; the oldest turns beyond the limit are forgotten.
    pub(super) fn script(&mut self, turn: ModelTurn) {
        self.turns.push_back(turn);
        let over = self.turns.len().saturating_sub(TURNS_MAX);
        self.turns.drain(..over);
    }

    /// What it was asked, oldest first: instructions and question.
    pub(super) fn asked(&self) -> Vec<String> {
        self.asked.iter().cloned().collect()
    }

    /// Answers one request.
    pub(super) fn answer(&mut self, request: &Request<Vec<u8>>) -> Exchange {
        let signature = request.headers().get(header::AUTHORIZATION).and_then(|it| it.to_str().ok());
        if !signature.is_some_and(|it| it.starts_with("AWS4-HMAC-SHA256 ")) {
            return refusal(403, "MissingAuthenticationTokenException");
        }
        let path = request.uri().path();
        let model = path.strip_prefix(PATH.0).and_then(|it| it.strip_suffix(PATH.1));
        if request.method() != Method::POST || model.is_none_or(|it| it.is_empty() || it.contains([':', '/']))
        {
            return refusal(404, "UnknownOperationException");
        }
        let Some((system, text)) = read(request.body()) else { return refusal(400, "ValidationException") };
        self.asked.push_back(format!("{system}\n{text}"));
        let over = self.asked.len().saturating_sub(TURNS_MAX);
        self.asked.drain(..over);
        match self.turns.pop_front() {
            // An honest model that was asked for other words.
            None => {
                let own = text.strip_prefix("Text:\n").and_then(|it| it.split_once("\n\nQuestion:\n"));
                said(&format!("OK. {}", own.map_or(text.as_str(), |it| it.0)), "end_turn")
            }
            Some(ModelTurn::Says { text }) => said(&text, "end_turn"),
            Some(ModelTurn::Stops { reason }) => said("Half of", &reason),
            Some(ModelTurn::Refuses { status, name }) => refusal(status, &name),
            Some(ModelTurn::Silent) => Exchange::NoAnswer,
        }
    }
}

/// The system's and the user's text, of a body as Converse wants it.
fn read(body: &[u8]) -> Option<(String, String)> {
    let body: Value = serde_json::from_slice(body).ok()?;
    let text =
        |pointer: &str| body.pointer(pointer)?.as_str().filter(|it| !it.trim().is_empty()).map(str::to_owned);
    let asks =
        body["messages"].as_array().is_some_and(|it| it.len() == 1) && body["messages"][0]["role"] == "user";
    let tokens =
        body.pointer("/inferenceConfig/maxTokens").is_none_or(|it| it.as_u64().is_some_and(|it| it > 0));
    let system = text("/system/0/text").unwrap_or_default();
    text("/messages/0/content/0/text").filter(|_| asks && tokens).map(|text| (system, text))
}

fn said(text: &str, reason: &str) -> Exchange {
    let usage = json!({"inputTokens": 200, "outputTokens": 60, "totalTokens": 260});
    let message = json!({"role": "assistant", "content": [{"text": text}]});
    let body = json!({"output": {"message": message}, "stopReason": reason, "usage": usage, "metrics": {"latencyMs": 700}});
    Exchange::Answer(json_response(200, JSON, &body))
}

fn refusal(status: u16, name: &str) -> Exchange {
    let mut response: Response<Vec<u8>> = json_response(status, JSON, &json!({"message": name}));
    if let Ok(name) = http::HeaderValue::from_str(&format!("{name}:http://internal.amazon.com/coral/")) {
        response.headers_mut().insert("x-amzn-errortype", name);
    }
    Exchange::Answer(response)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    fn asked(path: &str, signed: bool, body: &Value) -> Request<Vec<u8>> {
        let mut request = Request::post(format!("https://bedrock-runtime.amazonaws.com{path}"));
        if signed {
            request = request.header("authorization", "AWS4-HMAC-SHA256 Credential=x");
        }
        request.body(body.to_string().into_bytes()).unwrap()
    }

    fn status(exchange: &Exchange) -> u16 {
        match exchange {
            Exchange::Answer(response) => response.status().as_u16(),
            _ => 0,
        }
    }

    #[test]
    fn what_converse_refuses_is_refused() {
        let mut model = Model::default();
        let body =
            |role: &str, text: &str| json!({"messages": [{"role": role, "content": [{"text": text}]}]});
        let right = body("user", "Text:\nA.\n\nQuestion:\nB?");
        let path = "/model/amazon.nova-lite-v1%3A0/converse";
        for (request, code) in [
            (asked(path, false, &right), 403),
            (asked("/model/amazon.nova-lite-v1%3A0/invoke", true, &right), 404),
            (asked("/model//converse", true, &right), 404),
            (asked(path, true, &json!({})), 400),
            (asked(path, true, &body("assistant", "A")), 400),
            (asked(path, true, &body("user", " ")), 400),
            (
                asked(
                    path,
                    true,
                    &json!({"messages": right["messages"], "inferenceConfig": {"maxTokens": 0}}),
                ),
                400,
            ),
        ] {
            assert_eq!(status(&model.answer(&request)), code, "{request:?}");
        }
        assert!(model.asked().is_empty());
        let request = asked(path, true, &right);
        let Exchange::Answer(answer) = model.answer(&request) else { panic!("no answer") };
        let answer: Value = serde_json::from_slice(answer.body()).unwrap();
        assert_eq!((&answer["stopReason"], model.asked().len()), (&json!("end_turn"), 1));
        assert_eq!(answer["output"]["message"]["content"][0]["text"], "OK. A.");
        model.script(ModelTurn::Refuses { status: 429, name: "ThrottlingException".to_owned() });
        model.script(ModelTurn::Silent);
        assert_eq!(status(&model.answer(&request)), 429);
        assert!(matches!(model.answer(&request), Exchange::NoAnswer));
    }
}
