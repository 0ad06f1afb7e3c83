import { TOPICS, type Changes, type Topic } from '$lib/contract/generated';

type Listener = (changes: Changes) => void;

const listeners = new Set<Listener>();
let last: number | null = null;

/** Hears of every batch of changes, until the answer is called. */
export function onChanges(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Takes a batch from the platform and hands it on. */
export function forward(batch: Changes): void {
  const complete = withGaps(last, batch);
  last = batch.revision;
  for (const listener of listeners) listener(complete);
}

/** The batch itself, or a resync when batches between `before` and this one were lost. */
export function withGaps(before: number | null, batch: Changes): Changes {
  const gap = before !== null && batch.revision > before + 1;
  return gap ? { ...batch, resync: true } : batch;
}

/** Whether a batch makes a query's answer out of date. */
export function touches(query: string, request: unknown, changes: Changes): boolean {
  if (changes.resync) return true;
  const topics: readonly Topic[] = (TOPICS as Record<string, readonly Topic[]>)[query] ?? [];
  if (topics.some((topic) => topic !== 'conversation' && changes.topics.includes(topic))) return true;
  if (!topics.includes('conversation')) return false;
  const conversation = (request as { conversation?: number }).conversation;
  return conversation !== undefined && changes.conversations.includes(conversation);
}
