//! The words of `set`: user ids, `FIELD=VALUE`, and how far the person already said yes.
//!
//! Invariant: what comes out can be sent as it is, once a role's name and a password are found;
//! everything else is refused here, in one sentence, before anything is asked of the server.

use std::collections::HashSet;

use crate::domain::field::{Kind, Write};
use crate::domain::user::InvalidUserId;
use crate::domain::{Field, UserId, Value, input};
use crate::text;

use super::PasswordFrom;

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Whom to change, each once, in the order given.
    pub ids: Vec<UserId>,
    /// What to, in the order of the form, each field once.
    pub wishes: Vec<(Field, Wish)>,
    /// What the person already agreed to.
    pub consent: Consent,
}

/// A value, or where it is still to come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wish {
    /// To be sent as it is.
    Value(Value),
    /// The role of exactly this name; its id is not known yet.
    RoleNamed(String),
    /// A password, never from the command line.
    Password(PasswordFrom),
}

/// How far the person said yes on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Consent {
    /// Not at all: ask.
    Ask,
    /// `--yes`, which is enough for one user.
    Given,
    /// `--yes COUNT`.
    Count(usize),
}

/// What is wrong with the words; each a sentence. Passwords are never quoted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadWord {
    /// No id among them.
    #[error("no user id given; write: rosterm set ID FIELD=VALUE")]
    NoUser,
    /// Nothing to set.
    #[error("nothing to set; write: rosterm set ID FIELD=VALUE")]
    NoField,
    /// Not an id.
    #[error(transparent)]
    Id(#[from] InvalidUserId),
    /// No such field.
    #[error("\"{name}\" is not a field; {}", allowed())]
    UnknownField {
        /// What was given.
        name: String,
    },
    /// A field the API does not take.
    #[error("{name} can be read but not set; {}", allowed())]
    ReadOnly {
        /// The field.
        name: &'static str,
    },
    /// Null.
    #[error("{name}=null: the API has no documented way to take a value away; give the new value")]
    Null {
        /// The field.
        name: &'static str,
    },
    /// Twice the same field.
    #[error("{name} is given twice; only caller_id and agent_group take several values")]
    Twice {
        /// The field.
        name: &'static str,
    },
    /// A value that cannot be one.
    #[error("{name}: {cause}")]
    Value {
        /// The field.
        name: &'static str,
        /// Why not, and what is allowed.
        cause: String,
    },
    /// A password on the command line.
    #[error(
        "password: everybody on this machine can read a command line; write password=- and give it on standard input, or just password to be asked for it"
    )]
    PasswordInLine,
    /// An empty role name.
    #[error("user_role: give the id or the exact name of a role")]
    EmptyRole,
}

/// Reads the words, and what stood behind `--yes` (which may have been one of them).
///
/// # Errors
/// [`BadWord`] for the first that cannot be followed.
pub fn read(words: &[String], yes: Option<Option<&str>>) -> Result<Asked, BadWord> {
    let mut asked = Asked {
        ids: Vec::new(),
        wishes: Vec::new(),
        consent: Consent::Ask,
    };
    let mut words: Vec<&str> = words.iter().map(String::as_str).collect();
    let is_id = |word: &&str| !word.contains('=') && **word != *"password";
    match yes {
        None => {}
        Some(None) => asked.consent = Consent::Given,
        Some(Some(count)) => match count.parse() {
            // `set --yes 314678 …`: there must be an id, so this is it, and no count.
            Ok(count) if words.iter().any(is_id) => asked.consent = Consent::Count(count),
            Ok(_) | Err(_) => {
                asked.consent = Consent::Given;
                words.push(count);
            }
        },
    }
    asked.take(words)?;
    if asked.ids.is_empty() {
        return Err(BadWord::NoUser);
    }
    if asked.wishes.is_empty() {
        return Err(BadWord::NoField);
    }
    Ok(asked)
}

/// Reads words of which neither an id nor a field must be there.
///
/// # Errors
/// [`BadWord`] for the first that cannot be followed.
pub(super) fn read_any(words: &[String]) -> Result<Asked, BadWord> {
    let mut asked = Asked {
        ids: Vec::new(),
        wishes: Vec::new(),
        consent: Consent::Ask,
    };
    asked.take(words.iter().map(String::as_str))?;
    Ok(asked)
}

/// Reads what is wanted of one field, as `FIELD=VALUE` has it.
///
/// # Errors
/// [`BadWord`] when it cannot be followed.
pub(super) fn read_wish(field: Field, value: &str) -> Result<Wish, BadWord> {
    let mut asked = read_any(&[])?;
    asked.wish(field.name(), value)?;
    let wish = asked.wishes.pop().map(|(_, wish)| wish);
    wish.ok_or(BadWord::NoField)
}

