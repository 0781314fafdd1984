import type { Ed25519PrivateKey } from '@libp2p/interface'
import { multiaddr } from '@multiformats/multiaddr'
import { startDevOutside } from '../../src/testnet/dev-outside.ts'
import { callPeer } from '../../src/wire/call.ts'
import { createChannels } from '../../src/wire/channels.ts'
import { directory } from '../../src/wire/methods.ts'
import { protocolIds } from '../../src/wire/protocols.ts'
import { KEYS, keyOf, NAME, NETWORK, sealWith } from '../../test/records/fixtures.ts'
import { startHost } from '../../test/wire/hosts.ts'
import { unpack } from '../packed.ts'
import type { Target } from '../target.ts'
import { hostileStream } from '../targets/frames.ts'
import { LIBP2P_PROTOCOLS } from './libp2p-messages.ts'
import { methodTargets } from './method-targets.ts'
import { OPERATOR_DOMAIN, type OperatorReady } from './operator-name.ts'
import { httpTarget, portTarget, stunTarget } from './port-targets.ts'
import { streamTarget } from './stream-targets.ts'
import { startUnderTest, type UnderTest, underWatch } from './under-watch.ts'
import { startWatched } from './watched-child.ts'

/** One operator node in its own process, and everything that a stranger, or the fixtures' own device, can send it. */
export function startOperatorTargets(): Promise<UnderTest> {
  return startUnderTest(assemble)
}

async function assemble(opened: AsyncDisposableStack): Promise<Omit<UnderTest, 'stop'>> {
  const closeWith = <T extends { stop(): unknown }>(part: T) => opened.adopt(part, async () => void (await part.stop()))
  const startDialler = async (privateKey: Ed25519PrivateKey) =>
    closeWith(await startHost({ listen: false, privateKey }))
  const outside = closeWith(await startDevOutside({ domains: [OPERATOR_DOMAIN, 'c.example'] }))
  const program = new URL('operator-process.ts', import.meta.url)
  const child = closeWith(await startWatched<OperatorReady>(program, [outside.file]))
  const { multiaddrs, http, stun } = child.ready
  // The fixtures' device may register and publish, so that what is hostile gets as far as the store.
  const device = await startDialler(KEYS.device)
  const stranger = await startDialler(await keyOf(77))
  const honest = await startDialler(await keyOf(78))
  const asking = closeWith(createChannels(honest, protocolIds(NETWORK).directory))
  const where = multiaddrs.map((address) => multiaddr(address))
  const registering = createChannels(device, protocolIds(NETWORK).directory)
  const identityRecord = Uint8Array.from(await sealWith('identity'))
  await callPeer(registering, where, directory.register, { name: NAME.local, identityRecord })
  await registering.stop()

  async function askHonestly(): Promise<void> {
    const { domainRecord } = await callPeer(asking, where, directory.describe, {}, { timeoutMs: 20_000 })
    if (domainRecord.length === 0) throw new Error('the node does not say who it is')
    const { nameRecord } = await callPeer(asking, where, directory.resolve, { name: NAME.text }, { timeoutMs: 20_000 })
    if (nameRecord.length === 0) throw new Error(`${NAME.text} is gone`)
  }

  const streams = {
    connect: () => stranger.dial(where, { signal: AbortSignal.timeout(10_000) }),
    patienceMs: 150,
    perConnection: 8,
  }
  const methods = closeWith(methodTargets(device, multiaddrs))
  const frames = (['directory', 'records'] as const).map((protocol) =>
    streamTarget({
      ...{ name: `socket-${protocol}-frames`, weight: 1, ...streams },
      protocol: protocolIds(NETWORK)[protocol],
      writes: (random) => unpack(hostileStream(random)),
    }),
  )
  const libp2p = LIBP2P_PROTOCOLS.map((one) => streamTarget({ ...one, name: `socket-${one.name}`, ...streams }))
  const targets: Target[] = [...methods.targets, ...frames, ...libp2p, httpTarget(http), portTarget(multiaddrs)]
  if (stun !== null) targets.push(stunTarget(stun))
  return {
    name: 'operator node',
    targets: targets.map((target) => underWatch(target, child, askHonestly)),
    footprint: () => child.footprint(),
  }
}
