import { app } from '$lib/data/app.svelte';
import { Kept } from '$lib/data/kept.svelte';
import type { FolderRisk } from '$lib/contract/generated';

/** The services by their own names, which are the same in all languages. */
export const SERVICES = {
  icloud: 'iCloud Drive',
  onedrive: 'OneDrive',
  dropbox: 'Dropbox',
  google_drive: 'Google Drive',
} as const satisfies Partial<Record<FolderRisk, string>>;

const seen = new Kept<string>('folder-seen', '', (found) => (typeof found === 'string' ? found : undefined));

/** What speaks against the folder that the inbox is in, until a person has seen it. Another reason is told of again. */
export function folderRisk(): FolderRisk | null {
  const risk = app.view?.folder_risk ?? null;
  return risk === seen.value ? null : risk;
}

/** A person has seen it. */
export function putFolderAway(): void {
  seen.value = app.view?.folder_risk ?? '';
}
