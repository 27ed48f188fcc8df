//! The query of `GET /users`: every parameter optional, unknown ones ignored, nonsense named.
//! A page holds at most [`LARGEST_PAGE`] users whatever is asked for.

use super::store::Query;
use super::traits::Filter;

const DEFAULT_PAGE: usize = 20;
/// A greater `limit` is accepted and quietly means this.
pub(super) const LARGEST_PAGE: usize = 1_000;

impl Query {
    /// Reads the pairs of a query string; the error names the parameter.
    pub(super) fn read(pairs: &[(String, String)]) -> Result<Self, &str> {
        let mut query = Self {
            after: 0,
            limit: DEFAULT_PAGE,
            filter: Filter::default(),
        };
        for (name, value) in pairs {
            let flag = || flag(value).map(Some).ok_or(name.as_str());
            match name.as_str() {
                "last_seen_id" => query.after = value.parse().map_err(|_| name.as_str())?,
                "limit" => query.limit = limit(value).ok_or(name.as_str())?,
                "is_extension_created" => query.filter.extension = flag()?,
                "is_login_based_calling" => query.filter.login_based = flag()?,
                "is_international_calling" => query.filter.international = flag()?,
                "is_web_login" => query.filter.web_login = flag()?,
                "user_status" => query.filter.active = flag()?,
                _ => {}
            }
        }
        Ok(query)
    }
}

fn limit(value: &str) -> Option<usize> {
    // The page says int32.
    let limit: i32 = value.parse().ok()?;
    let limit = usize::try_from(limit).ok()?;
    (limit > 0).then(|| limit.min(LARGEST_PAGE))
}

fn flag(value: &str) -> Option<bool> {
    match value {
        "true" | "1" => Some(true),
        "false" | "0" => Some(false),
        _ => None,
    }
}
