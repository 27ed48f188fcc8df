//! A key: what terminals send in the program's words, and as people write it.
//!
//! Invariant: what is written is what is shown: every key that can be bound is read back from its
//! own name.

/// A key as the program sees it; terminals are translated into this at the edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Key {
    /// A character, shift already applied.
    Char(char),
    /// A character with ctrl, lower case.
    Ctrl(char),
    /// Enter.
    Enter,
    /// Escape.
    Esc,
    /// Tab.
    Tab,
    /// Shift-tab.
    BackTab,
    /// Arrow.
    Up,
    /// Arrow.
    Down,
    /// Arrow.
    Left,
    /// Arrow.
    Right,
    /// Home.
    Home,
    /// End.
    End,
    /// Page up.
    PageUp,
    /// Page down.
    PageDown,
    /// Backspace.
    Backspace,
    /// Delete.
    Delete,
}

impl std::fmt::Display for Key {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Char(' ') => formatter.write_str("space"),
            Self::Char(character) => write!(formatter, "{character}"),
            Self::Ctrl(character) => write!(formatter, "ctrl-{character}"),
            Self::Enter => formatter.write_str("Enter"),
            Self::Esc => formatter.write_str("esc"),
            Self::Tab => formatter.write_str("tab"),
            Self::BackTab => formatter.write_str("shift-tab"),
            Self::Up => formatter.write_str("up"),
            Self::Down => formatter.write_str("down"),
            Self::Left => formatter.write_str("left"),
            Self::Right => formatter.write_str("right"),
            Self::Home => formatter.write_str("Home"),
            Self::End => formatter.write_str("End"),
            Self::PageUp => formatter.write_str("PgUp"),
            Self::PageDown => formatter.write_str("PgDn"),
            Self::Backspace => formatter.write_str("backspace"),
            Self::Delete => formatter.write_str("Del"),
        }
    }
}

impl Key {
    /// The keys that have a name of their own.
    const NAMED: [Self; 14] = [
        Self::Char(' '),
        Self::Enter,
        Self::Esc,
        Self::Tab,
        Self::BackTab,
        Self::Up,
        Self::Down,
        Self::Left,
        Self::Right,
        Self::Home,
        Self::End,
        Self::PageUp,
        Self::PageDown,
        Self::Delete,
    ];

    /// The key of this name: a character, `ctrl-x`, or a name such as `tab`; `None` = there is
    /// none that every terminal sends.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let named = |key: &Self| key.to_string().eq_ignore_ascii_case(text);
        if let Some(key) = Self::NAMED.into_iter().find(named) {
            return Some(key);
        }
        let mut characters = text.chars();
        match (characters.next(), characters.next()) {
            (Some(character), None) if !character.is_control() && !character.is_whitespace() => {
                return Some(Self::Char(character));
            }
            _ => {}
        }
        let control = text.strip_prefix("ctrl-")?;
        match control.as_bytes() {
            // What a terminal multiplexer takes for itself, and what is another key to a terminal.
            [b'a' | b'b' | b'h' | b'i' | b'j' | b'm'] => None,
            [letter @ b'a'..=b'z'] => Some(Self::Ctrl(char::from(*letter))),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_written_as_it_is_shown() {
        let others = [
            Key::Char('b'),
            Key::Char('Z'),
            Key::Char('é'),
            Key::Ctrl('s'),
        ];
        for key in Key::NAMED.into_iter().chain(others) {
            assert_eq!(Key::read(&key.to_string()), Some(key), "{key}");
        }
        for none in [
            "",
            "ab",
            "alt-x",
            "F1",
            "ctrl-a",
            "ctrl-i",
            "ctrl-space",
            "ctrl-",
            "\u{1b}",
        ] {
            assert_eq!(Key::read(none), None, "{none:?}");
        }
    }
}
