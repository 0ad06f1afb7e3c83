import type { Changes } from '$lib/contract/generated';
import type { Platform } from './platform';

/** A platform for tests: answers by a table, keeps what was asked, and tells of changes when told to. */
export function scripted(answers: Record<string, (request: never) => unknown>) {
  const asked: { command: string; request: unknown }[] = [];
  let listener: (changes: Changes) => void = () => undefined;
  let revision = 0;
  const platform: Platform = {
    kind: 'mock',
    async rpc(command, payload) {
      asked.push({ command, request: payload });
      const answer = answers[command];
      if (!answer) throw new Error(`nothing answers ${command}`);
      return answer(payload as never);
    },
    subscribe(onChanges) {
      listener = onChanges;
      return () => undefined;
    },
    mediaUrl: (path) => `/media/${path}`,
  };
  return {
    platform,
    answers,
    asked: (command: string) => asked.filter((one) => one.command === command).map((one) => one.request),
    change(part: Partial<Changes>) {
      revision += 1;
      listener({ revision, resync: false, topics: [], conversations: [], ...part });
    },
  };
}
