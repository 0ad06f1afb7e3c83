import type { Changes } from '$lib/contract/generated';
import { asCoreError, CoreError, type Platform } from './platform';

/** The test bridge: the same core over loopback HTTP, from the page's own origin. */
export function bridge(): Platform {
  return {
    kind: 'bridge',
    async rpc(command, payload) {
      let answer: Response;
      try {
        answer = await fetch(`/rpc/${command}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(payload),
        });
      } catch {
        throw new CoreError('internal', 'the bridge does not answer');
      }
      const body: unknown = await answer.json().catch(() => null);
      if (!answer.ok) throw asCoreError(body);
      return body;
    },
    subscribe(onChanges) {
      const events = new EventSource('/events');
      events.onmessage = (event) => onChanges(JSON.parse(event.data as string) as Changes);
      // After a reconnect the revisions begin anew; whatever happened meanwhile is unknown.
      events.onopen = () => onChanges({ revision: 0, resync: true, topics: [], conversations: [] });
      return () => events.close();
    },
    mediaUrl: (path) => `/media/${path}`,
  };
}
