//! `[views.NAME]`: server filters, find, sort and columns under a name and a digit.
//!
//! Invariant: a view that is read can be opened as it is; what the program does not know is refused
//! with its line, its column and what is allowed.

mod keep;

pub use keep::{KeepError, keep_view};

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::file::Place;
use super::source::ConfigError;
use crate::domain::column::{Columns, Spread};
use crate::domain::view::{LONGEST_NAME, Sort};
use crate::domain::{Column, Query, View};
use crate::text;

/// The keys of a view.
const KEYS: [&str; 6] = ["columns", "filters", "find", "key", "sort", "wide"];
/// Letters of a find.
const LONGEST_FIND: usize = 10_000;

/// Reads the table `[views]`.
pub(super) fn read(
    value: &Spanned<DeValue<'_>>,
    place: &impl Fn(&Range<usize>) -> Place,
) -> Result<Vec<View>, ConfigError> {
    let DeValue::Table(table) = value.get_ref() else {
        let what = "views are tables: write [views.NAME] and below it filters, find, sort, columns";
        return Err(place(&value.span()).refuse(what.to_owned()));
    };
    let mut views: Vec<View> = Vec::with_capacity(table.len());
    // In the order in which they are written, which is that of the digits they get.
    let mut tables: Vec<_> = table.iter().collect();
    tables.sort_by_key(|(name, _)| name.span().start);
    for (name, keys) in tables {
        let at = place(&name.span());
        let name = name.get_ref().as_ref();
        if name.trim().is_empty()
            || name.chars().count() > LONGEST_NAME
            || name.chars().any(char::is_control)
        {
            return Err(at.refuse(format!(
                "\"{}\" cannot be the name of a view: 1 to {LONGEST_NAME} printable characters",
                text::cut(name, 60)
            )));
        }
        if views
            .iter()
            .any(|view| view.name.eq_ignore_ascii_case(name))
        {
            return Err(at.refuse(format!("there are two views {name}")));
        }
        let DeValue::Table(keys) = keys.get_ref() else {
            return Err(at.refuse(format!(
                "view {name} is of type {}; write [views.{name}] and below it {}",
                keys.get_ref().type_str(),
                KEYS.join(", ")
            )));
        };
        let view = view(name, keys, place, &views)?;
        views.push(view);
    }
    Ok(views)
}

fn view(
    name: &str,
    keys: &DeTable<'_>,
    place: &impl Fn(&Range<usize>) -> Place,
    before: &[View],
) -> Result<View, ConfigError> {
    let mut view = View {
        name: name.to_owned(),
        ..View::default()
    };
    let mut spread = Spread::Fitting;
    for (key, value) in keys.iter() {
        let at = place(&value.span());
        let refuse = |what: String| at.refuse(what);
        match key.get_ref().as_ref() {
            "key" => {
                let key = digit(value.get_ref()).map_err(refuse)?;
                if let Some(other) = before.iter().find(|view| view.key == Some(key)) {
                    let what = format!("key {key} opens the view {} already", other.name);
                    return Err(at.refuse(what));
                }
                view.key = Some(key);
            }
            "filters" => view.query = filters(value, place)?,
            "find" => view.find = find(value.get_ref()).map_err(refuse)?,
            "sort" => view.sort = Some(sort(value.get_ref()).map_err(refuse)?),
            "columns" => view.columns = columns(value, place)?,
            "wide" => {
                spread = match value.get_ref() {
                    DeValue::Boolean(true) => Spread::Wide,
                    DeValue::Boolean(false) => Spread::Fitting,
                    other => {
                        let what =
                            format!("wide is of type {}; write true or false", other.type_str());
                        return Err(at.refuse(what));
                    }
                }
            }
            unknown => {
                return Err(place(&key.span()).refuse(format!(
                    "\"{}\" is no key of a view; those are {}",
                    text::cut(unknown, 60),
                    KEYS.join(", ")
                )));
            }
        }
    }
    view.columns.spread = spread;
    Ok(view)
}

fn digit(value: &DeValue<'_>) -> Result<u8, String> {
    let written = match value {
        DeValue::Integer(number) => number.to_string(),
        DeValue::String(text) => text.to_string(),
        other => other.type_str().to_owned(),
    };
    match written.as_bytes() {
        [digit @ b'0'..=b'9'] => Ok(digit - b'0'),
        _ => {
            let written = text::cut(&written, 40);
            Err(format!("key is {written}; it must be a digit from 0 to 9"))
        }
    }
}

fn filters(
    value: &Spanned<DeValue<'_>>,
    place: &impl Fn(&Range<usize>) -> Place,
) -> Result<Query, ConfigError> {
    let DeValue::Table(table) = value.get_ref() else {
        let what = format!(
            "filters is of type {}; write filters = {{ web-login = \"off\", status = \"active\" }}",
            value.get_ref().type_str()
        );
        return Err(place(&value.span()).refuse(what));
    };
    let mut query = Query::default();
    for (name, value) in table.iter() {
        let written = match value.get_ref() {
            DeValue::Boolean(flag) => flag.to_string(),
            DeValue::String(text) => text.to_string(),
            other => other.type_str().to_owned(),
        };
        let name_place = place(&name.span());
        let name = name.get_ref().replace('_', "-");
        query.set(&name, &written).map_err(|why| match why {
            crate::domain::paging::BadFilter::Name(_) => name_place.refuse(why.to_string()),
            crate::domain::paging::BadFilter::Value { .. } => {
                place(&value.span()).refuse(why.to_string())
            }
        })?;
    }
    Ok(query)
}

