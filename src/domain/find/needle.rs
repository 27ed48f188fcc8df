//! A text to look for, folded once, and how it is compared.
//!
//! Invariant: both sides are compared as ASCII letters of any script, in lower case; an ASCII text
//! is never copied for it.

use std::borrow::Cow;
use std::ops::Range;

use memchr::{memchr2, memchr2_iter};
use nucleo_matcher::{Config, Matcher, Utf32Str};

use super::How;
use super::probe::{Probes, WIDTH};

/// A text to look for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Needle {
    folded: String,
    /// Its digits, if it is a number or part of one.
    digits: Option<String>,
    /// How its sought text is looked for in a long one.
    probes: Probes,
}

/// Compares letters that need not stand together; it holds memory that is used again.
#[derive(Debug, Default)]
pub struct Fuzzy(Option<Box<Matcher>>);

/// Points that a letter must be worth on average, so that letters scattered over a text are no
/// match: one that stands alone is worth 16, less the gap before it, more at the start of a word.
const WORTH: usize = 14;

/// Text as it is compared: ASCII letters for any script, in lower case.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut folded = if text.is_ascii() {
        text.to_owned()
    } else {
        any_ascii::any_ascii(text)
    };
    folded.make_ascii_lowercase();
    folded
}

impl Needle {
    /// `None` = nothing is left of it.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let folded = fold(text);
        if folded.is_empty() {
            return None;
        }
        let digits = text.strip_prefix('+').unwrap_or(text);
        let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        let digits = is_number.then(|| digits.to_owned());
        let sought = digits.as_deref().unwrap_or(&folded);
        Some(Self {
            probes: Probes::of(sought.as_bytes()),
            digits,
            folded,
        })
    }

    /// As it is compared.
    #[must_use]
    pub fn folded(&self) -> &str {
        &self.folded
    }

    /// Whether whatever contains this one contains `other` too, numbers included.
    #[must_use]
    pub fn contains(&self, other: &Self) -> bool {
        self.folded.contains(&other.folded) && self.digits.is_some() == other.digits.is_some()
    }

    /// Whether it is in a text.
    #[must_use]
    pub fn is_in(&self, how: How, text: &str, fuzzy: &mut Fuzzy) -> bool {
        match how {
            How::Contains if text.is_ascii() => self.occurs_in(text.as_bytes()),
            How::Contains => fold(text).contains(&self.folded),
            How::Equals if text.is_ascii() => text.eq_ignore_ascii_case(&self.folded),
            How::Equals => fold(text) == self.folded,
            How::Resembles => fuzzy.score(text, &self.folded).is_some(),
        }
    }

    /// Whether it is in a number, which may be written with blanks, dashes and a plus.
    #[must_use]
    pub fn is_in_number(&self, how: How, number: &str, fuzzy: &mut Fuzzy) -> bool {
        if self.is_in(how, number, fuzzy) {
            return true;
        }
        let Some(wanted) = &self.digits else {
            return false;
        };
        let digits: String = number.chars().filter(char::is_ascii_digit).collect();
        match how {
            How::Contains => digits.contains(wanted.as_str()),
            How::Equals => digits == *wanted,
            How::Resembles => false,
        }
    }

    /// Whether it is a number or part of one.
    #[must_use]
    pub fn is_number(&self) -> bool {
        self.digits.is_some()
    }

    /// Whether it is a number with a plus: numbers may be written without.
    #[must_use]
    pub fn has_plus(&self) -> bool {
        self.digits.is_some() && self.folded.starts_with('+')
    }

    /// The first place from `from` on where it occurs in a text, in any case; without its plus. For
    /// a look at many fields at once: other letters in them are passed over.
    #[must_use]
    pub fn next_in(&self, text: &[u8], from: usize) -> Option<Range<usize>> {
        let sought = self.sought();
        let last = text.len().checked_sub(sought.len())?;
        let found = match sought {
            &[letter] => {
                let behind = text.get(from..)?;
                let found = memchr2(letter, letter.to_ascii_uppercase(), behind);
                found.map(|at| from + at)
            }
            _ => self.next_begin(text, from, last),
        };
        found.map(|at| at..at + sought.len())
    }

    /// The same for a needle of several letters that begins at `last` at the latest.
    fn next_begin(&self, text: &[u8], mut from: usize, last: usize) -> Option<usize> {
        let sought = self.sought();
        let stands_at = |at: &usize| {
            self.probes.fit(text, *at) && text[*at..at + sought.len()].eq_ignore_ascii_case(sought)
        };
        while from + WIDTH <= last + 1 {
            let windows = (last + 1 - from) / WIDTH;
            let Some(window) = self.probes.first_window(text, from, windows) else {
                from += windows * WIDTH;
                break;
            };
            from += window * WIDTH;
            let found = (from..from + WIDTH).find(stands_at);
            if found.is_some() {
                return found;
            }
            from += WIDTH;
        }
        // The few places that are left, in a window with some before them.
        let last_window = (last + 1).checked_sub(WIDTH);
        let is_over = |window| self.probes.first_window(text, window, 1).is_none();
        if last_window.is_some_and(is_over) {
            return None;
        }
        (from..=last).find(stands_at)
    }

    /// Whether its letters stand in ASCII text in their order, however far from each other.
    #[must_use]
    pub fn is_scattered_over(&self, text: &[u8]) -> bool {
        let mut behind = text;
        self.folded.bytes().all(|letter| {
            let found = memchr2(letter, letter.to_ascii_uppercase(), behind);
            found.is_some_and(|at| {
                behind = &behind[at + 1..];
                true
            })
        })
    }

    /// What is looked for first: a number without its plus.
    fn sought(&self) -> &[u8] {
        self.digits.as_ref().unwrap_or(&self.folded).as_bytes()
    }

    /// Whether it occurs in ASCII text, in any case.
    #[must_use]
    pub fn occurs_in(&self, text: &[u8]) -> bool {
        let needle = self.folded.as_bytes();
        let rarest = self.probes.rarest() + usize::from(self.has_plus());
        let letter = needle[rarest];
        if text.len() < needle.len() {
            return false;
        }
        // The rarest letter can only stand where the rest of the needle has room.
        let end = text.len() - (needle.len() - 1 - rarest);
        let found = memchr2_iter(letter, letter.to_ascii_uppercase(), &text[rarest..end]);
        found
            .into_iter()
            .any(|start| text[start..start + needle.len()].eq_ignore_ascii_case(needle))
    }

    /// Where it is in a number, whatever stands between its digits.
    #[must_use]
    pub fn places_in_number(&self, how: How, number: &str, fuzzy: &mut Fuzzy) -> Vec<Range<usize>> {
        let places = self.places(how, number, fuzzy);
        let (Some(wanted), true) = (&self.digits, places.is_empty()) else {
            return places;
        };
        let digits = number
            .char_indices()
            .filter(|(_, letter)| letter.is_ascii_digit());
        let (origin, digits): (Vec<usize>, String) = digits.unzip();
        let found = match how {
            How::Contains => digits.find(wanted.as_str()),
            How::Equals => (digits == *wanted).then_some(0),
            How::Resembles => None,
        };
        // A plus that was asked for and stands there is part of it.
        let plus = |first: usize| {
            let is_there = self.folded.starts_with('+') && number[..first].ends_with('+');
            first - usize::from(is_there)
        };
        let found = found.map(|start| plus(origin[start])..origin[start + wanted.len() - 1] + 1);
        found.into_iter().collect()
    }

    /// Where it occurs in a text, in bytes; the places of single letters where it resembles.
    #[must_use]
    pub fn places(&self, how: How, text: &str, fuzzy: &mut Fuzzy) -> Vec<Range<usize>> {
        let (folded, origin) = fold_with_origin(text);
        let range = |from: usize, to: usize| origin[from].start..origin[to].end;
        match how {
            How::Contains => {
                let found = folded.match_indices(&self.folded);
                found
                    .map(|(at, _)| range(at, at + self.folded.len() - 1))
                    .collect()
            }
            How::Equals if folded == self.folded => std::iter::once(0..text.len()).collect(),
            How::Equals => Vec::new(),
            How::Resembles => {
                let letters = fuzzy.letters(&folded, &self.folded);
                letters.into_iter().map(|at| range(at, at)).collect()
            }
        }
    }
}

