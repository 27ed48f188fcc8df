//! The one table of keys as the program comes; what the person binds otherwise is laid over it in
//! [`Keymap`]. Help, hint line, palette and the README's key table are made from it, and sentences
//! name a key by asking for it: [`Keymap::key`].
//!
//! Invariant: a key means at most one thing in a scope (a test walks the table), and nothing needs
//! Alt, function keys, ctrl-space, ctrl-a or ctrl-b.

mod active;
mod key;
mod names;
mod preset;

use tui_input::InputRequest;

use super::action::{
    Action, Answer, ConflictAction, FormAction, JobAction, ListAction, MarkAction, Motion, Own,
    PanelAction, PlanAction, Program, ReviewAction, Show, SignInAction, WriteAction,
};

pub use active::{BadBinding, Bound, Keymap};
#[cfg(test)]
use active::{answers, may_ask};
pub use key::Key;
pub use names::{name, named};
pub use preset::Preset;

/// What has the keys right now; derived from the model, never stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scope {
    /// The list.
    List,
    /// The detail pane.
    Detail,
    /// A line of text: find or command.
    Line,
    /// Something long to read.
    Reader,
    /// A list to choose from by typing: palette, actions, roles, help.
    Picker,
    /// A list to mark several in, found by typing: numbers, departments.
    Several,
    /// A short menu chosen from by its keys or the cursor.
    Menu,
    /// The server filters.
    Filters,
    /// The form, on a field that is typed.
    FormText,
    /// The form, on a field that is flipped or picked.
    FormChoice,
    /// The review of a form.
    Review,
    /// A conflict.
    Conflict,
    /// A question answered with y or n.
    YesNo,
    /// A question with two ways.
    Either,
    /// A question that wants something typed.
    Typed,
    /// One line of text: a reason, a name, a value.
    Typing,
    /// The plan of many changes: digits are typed, letters are keys.
    Plan,
    /// A job.
    Job,
    /// All jobs.
    Jobs,
    /// What was changed.
    Journal,
    /// The columns to choose from.
    Columns,
    /// The chart of a column.
    Count,
    /// Two users beside each other.
    Compare,
    /// Signing in.
    SignIn,
    /// Another profile is being opened.
    Opening,
}

impl Scope {
    /// All scopes, in help order.
    pub const ALL: [Self; 25] = [
        Self::List,
        Self::Detail,
        Self::FormChoice,
        Self::FormText,
        Self::Review,
        Self::Conflict,
        Self::Filters,
        Self::Picker,
        Self::Several,
        Self::Menu,
        Self::Reader,
        Self::Line,
        Self::YesNo,
        Self::Either,
        Self::Typed,
        Self::Plan,
        Self::Typing,
        Self::Job,
        Self::Jobs,
        Self::Journal,
        Self::Columns,
        Self::Count,
        Self::Compare,
        Self::SignIn,
        Self::Opening,
    ];

    /// The heading in the help and the README.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::List => "user list",
            Self::Detail => "detail pane",
            Self::Line => "find and command line",
            Self::Reader => "reading",
            Self::Picker => "choosing by typing",
            Self::Several => "marking several by typing",
            Self::Menu => "menu",
            Self::Filters => "server filters",
            Self::FormText => "form, typed field",
            Self::FormChoice => "form, flag or role",
            Self::Review => "review",
            Self::Conflict => "conflict",
            Self::YesNo => "question",
            Self::Either => "question with two ways",
            Self::Typed => "typed confirmation",
            Self::Typing => "typing one line",
            Self::Plan => "plan",
            Self::Job => "job",
            Self::Jobs => "jobs",
            Self::Journal => "journal",
            Self::Columns => "columns",
            Self::Count => "count by column",
            Self::Compare => "comparing two users",
            Self::SignIn => "signing in",
            Self::Opening => "opening a profile",
        }
    }

    /// Whether characters are text here rather than keys.
    #[must_use]
    pub fn takes_text(self) -> bool {
        match self {
            Self::Line
            | Self::Picker
            | Self::Several
            | Self::FormText
            | Self::Typed
            | Self::Typing => true,
            Self::List
            | Self::Detail
            | Self::Reader
            | Self::Menu
            | Self::Filters
            | Self::FormChoice
            | Self::Review
            | Self::Conflict
            | Self::YesNo
            | Self::Either
            | Self::Plan
            | Self::Job
            | Self::Jobs
            | Self::Columns
            | Self::Count
            | Self::Compare
            | Self::SignIn
            | Self::Opening
            | Self::Journal => false,
        }
    }

    /// Whether a character without a binding is typed here: all of them, or digits alone.
    fn types(self, character: char) -> bool {
        self.takes_text() || (self == Self::Plan && character.is_ascii_digit())
    }
}

