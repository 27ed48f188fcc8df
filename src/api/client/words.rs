//! What the request log says about a request and its answer. One line, untrusted, never secret.

use crate::api::dialect::{Request, Verdict};
use crate::domain::{NeighbourList, Page};

/// `page, 100 rows, more`.
pub(super) fn describe_page(page: &Page) -> String {
    let more = if page.has_more { "more" } else { "the end" };
    match page.skipped {
        0 => format!("page, {} rows, {more}", page.rows.len()),
        skipped => format!(
            "page, {} rows, {skipped} unreadable, {more}",
            page.rows.len()
        ),
    }
}

/// `5 numbers, 1 unreadable`.
pub(super) fn describe_neighbours(list: &NeighbourList) -> String {
    let counted = list.of.counted(list.rows.len());
    match list.skipped {
        0 => counted,
        skipped => format!("{counted}, {skipped} unreadable"),
    }
}

/// What the server said to a write; its words in quotes.
pub(super) fn describe_verdict(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Accepted { message } if message.is_empty() => "success".to_owned(),
        Verdict::Accepted { message } => format!("success, \"{message}\""),
        Verdict::Rejected { message, .. } => format!("refused, \"{message}\""),
        Verdict::SignedOut { message } => format!("signed out, \"{message}\""),
        Verdict::Throttled {
            retry_after: Some(wait),
        } => format!("slow down, retry after {wait}"),
        Verdict::Throttled { retry_after: None } => "slow down".to_owned(),
        Verdict::Unclear { cause } => cause.clone(),
    }
}

/// As in the address line, without host and encoding.
pub(super) fn path_and_query(request: &Request) -> String {
    let pairs = request
        .query
        .iter()
        .map(|(name, value)| format!("{name}={value}"));
    let query = pairs.collect::<Vec<_>>().join("&");
    if query.is_empty() {
        request.path.clone()
    } else {
        format!("{}?{query}", request.path)
    }
}
