import type { Command } from 'commander'
import { withDevOption } from '../options.ts'
import { runner } from '../runner.ts'

export function doctorCommand(program: Command): void {
  withDevOption(program.command('doctor <domain>'))
    .description('examine a domain as an outsider would, with the mend for each finding')
    .option('--json', 'answer in JSON: one object with all findings')
    .option('--network <name>', 'the network it should be on (default: main)')
    .option('--via <domains...>', 'other operators to ask what they know of it (default: those that its node names)')
    .addHelpText('after', '\nExit status: 0 when nothing failed (warnings may be there), else 1.')
    .action(runner(() => import('../actions/doctor.ts')))
}
