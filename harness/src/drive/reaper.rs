//! Child processes, and their end: whatever the harness starts is gone when the harness is, and so are
//! the temporary folders they wrote to.
//!
//! Every child leads a process group of its own, so that its children (ChromeDriver's browser, the
//! server behind `npm start`) can be ended with it. A [`Family`] is one such group; dropping it kills
//! it. The [`Reaper`] knows every living family and every [`Scratch`] folder: the command line calls
//! [`Reaper::end_all`] when it is interrupted, and before it ends the process by any way that runs no
//! destructors. A [watchdog](super::watchdog) does it where the harness itself is killed.

use std::{
    collections::BTreeSet,
    io,
    path::{Path, PathBuf},
    process::ExitStatus,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use rustix::process::{Pid, Signal, getpgid, kill_process, kill_process_group};
use tokio::process::{Child, Command};

use super::watchdog::Watchdog;
use crate::clock::{self, Deadline};

/// Everything started or made and not yet ended or removed. Clones share the registry.
#[derive(Clone, Debug, Default)]
pub struct Reaper {
    // A std mutex: held for a set operation, never over an await.
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
struct State {
    groups: BTreeSet<i32>,
    folders: BTreeSet<PathBuf>,
    watchdog: Option<Watchdog>,
}

impl State {
    /// The watchdog, started when there is something to watch.
    fn watchdog(&mut self) -> Option<&mut Watchdog> {
        if self.watchdog.is_none() {
            match Watchdog::start() {
                Ok(watchdog) => self.watchdog = Some(watchdog),
                Err(cause) => {
                    tracing::warn!(%cause, "nobody will clean up if the harness is killed");
                }
            }
        }
        self.watchdog.as_mut()
    }

    fn born(&mut self, group: i32) {
        self.groups.insert(group);
        if let Some(watchdog) = self.watchdog() {
            watchdog.born(group);
        }
    }

    fn gone(&mut self, group: i32) {
        if self.groups.remove(&group)
            && let Some(watchdog) = &mut self.watchdog
        {
            watchdog.gone(group);
        }
    }

    fn made(&mut self, folder: &Path) {
        self.folders.insert(folder.to_owned());
        if let Some(watchdog) = self.watchdog() {
            watchdog.made(folder);
        }
    }

    fn removed(&mut self, folder: &Path) {
        if self.folders.remove(folder)
            && let Some(watchdog) = &mut self.watchdog
        {
            watchdog.removed(folder);
        }
    }
}

impl Reaper {
    /// Nothing started yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Starts a command as the leader of its own process group.
    pub fn spawn(&self, command: &mut Command) -> io::Result<Family> {
        let child = command.process_group(0).kill_on_drop(true).spawn()?;
        let group = child
            .id()
            .and_then(|id| Pid::from_raw(i32::try_from(id).ok()?))
            .ok_or_else(|| io::Error::other("the child ended before it could be named"))?;
        self.state().born(group.as_raw_pid());
        Ok(Family {
            child,
            group,
            reaper: self.clone(),
        })
    }

    /// A new temporary folder for processes to write to.
    pub fn scratch(&self) -> io::Result<Scratch> {
        // Short: Chrome puts sockets in there, whose paths may have some 100 characters.
        let folder = tempfile::Builder::new()
            .prefix("harness-")
            .tempdir()?
            .keep();
        self.state().made(&folder);
        Ok(Scratch {
            folder,
            reaper: self.clone(),
        })
    }

    /// Kills every living family at once, and removes what they wrote. Meant for an interrupt: nobody
    /// is asked to end nicely.
    pub fn end_all(&self) {
        let State {
            groups,
            folders,
            watchdog,
        } = std::mem::take(&mut *self.state());
        for group in groups.into_iter().filter_map(Pid::from_raw) {
            kill(group);
        }
        for folder in folders {
            remove(&folder);
        }
        if let Some(mut watchdog) = watchdog {
            watchdog.done();
        }
    }

    /// The process groups that live.
    pub fn living(&self) -> Vec<i32> {
        self.state().groups.iter().copied().collect()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A temporary folder that processes write to. Dropping it removes it: drop the processes first.
#[derive(Debug)]
pub struct Scratch {
    folder: PathBuf,
    reaper: Reaper,
}

impl Scratch {
    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.folder
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        remove(&self.folder);
        self.reaper.state().removed(&self.folder);
    }
}

/// Removes a folder that killed processes may still be writing to: they are not gone at once.
fn remove(folder: &Path) {
    const TRIES: usize = 40;
    for _ in 0..TRIES {
        match std::fs::remove_dir_all(folder) {
            Ok(()) => return,
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => return,
            Err(_) => clock::block_briefly(),
        }
    }
    tracing::warn!(folder = %folder.display(), "a temporary folder is left behind");
}

/// A child and all of its descendants that stayed in its process group. Dropping it kills them.
#[derive(Debug)]
pub struct Family {
    child: Child,
    group: Pid,
    reaper: Reaper,
}

impl Family {
    /// The child itself, to take its pipes.
    pub fn child(&mut self) -> &mut Child {
        &mut self.child
    }

    /// The process id of the child, which is also the id of the group.
    pub fn id(&self) -> i32 {
        self.group.as_raw_pid()
    }

    /// How the child ended, if it did.
    pub fn exited(&mut self) -> io::Result<Option<ExitStatus>> {
        self.child.try_wait()
    }

    /// Kills one member, if it is one: a process id may have been given to a stranger since.
    pub fn kill_member(&self, id: i32) {
        if let Some(member) = Pid::from_raw(id)
            && getpgid(Some(member)) == Ok(self.group)
        {
            // It may end by itself in between: then there is nothing left to do.
            let _ = kill_process(member, Signal::KILL);
        }
    }

    /// Asks the whole family to end (SIGTERM), and kills what is left after the grace.
    pub async fn stop(mut self, grace: Duration) -> io::Result<Option<ExitStatus>> {
        let _ = kill_process_group(self.group, Signal::TERM);
        let status = clock::by(Deadline::after(grace), self.child.wait())
            .await
            .transpose()?;
        kill(self.group);
        Ok(status.or(self.child.try_wait()?))
    }

    /// Waits until the child ends by itself.
    pub async fn wait(&mut self) -> io::Result<ExitStatus> {
        self.child.wait().await
    }
}

impl Drop for Family {
    fn drop(&mut self) {
        kill(self.group);
        self.reaper.state().gone(self.group.as_raw_pid());
    }
}

fn kill(group: Pid) {
    // The only failure left is that nobody is there any more.
    let _ = kill_process_group(group, Signal::KILL);
}

#[cfg(test)]
mod tests {
    use std::{path::Path, process::Stdio};

    use tokio::io::{AsyncBufReadExt, BufReader};

    use super::*;
    use crate::clock::Pace;

    /// A shell with a child that would outlive it, and that child's process id.
    async fn family(reaper: &Reaper) -> (Family, i32) {
        let mut command = Command::new("sh");
        command
            .args(["-c", "sleep 300 & echo $!; wait"])
            .stdout(Stdio::piped());
        let mut family = reaper.spawn(&mut command).unwrap();
        let out = family.child().stdout.take().unwrap();
        let line = BufReader::new(out)
            .lines()
            .next_line()
            .await
            .unwrap()
            .unwrap();
        (family, line.parse().unwrap())
    }

    /// Whether a process runs: a dead one that nobody has waited for yet does not.
    fn runs(id: i32) -> bool {
        std::fs::read_to_string(Path::new("/proc").join(id.to_string()).join("stat"))
            .is_ok_and(|stat| !stat.contains(") Z "))
    }

    async fn ends(id: i32) -> bool {
        let mut pace = Pace::brisk(Deadline::after(Duration::from_secs(10)));
        while runs(id) {
            if !pace.wait().await {
                return false;
            }
        }
        true
    }

    #[tokio::test]
    async fn dropping_a_family_kills_grandchildren() {
        let reaper = Reaper::new();
        let (family, grandchild) = family(&reaper).await;
        assert!(runs(grandchild));
        assert_eq!(reaper.living(), [family.id()]);
        drop(family);
        assert!(ends(grandchild).await);
        assert!(reaper.living().is_empty());
    }

    #[tokio::test]
    async fn an_interrupt_kills_every_family() {
        let reaper = Reaper::new();
        let (_one, first) = family(&reaper).await;
        let (_two, second) = family(&reaper).await;
        reaper.end_all();
        assert!(ends(first).await);
        assert!(ends(second).await);
    }

    #[tokio::test]
    async fn stopping_is_nice_first_and_kills_what_ignores_it() {
        let reaper = Reaper::new();
        let (nice, _) = family(&reaper).await;
        nice.stop(Duration::from_secs(10)).await.unwrap().unwrap();

        let mut deaf = Command::new("sh");
        deaf.args(["-c", "trap '' TERM; echo deaf; while :; do sleep 300; done"])
            .stdout(Stdio::piped());
        let mut deaf = reaper.spawn(&mut deaf).unwrap();
        let out = deaf.child().stdout.take().unwrap();
        BufReader::new(out).lines().next_line().await.unwrap();
        let id = deaf.id();
        deaf.stop(Duration::ZERO).await.unwrap();
        assert!(ends(id).await);
    }

    #[test]
    fn folders_go_with_their_owner_or_at_an_interrupt() {
        let reaper = Reaper::new();
        let (one, other) = (reaper.scratch().unwrap(), reaper.scratch().unwrap());
        std::fs::write(one.path().join("file"), "text").unwrap();
        let (first, second) = (one.path().to_owned(), other.path().to_owned());
        drop(one);
        assert!(!first.exists() && second.exists());
        reaper.end_all();
        assert!(!second.exists());
    }

    #[tokio::test]
    async fn strangers_are_not_killed() {
        let reaper = Reaper::new();
        let (one, mine) = family(&reaper).await;
        let (_two, stranger) = family(&reaper).await;
        one.kill_member(stranger);
        one.kill_member(mine);
        assert!(ends(mine).await);
        assert!(runs(stranger));
    }
}
