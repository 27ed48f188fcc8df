//! The real file system: a folder of our own that nobody else can read.
//!
//! Invariants: folders are 0700 and files 0600 whatever the umask; what is a link, no plain file,
//! or belongs to somebody else is refused and left as it is.

use std::fs::{self, File, TryLockError};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use super::Place;
use super::file_system::FileSystem;

/// A folder on a disk.
#[derive(Debug)]
pub struct Disk {
    folder: PathBuf,
    /// Files are opened below this, wherever the path leads meanwhile.
    handle: File,
}

/// What a file is opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Purpose {
    Read,
    Append,
    /// There must be none yet.
    Create,
    /// There may be one.
    Lock,
}

impl Disk {
    /// Opens the folder of a journal, and makes what is missing of it.
    ///
    /// # Errors
    /// A sentence: it is a link, belongs to somebody else, or cannot be made.
    pub fn open(place: &Place) -> io::Result<Self> {
        Self::make(&place.folders())
    }

    /// The same for the last of three folders, each in the one before; what is in the first beside
    /// the second is none of ours.
    pub(in crate::api) fn make([data, kind, own]: &[PathBuf; 3]) -> io::Result<Self> {
        if let Some(parent) = data.parent() {
            parents(parent).map_err(|error| about(parent, &error))?;
        }
        folder(data).map_err(|error| about(data, &error))?;
        let mut handle = None;
        for path in [kind, own] {
            let opened = folder(path).and_then(|file| private(&file, 0o700).map(|()| file));
            handle = Some(opened.map_err(|error| about(path, &error))?);
        }
        Ok(Self {
            folder: own.clone(),
            handle: handle.expect("there are two folders"),
        })
    }

    /// Opens the folder of a journal to read it, and makes nothing. `None` = there is none.
    ///
    /// # Errors
    /// A sentence: it is a link, belongs to somebody else, or cannot be opened.
    pub fn look(place: &Place) -> io::Result<Option<Self>> {
        Self::look_into(&place.folders())
    }

    /// The same for the last of three folders, each in the one before.
    pub(in crate::api) fn look_into(folders: &[PathBuf; 3]) -> io::Result<Option<Self>> {
        let mut last = None;
        for path in folders {
            match existing(path) {
                Ok(handle) => last = Some((path.clone(), handle)),
                Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
                Err(error) => return Err(about(path, &error)),
            }
        }
        Ok(last.map(|(folder, handle)| Self { folder, handle }))
    }

    fn file(&self, name: &str, purpose: Purpose) -> io::Result<File> {
        let path = self.folder.join(name);
        let open = || {
            let file = open_at(&self.handle, &path, name, purpose)?;
            if !file.metadata()?.is_file() {
                return Err(io::Error::other("it is not a plain file"));
            }
            own(&file)?;
            private(&file, 0o600)?;
            Ok(file)
        };
        open().map_err(|error| about(&path, &error))
    }
}

impl FileSystem for Disk {
    type File = File;

    fn names(&self) -> io::Result<Vec<String>> {
        let entries = fs::read_dir(&self.folder).map_err(|error| about(&self.folder, &error))?;
        // A name that is no text is none of ours.
        entries
            .filter_map(|entry| {
                entry
                    .map(|entry| entry.file_name().into_string().ok())
                    .transpose()
            })
            .collect()
    }

    fn read(&self, name: &str) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.file(name, Purpose::Read)?.read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    fn create(&self, name: &str) -> io::Result<File> {
        self.file(name, Purpose::Create)
    }

    fn open(&self, name: &str) -> io::Result<File> {
        self.file(name, Purpose::Append)
    }

    fn lock(&self, name: &str) -> io::Result<Option<File>> {
        let file = self.file(name, Purpose::Lock)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(file)),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }

    fn append(&self, file: &mut File, bytes: &[u8]) -> io::Result<()> {
        file.write_all(bytes)
    }

    fn truncate(&self, file: &mut File, length: u64) -> io::Result<()> {
        file.set_len(length)
    }

    fn sync(&self, file: &mut File) -> io::Result<()> {
        file.sync_data()
    }

    fn sync_names(&self) -> io::Result<()> {
        // Only Unix needs, and can do, this.
        if cfg!(unix) {
            self.handle.sync_all()
        } else {
            Ok(())
        }
    }

    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        fs::rename(self.folder.join(from), self.folder.join(to))
    }

    fn remove(&self, name: &str) -> io::Result<()> {
        fs::remove_file(self.folder.join(name))
    }
}

