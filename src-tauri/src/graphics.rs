//! Who draws the page: the graphics card or, where there is none, WebKit's own painting.
//!
//! Without a card (a virtual machine, a remote desktop) OpenGL is imitated by the processor, and each frame that WebKit
//! composes with it takes two or three times as long as painting the page itself. WebKitGTK does not look for that;
//! elsewhere the system's web view decides by itself.

/// Lets WebKit paint by itself, if nothing better is there. Before any thread is started: it is told by the environment.
///
/// The setting of the open window (`hardware-acceleration-policy`) is no way: in WebKitGTK 2.50 the page then stands still.
#[cfg(target_os = "linux")]
pub(crate) fn choose() {
    if has_card(std::path::Path::new("/dev")) {
        return;
    }
    // Whoever set it has decided. It cannot fail: the name is a good one.
    let _ = glib::setenv("WEBKIT_DISABLE_DMABUF_RENDERER", "1", false);
}

/// Elsewhere there is nothing to choose.
#[cfg(not(target_os = "linux"))]
pub(crate) fn choose() {}

/// Whether a card can draw: a render node of the kernel, or NVIDIA's and WSL's own devices, which have none.
#[cfg(target_os = "linux")]
fn has_card(devices: &std::path::Path) -> bool {
    let has_render_node = std::fs::read_dir(devices.join("dri")).is_ok_and(|nodes| {
        nodes.flatten().any(|node| node.file_name().to_string_lossy().starts_with("renderD"))
    });
    has_render_node || ["nvidiactl", "dxg"].iter().any(|name| devices.join(name).exists())
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::has_card;

    #[test]
    fn a_card_is_known_by_its_device() {
        for (device, card) in [
            ("dri/renderD128", true),
            ("nvidiactl", true),
            ("dxg", true),
            ("dri/card0", false),
            ("null", false),
        ] {
            let devices = tempfile::tempdir().unwrap();
            std::fs::create_dir(devices.path().join("dri")).unwrap();
            std::fs::write(devices.path().join(device), "").unwrap();
            assert_eq!(has_card(devices.path()), card, "{device}");
        }
        assert!(!has_card(std::path::Path::new("/nowhere/at/all")));
    }
}
