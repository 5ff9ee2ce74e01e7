//! Which role may do what: as the description says of each operation, and nothing else.

use tests::Bundle;

use super::spec::{Asked, Spec};

/// All there are; the last one is that of a key without a role.
const ROLES: [&str; 5] = ["calls", "events", "reader", "agent", "manager"];

pub(super) fn as_described(spec: &Spec) {
    assert_eq!(spec.codes("/Role"), ROLES.map(str::to_owned).into());
    let keys = ROLES.map(|role| format!("sol/{role}=key-of-{role}")).join(",");
    let bundle = Bundle::with_environment(&[("CLINIC_API_KEY", &keys)]);
    for operation in spec.operations().iter().filter(|it| it.contains(" /v1/")) {
        let (method, path) = operation.split_once(' ').unwrap();
        let target = path.replace(['{', '}'], "");
        let may = spec.roles(operation);
        assert!(may.contains("manager"), "{operation}: {may:?}");
        for role in ROLES {
            let bearer = format!("Bearer key-of-{role}");
            let headers = [("authorization", bearer.as_str())];
            if may.contains(role) {
                let answer = bundle.send(method, &target, &headers, b"{}");
                assert!(
                    answer.status != 403 && answer.status != 401,
                    "{operation} as {role}: {}",
                    answer.text
                );
                continue;
            }
            let asked = Asked { path, method, target: &target, headers: &headers, body: b"{}" };
            let error = spec.ask(&bundle, &asked, 403).json["error"].clone();
            let names: Vec<&str> = ROLES.into_iter().filter(|it| may.contains(*it)).collect();
            let message = format!("this takes the role {}, and yours is {role}", names.join(" or "));
            assert_eq!(
                (error["code"].as_str(), error["message"].as_str()),
                (Some("role_needed"), Some(&*message))
            );
        }
    }
    // Nothing was told, paused or taken meanwhile that was refused.
    let headers = [("authorization", "Bearer key-of-manager")];
    let pause = bundle.send("GET", "/v1/pause", &headers, b"");
    assert_eq!(pause.json["history"], serde_json::json!([]), "{}", pause.text);
}
