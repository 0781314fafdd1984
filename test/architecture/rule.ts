import type { SourceFile } from './source-file.ts'
import { lineAt } from './source-file.ts'

/** A ban, with the reason that is printed beside each breach. */
export interface Rule {
  name: string
  reason: string
  /** Each breach as one line, `path:line what`. */
  breaches(files: SourceFile[]): string[]
}

/** Breaches for each place of the code (comments and strings apart) that matches, in the files that `applies` picks. */
export function forbiddenCode(pattern: RegExp, applies: (file: SourceFile) => boolean) {
  const everywhere = new RegExp(pattern.source, `${pattern.flags.replace('g', '')}g`)
  return (files: SourceFile[]): string[] =>
    files
      .filter((file) => !file.generated && applies(file))
      .flatMap((file) =>
        [...file.code.matchAll(everywhere)].map(
          (match) => `${file.path}:${lineAt(file, match.index)} ${match[0].trim()}`,
        ),
      )
}

/** Breaches for each import of one of these modules (or of a path below one), in the files that `applies` picks. */
export function forbiddenImports(modules: string[], applies: (file: SourceFile) => boolean) {
  return (files: SourceFile[]): string[] =>
    files
      .filter(applies)
      .flatMap((file) =>
        file.imports
          .filter(({ specifier }) =>
            modules.some((module) => specifier === module || specifier.startsWith(`${module}/`)),
          )
          .map(({ specifier, line }) => `${file.path}:${line} imports ${specifier}`),
      )
}
