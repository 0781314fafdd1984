import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Connection, MultiaddrConnection, PeerId } from '@libp2p/interface'
import { multiaddr } from '@multiformats/multiaddr'
import { isOpenPeerError } from '../../src/errors.ts'
import { budgetAddress } from '../../src/node/budget-address.ts'
import { type BudgetOptions, createBudgets, MAX_PARTIAL_BYTES_PER_PLACE } from '../../src/node/budgets.ts'
import { operatorConfig } from '../../src/node/config.ts'
import { peerIdFromRaw } from '../../src/records/keys.ts'

const COSTS = { cheap: { base: 1 }, dear: { base: 100 } }
const EMPTY = new Uint8Array()
/** 200 units a second each, 400 at once, unless said. */
const RATES = { perPeer: 200, perAddress: 200, perAccount: 200, perDomain: 200 }

type Rates = Partial<BudgetOptions['budgets']>

function world(rates: Rates, options: Partial<BudgetOptions> = {}) {
  let at = 0
  const domain = 'a.test'
  const given = { domain, allowPrivateAddresses: true, listen: ['/ip4/127.0.0.1/tcp/0'], stun: null }
  const { budgets: config } = operatorConfig({ ...given, budgets: { ...RATES, ...rates } })
  const budgets = createBudgets({
    budgets: config,
    maxPendingConnections: 16,
    seatOf: () => null,
    accountOf: () => null,
    now: () => at,
    ...options,
  })
  const admission = budgets.admission(COSTS)
  const ask = (asker: Connection, method = 'dear') => admission.request(method, EMPTY, asker)
  return { budgets, admission, ask, pass: (ms: number) => (at += ms) }
}

function peer(number: number): PeerId {
  const raw = new Uint8Array(32)
  new DataView(raw.buffer).setUint32(0, number)
  return peerIdFromRaw(raw)
}

function from(host: string, number: number): Connection {
  const family = host.includes(':') ? 'ip6' : 'ip4'
  return { remotePeer: peer(number), remoteAddr: multiaddr(`/${family}/${host}/tcp/1`) } as Connection
}

/** Asks until it is refused; how often it was let in, and when it may come back. */
function exhaust(ask: () => () => void): { taken: number; retryAfterMs: number } {
  for (let taken = 0; ; taken++) {
    try {
      ask()()
    } catch (error) {
      assert.ok(isOpenPeerError(error, 'RATE_LIMITED'))
      return { taken, retryAfterMs: error.retryAfterMs ?? 0 }
    }
  }
}

