import type { LedgerSummary, Times } from './ledger.ts'
import type { Slope } from './slope.ts'
import type { MemoryVerdict } from './verdict.ts'

/** What a soak found, as it is written down. */
export interface SoakResult extends LedgerSummary {
  seed: string
  minutes: number
  sound: boolean
  lost: string[]
  withoutReceipt: string[]
  memory: MemoryVerdict[]
}

/** The same for people. */
export function reportText(result: SoakResult): string {
  const { messages } = result
  return [
    `${result.minutes} min, seed ${result.seed}: ${result.sound ? 'sound' : 'NOT SOUND'}`,
    '',
    `messages: ${messages.sent} sent, ${messages.received} received, ${messages.receipts} receipts; ${messages.lost} lost, ${messages.twice} twice, ${messages.outOfOrder} out of order`,
    `wrong answers: ${result.wrong.length}${result.wrong.map((what) => `\n  ${what}`).join('')}`,
    '',
    ...Object.entries(result.acts).map(([act, { outcomes, firstQuarter, lastQuarter }]) => {
      const how = Object.entries(outcomes).map(([word, count]) => `${word} ${count}`)
      return `${act.padEnd(30)} ${how.join(', ').padEnd(40)} ${timesText(firstQuarter)} -> ${timesText(lastQuarter)}`
    }),
    '',
    ...result.memory.map(({ who, verdict, heap, code, rss, handles, firstBytes, lastBytes, codeBytes }) =>
      [
        who.padEnd(24),
        verdict.padEnd(9),
        `${mb(firstBytes)} -> ${mb(lastBytes)} MB`.padEnd(20),
        `heap ${slopeText(heap)} MB/h`,
        `code ${mb(codeBytes)} MB, ${slopeText(code)} MB/h`,
        `RSS ${slopeText(rss)} MB/h`,
        `handles ${slopeText(handles, 1)} /h`,
      ].join('  '),
    ),
  ].join('\n')
}

function timesText(times: Times | null): string {
  return times === null ? '–' : `p50 ${times.p50.toFixed(0)} p99 ${times.p99.toFixed(0)} ms`
}

function slopeText(slope: Slope | null, unit = 1e6): string {
  if (slope === null) return '–'
  return `${(slope.perHour / unit).toFixed(2)} ± ${(slope.uncertainty / unit).toFixed(2)}`
}

function mb(bytes: number): string {
  return (bytes / 1e6).toFixed(1)
}
