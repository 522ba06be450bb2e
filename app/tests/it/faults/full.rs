//! The disk is full: what is said, what is kept, and that the work goes on when there is room again.

use super::disk::{Disk, Ended, copy};
use super::judge::{Answers, judge};
use super::office::prepared;
use super::power::left;
use std::path::PathBuf;
use std::process::Command;
use testkit::SeededRng;

const TRIES: u64 = 30;

/// Bytes that an afternoon needs: what is written beyond the ends of files.
fn growth() -> u64 {
    let mut disk = Disk::of(prepared());
    let plenty = 1 << 40;
    disk.set("SPACE", plenty);
    let ended = disk.play("walk");
    assert_eq!(ended.code, Some(0), "{}", ended.said);
    let room = ended
        .log
        .iter()
        .filter_map(|line| line.strip_prefix("room "));
    plenty - room.map(|left| left.parse::<u64>().unwrap()).min().unwrap()
}

/// What was told to those who were not answered: each was told why. How many they were.
fn told_why(ended: &Ended) -> usize {
    let faults = ended.answers.iter().filter(|line| line.contains("\tnot\t"));
    let faults: Vec<&String> = faults.collect();
    for fault in &faults {
        assert!(fault.contains("\tthe disk is full: "), "{fault}");
    }
    faults.len()
}

/// Wherever the room ends: who was answered keeps his answer, who was not is told why, presses again when there is
/// room, and in the end all is as if there had always been room.
#[test]
fn a_full_disk_is_told_and_loses_nothing() {
    let (dice, needed) = (SeededRng::new(6), growth());
    let mut told = 0;
    for _ in 0..TRIES {
        let mut disk = Disk::of(prepared());
        let space = dice.below(needed);
        disk.set("SPACE", space);
        let ended = disk.play("walk");
        assert_eq!(ended.code, Some(0), "SPACE={space}: {}", ended.said);
        assert!(ended.log.iter().any(|line| line.starts_with("full ")));
        told += told_why(&ended);
        judge(&disk.folder(), &Answers::read(&ended.answers), left());
    }
    assert!(told >= 20, "{told}");
}

/// A small disk in memory; taken away when it is dropped, as soon as nothing holds a file on it.
struct Small(PathBuf);

impl Small {
    /// Nothing where we may not mount.
    fn mount(disk: &Disk, kib: u64) -> Option<Small> {
        let place = disk.beside("small");
        std::fs::create_dir(&place).unwrap();
        let size = format!("size={kib}k");
        let args = ["-t", "tmpfs", "-o", size.as_str(), "tmpfs"];
        let done = Command::new("mount").args(args).arg(&place).output();
        done.is_ok_and(|out| out.status.success())
            .then_some(Small(place))
    }
}

impl Drop for Small {
    fn drop(&mut self) {
        drop(Command::new("umount").arg("-l").arg(&self.0).status());
    }
}

/// The same on a disk that is really full, without the library's help.
#[test]
fn a_small_disk_fills_up_and_is_emptied_again() {
    let mut told = 0;
    for free in [0, 8, 40, 100, 300, 600] {
        let disk = Disk::new();
        let Some(small) = Small::mount(&disk, 16 * 1024) else {
            testkit::require::missing("mount", "only root may mount a small disk");
            return;
        };
        let (folder, filler) = (small.0.join("disk"), small.0.join("filler"));
        copy(prepared(), &folder);
        fill(&filler, free);
        let ended = disk.play_on(&folder, Some(&filler));
        assert_eq!(ended.code, Some(0), "{}", ended.said);
        told += told_why(&ended);
        judge(&folder, &Answers::read(&ended.answers), left());
    }
    assert!(told >= 4, "{told}");
}

/// Writes until nothing goes on, then gives `free` KiB back.
fn fill(filler: &std::path::Path, free: u64) {
    use std::io::Write;
    let mut file = std::fs::File::create(filler).unwrap();
    while file.write_all(&[1; 4096]).is_ok() {}
    let bytes = file.metadata().unwrap().len();
    file.set_len(bytes.saturating_sub(free * 1024)).unwrap();
}
