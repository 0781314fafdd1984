/** What the pages promise: their links lead somewhere, their commands are the ones that CI runs, their examples compile. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { after, describe, it } from 'node:test'
import { promisify } from 'node:util'
import { readSources } from './architecture/source-file.ts'

const root = join(import.meta.dirname, '..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')
const pages = [...pagesIn('.'), ...pagesIn('docs', true)]

function pagesIn(folder: string, recursive = false): string[] {
  const names = readdirSync(join(root, folder), { recursive, encoding: 'utf8' })
  return names.filter((name) => name.endsWith('.md')).map((name) => join(folder, name))
}

/** The page without its code blocks and code spans, in which nothing is a link or a heading. */
function prose(page: string): string {
  return page.replaceAll(/^```[\s\S]*?^```$/gm, '').replaceAll(/`[^`\n]*`/g, (code) => code.replaceAll(/[[\]()#]/g, ''))
}

/** The anchors of a page's headings, as GitHub makes them. */
function anchors(page: string): string[] {
  const slug = (heading: string) => heading.toLowerCase().replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
  return [...prose(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => slug(heading).replaceAll(' ', '-'))
}

/** What is wrong with a link of this page; null for one that leads somewhere, and for one to another website. */
function brokenLink(page: string, link: string): string | null {
  if (/^[a-z]+:/.test(link)) return null
  const [file = '', anchor] = link.split('#')
  const target = file === '' ? page : join(dirname(page), file)
  if (!existsSync(join(root, target))) return `${page}: there is no ${link}`
  return anchor === undefined || anchors(read(target)).includes(anchor) ? null : `${page}: ${link} has no such heading`
}

describe('the documentation', () => {
  it('has only links that lead somewhere', () => {
    const links = pages.flatMap((page) => {
      return [...prose(read(page)).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => ({ page, link }))
    })
    assert.ok(links.length > 50)
    assert.deepEqual(
      links.map(({ page, link }) => brokenLink(page, link)).filter((problem) => problem !== null),
      [],
    )
  })

  it('has every page of the specification that a source names', () => {
    const named = readSources(root, 'src').flatMap(({ path }) => read(path).match(/docs\/[\w/-]+\.md/g) ?? [])
    assert.ok(named.length > 50)
    assert.deepEqual([...new Set(named)].filter((page) => !existsSync(join(root, page))).sort(), [])
  })

  it('opens the README with the two set-up lines, of which CI runs the second', () => {
    const [block = ''] = /```sh\n[\s\S]*?```/.exec(read('README.md')) ?? []
    const lines = block.split('\n').slice(1, -1)
    assert.deepEqual(
      lines.map((line) => line.replace(/\s*#.*/, '')),
      ['npm ci && npm run demo', 'npm ci && npm test'],
    )
    const steps = read('.ci/run').split('\n')
    assert.ok(steps.some((step) => /^npm ci\b/.test(step)))
    assert.ok(steps.includes('npm test'))
  })

  it('teaches no npm script that does not exist', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }
    const taught = pages.flatMap((page) => [...read(page).matchAll(/npm run ([\w-]+)/g)].map(([, name = '']) => name))
    assert.ok(taught.includes('demo'))
    assert.deepEqual(
      taught.filter((name) => !(name in scripts)),
      [],
    )
  })

  it('gives a reason for every dependency, and for nothing else', () => {
    const [, ...tables] = read('docs/decisions.md').split(/^\| package +\| why +\|$/m)
    const reasons = tables.map((table) =>
      [...table.matchAll(/^\| ([^|-][^|]*?) +\|/gm)].flatMap(([, cell = '']) => packages(cell)),
    )
    const { dependencies, devDependencies } = JSON.parse(read('package.json')) as Record<string, object>
    assert.deepEqual(
      reasons.map((names) => names.sort()),
      [dependencies, devDependencies].map((names) => Object.keys(names ?? {}).sort()),
    )
  })
})

/** `a, @b/{c,d}` is a, @b/c and @b/d. */
function packages(cell: string): string[] {
  return cell.split(/,\s*(?![^{]*\})/).flatMap((name) => {
    const [, before = '', inner, behind = ''] = /^([^{]*)\{([^}]*)\}(.*)$/.exec(name) ?? []
    return inner === undefined ? [name] : inner.split(',').map((part) => before + part + behind)
  })
}

/** What the reader's own program brings to the examples of a page. */
const BROUGHT: Record<string, string> = {
  'README.md': 'declare const passphrase: string',
  'docs/guides/app-developers.md': `
    declare function ask(question: string): Promise<string>
    declare function showOnce(words: string): void
    declare function serve(stream: import('@libp2p/interface').Stream, contact: import('openpeer').Contact): void`,
}

describe('the examples', async () => {
  // Inside the repository, so that the packages that we use are found as from our own sources.
  const directory = await mkdtemp(join(root, 'node_modules/.docs-'))
  after(() => rm(directory, { recursive: true }))

  it('in TypeScript compile as they stand', async () => {
    for (const [page, brought] of Object.entries(BROUGHT)) {
      const blocks = [...read(page).matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, block]) => block)
      assert.ok(blocks.length > 0, page)
      await writeFile(
        join(directory, `${page.replaceAll(/\W/g, '-')}.ts`),
        [brought, ...blocks, 'export {}'].join('\n'),
      )
    }
    const compilerOptions = {
      noEmit: true,
      rootDir: root,
      noUnusedLocals: false,
      typeRoots: [join(root, 'node_modules/@types')],
      paths: { openpeer: [join(root, 'src/index.ts')] },
    }
    const config = { extends: join(root, 'tsconfig.json'), include: ['*.ts'], compilerOptions }
    await writeFile(join(directory, 'package.json'), '{"type":"module"}')
    await writeFile(join(directory, 'tsconfig.json'), JSON.stringify(config))
    const compiler = join(root, 'node_modules/typescript/bin/tsc')
    await promisify(execFile)(process.execPath, [compiler, '-p', directory]).catch(({ stdout }) => assert.fail(stdout))
  })
})
