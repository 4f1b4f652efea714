import { readFile } from 'node:fs/promises'

export interface Line {
  readonly event: string
  readonly flow?: string
  readonly [detail: string]: unknown
}

/** What stands in an audit file, oldest first. */
export const trail = async (file: string): Promise<readonly Line[]> =>
  (await readFile(file, 'utf8'))
    .split('\n')
    .filter(Boolean)
    .map((line): Line => JSON.parse(line))
