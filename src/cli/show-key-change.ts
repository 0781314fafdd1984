import type { KeyChange } from '../peer/own-keys.ts'
import { EXIT, exitStatus } from './exit-codes.ts'

/** How a change of keys went on from where it was saved: for programs, as a sentence, and as the exit status. */
export function keyChangeAnswer({ published, failure }: KeyChange) {
  const json = {
    published: published !== null,
    holders: published?.holders ?? 0,
    needed: published?.needed ?? 0,
    failure,
  }
  if (published !== null) {
    return { json, text: `Published: ${published.holders} operator nodes hold it.`, status: EXIT.ok }
  }
  if (failure === null) {
    return { json, text: 'Nothing was published: this identity never was.', status: EXIT.ok }
  }
  const text = `It is saved here and NOT published yet (${failure}): the next command that goes online publishes it.`
  return { json, text, status: exitStatus(failure) }
}
