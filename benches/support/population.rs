//! The invented people of a tenant, page by page: the same for every bench that asks.
//!
//! Invariant: two of seven given names are in other letters, and so is one of six family names.

use jiff::Timestamp;

use rosterm::domain::user::RowAgent;
use rosterm::domain::value::{AgentStatus, UserStatus};
use rosterm::domain::{Page, Role, Row, Stamp, UserId};

pub(crate) const SEED: u64 = 7;

/// Pages of invented users, each with the cursor it was read after.
pub(crate) struct Pages {
    random: fastrand::Rng,
    number: u64,
    left: usize,
    size: usize,
    after: Option<UserId>,
}

impl Pages {
    pub(crate) fn new(users: usize, size: usize) -> Self {
        Self {
            random: fastrand::Rng::with_seed(SEED),
            number: 314_000,
            left: users,
            size,
            after: None,
        }
    }
}

impl Iterator for Pages {
    type Item = (Option<UserId>, Page);

    fn next(&mut self) -> Option<Self::Item> {
        let length = self.size.min(self.left);
        self.left -= length;
        let rows: Vec<_> = (0..length)
            .map(|_| {
                self.number += self.random.u64(1..9);
                row(self.number, &mut self.random)
            })
            .collect();
        let cursor = rows.last()?.id.clone();
        let page = Page {
            rows,
            skipped: 0,
            has_more: self.left > 0,
            cursor: Some(cursor.clone()),
            ..Page::default()
        };
        Some((self.after.replace(cursor), page))
    }
}

fn row(number: u64, random: &mut fastrand::Rng) -> Row {
    let given = ["Asha", "Ravi", "Meera", "Kabir", "Ananya", "ரவி", "सुनीता"];
    let family = ["Iyer", "Varma", "Kulkarni", "Chattopadhyay", "Rao", "नायर"];
    let roles = [
        ("54630", "Quality"),
        ("54742", "Admin New"),
        ("54611", "Agent"),
    ];
    let name = format!("{} {}", given[random.usize(..7)], family[random.usize(..6)]);
    let (role, role_name) = roles[random.usize(..3)];
    Row {
        id: UserId::new(&number.to_string()).expect("digits are an id"),
        login_id: Some(format!("user{number}@example.test").into()),
        role: Some(Role {
            id: role.into(),
            name: role_name.into(),
        }),
        user_status: Some(UserStatus::Active),
        agent: Some(RowAgent {
            id: format!("0502{number}").into(),
            name: Some(name.as_str().into()),
            status: Some(AgentStatus::from_number(random.i64(0..5))),
            number: Some(format!("+91{}", random.u64(7_000_000_000..9_999_999_999)).into()),
        }),
        login_based_calling: Some(random.bool()),
        international_outbound: Some(random.bool()),
        extension: Some(format!("0602{number}").into()),
        intercom: None,
        block_web_login: None,
        name: name.into(),
    }
}

/// When the request with this number was sent.
pub(crate) fn stamp(sent: u64) -> Stamp {
    Stamp {
        sent,
        at: Timestamp::UNIX_EPOCH,
    }
}
