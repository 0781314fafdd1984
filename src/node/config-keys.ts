import type { z } from 'zod'
import { fileSchema } from './config-schema.ts'

type Path = readonly PropertyKey[]

interface Wrapped {
  shape?: Record<string, Wrapped>
  def: { innerType?: Wrapped }
}

/** The keys that a section may have; none for what is no section. */
export function keysAt(path: Path): string[] {
  let section = unwrap(fileSchema)
  for (const key of path) section = unwrap(section?.shape?.[String(key)])
  return Object.keys(section?.shape ?? {})
}

/** Every key that a configuration file may set, as `section.key`. */
export function leafKeys(path: Path = []): string[] {
  const keys = keysAt(path)
  if (keys.length === 0) return [path.map(String).join('.')]
  return keys.flatMap((key) => leafKeys([...path, key]))
}

/** The section itself, below what makes it optional or nullable. */
function unwrap(schema: z.ZodType | Wrapped | undefined): Wrapped | undefined {
  let inner = schema as Wrapped | undefined
  while (inner?.shape === undefined && inner?.def.innerType !== undefined) inner = inner.def.innerType
  return inner
}
