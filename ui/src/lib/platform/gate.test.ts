import { describe, expect, it } from 'vitest';
import { PIECE } from '$lib/inbox/composer/files';
import text from '../../../../src-tauri/isolation/gate.js?raw';

type Call = { cmd: string; callback: number; error: number; payload: unknown };

/** The gate, as the shell's own frame runs it. */
const gate = (() => {
  const frame: { __TAURI_ISOLATION_HOOK__?: (call: Call) => Call } = {};
  new Function('window', text)(frame);
  return (cmd: string, payload: unknown) => frame.__TAURI_ISOLATION_HOOK__?.({ cmd, callback: 1, error: 2, payload }).cmd;
})();

const ZOOM = 'plugin:webview|set_webview_zoom';
const PRINT = 'plugin:webview|print';

describe('the gate before the shell', () => {
  it('lets our calls through', () => {
    expect(gate('rpc', { command: 'app', payload: {} })).toBe('rpc');
    expect(gate('subscribe', { channel: '__CHANNEL__:7', since: 0 })).toBe('subscribe');
    expect(gate(ZOOM, { value: 2 })).toBe(ZOOM);
    expect(gate(PRINT, {})).toBe(PRINT);
  });

  it('lets the largest requests of the contract through, and no larger ones', () => {
    const letters = (count: number) => 'x'.repeat(count);
    expect(gate('rpc', { command: 'attach', payload: { base64: letters((PIECE / 3) * 4 + 4) } })).toBe('rpc');
    const conversations = Array.from({ length: 500_000 }, (_, at) => 1_000_000 + at);
    expect(gate('rpc', { command: 'act', payload: { conversations, selection: '1', act: { type: 'bin', on: true } } })).toBe('rpc');
    expect(gate('rpc', { command: 'save_draft', payload: { text: letters(1024 * 1024) } })).toBe('rpc');
    expect(gate('rpc', { command: 'import_saved_replies', payload: { file: '\n'.repeat(4 * 1024 * 1024 - 100) } })).toBe('rpc');
    expect(gate('rpc', { command: 'save_draft', payload: { text: letters(8 * 1024 * 1024) } })).toBe('refused');
  });

  it.each([
    ['rpc', { command: 'App', payload: {} }],
    ['rpc', { command: 'app', payload: {}, more: 1 }],
    ['subscribe', { channel: 'x' }],
    [ZOOM, { value: 9 }],
    [ZOOM, { value: Number.NaN }],
    [ZOOM, { value: 2, label: 'another' }],
    [PRINT, { label: 'another' }],
    ['plugin:webview|create_webview', { value: 2 }],
    ['toString', {}],
  ])('refuses %s with %j', (cmd, payload) => {
    expect(gate(cmd, payload)).toBe('refused');
  });
});
