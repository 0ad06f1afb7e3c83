//! What speaks against a folder as the place of the database: it is on another computer, or a service copies it to others.
//!
//! SQLite's log needs memory that all who have the file open share, which no network has. A service that copies a folder takes
//! the database and its log at different moments, and puts a file that two computers changed back as two.

use std::path::Path;

/// Why a folder is no good place for the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FolderRisk {
    /// It is on another computer.
    Network,
    /// iCloud Drive copies it.
    Icloud,
    /// OneDrive copies it.
    Onedrive,
    /// Dropbox copies it.
    Dropbox,
    /// Google Drive copies it.
    GoogleDrive,
    /// Another service copies it.
    Synced,
}

/// File systems whose files are on another computer, as Linux and macOS call them. What a virtual machine shares with its
/// host counts too: memory is not shared over it either.
const NETWORK: [&str; 30] = [
    "9p",
    "afpfs",
    "afs",
    "ceph",
    "cifs",
    "davfs",
    "davfs2",
    "ftp",
    "fuse.davfs2",
    "fuse.glusterfs",
    "fuse.gvfsd-fuse",
    "fuse.kio-fuse",
    "fuse.rclone",
    "fuse.s3fs",
    "fuse.sshfs",
    "fuse.vmhgfs-fuse",
    "glusterfs",
    "gfs2",
    "lustre",
    "ncpfs",
    "nfs",
    "nfs3",
    "nfs4",
    "ocfs2",
    "prl_fs",
    "smb3",
    "smbfs",
    "vboxsf",
    "vmhgfs",
    "webdav",
];

/// The names that services give their folders; after some stands an account or a team.
const SERVICES: [(&str, FolderRisk); 14] = [
    ("Mobile Documents", FolderRisk::Icloud),
    ("iCloudDrive", FolderRisk::Icloud),
    ("iCloud Drive", FolderRisk::Icloud),
    ("Dropbox", FolderRisk::Dropbox),
    ("OneDrive", FolderRisk::Onedrive),
    ("GoogleDrive", FolderRisk::GoogleDrive),
    ("Google Drive", FolderRisk::GoogleDrive),
    ("Nextcloud", FolderRisk::Synced),
    ("ownCloud", FolderRisk::Synced),
    ("pCloudDrive", FolderRisk::Synced),
    ("pCloud Drive", FolderRisk::Synced),
    ("Box Sync", FolderRisk::Synced),
    ("SynologyDrive", FolderRisk::Synced),
    ("Yandex.Disk", FolderRisk::Synced),
];

impl FolderRisk {
    /// What is to be said of a folder, by its full path behind whatever leads there, the person's home folder, and the kind
    /// of file system that it is on, as far as they are known. A service is known by the names of folders alone, and only
    /// below the home folder: that one has a person's name, who may be called anything.
    #[must_use]
    pub fn of(folder: &str, home: Option<&str>, file_system: Option<&str>) -> Option<Self> {
        if is_share(folder) || file_system.is_some_and(|kind| NETWORK.contains(&kind)) {
            return Some(Self::Network);
        }
        let below = home.and_then(|home| below(folder, home)).unwrap_or(folder);
        let mut names = below.split(['/', '\\']).filter(|name| !name.is_empty());
        while let Some(name) = names.next() {
            // macOS keeps the folders of all services but its own here.
            if name == "CloudStorage" {
                return Some(names.next().and_then(service).unwrap_or(Self::Synced));
            }
            if let Some(service) = service(name) {
                return Some(service);
            }
        }
        None
    }
}

fn service(name: &str) -> Option<FolderRisk> {
    let is_of = |service: &str| {
        let (Some(start), Some(rest)) = (name.get(..service.len()), name.get(service.len()..)) else {
            return false;
        };
        start.eq_ignore_ascii_case(service) && (rest.is_empty() || rest.starts_with([' ', '-']))
    };
    SERVICES.into_iter().find(|(service, _)| is_of(service)).map(|(_, risk)| risk)
}

/// What of a path is below the home folder.
fn below<'a>(folder: &'a str, home: &str) -> Option<&'a str> {
    let rest = folder.strip_prefix(home.trim_end_matches(['/', '\\']))?;
    (rest.is_empty() || rest.starts_with(['/', '\\'])).then_some(rest)
}

