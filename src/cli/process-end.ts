/** How often a command that npm runs looks whether npm's shell is still there. */
const SHELL_CHECK_MS = 250

/**
 * Aborted when this process is asked to end: by SIGINT, SIGTERM or SIGHUP, when nobody reads its stdout any more
 * (`| head`), and when the process that started it with a channel, or the shell that npm started it in, is gone, however
 * it died. A second SIGINT ends it at once; another kind of signal does not, since a terminal tells the whole group and
 * the parent then tells us again.
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
  const forgetShell = watchNpmShell(onEnd)
  return {
    signal: end.signal,
    release() {
      for (const name of SIGNALS) process.off(name, onEnd)
      process.off('disconnect', onEnd)
      forgetShell()
    },
  }
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * `npm run dev` and `npx openpeer dev` put a shell between themselves and us, and pass a SIGTERM on to that shell only:
 * it dies, we would go on for ever. Not where the script's own line leaves us in the background on purpose.
 */
function watchNpmShell(onGone: () => void): () => void {
  const script = process.env.npm_lifecycle_script ?? ''
  if (!script.includes('openpeer') || script.includes('&')) return () => {}
  const shell = process.ppid
  const timer = setInterval(() => process.ppid === shell || onGone(), SHELL_CHECK_MS)
  timer.unref()
  return () => clearInterval(timer)
}
