import 'reflect-metadata'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Extension, SubjectAlternativeNameExtension, X509CertificateGenerator } from '@peculiar/x509'

const DAY_MS = 24 * 60 * 60_000
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }

export interface CertificateFolder {
  certFile: string
  keyFile: string
  /** Writes a new self-signed certificate for a.test and its key over the old ones; resolves to the certificate. */
  write(): Promise<string>
  remove(): Promise<void>
}

/** A folder with a certificate and its key, as an ACME client keeps one. */
export async function certificateFolder(): Promise<CertificateFolder> {
  const folder = await mkdtemp(join(tmpdir(), 'openpeer-http-'))
  const certFile = join(folder, 'cert.pem')
  const keyFile = join(folder, 'key.pem')
  const write = async () => {
    const keys = await crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])
    const extensions: Extension[] = [new SubjectAlternativeNameExtension([{ type: 'dns', value: 'a.test' }])]
    const certificate = await X509CertificateGenerator.createSelfSigned({
      name: 'CN=a.test',
      keys,
      signingAlgorithm: ALGORITHM,
      notBefore: new Date(Date.now() - DAY_MS),
      notAfter: new Date(Date.now() + DAY_MS),
      extensions,
    })
    const key = Buffer.from(await crypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64')
    const pem = certificate.toString('pem')
    await writeFile(certFile, pem)
    await writeFile(keyFile, `-----BEGIN PRIVATE KEY-----\n${key}\n-----END PRIVATE KEY-----\n`)
    return pem
  }
  await write()
  return { certFile, keyFile, write, remove: () => rm(folder, { recursive: true }) }
}
