import type { ConversationFormat, ExportConversationsRequest, ExportedFile, ExportProgress, SelectRequest, Topic } from '$lib/contract/generated';

type Core = { list: (list: SelectRequest) => number; changed: (topics: Topic[]) => void };

const NAMES: Record<ConversationFormat, string> = {
  messages_csv: 'handrail-messages.csv',
  conversations_csv: 'handrail-conversations.csv',
  json: 'handrail-conversations.json',
  html: 'handrail-conversations.html',
};

/** The part of the mock that writes conversations into files. With `#exporting` one takes until it is stopped. */
export class Exporting {
  #progress: ExportProgress | null = null;
  #stop: () => void = () => undefined;
  /** What was asked for last, for tests. */
  asked: ExportConversationsRequest | null = null;

  constructor(private readonly core: Core) {}

  async #write(request: ExportConversationsRequest): Promise<ExportedFile> {
    this.asked = request;
    const { what, format } = request;
    const total = what.type === 'these' ? what.conversations.length : this.core.list(what.list);
    const file = { name: NAMES[format], count: total };
    if (!new URLSearchParams(location.hash.slice(1)).has('exporting')) return { ...file, saved: { saved: 'here', place: `/home/ada/${file.name}` } };
    this.#progress = { done: Math.floor(total / 3), total };
    this.core.changed(['exports']);
    await new Promise<void>((resolve) => (this.#stop = resolve));
    this.#progress = null;
    this.core.changed(['exports']);
    return { ...file, saved: { saved: 'nowhere' } };
  }

  handlers: Record<string, (request: any) => unknown> = {
    export_conversations: (request) => this.#write(request),
    export_progress: () => this.#progress,
    cancel_export: () => (this.#stop(), {}),
  };
}
