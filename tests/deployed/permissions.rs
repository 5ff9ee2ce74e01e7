//! Least privilege: what the roles of the template grant against what the functions called, as the engine saw it.

use std::collections::{BTreeMap, BTreeSet};

use serde_norway::Value;

use crate::stack::Stack;

/// Granted and not to be seen at the engine's door, and why.
const UNSEEN: [(&str, &str); 11] = [
    ("logs:CreateLogStream", "Lambda itself writes the logs"),
    ("logs:PutLogEvents", "Lambda itself writes the logs"),
    ("kms:Decrypt", "the services decrypt in the caller's name"),
    ("kms:GenerateDataKey", "the services encrypt in the caller's name"),
    ("iam:PassRole", "checked when a schedule is made, no call of its own"),
    ("sqs:ReceiveMessage", "Lambda's event source polls in the function's name"),
    ("sqs:DeleteMessage", "Lambda's event source polls in the function's name"),
    ("sqs:GetQueueAttributes", "Lambda's event source polls in the function's name"),
    ("ses:SendEmail", "a stand-in plays it, and checks no role"),
    ("sms-voice:SendTextMessage", "a stand-in plays it, and checks no role"),
    ("bedrock:InvokeModel", "granted only with RephraseModel, which this stack has not"),
];

const FUNCTIONS: [&str; 6] =
    ["WebhookIngest", "Console", "ReminderScheduler", "Sender", "Concierge", "SurveyCollector"];

pub(crate) fn exact(stack: &Stack) {
    let (granted, called) = (granted(), called(stack));
    for function in FUNCTIONS {
        let role = format!("{function}Role");
        let unseen: BTreeSet<&str> = UNSEEN.iter().map(|it| it.0).collect();
        let granted: BTreeSet<&str> =
            granted[&role].iter().map(String::as_str).filter(|it| !unseen.contains(it)).collect();
        let called: BTreeSet<&str> = called.get(&role).into_iter().flatten().map(String::as_str).collect();
        assert_eq!(granted, called, "{function}: granted, and called");
        eprintln!("   {function}: {}", granted.into_iter().collect::<Vec<_>>().join(", "));
    }
}

/// Actions by the logical id of the role, from the template.
fn granted() -> BTreeMap<String, BTreeSet<String>> {
    let text = include_str!("../../template.yaml");
    let template: Value = serde_norway::from_str(text).unwrap();
    let mut granted = BTreeMap::new();
    for (name, resource) in template["Resources"].as_mapping().unwrap() {
        if resource["Type"] != "AWS::IAM::Role" {
            continue;
        }
        let actions: &mut BTreeSet<String> = granted.entry(name.as_str().unwrap().to_owned()).or_default();
        collect(&resource["Properties"]["Policies"], actions);
    }
    granted
}

/// Every `Action`, however deep: statements may stand in a `!If`.
fn collect(value: &Value, actions: &mut BTreeSet<String>) {
    match value {
        Value::Sequence(values) => values.iter().for_each(|it| collect(it, actions)),
        Value::Tagged(tagged) => collect(&tagged.value, actions),
        Value::Mapping(fields) => {
            for (name, value) in fields {
                match (name.as_str(), value) {
                    (Some("Action"), Value::String(action)) => drop(actions.insert(action.clone())),
                    (Some("Action"), Value::Sequence(many)) => {
                        actions.extend(many.iter().map(|it| it.as_str().unwrap().to_owned()));
                    }
                    _ => collect(value, actions),
                }
            }
        }
        _ => {}
    }
}

/// Actions by the logical id of the role, from the engine's log. Nothing may have been denied.
fn called(stack: &Stack) -> BTreeMap<String, BTreeSet<String>> {
    let mut called: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for call in stack.log("calls.log") {
        let principal = call["principal"].as_str().unwrap();
        let Some(function) = FUNCTIONS.iter().find(|it| principal.contains(&format!("{it}Role"))) else {
            continue;
        };
        assert_eq!(call["denied"], false, "{call}");
        called
            .entry(format!("{function}Role"))
            .or_default()
            .insert(call["action"].as_str().unwrap().to_owned());
    }
    called
}
