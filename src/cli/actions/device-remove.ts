import type { DeviceRemoval } from '../../peer/own-devices.ts'
import { askWhetherSure } from '../ask-whether-sure.ts'
import type { Context } from '../context.ts'
import { openPeer } from '../open-peer.ts'
import type { PeerCommandOptions } from '../options.ts'
import { keyChangeAnswer } from '../show-key-change.ts'

/** Publishes the identity without a device; for a publisher, which knows the identity key, with a new key. */
export async function run(
  context: Context,
  [device = '']: string[],
  options: PeerCommandOptions & { yes?: boolean },
): Promise<number> {
  const { output, signal } = context
  const peer = await openPeer(context, options)
  try {
    output.progress('asking for your devices')
    const found = (await peer.devices.list({ signal })).find(({ peerId }) => peerId.toString() === device)
    if (found?.isPublisher && !found.isThis && options.yes !== true) {
      await askWhetherSure(context, {
        what: `${device} holds your identity key, so this replaces the key: your other publishers need the new one after it`,
        where: 'its peer id',
        text: device,
        end: 'last',
      })
    }
    output.progress('publishing your devices')
    const removal = await peer.devices.remove(device, { signal })
    const { json, text, status } = keyChangeAnswer(removal)
    const demoted = removal.demoted.map((peerId) => peerId.toString())
    output.result(
      { id: peer.idText, device, rotated: removal.rotated, demoted, ...json },
      [`${device} is no device of yours any more. ${text}`, ...advice(removal)].join('\n'),
    )
    return status
  } finally {
    await peer.stop()
  }
}

function advice({ rotated, demoted }: DeviceRemoval): string[] {
  if (!rotated) return ['Links that it has open end as soon as the other side hears of it.']
  const exported =
    'Your identity has a new key; your recovery words stay. Old exports are void: make a new one, "openpeer id export".'
  if (demoted.length === 0) return [exported]
  return [
    exported,
    'These go on as plain devices until they have the new key, by the new export ("openpeer id import" in their --dir):',
    ...demoted.map((peerId) => `  ${peerId}`),
  ]
}
