//! A world that stops anywhere goes on as if it had not.

use std::{
    fs,
    path::{Path, PathBuf},
};

use domain::delivery::Channel;

use super::super::{Fault, FaultKind, PhoneSettings, StandIn};
use super::{ANA, at, config, reminder, run, send, set, statuses};

/// A directory of one test's database, removed at the end.
pub(super) struct Scratch(PathBuf);

impl Scratch {
    pub(super) fn new(name: &str) -> Self {
        let directory = std::env::temp_dir().join(format!("standin-{}-{name}", std::process::id()));
        fs::create_dir_all(&directory).unwrap();
        Self(directory.join("world.db"))
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if let Some(directory) = self.0.parent() {
            // What cannot be removed stays in the directory for temporary files.
            let _ = fs::remove_dir_all(directory);
        }
    }
}

/// Opens the files as they lie on the disk at this moment, while the world that wrote them still runs: what a
/// process finds after another was killed.
fn after_a_kill(original: &Scratch, name: &str) -> (Scratch, StandIn) {
    let copy = Scratch::new(name);
    for suffix in ["", "-wal"] {
        let file = |it: &Scratch| format!("{}{suffix}", it.path().display());
        fs::copy(file(original), file(&copy)).unwrap();
    }
    let world = StandIn::open(Some(copy.path()), config()).unwrap();
    (copy, world)
}

#[test]
fn a_kill_after_any_step_loses_and_doubles_nothing() {
    let scratch = Scratch::new("original");
    let world = StandIn::open(Some(scratch.path()), config()).unwrap();
    let id = send(&world, &reminder(ANA), 0);
    let expected = ["1 sent", "3 delivered", "123 read"];
    assert_eq!(statuses(&run(&after_a_kill(&scratch, "accepted").1, 300)), expected);

    let taken = world.due_webhooks(at(1), 10).unwrap();
    assert_eq!(
        statuses(&run(&after_a_kill(&scratch, "handed-out").1, 300)),
        expected,
        "not reported: comes again"
    );

    world.webhook_answered(taken[0].id, 200, at(1)).unwrap();
    assert_eq!(statuses(&run(&after_a_kill(&scratch, "answered").1, 300)), expected[1..]);

    world.due_webhooks(at(3), 10).unwrap();
    let (_files, killed) = after_a_kill(&scratch, "arrived");
    assert_eq!(killed.messages(ANA).unwrap(), world.messages(ANA).unwrap());

    world.tap(ANA, &id, 0, at(5)).unwrap();
    let (_files, killed) = after_a_kill(&scratch, "tapped");
    let webhooks = run(&killed, 300);
    assert_eq!(statuses(&webhooks), ["3 delivered", "5 read"]);
    assert_eq!(webhooks.len(), 3, "and the tap");
    assert_eq!(killed.accepted().unwrap(), world.accepted().unwrap());
}

#[test]
fn settings_windows_opt_outs_limits_and_faults_survive() {
    let scratch = Scratch::new("settings");
    let world = StandIn::open(Some(scratch.path()), config()).unwrap();
    world.type_text(ANA, "Hola", Channel::Whatsapp, at(0)).unwrap();
    world.type_text(ANA, "STOP", Channel::Sms, at(0)).unwrap();
    set(&world, ANA, PhoneSettings { read_receipts: Some(false), ..PhoneSettings::default() }, 0);
    let effect = FaultKind::DuplicateStatus { status: None };
    world.arm_fault(Fault { provider: None, to: None, times: 1, effect }).unwrap();
    let before = send(&world, &super::text(ANA), 0);
    drop(world);
    let world = StandIn::open(Some(scratch.path()), config()).unwrap();
    assert_ne!(send(&world, &super::text(ANA), 0), before, "ids go on");
    let fields = [("To", ANA), ("From", super::SMS_NUMBER), ("Body", "x")];
    let refused = world.call(&super::twilio_request(&fields), at(1)).unwrap();
    assert_eq!(super::json_of(&refused)["code"], 21_610);
    let seen = statuses(&run(&world, 300));
    assert_eq!(seen, ["1 sent", "1 sent", "2 sent", "3 delivered", "3 delivered"]);
    assert!(!world.phones().unwrap()[0].read_receipts);
}
