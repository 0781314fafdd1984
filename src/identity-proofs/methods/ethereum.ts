import { secp256k1 } from '@noble/curves/secp256k1.js'
import { keccak_256 } from '@noble/hashes/sha3.js'
import { concat } from 'uint8arrays/concat'
import { fromString } from 'uint8arrays/from-string'
import { toString as toText } from 'uint8arrays/to-string'
import type { ProofMethod } from './method.ts'

/**
 * `ethereum:0x<address>?signature=0x<130 hex>`: the address signed the statement as wallets sign a message (EIP-191,
 * "personal_sign"). An ENS name in place of the address is `unsupported`: only a node of the chain can tell whose it is.
 */
export const ethereum: ProofMethod = {
  id: 'ethereum',
  match(url) {
    const account = url.pathname
    const signature = /^\?signature=0x([0-9a-f]{130})$/.exec(url.search)?.[1]
    const isAddress = /^0x[0-9a-f]{40}$/i.test(account)
    const isEnsName = /^[a-z0-9-]+(\.[a-z0-9-]+)*\.eth$/.test(account)
    if (url.protocol !== 'ethereum:' || url.hash !== '' || signature === undefined || !(isAddress || isEnsName))
      return null
    return {
      account,
      profile: isAddress ? `https://etherscan.io/address/${account}` : null,
      requests: [{ kind: 'none' }],
      read(_answer, { statement }) {
        if (!isAddress)
          return { place: 'unsupported', detail: 'Whose an ENS name is only a node of the chain can tell.' }
        return { place: 'signed', isValid: signerOf(statement, signature) === account.toLowerCase() }
      },
    }
  },
}

/** The address whose key made the signature; null when it is none. */
function signerOf(statement: string, signature: string): string | null {
  const message = fromString(statement)
  const prefix = fromString(`\x19Ethereum Signed Message:\n${message.length}`)
  const bytes = fromString(signature, 'hex')
  const recovery = (bytes[64] ?? 0) - 27
  if (recovery !== 0 && recovery !== 1) return null
  try {
    const recovered = concat([new Uint8Array([recovery]), bytes.subarray(0, 64)])
    const hash = keccak_256(concat([prefix, message]))
    const point = secp256k1.recoverPublicKey(recovered, hash, { prehash: false })
    const key = secp256k1.Point.fromBytes(point).toBytes(false)
    return `0x${toText(keccak_256(key.subarray(1)).subarray(12), 'hex')}`
  } catch {
    return null
  }
}
