// Doctor against a domain whose node wants to keep it busy for ever.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { generateKeyPair } from '@libp2p/crypto/keys'
import { examineDomain } from '../../src/cli/doctor/examine-domain.ts'
import { type Check, worst } from '../../src/cli/doctor/finding.ts'
import { judgeDomain } from '../../src/cli/doctor/judge-domain.ts'
import { createDns } from '../../src/identity-proofs/dns.node.ts'
import { createHost } from '../../src/peer/host.node.ts'
import type { PeerHost } from '../../src/peer/host.ts'
import { type Directory, startDirectory } from '../peer/directory.ts'
import { NETWORK } from '../peer/forge.ts'
import { type Websites, websites } from '../peer/websites.ts'

/** Of all that it does, one thing after another, with nobody answering in time. */
const LONGEST_MS = 40_000

describe('doctor at a node that is not what it should be', { concurrency: true }, () => {
  let host: PeerHost
  const directories: Directory[] = []
  before(async () => {
    host = await createHost({
      ...{ network: NETWORK, deviceKey: await generateKeyPair('Ed25519'), listen: [], allowPrivateAddresses: true },
      iceServers: () => [],
      chosenRelays: () => [],
    })
  })
  after(async () => {
    await Promise.all([host.stop(), ...directories.map((directory) => directory[Symbol.asyncDispose]())])
  })

  async function look(domain: string, change: (directory: Directory, outside: Websites) => void) {
    const directory = await startDirectory(domain, Date.now())
    directories.push(directory)
    const outside = websites()
    outside.sites.set(domain, { key: directory.owner.key, nodes: directory.addresses })
    change(directory, outside)
    const facts = await examineDomain({
      ...{ domain, network: NETWORK, outside, host, via: [], allowLoopback: true, dns: createDns(['127.0.0.1:9']) },
      ...{ now: Date.now, signal: new AbortController().signal },
    })
    const findings = judgeDomain(facts)
    const resultOf = (check: Check) => findings.find((finding) => finding.check === check)?.result
    return { findings, resultOf }
  }

  it('has an end where it takes every question and answers none', { timeout: LONGEST_MS }, async () => {
    const never = () => new Promise<never>(() => {})
    const { findings, resultOf } = await look('a.test', ({ answers }) => {
      answers.describe = never
      answers.holders = never
      answers.find = never
      answers.witness = never
    })
    assert.equal(worst(findings), 'failed')
    assert.deepEqual(
      ['address', 'directory', 'relay', 'elsewhere', 'seat'].map((check) => resultOf(check as Check)),
      ['ok', 'failed', 'failed', 'warning', 'skipped'],
    )
  })

  it('has findings where it answers nonsense', { timeout: LONGEST_MS }, async () => {
    const junk = new Uint8Array(4_000).fill(255)
    const { findings, resultOf } = await look('b.test', ({ answers }) => {
      answers.describe = () => junk
      answers.holders = () => ({
        nodes: Array.from({ length: 20 }, () => ({ peerId: junk, multiaddrs: [junk], domainRecord: junk })),
      })
    })
    assert.equal(worst(findings), 'failed')
    assert.deepEqual([resultOf('record'), resultOf('elsewhere')], ['failed', 'warning'])
    for (const { detail } of findings) assert.ok(detail.length < 1_000, detail)
  })

  it('says what it can where the website names nobody who is there', { timeout: LONGEST_MS }, async () => {
    const { resultOf } = await look('c.test', ({ owner, host }, outside) => {
      outside.sites.set('c.test', { key: owner.key, nodes: [`/ip4/127.0.0.1/tcp/1/p2p/${host.peerId}`] })
    })
    assert.deepEqual([resultOf('website'), resultOf('address'), resultOf('relay')], ['ok', 'failed', 'skipped'])
  })
})
