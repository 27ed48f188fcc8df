//! What only one screen understands, and that each such wish is an action like any other.

use super::{
    Action, Answer, ConflictAction, FormAction, JobAction, ListAction, MarkAction, Motion,
    PlanAction, ReviewAction, Show, SignInAction, WriteAction,
};

/// What only one screen or layer understands; the others let it pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Own {
    /// Something about the list.
    List(ListAction),
    /// Open something to look at.
    Show(Show),
    /// Mark users.
    Mark(MarkAction),
    /// Change a user.
    Write(WriteAction),
    /// Something about the form.
    Form(FormAction),
    /// Something about the review of a form.
    Review(ReviewAction),
    /// Something about a conflict.
    Conflict(ConflictAction),
    /// Answer a question.
    Answer(Answer),
    /// Something about a plan that is being looked at.
    Plan(PlanAction),
    /// Something about a job.
    Job(JobAction),
    /// Something about signing in.
    SignIn(SignInAction),
}

impl From<ListAction> for Action {
    fn from(wish: ListAction) -> Self {
        Self::Own(Own::List(wish))
    }
}

impl From<Show> for Action {
    fn from(wish: Show) -> Self {
        Self::Own(Own::Show(wish))
    }
}

impl From<MarkAction> for Action {
    fn from(wish: MarkAction) -> Self {
        Self::Own(Own::Mark(wish))
    }
}

impl From<WriteAction> for Action {
    fn from(wish: WriteAction) -> Self {
        Self::Own(Own::Write(wish))
    }
}

impl From<FormAction> for Action {
    fn from(wish: FormAction) -> Self {
        Self::Own(Own::Form(wish))
    }
}

impl From<ReviewAction> for Action {
    fn from(wish: ReviewAction) -> Self {
        Self::Own(Own::Review(wish))
    }
}

impl From<ConflictAction> for Action {
    fn from(wish: ConflictAction) -> Self {
        Self::Own(Own::Conflict(wish))
    }
}

impl From<PlanAction> for Action {
    fn from(wish: PlanAction) -> Self {
        Self::Own(Own::Plan(wish))
    }
}

impl From<JobAction> for Action {
    fn from(wish: JobAction) -> Self {
        Self::Own(Own::Job(wish))
    }
}

impl From<SignInAction> for Action {
    fn from(wish: SignInAction) -> Self {
        Self::Own(Own::SignIn(wish))
    }
}

impl From<Motion> for Action {
    fn from(motion: Motion) -> Self {
        Self::Move(motion)
    }
}
