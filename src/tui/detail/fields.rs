//! All documented fields of a user in sections, from the registry.
//!
//! Invariant: unknown is `..`, empty is `-`, a wish on its way starts with `~`; no value is cut.

use crate::domain::commpeak::CommPeakField;
use crate::domain::roster::Shown;
use crate::domain::value::AgentStatus;
use crate::domain::{Field, Section, Value, Vendor};
use crate::text;
use crate::tui::pen::{Pen, Span, Spans};

use super::Line;

/// Where the value of a field starts.
const LABEL: usize = 16;
/// From here on the fields stand in two columns.
const TWO_COLUMNS: u16 = 74;

/// All documented fields, in one column or two.
pub(super) fn lines(
    pen: &Pen<'_>,
    vendor: Vendor,
    shown: Option<&Shown<'_>>,
    width: u16,
) -> Vec<Line> {
    let block = |section, width| section_lines(pen, vendor, shown, section, width);
    let sections = Section::of(vendor);
    if width < TWO_COLUMNS {
        return sections
            .into_iter()
            .flat_map(|section| block(section, width))
            .map(Line::from)
            .collect();
    }
    let column = |first, second| {
        let mut lines = block(first, width / 2 - 1);
        lines.push(Vec::new());
        lines.extend(block(second, width / 2 - 1));
        lines
    };
    let [first, second, third, fourth] = sections;
    let left = column(first, third);
    let right = column(second, fourth);
    let height = left.len().max(right.len());
    let (mut left, mut right) = (left.into_iter(), right.into_iter());
    (0..height)
        .map(|_| Line {
            left: left.next().unwrap_or_default(),
            right: right.next().unwrap_or_default(),
        })
        .collect()
}

/// Heading and fields of a section, from the registry. A long value goes on below itself.
fn section_lines(
    pen: &Pen<'_>,
    vendor: Vendor,
    shown: Option<&Shown<'_>>,
    section: Section,
    width: u16,
) -> Vec<Spans<'static>> {
    let theme = pen.theme();
    let heading = section.title().to_uppercase();
    let mut lines: Vec<Spans<'static>> = vec![vec![(heading.into(), theme.heading)]];
    let fields = Field::of(vendor)
        .iter()
        .filter(|spec| spec.section == section && spec.field != Field::Password);
    for spec in fields {
        let (value, style) = value(pen, shown, spec.field);
        let room = usize::from(width).saturating_sub(LABEL);
        let parts = match text::wrap(&text::clean(&value), room) {
            parts if parts.is_empty() => vec![String::new()],
            parts => parts,
        };
        for (index, part) in parts.into_iter().enumerate() {
            let label = if index == 0 { spec.label } else { "" };
            let label = format!(" {label:<14} ");
            lines.push(vec![(label.into(), theme.label), (part.into(), style)]);
        }
    }
    lines
}

/// A field's value with its look: pending wishes stand out, unknown is not empty.
fn value(pen: &Pen<'_>, shown: Option<&Shown<'_>>, field: Field) -> Span<'static> {
    let theme = pen.theme();
    let Some(shown) = shown else {
        return ("..".into(), theme.dim);
    };
    if let Some(wish) = shown.wish(field) {
        return (format!("~ {}", field.words(wish)).into(), theme.pending);
    }
    match shown.get(field) {
        None => ("..".into(), theme.dim),
        Some(Value::Null) => ("-".into(), theme.dim),
        Some(Value::AgentStatus(status)) => match status {
            AgentStatus::Blocked => (format!("1 {}", status.word()).into(), theme.warning),
            AgentStatus::Other(_) => (status.word(), theme.value),
            AgentStatus::Enabled
            | AgentStatus::Disabled
            | AgentStatus::Busy
            | AgentStatus::Offline => (
                format!("{} {}", status.number(), status.word()).into(),
                theme.value,
            ),
        },
        Some(value @ Value::Flag(true))
            if matches!(
                field,
                Field::BlockAgent
                    | Field::BlockWebLogin
                    | Field::DisableAgent
                    | Field::CommPeak(CommPeakField::IsDeleted)
            ) =>
        {
            (field.words(&value).into(), theme.warning)
        }
        Some(value @ Value::Flag(false)) if field == Field::CommPeak(CommPeakField::IsActive) => {
            (field.words(&value).into(), theme.warning)
        }
        Some(value) => (field.words(&value).into(), theme.value),
    }
}
