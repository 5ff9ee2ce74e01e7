//! A function's environment: everything that is missing is told at once.

use std::cell::RefCell;

/// Variables that a function needs and does not have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("missing in the environment: {}", .0.join(", "))]
pub struct Missing(pub Vec<String>);

/// Reads variables and remembers which were missing.
pub struct Vars<'a> {
    var: &'a dyn Fn(&str) -> Option<String>,
    missing: RefCell<Vec<String>>,
}

impl<'a> Vars<'a> {
    /// The process's environment.
    #[must_use]
    pub fn environment() -> Self {
        Self::new(&|name| std::env::var(name).ok())
    }

    /// Variables as `var` knows them.
    #[must_use]
    pub fn new(var: &'a dyn Fn(&str) -> Option<String>) -> Self {
        Self { var, missing: RefCell::default() }
    }

    /// A variable that has to be there; empty when it is not, which [`Vars::finish`] tells.
    #[must_use]
    pub fn text(&self, name: &str) -> String {
        self.optional(name).unwrap_or_else(|| {
            self.missing.borrow_mut().push(name.to_owned());
            String::new()
        })
    }

    /// A variable that may be absent or empty.
    #[must_use]
    pub fn optional(&self, name: &str) -> Option<String> {
        (self.var)(name).filter(|it| !it.trim().is_empty())
    }

    /// `value` if nothing was missing.
    ///
    /// # Errors
    /// The names of all that was.
    pub fn finish<T>(self, value: T) -> Result<T, Missing> {
        let missing = self.missing.into_inner();
        if missing.is_empty() { Ok(value) } else { Err(Missing(missing)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_that_is_missing_is_told_at_once() {
        let var = |name: &str| match name {
            "A" => Some("a".to_owned()),
            "B" => Some("  ".to_owned()),
            _ => None,
        };
        let vars = Vars::new(&var);
        let read = (vars.text("A"), vars.text("B"), vars.text("C"), vars.optional("D"));
        assert_eq!((read.0.as_str(), &read.3), ("a", &None));
        assert_eq!(vars.finish(()), Err(Missing(vec!["B".to_owned(), "C".to_owned()])));
    }
}