fn find(value: &DeValue<'_>) -> Result<String, String> {
    let DeValue::String(text) = value else {
        return Err(format!(
            "find is of type {}; it must be a text",
            value.type_str()
        ));
    };
    if text.len() > LONGEST_FIND || text.chars().any(char::is_control) {
        return Err(format!(
            "find must be one line of at most {LONGEST_FIND} characters"
        ));
    }
    Ok(text.trim().to_owned())
}

fn sort(value: &DeValue<'_>) -> Result<Sort, String> {
    let written = value.as_str().unwrap_or(value.type_str());
    let refuse = || {
        format!(
            "sort is \"{}\"; it must be a column, with asc or desc behind it: {}",
            text::cut(written, 60),
            names()
        )
    };
    value.as_str().and_then(Sort::parse).ok_or_else(refuse)
}

/// `["id", "name:30", "role"]`.
fn columns(
    value: &Spanned<DeValue<'_>>,
    place: &impl Fn(&Range<usize>) -> Place,
) -> Result<Columns, ConfigError> {
    let DeValue::Array(values) = value.get_ref() else {
        let what = format!(
            "columns is of type {}; write a list such as [\"id\", \"name:30\", \"role\"]",
            value.get_ref().type_str()
        );
        return Err(place(&value.span()).refuse(what));
    };
    let mut wanted: Vec<(Column, Option<u16>)> = Vec::with_capacity(values.len());
    for value in values {
        let at = place(&value.span());
        let Some(written) = value.get_ref().as_str() else {
            let kind = value.get_ref().type_str();
            return Err(at.refuse(format!(
                "a column is a text such as \"name:30\", and this is of type {kind}"
            )));
        };
        let (name, width) = match written.split_once(':') {
            Some((name, width)) => (name, Some(width)),
            None => (written, None),
        };
        let Some(column) = Column::by_name(name) else {
            return Err(at.refuse(format!(
                "\"{}\" is no column; those are {}",
                text::cut(written, 60),
                names()
            )));
        };
        if wanted.iter().any(|(known, _)| *known == column) {
            return Err(at.refuse(format!("the column {} is there twice", column.name())));
        }
        let read = |width: &str| -> Option<u16> {
            let is_number = width.bytes().all(|byte| byte.is_ascii_digit());
            width
                .parse()
                .ok()
                .filter(|width| is_number && Columns::WIDTHS.contains(width))
        };
        let width = match width.map(|width| (width, read(width))) {
            None => None,
            Some((_, Some(width))) => Some(width),
            Some((width, None)) => {
                return Err(at.refuse(format!(
                    "\"{}\" is no width of a column; it must be a number from {} to {}",
                    text::cut(width, 20),
                    Columns::WIDTHS.start(),
                    Columns::WIDTHS.end()
                )));
            }
        };
        wanted.push((column, width));
    }
    if wanted.is_empty() {
        let what = format!("columns is empty; those that there are: {}", names());
        return Err(place(&value.span()).refuse(what));
    }
    Ok(Columns::new(&wanted))
}

fn names() -> String {
    Column::ALL.map(Column::name).join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::file::File;
    use crate::domain::Direction;

    #[test]
    fn a_view_is_read_with_all_it_can_have_and_with_nothing() {
        let text = "[views.\"Night shift\"]\n\
                    key = 6\n\
                    filters = { web_login = \"off\", status = \"active\", international = true }\n\
                    find = \" role:agent pune \"\n\
                    sort = \"name desc\"\n\
                    columns = [\"WEB\", \"role:14\"]\n\
                    wide = true\n\
                    [views.bare]\n";
        let file = File::read(text).expect("a good file");
        let [night, bare] = &file.views[..] else {
            panic!("{:?}", file.views);
        };
        assert_eq!((night.name.as_str(), night.key), ("Night shift", Some(6)));
        let wanted = Query {
            web_login: Some(false),
            active: Some(true),
            international: Some(true),
            ..Query::default()
        };
        assert_eq!(night.query, wanted);
        assert_eq!(night.find, "role:agent pune");
        let sort = Sort {
            column: Column::Name,
            direction: Direction::Descending,
        };
        assert_eq!(night.sort, Some(sort));
        assert_eq!(night.columns.spread, Spread::Wide);
        assert_eq!(
            night.columns.chosen(),
            [
                (Column::Name, None),
                (Column::Web, None),
                (Column::Role, Some(14))
            ]
        );
        let nothing = View {
            name: "bare".to_owned(),
            ..View::default()
        };
        assert_eq!(*bare, nothing);
    }
}
