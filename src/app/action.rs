//! What a person can ask for, in their words. Keys are bound to these in [`super::keymap`].
//!
//! An action says what is wanted, never how: the same [`Motion`] moves a row in the list, a field
//! in the form, a line in the help.

mod own;

use tui_input::InputRequest;

pub use own::Own;

/// A wish of the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Move within what has the focus.
    Move(Motion),
    /// Take what is under the cursor: open, pick, run, apply.
    Accept,
    /// Step back one layer; never loses typed text.
    Back,
    /// Edit the text under the cursor.
    Type(InputRequest),
    /// Narrow what is shown by typing.
    Sift,
    /// Save what is shown to a file.
    Save,
    /// What only one screen understands.
    Own(Own),
    /// What holds everywhere, whatever is on screen.
    Program(Program),
}

/// What holds everywhere, whatever is on screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Program {
    /// Cancel the request or input; twice within two seconds leaves.
    Interrupt,
    /// Draw everything anew.
    Redraw,
    /// Hand the terminal back to the shell.
    Suspend,
}

/// Where to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Motion {
    /// One up.
    Up,
    /// One down.
    Down,
    /// Half a window up.
    PageUp,
    /// Half a window down.
    PageDown,
    /// To the first.
    First,
    /// To the last one loaded.
    Last,
    /// One to the left: the value before.
    Left,
    /// One to the right: the value after.
    Right,
}

impl Motion {
    /// Where a cursor in a short list (positions 0 to `last`) comes to.
    #[must_use]
    pub fn step(self, cursor: usize, last: usize) -> usize {
        match self {
            Self::Up => cursor.saturating_sub(1),
            Self::Down => (cursor + 1).min(last),
            Self::PageUp | Self::First => 0,
            Self::PageDown | Self::Last => last,
            Self::Left | Self::Right => cursor,
        }
    }

    /// The same in a long list, where half a window is `half` rows.
    #[must_use]
    pub fn stride(self, cursor: usize, last: usize, half: usize) -> usize {
        match self {
            Self::PageUp => cursor.saturating_sub(half),
            Self::PageDown => (cursor + half).min(last),
            Self::Up | Self::Down | Self::First | Self::Last | Self::Left | Self::Right => {
                self.step(cursor, last)
            }
        }
    }
}

/// Wishes about the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListAction {
    /// Next match of the find.
    FindNext,
    /// Previous match of the find.
    FindPrevious,
    /// Drop all server filters.
    DropFilters,
    /// The saved view with this digit.
    View(u8),
    /// The saved view after the open one.
    NextView,
    /// The saved view before the open one.
    PreviousView,
    /// Sort by the column under the column cursor: ascending, descending, as the server has it.
    Sort,
    /// All columns, or only those that fit.
    Wide,
    /// Two users beside each other.
    Compare,
    /// Something about the panel that lies over the list.
    Panel(PanelAction),
    /// Read the page under the cursor again.
    Reload,
    /// Read the user under the cursor again; for an open edit this is the check.
    Reread,
    /// Load all further pages.
    LoadRest,
    /// Detail pane beside the list on or off.
    TogglePane,
    /// Focus the next pane.
    NextPane,
    /// Step back one layer, and leave where there is none.
    Leave,
}

/// Wishes about a panel over the list: the columns, the comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PanelAction {
    /// Show or hide what is under the cursor.
    Flip,
    /// Put what is under the cursor one place earlier.
    Earlier,
    /// Put what is under the cursor one place later.
    Later,
    /// As the program came.
    Usual,
    /// All of it, or only what matters.
    Everything,
}

/// Things to look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Show {
    /// The user under the cursor.
    Detail,
    /// The user's record exactly as received.
    Raw,
    /// Keys.
    Help,
    /// All messages.
    Notices,
    /// The redacted request log.
    Requests,
    /// What can be done to this row.
    Actions,
    /// Every command.
    Palette,
    /// The command line.
    Command,
    /// The find line.
    Find,
    /// The server filters.
    Filters,
    /// What can be copied.
    Copy,
    /// What was changed, by whom it was changed here, and how it ended.
    Journal,
    /// All jobs, and what is left of them.
    Jobs,
    /// The columns of the open view, to choose from.
    Columns,
    /// How many rows have which value of a column.
    Count,
}

/// Marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MarkAction {
    /// The row under the cursor, on or off.
    One,
    /// From the row marked last to the cursor.
    Range,
    /// All rows shown.
    Shown,
    /// All users that match on the server.
    Matching,
    /// Exactly the others.
    Invert,
    /// None.
    Clear,
    /// Show only marked rows, or all again.
    OnlyMarked,
}

/// Changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WriteAction {
    /// Block or unblock the agent.
    Block,
    /// Lock or open the web login.
    WebLogin,
    /// Pick a role.
    Role,
    /// The other flags.
    Flags,
    /// The edit form.
    Edit,
    /// Take the last change back.
    Undo,
    /// Take the last undo back.
    Redo,
}

/// Wishes about the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FormAction {
    /// Back to the value it was.
    Revert,
    /// The other value of a flag.
    Flip,
    /// See what would be sent.
    Review,
}

/// Wishes about the review.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReviewAction {
    /// Send and verify.
    Send,
    /// Back to the form.
    Form,
    /// Show the body or the diff.
    Body,
    /// Copy the request as curl, without the token.
    Curl,
    /// Throw the draft away.
    Discard,
}

/// Wishes about a conflict.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConflictAction {
    /// Mine for this field.
    Mine,
    /// Theirs for this field.
    Theirs,
    /// Theirs for all conflicting fields, keep my other edits.
    Reload,
}

/// Wishes about a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlanAction {
    /// Type the reason.
    Reason,
    /// Read each user by itself, or sweep the list.
    Check,
    /// Take a protected user in after all.
    Unlock,
    /// The users alone, or with the summary above them.
    Rows,
}

/// Wishes about a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobAction {
    /// Pause, go on, or carry out what is left.
    Hold,
    /// Only what did not go well, or all.
    Failed,
    /// Carry out again what failed and changed nothing.
    Retry,
    /// Take back what was done.
    TakeBack,
}

/// Wishes about signing in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignInAction {
    /// With the password of the login ID that is known.
    Password,
    /// With another login ID.
    Other,
    /// With a token.
    Token,
    /// With what was refused, once more.
    Again,
}

/// Answers to a question. Never the key that asked it, never Enter alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// Yes.
    Yes,
    /// No.
    No,
    /// The first of two ways.
    First,
    /// The second of two ways.
    Second,
}
