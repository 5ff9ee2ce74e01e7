//! The one integration binary.
#![expect(clippy::unwrap_used, reason = "tests")]

mod agenda;
mod aws_messaging;
mod clinic_schema;
mod console_ports;
mod contention;
mod corrections;
mod costs;
mod desk;
mod evening;
mod fhir;
mod hl7;
mod identification;
mod identify_crash;
mod identities;
mod incidents;
mod intent;
mod intercepted;
mod interface;
mod leaks;
mod ledger;
mod limits;
mod lists;
mod merge_crash;
mod merged_records;
mod offers;
mod rephrase;
mod report;
mod screen;
mod shown;
mod silence;
mod slot_system;
mod slots;
mod slots_crash;
mod smoke;
mod staff;
mod stored;
mod supply;
mod surveys;
mod template;
mod tenants;
mod threads;
mod unsaid_crash;
mod untie_crash;
mod waiting_list;
mod waits;

/// What no module names is compiled by nobody: its tests are green by not being there.
#[test]
fn no_file_is_left_out() {
    let here = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("it");
    let modules = std::fs::read_to_string(here.join("main.rs")).unwrap();
    for path in std::fs::read_dir(here).unwrap().map(|it| it.unwrap().path()) {
        let name = path.file_stem().unwrap().to_str().unwrap();
        let module = format!("mod {name};");
        assert!(name == "main" || modules.lines().any(|it| it == module), "{name} is no module");
    }
}
