import type { Command } from 'commander'
import { withPeerOptions } from '../options.ts'
import { runner } from '../runner.ts'

export function deviceCommand(program: Command): void {
  const device = program.command('device').description('the devices that you use under one name')
  withPeerOptions(device.command('new <name>'))
    .description('make this a new device of yours, and show what another device of yours adds it by')
    .option('--via <domain>', 'the operator to ask (default: the one of the name)')
    .option('--network <name>', 'the network to join (default: main)')
    .option('--qr', 'show it also as a code that a phone can read')
    .action(runner(() => import('../actions/device-new.ts')))
  withPeerOptions(device.command('add <request>'))
    .description('take a new device of yours in: what it shows begins with "openpeer:device/"')
    .option('--yes', 'do not ask whether it is your device')
    .action(runner(() => import('../actions/device-add.ts')))
  withPeerOptions(device.command('list'))
    .description('your devices: which may change your identity, and which are online')
    .action(runner(() => import('../actions/device-list.ts')))
  withPeerOptions(device.command('remove <device>'))
    .description('a device that you no longer use, or lost; one that held your identity key costs a new key')
    .option('--yes', 'do not ask whether you are sure')
    .action(runner(() => import('../actions/device-remove.ts')))
}
