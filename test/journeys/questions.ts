import { expect } from 'vitest'

const patient = { timeout: 60_000 }
const [howMany, options] = [5, 6]

/** A card as it is read; its buttons in their order. */
export interface Read {
  readonly lines: readonly string[]
  readonly buttons: readonly string[]
}

/** A chat as the person before it has it. */
export interface Questioned {
  readonly newest: () => Read | Promise<Read>
  readonly presses: (label: string) => Promise<unknown>
}

/** Picks what is among these, or what is not. */
export const rightly = (used: readonly string[]) => picking((option) => used.includes(option))
export const wrongly = (used: readonly string[]) => picking((option) => !used.includes(option))

type Choose = (offered: readonly string[]) => string

const picking =
  (is: (option: string) => boolean): Choose =>
  (offered) => {
    const found = offered.find(is)
    if (found === undefined) throw new Error(`nothing to pick of ${offered.join(', ')}`)
    return found
  }

/** Answers one question after the other in chat; every option that was offered. */
export const answersAll = async (chat: Questioned, choose: Choose): Promise<readonly string[]> => {
  const seen: string[] = []
  for (let n = 1; n <= howMany; n++) {
    let card: Read = { lines: [], buttons: [] }
    const read = async (): Promise<string> => (card = await chat.newest()).lines.join('\n')
    await expect.poll(read, patient).toContain(`Question ${n} of ${howMany}.`)
    const offered = card.buttons.slice(0, options)
    expect(new Set(offered).size).toBe(options)
    seen.push(...offered)
    await chat.presses(choose(offered))
  }
  return seen
}
