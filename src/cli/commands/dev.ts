import type { Command } from 'commander'
import { DEV_DIRECTORY } from '../options.ts'
import { runner } from '../runner.ts'

export function devCommand(program: Command): void {
  program
    .command('dev')
    .description('run a federation of three domains on this machine, with people in it')
    .option('--json', 'print one line of JSON when ready')
    .option('--data-dir <path>', 'where to keep it; emptied at the start', DEV_DIRECTORY)
    .action(runner(() => import('../actions/dev.ts')))
}
