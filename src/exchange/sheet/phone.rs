//! Whether two phone numbers are the same one.
//!
//! Spreadsheets drop the plus and leading zeros, people write blanks and hyphens. Invariant: what
//! is called the same has the same national number, and no two country codes are ever mixed up.

/// Digits of a national number in India, where these phones are.
pub(super) const NATIONAL: usize = 10;

/// Whether two texts are the same number: equal digits but for leading zeros, or one of them
/// without its country code.
#[must_use]
pub fn same_number(one: &str, other: &str) -> bool {
    let (one_digits, other_digits) = (digits(one), digits(other));
    if one_digits.is_empty() || other_digits.is_empty() {
        return false;
    }
    if one_digits == other_digits {
        return true;
    }
    // A plus says that the country code is there.
    let is_national =
        |text: &str, digits: &str| digits.len() == NATIONAL && !text.trim_start().starts_with('+');
    (is_national(one, &one_digits) && other_digits.ends_with(&one_digits))
        || (is_national(other, &other_digits) && one_digits.ends_with(&other_digits))
}

/// The digits of a number without the zeros it begins with.
pub(super) fn digits(text: &str) -> String {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    digits.trim_start_matches('0').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_loses_does_not_make_another_number() {
        for (one, other, same) in [
            ("+919800000001", "919800000001", true),
            ("+91 98000-00001", "+919800000001", true),
            ("09800000001", "9800000001", true),
            ("9800000001", "+919800000001", true),
            ("09800000001", "+919800000001", true),
            ("00919800000001", "+919800000001", true),
            ("+19800000001", "+919800000001", false),
            ("+9800000001", "+919800000001", false),
            ("9800000002", "+919800000001", false),
            ("800000001", "+919800000001", false),
            ("", "", false),
            ("abc", "def", false),
        ] {
            assert_eq!(same_number(one, other), same, "{one} {other}");
            assert_eq!(same_number(other, one), same, "{other} {one}");
        }
    }
}
