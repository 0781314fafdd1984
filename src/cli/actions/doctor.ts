import { generateKeyPair } from '@libp2p/crypto/keys'
import { createDns } from '../../identity-proofs/dns.node.ts'
import { createOutside } from '../../identity-proofs/outside.node.ts'
import { createHost } from '../../peer/host.node.ts'
import { parseDomain } from '../../records/names.ts'
import { protocolIds } from '../../wire/protocols.ts'
import type { Context } from '../context.ts'
import { examineDomain } from '../doctor/examine-domain.ts'
import { type Finding, worst } from '../doctor/finding.ts'
import { judgeDomain } from '../doctor/judge-domain.ts'
import { EXIT } from '../exit-codes.ts'
import { readDev } from '../open-peer.ts'
import { DEV_NETWORK, type DevOptions } from '../options.ts'
import { table } from '../output.ts'

interface DoctorOptions extends DevOptions {
  json?: boolean
  network?: string
  via?: string[]
}

const MARKS = { ok: '✓', warning: '!', failed: '✗', skipped: '·' } as const

/** Looks as a stranger with a fresh key, keeps nothing. Ends with 0 when nothing failed. */
export async function run(context: Context, [given = '']: string[], options: DoctorOptions): Promise<number> {
  const { output, signal } = context
  const domain = parseDomain(given)
  const dev = await readDev(context, options)
  const via = (options.via ?? []).map(parseDomain)
  const network = options.network ?? (dev === null ? 'main' : DEV_NETWORK)
  protocolIds(network) // a wrong name is said before anything is started
  output.progress(`examining ${domain} from outside`)
  const outside = createOutside(dev === null ? {} : { dev })
  const host = await createHost({
    network,
    deviceKey: await generateKeyPair('Ed25519'),
    listen: [],
    iceServers: () => [],
    chosenRelays: () => [],
    allowPrivateAddresses: dev !== null,
  })
  try {
    const facts = await examineDomain({
      ...{ domain, network, outside, host, via, signal },
      dns: createDns(dev?.dnsServers),
      allowLoopback: dev !== null,
      now: Date.now,
    })
    const findings = judgeDomain(facts)
    const result = worst(findings)
    output.result({ domain, network, result, findings }, findingsText(domain, findings, context.width))
    return result === 'failed' ? EXIT.failed : EXIT.ok
  } finally {
    await host.stop()
    await outside.stop?.()
  }
}

function findingsText(domain: string, findings: readonly Finding[], width: number): string {
  const rows = findings.map(({ check, result, detail, mend }): [string, string] => [
    `${MARKS[result]} ${check}`,
    mend === null ? detail : `${detail}\n→ ${mend}`,
  ])
  const numbers = (['failed', 'warning', 'skipped', 'ok'] as const).map(
    (result) => `${findings.filter((finding) => finding.result === result).length} ${result}`,
  )
  return `${table(rows, width)}\n\n${domain}: ${numbers.join(', ')}`
}
