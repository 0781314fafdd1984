import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { stringify } from 'yaml'
import { OpenPeerError } from '../errors.ts'
import { createOutside } from '../identity-proofs/outside.node.ts'
import { timeoutSignal } from '../timeout-signal.ts'
import { TESTNET_BUDGETS } from './budgets.ts'
import { type JsonProcess, startJsonProcess, untilReady } from './child-process.ts'
import { type DevOutside, startDevOutside } from './dev-outside.ts'
import { freePorts } from './ports.ts'

/** A busy machine that starts three processes at once is slow: a tenth of this is usual. */
const MEET_TIMEOUT_MS = 60_000
const MEET_AGAIN_MS = 50

/** One operator of a local federation: its own process, its own directory, its own website. */
export interface LocalOperator {
  domain: string
  peerId: string
  multiaddrs: string[]
  /** https URL of its gateway; the name leads to this machine only through the development network. */
  gateway: string
  configFile: string
  process: JsonProcess
}

/** Operators of several domains on this machine, each a process, with DNS and HTTPS that are real but for their reach. */
export interface LocalFederation {
  readonly network: string
  readonly directory: string
  readonly outside: DevOutside
  readonly operators: readonly LocalOperator[]
  /** Starts an operator again on the same files, after its process has ended. */
  restart(domain: string): Promise<LocalOperator>
  /** Stops every process, then DNS. */
  stop(): Promise<void>
}

export interface LocalFederationOptions {
  /** The openpeer program (bin/openpeer.js): each operator is a process of it. */
  program: string
  domains: readonly string[]
  /** Made when missing. */
  directory: string
  network?: string
  /** further hosts that get a certificate and a port, for servers of the caller's own */
  websites?: readonly string[]
  signal?: AbortSignal
}

/**
 * Starts one operator process a domain, all at once, and waits until each has met another. Whatever goes wrong, no
 * process is left. Throws ABORTED, TIMEOUT, and the code with which an operator refused to start.
 */
export async function startLocalFederation(options: LocalFederationOptions): Promise<LocalFederation> {
  const { program, domains, network = 'dev', websites = [], signal } = options
  const directory = resolve(options.directory)
  await mkdir(directory, { recursive: true })
  const outside = await startDevOutside({ domains: [...domains, ...websites], directory })
  const operators: LocalOperator[] = []
  try {
    const ports = await freePorts(domains.length * 2)
    const started = await Promise.allSettled(
      domains.map(async (domain, i) => {
        const configFile = await writeConfig({
          domain,
          network,
          directory,
          outside,
          tcpPort: ports[2 * i] ?? 0,
          wsPort: ports[2 * i + 1] ?? 0,
          bootstrap: domains.filter((other) => other !== domain),
        })
        operators.push(await startOperator({ program, domain, configFile, outside, signal }))
      }),
    )
    for (const result of started) if (result.status === 'rejected') throw result.reason
    operators.sort((a, b) => domains.indexOf(a.domain) - domains.indexOf(b.domain))
    await untilTheyMet(operators, outside, signal)
  } catch (error) {
    await stopAll(operators, outside)
    throw error
  }
  return {
    network,
    directory,
    outside,
    operators,
    async restart(domain) {
      const index = operators.findIndex((operator) => operator.domain === domain)
      const old = operators[index]
      if (old === undefined) throw new OpenPeerError('INVALID_ARGUMENT', `There is no operator of ${domain} here.`)
      await old.process.kill()
      const operator = await startOperator({ program, domain, configFile: old.configFile, outside })
      operators[index] = operator
      return operator
    },
    stop: () => stopAll(operators, outside),
  }
}

interface Starting {
  program: string
  domain: string
  configFile: string
  outside: DevOutside
  signal?: AbortSignal | undefined
}

/** Waits until it is ready, and publishes its TXT record. */
async function startOperator({ program, domain, configFile, outside, signal }: Starting): Promise<LocalOperator> {
  // Made for one node in a container, this variable would give all operators the same directory.
  const env = { OPENPEER_DATA_DIR: undefined }
  const process = startJsonProcess(program, ['node', '--config', configFile, '--json'], { env })
  try {
    const ready = await untilReady(process, `The operator of ${domain}`, signal)
    const { peerId, multiaddrs, txt } = ready as unknown as ReadyLine
    outside.dns.setTxt(txt.name, [txt.value])
    return { domain, peerId, multiaddrs, gateway: `https://${domain}`, configFile, process }
  } catch (error) {
    await process.kill()
    throw error
  }
}

/** What `openpeer node --json` says when it is up, as far as it is used here. */
interface ReadyLine {
  peerId: string
  multiaddrs: string[]
  txt: { name: string; value: string }
}

/** An operator that knows no other gives answers of its own only, and is not ready by its own word. */
async function untilTheyMet(operators: LocalOperator[], { devNetwork }: DevOutside, signal?: AbortSignal) {
  const limit = AbortSignal.any([timeoutSignal(MEET_TIMEOUT_MS), ...(signal === undefined ? [] : [signal])])
  const outside = createOutside({ dev: devNetwork })
  try {
    await Promise.all(
      operators.map(async ({ gateway }) => {
        while ((await outside.fetchText(`${gateway}/readyz`, { signal: limit })).status !== 200) {
          await setTimeout(MEET_AGAIN_MS, null, { signal: limit })
        }
      }),
    )
  } catch (error) {
    if (signal?.aborted) throw new OpenPeerError('ABORTED', 'Starting the operators was cancelled.', { cause: error })
    if (limit.aborted) throw new OpenPeerError('TIMEOUT', `The operators did not meet within ${MEET_TIMEOUT_MS} ms.`)
    throw error
  } finally {
    await outside.stop?.()
  }
}

async function stopAll(operators: readonly LocalOperator[], outside: DevOutside): Promise<void> {
  await Promise.all(operators.map((operator) => operator.process.stop()))
  await outside.stop()
}

interface ConfigOf {
  domain: string
  network: string
  directory: string
  outside: DevOutside
  tcpPort: number
  wsPort: number
  bootstrap: string[]
}

/** The configuration file of one operator: what `config/operator.example.yaml` explains, for loopback. */
async function writeConfig(of: ConfigOf): Promise<string> {
  const directory = join(of.directory, 'operators', of.domain)
  await rm(directory, { recursive: true, force: true })
  await mkdir(directory, { recursive: true })
  const tls = of.outside.tls(of.domain)
  const listen = [`/ip4/127.0.0.1/tcp/${of.tcpPort}`, `/ip4/127.0.0.1/tcp/${of.wsPort}/ws`]
  const config = {
    network: of.network,
    domain: of.domain,
    dataDir: 'data',
    listen,
    announce: listen,
    allowPrivateAddresses: true,
    admission: { sharedAddresses: true },
    limits: { bindingChecksPerMinute: 10_000, admissionChecksPerMinute: 10_000 },
    budgets: TESTNET_BUDGETS,
    bootstrap: of.bootstrap,
    stun: { host: '127.0.0.1', port: 0 },
    http: {
      host: '127.0.0.1',
      port: of.outside.httpsPort(of.domain),
      publicUrl: `https://${of.domain}`,
      metrics: { host: '127.0.0.1', port: of.outside.httpsPort(of.domain) },
      tls: { certFile: tls.certFile, keyFile: tls.keyFile },
    },
    dev: of.outside.file,
  }
  const file = join(directory, 'operator.yaml')
  await writeFile(file, stringify(config))
  return file
}