describe('the budgets of an operator node', () => {
  it('refuse with the time after which asking succeeds', () => {
    const { ask, pass } = world({})
    const asker = from('192.0.2.1', 1)
    const { taken, retryAfterMs } = exhaust(() => ask(asker))
    assert.equal(taken, 4)
    pass(retryAfterMs - 1)
    assert.throws(() => ask(asker), { code: 'RATE_LIMITED' })
    pass(1)
    ask(asker)()
  })

  it('of a peer: whatever address it comes from', () => {
    const { ask } = world({ perAddress: 10_000 })
    assert.equal(exhaust(() => ask(from('192.0.2.1', 1))).taken, 4)
    assert.throws(() => ask(from('192.0.2.9', 1)), { code: 'RATE_LIMITED' })
    ask(from('192.0.2.1', 2))()
  })

  it('of an address: whatever peer it is, for IPv6 a /64 together', () => {
    const { ask } = world({ perPeer: 10_000 })
    let next = 0
    assert.equal(exhaust(() => ask(from('192.0.2.1', next++))).taken, 4)
    ask(from('192.0.2.2', next++))()
    assert.equal(exhaust(() => ask(from(`2001:db8::${(next++).toString(16)}`, next))).taken, 4)
    ask(from('2001:db8:0:1::1', next++))()
  })

  it('of an identity at home here: all its devices together', () => {
    const devices = [from('192.0.2.1', 1), from('192.0.2.2', 2)]
    const isDevice = (id: PeerId) => devices.some(({ remotePeer }) => remotePeer.equals(id))
    const { ask } = world(
      { perPeer: 10_000, perAddress: 10_000 },
      { accountOf: (id) => (isDevice(id) ? 'alice' : null) },
    )
    let turn = 0
    assert.equal(exhaust(() => ask(devices[turn++ % 2] ?? from('192.0.2.3', 3))).taken, 4)
    ask(from('192.0.2.1', 9))()
  })

  it('of an admitted operator: its registrable domain pays, and nothing else', () => {
    const seatOf = (id: PeerId) => (id.equals(peer(9)) ? null : { registrableDomain: 'b.test' })
    const { ask } = world({ perPeer: 10, perAddress: 10, perDomain: 400 }, { seatOf })
    let node = 0
    assert.equal(exhaust(() => ask(from('192.0.2.1', node++ % 3))).taken, 8)
    ask(from('192.0.2.1', 9), 'cheap')()
  })

  it('leave the addresses of proxies alone, where many people come from', () => {
    const { ask } = world({ perAddress: 2, proxies: ['192.0.2.1'] })
    for (let number = 0; number < 10; number++) ask(from('192.0.2.1', number))()
    assert.equal(exhaust(() => ask(from('192.0.2.2', 99), 'cheap')).taken, 4)
  })

  it('let one payer run a fourth of all requests at the same time, and all together no more than configured', () => {
    const { ask } = world({ perPeer: 10_000, perAddress: 10_000, maxConcurrentRequests: 8 })
    const one = from('192.0.2.1', 1)
    const ends = [ask(one), ask(one)]
    assert.throws(() => ask(one), { code: 'TOO_MANY_REQUESTS', retryAfterMs: 100 })
    for (let number = 2; number < 5; number++)
      ends.push(ask(from(`192.0.2.${number}`, number)), ask(from(`192.0.2.${number}`, number)))
    assert.throws(() => ask(from('192.0.2.99', 99)), { code: 'TOO_MANY_REQUESTS' })
    for (const end of ends) end()
    ask(one)()
  })

  it('bound what is kept of frames that are half sent: 4 MiB for one address', () => {
    const { admission, budgets } = world({})
    const mebibyte = 1_048_576
    for (let number = 0; number < 4; number++) admission.partial(mebibyte, from('192.0.2.1', number))
    assert.throws(() => admission.partial(1, from('192.0.2.1', 9)), { code: 'TOO_MANY_REQUESTS' })
    admission.partial(mebibyte, from('192.0.2.2', 9))
    admission.partial(-1 - mebibyte, from('192.0.2.1', 9))
    admission.partial(mebibyte, from('192.0.2.1', 9))
    assert.equal(budgets.counters().streams, 1)
    assert.equal(MAX_PARTIAL_BYTES_PER_PLACE, 4 * mebibyte)
  })

  it('and 64 MiB for all', () => {
    const { admission } = world({})
    for (let number = 0; number < 16; number++)
      admission.partial(MAX_PARTIAL_BYTES_PER_PLACE, from(`192.0.2.${number}`, 1))
    assert.throws(() => admission.partial(1, from('192.0.2.99', 1)), { code: 'TOO_MANY_REQUESTS' })
  })

  it('bound bytes by the same rates: 4 KiB a unit', () => {
    const { budgets, pass } = world({})
    const asker = from('192.0.2.1', 1)
    assert.equal(budgets.takeBytes(asker, 400 * 4096), 0)
    assert.equal(budgets.takeBytes(asker, 4096), 5)
    pass(5)
    assert.equal(budgets.takeBytes(asker, 4096), 0)
  })
})

describe('the door of an operator node', () => {
  const connection = (host: string): MultiaddrConnection & EventTarget =>
    Object.assign(new EventTarget(), from(host, 0)) as unknown as MultiaddrConnection & EventTarget

  it('takes as many connections of one address as configured, until one closes', () => {
    const { budgets } = world({ perAddress: 10_000, maxConnectionsPerAddress: 2 })
    const [first, second, third] = [1, 2, 3].map(() => connection('192.0.2.1'))
    assert.ok(first && second && third)
    for (const opened of [first, second]) {
      assert.ok(budgets.door.takes(opened))
      budgets.door.entered(opened)
    }
    assert.ok(!budgets.door.takes(third))
    assert.ok(budgets.door.takes(connection('192.0.2.2')), 'another address')
    first.dispatchEvent(new Event('close'))
    assert.ok(budgets.door.takes(third))
    assert.equal(budgets.counters().connections, 1)
  })

  it('lets one address have an eighth of the handshakes that may be under way', () => {
    const { budgets } = world({ perAddress: 10_000 })
    const [first, second, third] = [1, 2, 3].map(() => connection('192.0.2.1'))
    assert.ok(first && second && third)
    assert.deepEqual([first, second, third].map(budgets.door.takes), [true, true, false])
    budgets.door.entered(first)
    second.dispatchEvent(new Event('close'))
    assert.deepEqual([connection('192.0.2.1'), connection('192.0.2.1')].map(budgets.door.takes), [true, true])
  })

  it('charges an address for each, before the handshake', () => {
    const { budgets, pass } = world({ perAddress: 10 })
    const arrive = () => {
      const arrived = connection('192.0.2.1')
      const isTaken = budgets.door.takes(arrived)
      arrived.dispatchEvent(new Event('close'))
      return isTaken
    }
    assert.deepEqual([arrive(), arrive()], [true, false])
    pass(3_000)
    assert.ok(arrive())
  })
})

describe('the address that a budget is kept under', () => {
  for (const [host, address] of [
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::', '2001:db8:1:2::/64'],
    ['fe80::1%eth0', 'fe80::/64'],
    ['::1', '::/64'],
    ['node.a.example', 'node.a.example'],
  ] as const) {
    it(host, () => assert.equal(budgetAddress(host), address))
  }
})
