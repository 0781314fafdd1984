import type { Libp2p } from '@libp2p/interface'
import { answering, type Method } from '../../src/wire/call.ts'
import { handleProtocol } from '../../src/wire/handle-protocol.ts'
import type {
  FindRequest,
  FindResponse,
  GetVaultRequest,
  GetVaultResponse,
  HoldersRequest,
  HoldersResponse,
  PublishRequest,
  PublishResponse,
  PutLocationRequest,
  PutLocationResponse,
  PutVaultRequest,
  PutVaultResponse,
  RegisterRequest,
  RegisterResponse,
  ResolveRequest,
  ResolveResponse,
  WitnessRequest,
  WitnessResponse,
} from '../../src/wire/messages.js'
import { directory as methods } from '../../src/wire/methods.ts'
import { protocolIds } from '../../src/wire/protocols.ts'
import { startHost } from '../wire/hosts.ts'
import { bytesOf, type Domain, domainRecord, NETWORK, newDomain, START } from './forge.ts'

type Answer<Q, A> = (request: Q) => Promise<Partial<A>> | Partial<A>

/** What one operator answers; each may be replaced, and any of it may be a lie. */
export interface Answers {
  describe: () => Promise<Uint8Array> | Uint8Array
  resolve: Answer<ResolveRequest, ResolveResponse>
  find: Answer<FindRequest, FindResponse>
  publish: Answer<PublishRequest, PublishResponse>
  register: Answer<RegisterRequest, RegisterResponse>
  putLocation: Answer<PutLocationRequest, PutLocationResponse>
  holders: Answer<HoldersRequest, HoldersResponse>
  witness: Answer<WitnessRequest, WitnessResponse>
  putVault: Answer<PutVaultRequest, PutVaultResponse>
  getVault: Answer<GetVaultRequest, GetVaultResponse>
}

/** An operator node's directory on a real host, answering whatever a test prepared. */
export interface Directory extends AsyncDisposable {
  owner: Domain
  host: Libp2p
  /** Multiaddrs with its peer id. */
  addresses: string[]
  /** Its own domain record, listing its node. */
  record: Uint8Array
  answers: Answers
  /** The methods that were asked, in order. */
  asked: string[]
}

export async function startDirectory(domain: string, at = START): Promise<Directory> {
  const owner = await newDomain(domain)
  // Many peers of one test call from one address.
  const options = { listen: true, connectionManager: { inboundConnectionThreshold: 1_000 } }
  const host = await startHost(options)
  const addresses = host.getMultiaddrs().map(String)
  const peerId = Uint8Array.from(host.peerId.toMultihash().bytes)
  const nodes = [{ peerId, multiaddrs: addresses.map(bytesOf) }]
  const record = await domainRecord(owner, at, { changes: { nodes } })
  const absent = { source: 'own', answers: 2, needed: 2 }
  const answers: Answers = {
    describe: () => record,
    resolve: () => absent,
    find: ({ routingKeys }) => ({
      records: routingKeys.map(() => ({ envelope: new Uint8Array(0), answers: 1, needed: 1 })),
    }),
    publish: ({ records }) => ({ results: records.map(() => result({ outcome: 'stored', holders: 1, needed: 1 })) }),
    register: () => ({}),
    putLocation: () => ({ expiresAt: 0 }),
    holders: () => ({ nodes: [] }),
    witness: () => ({ statements: [] }),
    putVault: () => ({}),
    getVault: () => ({ vault: new Uint8Array(0) }),
  }
  const asked: string[] = []
  function on<Q, A>(method: Method<Q, A>, answer: Answer<Q, A>) {
    const handler = answering(method, async (request) => {
      asked.push(method.name)
      return answer(request)
    })
    return [method.name, handler] as const
  }
  const stop = await handleProtocol(
    host,
    protocolIds(NETWORK).directory,
    Object.fromEntries([
      on(methods.describe, async () => ({ domainRecord: Uint8Array.from(await answers.describe()), time: at })),
      on(methods.resolve, (request) => answers.resolve(request)),
      on(methods.find, (request) => answers.find(request)),
      on(methods.publish, (request) => answers.publish(request)),
      on(methods.register, (request) => answers.register(request)),
      on(methods.putLocation, (request) => answers.putLocation(request)),
      on(methods.holders, (request) => answers.holders(request)),
      on(methods.witness, (request) => answers.witness(request)),
      on(methods.putVault, (request) => answers.putVault(request)),
      on(methods.getVault, (request) => answers.getVault(request)),
    ]),
  )
  return {
    owner,
    host,
    addresses,
    record,
    answers,
    asked,
    async [Symbol.asyncDispose]() {
      await host.stop()
      await stop()
    },
  }
}

export function result(fields: Partial<PublishResponse['results'][number]>): PublishResponse['results'][number] {
  return {
    outcome: '',
    holders: 0,
    needed: 0,
    code: '',
    message: '',
    current: new Uint8Array(0),
    retryAfterMs: 0,
    ...fields,
  }
}

/** Bytes as messages want them. */
export function bundle(records: {
  domain?: Uint8Array
  name?: Uint8Array
  identity?: Uint8Array
  locations?: Uint8Array[]
  homes?: Uint8Array[]
}): Partial<ResolveResponse> {
  const copy = (bytes: Uint8Array = new Uint8Array(0)) => Uint8Array.from(bytes)
  return {
    domainRecord: copy(records.domain),
    nameRecord: copy(records.name),
    identityRecord: copy(records.identity),
    locations: (records.locations ?? []).map(copy),
    homeRecords: (records.homes ?? []).map(copy),
    source: 'own',
    answers: 2,
    needed: 2,
  }
}
