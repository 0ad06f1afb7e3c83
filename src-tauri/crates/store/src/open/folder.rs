//! What the system says of the folder that the database is in.

use std::path::Path;

use domain::folder::FolderRisk;

use super::files;

/// What speaks against the folder of a database, behind whatever leads there. What the system does not say is no reason to
/// think ill of it.
pub(crate) fn risk(database: &Path) -> Option<FolderRisk> {
    // On Windows a letter that stands for a share becomes the share.
    let folder = files::folder(database).canonicalize().ok()?;
    let home = std::env::home_dir().and_then(|home| home.canonicalize().ok());
    let home = home.as_deref().map(Path::to_string_lossy);
    FolderRisk::of(&folder.to_string_lossy(), home.as_deref(), file_system(&folder).as_deref())
}

#[cfg(target_os = "linux")]
fn file_system(folder: &Path) -> Option<String> {
    let mounts = std::fs::read("/proc/self/mountinfo").ok()?;
    // Names may be no text.
    domain::folder::file_system(&String::from_utf8_lossy(&mounts), folder).map(str::to_owned)
}

#[cfg(target_os = "macos")]
fn file_system(folder: &Path) -> Option<String> {
    let name = rustix::fs::statfs(folder).ok()?.f_fstypename;
    let name = name.iter().map(|byte| byte.cast_unsigned()).take_while(|byte| *byte != 0).collect();
    String::from_utf8(name).ok()
}

/// On Windows the path says it.
#[cfg(not(any(target_os = "linux", target_os = "macos")))]
fn file_system(_: &Path) -> Option<String> {
    None
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn the_system_knows_what_a_folder_is_on() {
        assert_eq!(file_system(Path::new("/proc/self")).as_deref(), Some("proc"));
    }

    #[test]
    fn a_link_into_a_synced_folder_is_seen_through() {
        let parent = tempfile::tempdir().expect("a folder");
        let synced = parent.path().join("Dropbox");
        std::fs::create_dir(&synced).expect("makes");
        let link = parent.path().join("profile");
        std::os::unix::fs::symlink(&synced, &link).expect("links");
        assert_eq!(risk(&link.join("handrail.db")), Some(FolderRisk::Dropbox));
        assert_eq!(risk(&parent.path().join("handrail.db")), None);
        assert_eq!(risk(&parent.path().join("nowhere").join("handrail.db")), None);
    }
}
