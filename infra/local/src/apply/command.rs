//! `pulso apply`.

use std::path::PathBuf;

use super::Change;

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
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let table = aws::table(&aws::operator_sdk().await, |_| arguments.table.clone());
        for dir in &arguments.dirs {
            let change = Change::of(dir, &table).await?;
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
                change.store(&table).await?;
                say(&format!("{clinic}: stored; in use within a minute"));
            }
        }
        Ok(())
    })
}
