import { readFile } from 'node:fs/promises'
import type { Server } from 'node:https'
import { createSecureContext } from 'node:tls'
import { OpenPeerError } from '../errors.ts'

/** Where the certificate chain and its private key lie, both PEM. */
export interface CertificateFiles {
  certFile: string
  keyFile: string
}

export interface Certificate {
  cert: string
  key: string
}

const CHECK_INTERVAL_MS = 10 * 60_000

/** Reads the two files. Throws INVALID_CONFIG, naming the file, when one cannot be read or they do not fit each other. */
export async function readCertificate({ certFile, keyFile }: CertificateFiles): Promise<Certificate> {
  const cert = await readPem('http.tls.certFile', certFile)
  const key = await readPem('http.tls.keyFile', keyFile)
  try {
    createSecureContext({ cert, key })
  } catch (cause) {
    const message = `The certificate ${certFile} and the key ${keyFile} do not work together: ${textOf(cause)}.`
    throw new OpenPeerError('INVALID_CONFIG', `${message} Give the full chain and its own key, both in PEM.`, { cause })
  }
  return { cert, key }
}

export interface CertificateRenewal {
  /** Looks at the files now. True when a new certificate is in use; throws INVALID_CONFIG and keeps the old one. */
  renew(): Promise<boolean>
  stop(): void
}

/**
 * Takes over renewed files without a restart (certificates live 90 days or less, a node longer), every ten minutes.
 * What cannot be used is told to `onError`, and the old certificate stays.
 */
export function keepCertificateFresh(
  server: Pick<Server, 'setSecureContext'>,
  files: CertificateFiles,
  inUse: Certificate,
  onError: (error: unknown) => void,
): CertificateRenewal {
  let current = inUse
  async function renew(): Promise<boolean> {
    const next = await readCertificate(files)
    if (next.cert === current.cert && next.key === current.key) return false
    server.setSecureContext(next)
    current = next
    return true
  }
  const timer = setInterval(() => void renew().catch(onError), CHECK_INTERVAL_MS)
  timer.unref()
  return { renew, stop: () => clearInterval(timer) }
}

async function readPem(key: string, path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    const message = `${key}: ${path} cannot be read (${textOf(cause)}). Check the path and who may read it.`
    throw new OpenPeerError('INVALID_CONFIG', message, { cause })
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
