//! The keys in force: the table, by the preset, and over it what the person bound otherwise.
//!
//! Invariants: a key means at most one thing in a scope; the key that asks a question is never one
//! that answers it; esc steps back, Enter takes, and ctrl-c leaves, whatever is bound.

use tui_input::InputRequest;

use super::super::action::{Action, FormAction, ListAction, MarkAction, Own};
use super::{BINDINGS, Binding, Key, Preset, Scope, name, named};

/// The keys in force.
#[derive(Debug, Clone, PartialEq)]
pub struct Keymap {
    bound: Vec<Bound>,
}

/// What the keys of one line of the table are in one scope.
#[derive(Debug, Clone, PartialEq)]
pub struct Bound {
    /// Where it holds.
    pub scope: Scope,
    /// The line of the table.
    pub binding: &'static Binding,
    /// The keys; the first is the one shown where there is little room.
    pub keys: Vec<Key>,
    /// Whether the person chose them.
    pub is_own: bool,
}

/// Why keys cannot be bound so.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadBinding {
    /// Nobody knows that action.
    #[error("\"{action}\" is no action with keys; those are {}", named().join(", "))]
    NoAction {
        /// As it was written, safe to print.
        action: String,
    },
    /// No such key, or not on every terminal.
    #[error(
        "\"{key}\" is no key that every terminal sends; write a character, space, tab, shift-tab, up, down, left, right, Home, End, PgUp, PgDn, Del, or ctrl- with a letter but a, b, h, i, j, m"
    )]
    NoKey {
        /// As it was written, safe to print.
        key: String,
    },
    /// A key that means the same everywhere.
    #[error("{0} always means the same and cannot be bound to {1}")]
    Fixed(Key, &'static str),
    /// A key that answers questions.
    #[error("{0} answers questions, and {1} may ask one; the key that asks never answers")]
    Answers(Key, &'static str),
    /// A digit that is typed where the action is.
    #[error("{0} is typed in the {1}, so it cannot be bound to {2}")]
    Typed(Key, &'static str, &'static str),
    /// An action without a key.
    #[error("{0} needs at least one key")]
    NoKeys(&'static str),
    /// Two actions want the same key.
    #[error("{key} would mean {first} and {second} in the {scope}; give one of them another key")]
    Twice {
        /// Which key.
        key: Key,
        /// The action that comes first in the table.
        first: &'static str,
        /// The other.
        second: &'static str,
        /// Where.
        scope: &'static str,
    },
}

impl Default for Keymap {
    /// As the program comes.
    fn default() -> Self {
        Self::of_preset(Preset::default())
    }
}

impl Keymap {
    /// This set of keys, and nothing over it.
    #[must_use]
    pub fn of_preset(preset: Preset) -> Self {
        let bound = |scope: Scope| {
            super::of(scope).map(move |binding| Bound {
                scope,
                binding,
                keys: preset.keys(binding.action, binding.keys),
                is_own: false,
            })
        };
        Self {
            bound: Scope::ALL.into_iter().flat_map(bound).collect(),
        }
    }

    /// All lines, scope by scope.
    #[cfg(test)]
    pub(super) fn lines(&self) -> impl Iterator<Item = &Bound> {
        self.bound.iter()
    }

    /// Binds these keys to the action of that name, and no others. What that does to other actions
    /// is seen by [`Keymap::check`], when all is bound.
    ///
    /// # Errors
    /// [`BadBinding`] when there is no such action, or it cannot have one of the keys.
    pub fn bind(&mut self, action: &str, keys: &[Key]) -> Result<&'static str, BadBinding> {
        let known = named().into_iter().find(|known| *known == action);
        let Some(action) = known else {
            return Err(BadBinding::NoAction {
                action: crate::text::cut(action, 60),
            });
        };
        if keys.is_empty() {
            return Err(BadBinding::NoKeys(action));
        }
        let lines = || {
            BINDINGS
                .iter()
                .filter(|line| name(line.action) == Some(action))
        };
        for key in keys {
            if is_fixed(*key) && !lines().any(|line| line.keys.contains(key)) {
                return Err(BadBinding::Fixed(*key, action));
            }
            if answers(*key) && lines().any(|line| may_ask(line.action)) {
                return Err(BadBinding::Answers(*key, action));
            }
        }
        for scope in Scope::ALL {
            self.bind_in(scope, action, keys)?;
        }
        Ok(action)
    }

    fn bind_in(
        &mut self,
        scope: Scope,
        action: &'static str,
        keys: &[Key],
    ) -> Result<(), BadBinding> {
        let types = |key: &Key| matches!(key, Key::Char(character) if scope.types(*character));
        // Where text is typed a character stays a character.
        let mut new: Vec<Key> = keys.to_vec();
        if scope.takes_text() {
            new.retain(|key| !types(key));
        }
        let lines = self
            .bound
            .iter_mut()
            .filter(|bound| bound.scope == scope && name(bound.binding.action) == Some(action));
        for bound in lines {
            if let Some(typed) = new.iter().find(|key| types(key)) {
                return Err(BadBinding::Typed(*typed, scope.title(), action));
            }
            if new.is_empty() && scope.takes_text() {
                continue;
            }
            // Several lines of one action in one scope have all their keys on the first.
            let is_kept = |key: &Key| is_fixed(*key) || leads_through(scope, *key);
            let fixed = bound.binding.keys.iter().copied().filter(is_kept);
            let mut keys = std::mem::take(&mut new);
            keys.extend(fixed);
            let mut unlike = Vec::with_capacity(keys.len());
            for key in keys {
                if !unlike.contains(&key) {
                    unlike.push(key);
                }
            }
            bound.keys = unlike;
            bound.is_own = true;
        }
        Ok(())
    }

    /// Whether every key means at most one thing in a scope.
    ///
    /// # Errors
    /// [`BadBinding::Twice`] for the first that does not; the names of the two are in it.
    pub fn check(&self) -> Result<(), BadBinding> {
        for scope in Scope::ALL {
            let mut seen: Vec<(Key, Action)> = Vec::new();
            let lines = self.of(scope);
            let keys =
                lines.flat_map(|line| line.keys.iter().map(|key| (*key, line.binding.action)));
            for (key, action) in keys {
                let other = seen.iter().find(|(known, _)| *known == key);
                if let Some((_, other)) = other
                    && *other != action
                {
                    return Err(BadBinding::Twice {
                        key,
                        first: called(*other),
                        second: called(action),
                        scope: scope.title(),
                    });
                }
                seen.push((key, action));
            }
        }
        Ok(())
    }

    /// What `key` means in `scope`. Where text is typed, characters without a binding are text.
    #[must_use]
    pub fn action(&self, scope: Scope, key: Key) -> Option<Action> {
        let bound = self.of(scope).find(|bound| bound.keys.contains(&key));
        match (bound, key) {
            (Some(bound), _) => Some(bound.binding.action),
            (None, Key::Char(character)) if scope.types(character) => {
                Some(Action::Type(InputRequest::InsertChar(character)))
            }
            (None, _) => None,
        }
    }

    /// The lines of `scope` that have keys, in table order.
    pub fn of(&self, scope: Scope) -> impl Iterator<Item = &Bound> {
        self.bound
            .iter()
            .filter(move |bound| bound.scope == scope && !bound.keys.is_empty())
    }

    /// The key by which a sentence names an action of `scope`: the first of those that can be bound,
    /// for esc and Enter mean the same everywhere and are written as they are. An action that has no
    /// key there goes by its name.
    #[must_use]
    pub fn key(&self, scope: Scope, action: impl Into<Action>) -> String {
        let action = action.into();
        let lines = self.of(scope);
        let lines = lines.filter(|line| line.binding.action == action);
        let keys = lines.flat_map(|line| &line.keys);
        match keys.min_by_key(|key| is_fixed(**key)) {
            Some(key) => key.to_string(),
            None => name(action).unwrap_or_default().to_owned(),
        }
    }

    /// The keys of the action of that name, wherever it is, without doubles.
    #[must_use]
    pub fn keys_of(&self, action: &str) -> Vec<Key> {
        let mut keys = Vec::new();
        let lines = self
            .bound
            .iter()
            .filter(|bound| name(bound.binding.action) == Some(action));
        for key in lines.flat_map(|bound| &bound.keys) {
            if !keys.contains(key) {
                keys.push(*key);
            }
        }
        keys
    }
}

/// A key that means the same whatever is on screen, or would be missed where it is needed.
fn is_fixed(key: Key) -> bool {
    matches!(key, Key::Esc | Key::Enter | Key::Ctrl('c' | 'l' | 'z'))
}

/// A key by which one goes from field to field, whatever else is bound to that.
fn leads_through(scope: Scope, key: Key) -> bool {
    let has_fields = scope.takes_text() || scope == Scope::FormChoice;
    has_fields && matches!(key, Key::Tab | Key::BackTab)
}

/// A key that says yes, or chooses, where something is asked.
pub(super) fn answers(key: Key) -> bool {
    matches!(key, Key::Char('y' | '1' | '2'))
}

/// Whether an action can lead to a question.
pub(super) fn may_ask(action: Action) -> bool {
    match action {
        Action::Move(_) | Action::Accept | Action::Back | Action::Type(_) | Action::Sift => false,
        Action::Save | Action::Program(_) => true,
        Action::Own(own) => match own {
            Own::List(action) => matches!(action, ListAction::Leave | ListAction::LoadRest),
            Own::Mark(action) => action == MarkAction::Matching,
            Own::Form(action) => action == FormAction::Review,
            Own::Show(_) | Own::Review(_) | Own::Conflict(_) | Own::SignIn(_) => false,
            Own::Write(_) | Own::Answer(_) | Own::Plan(_) | Own::Job(_) => true,
        },
    }
}

/// An action in a sentence.
fn called(action: Action) -> &'static str {
    name(action).unwrap_or(match action {
        Action::Own(_) => "the answer to a question",
        Action::Type(_) => "editing of text",
        Action::Accept
        | Action::Program(_)
        | Action::Move(_)
        | Action::Back
        | Action::Sift
        | Action::Save => "what it always means",
    })
}