impl Fuzzy {
    /// It takes 130 KB, so it is there only when it is needed.
    fn matcher(&mut self) -> &mut Matcher {
        self.0
            .get_or_insert_with(|| Box::new(Matcher::new(Config::DEFAULT)))
    }

    /// How well the letters fit; `None` = not well enough.
    fn score(&mut self, text: &str, folded: &str) -> Option<u16> {
        let text: Cow<'_, str> = match text.is_ascii() {
            true => text.into(),
            false => fold(text).into(),
        };
        let (text, needle) = (text.as_bytes(), folded.as_bytes());
        let score = self
            .matcher()
            .fuzzy_match(Utf32Str::Ascii(text), Utf32Str::Ascii(needle))?;
        (usize::from(score) >= WORTH * needle.len()).then_some(score)
    }

    /// The places of the letters in a folded text.
    fn letters(&mut self, text: &str, folded: &str) -> Vec<usize> {
        let mut places = Vec::new();
        if self.score(text, folded).is_some() {
            let (text, needle) = (text.as_bytes(), folded.as_bytes());
            let (text, needle) = (Utf32Str::Ascii(text), Utf32Str::Ascii(needle));
            self.matcher().fuzzy_indices(text, needle, &mut places);
        }
        places.into_iter().map(|place| place as usize).collect()
    }
}

/// A folded text, and for each of its letters the bytes it was made from.
fn fold_with_origin(text: &str) -> (String, Vec<Range<usize>>) {
    let mut folded = String::with_capacity(text.len());
    let mut origin = Vec::with_capacity(text.len());
    for (start, character) in text.char_indices() {
        let letters = any_ascii::any_ascii_char(character);
        folded.extend(letters.chars().map(|letter| letter.to_ascii_lowercase()));
        let end = start + character.len_utf8();
        origin.resize(folded.len(), start..end);
    }
    (folded, origin)
}
