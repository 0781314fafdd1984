import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { OpenPeerError } from '../errors.ts'
import { type DevNetwork, formatDevNetwork } from '../identity-proofs/dev-network.ts'
import { createCertificateAuthority, type IssuedCertificate } from './certificate-authority.ts'
import { type DnsResponder, startDnsResponder } from './dns-responder.ts'
import { freePorts } from './ports.ts'

/** The internet of a development network: DNS, certificates, and which port of this machine each domain's website has. */
export interface DevOutside {
  /** For `createOutside({ dev })` in this process. A changed port shows in it at once. */
  readonly devNetwork: DevNetwork
  /** The same as JSON, for other processes: `dev-network.json` in `directory`, replaced whole at each change. */
  readonly file: string
  /** The authority's certificate in PEM. */
  readonly caFile: string
  readonly directory: string
  readonly dns: DnsResponder
  /** The port where this domain's HTTPS server should listen: one that was free, until another is set. */
  httpsPort(domain: string): number
  setHttpsPort(domain: string, port: number): Promise<void>
  /** The domain's certificate and private key, as PEM and as files. Throws INVALID_ARGUMENT (domain not given at start). */
  tls(domain: string): DomainTls
  /** Stops DNS, and removes the directory if it was made here. */
  stop(): Promise<void>
}

export interface DomainTls extends IssuedCertificate {
  certFile: string
  keyFile: string
}

export interface DevOutsideOptions {
  /** Names like 'a.test'. A certificate is for exactly one of them. */
  domains: string[]
  /** Where to write; without it a new directory in the system's temporary one. */
  directory?: string | undefined
}

const HOST = '127.0.0.1'

/** Stands up a certificate authority, a DNS responder and the file that tells other processes of both. */
export async function startDevOutside({ domains, directory: given }: DevOutsideOptions): Promise<DevOutside> {
  const directory = given ?? (await mkdtemp(join(tmpdir(), 'openpeer-outside-')))
  await mkdir(directory, { recursive: true })
  const [authority, ports] = await Promise.all([createCertificateAuthority(), freePorts(domains.length)])
  const caFile = join(directory, 'ca.pem')
  await writeFile(caFile, authority.certificate)
  const certificates = new Map<string, DomainTls>()
  for (const domain of domains)
    certificates.set(domain, await writeTls(directory, domain, await authority.issue([domain])))
  const addresses = new Map(domains.map((domain, index) => [domain, { address: HOST, port: ports[index] ?? 0 }]))
  const dns = await startDnsResponder()
  const devNetwork = { addresses, ca: authority.certificate, dnsServers: [dns.address] }
  const file = join(directory, 'dev-network.json')
  await replaceFile(file, formatDevNetwork(devNetwork))

  return {
    devNetwork,
    file,
    caFile,
    directory,
    dns,
    httpsPort: (domain) => known(addresses, domain).port,
    async setHttpsPort(domain, port) {
      known(addresses, domain)
      addresses.set(domain, { address: HOST, port })
      await replaceFile(file, formatDevNetwork(devNetwork))
    },
    tls: (domain) => known(certificates, domain),
    async stop() {
      await dns.stop()
      if (given === undefined) await rm(directory, { recursive: true, force: true })
    },
  }
}

function known<T>(map: Map<string, T>, domain: string): T {
  const found = map.get(domain)
  if (found !== undefined) return found
  const list = [...map.keys()].join(', ')
  throw new OpenPeerError(
    'INVALID_ARGUMENT',
    `${domain} is not a domain of this development network, which has ${list}.`,
  )
}

async function writeTls(directory: string, domain: string, issued: IssuedCertificate): Promise<DomainTls> {
  const certFile = join(directory, `${domain}.cert.pem`)
  const keyFile = join(directory, `${domain}.key.pem`)
  await writeFile(certFile, issued.cert)
  await writeFile(keyFile, issued.key, { mode: 0o600 })
  return { ...issued, certFile, keyFile }
}

/** Whoever reads it meanwhile sees the old text or the new one, never a part. */
async function replaceFile(path: string, text: string): Promise<void> {
  await writeFile(`${path}.new`, text)
  await rename(`${path}.new`, path)
}
