/** Edits between a wrong key and the one that was meant, at most. */
const MAX_EDITS = 2

/** The known key that `key` was probably meant to be: another spelling, or at most two letters wrong. Null for none. */
export function nearestKey(key: string, known: readonly string[]): string | null {
  const folded = fold(key)
  const ranked = known
    .map((candidate) => ({ candidate, edits: editDistance(folded, fold(candidate)) }))
    .filter(({ candidate, edits }) => edits <= Math.min(MAX_EDITS, Math.floor(candidate.length / 3)))
    .sort((a, b) => a.edits - b.edits)
  return ranked[0]?.candidate ?? null
}

/** `data_dir`, `data-dir` and `DataDir` are dataDir, written the way other programs do. */
function fold(key: string): string {
  return key.toLowerCase().replaceAll(/[-_]/g, '')
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1]
    for (const [j, other] of [...b].entries()) {
      next.push(Math.min((next[j] ?? 0) + 1, (row[j + 1] ?? 0) + 1, (row[j] ?? 0) + (letter === other ? 0 : 1)))
    }
    row = next
  }
  return row[b.length] ?? 0
}
