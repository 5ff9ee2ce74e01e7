//! The one integration binary.
#![expect(clippy::unwrap_used, reason = "tests")]

mod acknowledged;
mod agenda;
mod answer_page;
mod aws_messaging;
mod campaigns;
mod clinic_schema;
mod console_ports;
mod contention;
mod corrections;
mod costs;
mod desk;
mod documents;
mod evening;
mod fhir;
mod find;
mod hl7;
mod identification;
mod identify_crash;
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
mod meta;
mod pause;
mod rephrase;
mod report;
mod screen;
mod silence;
mod slots;
mod smoke;
mod staff;
mod stored;
mod supply;
mod surveys;
mod template;
mod tenants;
mod test_ports;
mod threads;
mod tie_crash;
mod unsaid_crash;
mod untie_crash;
mod usual;

use std::path::Path;

/// What no module names is compiled by nobody: its tests are green by not being there.
#[test]
fn no_file_is_left_out() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("it");
    assert_named(&here, &here.join("main.rs"));
}

fn assert_named(folder: &Path, parent: &Path) {
    let modules = std::fs::read_to_string(parent).unwrap();
    for path in std::fs::read_dir(folder).unwrap().map(|it| it.unwrap().path()) {
        let name = path.file_stem().unwrap().to_str().unwrap();
        let module = format!("mod {name};");
        let is_parent = ["main", "mod"].contains(&name);
        assert!(is_parent || modules.lines().any(|it| it.ends_with(&module)), "{name} is no module");
        if path.is_dir() {
            let beside = path.with_extension("rs");
            assert_named(&path, &if beside.exists() { beside } else { path.join("mod.rs") });
        }
    }
}
