import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { createOutput } from '../../src/cli/output.ts'
import { readSelfReport, selfReportText, watchSelf } from '../../src/cli/show-self-report.ts'
import type { Peer } from '../../src/peer/peer.ts'
import { NO_REPORT, type SelfReport } from '../../src/peer/self-report.ts'
import { SELF_REPORT_KEY } from '../../src/peer/self-watch.ts'
import { openStorage } from '../../src/peer/storage.node.ts'
import { temporaryDirectory } from './command.ts'

const tmp = await temporaryDirectory()
after(() => tmp.remove())

const same: SelfReport = { state: 'same', name: 'ann@a.test', at: 0, watchers: ['b.test', 'c.test'], differences: [] }
const differences = [
  { kind: 'reassigned' as const, from: 'b.test', detail: 'It leads elsewhere.', mend: 'Ask a.test.' },
]
const differs: SelfReport = { ...same, state: 'differs', differences }

describe('what a person is told of their own name', () => {
  it('is one line while all is well, and what to do when it is not', () => {
    assert.match(
      selfReportText(same),
      /^b\.test and c\.test say of ann@a\.test what you say \(looked at 1970-01-01 00:00 UTC\)$/,
    )
    assert.match(selfReportText(differs), /others hear something else.*\n! It leads elsewhere\.\n {2}→ Ask a\.test\.$/)
    assert.match(selfReportText({ ...same, state: 'unwatched', watchers: [] }), /nobody watches/)
    assert.match(selfReportText({ ...differs, state: 'repairing' }), /published again/)
    assert.match(selfReportText(NO_REPORT), /not looked up/)
  })

  it('comes as an event when it differs, once until something changes, also from an earlier run', () => {
    let out = ''
    const write = (text: string) => {
      out += text
    }
    const output = createOutput(true, { out: { write }, err: { write } })
    const handlers: ((report: SelfReport) => void)[] = []
    const selfWatch = { report: differs, onReport: (handler: (typeof handlers)[0]) => void handlers.push(handler) }
    watchSelf({ selfWatch } as unknown as Peer, { output })
    const tell = (report: SelfReport) => {
      for (const handler of handlers) handler(report)
    }
    tell(differs)
    tell(same)
    tell(differs)
    const events = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as object)
    const event = { event: 'name-differs', name: 'ann@a.test', differences }
    assert.deepEqual(events, [event, event])
  })

  it('is read from the disk when no peer runs, and left out while another program has the disk', async () => {
    assert.deepEqual(await readSelfReport(join(tmp.path, 'nobody')), NO_REPORT)
    const storage = await openStorage(join(tmp.path, 'storage'))
    const stored = JSON.stringify({ report: differs, suspects: [] })
    await storage.put(SELF_REPORT_KEY, new TextEncoder().encode(stored))
    assert.deepEqual(await readSelfReport(tmp.path), NO_REPORT)
    await storage.close()
    assert.deepEqual(await readSelfReport(tmp.path), differs)
  })
})
