//! The users of CommPeak Dialer: their fields, and the row that the list shows of them.
//!
//! Invariant: nothing of another vendor is among these fields, and none of these among another's;
//! what both have is the row. Source: the vendor's page "Get user".

use compact_str::{CompactString, format_compact};

use super::field::{Field, Kind, Section, Spec, Write};
use super::user::{Row, User, UserId};
use super::value::{Role, UserStatus, Value, Values};
use super::vendor::Vendor;

/// Where below the base URL the users are, if nobody says otherwise.
pub const PATH_PREFIX: &str = "/users";

/// Why users are not changed. The update that other documentation names replaces the user, or does
/// not: nobody has tried it.
pub const NO_WRITES: &str = "read-only: CommPeak changes users by PUT /users/{id}, and whether that \
     keeps the fields it does not name is not documented";

/// Why the server does not filter.
pub const NO_FILTERS: &str =
    "CommPeak's list has no filters on the server; a find looks through the users that were read";

/// A path prefix as it stands behind a base URL: `/users`.
#[must_use]
pub fn path_below(prefix: &str) -> String {
    format!("/{}", prefix.trim_matches('/'))
}

/// A field of a user, by its name on the vendor's page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(
    missing_docs,
    reason = "the vendor's page says no more than the names do"
)]
pub enum CommPeakField {
    Username,
    FirstName,
    LastName,
    Email,
    DefaultLanguage,
    TimezoneId,
    IsActive,
    IsDeleted,
    IsClockedin,
    /// Comes back in clear; nothing of it is kept but whether there is one.
    RegistrationPassword,
    TwofaType,
    UseExtendedIpAcl,
    MaxSessionTime,
    MaxConcurrentSessions,
    VirtualExtension,
    SipUri,
    UserRouteCallerId,
    AutoDial,
    UseWebrtc,
    Roles,
    MemberAllDesks,
    Desks,
    Groups,
}

const YES: Kind = Kind::Flag {
    yes: "yes",
    no: "no",
};
const ON: Kind = Kind::Flag {
    yes: "on",
    no: "off",
};

/// The table, in the order of the detail pane. No unit of the times and counts is documented.
#[rustfmt::skip]
pub static FIELDS: [Spec; 23] = {
    use {CommPeakField as C, Kind as K, Section as S};
    [
        spec(C::Username, "username", "username", S::Identity, K::Shown),
        spec(C::FirstName, "first_name", "first name", S::Identity, K::Shown),
        spec(C::LastName, "last_name", "last name", S::Identity, K::Shown),
        spec(C::Email, "email", "email", S::Identity, K::Shown),
        spec(C::DefaultLanguage, "default_language", "language", S::Identity, K::Shown),
        spec(C::TimezoneId, "timezone_id", "time zone", S::Identity, K::Shown),
        spec(C::IsActive, "is_active", "state", S::Access, K::Flag { yes: "active", no: "INACTIVE" }),
        spec(C::IsDeleted, "is_deleted", "deleted", S::Access, K::Flag { yes: "DELETED", no: "no" }),
        spec(C::IsClockedin, "is_clockedin", "clocked in", S::Access, YES),
        spec(C::RegistrationPassword, "registration_password", "reg. password", S::Access, K::Secret),
        spec(C::TwofaType, "twofa_type", "two-factor", S::Access, K::Shown),
        spec(C::UseExtendedIpAcl, "use_extended_ip_acl", "ext. IP ACL", S::Access, ON),
        spec(C::MaxSessionTime, "max_session_time", "session time", S::Access, K::Shown),
        spec(C::MaxConcurrentSessions, "max_concurrent_sessions", "max sessions", S::Access, K::Shown),
        spec(C::VirtualExtension, "virtual_extension", "extension", S::Calling, K::Shown),
        spec(C::SipUri, "sip_uri", "SIP URI", S::Calling, K::Shown),
        spec(C::UserRouteCallerId, "user_route_caller_id", "caller id", S::Calling, K::Shown),
        spec(C::AutoDial, "auto_dial", "auto dial", S::Calling, ON),
        spec(C::UseWebrtc, "use_webrtc", "WebRTC", S::Calling, ON),
        spec(C::Roles, "roles", "roles", S::Membership, K::Role),
        spec(C::MemberAllDesks, "member_all_desks", "all desks", S::Membership, YES),
        spec(C::Desks, "desks", "desks", S::Membership, K::Texts),
        spec(C::Groups, "groups", "groups", S::Membership, K::Texts),
    ]
};

const fn spec(
    field: CommPeakField,
    name: &'static str,
    label: &'static str,
    section: Section,
    kind: Kind,
) -> Spec {
    Spec {
        field: Field::CommPeak(field),
        name,
        label,
        section,
        kind,
        write: Write::No,
        single: &[],
        list: None,
    }
}

/// What a [`row`] tells, of the fields that every vendor's rows have.
pub const LISTED: [Field; 5] = [
    Field::Name,
    Field::LoginId,
    Field::Role,
    Field::UserStatus,
    Field::Extension,
];

/// The row of a user with these values: what every vendor's users have in common. The list and the
/// single read carry the same record, so either tells all of it.
#[must_use]
pub fn row(id: &UserId, values: &Values) -> Row {
    let get = |field| values.get(&Field::CommPeak(field));
    let text = |field| match get(field) {
        Some(Value::Text(text)) => Some(text.clone()),
        Some(_) | None => None,
    };
    let names = [CommPeakField::FirstName, CommPeakField::LastName].map(text);
    let is_active = get(CommPeakField::IsActive).and_then(Value::flag);
    let is_deleted = get(CommPeakField::IsDeleted).and_then(Value::flag);
    Row {
        id: id.clone(),
        name: full_name(names),
        login_id: text(CommPeakField::Username),
        role: match get(CommPeakField::Roles) {
            Some(Value::Role(role)) => Some(role.clone()),
            Some(_) | None => None,
        },
        // Whoever is deleted is not active, whatever else is said.
        user_status: match (is_active, is_deleted) {
            (_, Some(true)) | (Some(false), _) => Some(UserStatus::Inactive),
            (Some(true), _) => Some(UserStatus::Active),
            (None, Some(false) | None) => None,
        },
        extension: text(CommPeakField::VirtualExtension),
        agent: None,
        login_based_calling: None,
        international_outbound: None,
        intercom: None,
        block_web_login: None,
    }
}

/// The row of a user of this vendor; `None` = of another one.
#[must_use]
pub fn row_of(user: &User) -> Option<Row> {
    (user.vendor() == Vendor::CommPeak).then(|| row(&user.id, &user.values))
}

fn full_name(parts: [Option<CompactString>; 2]) -> CompactString {
    let parts = parts.map(Option::unwrap_or_default);
    match parts.each_ref().map(|part| part.trim()) {
        ["", last] => last.into(),
        [first, ""] => first.into(),
        [first, last] => format_compact!("{first} {last}"),
    }
}

/// Several roles as one: this vendor's users have any number of them. `None` = there are none.
#[must_use]
pub fn together(roles: &[Role]) -> Option<Role> {
    let join = |part: fn(&Role) -> &str| {
        let parts: Vec<_> = roles
            .iter()
            .map(part)
            .filter(|part| !part.is_empty())
            .collect();
        CompactString::from(parts.join(", "))
    };
    (!roles.is_empty()).then(|| Role {
        id: join(|role| &role.id),
        name: join(|role| &role.name),
    })
}
