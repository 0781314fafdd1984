import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { isOpenPeerError } from '../errors.ts'
import type { Peer } from '../peer/peer.ts'
import { NO_REPORT, type SelfReport } from '../peer/self-report.ts'
import { readReport } from '../peer/self-watch.ts'
import { openStorage } from '../peer/storage.node.ts'
import type { Context } from './context.ts'

/** One line, and for each difference two more: what differs, and what to do about it. */
export function selfReportText(report: SelfReport): string {
  const { state, name, at, watchers, differences } = report
  const when = at === null ? '' : ` (looked at ${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC)`
  const by = watchers.join(' and ')
  if (state === 'unknown') return 'not looked up by others’ eyes yet; done daily while you are connected'
  if (state === 'unwatched') {
    return `nobody watches: no operator besides your home could be asked what it is told of ${name}${when}`
  }
  if (state === 'same') return `${by} ${watchers.length === 1 ? 'says' : 'say'} of ${name} what you say${when}`
  const said = differences.flatMap(({ detail, mend }) => [`! ${detail}`, `  → ${mend}`])
  const head =
    state === 'repairing'
      ? `${name} was published again, and is looked at soon`
      : `others hear something else of ${name}`
  return [`${head}${when}`, ...said].join('\n')
}

/** Says when others are told something else of this person's name than is true: what an earlier run saw, and what this one sees. */
export function watchSelf(peer: Peer, { output }: Pick<Context, 'output'>): void {
  let said = ''
  const say = (report: SelfReport) => {
    const now = report.state === 'differs' ? JSON.stringify(report.differences) : ''
    if (now !== '' && now !== said) {
      const { name, differences } = report
      output.event({ event: 'name-differs', name, differences }, `— ${selfReportText(report)}`)
    }
    said = now
  }
  say(peer.selfWatch.report)
  peer.selfWatch.onReport(say)
}

/** The last report that a peer on this directory made; none while another program runs on it. */
export async function readSelfReport(directory: string): Promise<SelfReport> {
  const path = join(directory, 'storage')
  if (!existsSync(path)) return NO_REPORT
  try {
    const storage = await openStorage(path)
    try {
      return await readReport(storage)
    } finally {
      await storage.close()
    }
  } catch (error) {
    // Another program runs on it.
    if (isOpenPeerError(error, 'INVALID_ARGUMENT')) return NO_REPORT
    throw error
  }
}
