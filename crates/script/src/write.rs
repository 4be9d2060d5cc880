//! Writing files whole or not at all.

use std::io::{self, Write};
use std::path::Path;

use crate::error::ScriptError;
use crate::source::Codec;

/// Encodes a text in the encoding of the configuration.
pub(crate) fn encode(text: &str, encoding: &str) -> Result<Vec<u8>, ScriptError> {
    let codec = Codec::find(encoding).ok_or_else(|| ScriptError::UnknownEncoding {
        encoding: encoding.to_owned(),
    })?;
    codec
        .encode(text)
        .map_err(|character| ScriptError::CannotEncode {
            encoding: encoding.to_owned(),
            character,
        })
}

/// Writes a file by way of a temporary file beside it, so that nobody ever sees half of it.
///
/// # Errors
///
/// Fails, naming the file, when the folder cannot be written.
pub fn write_file(path: &Path, content: &[u8]) -> Result<(), ScriptError> {
    write_beside(path, content).map_err(|source| ScriptError::CannotWrite {
        path: path.to_owned(),
        reason: reason(&source),
    })
}

fn write_beside(path: &Path, content: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(".alembic-").suffix(".tmp");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // As for any new file, the user's mask is taken from these.
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(content)?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// Removes the name of the temporary file from what the system says, as users know only the file.
fn reason(error: &io::Error) -> String {
    error
        .to_string()
        .split(" at path ")
        .next()
        .unwrap_or_default()
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::{encode, write_file};

    #[test]
    fn replaces_a_file_and_leaves_nothing_else() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("a.py");
        for text in ["one", "two"] {
            write_file(&path, text.as_bytes()).expect("the folder can be written");
            assert_eq!(fs_err::read_to_string(&path).expect("it is there"), text);
        }
        let count = fs_err::read_dir(folder.path())
            .expect("it can be listed")
            .count();
        assert_eq!(count, 1);
    }

    #[cfg(unix)]
    #[test]
    fn a_new_file_can_be_read_by_others_as_usual() {
        use std::os::unix::fs::PermissionsExt;

        let folder = tempfile::tempdir().expect("a temporary folder");
        let (ours, usual) = (folder.path().join("a"), folder.path().join("b"));
        write_file(&ours, b"").expect("the folder can be written");
        fs_err::write(&usual, b"").expect("the folder can be written");
        let mode = |path| {
            fs_err::metadata(path)
                .expect("it is there")
                .permissions()
                .mode()
        };
        assert_eq!(mode(ours), mode(usual));
    }

    #[test]
    fn says_what_cannot_be_written() {
        let error = write_file("/no/such/folder/a.py".as_ref(), b"").expect_err("no folder");
        assert_eq!(
            error.to_string(),
            "Can't write /no/such/folder/a.py: No such file or directory (os error 2)"
        );
        let error = encode("a€", "latin-1").expect_err("no euro sign");
        assert_eq!(
            error.to_string(),
            "The encoding 'latin-1' has no character '€'"
        );
        let error = encode("a", "klingon").expect_err("no such encoding");
        assert_eq!(error.to_string(), "unknown encoding: klingon");
    }
}
