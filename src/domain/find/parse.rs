//! From what was typed to what is asked.
//!
//! Invariant: nothing that is typed is lost: it is a condition, it is unfinished, or it is looked
//! for as text and said to be.

use super::state::{self, Word};
use super::{Ask, Find, How, Needle, Place, Sense, Term};
use crate::domain::field::Field;
use crate::domain::vendor::Vendor;

/// Reads what was typed.
pub(super) fn parse(text: &str, vendor: Vendor) -> Find {
    let mut find = Find::default();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let (term, behind) = term(rest, vendor, &mut find.problems);
        if let Some(term) = term.filter(|term| !find.terms.contains(term)) {
            find.terms.push(term);
        }
        rest = behind.trim_start();
    }
    find
}

/// One term from the beginning of the text, and the text behind it. `None` = nothing is asked yet.
fn term<'a>(text: &'a str, vendor: Vendor, problems: &mut Vec<String>) -> (Option<Term>, &'a str) {
    let mut signs = Signs::default();
    let rest = signs.take(text);
    let Some((prefix, behind)) = prefix(rest) else {
        let (word, behind) = word(rest);
        return (signs.text(Place::Anywhere, word), behind);
    };
    let rest = signs.take(behind);
    let (value, behind) = word(rest);
    let name = prefix.to_ascii_lowercase();
    let whole = &text[..text.len() - behind.len()];
    let as_text = |problem: String, problems: &mut Vec<String>| {
        problems.push(format!(
            "\"{}\" is looked for as text: {problem}",
            whole.trim_end()
        ));
        let mut plain = Signs::default();
        let rest = plain.take(text);
        let from = text.len() - rest.len();
        plain.text(Place::Anywhere, whole[from..].trim_end())
    };
    if let Some(words) =
        state::words(&name).filter(|words| words.iter().any(|word| vendor.lists(word.1)))
    {
        let is_extension = matches!(name.as_str(), "ext" | "extension");
        let asked = match state::read(words, &value.to_ascii_lowercase()) {
            Word::State(state) => Some(signs.term(Ask::State(state))),
            Word::Unfinished if value.is_empty() => None,
            Word::Unfinished => {
                let known = state::told(words);
                problems.push(format!(
                    "\"{whole}\" is not finished: {name}: knows {known}"
                ));
                None
            }
            Word::Strange if is_extension => signs.text(Place::Extension, value),
            Word::Strange => {
                let problem = format!("{name}: knows {}", state::told(words));
                as_text(problem, problems)
            }
        };
        return (asked, behind);
    }
    let is_listed = |field: Option<Field>| field.is_none_or(|field| vendor.lists(field));
    let asked = match place(&name).filter(|place| is_listed(field(*place))) {
        Some(place) => signs.text(place, value),
        None => {
            let known = PREFIXES.iter().filter(|(_, field)| is_listed(*field));
            let known: Vec<_> = known.map(|(prefix, _)| *prefix).collect();
            let problem = format!("there is no {name}:; there are {}", known.join(" "));
            as_text(problem, problems)
        }
    };
    (asked, behind)
}

/// The prefixes, as they are told, and the field that they ask about; `None` = one that all have.
const PREFIXES: [(&str, Option<Field>); 11] = [
    ("name:", Some(Field::Name)),
    ("login:", Some(Field::LoginId)),
    ("number:", Some(Field::Number)),
    ("id:", None),
    ("role:", Some(Field::Role)),
    ("ext:", Some(Field::Extension)),
    ("agent:", Some(Field::AgentStatus)),
    ("web:", Some(Field::BlockWebLogin)),
    ("status:", Some(Field::UserStatus)),
    ("intl:", Some(Field::InternationalOutbound)),
    ("based:", Some(Field::LoginBasedCalling)),
];

fn place(name: &str) -> Option<Place> {
    match name {
        "name" => Some(Place::Name),
        "login" => Some(Place::Login),
        "number" | "phone" => Some(Place::Number),
        "id" => Some(Place::Id),
        "role" => Some(Place::Role),
        _ => None,
    }
}

/// The field in which a text is looked for; `None` = one that all users have, or several.
fn field(place: Place) -> Option<Field> {
    match place {
        Place::Anywhere | Place::Id => None,
        Place::Name => Some(Field::Name),
        Place::Login => Some(Field::LoginId),
        Place::Number => Some(Field::Number),
        Place::Role => Some(Field::Role),
        Place::Extension => Some(Field::Extension),
    }
}

/// `web` and what follows it, of `web:locked`.
fn prefix(text: &str) -> Option<(&str, &str)> {
    let (name, behind) = text.split_once(':')?;
    let is_letter = |byte: u8| byte.is_ascii_alphabetic() || byte == b'-';
    // An address behind a colon is no value of anything.
    let is_prefix = !name.is_empty() && name.bytes().all(is_letter) && !behind.starts_with("//");
    is_prefix.then_some((name, behind))
}

/// The next word, or what stands in quotes, and what follows it.
fn word(text: &str) -> (&str, &str) {
    if let Some(quoted) = text.strip_prefix('"') {
        return quoted.split_once('"').unwrap_or((quoted, ""));
    }
    let end = text.find(char::is_whitespace).unwrap_or(text.len());
    text.split_at(end)
}

/// The signs in front of a term.
#[derive(Default)]
struct Signs {
    inverse: bool,
    how: Option<How>,
}

impl Signs {
    /// Takes the signs that stand here; each means something once.
    fn take<'a>(&mut self, text: &'a str) -> &'a str {
        let mut rest = text;
        loop {
            let behind = match rest.chars().next() {
                Some('!') if !self.inverse => {
                    self.inverse = true;
                    1
                }
                Some('~') if self.how.is_none() => {
                    self.how = Some(How::Resembles);
                    1
                }
                Some('=') if self.how.is_none() => {
                    self.how = Some(How::Equals);
                    1
                }
                _ => return rest,
            };
            rest = &rest[behind..];
        }
    }

    fn text(&self, place: Place, text: &str) -> Option<Term> {
        let needle = Needle::new(text)?;
        let how = self.how.unwrap_or(How::Contains);
        Some(self.term(Ask::Text { place, how, needle }))
    }

    fn term(&self, ask: Ask) -> Term {
        let sense = if self.inverse {
            Sense::Fails
        } else {
            Sense::Holds
        };
        Term { sense, ask }
    }
}