#[cfg(test)]
mod tests {
    use super::super::super::action::WriteAction;
    use super::*;

    fn bound(lines: &[(&str, &[&str])]) -> Result<Keymap, String> {
        let mut keymap = Keymap::default();
        for (action, keys) in lines {
            let keys: Vec<_> = keys.iter().filter_map(|key| Key::read(key)).collect();
            keymap.bind(action, &keys).map_err(|bad| bad.to_string())?;
        }
        keymap.check().map_err(|bad| bad.to_string())?;
        Ok(keymap)
    }

    #[test]
    fn an_action_has_the_keys_it_was_given_and_no_others() {
        let keymap = bound(&[("block", &["w"]), ("web-login", &["b", "ctrl-o"])]).expect("good");
        let action = |key| keymap.action(Scope::List, key).and_then(name);
        assert_eq!(action(Key::Char('w')), Some("block"));
        assert_eq!(action(Key::Char('b')), Some("web-login"));
        assert_eq!(action(Key::Ctrl('o')), Some("web-login"));
        assert_eq!(keymap.keys_of("block"), [Key::Char('w')]);
    }

    #[test]
    fn where_text_is_typed_a_character_stays_one_and_esc_always_steps_back() {
        let keymap = bound(&[("down", &["n"]), ("find-next", &["j"]), ("back", &["<"])]);
        let keymap = keymap.expect("good");
        let action = |scope, key| keymap.action(scope, key).and_then(name);
        assert_eq!(action(Scope::List, Key::Char('n')), Some("down"));
        assert_eq!(action(Scope::List, Key::Down), None);
        assert_eq!(action(Scope::Picker, Key::Down), Some("down"));
        assert_eq!(action(Scope::Picker, Key::Char('n')), None);
        for scope in [Scope::Picker, Scope::FormText, Scope::FormChoice] {
            assert_eq!(action(scope, Key::Tab), Some("down"), "{}", scope.title());
        }
        assert_eq!(action(Scope::Detail, Key::Char('<')), Some("back"));
        for scope in Scope::ALL {
            let esc = keymap.action(scope, Key::Esc);
            assert_eq!(esc, Some(Action::Back), "{}", scope.title());
        }
    }

