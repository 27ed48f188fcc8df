//! WHEN on the command line: a time, a day, or how long ago.
//!
//! Invariant: whatever is understood lies on the clock of the person; a word that could mean two
//! times means the later one that has begun.

use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};

/// Not a time.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "\"{0}\" is not a time: write 2h or 3d (that long ago), friday, today, a date such as \
     2026-01-31, or a time such as 2026-01-31T14:03:22Z"
)]
pub struct BadTime(String);

/// The time that `text` means for a person in `zone` at `now`. A day means its first moment.
///
/// # Errors
/// [`BadTime`] when it means none.
pub fn read(text: &str, now: Timestamp, zone: &TimeZone) -> Result<Timestamp, BadTime> {
    let text = text.trim();
    let today = now.to_zoned(zone.clone()).date();
    let day = |date: Date| Some(date.to_zoned(zone.clone()).ok()?.timestamp());
    ago(text, now)
        .or_else(|| day(named_day(text, today)?))
        .or_else(|| day(text.parse::<Date>().ok().filter(|_| text.len() == 10)?))
        .or_else(|| text.parse().ok())
        .ok_or_else(|| BadTime(crate::text::cut(text, 40)))
}

/// A time on the clock of the person: `2026-01-31 14:03`.
#[must_use]
pub fn local(at: Timestamp) -> String {
    let zoned = at.to_zoned(TimeZone::system());
    zoned.strftime("%Y-%m-%d %H:%M").to_string()
}

/// `90s`, `5m`, `2h`, `3d`, `1w`.
fn ago(text: &str, now: Timestamp) -> Option<Timestamp> {
    let unit = text.chars().last()?;
    let seconds = match unit {
        's' => 1,
        'm' => 60,
        'h' => 3_600,
        'd' => 86_400,
        'w' => 7 * 86_400,
        _ => return None,
    };
    let number = &text[..text.len() - unit.len_utf8()];
    if number.is_empty() || !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let count: i64 = number.parse().ok()?;
    let age = SignedDuration::from_secs(count.checked_mul(seconds)?);
    now.checked_sub(age).ok()
}

/// `today`, `yesterday`, or the last such day of the week that has begun.
fn named_day(text: &str, today: Date) -> Option<Date> {
    let text = text.to_ascii_lowercase();
    let weekday = match text.as_str() {
        "today" => return Some(today),
        "yesterday" => return today.checked_sub(1.day()).ok(),
        "monday" | "mon" => Weekday::Monday,
        "tuesday" | "tue" => Weekday::Tuesday,
        "wednesday" | "wed" => Weekday::Wednesday,
        "thursday" | "thu" => Weekday::Thursday,
        "friday" | "fri" => Weekday::Friday,
        "saturday" | "sat" => Weekday::Saturday,
        "sunday" | "sun" => Weekday::Sunday,
        _ => return None,
    };
    let back = today.weekday().since(weekday);
    today.checked_sub(i64::from(back).days()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_a_person_means_them() {
        // A Sunday, in a zone half an hour off.
        let now: Timestamp = "2026-11-22T18:00:00Z".parse().unwrap();
        let zone =
            TimeZone::fixed(jiff::tz::offset(5).saturating_add(SignedDuration::from_mins(30)));
        let table = [
            ("2h", "2026-11-22T16:00:00Z"),
            ("3d", "2026-11-19T18:00:00Z"),
            ("1w", "2026-11-15T18:00:00Z"),
            ("today", "2026-11-21T18:30:00Z"),
            ("Sunday", "2026-11-21T18:30:00Z"),
            ("friday", "2026-11-19T18:30:00Z"),
            ("monday", "2026-11-15T18:30:00Z"),
            ("2026-01-31", "2026-01-30T18:30:00Z"),
            ("2026-01-31T14:03:22Z", "2026-01-31T14:03:22Z"),
            ("2026-01-31T14:03:22+05:30", "2026-01-31T08:33:22Z"),
        ];
        for (text, meant) in table {
            let read = read(text, now, &zone);
            assert_eq!(read, Ok(meant.parse().unwrap()), "{text}");
        }
        for text in [
            "",
            "h",
            "-2h",
            "2 h",
            "later",
            "2026-13-01",
            "99999999999999999d",
        ] {
            assert!(read(text, now, &zone).is_err(), "{text}");
        }
    }
}
