//! Sets of keys to begin with, for hands that are used to something else.
//!
//! Invariant: whatever the set, every action that has keys has some, and no key means two things.

use super::super::action::{Action, JobAction, ListAction, MarkAction, Own, WriteAction};
use super::Key::{self, Char, Ctrl};

/// A set of keys to begin with; what the person binds is laid over it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Preset {
    /// Those of the table.
    #[default]
    Usual,
    /// Arrows, Home, End and the page keys move, and no letter does: h j k l g G, ctrl-d and ctrl-u
    /// mean nothing and can be bound.
    Arrows,
    /// Those that vim has for what there is here: u undoes, ctrl-r redoes, i edits.
    Vim,
}

/// What moves in the table besides the keys that are there for it.
const LETTERS: [Key; 8] = [
    Char('h'),
    Char('j'),
    Char('k'),
    Char('l'),
    Char('g'),
    Char('G'),
    Ctrl('d'),
    Ctrl('u'),
];

/// What differs from the table for hands that are used to vim. Its movements are those of the table;
/// ctrl-f without ctrl-b, which tmux takes, would be half a habit.
const VIM: [(Action, &[Key]); 6] = [
    (Action::Own(Own::Write(WriteAction::Undo)), &[Char('u')]),
    (Action::Own(Own::Write(WriteAction::Redo)), &[Ctrl('r')]),
    (Action::Own(Own::Job(JobAction::TakeBack)), &[Char('u')]),
    (
        Action::Own(Own::Write(WriteAction::Edit)),
        &[Char('i'), Char('e')],
    ),
    (Action::Own(Own::Mark(MarkAction::Invert)), &[Char('I')]),
    (Action::Own(Own::List(ListAction::Reload)), &[Ctrl('g')]),
];

impl Preset {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Usual, Self::Arrows, Self::Vim];

    /// Its name in the configuration.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Usual => "usual",
            Self::Arrows => "arrows",
            Self::Vim => "vim",
        }
    }

    /// The set of that name.
    #[must_use]
    pub fn by_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|preset| preset.name() == name)
    }

    /// The keys of a line of the table, where it does this and usually has those.
    pub(super) fn keys(self, action: Action, usual: &[Key]) -> Vec<Key> {
        match self {
            Self::Usual => usual.to_vec(),
            Self::Arrows => {
                let is_letter = |key: &Key| LETTERS.contains(key);
                let moves = matches!(action, Action::Move(_));
                let keys = usual.iter().filter(|key| !(moves && is_letter(key)));
                keys.copied().collect()
            }
            Self::Vim => {
                let line = VIM.iter().find(|(known, _)| *known == action);
                line.map_or(usual, |(_, keys)| keys).to_vec()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::action::Motion;
    use super::super::{BINDINGS, Keymap, Scope, answers, may_ask, name};
    use super::*;

    #[test]
    fn no_key_of_a_preset_means_two_things_and_nothing_is_out_of_reach() {
        for preset in Preset::ALL {
            let keymap = Keymap::of_preset(preset);
            assert_eq!(keymap.check(), Ok(()), "{}", preset.name());
            for scope in Scope::ALL {
                for line in BINDINGS.iter().filter(|line| line.scopes.contains(&scope)) {
                    let mut bound = keymap.of(scope);
                    let (title, action) = (scope.title(), line.action);
                    assert!(
                        bound.any(|bound| bound.binding.action == action),
                        "{}: {action:?} in the {title}",
                        preset.name()
                    );
                }
            }
            for line in keymap.lines() {
                let asks = may_ask(line.binding.action);
                let is_own_answer = line.keys == line.binding.keys;
                assert!(
                    is_own_answer || !asks || !line.keys.iter().any(|key| answers(*key)),
                    "{:?}",
                    name(line.binding.action)
                );
            }
            assert_eq!(Preset::by_name(preset.name()), Some(preset));
        }
    }

    #[test]
    fn with_arrows_no_letter_moves() {
        let keymap = Keymap::of_preset(Preset::Arrows);
        for scope in Scope::ALL.into_iter().filter(|scope| !scope.takes_text()) {
            for key in LETTERS {
                let action = keymap.action(scope, key);
                assert!(
                    !matches!(action, Some(Action::Move(_))),
                    "{key} in the {}",
                    scope.title()
                );
            }
        }
        let right = keymap.action(Scope::Filters, Char(' '));
        assert_eq!(
            right,
            Some(Action::Move(Motion::Right)),
            "a flag is changed so"
        );
    }
}
