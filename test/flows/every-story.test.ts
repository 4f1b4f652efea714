import { describe, expect, test } from 'vitest'
import { everyStory, unlessFrozen, unlessStopped, wasntMe } from '../../flows/every-story.ts'
import { stories } from '../../flows/index.ts'
import { notMe } from '../../flows/not-me.ts'
import { unfreeze } from '../../flows/unfreeze.ts'

/** The one that is "that wasn't me" itself needs no way to it. */
const disowning = [notMe.name]
/** The one that lifts a freeze is not stopped by it, only by a "that wasn't me" to itself. */
const wardOf = (name: string) => (name === unfreeze.name ? unlessStopped : unlessFrozen)

describe.each(stories.map((s) => [s.name, s] as const))('%s', (name, story) => {
  test('ends when its person freezes self-service', () => {
    const { ward } = { ward: undefined, ...story } satisfies { ward: unknown }
    expect(ward).toBe(disowning.includes(name) ? undefined : wardOf(name))
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
