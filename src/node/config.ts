import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import type { z } from 'zod'
import { OpenPeerError } from '../errors.ts'
import { readDevNetwork } from '../identity-proofs/dev-network.ts'
import { explainProblems, parseConfigText } from './config-problems.ts'
import { fileSchema, programSchema } from './config-schema.ts'

/**
 * What an operator node is started with. Sizes are in bytes, times in ms, paths absolute; `dataDir: null` keeps
 * everything in memory. config/operator.example.yaml explains each key.
 */
export type OperatorConfig = z.output<typeof programSchema>

/** What may be set from outside the file, because containers do: the key, by variable. */
export const ENVIRONMENT: Readonly<Record<string, readonly [string, ...string[]]>> = {
  OPENPEER_DATA_DIR: ['dataDir'],
  OPENPEER_LOG_LEVEL: ['log', 'level'],
}

export type Environment = Readonly<Record<string, string | undefined>>

/**
 * Reads and checks a configuration file (YAML). Paths in it are relative to its own directory; those of the environment
 * to the working directory.
 *
 * @throws OpenPeerError INVALID_CONFIG naming every wrong key, its line, and what was expected there
 */
export async function readOperatorConfig(
  file: string,
  environment: Environment = process.env,
): Promise<OperatorConfig> {
  const config = parseOperatorConfig(file, await readText(file), environment)
  return { ...config, dev: config.dev === null ? null : readDevNetwork(await readJson(config.dev)) }
}

/**
 * As `readOperatorConfig`, from text: nothing is read, `dev` stays the path of its file.
 *
 * @throws OpenPeerError INVALID_CONFIG
 */
export function parseOperatorConfig(
  file: string,
  yaml: string,
  environment: Environment = {},
): Omit<OperatorConfig, 'dev'> & { dev: string | null } {
  const text = parseConfigText(file, yaml)
  const overrides = Object.entries(ENVIRONMENT).filter(([variable]) => environment[variable] !== undefined)
  let value = text.value
  for (const [variable, path] of overrides) {
    const given = environment[variable] ?? ''
    value = withValue(value, path, variable === 'OPENPEER_DATA_DIR' ? resolve(given) : given)
  }
  const result = fileSchema.safeParse(value)
  if (!result.success) {
    const where = (path: readonly PropertyKey[]) => {
      const override = overrides.find(([, overridden]) => overridden.join('.') === path.map(String).join('.'))
      return override === undefined ? text.where(path) : `environment variable ${override[0]}`
    }
    throw new OpenPeerError('INVALID_CONFIG', explainProblems(result.error.issues, value, where))
  }
  const config = result.data
  const absolute = (path: string) => resolve(dirname(file), path)
  const { tls } = config.http
  return {
    ...config,
    dataDir: absolute(config.dataDir),
    dev: config.dev === null ? null : absolute(config.dev),
    http: {
      ...config.http,
      tls: tls === null ? null : { certFile: absolute(tls.certFile), keyFile: absolute(tls.keyFile) },
    },
  }
}

/**
 * A configuration made by a program: the same checks and defaults.
 *
 * @throws OpenPeerError INVALID_CONFIG
 */
export function operatorConfig(settings: z.input<typeof programSchema>): OperatorConfig {
  const result = programSchema.safeParse(settings)
  if (result.success) return result.data
  throw new OpenPeerError(
    'INVALID_CONFIG',
    explainProblems(result.error.issues, settings, () => 'configuration'),
  )
}

function withValue(value: unknown, [key, ...rest]: readonly [string, ...string[]], given: string): unknown {
  const section = typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  const [next, ...further] = rest
  return { ...section, [key]: next === undefined ? given : withValue(section[key], [next, ...further], given) }
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new OpenPeerError('INVALID_CONFIG', `cannot read ${file} (${reason})`, { cause })
  }
}

async function readJson(file: string): Promise<unknown> {
  const text = await readText(file)
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new OpenPeerError('INVALID_CONFIG', `dev: ${file} is not JSON`, { cause })
  }
}
