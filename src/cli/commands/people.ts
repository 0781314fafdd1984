import type { Command } from 'commander'
import { DEV_DIRECTORY } from '../options.ts'
import { runner } from '../runner.ts'

/** Not for people to type: `openpeer dev` runs it, so that its inhabitants have a process of their own. */
export function peopleCommand(program: Command): void {
  program
    .command('people <name...>', { hidden: true })
    .option('--json', 'print one line of JSON when all are there')
    .option('--dev [path]', 'the directory of the dev network', DEV_DIRECTORY)
    .action(runner(() => import('../actions/people.ts')))
}
