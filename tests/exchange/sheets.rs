//! Sheets: what programs write is read, what nobody can follow is named with its line.

use std::fmt::Write as _;

use proptest::prelude::*;
use rosterm::domain::value::Role;
use rosterm::domain::{Field, UserId, Value, input};
use rosterm::exchange::csv::guard;
use rosterm::exchange::sheet::{self, Directory, Found, Key, Sheet, Wish};

fn read(text: &str) -> Sheet {
    sheet::read(text.as_bytes(), None).unwrap_or_else(|bad| panic!("{bad}"))
}

/// `314678: name=Asha block_agent=true`, a line a user.
fn said(sheet: &Sheet) -> String {
    let mut said = String::new();
    for row in &sheet.rows {
        let _ = write!(said, "{}:", row.user);
        for (field, wish) in &row.wishes {
            let wish = match wish {
                Wish::Value(value) => input::typed(value),
                Wish::RoleNamed(name) => format!("role named {name}"),
            };
            let _ = write!(said, " {}={wish}", field.name());
        }
        said.push('\n');
    }
    said
}

fn id(text: &str) -> UserId {
    UserId::new(text).unwrap()
}

#[test]
fn every_program_writes_the_same_sheet_its_own_way() {
    let wanted = "314678: name=Asha R. block_web_login=false\n314690: block_web_login=true\n";
    let plain = "id,name,block_web_login\n314678,Asha R.,off\n314690,,on\n";
    let utf_16: Vec<u8> =
        "\u{feff}id\tname\tweb login\r\n314678\tAsha R.\topen\r\n314690\t\tLOCKED\r\n"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
    assert_eq!(said(&sheet::read(&utf_16, None).unwrap()), wanted);
    for text in [
        plain.to_owned(),
        plain.replace('\n', "\r\n"),
        plain.replace('\n', "\r"),
        format!("\u{feff}{plain}"),
        plain.replace(',', ";"),
        plain.replace(',', "\t"),
        format!("sep=;\n{}", plain.replace(',', ";")),
        format!("\n\n{plain}\n,,\n\n"),
        plain.replace("314678,Asha R.,off", "\"314678\",\"Asha R.\",\" off \""),
        "ID,Name,Web Login\n314678,Asha R.,false\n314690,,TRUE\n".to_owned(),
        "id,name,block-web-login,,\n314678,Asha R.,0,,\n314690,,yes,,\n".to_owned(),
        "id,name,block_web_login\n'314678,Asha R.,off\n314690,,on\n".replace('\'', ""),
        r#"[{"id":314678,"name":"Asha R.","block_web_login":false},
            {"id":"314690","name":null,"block_web_login":true}]"#
            .to_owned(),
        "{\"id\":\"314678\",\"name\":\"Asha R.\",\"block_web_login\":false}\n{\"id\":\"314690\",\"block_web_login\":\"on\"}\n"
            .to_owned(),
    ] {
        assert_eq!(said(&read(&text)), wanted, "{text:?}");
    }
}

#[test]
fn values_are_read_by_the_kind_of_their_field() {
    let text = "login_id,number,role,caller_id,user_for_cdr,designation\n\
         asha.r,'+919800000001,Quality (54630),\"7, 8\",\"user: 12, 14\",Lead\n\
         ravi.v,098 0000-0002,Team Lead,,all,\n";
    let sheet = sheet::read(text.as_bytes(), Some(Key::LoginId)).unwrap();
    assert_eq!(sheet.key, Key::LoginId);
    assert_eq!(
        said(&sheet),
        "asha.r: number=+919800000001 designation=Lead user_role=54630 user_for_cdr=user: 12, 14 \
         caller_id=7, 8\n\
         ravi.v: number=098 0000-0002 user_role=role named Team Lead user_for_cdr=all\n"
    );
}

