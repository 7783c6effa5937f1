//! The end of children whose harness was killed without a chance to end them (SIGKILL, out of memory).
//!
//! A small shell waits at a pipe whose other end only the harness has. It is told of every process group
//! and every temporary folder that comes and goes; when the pipe breaks, it ends and removes what is left.
//! The [`reaper`](super::reaper) does all of that itself as long as it lives.

use std::{
    io::{self, Write as _},
    os::unix::process::CommandExt as _,
    path::Path,
    process::{Child, ChildStdin, Command, Stdio},
};

/// Reads one change a line; at the end of input it acts on what is left. Folders may hold spaces, so lists
/// are split at line ends only.
const SCRIPT: &str = r#"
trap '' INT TERM HUP
LF='
'
without() { for one in $2; do [ "$one" = "$1" ] || printf '%s\n' "$one"; done; }
groups= folders=
while IFS=' ' read -r what it; do
  IFS=$LF
  case $what in
    born) groups="$groups$LF$it" ;;
    gone) groups=$(without "$it" "$groups") ;;
    made) folders="$folders$LF$it" ;;
    removed) folders=$(without "$it" "$folders") ;;
    done) groups= folders= ;;
  esac
done
IFS=$LF
for group in $groups; do kill -s KILL -- "-$group" 2>/dev/null; done
for folder in $folders; do
  for try in 1 2 3 4 5 6 7 8 9 10; do rm -rf -- "$folder" 2>/dev/null && break; sleep 0.1; done
done
"#;

/// The shell at the other end of the pipe. Dropping it lets it act on what it knows, and waits for that.
#[derive(Debug)]
pub(super) struct Watchdog {
    shell: Child,
    pipe: Option<ChildStdin>,
}

impl Watchdog {
    /// Starts it, in a process group of its own: a Ctrl-C for the harness is none for the shell.
    pub(super) fn start() -> io::Result<Self> {
        let mut shell = Command::new("sh")
            .args(["-c", SCRIPT])
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        let pipe = shell.stdin.take();
        Ok(Self { shell, pipe })
    }

    /// A process group has come.
    pub(super) fn born(&mut self, group: i32) {
        self.tell(&format!("born {group}\n"));
    }

    /// A process group is gone.
    pub(super) fn gone(&mut self, group: i32) {
        self.tell(&format!("gone {group}\n"));
    }

    /// A folder was made.
    pub(super) fn made(&mut self, folder: &Path) {
        self.tell(&format!("made {}\n", folder.display()));
    }

    /// A folder was removed.
    pub(super) fn removed(&mut self, folder: &Path) {
        self.tell(&format!("removed {}\n", folder.display()));
    }

    /// Everything is gone.
    pub(super) fn done(&mut self) {
        self.tell("done\n");
    }

    fn tell(&mut self, change: &str) {
        // Without its shell the harness still ends its children itself.
        if let Some(pipe) = &mut self.pipe
            && pipe.write_all(change.as_bytes()).is_err()
        {
            self.pipe = None;
        }
    }
}

impl Drop for Watchdog {
    fn drop(&mut self) {
        self.pipe = None;
        // It fails only for a child that is gone already.
        let _ = self.shell.wait();
    }
}
