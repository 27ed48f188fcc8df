//! A screen as a picture: what is in the cells of a buffer, as SVG that looks the same everywhere.
//!
//! Invariant: the grid cannot shear. Backgrounds are one rectangle a run, texts one element a run
//! with its exact length, and the lines of frames are strokes, so that no font matters to them.

use std::fmt::Write as _;

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};

/// Pixels of a cell.
const CELL: (f64, f64) = (8.4, 19.0);
/// Where letters stand in their cell.
const BASELINE: f64 = 14.0;
/// Around the cells.
const MARGIN: f64 = 14.0;
const PAPER: Rgb = (0x14, 0x17, 0x1d);
const INK: Rgb = (0xd5, 0xda, 0xe3);
const EDGE: &str = "#2b313c";
const FONTS: &str = "ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',\
                     'Liberation Mono',monospace";

type Rgb = (u8, u8, u8);

/// What a cell looks like, with REVERSED and DIM resolved.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Look {
    ink: Rgb,
    paper: Rgb,
    is_bold: bool,
    is_underlined: bool,
}

/// The picture of a buffer.
pub(crate) fn picture(buffer: &Buffer, title: &str) -> String {
    let (columns, rows) = (f64::from(buffer.area.width), f64::from(buffer.area.height));
    let width = columns * CELL.0 + 2.0 * MARGIN;
    let height = rows * CELL.1 + 2.0 * MARGIN;
    let mut svg = String::new();
    let open = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:.0}\" height=\"{height:.0}\" \
         viewBox=\"0 0 {width:.1} {height:.1}\" role=\"img\">\n\
         <title>{}</title>\n\
         <rect x=\"0.5\" y=\"0.5\" width=\"{:.1}\" height=\"{:.1}\" rx=\"9\" fill=\"{}\" \
         stroke=\"{EDGE}\"/>\n\
         <g font-family=\"{FONTS}\" font-size=\"14\" xml:space=\"preserve\">\n",
        escaped(title),
        width - 1.0,
        height - 1.0,
        hex(PAPER),
    );
    svg.push_str(&open);
    for y in 0..buffer.area.height {
        backgrounds(&mut svg, buffer, y);
    }
    for y in 0..buffer.area.height {
        texts(&mut svg, buffer, y);
    }
    strokes(&mut svg, buffer);
    svg.push_str("</g>\n</svg>\n");
    svg
}

fn left(x: u16) -> f64 {
    MARGIN + f64::from(x) * CELL.0
}

fn top(y: u16) -> f64 {
    MARGIN + f64::from(y) * CELL.1
}

fn backgrounds(svg: &mut String, buffer: &Buffer, y: u16) {
    let columns = buffer.area.width;
    let mut x = 0;
    while x < columns {
        let paper = look(&buffer[(x, y)]).paper;
        let start = x;
        while x < columns && look(&buffer[(x, y)]).paper == paper {
            x += 1;
        }
        if paper != PAPER {
            let _ = writeln!(
                svg,
                "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{:.1}\" fill=\"{}\"/>",
                left(start),
                top(y),
                f64::from(x - start) * CELL.0,
                CELL.1,
                hex(paper),
            );
        }
    }
}

/// One element for each run of one look; two blanks end a run, for there is nothing to draw.
fn texts(svg: &mut String, buffer: &Buffer, y: u16) {
    let columns = buffer.area.width;
    let mut x = 0;
    while x < columns {
        let cell = &buffer[(x, y)];
        if is_blank(cell) || stroke(cell).is_some() {
            x += 1;
            continue;
        }
        let (start, own) = (x, look(cell));
        let mut text = String::new();
        let mut end = x;
        while x < columns {
            let cell = &buffer[(x, y)];
            let is_over = stroke(cell).is_some() || look(cell) != own;
            if is_over || (is_blank(cell) && x > end) {
                break;
            }
            text.push_str(cell.symbol());
            // The cell behind a wide letter is part of it.
            x += columns_of(cell);
            if !is_blank(cell) {
                end = x;
            }
        }
        let weight = if own.is_bold {
            " font-weight=\"700\""
        } else {
            ""
        };
        let line = if own.is_underlined {
            " text-decoration=\"underline\""
        } else {
            ""
        };
        let _ = writeln!(
            svg,
            "<text x=\"{:.1}\" y=\"{:.1}\" textLength=\"{:.1}\" lengthAdjust=\"spacingAndGlyphs\" \
             fill=\"{}\"{weight}{line}>{}</text>",
            left(start),
            top(y) + BASELINE,
            f64::from(end - start) * CELL.0,
            hex(own.ink),
            escaped(text.trim_end()),
        );
        x = end;
    }
}

fn is_blank(cell: &Cell) -> bool {
    cell.symbol().trim().is_empty()
}

fn columns_of(cell: &Cell) -> u16 {
    u16::try_from(rosterm::text::width(cell.symbol()).max(1)).expect("a few columns")
}

