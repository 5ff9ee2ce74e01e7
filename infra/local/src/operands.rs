//! What is read from command lines, and refused there in words that help.

use domain::phone::E164;

use crate::runtime::PORT;

/// What a command that calls AWS says in a build that cannot.
pub const WITHOUT_AWS: &str = "this build calls no AWS: run it by `cargo run --release --features aws -- …`";

/// A running bundle, as a clinic's own programs use it.
#[derive(clap::Args)]
pub struct Server {
    /// Where the bundle runs.
    #[arg(
        long,
        env = "PULSO_URL",
        default_value_t = format!("http://127.0.0.1:{PORT}"),
        value_parser = address,
    )]
    pub url: String,
    /// The clinic's key.
    #[arg(long, env = "CLINIC_API_KEY", default_value = "local-clinic-key", hide_env_values = true)]
    pub key: String,
}

/// An address, without a slash at its end. What it would say behind `?` or `#` belongs to no path that is put after it.
///
/// # Errors
///
/// What it has to look like.
pub fn address(text: &str) -> Result<String, &'static str> {
    let bare = text.trim_end_matches('/');
    let parsed: Option<http::Uri> = bare.parse().ok().filter(|_| !bare.contains(['?', '#', '@']));
    let is_web = parsed.is_some_and(|it| {
        matches!(it.scheme_str(), Some("http" | "https")) && it.host().is_some_and(|host| !host.is_empty())
    });
    if is_web { Ok(bare.to_owned()) } else { Err("is no address like https://host") }
}

/// A phone's number.
///
/// # Errors
///
/// What it has to look like.
pub fn phone(text: &str) -> Result<String, &'static str> {
    E164::new(text).map(|it| it.expose().to_owned()).map_err(|_| "is no number like +5491100000000")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_a_scheme_and_a_host() {
        for (text, bare) in [
            ("https://api.example/", "https://api.example"),
            ("http://127.0.0.1:8787", "http://127.0.0.1:8787"),
        ] {
            assert_eq!(address(text), Ok(bare.to_owned()), "{text}");
        }
        for text in [
            "", "127.0.0.1:8787", "api.example", "nonsense", "ftp://api.example", "https://", "https://a b",
            "https://api.example?key=1", "https://api.example/desk#day", "https://key@api.example",
        ] {
            assert!(address(text).is_err(), "{text}");
        }
    }
}
