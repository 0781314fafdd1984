import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { request } from 'node:https'
import { after, before, describe, it } from 'node:test'
import { isOpenPeerError } from '../../src/errors.ts'
import { readCertificate } from '../../src/http/certificate.ts'
import { type HttpServer, serve } from '../../src/http/serve.ts'
import { type CertificateFolder, certificateFolder } from './certificate-files.ts'

/** Asks over a new connection, trusting only this certificate for a.test. */
function ask(server: HttpServer, ca: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port: server.port, servername: 'a.test', ca, agent: false }
    request(options, (response) => resolve(response.resume().statusCode ?? 0))
      .on('error', reject)
      .end()
  })
}

describe('serving HTTPS', () => {
  let files: CertificateFolder
  let server: HttpServer
  before(async () => {
    files = await certificateFolder()
    server = await serve(() => new Response('ok'), { host: '127.0.0.1', port: 0, tls: files })
  })
  after(async () => {
    await server.stop()
    await files.remove()
  })

  it('shows the certificate of the files', async () => {
    assert.match(server.url, /^https:/)
    assert.equal(await ask(server, await readFile(files.certFile, 'utf8')), 200)
  })

  it('takes over a renewed certificate without a restart', async () => {
    const old = await readFile(files.certFile, 'utf8')
    assert.equal(await server.certificate?.renew(), false)
    const renewed = await files.write()
    assert.equal(await server.certificate?.renew(), true)
    assert.equal(await ask(server, renewed), 200)
    await assert.rejects(ask(server, old))
  })

  it('keeps the old one while the new one cannot be used', async () => {
    const good = await readFile(files.certFile, 'utf8')
    await writeFile(files.certFile, 'half a file')
    await assert.rejects(server.certificate?.renew() ?? Promise.resolve(), /do not work together/)
    assert.equal(await ask(server, good), 200)
  })
})

describe('reading a certificate', () => {
  let files: CertificateFolder
  before(async () => {
    files = await certificateFolder()
  })
  after(() => files.remove())

  it('names the file that is missing, and its key in the configuration', async () => {
    for (const [field, wrong] of [
      ['certFile', { ...files, certFile: '/nowhere/cert.pem' }],
      ['keyFile', { ...files, keyFile: '/nowhere/cert.pem' }],
    ] as const) {
      await assert.rejects(readCertificate(wrong), (error: Error) => {
        assert.ok(isOpenPeerError(error, 'INVALID_CONFIG'))
        assert.match(error.message, new RegExp(`http.tls.${field}: /nowhere/cert.pem`))
        return true
      })
    }
  })

  it('refuses a key that belongs to another certificate', async () => {
    const { cert } = await readCertificate(files)
    await files.write()
    await writeFile(files.certFile, cert)
    await assert.rejects(readCertificate(files), (error: Error) => isOpenPeerError(error, 'INVALID_CONFIG'))
  })
})
