// First: @peculiar/x509 does not load without it.
import 'reflect-metadata'
import * as x509 from '@peculiar/x509'

/** A certificate authority made on the spot, for one development network or one test. */
export interface CertificateAuthority {
  /** PEM. What those who are to trust it need. */
  readonly certificate: string
  /** A certificate for these DNS names, valid as long as the authority. */
  issue(hostNames: string[]): Promise<IssuedCertificate>
}

/** PEM texts, as node:https and node:tls take them. */
export interface IssuedCertificate {
  cert: string
  key: string
}

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
// Public authorities stay below 398 days, and some readers refuse more.
const LIFETIME_MS = 90 * 24 * 3_600_000
const CLOCK_TOLERANCE_MS = 3_600_000

/** Its private key never leaves memory. Takes about 25 ms. */
export async function createCertificateAuthority({
  now = Date.now,
}: {
  now?: () => number
} = {}): Promise<CertificateAuthority> {
  const validity = { notBefore: new Date(now() - CLOCK_TOLERANCE_MS), notAfter: new Date(now() + LIFETIME_MS) }
  // Given to each call: other packages set their own as the default of @peculiar/x509, and keys are of one only.
  const keys = await crypto.subtle.generateKey(ALGORITHM, false, ['sign', 'verify'])
  const authority = await x509.X509CertificateGenerator.createSelfSigned(
    {
      ...validity,
      serialNumber: serialNumber(),
      name: 'CN=Open Peer development authority',
      keys,
      signingAlgorithm: ALGORITHM,
      extensions: [
        new x509.BasicConstraintsExtension(true, 0, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey, false, crypto),
      ],
    },
    crypto,
  )
  return {
    certificate: authority.toString('pem'),
    async issue(hostNames) {
      const leafKeys = await crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])
      const leaf = await x509.X509CertificateGenerator.create(
        {
          ...validity,
          serialNumber: serialNumber(),
          subject: `CN=${hostNames[0] ?? ''}`,
          issuer: authority.subject,
          publicKey: leafKeys.publicKey,
          signingKey: keys.privateKey,
          signingAlgorithm: ALGORITHM,
          extensions: [
            new x509.BasicConstraintsExtension(false, undefined, true),
            new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
            new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
            new x509.SubjectAlternativeNameExtension(hostNames.map((value) => ({ type: 'dns' as const, value }))),
            await x509.AuthorityKeyIdentifierExtension.create(keys.publicKey, false, crypto),
          ],
        },
        crypto,
      )
      const key = x509.PemConverter.encode(await crypto.subtle.exportKey('pkcs8', leafKeys.privateKey), 'PRIVATE KEY')
      return { cert: leaf.toString('pem'), key: `${key}\n` }
    },
  }
}

function serialNumber(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  // A positive number without leading zeros, as DER wants it.
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40
  return Buffer.from(bytes).toString('hex')
}
