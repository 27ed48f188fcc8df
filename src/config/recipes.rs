//! `[recipes.NAME]`: fields and what to set them to, for whoever is chosen.
//!
//! Invariant: a recipe that is read can be planned as it is, once its questions are answered; a
//! password is always a question.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::file::{File, Place};
use super::source::ConfigError;
use crate::domain::field::{Kind, Write};
use crate::domain::recipe::{Recipe, Step};
use crate::domain::{Field, input};
use crate::text;

/// The recipes that come with the program.
const SHIPPED: &str = include_str!("../../assets/recipes.toml");

/// Those that come with the program, and over them those of the file.
pub(super) fn all(own: &[Recipe]) -> Vec<Recipe> {
    let shipped =
        File::read(SHIPPED).expect("the file is part of the program, and a test reads it");
    let mut recipes = shipped.recipes;
    for recipe in own {
        match recipes.iter_mut().find(|known| known.name == recipe.name) {
            Some(known) => *known = recipe.clone(),
            None => recipes.push(recipe.clone()),
        }
    }
    recipes
}

/// Reads the table `[recipes]`.
pub(super) fn read(
    value: &Spanned<DeValue<'_>>,
    place: &impl Fn(&Range<usize>) -> Place,
) -> Result<Vec<Recipe>, ConfigError> {
    let DeValue::Table(table) = value.get_ref() else {
        let what = "recipes are tables: write [recipes.NAME] and below it FIELD = VALUE";
        return Err(place(&value.span()).refuse(what.to_owned()));
    };
    let mut recipes = Vec::with_capacity(table.len());
    for (name, steps) in table.iter() {
        let at = place(&name.span());
        let name = name.get_ref().as_ref();
        let is_name = |character: char| character.is_alphanumeric() || "-_".contains(character);
        if name.is_empty() || name.len() > 40 || !name.chars().all(is_name) {
            return Err(at.refuse(format!(
                "\"{}\" cannot name a recipe; use letters, digits, - and _, at most 40",
                text::cut(name, 60)
            )));
        }
        let DeValue::Table(steps) = steps.get_ref() else {
            let what = format!("recipe {name} is a table: write [recipes.{name}]");
            return Err(at.refuse(what));
        };
        if steps.is_empty() {
            return Err(at.refuse(format!("recipe {name} sets nothing; add FIELD = VALUE")));
        }
        recipes.push(Recipe {
            name: name.to_owned(),
            steps: self::steps(steps, place)?,
        });
    }
    Ok(recipes)
}

fn steps(
    table: &DeTable<'_>,
    place: &impl Fn(&Range<usize>) -> Place,
) -> Result<Vec<(Field, Step)>, ConfigError> {
    let mut steps: Vec<(Field, Step)> = Vec::with_capacity(table.len());
    for (name, value) in table.iter() {
        let at = place(&name.span());
        let field = Field::by_name(name.get_ref()).filter(|field| field.spec().write != Write::No);
        let Some(field) = field else {
            let names: Vec<_> = Field::writable().map(Field::name).collect();
            return Err(at.refuse(format!(
                "\"{}\" is no field that can be set; those are {}",
                text::cut(name.get_ref(), 60),
                names.join(", ")
            )));
        };
        if steps.iter().any(|(known, _)| *known == field) {
            return Err(at.refuse(format!("{} is set twice", field.name())));
        }
        let step = step(field, value.get_ref());
        steps.push((
            field,
            step.map_err(|what| place(&value.span()).refuse(what))?,
        ));
    }
    steps.sort_by_key(|(field, _)| Field::writable().position(|known| known == *field));
    Ok(steps)
}

/// What a step sets its field to; or a sentence.
fn step(field: Field, value: &DeValue<'_>) -> Result<Step, String> {
    let name = field.name();
    let texts = |values: &[Spanned<DeValue<'_>>]| -> Option<String> {
        let texts: Option<Vec<_>> = values
            .iter()
            .map(|value| value.get_ref().as_str())
            .collect();
        texts.map(|texts| texts.join(","))
    };
    let text = match value {
        DeValue::String(text) if text == "?" => return Ok(Step::Ask),
        DeValue::String(text) => text.to_string(),
        DeValue::Boolean(flag) => flag.to_string(),
        DeValue::Integer(number) => number.to_string(),
        DeValue::Array(values) if field.spec().kind == Kind::Texts => {
            texts(values).ok_or_else(|| format!("{name} takes a list of texts"))?
        }
        _ => {
            return Err(format!(
                "{name} is a {}; write a text, true or false, or \"?\" to be asked",
                value.type_str()
            ));
        }
    };
    if field.spec().kind == Kind::Secret {
        return Err(format!(
            "a password never stands in a file; write {name} = \"?\" to be asked for it"
        ));
    }
    let value = input::parse(field, &text).map_err(|problem| {
        let label = format!("{}: ", field.label());
        let cause = problem.0.strip_prefix(&label).unwrap_or(&problem.0);
        format!("{name}: {cause}")
    })?;
    Ok(Step::Set(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_with_the_program_can_be_read_and_be_replaced() {
        let names = |recipes: &[Recipe]| -> Vec<String> {
            recipes.iter().map(|recipe| recipe.name.clone()).collect()
        };
        let shipped = all(&[]);
        assert_eq!(
            names(&shipped),
            ["lockout-reset", "offboard", "role-change"]
        );
        let offboard = &shipped[1];
        assert_eq!(offboard.asked().collect::<Vec<_>>(), [Field::Password]);
        let own = Recipe {
            name: "offboard".to_owned(),
            steps: vec![(Field::Role, Step::Ask)],
        };
        let recipes = all(std::slice::from_ref(&own));
        assert_eq!(names(&recipes), names(&shipped));
        assert_eq!(recipes[1], own);
    }
}
