//! Durations as people write them: `500ms`, `2s`, `1m`, `1.5s`.
//!
//! Invariant: a number without a unit is refused, so that nobody waits 60 minutes for 60 seconds.

use std::time::Duration;

/// Reads a duration of at most an hour.
#[must_use]
pub fn read_duration(text: &str) -> Option<Duration> {
    let text = text.trim();
    let unit_at = text.find(|character: char| character.is_ascii_alphabetic())?;
    let (number, unit) = text.split_at(unit_at);
    if !number
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'.')
    {
        return None;
    }
    let number: f64 = number.parse().ok()?;
    let seconds = match unit {
        "ms" => number / 1_000.0,
        "s" => number,
        "m" => number * 60.0,
        _ => return None,
    };
    let duration = Duration::try_from_secs_f64(seconds).ok()?;
    (duration <= Duration::from_secs(3_600)).then_some(duration)
}

/// Reads a list of them: `2s,5s,15s`.
#[must_use]
pub fn read_durations(text: &str) -> Option<Vec<Duration>> {
    text.split(',').map(read_duration).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_write_durations_with_units() {
        let milliseconds = |text| read_duration(text).map(|duration| duration.as_millis());
        assert_eq!(milliseconds("500ms"), Some(500));
        assert_eq!(milliseconds("2s"), Some(2_000));
        assert_eq!(milliseconds(" 1.5s "), Some(1_500));
        assert_eq!(milliseconds("1m"), Some(60_000));
        assert_eq!(milliseconds("60m"), Some(3_600_000));
        for bad in [
            "",
            "5",
            "s",
            "61m",
            "-1s",
            "1h",
            "inf",
            "1e3s",
            "NaNs",
            "..s",
            "2 seconds",
        ] {
            assert_eq!(read_duration(bad), None, "{bad:?}");
        }
        assert_eq!(
            read_durations("10ms,20ms").map(|waits| waits.len()),
            Some(2)
        );
        assert_eq!(read_durations("10ms,,20ms"), None);
    }
}
