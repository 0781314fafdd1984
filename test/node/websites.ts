import { OpenPeerError } from '../../src/errors.ts'
import type { Outside } from '../../src/identity-proofs/outside.ts'
import { type OperatorNode, type OperatorParts, startOperatorNode } from '../../src/node/operator-node.ts'

/** The websites of the nodes that run in this process: nodes admit each other by them. */
const pages = new Map<string, Promise<() => string>>()

/** An outside in which every domain whose node runs here shows what that node says, and nothing else is reached. */
export const NODE_WEBSITES: Outside = {
  canResolveDns: true,
  async fetchText(url) {
    const page = pages.get(new URL(url).hostname)
    if (page === undefined) throw new OpenPeerError('FETCH_FAILED', `nobody answers at ${url}`)
    return { status: 200, contentType: 'application/json', text: (await page)() }
  },
  resolveTxt: async () => null,
}

/** Puts up the website of a node that was started without one; answers how to take it down. */
export function putUpWebsite(node: OperatorNode): () => void {
  pages.set(
    node.domain,
    Promise.resolve(() => node.wellKnown()),
  )
  return () => pages.delete(node.domain)
}

/** Starts a node whose website is up for as long as it runs. */
export async function startWithWebsite(
  config: Parameters<typeof startOperatorNode>[0],
  parts: OperatorParts = {},
): Promise<OperatorNode> {
  const { domain } = config
  const page = Promise.withResolvers<() => string>()
  page.promise.catch(() => {})
  pages.set(domain, page.promise)
  const takeDown = () => pages.get(domain) === page.promise && pages.delete(domain)
  try {
    const node = await startOperatorNode(config, { outside: NODE_WEBSITES, ...parts })
    page.resolve(() => node.wellKnown())
    const stop = async () => {
      takeDown()
      await node.stop()
    }
    return { ...node, stop }
  } catch (error) {
    takeDown()
    page.reject(new OpenPeerError('FETCH_FAILED', `the node of ${domain} did not start`))
    throw error
  }
}
