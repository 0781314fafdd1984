// Operators that are processes of their own: two of five lie as holders about the people of a third.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { createOutside } from '../../src/identity-proofs/outside.node.ts'
import type { Outside } from '../../src/identity-proofs/outside.ts'
import { createKeys } from '../../src/peer/create-keys.ts'
import { memoryKeyStore } from '../../src/peer/key-store.ts'
import { createPeer } from '../../src/peer/peer.node.ts'
import { type JsonProcess, startJsonProcess, untilReady } from '../../src/testnet/child-process.ts'
import { type LocalFederation, startLocalFederation } from '../../src/testnet/local-federation.ts'
import { PROGRAM, temporaryDirectory } from '../cli/command.ts'

const DOMAINS = ['a.test', 'b.test', 'c.test', 'd.test', 'e.test']
const LIARS = { 'd.test': 'forge', 'e.test': 'silent' }
/** What liars may cost at most, beside what such lookups take without them. */
const MAX_COST_MS = 500
const ROUNDS = 5

describe('two of five operators whose processes lie about bob@b.test', () => {
  let federation: LocalFederation
  let outside: Outside
  let remove = async () => {}
  const liars: JsonProcess[] = []

  before(async () => {
    const directory = await temporaryDirectory()
    remove = directory.remove
    federation = await startLocalFederation({ program: PROGRAM, domains: DOMAINS, directory: directory.path })
    outside = createOutside({ dev: federation.outside.devNetwork })
    const { keys } = await createKeys({ network: 'dev' })
    const bob = await createPeer({
      ...{ network: 'dev', home: 'b.test', keyStore: memoryKeyStore(keys), outside, listen: ['/ip4/127.0.0.1/tcp/0'] },
      privacy: { directAddresses: 'contacts', privateAddresses: true },
    })
    await bob.register('bob')
    await bob.stop()
  })
  after(async () => {
    await Promise.all(liars.map((liar) => liar.stop()))
    await outside.stop?.()
    await federation.stop()
    await remove()
  })

  /** What the gateway of a.test says of bob, and the usual time of its answer. */
  async function ask(policy: string) {
    const times: number[] = []
    let body: Record<string, unknown> = {}
    for (let round = 0; round < ROUNDS; round++) {
      const startedAt = performance.now()
      const { status, text } = await outside.fetchText(`https://a.test/v1/resolve/bob@b.test?policy=${policy}`)
      times.push(performance.now() - startedAt)
      assert.equal(status, 200, text)
      body = JSON.parse(text)
    }
    const { id, records } = body
    return { told: { id, records }, usualMs: times.sort((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? 0 }
  }

  it('change no answer of the others, and cost at most 500 ms', async () => {
    const honest = { network: await ask('network'), quorum: await ask('quorum') }
    for (const [domain, kind] of Object.entries(LIARS)) {
      const operator = federation.operators.find((one) => one.domain === domain)
      assert.ok(operator)
      await operator.process.stop()
      // A liar introduces itself to nobody any more: the next one meets the others only.
      const others = DOMAINS.length - 1 - liars.length
      const args = [operator.configFile, String(others), 'b.test', kind]
      const liar = startJsonProcess(join(import.meta.dirname, 'lying-node.ts'), args)
      liars.push(liar)
      await untilReady(liar, `The lying node of ${domain}`)
    }
    for (const policy of ['network', 'quorum'] as const) {
      const { told, usualMs } = await ask(policy)
      assert.deepEqual(told, honest[policy].told, policy)
      const limitMs = honest[policy].usualMs + MAX_COST_MS
      assert.ok(usualMs <= limitMs, `${policy}: ${usualMs} ms, where ${limitMs} ms are allowed`)
    }
  })
})
