import type { Command } from 'commander'
import { runner } from '../runner.ts'

export function initCommand(program: Command): void {
  program
    .command('init <domain>')
    .description('prepare an operator node for your domain: configuration, keys, and what to publish')
    .option('--json', 'answer in JSON')
    .option('--dir <path>', 'where to put it', '.')
    .option('--network <name>', 'the network to join', 'main')
    .option('--bootstrap <address...>', 'domains or multiaddrs of operators to join')
    .action(runner(() => import('../actions/init.ts')))
}
