import type { Command } from 'commander'
import { runner } from '../runner.ts'

export function nodeCommand(program: Command): void {
  program
    .command('node')
    .description('run an operator node until it is told to stop (SIGTERM drains it)')
    .option('--json', 'print one line of JSON when ready')
    .option('--config <path>', 'its configuration', 'operator.yaml')
    .option('--check', 'only check the configuration')
    .action(runner(() => import('../actions/node.ts')))
}
