//! `template.yaml` against the code: what one says of the other holds.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use channels::twilio::TRIES;
use ports::queue::QueueName;
use ports::wire::{ToJourneys, encode};
use serde_norway::Value;

/// Lambda hides a message for so many timeouts of the function that has it.
const VISIBILITY_TIMEOUTS_MIN: u64 = 6;

/// An account's concurrency, unless it is new.
const CONCURRENCY: u64 = 1_000;

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

fn read(file: &str) -> String {
    std::fs::read_to_string(root().join(file)).unwrap()
}

fn template() -> Value {
    serde_norway::from_str(&read("template.yaml")).unwrap()
}

/// Resources of a type, by logical id.
fn resources<'a>(template: &'a Value, kind: &str) -> BTreeMap<&'a str, &'a Value> {
    let all = template["Resources"].as_mapping().unwrap().iter();
    all.filter(|(_, it)| it["Type"] == kind)
        .map(|(id, it)| (id.as_str().unwrap(), &it["Properties"]))
        .collect()
}

/// The logical id in `!Ref X` or `!GetAtt X.Arn`.
fn target(value: &Value) -> &str {
    let Value::Tagged(tagged) = value else { panic!("no reference: {value:?}") };
    tagged.value.as_str().unwrap().split('.').next().unwrap()
}

fn functions(template: &Value) -> BTreeMap<String, &Value> {
    let name = |properties: &Value| {
        properties["CodeUri"].as_str().unwrap().trim_start_matches("functions/").to_owned()
    };
    resources(template, "AWS::Serverless::Function").into_values().map(|it| (name(it), it)).collect()
}

