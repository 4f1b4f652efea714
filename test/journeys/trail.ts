import { readFile } from 'node:fs/promises'

export interface Line {
  readonly event: string
  readonly flow?: string
  readonly [detail: string]: unknown
}

/** What stands in an audit file, oldest first. */
const trail = async (file: string): Promise<readonly Line[]> =>
  (await readFile(file, 'utf8'))
    .split('\n')
    .filter(Boolean)
    .map((line): Line => JSON.parse(line))

/** What was written of the commits for `person` (an id of the directory), oldest first. */
export const commitsFor = async (file: string, person: string): Promise<readonly Line[]> =>
  (await trail(file)).filter((line) => line['person'] === person && line.event.startsWith('commit.'))

/** The pairings of the conversation for which `user` of a chat platform was last given a link. */
export const pairingsOf = async (file: string, user: string): Promise<readonly Line[]> => {
  const lines = await trail(file)
  const own = lines.findLast((line) => line.event === 'link.issued' && line['user'] === user)
  if (own === undefined) throw new Error(`${user} was given no link`)
  return lines.filter(({ event, flow }) => event === 'pairing.accepted' && flow === own.flow)
}

/** The conversation for which `user` of a chat platform was last given a link. */
export const flowOf = async (file: string, user: string): Promise<string> => {
  const own = (await trail(file)).findLast((line) => line.event === 'link.issued' && line['user'] === user)
  if (own?.flow === undefined) throw new Error(`${user} was given no link`)
  return own.flow
}

/** What was told of one conversation, oldest first. */
export const toldOf = async (file: string, flow: string): Promise<readonly Line[]> =>
  (await trail(file)).filter((line) => line.flow === flow)
