import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { generateKeyPair } from '@libp2p/crypto/keys'
import { peerIdFromPrivateKey } from '@libp2p/peer-id'
import { multiaddr } from '@multiformats/multiaddr'
import fc from 'fast-check'
import { addressGroup, groupsOfNode } from '../../src/federation/address-groups.ts'
import {
  createOperatorTable,
  MAX_NODES_OF_DOMAIN,
  type OperatorEntry,
  type OperatorTable,
} from '../../src/federation/operator-table.ts'
import { holdersOf } from '../../src/federation/placement.ts'
import { NETWORK } from './sealed-records.ts'
import { seated, seatOf } from './seats.ts'

const keys = await Promise.all(Array.from({ length: 24 }, () => generateKeyPair('Ed25519')))
const peerIds = keys.map(peerIdFromPrivateKey)
const [self = assert.fail(), ...others] = peerIds

function node(index: number, domain: string, fields: Parameters<typeof seatOf>[1] = {}): OperatorEntry {
  return seated(others[index] ?? assert.fail(), ['/ip4/127.0.0.1/tcp/1'], seatOf(domain, fields))
}

function below(index: number, name: string, domain: string, rank = 0): OperatorEntry {
  return node(index, `${name}.${domain}`, { registrableDomain: domain, rank })
}

function tableOf(entries: readonly OperatorEntry[]): OperatorTable {
  const table = createOperatorTable({ network: NETWORK, self: seated(self, [], seatOf('self.test')), k: 8 })
  for (const entry of entries) table.add(entry)
  return table
}

const domainsOf = (entries: readonly OperatorEntry[]) => entries.map(({ seat }) => seat.domain).sort()

describe('one seat for each registrable domain', () => {
  const nodes = [
    node(0, 'a.test', { rank: 1 }),
    node(1, 'a.test', { rank: 0 }),
    below(2, '0', 'a.test'),
    below(3, 'b', 'b.test'),
    below(4, 'a', 'b.test', 1),
    below(5, 'a', 'b.test', 0),
    node(6, 'c.test'),
  ]

  test('goes to the domain itself, then by text, then by the order of the record, whoever came first', () => {
    const expected = [nodes[1], nodes[5], nodes[6]].map((entry) => entry?.key).sort()
    const order = fc.shuffledSubarray(nodes, { minLength: nodes.length })
    fc.assert(
      fc.property(order, (shuffled) => {
        const table = tableOf(shuffled)
        const seated = table.sorted().filter(({ seat }) => seat.domain !== 'self.test')
        assert.deepEqual(seated.map(({ key }) => key).sort(), expected)
      }),
    )
  })

  test('passes to the next one that is alive, and back; who stands by is known all the same', () => {
    const table = tableOf(nodes)
    const senior = nodes[1] ?? assert.fail()
    const changes: string[] = []
    table.onChange(({ added, removed }) => changes.push(`${removed?.seat.rank} > ${added?.seat.rank}`))
    table.remove(senior.key)
    assert.equal(table.find(nodes[0]?.key ?? '')?.seat.rank, 1)
    assert.deepEqual(domainsOf(table.sorted()), ['a.b.test', 'a.test', 'c.test', 'self.test'])
    table.add(senior)
    table.remove(nodes[2]?.key ?? '')
    assert.deepEqual(changes, ['0 > 1', '1 > 0'])
    assert.equal(table.members().length, 7)
  })

  test('holders with many sub-domains of one domain are those without them, but for one seat', () => {
    const honest = Array.from({ length: 12 }, (_, index) => node(index, `h${index}.test`))
    const sybils = Array.from({ length: 10 }, (_, index) => below(12 + index, `r${index}`, 'sybil.test'))
    const routingKey = new Uint8Array(32)
    const without = new Set(
      tableOf(honest)
        .view(routingKey)
        .holders.map(({ key }) => key),
    )
    const table = tableOf([...honest, ...sybils])
    const missing = table.view(routingKey).holders.filter(({ key }) => !without.has(key))
    assert.ok(missing.length <= 1)
    assert.equal(table.members().length, 1 + honest.length + MAX_NODES_OF_DOMAIN)
    assert.deepEqual(domainsOf(table.members().filter(({ seat }) => seat.registrableDomain === 'sybil.test')), [
      'r0.sybil.test',
      'r1.sybil.test',
      'r2.sybil.test',
      'r3.sybil.test',
    ])
  })

  test("this node's own seat goes to a senior node of its own domain too, and it cannot be removed", () => {
    const table = tableOf([below(0, 'www', 'self.test')])
    assert.deepEqual(domainsOf(table.sorted()), ['self.test'])
    const junior = createOperatorTable({
      network: NETWORK,
      self: seated(self, [], seatOf('a.test', { rank: 1 })),
      k: 8,
    })
    junior.add(node(0, 'a.test', { rank: 0 }))
    junior.remove(self.toString())
    assert.deepEqual(
      junior.sorted().map(({ key }) => key),
      [others[0]?.toString()],
    )
    assert.equal(junior.members().length, 2)
  })
})

describe('one holder for each address group', () => {
  test('is the nearest of its group; the next groups fill the places', () => {
    const target = new Uint8Array(32)
    const at = (first: number, ...addressGroups: string[]) => ({
      position: new Uint8Array(32).fill(first, 0, 1),
      seat: { addressGroups },
    })
    const sorted = [at(1, 'g1'), at(2, 'g2', 'g3'), at(3, 'g1'), at(4, 'g3'), at(5), at(6), at(7, 'g4')]
    const holders = holdersOf(sorted, target, 5)
    assert.deepEqual(
      holders.map(({ position }) => position[0]),
      [1, 2, 5, 6, 7],
    )
  })

  test('a group is /24 of IPv4 and /48 of IPv6', () => {
    for (const [ip, group] of [
      ['192.0.2.7', '192.0.2'],
      ['::ffff:192.0.2.7', '192.0.2'],
      ['::ffff:c000:207', '192.0.2'],
      ['2001:db8:1:2::9', '2001:db8:1'],
      ['2001:DB8:0001::', '2001:db8:1'],
      ['::1', '0:0:0'],
      ['fe80::1%eth0', 'fe80:0:0'],
      ['node.a.example', null],
    ] as const) {
      assert.equal(addressGroup(ip), group, ip)
    }
  })

  test('a node is where it was met and where its record says first: borrowed and claimed addresses only cost places', async () => {
    const resolveHost = async (name: string) => (name === 'node.a.example' ? ['2001:db8:9::1', '198.51.100.4'] : [])
    const groups = (met: string, ...listed: string[]) =>
      groupsOfNode(
        multiaddr(met),
        listed.map((address) => multiaddr(address)),
        resolveHost,
      )
    assert.deepEqual(await groups('/ip4/192.0.2.7/tcp/5', '/ip4/192.0.2.9/tcp/1'), ['192.0.2'])
    assert.deepEqual(await groups('/ip4/192.0.2.7/tcp/5', '/ip4/203.0.113.9/tcp/1'), ['192.0.2', '203.0.113'])
    assert.deepEqual(await groups('/ip4/198.51.100.4/tcp/5', '/dns4/node.a.example/tcp/1'), ['198.51.100'])
    assert.deepEqual(await groups('/ip6/2001:db8:9::1/tcp/5', '/dns/node.a.example/tcp/1'), [
      '198.51.100',
      '2001:db8:9',
    ])
    assert.deepEqual(await groups('/ip4/192.0.2.7/tcp/5', '/dns4/nowhere.example/tcp/1'), ['192.0.2'])
  })
})
