import {
  addressBytes,
  filled,
  ID,
  KEYS,
  NAME,
  NOW,
  peerIdOf,
  ROUTING_KEYS,
  sealWith,
} from '../../test/records/fixtures.ts'

const [domainRecord, nameRecord, identityRecord, location] = await Promise.all([
  sealWith('domain'),
  sealWith('name'),
  sealWith('identity'),
  sealWith('location'),
])
const node = { peerId: peerIdOf(KEYS.node), multiaddrs: [addressBytes('/ip4/127.0.0.1/tcp/4001')] }
const bundle = { domainRecord, nameRecord, identityRecord, locations: [location], homeRecords: [domainRecord] }
const entry = { routingKey: ROUTING_KEYS.identity, envelope: identityRecord }
const addresses = node.multiaddrs
const counts = { holders: 3, needed: 5 }
const refusal = { code: 'NOT_NEWEST', message: 'no', current: identityRecord, retryAfterMs: 5 }

/** Good messages of each method, by the names of `METHODS`: where the hostile ones begin. */
export const SAMPLES: Readonly<Record<string, { requests: object[]; responses: object[] }>> = {
  'directory-describe': { requests: [{}], responses: [{ domainRecord, time: NOW, observedAddress: addresses[0] }] },
  'directory-resolve': {
    requests: [{ name: NAME.text, policy: 'own' }, { id: ID, policy: 'cache-only' }, { name: 'zoe@a.test' }],
    responses: [{ ...bundle, source: 'domain', answers: 3, needed: 4 }],
  },
  'directory-find': {
    requests: [{ routingKeys: Object.values(ROUTING_KEYS), policy: 'cache-first' }],
    responses: [{ records: [{ envelope: identityRecord, answers: 3, needed: 4 }] }],
  },
  'directory-register': {
    requests: [
      { name: 'bob', identityRecord, token: 'a token of some length' },
      { name: NAME.text, identityRecord },
    ],
    responses: [{ nameRecord, ...counts }],
  },
  'directory-moveName': {
    requests: [
      { name: NAME.local, movedTo: 'bob@c.example', identityRecord },
      { name: NAME.text, movedTo: NAME.text, identityRecord },
    ],
    responses: [{ nameRecord, ...counts }],
  },
  'directory-publish': {
    requests: [{ records: [entry, { routingKey: ROUTING_KEYS.name, envelope: nameRecord }] }],
    responses: [
      {
        results: [
          { outcome: 'stored', ...counts },
          { outcome: '', ...refusal },
        ],
        time: NOW,
      },
    ],
  },
  'directory-putLocation': { requests: [{ envelope: location, identityRecord }], responses: [{ expiresAt: NOW }] },
  'directory-locate': { requests: [{ identityId: ID }], responses: [{ locations: [location, location] }] },
  'directory-witness': { requests: [{ domain: 'b.example' }], responses: [{ statements: [domainRecord] }] },
  'directory-checkProofs': {
    requests: [{ identityId: ID, claims: ['dns:b.example', 'https://b.example/@bob', 'nonsense'] }],
    responses: [
      {
        outcomes: [{ claim: 'dns:b.example', result: 'verified', detail: 'seen', checkedAt: NOW, evidence: filled(7) }],
      },
    ],
  },
  'directory-holders': {
    requests: [{ routingKey: ROUTING_KEYS.domain }],
    responses: [{ nodes: [{ ...node, domainRecord }] }],
  },
  'directory-raiseCircuit': {
    requests: [{ caller: peerIdOf(KEYS.device) }],
    responses: [{ maxBytes: 2 ** 40, endsAt: NOW }],
  },
  'directory-putVault': {
    requests: [
      {
        ...{ name: NAME.text, identityId: ID, fetchKey: filled(5), vault: filled(6, 8_192), time: NOW },
        ...{ signature: filled(7, 64), renewal: true },
      },
      { name: NAME.text, identityId: ID, time: NOW, signature: filled(7, 64) },
    ],
    responses: [{}],
  },
  'directory-getVault': {
    requests: [{ name: NAME.text, fetchKey: filled(5), time: NOW, signature: filled(7, 64) }],
    responses: [{ vault: filled(6, 8_192) }, {}],
  },
  'records-put': {
    requests: [{ entries: [{ ...entry, view: filled(1) }] }],
    responses: [
      {
        results: [
          { outcome: 'stored', closer: [node] },
          { outcome: '', ...refusal },
        ],
        time: NOW,
      },
    ],
  },
  'records-get': {
    requests: [{ entries: [{ routingKey: ROUTING_KEYS.identity, view: filled(1), digestOnly: true }] }],
    responses: [{ results: [{ envelope: identityRecord, seq: NOW, payloadHash: filled(2), closer: [node, node] }] }],
  },
  'records-operators': { requests: [{}], responses: [{ nodes: [node, node] }] },
  'records-list': {
    requests: [{ after: new Uint8Array() }, { after: ROUTING_KEYS.name }],
    responses: [{ entries: [{ routingKey: ROUTING_KEYS.name, digest: filled(9, 8) }], next: filled(8) }],
  },
  'records-introduce': { requests: [{ domainRecord }], responses: [{ domainRecord, time: NOW }] },
  'chat-message': {
    requests: [{ conversation: filled(3), number: NOW, sentAt: NOW, text: 'Hello, Bob. Привет 😀' }],
    responses: [{ conversation: filled(3), number: NOW, receivedAt: NOW }],
  },
  hello: {
    requests: [
      { identityRecord, name: NAME.text, domainRecord, nameRecord, addresses, capability: filled(6), mac: filled(7) },
    ],
    responses: [{ accepted: true, identityRecord, addresses }, { accepted: false }],
  },
  frame: {
    requests: [{ id: 1, type: 1, method: 'resolve', body: filled(4, 60) }],
    responses: [{ id: 1, type: 3, code: 'RATE_LIMITED', message: 'slower', retryAfterMs: 1_000 }],
  },
}
