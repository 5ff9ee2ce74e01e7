//! What the payloads under the workspace's `tests/payloads` cannot show: content (their expectations mask it), scale,
//! and bodies that are no webhook.

#![expect(clippy::unwrap_used, reason = "tests")]

use domain::delivery::{FailureClass, Receipt};
use domain::phi::Phi;

use super::*;

const NOW: Timestamp = Timestamp::constant(1_795_525_200, 0);

fn envelope(value: &str) -> String {
    format!(
        r#"{{"object":"whatsapp_business_account","entry":[{{"id":"1022","changes":[{{"value":{{"messaging_product":"whatsapp","metadata":{{"display_phone_number":"34910000001","phone_number_id":"1065"}},{value}}},"field":"messages"}}]}}]}}"#
    )
}

fn statuses(count: usize) -> String {
    let status = |index: usize| {
        format!(
            r#"{{"id":"wamid.{index}","status":"delivered","timestamp":"1795521700","recipient_id":"34600111222","biz_opaque_callback_data":"msg_{index}.whatsapp"}}"#
        )
    };
    let all: Vec<String> = (0..count).map(status).collect();
    envelope(&format!(r#""statuses":[{}]"#, all.join(",")))
}

fn read(body: &str) -> Vec<Update> {
    parse(body.as_bytes(), NOW).unwrap()
}

fn inbound(message: &str) -> Inbound {
    let contacts = r#"[{"profile":{"name":"Ana P\u00e9rez"},"wa_id":"34600111222","user_id":"ES.1349"}]"#;
    let body = envelope(&format!(r#""contacts":{contacts},"messages":[{message}]"#));
    match read(&body).pop() {
        Some(Update::Inbound(inbound)) => inbound,
        other => unreachable!("{other:?}"),
    }
}

#[test]
fn words_and_names_come_through_whole() {
    let text = inbound(
        r#"{"from":"34600111222","id":"wamid.A","timestamp":"1795521600","type":"text","text":{"body":"\u00bfS\u00ed?\n\ud83d\ude42"}}"#,
    );
    assert_eq!(text.content, Content::Text(Phi::new("¿Sí?\n🙂".to_owned())));
    assert_eq!(text.from.phone.unwrap().expose(), "+34600111222");
    assert_eq!(text.from.user_id.unwrap().expose(), "ES.1349");
    assert_eq!(text.from.profile_name.unwrap().expose(), "Ana Pérez");
    assert_eq!(text.at, Timestamp::constant(1_795_521_600, 0));

    let head = r#""from":"34600111222","id":"wamid.A""#;
    let check =
        |rest: &str, expected: Content| assert_eq!(inbound(&format!("{{{head},{rest}}}")).content, expected);
    let phi = |text: &str| Phi::new(text.to_owned());
    check(
        r#""type":"button","button":{"payload":"p1.confirm.msg_1.ab","text":"Confirmar"}"#,
        Content::Button { payload: "p1.confirm.msg_1.ab".to_owned(), text: phi("Confirmar") },
    );
    check(
        r#""type":"interactive","interactive":{"type":"list_reply","list_reply":{"id":"slot_7","title":"10:30","description":"Dra. L\u00f3pez"}}"#,
        Content::ListReply {
            id: "slot_7".to_owned(),
            title: phi("10:30"),
            description: Some(phi("Dra. López")),
        },
    );
    check(
        r#""type":"interactive","interactive":{"type":"nfm_reply","nfm_reply":{"response_json":"{\"flow_token\":\"srv_9\",\"nps\":\"9\"}"}}"#,
        Content::FlowReply {
            response_json: phi(r#"{"flow_token":"srv_9","nps":"9"}"#),
            flow_token: Some("srv_9".to_owned()),
        },
    );
    check(
        r#""type":"document","document":{"id":7,"mime_type":"application/pdf","filename":"an\u00e1lisis.pdf","caption":"x"}"#,
        Content::Media {
            kind: MediaKind::Document,
            media_id: "7".to_owned(),
            caption: Some(phi("x")),
            filename: Some(phi("análisis.pdf")),
            mime: "application/pdf".to_owned(),
        },
    );
    check(
        r#""type":"location","location":{"latitude":40.5,"longitude":-3,"name":"Casa"}"#,
        Content::Location {
            latitude: Phi::new(40.5),
            longitude: Phi::new(-3.0),
            name: Some(phi("Casa")),
            address: None,
        },
    );
    let phone = |text: &str| domain::phone::E164::new(text).unwrap();
    check(
        r#""type":"contacts","contacts":[{"phones":[{"phone":"+34 600 333 444"},{"wa_id":"34600555666","phone":"600"},{"phone":"600 777"}]}]"#,
        Content::Contacts {
            phones: vec![phone("+34600333444"), phone("+34600555666")],
            contact_request: false,
        },
    );
    check(
        r#""type":"edit","edit":{"original_message_id":"wamid.0","message":{"type":"text","text":{"body":"corregido"}}}"#,
        Content::Edit { original_id: "wamid.0".to_owned(), text: Some(phi("corregido")) },
    );
    check(
        r#""type":"system","system":{"type":"user_changed_number","wa_id":"34600999888","user_id":"ES.2","previous_user_id":"ES.1"}"#,
        Content::NumberChanged {
            new_phone: Some(phone("+34600999888")),
            new_user_id: Some(phi("ES.2")),
            previous_user_id: Some(phi("ES.1")),
        },
    );
}

#[test]
fn what_a_person_reads_beside_the_words_comes_as_one_text() {
    let check = |rest: &str, expected: Option<&str>| {
        let told = inbound(&format!(r#"{{"from":"34600111222","id":"wamid.A",{rest}}}"#)).detail;
        assert_eq!(told.as_ref().map(|it| it.expose().as_str()), expected, "{rest}");
    };
    check(
        r#""type":"document","document":{"id":"1","filename":"consent.pdf","caption":"x"}"#,
        Some("consent.pdf"),
    );
    check(r#""type":"document","document":{"id":"1"}"#, None);
    check(r#""type":"image","image":{"id":"1","caption":"x"}"#, None);
    check(
        r#""type":"location","location":{"latitude":40.4168,"longitude":-3.7038,"name":"Clínica","address":"C/ Mayor 1"}"#,
        Some("Clínica, C/ Mayor 1, 40.4168, -3.7038"),
    );
    check(r#""type":"location","location":{"latitude":-34,"longitude":0.5}"#, Some("-34, 0.5"));
    check(r#""type":"location","location":{"latitude":"-34.6","longitude":"0.5"}"#, Some("-34.6, 0.5"));
    check(
        r#""type":"contacts","contacts":[{"name":{"formatted_name":"Luis Gil"},"phones":[{"phone":"600 333 444"},{"wa_id":"34600333444"}]},{"name":null},{"name":{"formatted_name":"Ana"}}]"#,
        Some("Luis Gil 600 333 444 34600333444; Ana"),
    );
    check(
        r#""type":"order","order":{"text":"para mañana","product_items":[{"product_retailer_id":"A","quantity":2},{"product_retailer_id":"B","quantity":"1"}]}"#,
        Some("2 × A, 1 × B: para mañana"),
    );
    check(r#""type":"order""#, None);
    let long = "ñ".repeat(3_000);
    check(
        &format!(r#""type":"document","document":{{"id":"1","filename":"{long}"}}"#),
        Some(&"ñ".repeat(500)),
    );
}

fn echo(rest: &str) -> Echo {
    let body = envelope(&format!(r#""message_echoes":[{{"to":"34600111222","id":"wamid.E",{rest}}}]"#));
    let body = body.replace(r#""field":"messages""#, r#""field":"smb_message_echoes""#);
    match read(&body).pop() {
        Some(Update::Echo(echo)) => echo,
        other => unreachable!("{other:?}"),
    }
}

#[test]
fn what_staff_write_in_the_app_comes_with_its_words() {
    let check = |rest: &str, expected: Option<&str>| {
        let echo = echo(rest);
        assert_eq!(echo.text.as_ref().map(|it| it.expose().as_str()), expected, "{rest}");
    };
    check(r#""type":"text","text":{"body":"Le llamamos"}"#, Some("Le llamamos"));
    check(r#""type":"image","image":{"id":"1","caption":"Su volante"}"#, Some("Su volante"));
    check(
        r#""type":"document","document":{"id":"1","filename":"a.pdf","caption":"La receta"}"#,
        Some("La receta"),
    );
    check(r#""type":"video","video":{"id":"1"}"#, None);
    let edit = |message: &str| {
        format!(r#""type":"edit","edit":{{"original_message_id":"wamid.O","message":{message}}}"#)
    };
    check(&edit(r#"{"type":"text","text":{"body":"A las diez"}}"#), Some("A las diez"));
    check(&edit(r#"{"type":"image","image":{"caption":"Este"}}"#), Some("Este"));
    // Whatever is broken in it, a person wrote.
    check(r#""type":"text","text":7"#, None);
}

#[test]
fn what_staff_take_back_or_rewrite_in_the_app_names_the_message() {
    for (rest, original) in [
        (r#""type":"revoke","revoke":{"original_message_id":"wamid.O"}"#, Some("wamid.O")),
        (r#""type":"edit","edit":{"original_message_id":"wamid.O"}"#, Some("wamid.O")),
        (r#""type":"revoke","revoke":{"original_message_id":""}"#, None),
        (r#""type":"revoke","revoke":7"#, None),
        (r#""type":"text","text":{"body":"Le llamamos"}"#, None),
    ] {
        assert_eq!(echo(rest).original_id.as_deref(), original, "{rest}");
    }
}

#[test]
fn a_change_of_user_id_is_from_the_one_until_now() {
    let change = inbound(
        r#"{"id":"wamid.A","type":"system","system":{"type":"user_changed_user_id","user_id":"ES.2","previous_user_id":"ES.1"}}"#,
    );
    assert_eq!(change.from.user_id.as_ref().map(|it| it.expose().as_str()), Some("ES.1"));
    assert!(
        matches!(change.content, Content::UserIdChanged { new_user_id: Some(it), .. } if it.expose() == "ES.2")
    );
}

#[test]
fn nothing_about_a_person_is_printed() {
    let message = r#"{"from":"34600111222","id":"wamid.A","type":"text","text":{"body":"tengo fiebre"}}"#;
    let shown = format!("{:?}", inbound(message));
    for secret in ["34600111222", "fiebre", "Ana", "ES.1349"] {
        assert!(!shown.contains(secret), "{shown}");
    }
}

#[test]
fn a_contact_belongs_to_the_message_of_the_same_person_only() {
    let body = envelope(
        r#""contacts":[{"profile":{"name":"B"},"wa_id":"34600000002"},{"profile":{"name":"A"},"user_id":"ES.1"}],
        "messages":[{"id":"1","from_user_id":"ES.1","type":"order"},{"id":"2","from":"34600000002","type":"order"},
        {"id":"3","from":"34600000003","type":"order"},{"id":"4","type":"order"}]"#,
    );
    let names: Vec<Option<String>> = read(&body)
        .into_iter()
        .map(|it| match it {
            Update::Inbound(inbound) => inbound.from.profile_name.map(Phi::into_exposed),
            other => unreachable!("{other:?}"),
        })
        .collect();
    assert_eq!(names, [Some("A".to_owned()), Some("B".to_owned()), None, None]);
}

#[test]
fn a_message_that_names_nobody_is_from_the_only_contact() {
    let message =
        r#"{"id":"wamid.A","type":"contacts","origin":"contact_request","contacts":[{"phones":[]}]}"#;
    let from = inbound(message).from;
    assert_eq!(from.user_id.unwrap().expose(), "ES.1349");
    assert_eq!(from.phone.unwrap().expose(), "+34600111222");
}

#[test]
fn a_thousand_statuses_in_one_post_are_all_read() {
    let updates = read(&statuses(1_000));
    assert_eq!(updates.len(), 1_000);
    for (index, update) in updates.iter().enumerate() {
        let Update::Status(status) = update else { unreachable!("{update:?}") };
        assert_eq!(status.id, format!("wamid.{index}"));
        assert_eq!(status.callback_data, Some(format!("msg_{index}.whatsapp")));
        assert_eq!((&*status.waba_id, &*status.phone_number_id), ("1022", "1065"));
        assert_eq!(status.status, StatusKind::Receipt(Receipt::Delivered));
    }
}

#[test]
fn one_broken_status_costs_itself_and_no_other() {
    let body = statuses(1_000).replacen(r#""id":"wamid.0""#, r#""id":["wamid.0"]"#, 1);
    let updates = read(&body);
    assert_eq!(updates.len(), 1_000);
    assert_eq!(updates[0], Update::Malformed { what: "status" });
    assert_eq!(updates[1..], read(&statuses(1_000))[1..], "both ways of reading agree");
}

#[test]
fn a_broken_member_costs_itself_and_not_the_words_or_the_report() {
    for broken in [r#""context":"x""#, r#""errors":{}"#, r#""timestamp":[1]"#, r#""context":{},"context":{}"#]
    {
        let said = inbound(&format!(
            r#"{{"from":"34600111222","id":"wamid.A",{broken},"type":"text","text":{{"body":"Me ahogo"}}}}"#
        ));
        assert_eq!(said.content, Content::Text(Phi::new("Me ahogo".to_owned())), "{broken}");
        assert_eq!(said.from.user_id.unwrap().expose(), "ES.1349", "{broken}");
    }
    let body = statuses(1).replacen(r#""status":"#, r#""errors":"x","status":"#, 1);
    let [Update::Status(status)] = &read(&body)[..] else { panic!("{body}") };
    assert_eq!((status.id.as_str(), &status.status), ("wamid.0", &StatusKind::Receipt(Receipt::Delivered)));
}

#[test]
fn both_ways_of_reading_agree_on_everything() {
    let messages = r#""contacts":[{"profile":{"name":"Ana"},"wa_id":"34600111222"}],"messages":[
        {"from":"34600111222","id":"wamid.A","timestamp":"1795521600","type":"text","text":{"body":"Hola"},"context":{"id":"wamid.O"}},
        {"from":"34600111222","id":"wamid.B","type":"interactive"},{"id":"","type":"text"},{"id":"wamid.C","group_id":"g","type":"text"}],
        "errors":[{"code":131000}],"statuses":[{"id":"wamid.O","status":"failed","errors":[{"code":"131026","title":"T"}]},{"id":"x"}]"#;
    let fast = envelope(messages);
    // A second, unknown field sends the whole body the other way.
    let slow = fast.replacen(r#""changes":["#, r#""changes":[{"field":"calls","value":{}},"#, 1);
    assert_eq!(read(&fast), read(&slow)[1..]);
    let Update::Status(status) = &read(&fast)[4] else { unreachable!() };
    assert_eq!(status.error.as_ref().map(ProviderError::class), Some(FailureClass::Unreachable));
}

#[test]
fn a_body_of_three_megabytes_is_read() {
    let count = UPDATES_MAX;
    // As long as the real ones are, which say more of each.
    let body = statuses(count)
        .replace(r#""status":"delivered""#, r#""status":"delivered","pricing":{"model":"PMP"}"#);
    assert!(body.len() > 3 * 1024 * 1024);
    assert_eq!(read(&body).len(), count);
    let long = format!(r#"{{"id":"wamid.A","type":"text","text":{{"body":"{}"}}}}"#, "ñ".repeat(1_500_000));
    assert!(matches!(inbound(&long).content, Content::Text(text) if text.expose().len() == 3_000_000));
}

#[test]
fn a_body_cut_anywhere_is_an_error() {
    let body = statuses(2);
    for length in 0..body.len() {
        let cut = parse(&body.as_bytes()[..length], NOW);
        assert!(matches!(cut, Err(ParseError::NotJson { .. })), "cut at {length}: {cut:?}");
    }
}

#[test]
fn what_is_no_json_object_is_an_error() {
    for body in ["[]", "[{}]", "7", "null", "\"text\""] {
        assert_eq!(parse(body.as_bytes(), NOW), Err(ParseError::Shape), "{body}");
    }
    for body in ["", " ", "entry=1", "{\"entry\":}", "{} {}"] {
        assert!(matches!(parse(body.as_bytes(), NOW), Err(ParseError::NotJson { .. })), "{body}");
    }
    assert_eq!(parse(b"{\n\"a\":\"\xff\"}", NOW), Err(ParseError::NotJson { line: 2, column: 6 }));
    assert_eq!(read("{}"), []);
    assert_eq!(read(" {\"entry\":[]}"), []);
}

#[test]
fn instants_come_in_seconds_and_milliseconds_as_text_and_as_number() {
    let check = |timestamp: &str, expected: Timestamp| {
        let body = envelope(&format!(r#""statuses":[{{"id":"1","status":"sent","timestamp":{timestamp}}}]"#));
        let Some(Update::Status(status)) = read(&body).pop() else { unreachable!() };
        assert_eq!(status.at, expected, "{timestamp}");
    };
    let told = Timestamp::constant(1_795_521_600, 0);
    check("\"1795521600\"", told);
    check("1795521600", told);
    check("\"1795521600123\"", Timestamp::constant(1_795_521_600, 123_000_000));
    check("1795521600123", Timestamp::constant(1_795_521_600, 123_000_000));
    for unreadable in
        ["null", "\"\"", "\"yesterday\"", "1.5", "true", "99999999999999999999", "\"-99999999999999\"", "0"]
    {
        check(unreadable, NOW);
    }
}

#[test]
fn nothing_was_after_it_is_told_whatever_a_clock_says() {
    for ahead in ["1795525201", "4102444800", "4102444800000"] {
        let timestamp = format!(r#""timestamp":"{ahead}""#);
        let text = r#""type":"text","text":{"body":"hola"}"#;
        let message = format!(r#"{{"from":"34600111222","id":"wamid.A",{timestamp},{text}}}"#);
        assert_eq!(inbound(&message).at, NOW, "{ahead}");
        assert_eq!(echo(&format!("{timestamp},{text}")).at, NOW, "{ahead}");
        let Some(Update::Status(status)) =
            read(&envelope(&format!(r#""statuses":[{{"id":"1","status":"sent",{timestamp}}}]"#))).pop()
        else {
            unreachable!()
        };
        assert_eq!(status.at, NOW, "{ahead}");
        let choice = format!(
            r#"{{"wa_id":"34600111222","category":"marketing_messages","value":"stop",{timestamp}}}"#
        );
        let preference = envelope(&format!(r#""user_preferences":[{choice}]"#))
            .replace(r#""field":"messages""#, r#""field":"user_preferences""#);
        let Some(Update::Preference(preference)) = read(&preference).pop() else { unreachable!() };
        assert_eq!(preference.at, NOW, "{ahead}");
        let account = format!(
            r#"{{"entry":[{{"id":"1022","time":{ahead},"changes":[{{"field":"account_update","value":{{"event":"X"}}}}]}}]}}"#
        );
        let Some(Update::Account(account)) = read(&account).pop() else { unreachable!() };
        assert_eq!(account.at, NOW, "{ahead}");
    }
}

#[test]
fn half_a_character_costs_nobody_the_words_around_it() {
    let text = |message: &str| match inbound(message).content {
        Content::Text(text) => text.into_exposed(),
        other => unreachable!("{other:?}"),
    };
    let message = r#"{"from":"34600111222","id":"wamid.A","type":"text","text":{"body":"voy \ud83d"}}"#;
    assert_eq!(text(message), "voy \u{fffd}");
    assert_eq!(text(&message.replace(r"\ud83d", r"\ud83d\ude00\u0000")), "voy \u{1f600}\0");
    // Those beside it are read as well, and so is a form's token.
    let two = envelope(&format!(r#""messages":[{message},{}]"#, message.replace("wamid.A", "wamid.B")));
    assert!(matches!(read(&two)[..], [Update::Inbound(_), Update::Inbound(_)]));
    let form = r#"{"id":"wamid.A","type":"interactive","interactive":{"type":"nfm_reply",
        "nfm_reply":{"response_json":"{\"comment\":\"\\ud83d\",\"flow_token\":\"s1.x\"}"}}}"#;
    assert!(matches!(inbound(form).content, Content::FlowReply { flow_token: Some(it), .. } if it == "s1.x"));
}

#[test]
fn numbers_that_are_no_phones_are_left_out() {
    for (sent, kept) in [
        ("34600111222", Some("+34600111222")),
        ("+34600111222", Some("+34600111222")),
        ("5491155550101", Some("+5491155550101")),
        ("", None),
        ("123", None),
        ("ES.1349", None),
        ("0034600111222", None),
    ] {
        let body = envelope(&format!(r#""statuses":[{{"id":"1","status":"sent","recipient_id":"{sent}"}}]"#));
        let Some(Update::Status(status)) = read(&body).pop() else { unreachable!() };
        assert_eq!(status.recipient.phone.as_ref().map(domain::phone::E164::expose), kept, "{sent}");
    }
}

#[test]
fn limits_come_as_tiers_and_as_numbers() {
    for (sent, people) in [
        ("\"TIER_50\"", Some(50)),
        ("\"TIER_250\"", Some(250)),
        ("\"TIER_2K\"", Some(2_000)),
        ("\"TIER_100K\"", Some(100_000)),
        ("\"TIER_UNLIMITED\"", Some(u32::MAX)),
        ("2000", Some(2_000)),
        ("\"2000\"", Some(2_000)),
        ("-1", Some(u32::MAX)),
        ("\"TIER_NOT_SET\"", None),
        ("\"TIER_9999999999K\"", None),
        ("null", None),
    ] {
        let body = format!(
            r#"{{"id":"1022","changes":[{{"field":"business_capability_update","value":{{"max_daily_conversations_per_business":{sent}}}}}]}}"#
        );
        let Some(Update::Capability(capability)) = read(&body).pop() else { unreachable!() };
        assert_eq!(capability.limit.map(MessagingLimit::people), people, "{sent}");
    }
}

#[test]
fn deep_nesting_breaks_nothing() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let body = envelope(&format!(r#""statuses":[{{"id":"1","status":"sent"}},{deep}]"#));
    let updates = read(&body);
    assert!(matches!(updates[..], [Update::Status(_), Update::Malformed { what: "status" }]), "{updates:?}");
}

#[test]
fn a_body_of_more_elements_than_any_has_is_refused_whole() {
    let many = |element: &str, count: usize| vec![element; count].join(",");
    let too_many = Err(ParseError::TooMany { count_max: UPDATES_MAX });
    assert_eq!(read(&statuses(UPDATES_MAX)).len(), UPDATES_MAX);
    assert_eq!(parse(statuses(UPDATES_MAX + 1).as_bytes(), NOW), too_many);
    for body in [
        format!(r#"{{"entry":[{}]}}"#, many("0", 60_000)),
        format!(r#"{{"entry":[{}]}}"#, many("{}", 60_000)),
        format!(r#"{{"entry":[{}]}}"#, many(r#"{"changes":[0,0,0]}"#, 20_000)),
        envelope(&format!(r#""messages":[{}]"#, many("{}", 60_000))),
        envelope(&format!(r#""errors":[{}]"#, many("{}", 60_000))),
    ] {
        assert_eq!(parse(body.as_bytes(), NOW), too_many);
    }
}