#[test]
fn every_function_has_its_package_and_every_package_its_function() {
    let template = template();
    let deployed: BTreeSet<String> = functions(&template).into_keys().collect();
    let packages: BTreeSet<String> = std::fs::read_dir(root().join("functions"))
        .unwrap()
        .map(|it| it.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(deployed, packages);
}

#[test]
fn the_environment_is_what_the_function_reads() {
    let template = template();
    for (name, properties) in functions(&template) {
        let variables = properties["Environment"]["Variables"].as_mapping().unwrap();
        let given: BTreeSet<String> = variables.keys().map(|it| it.as_str().unwrap().to_owned()).collect();
        assert_eq!(given, read_by(&read(&format!("functions/{name}/src/main.rs"))), "{name}");
    }
}

/// The variables that a `main.rs` asks for, by what it makes of them.
fn read_by(source: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for call in ["secret(&sdk, \"", "vars.text(\"", "vars.optional(\""] {
        for rest in source.split(call).skip(1) {
            names.insert(rest.split('"').next().unwrap().to_owned());
        }
    }
    let queues = source.split("= queues(").nth(1).and_then(|it| it.split(']').next());
    if let Some(queues) = queues {
        for queue in QueueName::ALL {
            if queues.contains(&format!("QueueName::{queue:?}")) {
                names.insert(format!("{}_QUEUE_URL", queue.as_str().to_ascii_uppercase()));
            }
        }
    }
    if source.contains("table(&sdk, text)") {
        names.insert("TABLE_NAME".to_owned());
    }
    if source.contains("timer(&sdk, ") {
        names.extend(["SCHEDULE_GROUP", "SCHEDULE_ROLE_ARN", "JOURNEYS_QUEUE_ARN"].map(str::to_owned));
    }
    names
}

#[test]
fn queues_hide_messages_long_enough_and_park_what_cannot_be_handled() {
    let template = template();
    let queues = resources(&template, "AWS::SQS::Queue");
    let mut consumed = BTreeSet::new();
    for (name, properties) in functions(&template) {
        let timeout = properties["Timeout"].as_u64().unwrap();
        for event in properties["Events"].as_mapping().into_iter().flatten().map(|it| &it.1["Properties"]) {
            let queue = target(&event["Queue"]);
            let visibility = queues[queue]["VisibilityTimeout"].as_u64().unwrap();
            assert!(
                visibility >= VISIBILITY_TIMEOUTS_MIN * timeout,
                "{queue}: {visibility} s, {name}: {timeout} s"
            );
            assert_eq!(event["FunctionResponseTypes"][0], "ReportBatchItemFailures", "{queue}");
            assert!(queues.contains_key(target(&queues[queue]["RedrivePolicy"]["deadLetterTargetArn"])));
            consumed.insert(queue.to_owned());
        }
    }
    assert_eq!(consumed.len(), QueueName::ALL.len(), "{consumed:?}");
}

#[test]
fn a_batch_of_slow_calls_fits_into_the_senders_time() {
    let template = template();
    let functions = functions(&template);
    let sender = functions["sender"];
    let batch = sender["Events"]["Outbound"]["Properties"]["BatchSize"].as_u64().unwrap();
    assert!(batch * gateway::CALL_SECONDS < sender["Timeout"].as_u64().unwrap());
}

#[test]
fn a_secret_that_is_not_told_leaves_time_to_go_on_with_the_one_before() {
    let template = template();
    for (name, properties) in functions(&template) {
        let timeout = properties["Timeout"].as_u64().unwrap();
        assert!(2 * aws::SECRET_READ_SECONDS <= timeout, "{name}: {timeout} s");
    }
}

#[test]
fn queues_that_are_full_leave_room_for_webhooks_and_the_desk() {
    let template = template();
    let mut most = 0;
    for (name, properties) in functions(&template) {
        for (event, it) in properties["Events"].as_mapping().into_iter().flatten() {
            let limit = &it["Properties"]["ScalingConfig"]["MaximumConcurrency"];
            assert!(!limit.is_null(), "{name}, {event:?}: as much as there is");
            most += template["Parameters"][target(limit)]["Default"].as_u64().unwrap();
        }
    }
    assert!(most <= CONCURRENCY * 6 / 10, "{most} of {CONCURRENCY}");
}

#[test]
fn what_comes_back_to_its_queue_is_not_taken_for_a_loop() {
    assert_eq!(template()["Globals"]["Function"]["RecursiveLoop"], "Allow");
}

#[test]
fn the_sweep_says_what_the_scheduler_reads() {
    let template = template();
    let schedules = resources(&template, "AWS::Scheduler::Schedule");
    let inputs: Vec<&str> = schedules.values().map(|it| it["Target"]["Input"].as_str().unwrap()).collect();
    assert_eq!(inputs, [encode(&ToJourneys::Sweep)]);
}

#[test]
fn the_sweep_is_made_when_its_role_has_been_there_for_a_while() {
    let template = template();
    let sweep = &template["Resources"]["Sweep"];
    let function =
        &template["Resources"]["ReminderSchedulerFunction"]["Properties"]["Environment"]["Variables"];
    assert_eq!(sweep["DependsOn"], "ReminderSchedulerFunction");
    assert_eq!(target(&function["SCHEDULE_ROLE_ARN"]), target(&sweep["Properties"]["Target"]["RoleArn"]));
}

#[test]
fn the_index_of_wake_ups_says_whose_they_are() {
    let template = template();
    let table = resources(&template, "AWS::DynamoDB::Table")["Table"];
    let indexes = table["GlobalSecondaryIndexes"].as_sequence().unwrap();
    let due = indexes.iter().find(|it| it["IndexName"] == aws::DUE_INDEX).unwrap();
    assert_eq!(due["Projection"]["ProjectionType"], "INCLUDE");
    assert_eq!(due["Projection"]["NonKeyAttributes"][0], "grp");
}

/// Whether a function counts that metric: its own code does, or what every function of its kind is served by.
fn counts(function: &str, metric: &str) -> bool {
    let counted = format!("metric = \"{metric}\"");
    let mut paths =
        vec![root().join("functions").join(function).join("src"), root().join("shared/frame/src")];
    while let Some(path) = paths.pop() {
        if path.is_dir() {
            paths.extend(std::fs::read_dir(path).unwrap().map(|it| it.unwrap().path()));
        } else if !path.ends_with("lambda/metrics.rs")
            && std::fs::read_to_string(path).unwrap().contains(&counted)
        {
            return true;
        }
    }
    false
}

#[test]
fn alarms_and_graphs_are_about_what_their_function_counts() {
    let template = template();
    let alarms = resources(&template, "AWS::CloudWatch::Alarm");
    let ours = alarms.values().filter(|it| it["Namespace"] == "Pulso").map(|it| {
        let dimension = &it["Dimensions"][0];
        assert_eq!(dimension["Name"], "Function");
        (dimension["Value"].as_str().unwrap().to_owned(), it["MetricName"].as_str().unwrap().to_owned())
    });
    let mut seen: BTreeSet<(String, String)> = ours.collect();
    let alarmed = seen.len();
    seen.extend(graphed(&template));
    assert!(alarmed > 10 && seen.len() > alarmed, "{seen:?}");
    for (function, metric) in seen {
        assert!(counts(&function, &metric), "{function} does not count {metric}");
    }
}

/// Which metrics of ours the dashboard shows, of which function. In CloudWatch's shorthand `.` is what stood at that
/// place before, `...` all that stood before the last.
fn graphed(template: &Value) -> BTreeSet<(String, String)> {
    let dashboards = resources(template, "AWS::CloudWatch::Dashboard");
    let Value::Tagged(body) = &dashboards["Dashboard"]["DashboardBody"] else { panic!("no !Sub") };
    let body: serde_json::Value = serde_json::from_str(body.value.as_str().unwrap()).unwrap();
    let mut shown = BTreeSet::new();
    for widget in body["widgets"].as_array().unwrap() {
        let mut before: Vec<String> = Vec::new();
        for metric in widget["properties"]["metrics"].as_array().into_iter().flatten() {
            let words = metric.as_array().unwrap().iter().filter_map(serde_json::Value::as_str);
            let mut named: Vec<String> = Vec::new();
            for word in words {
                match word {
                    "..." => named.extend_from_slice(&before[..before.len() - 1]),
                    "." => named.push(before[named.len()].clone()),
                    word => named.push(word.to_owned()),
                }
            }
            if named[0] == "Pulso" {
                shown.insert((named[3].clone(), named[1].clone()));
            }
            before = named;
        }
    }
    shown
}

#[test]
fn every_alarm_is_on_the_dashboard_and_in_the_guide_and_paid_for() {
    let template = template();
    let alarms: BTreeSet<&str> = resources(&template, "AWS::CloudWatch::Alarm").into_keys().collect();
    let dashboards = resources(&template, "AWS::CloudWatch::Dashboard");
    let Value::Tagged(body) = &dashboards["Dashboard"]["DashboardBody"] else { panic!("no !Sub") };
    let shown = body.value.as_str().unwrap().split("\"${").skip(1);
    let shown: BTreeSet<&str> = shown.filter_map(|it| it.split_once("Alarm.Arn}\"").map(|it| it.0)).collect();
    let shown: BTreeSet<String> = shown.into_iter().map(|it| format!("{it}Alarm")).collect();
    assert_eq!(shown.iter().map(String::as_str).collect::<BTreeSet<_>>(), alarms);

    let guide = read("infra/DEPLOY.md");
    let section = guide.split("\n## Alarms").nth(1).unwrap().split("\n## ").next().unwrap();
    let rows = section.lines().filter_map(|it| it.strip_prefix("| `")?.split(" | ").next());
    let told: BTreeSet<&str> = rows.flat_map(|it| it.split('`')).filter(|it| it.ends_with("Alarm")).collect();
    assert_eq!(told, alarms);
    assert!(guide.contains(&format!("\n| {} alarms, ", alarms.len())), "{} alarms cost", alarms.len());
}

#[test]
fn that_the_sweep_is_silent_is_heard_in_the_sweeps_own_time() {
    let template = template();
    let schedules = resources(&template, "AWS::Scheduler::Schedule");
    assert_eq!(schedules["Sweep"]["ScheduleExpression"], "rate(5 minutes)");
    let silent = resources(&template, "AWS::CloudWatch::Alarm")["SweepSilentAlarm"];
    assert_eq!(silent["TreatMissingData"], "breaching", "silence is what it looks for");
    assert_eq!(silent["Period"].as_u64(), Some(5 * 60), "one sweep at least in each");
    assert!(silent["EvaluationPeriods"].as_u64() >= Some(2), "a sweep may be late once");
}

/// What the guide's `perl` makes of the template: the command that writes to `output`, run as it stands there.
fn rewritten(output: &str) -> Value {
    let guide = read("infra/DEPLOY.md");
    let command = guide.split("perl -").skip(1).find_map(|it| it.split_once(&format!(" >{output}")));
    let command = format!("perl -{}", command.unwrap().0);
    let ran = Command::new("bash").arg("-c").arg(&command).current_dir(root()).output().unwrap();
    assert!(ran.status.success(), "{command}: {}", String::from_utf8_lossy(&ran.stderr));
    serde_norway::from_slice(&ran.stdout).unwrap()
}

/// The logical ids that the template has and the other does not, and the other way round.
fn ids_apart(other: &Value) -> (Vec<String>, Vec<String>) {
    let ids = |it: &Value| -> BTreeSet<String> {
        it["Resources"].as_mapping().unwrap().keys().map(|it| it.as_str().unwrap().to_owned()).collect()
    };
    let (ours, theirs) = (ids(&template()), ids(other));
    (ours.difference(&theirs).cloned().collect(), theirs.difference(&ours).cloned().collect())
}

#[test]
fn the_guide_leaves_out_what_a_region_may_lack_and_nothing_else() {
    let reduced = rewritten("here.yaml");
    let lacking = ["Budget", "MailEvents", "MailEventsToTopic", "TextMessageEvents"].map(str::to_owned);
    assert_eq!(ids_apart(&reduced), (lacking.to_vec(), Vec::new()));
    let text = serde_norway::to_string(&reduced).unwrap();
    assert!(!text.contains("MailEvents") && !text.contains("TextMessageEvents"), "nothing refers to them");
}

#[test]
fn the_guide_leads_the_whole_stack_to_a_restored_table() {
    let restored = rewritten("restored.yaml");
    assert_eq!(ids_apart(&restored), (vec!["Table".to_owned()], vec!["RestoredTable".to_owned()]));
    let table = resources(&restored, "AWS::DynamoDB::Table")["RestoredTable"];
    assert_eq!(table["TableName"], "pulso-restored");
    for (name, properties) in functions(&restored) {
        if let Some(named) = properties["Environment"]["Variables"].get("TABLE_NAME") {
            assert_eq!(target(named), "RestoredTable", "{name}");
        }
    }
    let text = serde_norway::to_string(&restored).unwrap();
    let old = ["!Ref Table\n", "!GetAtt Table.", "${Table}", "${Table."];
    assert_eq!(old.map(|it| text.contains(it)), [false; 4], "something stays with the old table");
}

/// The services that a statement of a policy speaks of.
fn services(statement: &Value) -> Vec<&str> {
    let named = &statement["Principal"]["Service"];
    match named.as_sequence() {
        Some(several) => several.iter().filter_map(Value::as_str).collect(),
        None => named.as_str().into_iter().collect(),
    }
}

#[test]
fn who_writes_to_a_topic_or_from_it_may_use_the_key() {
    let template = template();
    let key = resources(&template, "AWS::KMS::Key")["Key"];
    let statements = key["KeyPolicy"]["Statement"].as_sequence().unwrap();
    let topic_arn = "kms:EncryptionContext:aws:sns:topicArn";
    let by_topic = statements.iter().filter(|it| !it["Condition"]["ArnLike"][topic_arn].is_null());
    let may: BTreeSet<&str> = by_topic.flat_map(services).collect();
    let policies = resources(&template, "AWS::SNS::TopicPolicy");
    let granted = policies.values().flat_map(|it| it["PolicyDocument"]["Statement"].as_sequence().unwrap());
    let publish: BTreeSet<&str> = granted.filter(|it| it["Effect"] == "Allow").flat_map(services).collect();
    assert_eq!(may, publish);

    let topic = resources(&template, "AWS::SNS::Topic")["NotificationsTopic"];
    let onward = statements.iter().find(|it| services(it) == ["sns.amazonaws.com"]).unwrap();
    let source = onward["Condition"]["ArnEquals"]["aws:SourceArn"].as_str().unwrap();
    assert!(source.ends_with(&format!(":{}", topic["TopicName"].as_str().unwrap())), "{source}");
}

#[test]
fn the_doctor_reads_every_secret_and_all_its_fields() {
    let source = read("infra/local/src/doctor/command.rs");
    for (id, secret) in resources(&template(), "AWS::SecretsManager::Secret") {
        let Value::Tagged(name) = &secret["Name"] else { panic!("{id} has no name") };
        let name = name.value.as_str().unwrap().rsplit('/').next().unwrap();
        let generated = &secret["GenerateSecretString"];
        let given = match &generated["SecretStringTemplate"] {
            Value::Tagged(sub) => sub.value[0].as_str().unwrap(),
            text => text.as_str().unwrap(),
        };
        let given: BTreeMap<String, String> = serde_json::from_str(given).unwrap();
        let fields = given.keys().map(String::as_str).chain(generated["GenerateStringKey"].as_str());
        let row = source.lines().find(|it| it.contains(&format!("(\"{name}\", &["))).unwrap_or_default();
        for field in fields {
            assert!(row.contains(&format!("(\"{field}\", ")), "{name}: {field}");
        }
    }
}

#[test]
fn the_address_for_twilio_has_it_try_again() {
    let text = read("template.yaml");
    let is_it = |it: &&str| it.contains("!Sub") && it.contains("/webhooks/twilio/inbound");
    let addresses: Vec<&str> = text.lines().filter(is_it).collect();
    let whole = format!("/webhooks/twilio/inbound{TRIES}'");
    assert!(!addresses.is_empty() && addresses.iter().all(|it| it.ends_with(&whole)), "{addresses:#?}");
}

#[test]
fn the_guide_tells_of_every_parameter() {
    let template = template();
    let parameters: BTreeSet<&str> =
        template["Parameters"].as_mapping().unwrap().keys().map(|it| it.as_str().unwrap()).collect();
    let guide = read("infra/DEPLOY.md");
    let section = guide.split("## Parameters").nth(1).unwrap().split("\n## ").next().unwrap();
    let told: BTreeSet<&str> =
        section.lines().filter_map(|it| it.strip_prefix("| `")?.split('`').next()).collect();
    assert_eq!(told, parameters);
}
