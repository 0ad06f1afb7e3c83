/** Whether somebody typed the name of a handle: with or without `@`, in any case, spaces around it ignored. */
export function isTyped(text: string, username: string): boolean {
  return text.trim().replace(/^@/, '').toLowerCase() === username.toLowerCase();
}
