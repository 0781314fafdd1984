import { equals } from 'uint8arrays/equals'
import { select } from '../../records/select.ts'
import { checkTimes } from '../../records/validate.ts'
import type { WitnessFacts } from './ask-witnesses.ts'
import type { DomainFacts } from './examine-domain.ts'
import { type Finding, failed, ok, skipped, warning } from './finding.ts'
import { durationText } from './judge-nodes.ts'

/** What the rest of the network has and says: the record that holders have, the seat, the witnesses. */
export function judgeElsewhere(facts: DomainFacts): Finding[] {
  const { elsewhere, domain } = facts
  const { via, trouble } = elsewhere
  if (via === null) {
    const why = trouble ?? 'No operator of another registrable domain is known.'
    const mend =
      `Name one that you know: openpeer doctor ${domain} --via b.example. When the node itself knows none, see ` +
      '"bootstrap" in its configuration, and whether its port is open both ways.'
    const left = (['held', 'seat', 'witnesses'] as const).map((check) => skipped(check, 'Nobody else was asked.'))
    return [warning('elsewhere', why, mend), ...left]
  }
  return [
    ok('elsewhere', `${via} was asked what others know of ${domain}.`),
    judgeHeld(facts),
    judgeSeat(facts),
    judgeWitnesses(facts),
  ]
}

function judgeHeld({ elsewhere, record, domain, now }: DomainFacts): Finding {
  const { held, via } = elsewhere
  if (held === null) return skipped('held', 'It was not asked for.')
  const mend =
    'Its node puts it there by itself: see its log for holders that refuse it, and the findings "seat" and "key".'
  if (held.trouble !== null) {
    return failed('held', `${via} gave a record of ${domain} that nobody takes: ${held.trouble}`, mend)
  }
  if (held.record === null) {
    if (held.answers < held.needed) {
      return warning(
        'held',
        `${via} reached ${held.answers} of the ${held.needed} holders that it needs.`,
        'Try again later, or --via another operator.',
      )
    }
    return failed(
      'held',
      `${via} finds nobody who has the record of ${domain}: without its node, its names are gone.`,
      mend,
    )
  }
  const age = `signed ${durationText(Math.max(0, now - held.record.seq))} ago`
  if (!isCurrent(held.record, now)) return failed('held', `Holders have a record that is over, ${age}.`, mend)
  if (record === null) return ok('held', `Holders have the domain record, ${age}.`)
  if (!equals(held.record.payload.key, record.payload.key)) {
    const detail = `Holders have a record of ${domain} under another key than its node's, ${age}.`
    return failed(
      'held',
      detail,
      'See the findings "key" and "witnesses" for which key is the right one. A new key takes an hour to be believed.',
    )
  }
  const selection = select(held.record, record)
  const winner = 'winner' in selection ? selection.winner : 'same'
  if (winner === 'b') return warning('held', `Holders have an earlier version, ${age}.`, mend)
  if (winner === 'a') {
    const again =
      'Was the node restored from an old backup, or do two run on one key? Restart it: it then signs a newer one.'
    return warning('held', `Holders have a newer record than its node gives, ${age}.`, again)
  }
  return ok('held', `Holders have the domain record that its node gives, ${age}.`)
}

function isCurrent(record: Parameters<typeof checkTimes>[0], now: number): boolean {
  try {
    checkTimes(record, now)
    return true
  } catch {
    return false
  }
}

function judgeSeat({ elsewhere: { seat, via }, domain }: DomainFacts): Finding {
  if (seat === null || seat.peerId === null) return skipped('seat', 'No operator node was reached.')
  if (seat.trouble !== null) return skipped('seat', `${via} does not say who has a seat: ${seat.trouble}`)
  if (seat.seated) return ok('seat', `${via} counts ${domain} among the operators.`)
  const mend =
    'A seat needs the website (or a TXT record that two witnesses saw) to show the key, the domain record to list the node, ' +
    'and its announced addresses to be reachable: mend those findings, then wait an hour. Sub-domains of one owner share a seat.'
  const detail = `${via} does not count ${domain} among the operators: ${domain} holds nothing, and its new records are refused.`
  return failed('seat', detail, mend)
}

function judgeWitnesses({ elsewhere: { witnesses, seat }, website, record, now }: DomainFacts): Finding {
  const key = website.document?.key ?? record?.payload.key
  if (witnesses.length === 0) return skipped('witnesses', 'No holder of the record of another owner is known.')
  if (key === undefined) return skipped('witnesses', 'Without a key of the domain there is nothing to compare with.')
  const next = website.document?.nextKey
  const isRight = (seen: Uint8Array) => equals(seen, key) || (next !== undefined && equals(seen, next))
  const against = witnesses.filter(
    ({ statements }) => statements.length > 0 && !statements.some((one) => isRight(one.key)),
  )
  const agreeing = witnesses.filter(({ statements }) => statements.some((one) => isRight(one.key)))
  const last = Math.max(...agreeing.flatMap(({ statements }) => statements.map(({ seenAt }) => seenAt)))
  const said = `${agreeing.length} of ${witnesses.length} holders saw the key that the website shows`
  if (against.length > 0) {
    const others = against.map((witness) => `${witness.witness} (${lastSeen(witness, now)})`).join(', ')
    const mend =
      'If the key was changed lately, wait a day. If not, somebody shows those operators another website: look at DNS, certificates and caches.'
    return failed('witnesses', `${said}; another key was seen by ${others}.`, mend)
  }
  if (agreeing.length > 0) {
    return ok('witnesses', `${said}, the last time ${durationText(Math.max(0, now - last))} ago.`)
  }
  const troubles = witnesses.flatMap(({ witness, trouble }) => (trouble === null ? [] : [`${witness}: ${trouble}`]))
  const why = troubles.length > 0 ? ` ${troubles.join(' ')}` : ''
  const mend =
    seat?.seated === false
      ? 'First mend "seat".'
      : 'Others look when the node publishes: see whether the website answers from everywhere, then restart the node.'
  return warning('witnesses', `No holder has seen the key of this domain: pages cannot check it.${why}`, mend)
}

function lastSeen({ statements }: WitnessFacts, now: number): string {
  return `${durationText(Math.max(0, now - Math.max(...statements.map(({ seenAt }) => seenAt))))} ago`
}
