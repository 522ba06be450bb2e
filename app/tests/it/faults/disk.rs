//! The disk that forgets (`shim.c`), compiled once and put before the C library of a child process.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

/// The compiled library.
pub fn shim() -> &'static Path {
    static SHIM: OnceLock<PathBuf> = OnceLock::new();
    SHIM.get_or_init(|| {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/faults/shim.c");
        let target = Path::new(env!("CARGO_TARGET_TMPDIR"));
        std::fs::create_dir_all(target).unwrap();
        // Made apart and moved, so that two runs at once do not read each other's half.
        let part = target.join(format!("shim-{}.so", std::process::id()));
        let status = Command::new("cc")
            .args(["-shared", "-fPIC", "-O1", "-Wall", "-Wextra", "-Werror"])
            .arg("-o")
            .args([&part, &source])
            .status()
            .unwrap();
        assert!(status.success(), "the C compiler refuses shim.c");
        let whole = target.join("shim.so");
        std::fs::rename(&part, &whole).unwrap();
        whole
    })
}

/// A folder whose files are watched, with what stands beside it; gone when it is dropped.
pub struct Disk {
    home: PathBuf,
    settings: Vec<(&'static str, String)>,
}

/// How a child ended.
pub struct Ended {
    pub code: Option<i32>,
    pub said: String,
    /// What the library wrote down, line by line.
    pub log: Vec<String>,
    /// What the child answered for, line by line.
    pub answers: Vec<String>,
}

/// The exit code of a power cut.
pub const CUT: i32 = 137;

impl Disk {
    /// An empty one.
    pub fn new() -> Disk {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::SeqCst);
        // Memory where there is some to write to: what is lost here is lost by the library's rules, not by the
        // machine's, and whoever judges afterwards need not wait for a real disk.
        let memory = Path::new("/dev/shm");
        let is_usable = std::fs::metadata(memory).is_ok_and(|meta| !meta.permissions().readonly());
        let base = if is_usable {
            memory.to_owned()
        } else {
            std::env::temp_dir()
        };
        let home = base
            .canonicalize()
            .unwrap()
            .join(format!("zhen-faults-{}-{number}", std::process::id()));
        if number == 0 {
            sweep(&base);
        }
        drop(std::fs::remove_dir_all(&home));
        for folder in ["disk", "save"] {
            std::fs::create_dir_all(home.join(folder)).unwrap();
        }
        Disk {
            home,
            settings: Vec::new(),
        }
    }

    /// With copies of all files of `from`.
    pub fn of(from: &Path) -> Disk {
        let disk = Disk::new();
        copy(from, &disk.folder());
        disk
    }

    /// The folder that is watched.
    pub fn folder(&self) -> PathBuf {
        self.home.join("disk")
    }

    /// A file beside it.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.home.join(name)
    }

    /// A setting of the library: `CUT`, `KEEP` and so on.
    pub fn set(&mut self, name: &'static str, value: impl ToString) {
        self.settings.retain(|(known, _)| *known != name);
        self.settings.push((name, value.to_string()));
    }

    /// `command` on this disk.
    pub fn under(&self, command: &mut Command) {
        let here = |name: &str| self.beside(name).display().to_string();
        command
            .env("LD_PRELOAD", shim())
            .env("SHIM_ROOT", here("disk"))
            .env("SHIM_SAVE", here("save"))
            .env("SHIM_LOG", here("log"))
            .env("SHIM_ACK", here("answers"))
            .stdin(Stdio::null());
        for (name, value) in &self.settings {
            command.env(format!("SHIM_{name}"), value);
        }
    }

    /// This test program again, with nothing but the scene `scene` to play.
    pub fn play(&self, scene: &str) -> Ended {
        let mut command = self.scene(scene, &self.folder());
        self.under(&mut command);
        self.ended(&mut command)
    }

    /// The afternoon in a folder on a real disk, from which `filler` may be removed to make room.
    pub fn play_on(&self, folder: &Path, filler: Option<&Path>) -> Ended {
        let mut command = self.scene("walk", folder);
        if let Some(filler) = filler {
            command.env("FAULTS_FILLER", filler);
        }
        self.ended(&mut command)
    }

    fn scene(&self, scene: &str, folder: &Path) -> Command {
        for file in ["log", "answers"] {
            drop(std::fs::remove_file(self.beside(file)));
        }
        let mut command = Command::new(std::env::current_exe().unwrap());
        command
            .args(["faults::walk::a_scene_that_another_test_plays", "--exact"])
            .args(["--nocapture", "--test-threads=1"])
            .env("FAULTS_SCENE", scene)
            .env("FAULTS_FOLDER", folder)
            .env("FAULTS_ANSWERS", self.beside("answers"));
        command
    }

    fn ended(&self, command: &mut Command) -> Ended {
        let output = command.output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Ended {
            code: output.status.code(),
            said: text(&output.stdout) + &text(&output.stderr),
            log: self.log(),
            answers: lines(&self.beside("answers")),
        }
    }

    pub fn log(&self) -> Vec<String> {
        lines(&self.beside("log"))
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        // Kept for whoever looks for the cause.
        if !std::thread::panicking() {
            drop(std::fs::remove_dir_all(&self.home));
        }
    }
}

fn lines(path: &Path) -> Vec<String> {
    let text = std::fs::read(path).unwrap_or_default();
    let text = String::from_utf8_lossy(&text).into_owned();
    text.lines().map(str::to_owned).collect()
}

/// Folders of runs that are over: what the whole run shares is never dropped, and a failure keeps its own.
fn sweep(base: &Path) {
    for entry in std::fs::read_dir(base).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let run = name
            .strip_prefix("zhen-faults-")
            .and_then(|rest| rest.split('-').next());
        if run.is_some_and(|run| !Path::new("/proc").join(run).exists()) {
            drop(std::fs::remove_dir_all(entry.path()));
        }
    }
}

/// All files of a folder, and of those in it.
pub fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let into = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &into);
        } else {
            std::fs::copy(entry.path(), into).unwrap();
        }
    }
}
