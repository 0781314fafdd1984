import { errorCode } from '../../errors.ts'
import { nodesOfRecord, nodesOfTexts, type OperatorNode } from '../../peer/operator-nodes.ts'
import { checkTimes } from '../../records/validate.ts'
import type { VerifiedDomain } from '../../records/verified-record.ts'
import type { DomainFacts } from './examine-domain.ts'
import { type Finding, failed, ok, skipped, warning } from './finding.ts'
import { durationText } from './judge-nodes.ts'

/** A node renews its record at half its life: past this part of it something keeps it from doing so. */
const LATE = 3 / 4
const RENEW =
  'Its node renews it at half its life: see the log of the node for why it does not. Restarting it renews too.'

/** The domain record: does it hold, is its key the website's, when does it end, does it list what the website names? */
export function judgeRecord(facts: DomainFacts): Finding[] {
  const { record, recordTroubles } = facts
  const broken = recordTroubles.map((trouble) =>
    failed('record', trouble, 'The node gives a record that nobody takes: is it another domain, network or version?'),
  )
  if (record === null) {
    const why = broken.length > 0 ? 'No node gave a record that holds.' : 'No node gave a record.'
    const left = (['record', 'key', 'lifetime', 'lists'] as const).slice(broken.length > 0 ? 1 : 0)
    return [...broken, ...left.map((check) => skipped(check, why))]
  }
  return [
    ...broken,
    ok('record', 'The domain record holds: form, signature, limits.'),
    judgeKey(facts),
    judgeLifetime(record, facts.now),
    judgeLists(record, facts),
  ]
}

function judgeKey({ domain, binding }: DomainFacts): Finding {
  if (binding === null) return skipped('key', 'It was not compared.')
  const { website } = binding
  if (website.result === 'match') return ok('key', 'The website shows the key that signs the records of this domain.')
  if (website.result !== 'mismatch') {
    return warning('key', website.detail, 'The website answered once and then not again: see why it is unsteady.')
  }
  const mend =
    `Show on the website of ${domain} the document of the node that runs now. If the key of the node was lost, ` +
    'restore its data directory from the backup.'
  return failed('key', `Nobody can verify names of this domain. ${website.detail}`, mend)
}

function judgeLifetime(record: VerifiedDomain, now: number): Finding {
  try {
    checkTimes(record, now)
  } catch (error) {
    const mend = errorCode(error) === 'SEQ_IN_FUTURE' ? 'Let NTP set both clocks.' : RENEW
    return failed('lifetime', error instanceof Error ? error.message : String(error), mend)
  }
  const endsAt = record.expiresAt ?? now
  const age = durationText(Math.max(0, now - record.seq))
  const detail = `Signed ${age} ago, ends in ${durationText(endsAt - now)}.`
  const isLate = now - record.seq > LATE * (endsAt - record.seq)
  return isLate ? warning('lifetime', detail, RENEW) : ok('lifetime', detail)
}

function judgeLists(record: VerifiedDomain, { website }: DomainFacts): Finding {
  const shown = addressesOf(nodesOfTexts(website.document?.nodes ?? []))
  const listed = addressesOf(nodesOfRecord(record.payload))
  const missing = listed.filter((address) => !shown.includes(address))
  const extra = shown.filter((address) => !listed.includes(address))
  if (missing.length === 0 && extra.length === 0)
    return ok('lists', 'Website and domain record name the same addresses.')
  const parts = [
    ...(missing.length > 0 ? [`the record alone names ${missing.join(', ')}`] : []),
    ...(extra.length > 0 ? [`the website alone names ${extra.join(', ')}`] : []),
  ]
  const detail = `Website and domain record differ: ${parts.join('; ')}.`
  return warning(
    'lists',
    detail,
    'Show on the website the document that the node serves now, not a copy of an old one.',
  )
}

function addressesOf(nodes: OperatorNode[]): string[] {
  return nodes.flatMap(({ addresses }) => addresses.map(String))
}
