//! What can be done about an edit that ended, with the keys in force.

use crate::app::Model;
use crate::app::action::{ListAction, WriteAction};
use crate::app::keymap::Scope;
use crate::domain::NextStep;

/// `z undo`.
pub(super) fn words(model: &Model, step: NextStep) -> String {
    let key = |action: WriteAction| model.keymap.key(Scope::List, action);
    match step {
        NextStep::Undo => format!("{} undo", key(WriteAction::Undo)),
        NextStep::UndoOrSendRest => {
            format!("{} undo, or send the rest again", key(WriteAction::Undo))
        }
        NextStep::Check => {
            let check = model.keymap.key(Scope::List, ListAction::Reread);
            format!("{check} check")
        }
        NextStep::Edit => format!("{} edit", key(WriteAction::Edit)),
        NextStep::SendAgain => "press the key again to send again".to_owned(),
        NextStep::Look => "Enter shows what stands there".to_owned(),
    }
}
