//! Lists in pages: one that is cut says so, and how to go on.

use frame::http::{Request, Response};
use ports::commit::Aggregate;
use ports::table::{Cursor, Table as _, list_position};
use ports::{PortError, Ports};

use crate::load::standing;

/// Most entries in one page.
const ENTRIES_MAX: u32 = 500;
/// Most bytes in one page of entries that grow: a function's answer has at most 6 MB, each quote in it escaped.
const BYTES_MAX: usize = 4 * 1024 * 1024;

/// A page of a list, as it is asked for.
pub(crate) struct Asked {
    list: String,
    prefixes: Vec<String>,
    /// Where the page before ended.
    after: Option<Cursor>,
    limit: u32,
}

/// A page.
pub(crate) struct Page<A> {
    /// Its entries, in order.
    pub(crate) entries: Vec<A>,
    /// What the next page is asked for with; `None`: there is no more.
    pub(crate) next: Option<String>,
}

impl Asked {
    /// What a request asks for by `after` and `limit`, of the parts of a list whose order starts with a prefix.
    pub(crate) fn of(request: &Request<'_>, list: String, prefixes: Vec<String>) -> Result<Self, Response> {
        let limit = match request.query_value("limit").map(|it| it.parse::<u32>()) {
            None => ENTRIES_MAX,
            Some(Ok(limit)) if (1..=ENTRIES_MAX).contains(&limit) => limit,
            Some(_) => {
                let text = format!("`limit` is a number from 1 to {ENTRIES_MAX}");
                return Err(Response::error(400, "invalid_limit", &text));
            }
        };
        let after = request.query_value("after").map(Cursor);
        if after.as_ref().is_some_and(|after| !prefixes.iter().any(|it| is_under(after, it))) {
            let text = "`after` is the `next` of a page of this list";
            return Err(Response::error(400, "invalid_cursor", text));
        }
        Ok(Self { list, prefixes, after, limit })
    }

    /// Asks for half the page if its answer is too long and can be shorter; whether it does.
    pub(crate) fn halve(&mut self, answer: &Response) -> bool {
        let is_too_long = answer.body.len() > BYTES_MAX && self.limit > 1;
        if is_too_long {
            self.limit /= 2;
        }
        is_too_long
    }

    /// Reads the page: one part of the list after the other, at most `limit` entries of each, until one is cut.
    pub(crate) async fn read<P: Ports, A: Aggregate>(&self, ports: &P) -> Result<Page<A>, PortError> {
        let Self { list, prefixes, after, limit } = self;
        let (mut after, limit) = (after.clone(), *limit);
        let is_reached = |it: &String| after.as_ref().is_none_or(|after| is_under(after, it));
        let first = prefixes.iter().position(is_reached).unwrap_or_default();
        let mut entries = Vec::new();
        for prefix in prefixes.iter().skip(first) {
            let page = ports.table().list(list, prefix, after.take().as_ref(), limit).await?;
            entries.extend(standing(ports, &page.entries, list, prefix).await?);
            if let Some(Cursor(next)) = page.next {
                return Ok(Page { entries, next: Some(next) });
            }
        }
        Ok(Page { entries, next: None })
    }
}

/// Whether a cursor, which a caller can write as they like, stands where the list's order has that prefix.
fn is_under(cursor: &Cursor, prefix: &str) -> bool {
    list_position(cursor).is_ok_and(|(order, _)| order.starts_with(prefix))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use ports::table::KEY_BYTES_MAX;

    use super::*;

    /// The status that refuses a query, if one does.
    fn refused(query: &str) -> Option<u16> {
        let event = format!(
            r#"{{"rawPath":"/","rawQueryString":"{query}","requestContext":{{"http":{{"method":"GET"}}}}}}"#
        );
        let request = Request::from_event(event.as_bytes()).unwrap();
        let prefixes = ["open#", "in_progress#"].map(str::to_owned).to_vec();
        Asked::of(&request, "tickets#sol".to_owned(), prefixes).err().map(|it| it.status_code)
    }

    #[test]
    fn a_page_that_is_too_long_is_halved_while_it_has_several_entries() {
        let mut asked = Asked { list: String::new(), prefixes: Vec::new(), after: None, limit: 5 };
        let of = |bytes: usize| Response { body: "a".repeat(bytes), ..Response::error(200, "", "") };
        assert!(!asked.halve(&of(BYTES_MAX)));
        let limits: Vec<u32> =
            std::iter::from_fn(|| asked.halve(&of(BYTES_MAX + 1)).then_some(asked.limit)).collect();
        assert_eq!(limits, [2, 1]);
    }

    #[test]
    fn a_page_is_of_its_list_and_bounded() {
        for taken in
            ["", "limit=1", "limit=500", "after=6:open%231ticket%23sol%23t1", "after=13:in_progress%231k"]
        {
            assert_eq!(refused(taken), None, "{taken}");
        }
        let long = format!("after=6:open%231{}", "k".repeat(KEY_BYTES_MAX + 1));
        for wrong in [
            "limit=",
            "limit=0",
            "limit=501",
            "limit=-1",
            "limit=ten",
            "after=",
            "after=open%231",
            "after=99:open%231k",
            "after=6:open%231",
            "after=8:closed%231k",
            "after=0:k",
            long.as_str(),
        ] {
            assert_eq!(refused(wrong), Some(400), "{wrong}");
        }
    }
}
