import { acceptedVectors } from './accepted-cases.ts'
import { deviceRequestVectors } from './device-request-cases.ts'
import { envelopeVectors } from './envelope-cases.ts'
import { fieldVectors } from './field-cases.ts'
import { invitationVectors } from './invitation-cases.ts'
import { keyLogVectors } from './key-log-vectors.ts'
import { nameVectors } from './name-cases.ts'
import { safetyNumberVectors } from './safety-number-vectors.ts'
import { sealedVectors } from './sealed-cases.ts'
import { selectVectors } from './select-cases.ts'
import type { Vector } from './vector.ts'
import { witnessVectors } from './witness-cases.ts'

/** Every vector below test/vectors/{records,names,sealed,witnesses}, in the order of their paths. */
export async function allVectors(): Promise<Vector[]> {
  const parts = [
    acceptedVectors(),
    deviceRequestVectors(),
    envelopeVectors(),
    fieldVectors(),
    keyLogVectors(),
    selectVectors(),
    nameVectors(),
    safetyNumberVectors(),
    witnessVectors(),
    sealedVectors(),
    invitationVectors(),
  ]
  const vectors = (await Promise.all(parts)).flat().sort((a, b) => (a.path < b.path ? -1 : 1))
  const twice = vectors.find((vector, index) => vectors[index + 1]?.path === vector.path)
  if (twice !== undefined) throw new Error(`two vectors are called ${twice.path}`)
  return vectors
}
