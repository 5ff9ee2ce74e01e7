//! The main job, seen from outside: the operator's own canary, with a thumb on the test phone.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use local::clinic_files;
use local::doctor::{Patient, examine};

use crate::stack::Stack;

const PHONE: &str = "+5491155550901";

/// Runs `pulso doctor` with a test phone whose owner confirms the reminder.
pub(crate) fn canary(stack: &Stack) {
    let patient = Patient {
        url: stack.base.url.clone(),
        public_url: stack.base.public_url.clone(),
        settings: stack.settings(),
        providers_url: Some(stack.base.phones.clone()),
        clinic: clinic_files::load(&stack.clinic_dir()).unwrap(),
        phone: Some(PHONE.to_owned()),
        patience: Duration::from_mins(4),
    };
    let over = AtomicBool::new(false);
    let findings = std::thread::scope(|scope| {
        scope.spawn(|| confirm(stack, &over));
        let findings = examine(&patient, |finding| eprintln!("   {finding}"));
        over.store(true, Ordering::Relaxed);
        findings
    });
    assert!(findings.iter().all(|it| !it.is_wrong()), "{findings:#?}");

    // The story of the case, as staff read it.
    let booked =
        stack.base.accepted().into_iter().find(|it| it["to"].as_str().unwrap().ends_with("1155550901"));
    assert!(booked.is_some());
    let inbox = stack.base.inbox(PHONE);
    assert!(inbox.iter().any(|it| it["buttons"].as_array().is_some_and(|it| it.len() == 3)), "{inbox:#?}");
}

/// Waits for the message with buttons and taps the first one.
fn confirm(stack: &Stack, over: &AtomicBool) {
    while !over.load(Ordering::Relaxed) {
        let inbox = stack.base.inbox(PHONE);
        if let Some(reminder) =
            inbox.iter().find(|it| it["buttons"].as_array().is_some_and(|it| it.len() == 3))
        {
            stack.base.tap(PHONE, reminder, 0);
            return;
        }
        std::thread::sleep(Duration::from_millis(500));
    }
}
