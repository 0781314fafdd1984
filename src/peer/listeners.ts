/** Handlers of an app for one kind of event. */
export interface Listeners<T> {
  /** The result ends it. The same handler may be given twice, and is then called twice. */
  on(handler: (value: T) => void): () => void
  /** Calls all that are there now, in the order in which they came; whatever they do, it returns. */
  tell(value: T): void
  readonly size: number
}

/**
 * The one place where handlers of an app are called. A message or a call from somebody else runs them: what one throws must
 * neither stop what this peer is doing nor end the whole program, as an exception out of an `EventTarget` does in
 * Node.js; a message that does that would do it again after each start. It is shown as the runtime shows such things: in Node.js
 * as a process warning with the code HANDLER_FAILED, in a page by `reportError`. docs/guides/app-developers.md.
 */
export function createListeners<T>(): Listeners<T> {
  const all = new Set<{ handler: (value: T) => void }>()
  return {
    on(handler) {
      const entry = { handler }
      all.add(entry)
      return () => void all.delete(entry)
    },
    tell(value) {
      for (const entry of [...all]) if (all.has(entry)) callSafely(() => entry.handler(value))
    },
    get size() {
      return all.size
    },
  }
}

/** Calls one handler; what it throws, or rejects with where it is asynchronous, is shown. */
export function callSafely(handler: () => unknown): void {
  try {
    const result = handler()
    if (result instanceof Promise) result.catch(show)
  } catch (error) {
    show(error)
  }
}

interface Runtime {
  reportError?: (error: unknown) => void
  process?: { emitWarning?: (text: string, options: { type: string; code: string; detail: string }) => void }
}

function show(error: unknown): void {
  const { reportError, process: node } = globalThis as Runtime
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error)
  const warning = { type: 'OpenPeerWarning', code: 'HANDLER_FAILED', detail }
  if (node?.emitWarning !== undefined) node.emitWarning('A handler of a peer failed.', warning)
  else reportError?.(error)
}
