import { openVault, PLAIN_BYTES, sealPlain, sealVault } from '../../src/peer/vault-box.ts'
import { checkedPassphrase, vaultKeys, vaultLock } from '../../src/peer/vault-keys.ts'
import { parseName } from '../../src/records/names.ts'
import { getVaultBytes, putVaultBytes } from '../../src/wire/vault-request.ts'
import { filled, ID, INCEPTION_EVENT, KEYS, NAME, NETWORK, NOW, peerIdOf } from '../records/fixtures.ts'
import { asJson, expectCode, type Vector } from '../records/vector-cases/vector.ts'

const PASSPHRASE = 'abandon ability able about above absent'
const KEY_STORE = { network: NETWORK, identityKey: KEYS.identity, keyLog: [INCEPTION_EVENT] }
const ONE_TIME = filled(0x2a)

const vector = (path: string, content: object) => ({ path: `vault/${path}`, content: asJson(content) }) as Vector

/** Every vector below test/vectors/vault, in the order of their paths. docs/spec/vault.md */
export async function vaultVectors(): Promise<Vector[]> {
  const opens = await vaultKeys({ network: NETWORK, name: NAME, passphrase: PASSPHRASE })
  const { sealKey } = vaultLock(opens, NAME)
  const box = await sealVault(KEY_STORE, sealKey, () => ONE_TIME)
  const content = await openVault(box, opens.openKey)
  const { raw } = content.identityKey
  const vectors = [
    await keysVector(),
    vector('valid/box', {
      description: 'What a vault holds, sealed with a one-time key; whoever has the open key reads it.',
      ...{ rule: 'box', operation: 'openVault', openKey: opens.openKey, sealKey, oneTimeKey: ONE_TIME, box },
      expected: { network: content.network, identityKeySeed: raw.subarray(0, 32), keyLog: content.keyLog },
    }),
    await requestsVector(opens.fetchKey, box),
    await refusedBox('box-size', 'KEY_STORE_LOCKED', box.subarray(1), 'One byte less.'),
    await refusedBox('box-open-key', 'KEY_STORE_LOCKED', box, 'The open key of other words.', filled(3)),
    await refusedBox(
      'box-changed',
      'KEY_STORE_LOCKED',
      box.with(8_191, (box[8_191] ?? 0) ^ 1),
      'The last byte changed.',
    ),
    await refusedBox('box-version', 'KEY_STORE_DAMAGED', await other({ version: 2 }), 'Content of another version.'),
    await refusedBox('box-log', 'KEY_STORE_DAMAGED', await other({ keyLog: [] }), 'Content without a key log.'),
    await wordsVector(),
  ]
  return vectors.sort((a, b) => (a.path < b.path ? -1 : 1))

  async function other(changes: object): Promise<Uint8Array> {
    const text = JSON.stringify({ version: 1, network: NETWORK, identityKey: '', keyLog: ['AA'], ...changes })
    const bytes = new TextEncoder().encode(text)
    const plain = new Uint8Array(PLAIN_BYTES)
    new DataView(plain.buffer).setUint16(0, bytes.length)
    plain.set(bytes, 2)
    return await sealPlain(plain, sealKey, () => ONE_TIME)
  }

  async function refusedBox(
    name: string,
    errorCode: 'KEY_STORE_LOCKED' | 'KEY_STORE_DAMAGED',
    given: Uint8Array,
    description: string,
    openKey = opens.openKey,
  ): Promise<Vector> {
    await expectCode(name, errorCode, () => openVault(given, openKey))
    return vector(`invalid/${name}`, {
      description,
      rule: name,
      operation: 'openVault',
      openKey,
      box: given,
      errorCode,
    })
  }
}

async function keysVector(): Promise<Vector> {
  const cases = [
    { network: NETWORK, name: NAME.text, passphrase: PASSPHRASE },
    { network: NETWORK, name: NAME.text, passphrase: ` ${PASSPHRASE.toUpperCase().replaceAll(' ', '\n ')}` },
    { network: 'main', name: NAME.text, passphrase: PASSPHRASE },
    { network: NETWORK, name: 'alice@a.example', passphrase: 'zoo zoo zoo zoo zoo zoo' },
  ]
  const keyed = cases.map(async (one) => {
    const name = parseName(one.name)
    const keys = await vaultKeys({ ...one, name })
    const { fetchKey, sealKey } = vaultLock(keys, name)
    return { ...one, fetchKeySeed: keys.fetchKey.raw.subarray(0, 32), fetchKey, openKey: keys.openKey, sealKey }
  })
  return vector('valid/keys', {
    description:
      'Words and a name, to the seed and public half of the fetch key, and the open key and its public half.',
    ...{ rule: 'keys', operation: 'vaultKeys', cases: await Promise.all(keyed) },
  })
}

async function requestsVector(fetchKey: Awaited<ReturnType<typeof vaultKeys>>['fetchKey'], vault: Uint8Array) {
  const where = { network: NETWORK, domain: NAME.domain, peerId: peerIdOf(KEYS.device), time: NOW, name: NAME.text }
  const put = { ...where, identityId: ID, fetchKey: fetchKey.publicKey.raw, vault, renewal: false }
  const puts = [put, { ...put, renewal: true }, { ...put, fetchKey: new Uint8Array(0), vault: new Uint8Array(0) }]
  const signed = async (key: typeof fetchKey, bytes: Uint8Array) => ({ bytes, signature: await key.sign(bytes) })
  return vector('valid/requests', {
    description: 'What is signed to put, renew and remove a vault by the identity key, and to get it by the fetch key.',
    ...{ rule: 'requests', operation: 'vaultRequests' },
    put: await Promise.all(puts.map(async (one) => ({ ...one, ...(await signed(KEYS.identity, putVaultBytes(one))) }))),
    get: [{ ...where, fetchKey: put.fetchKey, ...(await signed(fetchKey, getVaultBytes(where))) }],
  })
}

async function wordsVector(): Promise<Vector> {
  const inputs = [
    '',
    'abandon ability able about above',
    `${PASSPHRASE} absorb`,
    PASSPHRASE.replace('able', 'ablex'),
    PASSPHRASE.replaceAll(' ', '-'),
    'correct horse battery staple is best',
  ]
  for (const input of inputs) await expectCode(input, 'INVALID_ARGUMENT', () => checkedPassphrase(input))
  return vector('invalid/words', {
    description: 'Anything but six words of the list.',
    ...{ rule: 'words', operation: 'checkedPassphrase', inputs, errorCode: 'INVALID_ARGUMENT' },
  })
}
