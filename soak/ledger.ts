/** What was asked of the people of a soak, and whether what came back was right. */
export interface Ledger {
  /** A message is on its way; gives its text, which no other message has. */
  sending(from: string, to: string): string
  receipted(text: string): void
  received(to: string, from: string, text: string): void
  /** An action that ended: after how long, and how. */
  done(act: string, ms: number, outcome: string): void
  wrong(what: string): void
  /** Messages that were sent and did not arrive, or arrived without a receipt. */
  missing(): { lost: string[]; withoutReceipt: string[] }
  summary(): LedgerSummary
}

export interface LedgerSummary {
  messages: { sent: number; received: number; receipts: number; lost: number; twice: number; outOfOrder: number }
  /** Each is a broken promise. */
  wrong: string[]
  acts: Record<string, ActSummary>
}

/** Of one kind of action: how often it ended how, and the times in ms of those that were done, early and late in the run. */
export interface ActSummary {
  outcomes: Record<string, number>
  firstQuarter: Times | null
  lastQuarter: Times | null
}

export interface Times {
  p50: number
  p99: number
  count: number
}

interface Sent {
  from: string
  to: string
  number: number
  isReceived: boolean
  isReceipted: boolean
}

/** Only this many are told: the first says what is wrong, the hundredth nothing new. */
const MAX_TOLD = 50

export function createLedger(): Ledger {
  const sent = new Map<string, Sent>()
  const counts = { sent: 0, received: 0, receipts: 0, twice: 0, outOfOrder: 0 }
  const last = new Map<string, number>()
  const wrong: string[] = []
  const acts = new Map<string, { outcomes: Record<string, number>; ms: number[] }>()

  const tellWrong = (what: string) => {
    if (wrong.length < MAX_TOLD) wrong.push(what)
  }
  const open = (of: (message: Sent) => boolean) => [...sent].flatMap(([text, message]) => (of(message) ? [text] : []))

  return {
    sending(from, to) {
      const number = ++counts.sent
      const text = `${number} from ${from} to ${to}`
      sent.set(text, { from, to, number, isReceived: false, isReceipted: false })
      return text
    },
    receipted(text) {
      const message = sent.get(text)
      if (message === undefined || message.isReceipted) return tellWrong(`a second receipt for "${text}"`)
      counts.receipts++
      message.isReceipted = true
      if (message.isReceived) sent.delete(text)
    },
    received(to, from, text) {
      const number = Number(text.split(' ')[0])
      const message = sent.get(text)
      // One that was receipted and received is forgotten here: what comes of it again came twice.
      if (message === undefined || message.isReceived) {
        counts.twice++
        return tellWrong(`"${text}" came twice, or was never sent`)
      }
      if (message.to !== to || message.from !== from) tellWrong(`"${text}" came to ${to} as from ${from}`)
      const pair = `${from} ${to}`
      if (number < (last.get(pair) ?? 0)) {
        counts.outOfOrder++
        tellWrong(`"${text}" came behind ${last.get(pair)}`)
      }
      last.set(pair, number)
      counts.received++
      message.isReceived = true
      if (message.isReceipted) sent.delete(text)
    },
    done(act, ms, outcome) {
      const found = acts.get(act) ?? { outcomes: {}, ms: [] }
      found.outcomes[outcome] = (found.outcomes[outcome] ?? 0) + 1
      if (outcome === 'ok') found.ms.push(ms)
      acts.set(act, found)
    },
    wrong: tellWrong,
    missing: () => ({
      lost: open(({ isReceived }) => !isReceived),
      withoutReceipt: open(({ isReceived, isReceipted }) => isReceived && !isReceipted),
    }),
    summary: () => ({
      messages: { ...counts, lost: open(({ isReceived }) => !isReceived).length },
      wrong: [...wrong],
      acts: Object.fromEntries([...acts].map(([act, { outcomes, ms }]) => [act, { outcomes, ...quarters(ms) }])),
    }),
  }
}

function quarters(ms: number[]) {
  const size = Math.floor(ms.length / 4)
  return { firstQuarter: times(ms.slice(0, size)), lastQuarter: times(size === 0 ? [] : ms.slice(-size)) }
}

function times(ms: number[]): Times | null {
  if (ms.length === 0) return null
  const sorted = ms.toSorted((a, b) => a - b)
  const at = (part: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0
  return { p50: at(0.5), p99: at(0.99), count: ms.length }
}
