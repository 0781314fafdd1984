import { setTimeout as delay } from 'node:timers/promises'

/** Waits until something is so, looking every few ms; after 10 s it fails, saying what it waited for. */
export async function until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  const giveUpAt = performance.now() + 10_000
  while (!(await isSo())) {
    if (performance.now() > giveUpAt) throw new Error(`waited 10 s in vain until ${what}`)
    await delay(5)
  }
}
