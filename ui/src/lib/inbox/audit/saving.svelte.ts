import { call } from '$lib/data/core';
import { m } from '$lib/words';
import { exported } from '../export';

/** The audit trail as a file: everything there is, however much is on screen. One at a time. */
class Saving {
  running = $state(false);

  /** Of one handle, or of all of them. */
  async start(handle: number | null): Promise<void> {
    if (this.running) return;
    this.running = true;
    await exported(call('export_audit', { handle }), m.audit_saved);
    this.running = false;
  }
}

export const saving = new Saving();
