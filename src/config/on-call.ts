import type { ConfigFault } from './port.ts'
import { isRaw, type Raw } from './read-yaml.ts'

/** What whoever is on call needs of a chat beside their channel: that it is the second one that is asked. */
export const onCallFaults = (raw: Raw): ConfigFault[] =>
  ['slack', 'teams'].flatMap((name) => {
    const { alertChannel, onCallChannel } = sectionOf(raw[name])
    const key = `${name}.onCallChannel`
    if (onCallChannel === undefined) return []
    if (alertChannel === undefined)
      return [
        {
          key,
          says: `is asked when nobody in ${name}.alertChannel answers, which is not set`,
          fix: 'set alertChannel',
        },
      ]
    if (alertChannel !== onCallChannel) return []
    return [{ key, says: 'is the alert channel once more', fix: 'name another channel, or leave it out' }]
  })

const sectionOf = (section: unknown): Raw => {
  if (!isRaw(section)) return {}
  const { alertChannel, onCallChannel } = section
  return { alertChannel: alertChannel ?? undefined, onCallChannel: onCallChannel ?? undefined }
}
