import { describe, expect, test } from 'vitest'
import { everyStory, unlessFrozen, wasntMe } from '../../flows/every-story.ts'
import { stories } from '../../flows/index.ts'
import { notMe } from '../../flows/not-me.ts'
import { unfreeze } from '../../flows/unfreeze.ts'

/** The one that is "that wasn't me" itself needs no way to it, and the one that lifts a freeze is not stopped by it. */
const disowning = [notMe.name]
const lifting = [...disowning, unfreeze.name]

describe.each(stories.map((s) => [s.name, s] as const))('%s', (name, story) => {
  test('ends when its person freezes self-service', () => {
    const { ward } = { ward: undefined, ...story } satisfies { ward: unknown }
    expect(ward).toBe(lifting.includes(name) ? undefined : unlessFrozen)
  })

  test('offers “that wasn’t me” on every card of the person', () => {
    expect(story.aside ?? []).toEqual(disowning.includes(name) ? [] : [wasntMe])
  })

  test('hears what every story hears', () => {
    const missing = everyStory.interrupts.filter((i) => !story.interrupts.some((own) => own === i))
    expect(missing.map((i) => i.name)).toEqual(
      disowning.includes(name) ? ['attach', 'resume', 'issue-link', 'replace'] : [],
    )
  })
})
