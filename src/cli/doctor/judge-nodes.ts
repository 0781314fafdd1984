import { equals } from 'uint8arrays/equals'
import { nodesOfRecord } from '../../peer/operator-nodes.ts'
import type { DomainFacts } from './examine-domain.ts'
import type { Description, NodeFacts } from './examine-node.ts'
import { type Finding, failed, ok, skipped, warning } from './finding.ts'

/** Records are taken up to 5 minutes ahead; a minute is what no clock that is set by the network is off. */
const CLOCK_WARNING_MS = 60_000
const CLOCK_FAILED_MS = 5 * 60_000

/** Each address, then each node: is it reached, does it answer, is its clock right? Then what pages can reach. */
export function judgeNodes(facts: DomainFacts): Finding[] {
  const { nodes, website } = facts
  if (nodes.length === 0) {
    if (website.document === null) return [skipped('address', 'Without a document no operator node is known.')]
    const mend = 'Set "announce" in the configuration of the node to its public addresses, and restart it.'
    return [failed('address', 'The website names no operator node.', mend)]
  }
  return [
    ...nodes.flatMap((node) => [
      ...node.addresses.map(judgeAddress),
      judgeDirectory(node, facts),
      ...(node.description === null ? [] : [judgeIntroduction(node, node.description), judgeClock(node)]),
    ]),
    judgeForPages(facts),
  ]
}

/** Pages are served over https, and may then open secure WebSockets only. */
function judgeForPages({ nodes, isLocal }: DomainFacts): Finding {
  const announced = nodes.flatMap(({ addresses }) => addresses).filter(({ address }) => isForPages(address, isLocal))
  if (announced.some(({ result }) => result === 'reached')) return ok('websocket', 'Web pages can reach a node.')
  const what = announced.length === 0 ? 'No node announces a secure WebSocket' : 'No secure WebSocket was reached'
  const mend = 'Announce a /tls/ws address and serve it through your web server: section 5 of the guide for operators.'
  return warning('websocket', `${what}: people in web pages cannot use this domain.`, mend)
}

function isForPages(address: string, isLocal: boolean): boolean {
  return /\/tls\/(sni\/[^/]+\/)?ws(\/|$)|\/wss(\/|$)/.test(address) || (isLocal && /\/ws(\/|$)/.test(address))
}

function judgeAddress({ address, result, detail }: NodeFacts['addresses'][number]): Finding {
  const text = `${address}: ${detail}`
  if (result === 'reached') return ok('address', text)
  if (result === 'unsupported') return skipped('address', `${address}: this program has no transport for it`)
  const mend = 'Open this port to the world, or take the address out of "announce" and restart the node.'
  return failed('address', text, mend)
}

function judgeDirectory(
  { peerId, description, trouble }: NodeFacts,
  { domain, network, record }: DomainFacts,
): Finding {
  if (description === null) {
    if (trouble === null) return skipped('directory', `${peerId}: none of its addresses was reached.`)
    const mend = `Is it an operator node of the network "${network}", and is its version like ours? See its log.`
    return failed('directory', `${peerId} did not describe itself: ${trouble}`, mend)
  }
  const isListed = record === null || nodesOfRecord(record.payload).some((node) => node.peerId === peerId)
  if (isListed) return ok('directory', `${peerId} answers.`)
  const mend = `Let the website of ${domain} name only the nodes of its domain record, and run only those.`
  return failed('directory', `${peerId} answers, but the domain record does not list it: peers refuse it.`, mend)
}

/** What peers and operators are told must be the same: one of them would not believe the other. */
function judgeIntroduction(
  { peerId, introduction, introductionTrouble }: NodeFacts,
  description: Description,
): Finding {
  if (introduction === null) {
    const mend = 'No operator admits a node that does not introduce itself: update the program, and see its log.'
    return warning(
      'introduce',
      `${peerId} does not introduce itself to other operators: ${introductionTrouble ?? 'it was not asked'}`,
      mend,
    )
  }
  if (equals(introduction.domainRecord, description.domainRecord)) {
    return ok('introduce', `${peerId} shows other operators the same record.`)
  }
  const mend =
    'Is the record being renewed just now? Ask again. If it stays, the node is not what it should be: start it anew.'
  return failed('introduce', `${peerId} shows other operators another domain record than people.`, mend)
}

/** By whichever of its two answers is further off. */
function judgeClock({ peerId, description, introduction }: NodeFacts): Finding {
  const told = [description, introduction].flatMap((one) => (one === null ? [] : [one.clockAheadMs]))
  const aheadMs = told.reduce((worst, one) => (Math.abs(one) > Math.abs(worst) ? one : worst), 0)
  const off = Math.abs(aheadMs)
  const detail = `${peerId} is ${durationText(off)} ${aheadMs < 0 ? 'behind' : 'ahead of'} this machine.`
  const mend = 'Compare both clocks with a third one, and let NTP set the wrong one.'
  if (off > CLOCK_FAILED_MS) return failed('clock', detail, mend)
  return off > CLOCK_WARNING_MS ? warning('clock', detail, mend) : ok('clock', detail)
}

/** "0.2 s", "90 s", "12 min", "5 h", "40 days": never more exact than anybody needs. */
export function durationText(ms: number): string {
  const seconds = ms / 1000
  if (seconds < 10) return `${seconds.toFixed(1)} s`
  if (seconds < 120) return `${Math.round(seconds)} s`
  if (seconds < 7_200) return `${Math.round(seconds / 60)} min`
  return seconds < 172_800 ? `${Math.round(seconds / 3_600)} h` : `${Math.round(seconds / 86_400)} days`
}
