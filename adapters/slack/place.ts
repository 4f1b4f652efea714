import type { Place } from '../../src/house/port.ts'

export const platform = 'slack'

/** Where something stands in Slack. `team` is where the app is installed: a workspace, or an organisation for all of it. */
export interface Spot {
  readonly team: string
  /** A conversation (`D…`, `C…`), or a person (`U…`, `W…`), who stands for the direct message with them. */
  readonly channel: string
  /** The person's App Home instead of a conversation; `channel` is then the person. */
  readonly home: boolean
  /** The channel in which only the person, who is then `channel`, is shown it. */
  readonly aside?: string
  readonly message?: string
}

const home = 'home'
const aside = 'aside'

/** A place names its installation, because a conversation alone does not tell whose token reaches it. */
export const placeOf = ({ team, channel, home: isHome, aside: within, message }: Spot): Place => ({
  platform,
  channel: [team, ...(isHome ? [home] : within === undefined ? [] : [aside, within]), channel].join(':'),
  ...(message !== undefined && { message }),
})

/** Throws on a place that is not ours: the house hands back what it was given. */
export const spotOf = ({ channel, message }: Place): Spot => {
  const [team = '', ...rest] = channel.split(':')
  const id = rest.at(-1) ?? ''
  const isHome = rest[0] === home
  const within = rest[0] === aside ? rest[1] : undefined
  if (team === '' || id === '' || rest.length !== (isHome ? 2 : within === undefined ? 1 : 3))
    throw new TypeError('not a place in Slack')
  const more = { ...(within !== undefined && { aside: within }), ...(message !== undefined && { message }) }
  return { team, channel: id, home: isHome, ...more }
}

/** A trigger with the installation it came to. */
export const triggerOf = (team: string, trigger: string): string => `${team}:${trigger}`

export const splitTrigger = (text: string): { readonly team: string; readonly trigger: string } => {
  const at = text.indexOf(':')
  return { team: text.slice(0, Math.max(at, 0)), trigger: text.slice(at + 1) }
}