impl Asked {
    fn take<'a>(&mut self, words: impl IntoIterator<Item = &'a str>) -> Result<(), BadWord> {
        let mut known = HashSet::new();
        for word in words {
            match word.split_once('=') {
                Some((name, value)) => self.wish(name, value)?,
                None if word == "password" => {
                    self.add(Field::Password, Wish::Password(PasswordFrom::Terminal))?
                }
                None => {
                    let id = UserId::new(word)?;
                    if known.insert(id.clone()) {
                        self.ids.push(id);
                    }
                }
            }
        }
        self.wishes
            .sort_by_key(|(field, _)| Field::writable().position(|known| known == *field));
        Ok(())
    }

    fn wish(&mut self, name: &str, value: &str) -> Result<(), BadWord> {
        let unknown = || BadWord::UnknownField {
            name: text::cut(name, 60),
        };
        let field = Field::by_name(name).ok_or_else(unknown)?;
        let name = field.name();
        if field.spec().write == Write::No {
            return Err(BadWord::ReadOnly { name });
        }
        let wish = match (field.spec().kind, value) {
            (Kind::Secret, "-") => Wish::Password(PasswordFrom::Input),
            (Kind::Secret, _) => return Err(BadWord::PasswordInLine),
            (_, "null") => return Err(BadWord::Null { name }),
            (Kind::Role, value) if !is_role_id(value) => {
                let value = value.trim();
                if value.is_empty() || value.chars().any(char::is_control) {
                    return Err(BadWord::EmptyRole);
                }
                Wish::RoleNamed(value.to_owned())
            }
            (_, value) => Wish::Value(read_value(field, value)?),
        };
        self.add(field, wish)
    }

    fn add(&mut self, field: Field, wish: Wish) -> Result<(), BadWord> {
        let known = self.wishes.iter_mut().find(|(known, _)| *known == field);
        match (known, wish) {
            (None, wish) => self.wishes.push((field, wish)),
            (Some((_, Wish::Value(Value::Texts(known)))), Wish::Value(Value::Texts(more))) => {
                known.extend(more);
            }
            (Some(_), _) => return Err(BadWord::Twice { name: field.name() }),
        }
        Ok(())
    }
}

/// Reads a value as the form does; the sentence names the field as the command line does.
pub(super) fn read_value(field: Field, value: &str) -> Result<Value, BadWord> {
    input::parse(field, value).map_err(|problem| {
        let label = format!("{}: ", field.label());
        let cause = problem
            .0
            .strip_prefix(&label)
            .unwrap_or(&problem.0)
            .to_owned();
        BadWord::Value {
            name: field.name(),
            cause,
        }
    })
}

/// Digits, or a pasted portal address; anything else is a role's name.
fn is_role_id(value: &str) -> bool {
    let value = value.trim();
    let is_number = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
    is_number || (value.contains("://") && input::role_id(value).is_some())
}

fn allowed() -> String {
    let names: Vec<_> = Field::writable().map(Field::name).collect();
    format!("the fields that can be set are {}", names.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<String> {
        line.split(' ').map(str::to_owned).collect()
    }

    fn refused(line: &str) -> String {
        read(&words(line), None).unwrap_err().to_string()
    }

    fn wanted(line: &str) -> Vec<(&'static str, String)> {
        let asked = read(&words(line), None).unwrap();
        let say = |(field, wish): (Field, Wish)| match wish {
            Wish::Value(value) => (field.name(), value.plain()),
            wish => (field.name(), format!("{wish:?}")),
        };
        asked.wishes.into_iter().map(say).collect()
    }

    #[test]
    fn words_become_ids_and_wishes_in_form_order() {
        let asked = read(&words("12 caller_id=7 13 name=Asha 12 caller_id=8"), None).unwrap();
        assert_eq!(
            asked.ids.iter().map(UserId::as_str).collect::<Vec<_>>(),
            ["12", "13"]
        );
        assert_eq!(
            wanted("12 caller_id=7 13 name=Asha caller_id=8"),
            [
                ("name", "Asha".to_owned()),
                ("caller_id", "7, 8".to_owned())
            ]
        );
    }

    #[test]
    fn values_are_read_by_the_kind_of_the_field() {
        for (word, value) in [
            ("block_agent=on", "true"),
            ("block_agent=NO", "false"),
            ("designation=", "-"),
            ("destination=Lead", "Lead"),
            ("user_role=54630", "?(54630)"),
            ("user_role=Quality", "RoleNamed(\"Quality\")"),
            ("user_for_cdr=all", "all"),
            ("user_for_cdr=user:12,14", "user: 12, 14"),
            ("password=-", "Password(Input)"),
            ("password", "Password(Terminal)"),
        ] {
            assert_eq!(wanted(&format!("12 {word}"))[0].1, value, "{word}");
        }
    }

    #[test]
    fn bad_words_are_refused_with_what_is_allowed() {
        for (line, said) in [
            ("12", "nothing to set; write: rosterm set ID FIELD=VALUE"),
            (
                "name=Asha",
                "no user id given; write: rosterm set ID FIELD=VALUE",
            ),
            (
                "12 email=null",
                "email=null: the API has no documented way to take a value away; give the new value",
            ),
            (
                "12 name=A name=B",
                "name is given twice; only caller_id and agent_group take several values",
            ),
            (
                "12 block_agent=maybe",
                "block_agent: is on or off: true, false, on, off, yes or no",
            ),
            (
                "12 user_for_cdr=some",
                "user_for_cdr: is all, none, user: ID, ID … or agent: ID, ID …",
            ),
            (
                "12 user_role=",
                "user_role: give the id or the exact name of a role",
            ),
        ] {
            assert_eq!(refused(line), said);
        }
        assert!(refused("12 colour=red").starts_with(
            "\"colour\" is not a field; the fields that can be set are name, number, email"
        ));
        assert!(
            refused("12 agent_status=busy").starts_with("agent_status can be read but not set")
        );
        assert!(refused("1/2 name=Asha").contains("is not a user id"));
        let password = refused("12 password=hunter2");
        assert!(
            password.contains("password=-") && !password.contains("hunter2"),
            "{password}"
        );
    }

    #[test]
    fn yes_never_turns_a_count_into_a_user() {
        let read = |line: &str, yes| read(&words(line), yes).unwrap();
        assert_eq!(
            read("12 13 name=A", Some(Some("2"))).consent,
            Consent::Count(2)
        );
        assert_eq!(read("12 name=A", Some(None)).consent, Consent::Given);
        let asked = read("name=A", Some(Some("12")));
        assert_eq!((asked.ids.len(), asked.consent), (1, Consent::Given));
        let asked = read("12", Some(Some("name=A")));
        assert_eq!((asked.wishes.len(), asked.consent), (1, Consent::Given));
    }
}
