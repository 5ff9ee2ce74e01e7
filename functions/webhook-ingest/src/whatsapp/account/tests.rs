#![expect(clippy::unwrap_used, reason = "tests")]

use channels::whatsapp::webhook::parse;
use domain::account::AccountEvent;
use jiff::Timestamp;
use ports::wire::ToReceipts;
use serde_json::{Value, json};

use super::Routed;

const AT: Timestamp = Timestamp::constant(1_795_521_696, 0);

/// What the sender is told of a field's value.
fn told(field: &str, value: &Value) -> Vec<AccountEvent> {
    let change = json!({ "field": field, "value": value });
    let body = json!({ "entry": [{ "id": "1022", "time": AT.as_second(), "changes": [change] }] });
    let mut routed = Routed::default();
    for update in parse(body.to_string().as_bytes(), AT).unwrap() {
        routed.take(update);
    }
    let event = |(_, it): (String, ToReceipts)| match it {
        ToReceipts::Account { waba, event, at } => {
            assert_eq!((&*waba, at), ("1022", AT));
            event
        }
        ToReceipts::Receipt(it) => unreachable!("{it:?}"),
    };
    routed.receipts.into_iter().map(event).collect()
}

fn warned(words: &str) -> Vec<AccountEvent> {
    vec![AccountEvent::Warned(words.to_owned())]
}

#[test]
fn what_lowers_a_number_is_told_with_its_limit_and_without() {
    let number = |event: &str, limit: Option<&str>| {
        let value = json!({ "display_phone_number": "34919000100", "event": event, "current_limit": limit });
        told("phone_number_quality_update", &value)
    };
    let flagged = "phone_number_quality_update FLAGGED 34919000100";
    assert_eq!(number("FLAGGED", None), warned(flagged));
    assert_eq!(
        number("FLAGGED", Some("TIER_250")),
        [warned(flagged), vec![AccountEvent::Limit(250)]].concat()
    );
    assert_eq!(number("DOWNGRADE", None), warned("phone_number_quality_update DOWNGRADE 34919000100"));
    for good in ["UNFLAGGED", "UPGRADE", "ONBOARDING", "THROUGHPUT_UPGRADE", ""] {
        assert!(number(good, Some("TIER_NOT_SET")).is_empty(), "{good}");
        assert_eq!(number(good, Some("TIER_UNLIMITED")), [AccountEvent::Limit(u32::MAX)], "{good}");
    }
}

#[test]
fn a_category_to_come_is_told_as_one_to_come() {
    let template = json!({
        "message_template_id": 1, "message_template_name": "aviso", "message_template_language": "es_AR",
        "new_category": "UTILITY", "correct_category": "MARKETING", "category_update_timestamp": 1_795_608_000,
    });
    let announced =
        AccountEvent::TemplateCategoryAnnounced("1022/aviso/es_AR".to_owned(), "MARKETING".to_owned());
    assert_eq!(told("template_category_update", &template), [announced]);
}

#[test]
fn what_may_cost_messages_is_told_and_good_news_is_not() {
    let unrestricted = json!([{ "restriction_type": "RESTRICTED_ADD_PHONE_NUMBER_ACTION" }]);
    let restricted = json!([
        { "restriction_type": "RESTRICTED_ADD_PHONE_NUMBER_ACTION" },
        { "restriction_type": "RESTRICTED_BIZ_INITIATED_MESSAGING", "expiration": AT.as_second() },
    ]);
    let ban = |state: &str| json!({ "event": "DISABLED_UPDATE", "ban_info": { "waba_ban_state": state } });
    let alert = |severity: &str| json!({ "alert_info": { "alert_severity": severity, "alert_type": "OBA_REJECTED" } });
    let pin =
        json!({ "display_phone_number": "34919000100", "event": "PIN_RESET_REQUEST", "requester": "6155" });
    let rows = [
        (
            "account_update",
            json!({ "event": "ACCOUNT_RESTRICTION", "restriction_info": unrestricted }),
            warned("account_update ACCOUNT_RESTRICTION RESTRICTED_ADD_PHONE_NUMBER_ACTION"),
        ),
        (
            "account_update",
            json!({ "event": "ACCOUNT_RESTRICTION", "restriction_info": restricted }),
            vec![AccountEvent::Restricted(AT)],
        ),
        (
            "account_update",
            json!({ "event": "ACCOUNT_VIOLATION", "violation_info": { "violation_type": "SPAM" } }),
            warned("account_update ACCOUNT_VIOLATION SPAM"),
        ),
        (
            "account_update",
            ban("SCHEDULE_FOR_DISABLE"),
            warned("account_update DISABLED_UPDATE SCHEDULE_FOR_DISABLE"),
        ),
        ("account_update", ban("DISABLE"), vec![AccountEvent::Restricted(Timestamp::MAX)]),
        ("account_update", ban("REINSTATE"), vec![AccountEvent::Reinstated]),
        (
            "account_update",
            json!({ "event": "ACCOUNT_OFFBOARDED" }),
            warned("account_update ACCOUNT_OFFBOARDED"),
        ),
        ("account_update", json!({ "event": "MM_LITE_TERMS_SIGNED" }), Vec::new()),
        (
            "account_review_update",
            json!({ "decision": "REJECTED" }),
            warned("account_review_update REJECTED"),
        ),
        ("account_review_update", json!({ "decision": "APPROVED" }), Vec::new()),
        (
            "phone_number_name_update",
            json!({ "display_phone_number": "34919000100", "decision": "REJECTED" }),
            warned("phone_number_name_update REJECTED 34919000100"),
        ),
        ("phone_number_name_update", json!({ "decision": "PENDING" }), Vec::new()),
        ("security", pin, warned("security PIN_RESET_REQUEST 34919000100")),
        ("security", json!({}), Vec::new()),
        ("account_alerts", alert("CRITICAL"), warned("account_alerts CRITICAL OBA_REJECTED")),
        ("account_alerts", alert("INFORMATIONAL"), Vec::new()),
        // As Meta's test button sends it.
        (
            "account_alerts",
            json!({ "alert_severity": "WARNING", "alert_type": "PROFILE_PICTURE_LOST" }),
            warned("account_alerts WARNING PROFILE_PICTURE_LOST"),
        ),
        (
            "flows",
            json!({ "event": "FLOW_STATUS_CHANGE", "flow_id": "5511", "new_status": "THROTTLED" }),
            warned("flows THROTTLED"),
        ),
        ("flows", json!({ "event": "FLOW_STATUS_CHANGE", "new_status": "PUBLISHED" }), Vec::new()),
    ];
    for (field, value, events) in rows {
        assert_eq!(told(field, &value), events, "{field} {value}");
    }
}
