import { createDeviceEntry } from '../../../src/records/device-entry.ts'
import {
  formatDeviceRequest,
  MAX_DEVICE_REQUEST_CHARACTERS,
  openDeviceRequest,
} from '../../../src/records/device-request.ts'
import { filled, ID, KEYS, NETWORK } from '../fixtures.ts'
import { asJson, expectCode, type Vector } from './vector.ts'

const sealingKey = filled(0x5e)
const device = { deviceKey: KEYS.device, identityId: ID, network: NETWORK, sealingKey, publisher: false }
const REQUEST = { network: NETWORK, identityId: ID, entry: await createDeviceEntry(device) }
const TEXT = formatDeviceRequest(REQUEST)
const FIELDS = TEXT.split('/')
const last = (text: string) => `${TEXT.slice(0, -1)}${text}`
const withField = (at: number, field: string) => FIELDS.map((one, index) => (index === at ? field : one)).join('/')

/** What a new device shows, and what is none. docs/spec/devices.md, "Request". */
export async function deviceRequestVectors(): Promise<Vector[]> {
  const inputs = [TEXT, TEXT.toLowerCase(), `${TEXT}\n`]
  const cases = await Promise.all(
    inputs.map(async (input) => ({ input, text: TEXT, ...(await openDeviceRequest(input)) })),
  )
  const description = 'Device requests in either case, and what is in them.'
  const valid = { description, rule: 'device-request', operation: 'openDeviceRequest', cases }
  const other = formatDeviceRequest({
    network: 'other',
    identityId: filled(1),
    entry: await createDeviceEntry({ ...device, deviceKey: KEYS.other, sealingKey: filled(2) }),
  }).split('/')
  return [
    { path: 'records/valid/device-request', content: asJson(valid) as Vector['content'] },
    await refused('device-request', 'INVALID_URI', 'No request, or not all of one.', [
      '',
      'openpeer:device',
      TEXT.slice(0, -1),
      `${TEXT}/`,
      `${TEXT}?x=1`,
      TEXT.replace('/1/', '/2/'),
      TEXT.replace(`/${NETWORK.toUpperCase()}/`, '//'),
      TEXT.replace(`/${NETWORK.toUpperCase()}/`, '/A_B/'),
      TEXT.replace(':', '://'),
      withField(4, FIELDS[6] ?? ''),
      TEXT.replace('DEVICE', 'DEV\u0131CE'),
      last('\u212a'),
      `${TEXT}${' '.repeat(MAX_DEVICE_REQUEST_CHARACTERS)}`,
    ]),
    await refused('device-request.base32', 'INVALID_URI', 'Spare bits that are not zero: a second spelling.', [
      last('B'),
      withField(3, `${FIELDS[3]?.slice(0, -1)}B`),
    ]),
    await refused(
      'device-request-signature',
      'BAD_SIGNATURE',
      'Network, identity, device, sealing key or signature of another request.',
      [2, 3, 4, 5, 6].map((at) => withField(at, other[at] ?? '')),
    ),
  ]
}

async function refused(
  name: string,
  errorCode: 'INVALID_URI' | 'BAD_SIGNATURE',
  description: string,
  inputs: string[],
) {
  for (const input of inputs) await expectCode(`${name} ${input}`, errorCode, () => openDeviceRequest(input))
  const rule = name.split('.')[0] ?? name
  const content = { description, rule, operation: 'openDeviceRequest', inputs, errorCode }
  return { path: `records/invalid/${name}`, content }
}