/// One line of the table.
#[derive(Debug, PartialEq)]
pub struct Binding {
    /// Where it holds.
    pub scopes: &'static [Scope],
    /// The keys; the first is the one shown where there is little room.
    pub keys: &'static [Key],
    /// What it does.
    pub action: Action,
    /// The heading in the help.
    pub group: &'static str,
    /// What it does, in words.
    pub label: &'static str,
    /// The word in the hint line; empty = not hinted.
    pub hint: &'static str,
}

const fn bind(
    scopes: &'static [Scope],
    keys: &'static [Key],
    action: Action,
    group: &'static str,
    label: &'static str,
    hint: &'static str,
) -> Binding {
    Binding {
        scopes,
        keys,
        action,
        group,
        label,
        hint,
    }
}

use Key::{Char, Ctrl};
use Scope as S;

const BROWSE: &[Scope] = &[S::List, S::Detail];
const MOVING: &[Scope] = &[
    S::List,
    S::Detail,
    S::Reader,
    S::Menu,
    S::Filters,
    S::Conflict,
    S::Review,
    S::Plan,
    S::Job,
    S::Jobs,
    S::Journal,
    S::Columns,
    S::Count,
    S::Compare,
];
const TYPING: &[Scope] = &[
    S::Line,
    S::Picker,
    S::Several,
    S::FormText,
    S::Typed,
    S::Typing,
];
const FORM: &[Scope] = &[S::FormText, S::FormChoice];

