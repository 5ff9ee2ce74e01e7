//! `pulso apply`.

use std::path::PathBuf;

use anyhow::{Context as _, bail};

use super::{Change, checked};
use crate::check::clash;

/// Load clinics into the table of a deployment: shows what would change, then changes it.
#[derive(clap::Args)]
pub struct Arguments {
    /// The clinics' directories.
    #[arg(required = true)]
    dirs: Vec<PathBuf>,
    /// The table: the stack's output `TableName`.
    #[arg(long, env = "TABLE_NAME")]
    table: String,
    /// Only show what would change.
    #[arg(long)]
    dry_run: bool,
}

/// Runs the command over the AWS that the environment names.
pub fn run(arguments: &Arguments, say: impl Fn(&str)) -> anyhow::Result<()> {
    // All files before the table: what is wrong in one directory leaves the clinics of the others as they were.
    let clinics = arguments.dirs.iter().map(|dir| checked(dir)).collect::<Result<Vec<_>, _>>()?;
    if let Some(clash) = clash(&clinics) {
        bail!("{clash}");
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let sdk = aws::operator_sdk().await?;
        let region = sdk.region().map(ToString::to_string).unwrap_or_default();
        let table = aws::table(&sdk, |_| arguments.table.clone());
        for clinic in clinics {
            let place = format!("{} into table {} of {region}", clinic.id, arguments.table);
            let change = Change::beside(clinic, &table).await.with_context(|| place.clone())?;
            let clinic = change.clinic();
            match change.differences.len() {
                0 => {
                    say(&format!("{clinic}: nothing to change"));
                    continue;
                }
                _ if change.is_new() => say(&format!("{clinic}: new")),
                differences => {
                    say(&format!("{clinic}: {differences} differences"));
                    change.differences.iter().for_each(|it| say(&format!("  {it}")));
                }
            }
            if !arguments.dry_run {
                change.store(&table).await.context(place)?;
                say(&format!("{clinic}: stored; in use within a minute"));
            }
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use std::path::Path;

    use super::*;

    #[test]
    fn a_directory_that_is_wrong_is_found_before_any_table_is_asked() {
        let clinics = Path::new(env!("CARGO_MANIFEST_DIR")).join("../clinics");
        let error = |others: [&str; 2]| {
            let dirs = others.map(|it| clinics.join(it)).to_vec();
            let arguments = Arguments { dirs, table: "none".to_owned(), dry_run: true };
            run(&arguments, |_| ()).unwrap_err().to_string()
        };
        let missing = error(["sol", "none"]);
        assert!(missing.ends_with("clinics/none/clinic.toml:1: there is no such file"), "{missing}");
        assert_eq!(error(["sol", "sol"]), "two directories are of the clinic 'sol'");
    }
}
