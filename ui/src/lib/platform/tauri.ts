import { Channel, convertFileSrc, invoke } from '@tauri-apps/api/core';
import type { Changes } from '$lib/contract/generated';
import { asCoreError, type Platform } from './platform';

/** The desktop shell. */
export function tauri(): Platform {
  return {
    kind: 'tauri',
    async rpc(command, payload) {
      try {
        return await invoke('rpc', { command, payload });
      } catch (thrown) {
        throw asCoreError(thrown);
      }
    },
    subscribe(onChanges) {
      const channel = new Channel<Changes>();
      let stopped = false;
      channel.onmessage = (changes) => {
        if (!stopped) onChanges(changes);
      };
      void invoke('subscribe', { channel, since: 0 }).catch(() => undefined);
      return () => {
        stopped = true;
      };
    },
    zoom: (times) => void invoke('plugin:webview|set_webview_zoom', { value: times }).catch(() => undefined),
    // Slashes stay slashes: the shell reads the path's parts.
    mediaUrl: (path) => convertFileSrc('', 'media') + path,
  };
}
