//! The names of a deployment's resources, as the template puts them into a function's environment.

use std::collections::BTreeMap;

use ports::queue::QueueName;

/// What the ports need to find their resources.
#[derive(Debug, Clone)]
pub struct Resources {
    /// The table's name.
    pub table: String,
    /// The URL of each queue that the function may send to.
    pub queue_urls: BTreeMap<QueueName, String>,
    /// Where wake-ups are made, for a function that makes any.
    pub schedules: Option<Schedules>,
}

/// Where and how schedules are made.
#[derive(Debug, Clone)]
pub struct Schedules {
    /// The schedule group's name.
    pub group: String,
    /// The role under which Scheduler puts messages on the journeys queue.
    pub role_arn: String,
    /// The journeys queue.
    pub queue_arn: String,
}

/// Variables that are missing; all of them at once, so that a deployment is mended in one go.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not set in the environment: {}", .0.join(", "))]
pub struct Unset(pub Vec<&'static str>);

/// The variable with a queue's URL.
const fn queue_variable(queue: QueueName) -> &'static str {
    match queue {
        QueueName::Journeys => "JOURNEYS_QUEUE_URL",
        QueueName::Threads => "THREADS_QUEUE_URL",
        QueueName::Receipts => "RECEIPTS_QUEUE_URL",
        QueueName::Outbound => "OUTBOUND_QUEUE_URL",
    }
}

impl Resources {
    /// Reads the variables through `var`: `TABLE_NAME`, the URL of each of `queues` (e.g. `JOURNEYS_QUEUE_URL`) and,
    /// when the function `wakes`, `SCHEDULE_GROUP`, `SCHEDULE_ROLE_ARN` and `JOURNEYS_QUEUE_ARN`.
    ///
    /// # Errors
    /// When any of them is missing or empty: all that are.
    pub fn from_vars(
        queues: &[QueueName],
        wakes: bool,
        var: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, Unset> {
        let mut unset = Vec::new();
        let mut read = |name: &'static str| {
            let value = var(name).filter(|it| !it.trim().is_empty());
            value.unwrap_or_else(|| {
                unset.push(name);
                String::new()
            })
        };
        let resources = Self {
            table: read("TABLE_NAME"),
            queue_urls: queues.iter().map(|queue| (*queue, read(queue_variable(*queue)))).collect(),
            schedules: wakes.then(|| Schedules {
                group: read("SCHEDULE_GROUP"),
                role_arn: read("SCHEDULE_ROLE_ARN"),
                queue_arn: read("JOURNEYS_QUEUE_ARN"),
            }),
        };
        if unset.is_empty() { Ok(resources) } else { Err(Unset(unset)) }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    fn var(name: &str) -> Option<String> {
        let known = [
            ("TABLE_NAME", "pulso"),
            ("JOURNEYS_QUEUE_URL", "https://sqs/journeys"),
            ("OUTBOUND_QUEUE_URL", " "),
            ("SCHEDULE_GROUP", "pulso"),
        ];
        known.iter().find(|it| it.0 == name).map(|it| it.1.to_owned())
    }

    #[test]
    fn a_function_reads_only_what_it_uses() {
        let resources = Resources::from_vars(&[QueueName::Journeys], false, var).unwrap();
        assert_eq!(resources.table, "pulso");
        assert_eq!(resources.queue_urls[&QueueName::Journeys], "https://sqs/journeys");
        assert!(resources.schedules.is_none());
    }

    #[test]
    fn all_that_is_missing_is_named_at_once() {
        let unset = Resources::from_vars(&QueueName::ALL, true, var).unwrap_err();
        let expected = [
            "THREADS_QUEUE_URL",
            "RECEIPTS_QUEUE_URL",
            "OUTBOUND_QUEUE_URL",
            "SCHEDULE_ROLE_ARN",
            "JOURNEYS_QUEUE_ARN",
        ];
        assert_eq!(unset.0, expected);
        assert!(unset.to_string().starts_with("not set in the environment: THREADS_QUEUE_URL, "));
    }
}
