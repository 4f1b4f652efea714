import { activityOf, longestBody } from './activity.ts'
import { emulatorTenant, type EmulatorPeople } from './emulator-people.ts'
import type { Refusal } from './refusals.ts'
import { isServiceHost } from './service-host.ts'
import type { Gate, Verdict } from './verify.ts'

/** Hosts to which the bot of the emulator speaks: this machine, by its plain names. */
export const emulatorHosts: readonly string[] = ['localhost', '127.0.0.1', '[::1]']

/**
 * The gate of the Bot Framework Emulator, for development: it believes what nobody signed, so it stands only behind
 * `onlyThisMachine` and only where `openEmulator` lets it. Whoever writes is one of the emulator's people in the emulator's tenant,
 * whatever the body says of itself; a message with a token, for another channel, or with a service elsewhere is not the emulator's.
 */
export const emulatorGate =
  ({ who }: Pick<EmulatorPeople, 'who'>): Gate =>
  (authorization, raw) =>
    Promise.resolve(verdictOn(authorization, raw, who))

const refused = (why: Refusal): Verdict => ({ kind: 'refused', why })

const verdictOn = (
  authorization: string | undefined,
  raw: Uint8Array,
  who: EmulatorPeople['who'],
): Verdict => {
  if ((authorization ?? '').trim() !== '') return refused('emulator-token')
  if (raw.length > longestBody) return refused('body-too-long')
  const activity = activityOf(raw)
  if (activity === undefined) return refused('not-an-activity')
  if (activity.channelId !== 'emulator') return refused('channel')
  if (!isServiceHost(activity.serviceUrl, emulatorHosts)) return refused('service-host')
  return { kind: 'accepted', activity, tenant: emulatorTenant, user: who(activity.from.id), personal: true }
}