/// Whether Windows reaches it through the network: `\\server\share`, or the same in its long form, which is what a letter that
/// stands for a share turns out to be.
fn is_share(folder: &str) -> bool {
    match folder.strip_prefix(r"\\?\") {
        Some(long) => long.get(..4).is_some_and(|start| start.eq_ignore_ascii_case(r"UNC\")),
        None => folder.starts_with(r"\\") && !folder.starts_with(r"\\.\"),
    }
}

/// The kind of file system that a folder is on, by Linux's `/proc/self/mountinfo`: of the mounts above it the innermost, and
/// there the one that came last. What cannot be read in the table is passed over.
#[must_use]
pub fn file_system<'a>(mounts: &'a str, folder: &Path) -> Option<&'a str> {
    let mounts = mounts.lines().filter_map(|line| {
        let (before, after) = line.split_once(" - ")?;
        let point = unescaped(before.split(' ').nth(4)?)?;
        Some((point, after.split(' ').next()?))
    });
    let above = mounts.filter(|(point, _)| folder.starts_with(point));
    // Of equal ones the last.
    above.max_by_key(|(point, _)| Path::new(point).components().count()).map(|(_, kind)| kind)
}

/// Blanks, line ends and backslashes are written as three octal digits, `\040`.
fn unescaped(field: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(field.len());
    let mut parts = field.split('\\');
    bytes.extend_from_slice(parts.next()?.as_bytes());
    for part in parts {
        let (digits, rest) = part.split_at_checked(3)?;
        bytes.push(u8::from_str_radix(digits, 8).ok()?);
        bytes.extend_from_slice(rest.as_bytes());
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn services_are_known_by_the_names_of_their_folders() {
        for (folder, home, risk) in [
            (
                "/Users/m/Library/Mobile Documents/com~apple~CloudDocs/Handrail",
                "/Users/m",
                Some(FolderRisk::Icloud),
            ),
            (
                "/Users/m/Library/CloudStorage/GoogleDrive-m@example.com/My Drive",
                "/Users/m",
                Some(FolderRisk::GoogleDrive),
            ),
            ("/Users/m/Library/CloudStorage/OneDrive-Blue/Handrail", "/Users/m", Some(FolderRisk::Onedrive)),
            ("/Users/m/Library/CloudStorage/Box-Box/Handrail", "/Users/m", Some(FolderRisk::Synced)),
            (r"\\?\C:\Users\m\OneDrive - Blue Kiln\Handrail", r"\\?\C:\Users\m", Some(FolderRisk::Onedrive)),
            (r"\\?\C:\Users\m\iCloudDrive\Handrail", r"\\?\C:\Users\m", Some(FolderRisk::Icloud)),
            (r"\\?\D:\dropbox\Handrail", r"\\?\C:\Users\m", Some(FolderRisk::Dropbox)),
            ("/home/m/Dropbox (Blue Kiln)/handrail", "/home/m", Some(FolderRisk::Dropbox)),
            ("/home/m/Dropbox", "/home/m/", Some(FolderRisk::Dropbox)),
            ("/home/m/Nextcloud/handrail", "/home/m", Some(FolderRisk::Synced)),
            ("/home/m/Dropboxes/handrail", "/home/m", None),
            ("/home/m/Drop\u{f6}box/handrail", "/home/m", None),
            ("/home/m/.local/share/com.handrail.desktop", "/home/m", None),
            ("/Users/m/Library/Application Support/com.handrail.desktop", "/Users/m", None),
            (r"\\?\C:\Users\m\AppData\Roaming\com.handrail.desktop", r"\\?\C:\Users\m", None),
            // Whoever is called so.
            ("/home/dropbox/.local/share/com.handrail.desktop", "/home/dropbox", None),
            (r"\\?\C:\Users\OneDrive\AppData\Roaming\com.handrail.desktop", r"\\?\C:\Users\OneDrive", None),
            ("/home/dropbox/Dropbox/handrail", "/home/dropbox", Some(FolderRisk::Dropbox)),
            // Begins as the home folder does, and is beside it.
            ("/home/mm/OneDrive", "/home/m", Some(FolderRisk::Onedrive)),
        ] {
            assert_eq!(FolderRisk::of(folder, Some(home), None), risk, "{folder}");
        }
    }

    #[test]
    fn another_computers_disk_is_known_by_its_path_or_its_file_system() {
        for (folder, file_system, risk) in [
            (r"\\?\UNC\server\share\handrail", None, Some(FolderRisk::Network)),
            (r"\\server\share\handrail", None, Some(FolderRisk::Network)),
            (r"\\?\C:\Users\m\handrail", None, None),
            (r"\\.\C:\handrail", None, None),
            (r"C:\handrail", None, None),
            ("/mnt/handrail", Some("nfs4"), Some(FolderRisk::Network)),
            ("/Volumes/team/handrail", Some("smbfs"), Some(FolderRisk::Network)),
            // Where it is counts before who copies it: the log is not to be made there.
            ("/mnt/Dropbox/handrail", Some("cifs"), Some(FolderRisk::Network)),
            ("/mnt/handrail", Some("ext4"), None),
            ("/Users/m/handrail", Some("apfs"), None),
            ("/media/m/stick/handrail", Some("fuseblk"), None),
        ] {
            assert_eq!(FolderRisk::of(folder, Some("/home/m"), file_system), risk, "{folder}");
        }
    }

    #[test]
    fn the_innermost_mount_says_what_a_folder_is_on() {
        let mounts = "1 0 8:1 / / rw - ext4 /dev/sda1 rw\n\
                      nonsense\n\
                      2 1 0:5 / /home rw,relatime shared:2 - nfs4 server:/home rw\n\
                      3 2 8:2 / /home/m/My\\040Disk rw - ext4 /dev/sdb1 rw\n\
                      4 1 8:3 / /srv rw - ext4 /dev/sdc1 rw\n\
                      5 4 0:6 / /srv rw - cifs //server/srv rw\n\
                      6 1 0:7 / /mnt/a\\134b\\011c\\012d rw - fuse.sshfs host: rw\n\
                      7 1 0:8 / /mnt/broken\\0 rw - nfs4 host: rw\n";
        for (folder, kind) in [
            ("/home/m/.local/share/com.handrail.desktop", "nfs4"),
            ("/home/m/My Disk/handrail", "ext4"),
            ("/homes/m", "ext4"),
            ("/var/lib", "ext4"),
            // One over the other.
            ("/srv/handrail", "cifs"),
            ("/mnt/a\\b\tc\nd/handrail", "fuse.sshfs"),
            ("/mnt/broken\\0", "ext4"),
        ] {
            assert_eq!(file_system(mounts, Path::new(folder)), Some(kind), "{folder}");
        }
        assert_eq!(file_system("", Path::new("/home")), None);
    }
}
