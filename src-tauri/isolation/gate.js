// Every call from the page to the core passes here, in a frame of another origin that the page cannot reach into.
// The page shows hostile text and is treated as hostile: what is not one of our calls, in its exact shape, is
// replaced by a call that Tauri refuses, so that the caller's promise rejects instead of waiting for ever.
;(function () {
  'use strict'

  // No request of the contract is larger: a file of saved replies has at most 4 MiB, of which letters may be escaped.
  // Attached files come in pieces.
  const MOST_BYTES = 8 * 1024 * 1024
  const COMMAND = /^[a-z][a-z_]{0,39}$/
  const CHANNEL = /^__CHANNEL__:\d{1,10}$/

  function isPlain(value) {
    return typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value)
  }

  function hasOnly(value, keys) {
    return Object.keys(value).every((key) => keys.includes(key))
  }

  function isSmall(value) {
    try {
      const text = JSON.stringify(value)
      return text === undefined || text.length <= MOST_BYTES
    } catch {
      return false
    }
  }

  const shapes = {
    rpc: (args) =>
      hasOnly(args, ['command', 'payload'])
      && typeof args.command === 'string'
      && COMMAND.test(args.command)
      && (args.payload === undefined || args.payload === null || isPlain(args.payload))
      && isSmall(args.payload),
    subscribe: (args) =>
      hasOnly(args, ['channel', 'since'])
      && typeof args.channel === 'string'
      && CHANNEL.test(args.channel)
      && (args.since === undefined || args.since === null || Number.isInteger(args.since)),
    // Of this window itself: no other is named.
    'plugin:webview|set_webview_zoom': (args) =>
      hasOnly(args, ['value']) && typeof args.value === 'number' && args.value >= 0.5 && args.value <= 5,
    // Where the webview does not print by itself (macOS), the shell asks the person.
    'plugin:webview|print': (args) => hasOnly(args, []),
  }

  function isOurs(call) {
    return (
      isPlain(call)
      && typeof call.cmd === 'string'
      && Object.hasOwn(shapes, call.cmd)
      && isPlain(call.payload)
      && shapes[call.cmd](call.payload)
    )
  }

  window.__TAURI_ISOLATION_HOOK__ = function (call) {
    if (isOurs(call)) {
      return call
    }
    return { cmd: 'refused', callback: call.callback, error: call.error, payload: {} }
  }
})()
