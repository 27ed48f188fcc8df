//! A token or a password as people paste it.
//!
//! Invariant: what comes out can stand in a header, and what is refused is never quoted.

use super::Secret;

/// Why a text cannot be a token or a password; completes "ROSTERM_TOKEN …".
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadToken {
    /// Nothing there.
    #[error("is empty")]
    Empty,
    /// Copied from a place that shows stars.
    #[error("was copied in its masked form (****)")]
    Masked,
    /// Blanks, control characters, or letters that no header can carry.
    #[error("holds characters other than visible ASCII")]
    NotVisible,
}

/// Reads a token; the line end at its end and a leading `Bearer ` are dropped.
///
/// # Errors
/// [`BadToken`] when it cannot be one.
pub fn read_token(text: &str) -> Result<Secret, BadToken> {
    let text = text.trim_end_matches(['\r', '\n']);
    read_visible(text.strip_prefix("Bearer ").unwrap_or(text))
}

/// Reads a password; the line end at its end is dropped.
///
/// # Errors
/// [`BadToken`] when it cannot be one.
pub fn read_password(text: &str) -> Result<Secret, BadToken> {
    read_visible(text.trim_end_matches(['\r', '\n']))
}

fn read_visible(text: &str) -> Result<Secret, BadToken> {
    if text.is_empty() {
        Err(BadToken::Empty)
    } else if text.contains("****") {
        Err(BadToken::Masked)
    } else if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
        Err(BadToken::NotVisible)
    } else {
        Ok(Secret::new(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pasted_tokens_are_cleaned_or_refused() {
        let read = |text| read_token(text).map(|token| token.expose().to_owned());
        assert_eq!(read("abc.DEF-1\r\n").as_deref(), Ok("abc.DEF-1"));
        assert_eq!(read("Bearer abc").as_deref(), Ok("abc"));
        assert_eq!(read("\n"), Err(BadToken::Empty));
        assert_eq!(read("Bearer "), Err(BadToken::Empty));
        assert_eq!(read("eyJ****xyz"), Err(BadToken::Masked));
        for bad in ["a b", "a\u{1b}[0m", "tökén", "a\nb", " abc", "\u{feff}abc"] {
            assert_eq!(read(bad), Err(BadToken::NotVisible), "{bad:?}");
        }
        let password =
            read_password("Bearer-of-1\r\n").map(|password| password.expose().to_owned());
        assert_eq!(password.as_deref(), Ok("Bearer-of-1"));
        assert_eq!(read_password("Bearer 1"), Err(BadToken::NotVisible));
    }
}
