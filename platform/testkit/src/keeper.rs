//! Runs a helper program (a database server, a browser's driver) that ends with the test process, however that ends.
//!
//! A Rust static is never dropped and a killed process runs no code of its own, so neither can clean up. Instead a
//! small shell, in a process group of its own, reads a pipe that only the test process holds open: when the pipe
//! closes, the shell ends the program, whatever the program started, and removes its folder.

use std::io;
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// Arguments: folder, signal, then the program and its arguments. The program's words go to `FOLDER/log`.
/// Processes that the program started in groups of their own are known by the folder in their command line.
const SCRIPT: &str = r#"
trap : HUP INT TERM
dir=$1; signal=$2; shift 2
"$@" >"$dir/log" 2>&1 </dev/null 3<&- &
child=$!
echo "$child" >"$dir/pid"
cat >/dev/null
kill -s "$signal" "$child" 2>/dev/null
i=0; while kill -0 "$child" 2>/dev/null && [ $i -lt 50 ]; do sleep 0.1; i=$((i + 1)); done
for proc in /proc/[0-9]*; do
  pid=${proc#/proc/}
  [ "$pid" = "$$" ] && continue
  if grep -qsF "$dir/" "$proc/cmdline"; then kill -s KILL "$pid" 2>/dev/null; fi
done
i=0; while ! rm -rf "$dir" 2>/dev/null && [ $i -lt 50 ]; do sleep 0.1; i=$((i + 1)); done
"#;

/// A user without rights, for programs that refuse to run as root.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Owner {
    pub uid: u32,
    pub gid: u32,
}

/// A running program. Dropping it, or the end of this process, ends it.
#[derive(Debug)]
pub struct Kept {
    pub dir: PathBuf,
    /// Closing it is the signal to end.
    pipe: Option<ChildStdin>,
    shell: Mutex<Child>,
}

impl Kept {
    /// Starts `program` in `dir`, which must exist and will be removed. `signal` is how it is asked to end.
    pub fn start(
        dir: &Path,
        owner: Option<Owner>,
        signal: &str,
        program: &Path,
        args: &[&str],
    ) -> io::Result<Kept> {
        let mut command = Command::new("/bin/sh");
        command.args(["-c", SCRIPT, "keeper"]).arg(dir).arg(signal);
        command.arg(program).args(args).current_dir(dir);
        // Nothing of ours is inherited: a program that kept our output open would keep its reader waiting.
        command.stdin(Stdio::piped());
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command.process_group(0);
        run_as(&mut command, owner);
        let mut shell = command.spawn()?;
        Ok(Kept {
            dir: dir.to_path_buf(),
            pipe: shell.stdin.take(),
            shell: Mutex::new(shell),
        })
    }

    /// What the program has printed so far.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.dir.join("log")).unwrap_or_default()
    }

    /// True once the program itself has gone (its shell still waits to clean up).
    pub fn has_ended(&self) -> bool {
        let pid = std::fs::read_to_string(self.dir.join("pid")).unwrap_or_default();
        let pid = pid.trim();
        let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
        // A program that ended but is not yet waited for is a zombie: state Z after its name.
        !pid.is_empty() && (stat.is_empty() || stat.contains(") Z "))
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        drop(self.pipe.take());
        if let Ok(shell) = self.shell.get_mut() {
            let _ = shell.wait();
        }
    }
}

/// Makes `command` run as `owner`, where one is given (only root may).
pub fn run_as(command: &mut Command, owner: Option<Owner>) {
    if let Some(owner) = owner {
        command.uid(owner.uid).gid(owner.gid);
    }
}

/// A new empty folder that only its owner can read. Where `unprivileged` is asked and we are root, it belongs to
/// the user `postgres` or else `nobody`, who is returned.
pub fn folder(name: &str, unprivileged: bool) -> io::Result<(PathBuf, Option<Owner>)> {
    use std::os::unix::fs::DirBuilderExt;
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let number = NEXT.fetch_add(1, Ordering::SeqCst);
    let me = std::process::id();
    let dir = std::env::temp_dir().join(format!("zhen-{name}-{me}-{number}"));
    if dir.exists() {
        // Left by a process of the same number whose keeper was killed too.
        std::fs::remove_dir_all(&dir)?;
    }
    std::fs::DirBuilder::new().mode(0o700).create(&dir)?;
    let is_root = std::fs::metadata(&dir)?.uid() == 0;
    let owner = if unprivileged && is_root {
        let passwd = std::fs::read_to_string("/etc/passwd")?;
        ["postgres", "nobody"]
            .iter()
            .find_map(|user| find_user(&passwd, user))
    } else {
        None
    };
    if let Some(owner) = owner {
        chown(&dir, Some(owner.uid), Some(owner.gid))?;
    }
    Ok((dir, owner))
}

/// Asks `ready` every 20 ms, for at most `seconds`.
pub fn wait_for<T>(seconds: u32, mut ready: impl FnMut() -> Option<T>) -> Option<T> {
    for _ in 0..seconds * 50 {
        if let Some(answer) = ready() {
            return Some(answer);
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    None
}

/// The first of `names` found in the folders of PATH and then in `more`.
pub fn find_program(names: &[&str], more: &[PathBuf]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders: Vec<PathBuf> = std::env::split_paths(&path)
        .chain(more.iter().cloned())
        .collect();
    names.iter().find_map(|name| {
        let mut places = folders.iter().map(|folder| folder.join(name));
        places.find(|place| place.is_file())
    })
}

fn find_user(passwd: &str, user: &str) -> Option<Owner> {
    passwd.lines().find_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next()?;
        let uid = fields.nth(1)?.parse().ok()?;
        let gid = fields.next()?.parse().ok()?;
        (name == user).then_some(Owner { uid, gid })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kept_program_and_its_folder_end_with_its_holder() {
        let (dir, _) = folder("keeper", false).unwrap();
        let program = find_program(&["sleep"], &[]).unwrap();
        let kept = Kept::start(&dir, None, "TERM", &program, &["600"]).unwrap();
        let pid = wait_for(10, || {
            let pid = std::fs::read_to_string(dir.join("pid")).ok()?;
            pid.ends_with('\n').then(|| pid.trim().to_owned())
        });
        let proc = PathBuf::from(format!("/proc/{}", pid.unwrap()));
        assert!(proc.exists() && !kept.has_ended());
        drop(kept);
        assert!(!dir.exists(), "the folder is removed");
        assert!(wait_for(10, || (!proc.exists()).then_some(())).is_some());
    }

    #[test]
    fn a_user_is_read_from_the_password_file() {
        let passwd =
            "root:x:0:0:root:/root:/bin/bash\npostgres:x:101:104:PostgreSQL,,,:/var:/bin/bash\n";
        let owner = find_user(passwd, "postgres");
        assert_eq!(owner, Some(Owner { uid: 101, gid: 104 }));
        assert_eq!(find_user(passwd, "nobody"), None);
    }
}