/// The table, in the order of the help. Hints are shown in this order too, as far as they fit.
#[rustfmt::skip]
pub static BINDINGS: &[Binding] = &[
    // look and act, in the order of the hint line
    bind(&[S::List], &[Key::Enter, Char('d')], Action::Own(Own::Show(Show::Detail)), "Look", "open the detail pane", "detail"),
    bind(BROWSE, &[Char('b')], Action::Own(Own::Write(WriteAction::Block)), "Change", "block or unblock the agent", "block"),
    bind(BROWSE, &[Char('w')], Action::Own(Own::Write(WriteAction::WebLogin)), "Change", "lock or open the web login", "web login"),
    bind(BROWSE, &[Char('r')], Action::Own(Own::Write(WriteAction::Role)), "Change", "pick a role", "role"),
    bind(BROWSE, &[Char('e')], Action::Own(Own::Write(WriteAction::Edit)), "Change", "edit form", "edit"),
    bind(BROWSE, &[Char('t')], Action::Own(Own::Write(WriteAction::Flags)), "Change", "other toggles: international, login-based, disable", ""),
    bind(&[S::List], &[Char('/')], Action::Own(Own::Show(Show::Find)), "Find", "find in the loaded rows as you type; /!x leaves out", "find"),
    bind(&[S::List], &[Char('f')], Action::Own(Own::Show(Show::Filters)), "Find", "server filters", "filters"),
    bind(BROWSE, &[Char('z'), Char('u')], Action::Own(Own::Write(WriteAction::Undo)), "Change", "undo the last change", "undo"),
    bind(BROWSE, &[Char('Z')], Action::Own(Own::Write(WriteAction::Redo)), "Change", "redo the last undo", ""),
    bind(&[S::Detail], &[Char('J')], Action::Own(Own::Show(Show::Raw)), "Look", "raw JSON as received, secrets masked", "raw"),
    bind(&[S::List], &[Char('J')], Action::Own(Own::Show(Show::Raw)), "Look", "raw JSON as received, secrets masked", ""),
    bind(BROWSE, &[Char('x')], Action::Own(Own::Show(Show::Actions)), "Look", "actions on this row", "actions"),
    bind(BROWSE, &[Char(':')], Action::Own(Own::Show(Show::Command)), "Look", "command line (:u 314678 goes to an id)", "command"),
    bind(BROWSE, &[Ctrl('p')], Action::Own(Own::Show(Show::Palette)), "Look", "palette: every command", ""),
    bind(BROWSE, &[Char('?')], Action::Own(Own::Show(Show::Help)), "Look", "help", "help"),
    bind(BROWSE, &[Char('!')], Action::Own(Own::Show(Show::Notices)), "Look", "all messages", ""),
    bind(BROWSE, &[Char('@')], Action::Own(Own::Show(Show::Requests)), "Look", "request log (redacted)", ""),
    bind(BROWSE, &[Char('y')], Action::Own(Own::Show(Show::Copy)), "Look", "copy menu", ""),
    bind(BROWSE, &[Char('H')], Action::Own(Own::Show(Show::Journal)), "Look", "journal: who was changed, when and why", ""),
    bind(BROWSE, &[Char('B')], Action::Own(Own::Show(Show::Jobs)), "Look", "jobs, and what is left of them", ""),
    bind(&[S::List], &[Char('0')], Action::Own(Own::List(ListAction::View(0))), "Find", "view 0: All", ""),
    bind(&[S::List], &[Char('1')], Action::Own(Own::List(ListAction::View(1))), "Find", "view 1: Active", ""),
    bind(&[S::List], &[Char('2')], Action::Own(Own::List(ListAction::View(2))), "Find", "view 2: Web-locked", ""),
    bind(&[S::List], &[Char('3')], Action::Own(Own::List(ListAction::View(3))), "Find", "view 3: No extension", ""),
    bind(&[S::List], &[Char('4')], Action::Own(Own::List(ListAction::View(4))), "Find", "view 4: Intl on", ""),
    bind(&[S::List], &[Char('5')], Action::Own(Own::List(ListAction::View(5))), "Find", "view 5, of the configuration", ""),
    bind(&[S::List], &[Char('6')], Action::Own(Own::List(ListAction::View(6))), "Find", "view 6, of the configuration", ""),
    bind(&[S::List], &[Char('7')], Action::Own(Own::List(ListAction::View(7))), "Find", "view 7, of the configuration", ""),
    bind(&[S::List], &[Char('8')], Action::Own(Own::List(ListAction::View(8))), "Find", "view 8, of the configuration", ""),
    bind(&[S::List], &[Char('9')], Action::Own(Own::List(ListAction::View(9))), "Find", "view 9, of the configuration", ""),
    bind(&[S::List], &[Char(']')], Action::Own(Own::List(ListAction::NextView)), "Find", "next view", ""),
    bind(&[S::List], &[Char('[')], Action::Own(Own::List(ListAction::PreviousView)), "Find", "previous view", ""),
    bind(&[S::List], &[Char('s')], Action::Own(Own::List(ListAction::Sort)), "Find", "sort by this column: up, down, the server's order", ""),
    bind(&[S::List], &[Char('F')], Action::Own(Own::Show(Show::Count)), "Find", "count by column: roles, states, how many", ""),
    bind(&[S::List], &[Char('C')], Action::Own(Own::Show(Show::Columns)), "Find", "choose columns, their order and width", ""),
    bind(&[S::List], &[Ctrl('w')], Action::Own(Own::List(ListAction::Wide)), "Find", "wide: all columns, or those that fit", ""),
    bind(&[S::List], &[Char('=')], Action::Own(Own::List(ListAction::Compare)), "Look", "compare two users: two marks, or the mark and this row", ""),
    bind(&[S::Columns], &[Char(' ')], Action::Own(Own::List(ListAction::Panel(PanelAction::Flip))), "Columns", "show or hide this column", "show or hide"),
    bind(&[S::Columns], &[Char('J')], Action::Own(Own::List(ListAction::Panel(PanelAction::Later))), "Columns", "one place further right", "further right"),
    bind(&[S::Columns], &[Char('K')], Action::Own(Own::List(ListAction::Panel(PanelAction::Earlier))), "Columns", "one place further left", "further left"),
    bind(&[S::Columns], &[Char('l'), Key::Right], Action::Move(Motion::Right), "Columns", "wider", "wider"),
    bind(&[S::Columns], &[Char('h'), Key::Left], Action::Move(Motion::Left), "Columns", "narrower", "narrower"),
    bind(&[S::Columns], &[Char('X')], Action::Own(Own::List(ListAction::Panel(PanelAction::Usual))), "Columns", "as they came with the program", "as they came"),
    bind(&[S::Columns], &[Key::Enter], Action::Accept, "Choose", "take them", "take them"),
    bind(&[S::Count], &[Key::Enter], Action::Accept, "Count", "only the users of this bar", "filter by it"),
    bind(&[S::Count], &[Char('l'), Key::Right, Key::Tab], Action::Move(Motion::Right), "Count", "by the next column", "next column"),
    bind(&[S::Count], &[Char('h'), Key::Left], Action::Move(Motion::Left), "Count", "by the previous column", ""),
    bind(&[S::Count], &[Char('L')], Action::Own(Own::List(ListAction::LoadRest)), "Count", "load the rest; the numbers follow", "load the rest"),
    bind(&[S::Count], &[Char('R')], Action::Own(Own::List(ListAction::Reread)), "Count", "count again", "count again"),
    bind(&[S::Compare], &[Char('a')], Action::Own(Own::List(ListAction::Panel(PanelAction::Everything))), "Compare", "all fields, or only those that differ", "all fields"),
    bind(&[S::Compare], &[Char('R')], Action::Own(Own::List(ListAction::Reread)), "Compare", "read both again: 2 requests", "read again"),
    bind(&[S::List], &[Char('n')], Action::Own(Own::List(ListAction::FindNext)), "Find", "next match", ""),
    bind(&[S::List], &[Char('N')], Action::Own(Own::List(ListAction::FindPrevious)), "Find", "previous match", ""),
    bind(&[S::List], &[Char('X')], Action::Own(Own::List(ListAction::DropFilters)), "Find", "drop all server filters", ""),
    bind(&[S::List], &[Char('L')], Action::Own(Own::List(ListAction::LoadRest)), "Find", "load the rest", ""),
    bind(BROWSE, &[Ctrl('r')], Action::Own(Own::List(ListAction::Reload)), "Look", "read the page under the cursor again", ""),
    bind(BROWSE, &[Char('R')], Action::Own(Own::List(ListAction::Reread)), "Look", "read this user again; checks an open edit", ""),
    bind(BROWSE, &[Char('p')], Action::Own(Own::List(ListAction::TogglePane)), "Look", "detail pane beside the list on or off", ""),
    bind(BROWSE, &[Key::Tab], Action::Own(Own::List(ListAction::NextPane)), "Move", "next pane", ""),
    // marks and plans
    bind(&[S::List], &[Char(' ')], Action::Own(Own::Mark(MarkAction::One)), "Mark", "mark this row; with marks, changes are about them", "mark"),
    bind(&[S::List], &[Char('v')], Action::Own(Own::Mark(MarkAction::Range)), "Mark", "mark from the last mark to here", ""),
    bind(&[S::List], &[Char('a')], Action::Own(Own::Mark(MarkAction::Shown)), "Mark", "mark all shown", ""),
    bind(&[S::List], &[Char('A')], Action::Own(Own::Mark(MarkAction::Matching)), "Mark", "mark all that match on the server", ""),
    bind(&[S::List], &[Char('i')], Action::Own(Own::Mark(MarkAction::Invert)), "Mark", "invert the marks", ""),
    bind(&[S::List], &[Char('M')], Action::Own(Own::Mark(MarkAction::Clear)), "Mark", "clear the marks", ""),
    bind(&[S::List], &[Char('m')], Action::Own(Own::Mark(MarkAction::OnlyMarked)), "Mark", "show only marked rows", ""),
    bind(&[S::Plan], &[Key::Enter], Action::Accept, "Plan", "run, when the number is typed", "run"),
    bind(&[S::Plan], &[Char('r')], Action::Own(Own::Plan(PlanAction::Reason)), "Plan", "say why, for the journal", "reason"),
    bind(&[S::Plan], &[Key::Tab], Action::Own(Own::Plan(PlanAction::Rows)), "Plan", "the users alone, or with the summary", "rows"),
    bind(&[S::Plan], &[Char('c')], Action::Own(Own::Plan(PlanAction::Check)), "Plan", "read each user by itself, or sweep the list", "check"),
    bind(&[S::Plan], &[Char('o')], Action::Own(Own::Plan(PlanAction::Unlock)), "Plan", "take the protected user under the cursor in, by its login id", "unlock"),
    bind(&[S::Plan], &[Key::Backspace], Action::Type(InputRequest::DeletePrevChar), "Plan", "delete a digit", ""),
    bind(&[S::Job], &[Char(' ')], Action::Own(Own::Job(JobAction::Hold)), "Job", "pause, go on, or carry out what is left", "pause, go on"),
    bind(&[S::Job], &[Char('f')], Action::Own(Own::Job(JobAction::Failed)), "Job", "only what did not go well, or all", "failed only"),
    bind(&[S::Job], &[Char('R')], Action::Own(Own::Job(JobAction::Retry)), "Job", "carry out again what failed and changed nothing", "retry failed"),
    bind(&[S::Job], &[Char('z')], Action::Own(Own::Job(JobAction::TakeBack)), "Job", "a plan that takes back what was done", "undo"),
    bind(&[S::Journal], &[Char('z')], Action::Own(Own::Job(JobAction::TakeBack)), "Journal", "take this change back", "undo"),
    bind(&[S::Journal], &[Char('/')], Action::Sift, "Journal", "only whose name, id, field or reason has these words", "find"),
    bind(&[S::Job, S::Journal], &[Key::Enter], Action::Accept, "Choose", "open the user", "user"),
    bind(&[S::Jobs], &[Key::Enter], Action::Accept, "Choose", "open the job", "open"),
    bind(&[S::List, S::Plan, S::Job, S::Journal, S::Count], &[Ctrl('s')], Action::Save, "Save", "save to a file: .csv, .json or .md", "save"),
    bind(&[S::Typing], &[Key::Enter, Key::Tab], Action::Accept, "Choose", "take it", "take it"),
    // form, review, conflict
    bind(FORM, &[Key::Tab, Key::Down], Action::Move(Motion::Down), "Form", "next field", "next"),
    bind(&[S::FormChoice], &[Char('j')], Action::Move(Motion::Down), "Form", "next field", ""),
    bind(&[S::FormChoice], &[Char('k')], Action::Move(Motion::Up), "Form", "previous field", ""),
    bind(FORM, &[Key::BackTab, Key::Up], Action::Move(Motion::Up), "Form", "previous field", ""),
    bind(&[S::FormChoice], &[Char(' '), Key::Left, Key::Right], Action::Own(Own::Form(FormAction::Flip)), "Form", "the other value", "flip"),
    bind(FORM, &[Key::Enter], Action::Accept, "Form", "pick, or next field", "pick"),
    bind(FORM, &[Ctrl('x')], Action::Own(Own::Form(FormAction::Revert)), "Form", "revert this field", "revert field"),
    bind(FORM, &[Ctrl('s')], Action::Own(Own::Form(FormAction::Review)), "Form", "review what would be sent", "review"),
    bind(&[S::Review], &[Char('y')], Action::Own(Own::Review(ReviewAction::Send)), "Review", "send and verify", "send and verify"),
    bind(&[S::Review], &[Char('e')], Action::Own(Own::Review(ReviewAction::Form)), "Review", "back to the form", "back to form"),
    bind(&[S::Review], &[Char('J')], Action::Own(Own::Review(ReviewAction::Body)), "Review", "show the body", "body"),
    bind(&[S::Review], &[Char('c')], Action::Own(Own::Review(ReviewAction::Curl)), "Review", "copy as curl (token left out)", "curl"),
    bind(&[S::Review], &[Char('D')], Action::Own(Own::Review(ReviewAction::Discard)), "Review", "discard the draft", "discard"),
    bind(&[S::Conflict], &[Char('m')], Action::Own(Own::Conflict(ConflictAction::Mine)), "Conflict", "mine for this field", "mine"),
    bind(&[S::Conflict], &[Char('t')], Action::Own(Own::Conflict(ConflictAction::Theirs)), "Conflict", "theirs for this field", "theirs"),
    bind(&[S::Conflict], &[Char('r')], Action::Own(Own::Conflict(ConflictAction::Reload)), "Conflict", "theirs for all of these, keep my other edits", "reload form"),
    bind(&[S::SignIn], &[Key::Enter], Action::Accept, "Choose", "sign in", ""),
    bind(&[S::SignIn], &[Char('s')], Action::Own(Own::SignIn(SignInAction::Password)), "Sign in", "sign in with login ID and password", "sign in"),
    bind(&[S::SignIn], &[Char('o')], Action::Own(Own::SignIn(SignInAction::Other)), "Sign in", "sign in as somebody else", "as somebody else"),
    bind(&[S::SignIn], &[Char('t')], Action::Own(Own::SignIn(SignInAction::Token)), "Sign in", "paste a token of the portal", "paste a token"),
    bind(&[S::SignIn], &[Char('r')], Action::Own(Own::SignIn(SignInAction::Again)), "Sign in", "try the same once more", "try the same again"),
    bind(&[S::Several], &[Key::Enter], Action::Accept, "Choose", "mark or unmark; without a line under the cursor, done", "mark"),
    bind(&[S::Several], &[Key::Tab], Action::Own(Own::Mark(MarkAction::One)), "Choose", "mark or unmark, and on to the next", "mark, next"),
    bind(&[S::Several], &[Ctrl('x')], Action::Own(Own::Form(FormAction::Revert)), "Choose", "none of them: leave the field as it is", "none"),
    bind(&[S::Several], &[Ctrl('r')], Action::Own(Own::List(ListAction::Reload)), "Choose", "read the list again: 1 request", "read again"),
    // questions
    bind(&[S::YesNo], &[Char('y')], Action::Own(Own::Answer(Answer::Yes)), "Question", "yes", "yes"),
    bind(&[S::YesNo], &[Char('n'), Char('q')], Action::Own(Own::Answer(Answer::No)), "Question", "no", "no"),
    bind(&[S::Either], &[Char('1')], Action::Own(Own::Answer(Answer::First)), "Question", "the first", ""),
    bind(&[S::Either], &[Char('2')], Action::Own(Own::Answer(Answer::Second)), "Question", "the second", ""),
    bind(&[S::Filters], &[Char(' '), Key::Right, Char('l')], Action::Move(Motion::Right), "Filters", "next value", "change"),
    bind(&[S::Filters], &[Key::Left, Char('h')], Action::Move(Motion::Left), "Filters", "previous value", ""),
    bind(&[S::Filters], &[Char('X')], Action::Own(Own::List(ListAction::DropFilters)), "Filters", "any for all", "any for all"),
    bind(&[S::Line, S::Picker, S::Menu, S::Filters, S::Typed], &[Key::Enter], Action::Accept, "Choose", "take it", "take it"),
    // moving
    bind(MOVING, &[Char('j'), Key::Down], Action::Move(Motion::Down), "Move", "down", ""),
    bind(MOVING, &[Char('k'), Key::Up], Action::Move(Motion::Up), "Move", "up", ""),
    bind(MOVING, &[Char('g'), Key::Home], Action::Move(Motion::First), "Move", "first", ""),
    bind(MOVING, &[Char('G'), Key::End], Action::Move(Motion::Last), "Move", "last loaded", ""),
    bind(MOVING, &[Ctrl('d'), Key::PageDown], Action::Move(Motion::PageDown), "Move", "half a page down", ""),
    bind(MOVING, &[Ctrl('u'), Key::PageUp], Action::Move(Motion::PageUp), "Move", "half a page up", ""),
    bind(&[S::List], &[Char('h'), Key::Left], Action::Move(Motion::Left), "Move", "column cursor to the left", ""),
    bind(&[S::List], &[Char('l'), Key::Right], Action::Move(Motion::Right), "Move", "column cursor to the right", ""),
    bind(&[S::Line, S::Picker, S::Several], &[Key::Up], Action::Move(Motion::Up), "Move", "up, or the line before", ""),
    bind(&[S::Several], &[Key::Down], Action::Move(Motion::Down), "Move", "down", ""),
    bind(&[S::Several], &[Key::PageUp], Action::Move(Motion::PageUp), "Move", "half a page up", ""),
    bind(&[S::Several], &[Key::PageDown], Action::Move(Motion::PageDown), "Move", "half a page down", ""),
    bind(&[S::Line, S::Picker], &[Key::Down, Key::Tab], Action::Move(Motion::Down), "Move", "down, or complete", ""),
    // text
    bind(TYPING, &[Key::Backspace], Action::Type(InputRequest::DeletePrevChar), "Text", "delete before the cursor", ""),
    bind(TYPING, &[Key::Delete], Action::Type(InputRequest::DeleteNextChar), "Text", "delete under the cursor", ""),
    bind(TYPING, &[Key::Left], Action::Type(InputRequest::GoToPrevChar), "Text", "left", ""),
    bind(TYPING, &[Key::Right], Action::Type(InputRequest::GoToNextChar), "Text", "right", ""),
    bind(TYPING, &[Key::Home], Action::Type(InputRequest::GoToStart), "Text", "start of the line", ""),
    bind(TYPING, &[Key::End, Ctrl('e')], Action::Type(InputRequest::GoToEnd), "Text", "end of the line", ""),
    bind(TYPING, &[Ctrl('w')], Action::Type(InputRequest::DeletePrevWord), "Text", "delete the word before", ""),
    bind(TYPING, &[Ctrl('u')], Action::Type(InputRequest::DeleteLine), "Text", "clear the line", ""),
    bind(TYPING, &[Ctrl('k')], Action::Type(InputRequest::DeleteTillEnd), "Text", "delete to the end", ""),
    // leaving
    bind(&[S::List], &[Char('q')], Action::Own(Own::List(ListAction::Leave)), "Leave", "back, or quit", "quit"),
    bind(&[S::List], &[Key::Esc], Action::Back, "Leave", "back: stops loading, drops the find", ""),
    bind(&[S::Detail, S::Reader, S::Menu, S::Filters, S::Conflict, S::Plan, S::Job, S::Jobs, S::Journal, S::Columns, S::Count, S::Compare, S::SignIn], &[Key::Esc, Char('q')], Action::Back, "Leave", "back", "back"),
    bind(&[S::Opening], &[Key::Esc, Char('q')], Action::Back, "Leave", "stay with this profile", "stay here"),
    bind(&[S::Line, S::Picker, S::Several, S::FormText, S::FormChoice, S::Review, S::YesNo, S::Either, S::Typed, S::Typing], &[Key::Esc], Action::Back, "Leave", "back, nothing typed is lost", "back"),
    bind(&Scope::ALL, &[Ctrl('c')], Action::Program(Program::Interrupt), "Leave", "cancel; twice within 2 s quits", ""),
    bind(&Scope::ALL, &[Ctrl('l')], Action::Program(Program::Redraw), "Leave", "redraw", ""),
    bind(&Scope::ALL, &[Ctrl('z')], Action::Program(Program::Suspend), "Leave", "suspend", ""),
];

/// The bindings of `scope` as the program comes, in table order.
pub fn of(scope: Scope) -> impl Iterator<Item = &'static Binding> {
    BINDINGS
        .iter()
        .filter(move |binding| binding.scopes.contains(&scope))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_means_two_things_in_one_scope() {
        for scope in Scope::ALL {
            let mut seen = std::collections::HashSet::new();
            for key in of(scope).flat_map(|binding| binding.keys) {
                assert!(
                    seen.insert(key),
                    "{key} is bound twice in {}",
                    scope.title()
                );
            }
        }
    }

    #[test]
    fn where_text_is_typed_no_plain_character_is_a_key() {
        for scope in Scope::ALL.into_iter().filter(|scope| scope.takes_text()) {
            let mut keys = of(scope).flat_map(|binding| binding.keys);
            assert!(!keys.any(|key| matches!(key, Char(_))), "{}", scope.title());
        }
    }
}
