import assert from 'node:assert/strict'
import { access, readFile, stat } from 'node:fs/promises'
import { createServer } from 'node:https'
import { test } from 'node:test'
import { readDevNetwork } from '../../src/identity-proofs/dev-network.ts'
import { createOutside } from '../../src/identity-proofs/outside.node.ts'
import { startDevOutside } from '../../src/testnet/dev-outside.ts'

test('another process learns from the file all that it needs to reach the websites and DNS', async () => {
  const world = await startDevOutside({ domains: ['a.test', 'b.test'] })
  const server = createServer(world.tls('a.test'), (request, response) => response.end(`${request.headers.host}`))
  await new Promise<void>((resolve) => server.listen(world.httpsPort('a.test'), '127.0.0.1', resolve))
  try {
    world.dns.setTxt('_openpeer.a.test', ['hello'])
    const outside = createOutside({ dev: readDevNetwork(JSON.parse(await readFile(world.file, 'utf8'))) })
    assert.equal((await outside.fetchText('https://a.test/')).text, 'a.test')
    assert.deepEqual(await outside.resolveTxt('_openpeer.a.test'), ['hello'])
  } finally {
    server.close()
    await world.stop()
  }
  await assert.rejects(access(world.directory), { code: 'ENOENT' })
})

test('a port set later is in the file and in the doors of this process', async () => {
  const world = await startDevOutside({ domains: ['a.test'] })
  const outside = createOutside({ dev: world.devNetwork })
  const server = createServer(world.tls('a.test'), (_request, response) => response.end('moved'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  try {
    const { port } = server.address() as { port: number }
    await world.setHttpsPort('a.test', port)
    assert.equal((await outside.fetchText('https://a.test/')).text, 'moved')
    const written = readDevNetwork(JSON.parse(await readFile(world.file, 'utf8')))
    assert.equal(written.addresses.get('a.test')?.port, port)
  } finally {
    server.close()
    await world.stop()
  }
})

test('a private key is readable by its owner only; an unknown domain is refused', async () => {
  const world = await startDevOutside({ domains: ['a.test'] })
  try {
    assert.equal((await stat(world.tls('a.test').keyFile)).mode & 0o777, 0o600)
    assert.equal(await readFile(world.tls('a.test').certFile, 'utf8'), world.tls('a.test').cert)
    assert.throws(() => world.tls('c.test'), { code: 'INVALID_ARGUMENT' })
    await assert.rejects(world.setHttpsPort('c.test', 1), { code: 'INVALID_ARGUMENT' })
  } finally {
    await world.stop()
  }
})
