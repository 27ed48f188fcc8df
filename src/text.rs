//! Untrusted text → what may be shown.