/// The same error with the path in front.
fn about(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("\"{}\": {error}", path.display()))
}

/// Makes the folders above the data directory, as far as they are missing.
fn parents(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(path)
}

#[cfg(unix)]
fn folder(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::PermissionsExt;

    use rustix::fs::{CWD, Mode, mkdirat};

    match mkdirat(CWD, path, Mode::RWXU) {
        // The umask may have taken even our own permissions.
        Ok(()) => fs::set_permissions(path, PermissionsExt::from_mode(0o700))?,
        Err(rustix::io::Errno::EXIST) => {}
        Err(error) => return Err(error.into()),
    }
    existing(path)
}

/// Opens a folder that is there, is no link and is ours.
#[cfg(unix)]
fn existing(path: &Path) -> io::Result<File> {
    use rustix::fs::{CWD, Mode, OFlags, openat};

    let flags = OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC | OFlags::RDONLY;
    let folder = match openat(CWD, path, flags, Mode::empty()) {
        Ok(folder) => File::from(folder),
        // Linux says "not a directory" of a link that must not be followed.
        Err(_) if path.is_symlink() => return Err(link()),
        Err(error) => return Err(error.into()),
    };
    own(&folder)?;
    Ok(folder)
}

#[cfg(unix)]
fn open_at(folder: &File, path: &Path, name: &str, purpose: Purpose) -> io::Result<File> {
    use rustix::fs::{Mode, OFlags, openat};

    let flags = match purpose {
        Purpose::Read => OFlags::RDONLY,
        Purpose::Append => OFlags::RDWR | OFlags::APPEND,
        Purpose::Create => OFlags::RDWR | OFlags::APPEND | OFlags::CREATE | OFlags::EXCL,
        Purpose::Lock => OFlags::RDWR | OFlags::APPEND | OFlags::CREATE,
    };
    // Not to hang on a pipe that was put here.
    let flags = flags | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
    match openat(folder, name, flags, Mode::RUSR | Mode::WUSR) {
        Ok(file) => Ok(File::from(file)),
        Err(_) if path.is_symlink() => Err(link()),
        Err(error) => Err(error.into()),
    }
}

#[cfg(unix)]
fn link() -> io::Error {
    io::Error::other("it is a symbolic link, which could lead anywhere")
}

/// Refuses what belongs to somebody else.
#[cfg(unix)]
fn own(file: &File) -> io::Result<()> {
    use std::os::unix::fs::MetadataExt;

    match file.metadata()?.uid() == rustix::process::geteuid().as_raw() {
        true => Ok(()),
        false => Err(io::Error::other("it belongs to another user")),
    }
}

/// Sets the permissions, whatever the umask made of them and whoever set them before.
#[cfg(unix)]
fn private(file: &File, mode: u32) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;

    match file.metadata()?.permissions().mode() & 0o777 == mode {
        true => Ok(()),
        false => file.set_permissions(PermissionsExt::from_mode(mode)),
    }
}

#[cfg(not(unix))]
fn folder(path: &Path) -> io::Result<File> {
    fs::create_dir_all(path)?;
    existing(path)
}

#[cfg(not(unix))]
fn existing(path: &Path) -> io::Result<File> {
    use std::os::windows::fs::OpenOptionsExt;

    // A folder opens only with FILE_FLAG_BACKUP_SEMANTICS.
    fs::OpenOptions::new()
        .read(true)
        .custom_flags(0x0200_0000)
        .open(path)
}

#[cfg(not(unix))]
fn open_at(_: &File, path: &Path, _: &str, purpose: Purpose) -> io::Result<File> {
    let mut options = fs::OpenOptions::new();
    match purpose {
        Purpose::Read => options.read(true),
        Purpose::Append => options.read(true).append(true),
        Purpose::Create => options.read(true).append(true).create_new(true),
        Purpose::Lock => options.read(true).append(true).create(true),
    };
    options.open(path)
}

#[cfg(not(unix))]
fn own(_: &File) -> io::Result<()> {
    Ok(())
}

#[cfg(not(unix))]
fn private(_: &File, _: u32) -> io::Result<()> {
    Ok(())
}