#[test]
fn what_the_program_prints_it_reads_again() {
    let sheet = sheet::read(
        b"id,name,number,login_id,user_role,role_name,user_status,agent_id,agent_name,agent_status,intercom,extension,block_agent\n\
          314678,Ravi,'+919800000001,ravi.v,54630,Quality,active,0502,Ravi,enabled,1002,,false\n",
        Some(Key::Id),
    )
    .unwrap();
    assert_eq!(
        said(&sheet),
        "314678: name=Ravi number=+919800000001 login_id=ravi.v user_role=54630 block_agent=false\n"
    );
    assert_eq!(
        sheet.notes,
        [
            "columns role_name, user_status, agent_id, agent_name, agent_status, intercom, extension \
          cannot be set and are not looked at"
        ]
    );
    let user = r#"[{"id":"314678","role":{"id":"54630","name":"Quality"},"agent":{"id":"05","name":"R"},
        "user_for_cdr":{"type":"user","value":["1","2"]},"block_agent":null}]"#;
    assert_eq!(
        said(&read(user)),
        "314678: user_role=54630 user_for_cdr=user: 1, 2\n"
    );
}

#[test]
fn what_cannot_be_followed_is_a_sentence_with_its_line() {
    let many: String = (1..=40).fold("id,block_agent\n".to_owned(), |mut text, n| {
        let _ = writeln!(text, "{n},perhaps");
        text
    });
    let cases: [(&str, &[u8]); 30] = [
        ("nothing at all", b""),
        ("only blanks", b" \r\n\r\n"),
        ("a header alone", b"id,name\n"),
        ("no key", b"name,block_agent\nAsha,on\n"),
        ("two keys", b"id,number,block_agent\n1,+919800000001,on\n"),
        ("a column nobody knows", b"id,web_lock\n1,on\n"),
        ("a column without a name", b"id,,name\n1,x,y\n"),
        ("a column twice", b"id,name,Name\n1,A,B\n"),
        ("a password", b"id,password\n1,hunter2\n"),
        (
            "spoiled numbers",
            b"id,caller_id\r\n1,7\r\n\r\n1,9.19E+11\r\n",
        ),
        ("spoiled ids", b"id,name\n3.14678E+05,Asha\n"),
        ("spoiled ids with a comma", b"id;caller_id\n1;4,41E+11\n"),
        ("no id in a row", b"id,name\n,Asha\n"),
        ("an id that is none", b"id,name\n31/46,Asha\n"),
        ("a decimal id", b"id,name\n314678.0,Asha\n"),
        ("a number without digits", b"number,name\nunknown,Asha\n"),
        ("too many cells", b"id,name\n1,Asha,B\n"),
        ("too few cells", b"id,name,email\n1,Asha\n"),
        ("a quote that is not closed", b"id,name\n1,\"Asha\n2,Ravi\n"),
        ("no flag", b"id,block_agent\n1,perhaps\n"),
        ("null", b"id,email\n1,null\n"),
        ("no e-mail address", b"id,email\n1,nobody\n"),
        ("not UTF-8", b"id,name\n1,Asha\n2,R\xe9my\n"),
        ("UTF-16 cut in two", b"\xff\xfei\0d\0,"),
        ("many bad rows", many.as_bytes()),
        ("JSON cut off", b"[{\"id\":1,\"name\":\"A\"},"),
        ("JSON of something else", b"[1, 2]"),
        ("JSON with a fraction", b"[{\"id\":1.5,\"name\":\"A\"}]"),
        (
            "JSON with a member twice",
            b"[{\"id\":1,\"name\":\"A\",\"name\":\"B\"}]",
        ),
        ("an empty list", b"[]"),
    ];
    let mut said = String::new();
    for (case, bytes) in cases {
        let bad = sheet::read(bytes, None).unwrap_err().to_string();
        let _ = writeln!(said, "{case}:\n{bad}\n");
    }
    let bad = sheet::read(b"id,name\n1,A\n", Some(Key::Number)).unwrap_err();
    let _ = writeln!(said, "a key that is not there:\n{bad}");
    insta::assert_snapshot!(said);
}

/// The people of the tenant that the sheets below are about.
fn people(key: Key) -> Directory {
    let text = |text: &str| Some(Value::Text(text.into()));
    let people = [
        (id("1"), text("asha.r"), text("+919800000001")),
        (id("2"), text("ravi.v"), text("09800000002")),
        (id("3"), text("Ravi.V"), text("9800000003")),
        (id("4"), None, text("+919800000004")),
        (id("5"), text("eve"), text("9800000004")),
        (id("6"), text("mia"), Some(Value::Null)),
    ];
    let people: Vec<_> = people.into_iter().collect();
    Directory::new(
        key,
        people
            .iter()
            .map(|(id, login, number)| (id, login.clone(), number.clone())),
    )
}

