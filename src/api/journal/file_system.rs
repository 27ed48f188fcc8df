//! What the journal needs of a file system: one folder and the files in it.
//!
//! Invariant: nothing else under `journal` touches a file, so that a simulated disk can lose
//! power, fill up and lie in every place where a real one can.

use std::io;

/// One folder. Names are ours: no separators, no surprises.
pub trait FileSystem: Send + 'static {
    /// A file open for appending.
    type File: Send;

    /// The names of what is in the folder, in no order.
    ///
    /// # Errors
    /// What the system says.
    fn names(&self) -> io::Result<Vec<String>>;

    /// The whole content of a file.
    ///
    /// # Errors
    /// What the system says; that it is a link, or somebody else's.
    fn read(&self, name: &str) -> io::Result<Vec<u8>>;

    /// Makes an empty file. Its content outlives a power cut after [`FileSystem::sync`], its name
    /// after [`FileSystem::sync_names`].
    ///
    /// # Errors
    /// What the system says; also when there is one of that name.
    fn create(&self, name: &str) -> io::Result<Self::File>;

    /// Opens a file that is there.
    ///
    /// # Errors
    /// What the system says; that it is a link, or somebody else's.
    fn open(&self, name: &str) -> io::Result<Self::File>;

    /// Makes or opens a file and locks it until it is dropped; `None` = somebody else has it.
    ///
    /// # Errors
    /// What the system says.
    fn lock(&self, name: &str) -> io::Result<Option<Self::File>>;

    /// Appends all of `bytes`. After an error any part of them may be there.
    ///
    /// # Errors
    /// What the system says.
    fn append(&self, file: &mut Self::File, bytes: &[u8]) -> io::Result<()>;

    /// Cuts the file to its first `length` bytes.
    ///
    /// # Errors
    /// What the system says.
    fn truncate(&self, file: &mut Self::File, length: u64) -> io::Result<()>;

    /// Returns when the content is durable (`fdatasync`). After an error nobody knows how much is.
    ///
    /// # Errors
    /// What the system says.
    fn sync(&self, file: &mut Self::File) -> io::Result<()>;

    /// Returns when it is durable which files there are.
    ///
    /// # Errors
    /// What the system says.
    fn sync_names(&self) -> io::Result<()>;

    /// Gives a file another name, in place of the file that had it.
    ///
    /// # Errors
    /// What the system says.
    fn rename(&self, from: &str, to: &str) -> io::Result<()>;

    /// Removes a file.
    ///
    /// # Errors
    /// What the system says.
    fn remove(&self, name: &str) -> io::Result<()>;
}
