import type { Place } from '../../src/house/port.ts'

export const platform = 'slack'

/** Where something stands in Slack. `team` is where the app is installed: a workspace, or an organisation for all of it. */
export interface Spot {
  readonly team: string
  /** A conversation (`D…`, `C…`), or a person (`U…`, `W…`), who stands for the direct message with them. */
  readonly channel: string
  /** The person's App Home instead of a conversation; `channel` is then the person. */
  readonly home: boolean
  readonly message?: string
}

const home = 'home'

/** A place names its installation, because a conversation alone does not tell whose token reaches it. */
export const placeOf = ({ team, channel, home: isHome, message }: Spot): Place => ({
  platform,
  channel: isHome ? `${team}:${home}:${channel}` : `${team}:${channel}`,
  ...(message !== undefined && { message }),
})

/** Throws on a place that is not ours: the house hands back what it was given. */
export const spotOf = ({ channel, message }: Place): Spot => {
  const [team = '', ...rest] = channel.split(':')
  const id = rest.at(-1) ?? ''
  const isHome = rest[0] === home
  if (team === '' || id === '' || rest.length !== (isHome ? 2 : 1))
    throw new TypeError('not a place in Slack')
  return { team, channel: id, home: isHome, ...(message !== undefined && { message }) }
}

/** A trigger with the installation it came to. */
export const triggerOf = (team: string, trigger: string): string => `${team}:${trigger}`

export const splitTrigger = (text: string): { readonly team: string; readonly trigger: string } => {
  const at = text.indexOf(':')
  return { team: text.slice(0, Math.max(at, 0)), trigger: text.slice(at + 1) }
}