#[test]
fn users_are_found_by_what_a_spreadsheet_left_of_their_key() {
    let one = |user: &str| Found::One(id(user));
    for (key, given, found) in [
        (Key::LoginId, "asha.r", one("1")),
        (Key::LoginId, "ASHA.R", one("1")),
        (Key::LoginId, "ravi.v", one("2")),
        (Key::LoginId, "Ravi.V", one("3")),
        (
            Key::LoginId,
            "RAVI.V",
            Found::Several(vec![id("2"), id("3")]),
        ),
        (Key::LoginId, "nobody", Found::Nobody),
        (Key::Number, "919800000001", one("1")),
        (Key::Number, "9800000001", one("1")),
        (Key::Number, "9800000002", one("2")),
        (Key::Number, "+91 98000 00003", one("3")),
        (Key::Number, "+919800000004", one("4")),
        (Key::Number, "9800000004", one("5")),
        (Key::Number, "+19800000001", Found::Nobody),
        (Key::Number, "9800000009", Found::Nobody),
        (Key::Id, "4", one("4")),
        (Key::Id, "04", Found::Nobody),
    ] {
        assert_eq!(people(key).find(given), found, "{key:?} {given}");
    }
}

#[test]
fn a_user_counts_once_and_contradictions_are_refused() {
    let address = |text: &str| {
        let mut sheet = read(text);
        let people = people(sheet.key);
        let addressed = sheet.address(|key| people.find(key));
        addressed.map(|rows| (rows.len(), sheet.notes))
    };
    let (users, notes) = address("login_id,name\nasha.r,A\nASHA.R,A\nmia,M\n").unwrap();
    assert_eq!(users, 2);
    assert_eq!(
        notes,
        ["line 3: user 1 is on line 2 already, with the same values; counted once"]
    );
    let refused = |text: &str| address(text).unwrap_err().to_string();
    insta::assert_snapshot!(
        refused("login_id,name\nasha.r,A\nnobody,B\nASHA.R,C\nRAVI.V,D\n"),
        @r#"
    line 3: there is no user with login_id "nobody"
    line 4: user 1 is on line 2 already, with other values; keep one of the two
    line 5: 2 users have login_id "RAVI.V" (ids 2, 3); name this one by id
    "#
    );
}

#[test]
fn a_hundred_thousand_rows_are_read_to_the_last() {
    let mut text = String::from("\u{feff}id;number;block_web_login\r\n");
    for n in 0..100_000 {
        let _ = write!(text, "{n};'+9198{n:08};{}\r\n", ["on", "off"][n % 2]);
    }
    let sheet = sheet::read(text.as_bytes(), Some(Key::Id)).unwrap();
    assert_eq!(sheet.rows.len(), 100_000);
    let last = sheet.rows.last().unwrap();
    assert_eq!(last.place.to_string(), "line 100001");
    let number = Wish::Value(Value::Text("+919800099999".into()));
    assert_eq!(last.wishes[0], (Field::Number, number));
}

proptest! {
    #[test]
    fn every_value_comes_back_from_a_guarded_and_quoted_cell(
        names in prop::collection::vec("[A-Za-z'=+\\-@,;\"ñअ][A-Za-z0-9'=+\\-@,;\" ñअ]{0,10}[a-z]", 1..8),
        delimiter in prop::sample::select(vec![b',', b';', b'\t']),
    ) {
        let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
        writer.write_record(["id", "name", "user_role"]).unwrap();
        for (n, name) in names.iter().enumerate() {
            writer.write_record([&n.to_string(), guard(name).as_ref(), "54630"]).unwrap();
        }
        let sheet = sheet::read(&writer.into_inner().unwrap(), None).unwrap();
        let role = Value::Role(Role { id: "54630".into(), name: "".into() });
        for (row, name) in sheet.rows.iter().zip(&names) {
            let wanted = vec![
                (Field::Name, Wish::Value(Value::Text(name.as_str().into()))),
                (Field::Role, Wish::Value(role.clone())),
            ];
            prop_assert_eq!(&row.wishes, &wanted);
        }
    }
}
