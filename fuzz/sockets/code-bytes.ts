import { getHeapSpaceStatistics } from 'node:v8'

/** What V8 keeps there is made of the program's text alone: compiled and optimized code, bytecode, and their tables. */
const SPACES = ['code_space', 'code_large_object_space', 'trusted_space', 'trusted_large_object_space']

/**
 * The part of this process's heap that is code, in bytes. It grows for a while as more functions turn out to be hot, and is
 * bounded by the program: what a process keeps of what happened to it is the rest.
 */
export function codeBytes(): number {
  return getHeapSpaceStatistics()
    .filter(({ space_name }) => SPACES.includes(space_name))
    .reduce((sum, { space_used_size }) => sum + space_used_size, 0)
}
