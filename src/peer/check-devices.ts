import { equals } from 'uint8arrays/equals'
import { type ErrorCode, errorCode, isOpenPeerError, OpenPeerError } from '../errors.ts'
import { checkTimes, validateDomain, validateLocation } from '../records/validate.ts'
import type { VerifiedDomain, VerifiedIdentity, VerifiedLocation } from '../records/verified-record.ts'
import { type Bundle, claimedDomain, newest } from './bundle.ts'
import type { Check } from './contact.ts'

export interface Whereabouts {
  locations: VerifiedLocation[]
  homes: VerifiedDomain[]
  check: Check
}

/** Locations, and home records, taken into account from all bundles together. */
const MAX_LOCATIONS = 32
const MAX_HOMES = 4

/** Throws DEVICE_NOT_LISTED unless the identity lists the device with these peer id bytes. docs/spec/verification.md. */
export function checkDeviceListed(identity: VerifiedIdentity, peerId: Uint8Array): void {
  if (identity.payload.devices.some((device) => equals(device.peerId, peerId))) return
  throw new OpenPeerError('DEVICE_NOT_LISTED', 'This device is not one that the identity lists.')
}

/**
 * Where the identity's devices are, and the records of its homes. What is not valid is left out and told in the check,
 * never thrown: it would let whoever adds one bad location hide the good ones. docs/spec/verification.md, check 6.
 */
export async function checkWhereabouts(
  identity: VerifiedIdentity,
  bundles: Bundle[],
  remembered: VerifiedLocation[],
  options: { network: string; now: number },
): Promise<Whereabouts> {
  const refused: ErrorCode[] = []
  const given = bundles.flatMap((bundle) => bundle.locations).slice(0, MAX_LOCATIONS)
  const checked = await Promise.all(
    given
      .map(async (bytes) => {
        const location = await validateLocation(bytes, identity.payload.id, null, options)
        checkDeviceListed(identity, location.payload.peerId)
        return location
      })
      .map((promise) => orRefused(promise, refused)),
  )
  const current = await Promise.all(remembered.map((location) => orRefused(stillGood(location), [])))
  const homes = await checkHomes(identity, bundles, options)
  const locations = newestOfEach(
    [...checked, ...current].filter((one) => one !== null),
    ({ payload }) => payload.peerId,
  )
  return { locations, homes, check: devicesCheck(identity, locations.length, refused) }

  async function stillGood(location: VerifiedLocation): Promise<VerifiedLocation> {
    checkTimes(location, options.now)
    checkDeviceListed(identity, location.payload.peerId)
    return location
  }
}

async function checkHomes(
  identity: VerifiedIdentity,
  bundles: Bundle[],
  options: { network: string; now: number },
): Promise<VerifiedDomain[]> {
  const given = bundles.flatMap(({ homeRecords, domainRecord }) => [...homeRecords.slice(0, MAX_HOMES), domainRecord])
  const homes = await Promise.all(
    given.filter((bytes) => bytes.length > 0).map((bytes) => orRefused(checkHome(bytes), [])),
  )
  return newestOfEach(
    homes.filter((home) => home !== null),
    ({ routingKey }) => routingKey,
  ).slice(0, MAX_HOMES)

  async function checkHome(bytes: Uint8Array): Promise<VerifiedDomain | null> {
    const domain = await claimedDomain(bytes, options.network)
    if (domain === null || !identity.payload.homes.includes(domain)) return null
    return validateDomain(bytes, domain, options)
  }
}

function devicesCheck(identity: VerifiedIdentity, located: number, refused: ErrorCode[]): Check {
  const { length } = identity.payload.devices
  const seen = `${length} ${length === 1 ? 'device' : 'devices'}, each signed itself in; ${located} told where it is.`
  const [code] = refused
  if (code === undefined) return { name: 'devices', result: 'ok', detail: seen }
  const detail = `${seen} ${refused.length} locations were refused (${[...new Set(refused)].join(', ')}).`
  return { name: 'devices', result: 'failed', detail, code }
}

function newestOfEach<R extends VerifiedLocation | VerifiedDomain>(
  records: R[],
  keyOf: (record: R) => Uint8Array,
): R[] {
  const firsts = records.filter((one, at) => records.findIndex((other) => equals(keyOf(other), keyOf(one))) === at)
  return firsts.map((first) => newest(records.filter((one) => equals(keyOf(one), keyOf(first))))?.record ?? first)
}

async function orRefused<T>(promise: Promise<T>, refused: ErrorCode[]): Promise<T | null> {
  try {
    return await promise
  } catch (error) {
    if (!isOpenPeerError(error)) throw error
    refused.push(errorCode(error))
    return null
  }
}