    #[test]
    fn what_could_not_be_undone_by_looking_is_refused() {
        let refused = |lines: &[(&str, &[&str])]| bound(lines).err().unwrap_or_default();
        for (lines, sentence) in [
            (
                &[("block", &["w"][..])][..],
                "w would mean block and web-login in the user list; give one of them another key",
            ),
            (&[("blok", &["w"])], "\"blok\" is no action with keys"),
            (&[("block", &[])], "block needs at least one key"),
            (
                &[("block", &["esc"])],
                "esc always means the same and cannot be bound to block",
            ),
            (
                &[("block", &["y"]), ("copy", &["Y"])],
                "y answers questions, and block may ask one; the key that asks never answers",
            ),
            (
                &[("review", &["y"])],
                "y answers questions, and review may ask one; the key that asks never answers",
            ),
            (
                &[("reason", &["3"])],
                "3 is typed in the plan, so it cannot be bound to reason",
            ),
            (
                &[("back", &["n"])],
                "n would mean find-next and back in the user list",
            ),
        ] {
            let said = refused(lines);
            assert!(said.starts_with(sentence), "{said}");
        }
    }

    #[test]
    fn a_sentence_names_the_key_that_can_be_bound() {
        let keymap = bound(&[("undo", &["U", "ctrl-o"]), ("reload", &["T"])]).expect("good");
        let key = |scope, action: Action| keymap.key(scope, action);
        assert_eq!(key(Scope::Detail, WriteAction::Undo.into()), "U");
        assert_eq!(key(Scope::List, WriteAction::Redo.into()), "Z");
        assert_eq!(key(Scope::List, ListAction::Reload.into()), "T");
        // A letter is text there.
        assert_eq!(key(Scope::Several, ListAction::Reload.into()), "ctrl-r");
        assert_eq!(
            key(Scope::Job, Action::Back),
            "q",
            "esc is written as it is"
        );
        assert_eq!(key(Scope::Review, Action::Back), "esc");
        assert_eq!(key(Scope::Review, WriteAction::Undo.into()), "undo");
    }

    #[test]
    fn every_name_is_one_action() {
        let mut actions = std::collections::HashMap::new();
        for line in BINDINGS {
            if let Some(name) = name(line.action) {
                let known = actions.entry(name).or_insert(line.action);
                assert_eq!(*known, line.action, "{name}");
            }
        }
    }
}
