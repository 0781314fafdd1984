import type { Libp2p } from '@libp2p/interface'
import { multiaddr } from '@multiformats/multiaddr'
import { type ErrorCode, isOpenPeerError } from '../../src/errors.ts'
import { createChannels } from '../../src/wire/channels.ts'
import { protocolIds } from '../../src/wire/protocols.ts'
import { NETWORK } from '../../test/records/fixtures.ts'
import { Broken, type Outcome, type Target } from '../target.ts'
import { type AnyMethod, hostileMessage, METHODS } from '../targets/messages.ts'
import { VALIDATE_CODES } from '../targets/records.ts'
import { SAMPLES } from '../targets/sample-messages.ts'
import { hostileRequest } from './hostile-requests.ts'

/** What any method may answer that is no mistake of ours: what was sent could not be read, or there was too much of it. */
const ALWAYS: readonly ErrorCode[] = ['MALFORMED_MESSAGE', 'RATE_LIMITED', 'TOO_MANY_REQUESTS', 'FRAME_TOO_LARGE']
const IDENTITY_CODES: readonly ErrorCode[] = [
  ...VALIDATE_CODES,
  'IDENTITY_REVOKED',
  'DEVICE_NOT_LISTED',
  'NAME_NOT_LISTED',
]

const VAULT_CODES: readonly ErrorCode[] = ['INVALID_ARGUMENT', 'INVALID_NAME', 'SEQ_IN_FUTURE', 'RECORD_EXPIRED']

/** The codes that each method documents beside those (docs/spec/directory.md, docs/spec/placement.md). */
const CODES: Readonly<Record<string, readonly ErrorCode[]>> = {
  'directory-resolve': ['INVALID_ARGUMENT', 'INVALID_NAME', 'WRONG_DOMAIN', 'KEY_LOG_CONFLICT', 'TIMEOUT'],
  'directory-find': ['INVALID_ARGUMENT', 'LIMIT_EXCEEDED', 'KEY_LOG_CONFLICT'],
  'directory-register': [
    ...IDENTITY_CODES,
    'REGISTRATION_CLOSED',
    'INVALID_NAME',
    'WRONG_DOMAIN',
    'NAME_OWNED_BY_ANOTHER',
    'CONFLICT',
    'NO_QUORUM',
  ],
  'directory-moveName': [
    ...IDENTITY_CODES,
    'INVALID_ARGUMENT',
    'INVALID_NAME',
    'WRONG_DOMAIN',
    'NOT_REGISTERED',
    'NAME_OWNED_BY_ANOTHER',
    'CONFLICT',
    'NO_QUORUM',
  ],
  'directory-publish': ['LIMIT_EXCEEDED'],
  'directory-putLocation': [...VALIDATE_CODES, 'NOT_REGISTERED', 'DEVICE_NOT_LISTED', 'NOT_NEWEST', 'STORE_FULL'],
  'directory-locate': ['INVALID_ARGUMENT'],
  'directory-witness': ['INVALID_NAME', 'INVALID_ARGUMENT'],
  'directory-holders': ['INVALID_ARGUMENT'],
  'directory-checkProofs': ['INVALID_ARGUMENT'],
  'directory-raiseCircuit': ['INVALID_ARGUMENT', 'REFUSED'],
  'directory-putVault': [
    ...VAULT_CODES,
    'NOT_REGISTERED',
    'NAME_OWNED_BY_ANOTHER',
    'WRONG_SIGNER',
    'NOT_NEWEST',
    'CONFLICT',
  ],
  'directory-getVault': [...VAULT_CODES, 'BAD_SIGNATURE', 'WRONG_KEY_TYPE'],
  'records-put': ['WRONG_ROUTING_KEY'],
  'records-get': ['WRONG_ROUTING_KEY'],
  'records-list': ['NOT_ADMITTED', 'WRONG_ROUTING_KEY', 'INVALID_ARGUMENT'],
  'records-introduce': [...VALIDATE_CODES, 'NOT_ADMITTED', 'BINDING_UNCONFIRMED', 'BINDING_MISMATCH'],
}

const ANSWER_TIMEOUT_MS = 15_000

/**
 * Every method of an operator node, over one kept channel a protocol: an input is the body of one request, 64 of them are
 * in flight together.
 */
export function methodTargets(
  host: Libp2p,
  addresses: readonly string[],
): { targets: Target[]; stop: () => Promise<void> } {
  const where = addresses.map((address) => multiaddr(address))
  const channels = {
    directory: createChannels(host, protocolIds(NETWORK).directory),
    records: createChannels(host, protocolIds(NETWORK).records),
  }
  const targets = METHODS.flatMap(([name, method]): Target[] => {
    const [protocol = ''] = name.split('-')
    if (protocol !== 'directory' && protocol !== 'records') return []
    const ask = async (body: Uint8Array): Promise<Outcome> => {
      try {
        const answer = await channels[protocol].request(where, method.name, body, { timeoutMs: ANSWER_TIMEOUT_MS })
        return judgeAnswer(method, answer)
      } catch (error) {
        const codes = [...ALWAYS, ...(CODES[name] ?? [])]
        return isOpenPeerError(error) && codes.includes(error.code) ? error.code : new Broken(error)
      }
    }
    return [
      {
        name: `socket-${name}`,
        weight: 1,
        batch: 64,
        generate: async (random) =>
          (await hostileRequest(name, random)) ??
          hostileMessage(method.request, SAMPLES[name]?.requests ?? [{}], random),
        run: (inputs) => Promise.all(inputs.map(ask)),
      },
    ]
  })
  return {
    targets,
    stop: async () => void (await Promise.all(Object.values(channels).map((channel) => channel.stop()))),
  }
}

/** An answer must be one that our own reader takes, and no entry of it may say that the node failed. */
function judgeAnswer(method: AnyMethod, answer: Uint8Array): Outcome {
  const { results = [] } = method.response.decode(answer, { limits: method.limits.response ?? {} }) as {
    results?: { outcome?: string; code?: string }[]
  }
  const failed = results.find(({ code }) => code === 'INTERNAL')
  if (failed !== undefined) return new Broken(`an entry was answered with ${JSON.stringify(failed)}`)
  const [first] = results
  return first?.outcome || first?.code || 'accepted'
}
