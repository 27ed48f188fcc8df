//! What the actions are called in `[keys]` of the configuration.
//!
//! Invariant: an action without a name keeps its keys: the answers to questions, the way out, and
//! what edits a line of text.

use super::super::action::{
    Action, ConflictAction, FormAction, JobAction, ListAction, MarkAction, Motion, Own,
    PanelAction, PlanAction, ReviewAction, Show, SignInAction, WriteAction,
};
use super::BINDINGS;

/// The name of an action; `None` = its keys are what they are.
#[must_use]
pub fn name(action: Action) -> Option<&'static str> {
    match action {
        Action::Move(motion) => Some(match motion {
            Motion::Up => "up",
            Motion::Down => "down",
            Motion::PageUp => "page-up",
            Motion::PageDown => "page-down",
            Motion::First => "first",
            Motion::Last => "last",
            Motion::Left => "left",
            Motion::Right => "right",
        }),
        Action::Back => Some("back"),
        Action::Sift => Some("sift"),
        Action::Save => Some("save"),
        Action::Own(own) => self::own(own),
        Action::Accept | Action::Type(_) | Action::Program(_) => None,
    }
}

fn own(own: Own) -> Option<&'static str> {
    Some(match own {
        Own::List(action) => list(action),
        Own::Show(show) => self::show(show),
        Own::Mark(action) => match action {
            MarkAction::One => "mark",
            MarkAction::Range => "mark-range",
            MarkAction::Shown => "mark-shown",
            MarkAction::Matching => "mark-matching",
            MarkAction::Invert => "mark-invert",
            MarkAction::Clear => "mark-clear",
            MarkAction::OnlyMarked => "only-marked",
        },
        Own::Write(action) => match action {
            WriteAction::Block => "block",
            WriteAction::WebLogin => "web-login",
            WriteAction::Role => "role",
            WriteAction::Flags => "toggles",
            WriteAction::Edit => "edit",
            WriteAction::Undo => "undo",
            WriteAction::Redo => "redo",
        },
        Own::Form(action) => match action {
            FormAction::Revert => "revert",
            FormAction::Flip => "flip",
            FormAction::Review => "review",
        },
        Own::Review(action) => match action {
            ReviewAction::Form => "review-form",
            ReviewAction::Body => "review-body",
            ReviewAction::Curl => "review-curl",
            ReviewAction::Discard => "review-discard",
            // It confirms.
            ReviewAction::Send => return None,
        },
        Own::Conflict(action) => match action {
            ConflictAction::Mine => "mine",
            ConflictAction::Theirs => "theirs",
            ConflictAction::Reload => "theirs-all",
        },
        Own::Plan(action) => match action {
            PlanAction::Reason => "reason",
            PlanAction::Check => "check",
            PlanAction::Unlock => "unlock",
            PlanAction::Rows => "plan-rows",
        },
        Own::Job(action) => match action {
            JobAction::Hold => "pause",
            JobAction::Failed => "failed-only",
            JobAction::Retry => "retry",
            JobAction::TakeBack => "take-back",
        },
        Own::SignIn(action) => match action {
            SignInAction::Password => "sign-in",
            SignInAction::Other => "sign-in-other",
            SignInAction::Token => "paste-token",
            SignInAction::Again => "try-again",
        },
        Own::Answer(_) => return None,
    })
}

fn list(action: ListAction) -> &'static str {
    const VIEWS: [&str; 10] = [
        "view-0", "view-1", "view-2", "view-3", "view-4", "view-5", "view-6", "view-7", "view-8",
        "view-9",
    ];
    match action {
        ListAction::FindNext => "find-next",
        ListAction::FindPrevious => "find-previous",
        ListAction::DropFilters => "drop-filters",
        ListAction::View(digit) => VIEWS.get(usize::from(digit)).copied().unwrap_or("view"),
        ListAction::NextView => "next-view",
        ListAction::PreviousView => "previous-view",
        ListAction::Sort => "sort",
        ListAction::Wide => "wide",
        ListAction::Compare => "compare",
        ListAction::Panel(action) => match action {
            PanelAction::Flip => "column-show",
            PanelAction::Earlier => "column-earlier",
            PanelAction::Later => "column-later",
            PanelAction::Usual => "columns-usual",
            PanelAction::Everything => "all-fields",
        },
        ListAction::Reload => "reload",
        ListAction::Reread => "read-again",
        ListAction::LoadRest => "load-rest",
        ListAction::TogglePane => "pane",
        ListAction::NextPane => "next-pane",
        ListAction::Leave => "quit",
    }
}

fn show(show: Show) -> &'static str {
    match show {
        Show::Detail => "detail",
        Show::Raw => "raw",
        Show::Help => "help",
        Show::Notices => "messages",
        Show::Requests => "requests",
        Show::Actions => "actions",
        Show::Palette => "palette",
        Show::Command => "command",
        Show::Find => "find",
        Show::Filters => "filters",
        Show::Copy => "copy",
        Show::Journal => "journal",
        Show::Jobs => "jobs",
        Show::Columns => "columns",
        Show::Count => "count",
    }
}

/// All names, in the order of the table.
#[must_use]
pub fn named() -> Vec<&'static str> {
    let mut names: Vec<&'static str> = Vec::new();
    for name in BINDINGS.iter().filter_map(|binding| name(binding.action)) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}