/// The lines of frames: which ways a sign leads from the middle of its cell.
fn stroke(cell: &Cell) -> Option<[bool; 4]> {
    let [left, right, up, down] = match cell.symbol() {
        "─" => [true, true, false, false],
        "│" => [false, false, true, true],
        "┌" => [false, true, false, true],
        "┐" => [true, false, false, true],
        "└" => [false, true, true, false],
        "┘" => [true, false, true, false],
        _ => return None,
    };
    Some([left, right, up, down])
}

/// Every frame line as a path, a path for each colour.
fn strokes(svg: &mut String, buffer: &Buffer) {
    let mut paths: Vec<((Rgb, bool), String)> = Vec::new();
    for y in 0..buffer.area.height {
        let mut x = 0;
        while x < buffer.area.width {
            let cell = &buffer[(x, y)];
            let Some(ways) = stroke(cell) else {
                x += 1;
                continue;
            };
            let own = look(cell);
            let key = (own.ink, own.is_bold);
            let index = paths.iter().position(|(known, _)| *known == key);
            let index = index.unwrap_or_else(|| {
                paths.push((key, String::new()));
                paths.len() - 1
            });
            x += lead(&mut paths[index].1, buffer, (x, y), ways, own);
        }
    }
    for ((ink, is_bold), path) in paths {
        let width = if is_bold { 1.6 } else { 1.0 };
        let _ = writeln!(
            svg,
            "<path d=\"{path}\" fill=\"none\" stroke=\"{}\" stroke-width=\"{width}\"/>",
            hex(ink),
        );
    }
}

/// Adds the strokes of a sign; a run of `─` is one stroke. Gives how many cells it took.
fn lead(path: &mut String, buffer: &Buffer, (x, y): (u16, u16), ways: [bool; 4], own: Look) -> u16 {
    let (middle_x, middle_y) = (left(x) + CELL.0 / 2.0, top(y) + CELL.1 / 2.0);
    let mut line = |x1: f64, y1: f64, x2: f64, y2: f64| {
        let _ = write!(path, "M{x1:.1} {y1:.1}L{x2:.1} {y2:.1}");
    };
    if ways == [true, true, false, false] {
        let is_same = |x: u16| {
            let cell = &buffer[(x, y)];
            cell.symbol() == "─" && look(cell) == own
        };
        let end = (x..buffer.area.width).find(|&x| !is_same(x));
        let end = end.unwrap_or(buffer.area.width);
        line(left(x), middle_y, left(end), middle_y);
        return end - x;
    }
    let ends = [
        (left(x), middle_y),
        (left(x + 1), middle_y),
        (middle_x, top(y)),
        (middle_x, top(y + 1)),
    ];
    for (leads, (x, y)) in ways.into_iter().zip(ends) {
        if leads {
            line(middle_x, middle_y, x, y);
        }
    }
    1
}

fn look(cell: &Cell) -> Look {
    let modifier = cell.modifier;
    let mut ink = rgb(cell.fg).unwrap_or(INK);
    let mut paper = rgb(cell.bg).unwrap_or(PAPER);
    if modifier.contains(Modifier::REVERSED) {
        (ink, paper) = (paper, ink);
    }
    if modifier.contains(Modifier::DIM) {
        ink = blend(ink, paper, 0.58);
    }
    Look {
        ink,
        paper,
        is_bold: modifier.contains(Modifier::BOLD),
        is_underlined: modifier.contains(Modifier::UNDERLINED),
    }
}

/// The sixteen colours of a terminal with a dark background.
fn rgb(color: Color) -> Option<Rgb> {
    Some(match color {
        Color::Reset => return None,
        Color::Black => (0x1b, 0x1f, 0x27),
        Color::Red => (0xf0, 0x71, 0x78),
        Color::Green => (0x98, 0xc3, 0x79),
        Color::Yellow => (0xe6, 0xc0, 0x7b),
        Color::Blue => (0x61, 0xaf, 0xef),
        Color::Magenta => (0xc6, 0x8a, 0xee),
        Color::Cyan => (0x62, 0xc5, 0xd4),
        Color::Gray => (0xab, 0xb2, 0xbf),
        Color::DarkGray => (0x6b, 0x73, 0x80),
        Color::LightRed => (0xff, 0x8b, 0x92),
        Color::LightGreen => (0xb5, 0xe8, 0x90),
        Color::LightYellow => (0xff, 0xd8, 0x8f),
        Color::LightBlue => (0x8a, 0xc7, 0xff),
        Color::LightMagenta => (0xdd, 0xa6, 0xff),
        Color::LightCyan => (0x8a, 0xe3, 0xf0),
        Color::White => (0xf2, 0xf4, 0xf8),
        Color::Rgb(red, green, blue) => (red, green, blue),
        Color::Indexed(index) => panic!("a picture has no colour number {index}"),
    })
}

fn blend(ink: Rgb, paper: Rgb, share: f64) -> Rgb {
    let mix = |ink: u8, paper: u8| {
        let mixed = f64::from(ink) * share + f64::from(paper) * (1.0 - share);
        // Between two bytes lies a byte.
        mixed.round() as u8
    };
    (
        mix(ink.0, paper.0),
        mix(ink.1, paper.1),
        mix(ink.2, paper.2),
    )
}

fn hex((red, green, blue): Rgb) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
