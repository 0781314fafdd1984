import { identityIdText } from '../../../src/records/identity-id.ts'
import { displayText, mixedScripts, parseName } from '../../../src/records/names.ts'
import { listedNameHash, nameHash, nameRoutingKey } from '../../../src/records/routing-key.ts'
import { formatUri, parseAddress } from '../../../src/records/uris.ts'
import { ID, KEYS, MOVED_TO, NAME, NETWORK, PAYLOADS, peerIdOf, ROUTING_KEYS, rawOf } from '../fixtures.ts'
import { INVALID_ADDRESSES, INVALID_NAMES, SCRIPTS, VALID_ADDRESSES, VALID_NAMES } from './name-tables.ts'
import type { Vector } from './vector.ts'
import { asJson, expectCode } from './vector.ts'

/** The tables of names and URIs, what they become, and the hashes that are made from them. */
export async function nameVectors(): Promise<Vector[]> {
  for (const [rule, inputs] of INVALID_NAMES) {
    for (const input of inputs) await expectCode(`${rule}: ${input}`, 'INVALID_NAME', () => parseName(input))
  }
  for (const [rule, code, inputs] of INVALID_ADDRESSES) {
    for (const input of inputs) await expectCode(`${rule}: ${input}`, code, () => parseAddress(input))
  }
  return [
    ...VALID_NAMES.map(([rule, inputs]) =>
      valid(rule, 'parseName', inputs.map(shownName), 'What people type, and the name.'),
    ),
    valid(
      'uris',
      'parseAddress',
      VALID_ADDRESSES.map(shownAddress),
      'What leads to an identity, and the URI it becomes.',
    ),
    valid('mixed-scripts', 'mixedScripts', SCRIPTS.map(shownScripts), 'Which names a display warns of.'),
    valid('hashes', 'hashes', [hashes()], 'Routing keys and hashes, all in the network "test".'),
    ...INVALID_NAMES.map(([rule, inputs]) => invalid(rule, 'parseName', inputs, 'INVALID_NAME')),
    ...INVALID_ADDRESSES.map(([rule, code, inputs]) => invalid(rule, 'parseAddress', inputs, code)),
  ]
}

function valid(rule: string, operation: string, cases: unknown[], description: string): Vector {
  return { path: `names/valid/${rule}`, content: asJson({ description, rule, operation, cases }) as Vector['content'] }
}

function invalid(rule: string, operation: string, inputs: string[], errorCode: string): Vector {
  const description = `Each of these breaks the rule "${rule}".`
  return { path: `names/invalid/${rule}`, content: { description, rule, operation, inputs, errorCode } }
}

function shownName(input: string) {
  const { local, domain, text } = parseName(input)
  return { input, local, domain, text, display: displayText(text) }
}

function shownAddress(input: string) {
  const address = parseAddress(input)
  const parts = address.type === 'name' ? { name: address.name.text } : { id: address.id, domain: address.domain }
  return { input, type: address.type, ...parts, uri: formatUri(address) }
}

function shownScripts([input, expected]: [string, boolean]) {
  const name = parseName(input)
  if (mixedScripts(name) !== expected) throw new Error(`${input}: mixedScripts is not ${expected}`)
  return { input, text: name.text, mixed: expected }
}

function hashes() {
  return {
    network: NETWORK,
    name: NAME.text,
    domainKey: rawOf(KEYS.domain),
    identityId: ID,
    identityIdText: identityIdText(ID),
    capability: PAYLOADS.sealed.capability,
    peerId: peerIdOf(KEYS.device),
    nameHash: nameHash(NAME.local),
    listedNameHash: listedNameHash(ID, NAME),
    domainRoutingKey: ROUTING_KEYS.domain,
    nameRoutingKey: nameRoutingKey(NETWORK, rawOf(KEYS.domain), NAME.local),
    identityRoutingKey: ROUTING_KEYS.identity,
    sealedRoutingKey: ROUTING_KEYS.sealed,
    locationRoutingKey: ROUTING_KEYS.location,
    seq: PAYLOADS.name.seq,
    movedToName: 'bob@c.example',
    movedTo: MOVED_TO,
  }
}
