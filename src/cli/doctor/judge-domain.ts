import { formatTxtRecord, txtName } from '../../identity-proofs/txt-record.ts'
import type { DomainFacts } from './examine-domain.ts'
import { type Finding, failed, ok, skipped, warning } from './finding.ts'
import { judgeElsewhere } from './judge-elsewhere.ts'
import { judgeNodes } from './judge-nodes.ts'
import { judgeRecord } from './judge-record.ts'
import { judgeRelays } from './judge-relays.ts'

/** What the facts mean, most basic first, with the mend for each that needs one. Pure. */
export function judgeDomain(facts: DomainFacts): Finding[] {
  return [
    judgeWebsite(facts),
    judgePages(facts),
    judgeDns(facts),
    ...judgeNodes(facts),
    ...judgeRecord(facts),
    ...judgeStun(facts),
    ...judgeRelays(facts),
    judgeGateway(facts),
    ...judgeElsewhere(facts),
  ]
}

function judgeWebsite({ domain, network, website }: DomainFacts): Finding {
  const { url, document, trouble, otherNetwork } = website
  if (otherNetwork !== null) {
    const mend = `If that is the network you mean: openpeer doctor ${domain} --network ${otherNetwork}`
    return failed('website', `${url} is of the network "${otherNetwork}", not of "${network}".`, mend)
  }
  if (document === null) {
    const mend =
      `Make ${url} answer with what the operator node serves there on its HTTP port, over https with a valid ` +
      'certificate and without a redirect.'
    return failed('website', trouble ?? `${url} shows no document.`, mend)
  }
  return ok(
    'website',
    `${url} shows the domain's key and ${document.nodes.length} ${document.nodes.length === 1 ? 'address' : 'addresses'}.`,
  )
}

function judgePages({ website: { url, document, allowOrigin } }: DomainFacts): Finding {
  if (document === null) return skipped('pages', 'There is no document of this network that web pages could read.')
  if (allowOrigin === '*') return ok('pages', 'Web pages may read the document.')
  const said = allowOrigin === null ? 'says nothing of' : 'does not allow'
  const mend = `Let the web server send "Access-Control-Allow-Origin: *" with ${url}, or pass on the header of the node.`
  return warning('pages', `The website ${said} other origins, so web pages cannot check this domain themselves.`, mend)
}

function judgeDns({ domain, binding }: DomainFacts): Finding {
  if (binding === null) return skipped('dns', 'Without a key there is nothing to compare the TXT record with.')
  const { dns, key } = binding
  const mend = `Publish ${txtName(domain)} TXT "${formatTxtRecord({ key })}"`
  if (dns.result === 'match') return ok('dns', dns.detail)
  // Website and TXT record may differ only for as long as a change takes; every resolver sees a mismatch.
  if (dns.result === 'mismatch') return failed('dns', dns.detail, `${mend}, and remove the other one.`)
  if (dns.result === 'missing') return warning('dns', `${dns.detail} With one, two places must be forged.`, mend)
  return warning('dns', dns.detail, `Ask the name servers of ${domain} why they do not answer, then try again.`)
}

function judgeStun({ record, stun }: DomainFacts): Finding[] {
  if (record === null) return [skipped('stun', 'Without a domain record no STUN service is known.')]
  const mend = 'Set stun.port and stun.announce in the configuration of the node, and open that UDP port.'
  if (stun.length === 0) {
    return [warning('stun', 'The domain offers no STUN service: its people behind a NAT stay relayed.', mend)]
  }
  return stun.map(({ uri, answers, detail }) =>
    answers ? ok('stun', `${uri}: ${detail}`) : failed('stun', `${uri}: ${detail}`, mend),
  )
}

function judgeGateway({ website, gateway }: DomainFacts): Finding {
  if (gateway === null) {
    const why = website.document === null ? 'Without a document none is known.' : 'The document names none.'
    return skipped('gateway', why)
  }
  if (gateway.healthy) return ok('gateway', gateway.detail)
  const mend = 'Look at what /healthz says: it names the listener of the node that does not answer. Restart the node.'
  return failed('gateway', gateway.detail, mend)
}
