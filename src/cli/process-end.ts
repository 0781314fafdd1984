/**
 * Aborted when this process is asked to end: by SIGINT, SIGTERM or SIGHUP, when nobody reads its stdout any more
 * (`| head`), and when the process that started it with a channel is gone, however it died. A second SIGINT ends it at
 * once; another kind of signal does not, since a terminal tells the whole group and the parent then tells us again.
 */
export function watchProcessEnd(): { signal: AbortSignal; release(): void } {
  const end = new AbortController()
  const onEnd = () => end.abort()
  for (const name of SIGNALS) process.once(name, onEnd)
  process.once('disconnect', onEnd)
  process.channel?.unref() // it would keep alive a command that is done
  // Without a listener these end the process with a stack trace. Nothing else can go wrong with them here.
  process.stdout.on('error', onEnd)
  process.stderr.on('error', () => {})
  return {
    signal: end.signal,
    release() {
      for (const name of SIGNALS) process.off(name, onEnd)
      process.off('disconnect', onEnd)
    },
  }
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
