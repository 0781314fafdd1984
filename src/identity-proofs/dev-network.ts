import { z } from 'zod'
import { OpenPeerError } from '../errors.ts'
import { isLoopback } from './global-address.ts'
import { isHostName } from './outside-url.ts'

/**
 * A development network: exact host names that lead to HTTPS servers on this machine, the authority that signed their
 * certificates, and the DNS servers that answer for their domains. docs/spec/domain-binding.md, "Development networks".
 */
export interface DevNetwork {
  /** Host name → where its HTTPS server listens. Always loopback. */
  addresses: Map<string, { address: string; port: number }>
  /** PEM of the certificate authority that is trusted for these hosts and for no others. */
  ca: string
  /** '127.0.0.1:port'. Asked instead of the system's. */
  dnsServers: string[]
}

const loopback = z.string().refine(isLoopback, 'expected a loopback address, such as 127.0.0.1')
const port = z.int().min(1).max(65_535)

const addresses = z.record(z.string(), z.strictObject({ address: loopback, port })).superRefine((hosts, context) => {
  const message = 'expected a host name in lower case, without a port'
  for (const host of Object.keys(hosts))
    if (!isHostName(host)) context.addIssue({ code: 'custom', path: [host], message })
})

const schema = z.strictObject({
  addresses,
  ca: z.string().includes('-----BEGIN CERTIFICATE-----', { error: 'expected a certificate in PEM' }),
  dnsServers: z
    .array(z.string().refine(isLoopbackServer, 'expected a loopback server, such as 127.0.0.1:5353'))
    .min(1)
    .max(4),
})

/** Reads what `formatDevNetwork` wrote, already parsed as JSON. Throws INVALID_CONFIG, naming each wrong field. */
export function readDevNetwork(json: unknown): DevNetwork {
  const result = schema.safeParse(json)
  if (!result.success) {
    throw new OpenPeerError(
      'INVALID_CONFIG',
      `The file of the development network is wrong:\n${z.prettifyError(result.error)}`,
    )
  }
  const { addresses, ca, dnsServers } = result.data
  return { addresses: new Map(Object.entries(addresses)), ca, dnsServers }
}

export function formatDevNetwork({ addresses, ca, dnsServers }: DevNetwork): string {
  return `${JSON.stringify({ addresses: Object.fromEntries(addresses), ca, dnsServers }, null, 2)}\n`
}

function isLoopbackServer(text: string): boolean {
  const [, address, portText] = /^\[?([^\]]+?)\]?:(\d{1,5})$/.exec(text) ?? []
  return address !== undefined && isLoopback(address) && port.safeParse(Number(portText)).success
}
