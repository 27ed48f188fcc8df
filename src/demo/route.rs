//! Which route a request is for. Pure: method and path in, one value out; what is not listed in
//! [`Route::of`] does not exist.

use axum::http::Method;

use super::Vendor;
use super::fault::Target;

/// Everything a request can be for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Route {
    Data(Data),
    Sign(Sign),
    /// The path exists, the method does not; the methods that do.
    WrongMethod(&'static str),
    Nowhere,
}

/// The routes that need a good token, and that faults concern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Data {
    ListUsers,
    /// Text that may be nobody's id.
    ReadUser(String),
    PatchUser(String),
    Numbers,
    Departments,
    /// Everybody, as CommPeak lists them.
    DialerUsers,
    /// Text that may be nobody's id.
    DialerUser(String),
}

/// The routes about tokens; they always stay well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    In,
    Refresh,
    Out,
}

impl Route {
    pub(super) fn of(vendor: Vendor, method: &Method, path: &str) -> Self {
        match vendor {
            Vendor::Smartflo => Self::of_smartflo(method, path),
            Vendor::CommPeak => Self::of_commpeak(method, path),
        }
    }

    fn of_commpeak(method: &Method, path: &str) -> Self {
        let data = match path.strip_prefix("/api/users") {
            Some("" | "/") => Data::DialerUsers,
            Some(rest) => match rest.strip_prefix('/') {
                Some(id) if !id.contains('/') => Data::DialerUser(id.to_owned()),
                Some(_) | None => return Self::Nowhere,
            },
            None => return Self::Nowhere,
        };
        match *method == Method::GET {
            true => Self::Data(data),
            false => Self::WrongMethod("GET"),
        }
    }

    fn of_smartflo(method: &Method, path: &str) -> Self {
        let Some(path) = path.strip_prefix("/v1/") else {
            return Self::Nowhere;
        };
        let only = |wanted: Method, name, route| {
            if *method == wanted {
                route
            } else {
                Self::WrongMethod(name)
            }
        };
        let get = |data| only(Method::GET, "GET", Self::Data(data));
        let post = |sign| only(Method::POST, "POST", Self::Sign(sign));
        match path {
            "users" => get(Data::ListUsers),
            "my_number" => get(Data::Numbers),
            "departments" => get(Data::Departments),
            "auth/login" => post(Sign::In),
            "auth/refresh" => post(Sign::Refresh),
            "auth/logout" => post(Sign::Out),
            _ => match path.strip_prefix("user/") {
                Some(id) if !id.is_empty() && !id.contains('/') => match *method {
                    Method::GET => Self::Data(Data::ReadUser(id.to_owned())),
                    Method::PATCH => Self::Data(Data::PatchUser(id.to_owned())),
                    _ => Self::WrongMethod("GET, PATCH"),
                },
                Some(_) | None => Self::Nowhere,
            },
        }
    }
}

impl Data {
    /// What faults see in this route.
    pub(super) fn target(&self) -> Target {
        match self {
            Self::ListUsers => Target::List,
            Self::PatchUser(_) => Target::Patch,
            Self::Numbers | Self::Departments => Target::Beside,
            Self::ReadUser(_) | Self::DialerUsers | Self::DialerUser(_) => Target::Other,
        }
    }
}
