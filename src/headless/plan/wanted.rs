//! What shall be set: the words of the command line, and a recipe.
//!
//! Invariant: a field is wanted once; a recipe's question is answered by a word, or asked on the
//! terminal; a password is only named here, and asked for when the plan is carried out.

use std::path::Path;

use crate::domain::recipe::{Recipe, Step};
use crate::domain::{Field, Secret, Value, planning};

use super::Request;
use super::choice::Choice;
use crate::headless::assignment::{self, Asked, Wish};
use crate::headless::console::Console;
use crate::headless::exit::Exit;
use crate::headless::role;
use crate::headless::session::Session;
use crate::text;

/// The ids and wishes of words and recipe; or a sentence.
pub(super) fn read(request: &Request, console: &mut Console<'_>) -> Result<Asked, String> {
    let mut asked = assignment::read_any(&request.words).map_err(|bad| bad.to_string())?;
    let Some(name) = &request.recipe else {
        return Ok(asked);
    };
    let recipe = find(name, &request.recipes)?;
    for (field, step) in &recipe.steps {
        let given = asked.wishes.iter().any(|(known, _)| known == field);
        let wish = match step {
            Step::Ask if given => continue,
            Step::Set(_) if given => {
                return Err(format!(
                    "the recipe {name} sets {} itself; leave the word out, or plan without the \
                     recipe",
                    field.name()
                ));
            }
            Step::Set(value) => Wish::Value(value.clone()),
            Step::Ask if *field == Field::Password => {
                Wish::Password(crate::headless::PasswordFrom::Terminal)
            }
            Step::Ask => ask(name, *field, console)?,
        };
        asked.wishes.push((*field, wish));
    }
    asked
        .wishes
        .sort_by_key(|(field, _)| Field::writable().position(|known| known == *field));
    Ok(asked)
}

fn find<'a>(name: &str, recipes: &'a [Recipe]) -> Result<&'a Recipe, String> {
    recipes
        .iter()
        .find(|recipe| recipe.name == name)
        .ok_or_else(|| {
            let names: Vec<_> = recipes.iter().map(|recipe| recipe.name.as_str()).collect();
            format!(
                "there is no recipe \"{}\"; there are {}",
                text::cut(name, 60),
                names.join(", ")
            )
        })
}

fn ask(recipe: &str, field: Field, console: &mut Console<'_>) -> Result<Wish, String> {
    let name = field.name();
    if !console.interactive {
        return Err(format!(
            "the recipe {recipe} asks for {name} and nobody can be asked; add {name}=VALUE"
        ));
    }
    let typed = console.ask(&format!("{recipe}: {name} = "));
    let typed = typed.map_err(|error| format!("{name} cannot be asked for: {error}"))?;
    assignment::read_wish(field, typed.trim()).map_err(|bad| bad.to_string())
}

/// The wishes with every role found; a password without what it is.
pub(super) async fn resolve(
    wishes: &[(Field, Wish)],
    request: &Request,
    session: &mut Session,
    console: &mut Console<'_>,
) -> Result<Vec<(Field, Value)>, Exit> {
    let mut values = Vec::with_capacity(wishes.len());
    for (field, wish) in wishes {
        let value = match wish {
            Wish::Value(value) => value.clone(),
            Wish::RoleNamed(name) => {
                Value::Role(role::find(name, request.page_size, session, console).await?)
            }
            Wish::Password(_) => Value::Secret(Secret::new("")),
        };
        values.push((*field, value));
    }
    Ok(values)
}

/// What the plan does, in words.
pub(super) fn title(request: &Request, choice: &Choice, common: &[(Field, Value)]) -> String {
    let words = match (choice, common) {
        (Choice::Sheet(sheet), common) => {
            let rows = sheet.rows.iter().flat_map(|row| &row.wishes);
            let mut fields: Vec<_> = rows.map(|(field, _)| *field).collect();
            fields.extend(common.iter().map(|(field, _)| *field));
            fields.sort_by_key(|field| Field::writable().position(|known| known == *field));
            fields.dedup();
            let labels: Vec<_> = fields.into_iter().map(Field::label).collect();
            let file = request.from.as_deref().and_then(Path::file_name);
            let file = file.unwrap_or_default().to_string_lossy().into_owned();
            format!("{} from {file}", labels.join(", "))
        }
        (Choice::Ids(_) | Choice::Matching, common) => planning::words(common),
    };
    match &request.recipe {
        Some(recipe) => format!("{recipe}: {words}"),
        None => words,
    }
}
